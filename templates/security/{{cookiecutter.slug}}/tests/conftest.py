"""What several tests need: a small corpus with a drift of its own, and detectors fitted on it."""

{% if cookiecutter.framework == "jax" -%}
import os
{% endif -%}
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from {{ cookiecutter.package }} import models
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.corpus import Corpus, Named, assemble
from {{ cookiecutter.package }}.section import Setting

{% if cookiecutter.framework == "jax" -%}
# Read when the first function is compiled; tests ask few times for each, so compiling must be fast.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

{% endif -%}
# The same examples each time, and no limit on time: a busy machine breaks no theorem.
settings.register_profile("project", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("project")

WORDS = (
    "river",
    "stone",
    "garden",
    "paper",
    "cloud",
    "amber",
    "lemon",
    "maple",
    "silver",
    "coffee",
)
LURES = ("wallet", "login", "airdrop", "support")


def made(hostile: int, benign: int, seed: int = 0) -> Corpus:
    """Return a corpus whose hostile names change their lure over time.

    Some benign names hold such words too, so that a lure alone decides nothing.
    """
    rng = np.random.default_rng(seed)
    count = hostile + benign
    second = np.array(WORDS)[rng.integers(len(WORDS), size=count)]
    lures = np.array(LURES)[rng.integers(len(LURES), size=count)]
    second = np.where(rng.random(count) < 0.08, lures, second)
    second[:hostile] = np.array(LURES)[np.arange(hostile) * len(LURES) // hostile]
    first = np.array(WORDS)[rng.integers(len(WORDS), size=count)]
    parts = zip(first, second, rng.integers(1_000_000, size=count), strict=True)
    names = [f"{one}{two}{number}.example" for one, two, number in parts]
    labels = np.repeat([1, 0], [hostile, benign])
    times = np.concatenate([np.arange(hostile), np.full(benign, np.nan)])
    hard = [f"{first}wallet.example" for first in WORDS]
    return assemble(Named(names, labels, times), (0.1, 0.4), seed, hard=hard, sha256="0" * 64)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Return 600 hostile and 2,400 benign names."""
    return made(600, 2_400)


@pytest.fixture(scope="session")
def config() -> Config:
    """Return the configuration of a smoke run."""
    return Config().smoke()


@pytest.fixture(scope="session")
def setting(corpus: Corpus, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Return what every part works on."""
    figures: Path = tmp_path_factory.mktemp("figures")
    return Setting(config, corpus, models.fit(corpus, corpus.past.train, config, 0), figures)
