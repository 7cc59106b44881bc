"""The defence of feedback: what contradicts the detector waits for a person."""

from collections.abc import Sequence

import numpy as np

from .corpus import Flags, Ints
from .detector import Detector


def held(trusted: Detector, limit: float, names: Sequence[str], labels: Ints) -> Flags:
    """Return which reports wait for a person, (n,): names called benign that are flagged.

    A detector that learns such reports by itself can be talked out of any campaign. Reports that
    a name is hostile pass: they cost false alarms at most, which somebody sees.

    Args:
        trusted: fitted before the reports came; never the one that is about to learn them.
        limit: it flags names above this.
        names: n reported names.
        labels: (n,), what the reports say; 1 is hostile.
    """
    return np.asarray((labels == 0) & (trusted.score(names) > limit))
