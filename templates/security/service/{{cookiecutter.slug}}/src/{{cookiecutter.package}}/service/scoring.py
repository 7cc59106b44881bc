"""The detector at work: a batch of texts in, a result for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..detector import probability
from ..finding import TECHNIQUE
from ..names import normal
from ..store import Stored
from .schemas import FLAGGED, PASSED, REFUSED, Result, Scores

DECIMALS = 2  # of a score: who looks for an edit that passes learns little from each answer


@dataclass(frozen=True)
class Scorer:
    """A verified detector.

    Attributes:
        stored: the detector and its threshold.
        sha256: of the file that it came from.
    """

    stored: Stored
    sha256: str

    def score(self, texts: Sequence[str]) -> Scores:
        """Return a result for each text, in order; what is no name is refused, alone."""
        read = [_read(text) for text in texts]
        known = [name for name, _ in read if name is not None]
        odds = self.stored.detector.score(known)
        chances = iter(np.round(probability(odds), DECIMALS).tolist())
        flags = iter((odds > self.stored.threshold).tolist())
        return Scores(
            detector=f"sha256:{self.sha256}",
            threshold=float(probability(np.asarray(self.stored.threshold))),
            results=[_result(name, detail, chances, flags) for name, detail in read],
        )


@dataclass
class State:
    """What changes while the service runs: a detector comes, and an end."""

    scorer: Scorer | None = None
    draining: bool = False

    @property
    def unready(self) -> str:
        """Return why nobody should send requests here; nothing when they should."""
        if self.scorer is None:
            return "the detector is not loaded yet"
        return "the service is about to stop" if self.draining else ""


def _read(text: str) -> tuple[str | None, str | None]:
    """Return the name in normal form, or why it has none."""
    try:
        return normal(text), None
    except ValueError as error:
        return None, str(error)


def _result(
    name: str | None, detail: str | None, chances: Iterator[float], flags: Iterator[bool]
) -> Result:
    """Return what is thought of a name; the next chance and flag are its own, if it is one."""
    if name is None:
        return Result(name=None, verdict=REFUSED, score=None, techniques=[], detail=detail)
    flagged = next(flags)
    return Result(
        name=name,
        verdict=FLAGGED if flagged else PASSED,
        score=next(chances),
        techniques=[TECHNIQUE.uid] if flagged else [],
        detail=None,
    )
