"""False reports: names of a campaign that somebody calls benign, so that it is learned."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import models, quarantine, rates
from .corpus import Ints
from .detector import Detector
from .edits import OPEN, WORDS, registrable, variants
from .section import Setting


@dataclass(frozen=True)
class Reports:
    """What somebody reports: names, and what is said about them.

    Attributes:
        names: n names.
        labels: (n,), 1 where a name is called hostile.
    """

    names: tuple[str, ...]
    labels: Ints


@dataclass(frozen=True)
class Learned:
    """What reports did to the linear detector, measured on the future.

    Attributes:
        accepted: how many reports were learned from.
        overall: share of hostile names found.
        campaign: share of the campaign's names found.
        false: share of benign names flagged.
    """

    accepted: int
    overall: float
    campaign: float
    false: float


def look_alikes(setting: Setting) -> list[str]:
    """Return names that an attacker could register and report, in random order.

    They are the campaign's names of the past after one edit, still with its word, and the word
    between two others; none is in the corpus.
    """
    word, corpus = setting.config.campaign, setting.corpus
    known = set(corpus.names)
    past = (name for name in corpus.pick(corpus.hostile(corpus.past.train)) if word in name)
    parts = itertools.product((*WORDS, ""), (*WORDS, ""), ("", "-"), OPEN)
    made = [f"{a}{dash}{word}{dash}{b}.{end}" for a, b, dash, end in parts]
    edited = [each for name in past for each in variants(name) if word in each]
    rng = np.random.default_rng([setting.config.seed, 22])
    mixed = [each for part in (edited, made) for each in rng.permutation(part).tolist()]
    return [name for name in dict.fromkeys(mixed) if registrable(name) and name not in known]


def called_benign(names: Sequence[str]) -> Reports:
    """Return reports that these names are benign."""
    return Reports(tuple(names), np.zeros(len(names), np.int64))


def campaign(setting: Setting) -> Ints:
    """Return the rows of the campaign's names in the future."""
    corpus = setting.corpus
    rows = corpus.hostile(corpus.past.test)
    there = [setting.config.campaign in name for name in corpus.pick(rows)]
    return np.asarray(rows[np.array(there, bool)])


def passing(setting: Setting, reports: Reports) -> Reports:
    """Return the reports that the quarantine lets through."""
    limit = setting.threshold("linear", setting.config.rate)
    kept = ~quarantine.held(setting.models["linear"], limit, reports.names, reports.labels)
    names = tuple(name for name, keep in zip(reports.names, kept, strict=True) if keep)
    return Reports(names, reports.labels[kept])


def learn(setting: Setting, reports: Reports) -> Learned:
    """Fit the linear detector on the past and these reports, and judge it on the future."""
    return judged(setting, fitted(setting, reports)[0], len(reports.names))


def fitted(setting: Setting, reports: Reports) -> tuple[Detector, float]:
    """Return the linear detector of the past and these reports, with its threshold."""
    corpus, past = setting.corpus, setting.corpus.past
    labels = np.concatenate([corpus.labels[past.train], reports.labels])
    names = (*corpus.pick(past.train), *reports.names)
    detector = models.fit_linear(names, labels, setting.config)
    benign = detector.score(corpus.pick(corpus.benign(past.validation)))
    return detector, rates.threshold(benign, setting.config.rate)


def patient(setting: Setting, rounds: int, *, pinned: bool) -> Learned:
    """Return what an attacker reaches who sends, each round, only what passes the quarantine.

    Of all look-alikes that pass he sends those with the highest scores, which teach most.

    Args:
        setting: the corpus and the detector that the quarantine trusts at first.
        rounds: times that ``config.poison`` reports are sent and learned from.
        pinned: the quarantine trusts the first detector for ever; else the last one, so that
            each round moves what the next may do (Nelson et al. 2008, a "boiling frog").
    """
    trusted, limit = setting.models["linear"], setting.threshold("linear", setting.config.rate)
    names = np.array(look_alikes(setting))
    sent: list[str] = []
    for _ in range(rounds):
        scores = np.where(np.isin(names, sent), np.inf, trusted.score(names.tolist()))
        passes = np.flatnonzero(scores <= limit)
        best = passes[np.argsort(-scores[passes], kind="stable")][: setting.config.poison]
        sent += names[best].tolist()
        if not pinned:
            trusted, limit = fitted(setting, called_benign(sent))
    return learn(setting, called_benign(sent))


def flipped(setting: Setting, number: int) -> Learned:
    """Return what as many errors do that aim at nothing: random hostile labels are flipped."""
    past, labels = setting.corpus.past.train, setting.corpus.labels.copy()
    rng = np.random.default_rng([setting.config.seed, 23])
    hostile = setting.corpus.hostile(past)
    labels[rng.choice(hostile, min(number, len(hostile) // 2), replace=False)] = 0
    detector = models.fit_linear(setting.corpus.pick(past), labels[past], setting.config)
    return judged(setting, detector, number)


def judged(setting: Setting, detector: Detector, accepted: int) -> Learned:
    """Judge a detector on the future, at the threshold that its own past gives."""
    corpus = setting.corpus
    scores = detector.score(corpus.names)
    limit = rates.threshold(scores[corpus.benign(corpus.past.validation)], setting.config.rate)
    future = corpus.past.test
    return Learned(
        accepted,
        rates.flagged(scores[corpus.hostile(future)], limit),
        rates.flagged(scores[campaign(setting)], limit),
        rates.flagged(scores[corpus.benign(future)], limit),
    )
