"""Streams in which a new family appears, each beside its control, and what is watched in them."""

from dataclasses import dataclass

import numpy as np

from . import features, online, rates
from .corpus import Flags, Floats, Ints
from .detector import Linear, probability
from .online import Learner
from .section import Setting

SIGNALS = {
    "page_hinkley_errors": "Page-Hinkley on errors (labels)",
    "adwin_errors": "ADWIN on errors (labels)",
    "adwin_scores": "ADWIN on scores (no labels)",
    "adwin_novelty": "ADWIN on unseen n-grams (no labels)",
}


@dataclass(frozen=True)
class Stream:
    """Names in a random order, so that nothing changes but what is put in.

    Attributes:
        ids: (events, width).
        labels: (events,).
        new: (events,), True where a name is of the new family.
    """

    ids: Ints
    labels: Ints
    new: Flags


@dataclass(frozen=True)
class Guard:
    """What watches a stream.

    Attributes:
        learner: trained on the past, event by event.
        limit: its threshold, from benign names of the end of the past.
        seen: (buckets,), how often each n-gram was in the past.
    """

    learner: Learner
    limit: float
    seen: Ints


def guard(setting: Setting) -> Guard:
    """Return the online learner after the past, with its threshold."""
    corpus, config = setting.corpus, setting.config
    ids = features.ids(corpus.pick(corpus.past.train), config.buckets)
    start = online.beginner(config.buckets, config.online_rate)
    at_once = np.arange(1, len(ids) + 1)
    labels = corpus.labels[corpus.past.train]
    learner = online.follow(start, ids, labels, at_once, config.chunk)[1]
    benign = corpus.pick(corpus.benign(corpus.past.validation))
    limit = rates.threshold(learner.linear.score(benign), config.rate)
    return Guard(learner, limit, np.bincount(ids.ravel(), minlength=config.buckets))


def control(setting: Setting, number: int) -> Stream:
    """Return a stream without a new family: names of the end of the past, drawn at random."""
    corpus, config = setting.corpus, setting.config
    rng = np.random.default_rng([config.seed, 8, number])
    rows = rng.choice(corpus.past.validation, config.events)
    ids = features.ids(corpus.pick(rows), config.buckets)
    return Stream(ids, corpus.labels[rows], np.zeros(config.events, bool))


def inject(
    setting: Setting, before: Stream, names: tuple[str, ...], rng: np.random.Generator
) -> Stream:
    """Return a stream with some of its events after the onset replaced by hostile ``names``."""
    config = setting.config
    new = rng.random(config.events) < config.family_share
    new[: config.onset] = False
    ids = features.ids(names[: int(new.sum())], config.buckets)
    width = max(ids.shape[1], before.ids.shape[1])
    mixed = np.zeros((config.events, width), before.ids.dtype)
    mixed[:, : before.ids.shape[1]] = before.ids
    mixed[new] = np.pad(ids, ((0, 0), (0, width - ids.shape[1])))
    return Stream(mixed, np.where(new, 1, before.labels), new)


def signals(watch: Guard, stream: Stream) -> dict[str, Floats]:
    """Return what is watched, (events,) each in [0, 1], by signal."""
    linear: Linear = watch.learner.linear
    scores = linear.of_ids(stream.ids)
    errors = ((scores > watch.limit) != (stream.labels == 1)).astype(np.float64)
    there = stream.ids > 0
    unseen = (there & (watch.seen[stream.ids] == 0)).sum(axis=1)
    return {
        "page_hinkley_errors": errors,
        "adwin_errors": errors,
        "adwin_scores": probability(scores),
        "adwin_novelty": unseen / np.maximum(there.sum(axis=1), 1),
    }
