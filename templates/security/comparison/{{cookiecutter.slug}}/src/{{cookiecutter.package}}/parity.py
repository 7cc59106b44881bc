"""The same detector in two frameworks: do they score alike, train alike, and how fast?"""

import time

import numpy as np

{% for name in [cookiecutter.framework, cookiecutter.compare_with]|sort -%}
from . import engine_{{ name }} as {% if name == cookiecutter.framework %}engine{% else %}other{% endif %}
{% endfor -%}
from . import features, models, rates
from .metrics import metric, rounded
from .section import Listing, Section, Setting
from .wide_deep import Weights, WideDeep, initial

BAR = 1e-5  # log-odds: what float32 may lose
PACKAGES: tuple[str, ...] = other.PACKAGES


def measure(setting: Setting) -> Section:
    """Score with the same weights, then train from the same weights on the same batches."""
    corpus, config = setting.corpus, setting.config
    held = features.ids(corpus.pick(corpus.past.test), config.buckets)
    trained, seconds = _trained(setting)
    scores = {each.NAME: each.score(trained[engine.NAME], held) for each in (engine, other)}
    apart = float(np.abs(scores[engine.NAME] - scores[other.NAME]).max())
    labels = corpus.labels[corpus.past.test]
    found = {
        name: 100 * rates.tpr(WideDeep(each).of_ids(held), labels, config.rate)
        for name, each in trained.items()
    }
    names = f"{engine.NAME} and {other.NAME}"
    return Section(
        metrics=(
            metric(
                "parity",
                f"Largest difference of scores with the same weights, {names}",
                ("log-odds", "lower", "test"),
                rounded(apart, 2),
                n=len(held),
                baseline=("bar", BAR),
            ),
            metric(
                "training_seconds",
                f"Training, {engine.NAME}, compilation included",
                ("s", "lower", "none"),
                seconds[engine.NAME],
                baseline=(other.NAME, seconds[other.NAME]),
                volatile=True,
            ),
        ),
        results={
            "parity": {
                "largest difference of scores": rounded(apart, 2),
                "found after training apart, %": {k: rounded(v, 4) for k, v in found.items()},
            }
        },
        listings=(_listing(apart, found, config.rate),),
        limitations=()
        if apart <= BAR
        else (f"Scores of {names} differ by {apart:.1e} log-odds, above the bar of {BAR:g}",),
        times={f"fit_{name}": value for name, value in seconds.items()},
    )


def _trained(setting: Setting) -> tuple[dict[str, Weights], dict[str, float]]:
    """Return the weights that each framework ends with, and its seconds."""
    corpus, config = setting.corpus, setting.config
    fitting, rows = models.fitting_of(config), corpus.past.train
    ids, labels = features.ids(corpus.pick(rows), config.buckets), corpus.labels[rows]
    start = initial(config.buckets, fitting, config.seed)
    found, seconds = {}, {}
    for each in (engine, other):
        begun = time.perf_counter()
        found[each.NAME] = each.fit(ids, labels, start, fitting, config.seed)
        seconds[each.NAME] = time.perf_counter() - begun
    return found, seconds


def _listing(apart: float, found: dict[str, float], rate: float) -> Listing:
    ours, theirs = found.values()
    return Listing(
        "The same detector in two frameworks",
        ("What", *found, "Difference"),
        (
            ("Scores with the same weights, log-odds", *("",) * len(found), f"{apart:.1e} at most"),
            (
                f"Found on the future at a false positive rate of {rate:g}",
                *(f"{value:.1f} %" for value in found.values()),
                f"{abs(ours - theirs):.1f} points",
            ),
        ),
        "Both train from the same first weights on the same batches.",
    )
