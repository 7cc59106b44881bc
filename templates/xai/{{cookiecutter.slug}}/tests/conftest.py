"""What several tests need: the project's own data, cut short, and models fitted on them."""

{% if cookiecutter.framework == "jax" -%}
import os
{% endif -%}
import warnings
from dataclasses import replace

import pytest
from hypothesis import settings

from {{ cookiecutter.package }} import data
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.table import Table

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # shap calls what matplotlib will deprecate, on import
    from {{ cookiecutter.package }} import publish
    from {{ cookiecutter.package }}.section import Setting

{% if cookiecutter.framework == "jax" -%}
# Read when the first function is compiled; tests ask few times for each, so compiling must be fast.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

{% endif -%}
settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def config() -> Config:
    """Return the values of a smoke run on fewer rows."""
    return replace(Config(rows=1200), interactions=2).smoke()


@pytest.fixture(scope="session")
def table(config: Config) -> Table:
    """Return the project's own data, cut short."""
    return data.load(config)


@pytest.fixture(scope="session")
def setting(config: Config, table: Table, tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Return fitted models and rows to explain, as every part of a run gets them."""
    return publish.prepare(config, table, tmp_path_factory.mktemp("figures"))
