"""Study: how much of the headline is luck: benign times, random split and training drawn anew."""

from dataclasses import replace

import numpy as np

from . import data, models, rates
from .config import Config
from .corpus import Floats
from .judged import SPLITS
from .metrics import listed
from .section import Listing, Section, Setting

SEEDS = 5
Found = dict[tuple[str, str], Floats]  # by split and detector: share found, (..., rates)


def seeds(config: Config) -> list[int]:
    """Return the seeds that follow the one of the run."""
    return [config.seed + number for number in range(1, SEEDS + 1)]


def measure(setting: Setting) -> Section:
    """Repeat the first part with other seeds; a difference of detectors is taken seed by seed."""
    config, corpus = setting.config, setting.corpus
    strict = rates.measurable(len(corpus.benign(corpus.past.test)))[:2]
    runs = [once(replace(config, seed=s, split_seed=s), strict) for s in seeds(config)]
    found = {key: np.stack([run[key] for run in runs]) for key in runs[0]}
    return Section(
        results={"repeats": {f"{SPLITS[s]}, {name}": listed(f) for (s, name), f in found.items()}},
        listings=(_listing(found, strict),),
        limitations=(_verdict(setting, found, strict),),
    )


def once(config: Config, strict: tuple[float, ...]) -> Found:
    """Return what every detector finds on both splits at these rates, for one seed."""
    corpus = data.load(config)
    found: Found = {}
    for split, rows in (("random", corpus.random), ("past", corpus.past)):
        labels = corpus.labels[rows.test]
        for name, model in models.fit(corpus, rows.train, config, config.seed).items():
            scores = model.score(corpus.pick(rows.test))
            found[split, name] = np.array([rates.tpr(scores, labels, rate) for rate in strict])
    return found


def _verdict(setting: Setting, found: Found, strict: tuple[float, ...]) -> str:
    ours, theirs = (found["past", name] for name in (setting.subject, setting.rival))
    gaps = 100 * (ours - theirs)
    said = ", ".join(
        f"{gap.mean():+.1f} ± {gap.std(ddof=1):.1f} points at {rate:g}"
        for gap, rate in zip(gaps.T, strict, strict=True)
    )
    return (
        f"With {len(gaps)} other seeds {models.said(setting.subject)} differs from "
        f"{models.said(setting.rival)} on the future by {said}"
    )


def _listing(found: Found, strict: tuple[float, ...]) -> Listing:
    def cells(shares: Floats) -> tuple[str, ...]:
        return tuple(f"{each.mean():.1f} ± {each.std(ddof=1):.1f} %" for each in 100 * shares.T)

    return Listing(
        "Other seeds",
        ("Split", "Detector", *(f"Found at {rate:g} ↑" for rate in strict)),
        tuple(
            (SPLITS[split].capitalize(), models.LABELS[name], *cells(shares))
            for (split, name), shares in found.items()
        ),
        f"Mean and standard deviation of {SEEDS} seeds, each with its own times of benign names, "
        "random split, first weights and batches. Hostile names keep their order.",
    )
