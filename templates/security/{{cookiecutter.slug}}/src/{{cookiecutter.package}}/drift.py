"""Part 2: what keeps a detector alive over years of campaigns, and what label delay takes away."""

import numpy as np

from . import figure_drift, rates
from .corpus import Floats
from .metrics import listed, metric
from .policies import LABELS, POLICIES, Stream
from .section import Listing, Metric, Section, Setting


def measure(setting: Setting) -> Section:
    """Follow every policy through the stream; intervals are paired by bootstrap samples."""
    stream = Stream(setting)
    found = detection(stream, {name: policy(stream) for name, policy in POLICIES.items()})
    times = {name: (area(value), area(samples)) for name, (value, samples) in found.items()}
    eras = {name: value for name, (value, _) in found.items()}
    return Section(
        metrics=_metrics(setting, times),
        figures=(figure_drift.draw(setting, eras, LABELS),),
        results={"drift": {name: _document(eras[name], times[name]) for name in eras}},
        listings=(_listing(setting, eras, times),),
        highlights=(_verdict(times),),
    )


Found = tuple[Floats, Floats]  # a value, and its bootstrap values (samples, ...)


def detection(stream: Stream, scores: dict[str, Floats]) -> dict[str, Found]:
    """Return the share found in each judged era (eras,), and its bootstrap values (samples, eras).

    The threshold is that of the era's own benign names: what is shown is ranking, not thresholds.
    All policies share their bootstrap samples.
    """
    config, eras = stream.config, stream.eras()
    values: dict[str, list[float]] = {name: [] for name in scores}
    samples: dict[str, list[Floats]] = {name: [] for name in scores}
    for number, era in enumerate(eras):
        labels = stream.labels[era]
        drawn = rates.resamples(labels, config.resamples, config.seed + number)
        for name, each in scores.items():
            values[name].append(rates.tpr(each[era], labels, config.rate))
            samples[name].append(rates.tpr_samples(each[era], labels, config.rate, drawn))
    return {name: (np.array(values[name]), np.stack(samples[name], axis=-1)) for name in scores}


def area(found: Floats) -> Floats:
    """Return AUT, the area under a measure over eras (..., eras), as a share of the possible.

    TESSERACT, Pendlebury et al. 2019, equation 6: trapezoids between eras.
    """
    return np.asarray((found[..., 1:] + found[..., :-1]).sum(axis=-1) / 2 / (found.shape[-1] - 1))


Times = dict[str, Found]  # by policy: AUT


def _metrics(setting: Setting, times: Times) -> tuple[Metric, ...]:
    rate = setting.config.rate
    base = ("frozen", float(times["frozen"][0]))
    return tuple(
        metric(
            f"aut_{name}",
            f"Found over the eras (AUT at {rate:g}), {words}",
            ("1", "higher", "test"),
            float(times[name][0]),
            ci95=rates.interval(times[name][1]),
            baseline=base,
        )
        for name, words in (
            ("online", "labels at once"),
            ("online_misled", "labels late and few"),
        )
    )


def _verdict(times: Times) -> str:
    """Say what online learning gains, and what is left of it when labels are late and few."""

    def gain(name: str) -> str:
        value = times[name][0] - times["frozen"][0]
        low, high = rates.interval(times[name][1] - times["frozen"][1])
        return f"{value:+.3f} (95 % CI {low:+.3f} to {high:+.3f})"

    return (
        f"Online learning moves AUT by {gain('online')}; "
        f"with late and few labels by {gain('online_misled')}"
    )


def _document(found: Floats, times: Found) -> dict[str, object]:
    return {
        "tpr_by_era": listed(found),
        "aut": listed(times[0]),
        "aut_ci95": listed(np.asarray(rates.interval(times[1]))),
    }


def _listing(setting: Setting, eras: dict[str, Floats], times: Times) -> Listing:
    config = setting.config
    numbers = range(config.known_eras + 1, config.eras + 1)

    def row(name: str) -> tuple[str, ...]:
        low, high = rates.interval(times[name][1])
        cells = (f"{100 * value:.1f} %" for value in eras[name])
        return (LABELS[name], *cells, f"{times[name][0]:.3f} ({low:.3f} to {high:.3f})")

    return Listing(
        "Drift: policies by era",
        ("Policy", *(f"Era {number}" for number in numbers), "AUT ↑"),
        tuple(map(row, eras)),
        f"Hostile names found at a false positive rate of {config.rate:g} in each era of "
        f"{len(setting.corpus.names) // config.eras:,} events, by the linear detector. Late: "
        f"{config.delay:,} events after the name was seen. Few: {100 * config.reported:.0f} % of "
        "hostile names. In brackets, 95 % bootstrap intervals.",
    )
