"""Adversarial training: the attacker's names are trained on, and the attacker comes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from . import models, rates
from .attack import Attacked, greedy
from .corpus import Floats, Ints
from .detector import Detector
from .section import Setting

TRAINED_EDITS = 2  # edits of a name that is trained on; the attack that is reported has more
Fit = Callable[[Sequence[str], Ints], Detector]


@dataclass(frozen=True)
class Guarded:
    """A detector with its own threshold, and what an attack on it, and only it, achieved.

    Attributes:
        threshold: from benign names of the end of the past.
        attacked: hostile names of the future, after an attack on this very detector.
        clean: share of all future hostile names that are found when nobody attacks.
        false: share of future benign names that are flagged.
        mistaken: share of hard negatives that are flagged; NaN when there are none.
    """

    detector: Detector
    threshold: float
    attacked: Attacked
    clean: float
    false: float
    mistaken: float

    @property
    def found(self) -> Floats:
        """Return the share of attacked names found after 0, 1, ... edits."""
        return self.attacked.found(self.threshold)


def harden(setting: Setting, fit: Fit, start: Detector, rounds: int) -> list[Guarded]:
    """Return the detector before and after each round, each attacked anew (adaptively).

    A round attacks ``config.seeds`` hostile training names with ``TRAINED_EDITS`` edits and adds
    what it got, as hostile; names of the corpus are left out, so that the future stays unseen.
    """
    corpus, config = setting.corpus, setting.config
    names = list(corpus.pick(corpus.past.train))
    labels = corpus.labels[corpus.past.train]
    hostile, known = corpus.hostile(corpus.past.train), set(corpus.names)
    made = [guarded(setting, start)]
    for number in range(rounds):
        rng = np.random.default_rng([config.seed, 20, number])
        rows = rng.choice(hostile, min(config.seeds, len(hostile)), replace=False)
        attacked = greedy(made[-1].detector.score, corpus.pick(rows), TRAINED_EDITS)
        new = sorted(set(attacked.names[-1]) - known)
        names += new
        labels = np.concatenate([labels, np.ones(len(new), labels.dtype)])
        made.append(guarded(setting, fit(names, labels)))
    return made


def guarded(setting: Setting, detector: Detector) -> Guarded:
    """Return a detector with the threshold that the past gives, attacked on future names."""
    corpus, config = setting.corpus, setting.config

    def of(rows: Ints) -> Floats:
        return detector.score(corpus.pick(rows))

    limit = rates.threshold(of(corpus.benign(corpus.past.validation)), config.rate)
    future = corpus.past.test
    hard = detector.score(corpus.hard_negatives)
    return Guarded(
        detector,
        limit,
        greedy(detector.score, corpus.pick(targets(setting)), config.edits, limit),
        rates.flagged(of(corpus.hostile(future)), limit),
        rates.flagged(of(corpus.benign(future)), limit),
        rates.flagged(hard, limit) if len(hard) else float("nan"),
    )


def targets(setting: Setting) -> Ints:
    """Return rows of hostile names of the future that every attack starts from, in random order."""
    hostile = setting.corpus.hostile(setting.corpus.past.test)
    rng = np.random.default_rng([setting.config.seed, 21])
    return np.asarray(
        rng.choice(hostile, min(setting.config.attacked, len(hostile)), replace=False)
    )


def linear(setting: Setting) -> Fit:
    """Return what fits the linear detector."""
    return lambda names, labels: models.fit_linear(names, labels, setting.config)
