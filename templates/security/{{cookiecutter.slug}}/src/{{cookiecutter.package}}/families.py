"""Part 3: a family of names that nobody has seen appears; who notices, when, and who recovers.

Each stream with the family has a control: the same stream, event by event, without it. What the
control raises too is no evidence.
"""

import numpy as np

from . import change, family_report, figure_families, generators, injection, online
from .corpus import Flags, Ints
from .family_report import CONTROL, WINDOW, Outcome
from .injection import Guard, Stream
from .online import NEVER
from .section import Section, Setting


def measure(setting: Setting) -> Section:
    """Put each family into several streams, and count what the detectors of change say."""
    config, watch = setting.config, injection.guard(setting)
    found: dict[str, list[Outcome]] = {name: [] for name in (CONTROL, *generators.FAMILIES)}
    for number in range(config.streams):
        control = injection.control(setting, number)
        found[CONTROL].append(observe(setting, watch, control))
        for name, generate in generators.FAMILIES.items():
            rng = np.random.default_rng([config.seed, 7, number])
            names = generate(rng, setting.corpus, config.events - config.onset)
            stream = injection.inject(setting, control, names, rng)
            found[name].append(observe(setting, watch, stream))
    table = {name: family_report.summary(outcomes) for name, outcomes in found.items()}
    return Section(
        metrics=family_report.metrics(table),
        figures=(figure_families.draw(setting, table),),
        results={"families": table},
        listings=(family_report.listing(setting, table),),
        limitations=family_report.missed(table),
    )


def observe(setting: Setting, watch: Guard, stream: Stream) -> Outcome:
    """Return what each signal and the online learner make of a stream."""
    config = setting.config
    alarms: dict[str, int | None] = {}
    for name, values in injection.signals(watch, stream).items():
        at = (change.page_hinkley if name.startswith("page") else change.adwin)(values)
        if at is not None and name.endswith("errors"):
            at += config.label_lag  # an error is known when its label is
        alarms[name] = None if at is None or at >= config.events else at - config.onset
    known = np.arange(config.events) + 1 + config.label_lag
    late = np.where(known < config.events, known, NEVER)
    scores, _ = online.follow(watch.learner, stream.ids, stream.labels, late, config.chunk)
    static = watch.learner.linear.of_ids(stream.ids[stream.new]) > watch.limit
    back = recovery(np.flatnonzero(stream.new), scores[stream.new] > watch.limit, config.recovered)
    return Outcome(
        alarms,
        None if back is None else back - config.onset,
        float(static.mean()) if len(static) else 0.0,
    )


def recovery(events: Ints, caught: Flags, enough: float) -> int | None:
    """Return the event by which a full window of the family is found often enough; None: never.

    Args:
        events: (n,), where names of the family stand in the stream.
        caught: (n,), which of them are found.
        enough: share of a window of ``WINDOW`` names.
    """
    sums = np.concatenate([[0], np.cumsum(caught)])
    good = np.flatnonzero((sums[WINDOW:] - sums[:-WINDOW]) / WINDOW >= enough)
    return int(events[good[0] + WINDOW - 1]) if len(good) else None
