"""The corpus as a stream, and what can be done to keep a detector up to date with it."""

import itertools
from collections.abc import Callable

import numpy as np

from . import features, online
from .corpus import Flags, Floats, Ints
from .models import fit_ids
from .online import NEVER
from .section import Setting

LABELS = {
    "frozen": "Frozen",
    "retrained": "Retrained each era on all labels",
    "retrained_late": "Retrained each era, labels late",
    "online": "Online, labels at once",
    "online_late": "Online, labels late",
    "online_partial": "Online, late, few reported, others unknown",
    "online_misled": "Online, late, few reported, others taken for benign",
}


class Stream:
    """The corpus as a stream of events, cut into eras of equal length.

    Attributes:
        ids: (events, width), hashed names in the order of time.
        labels: (events,).
        edges: (eras + 1,), the first event of each era, and the end.
        first: the event from which policies are judged; labels of earlier ones are known.
        start: the detector that was fitted on them.
    """

    def __init__(self, setting: Setting) -> None:
        """Take the corpus of the setting, which is in the order of time."""
        corpus, self.config = setting.corpus, setting.config
        self.ids = features.ids(corpus.names, self.config.buckets)
        self.labels = corpus.labels
        self.edges = np.linspace(0, len(self.labels), self.config.eras + 1).astype(int)
        self.first = int(self.edges[self.config.known_eras])
        self.start = fit_ids(self.ids[: self.first], self.labels[: self.first], self.config)

    def eras(self) -> list[Ints]:
        """Return the events of each judged era."""
        later = self.edges[self.config.known_eras :]
        return [np.arange(a, b) for a, b in itertools.pairwise(later)]

    def frozen(self) -> Floats:
        """Return scores of a detector fitted once, on the first eras."""
        return self.start.of_ids(self.ids)

    def retrained(self, delay: int) -> Floats:
        """Return scores of detectors fitted before each era on all labels known by then."""
        scores = self.frozen()
        for era in self.eras()[1:]:
            known = max(int(era[0]) - delay, self.first)
            linear = fit_ids(self.ids[:known], self.labels[:known], self.config)
            scores[era] = linear.of_ids(self.ids[era])
        return scores

    def online(self, delay: int, told: Ints | None = None, heard: Flags | None = None) -> Floats:
        """Return scores of the online learner.

        Args:
            delay: events until a label is known; those of the first eras come at once.
            told: (events,), labels as they are told, by default the true ones.
            heard: (events,), True where a label is told at all, by default everywhere.
        """
        labels = self.labels if told is None else told
        events = np.arange(len(labels))
        late = np.where(events < self.first, 1, 1 + delay)
        known = events + late
        if heard is not None:
            known = np.where(heard, known, NEVER)
        start = online.beginner(self.config.buckets, self.config.online_rate)
        return online.follow(start, self.ids, labels, known, self.config.chunk)[0]

    def reported(self) -> Flags:
        """Return which labels are ever told: all benign ones, and a share of the hostile ones."""
        rng = np.random.default_rng([self.config.seed, 5])
        lucky = rng.random(len(self.labels)) < self.config.reported
        return np.asarray((self.labels == 0) | lucky | (np.arange(len(self.labels)) < self.first))


POLICIES: dict[str, Callable[[Stream], Floats]] = {
    "frozen": Stream.frozen,
    "retrained": lambda stream: stream.retrained(0),
    "retrained_late": lambda stream: stream.retrained(stream.config.delay),
    "online": lambda stream: stream.online(0),
    "online_late": lambda stream: stream.online(stream.config.delay),
    "online_partial": lambda stream: stream.online(stream.config.delay, heard=stream.reported()),
    "online_misled": lambda stream: stream.online(
        stream.config.delay, told=np.where(stream.reported(), stream.labels, 0)
    ),
}
