"""Why a model decided so on one person: its reasons that another sample would have given too."""

from typing import NamedTuple

import numpy as np

from . import ranking
from .models import probability
from .section import Setting
from .table import Floats, Ints, Table


class Reason(NamedTuple):
    """What one feature adds to one person's log-odds, and what it adds over refits.

    Attributes:
        name: the feature's column.
        text: the feature and its value, for people.
        size: in the model itself, in log-odds.
        low: smallest of the refits.
        high: largest.
        share: of refits with the sign of ``size``.
        holds: ``share`` is large enough for the reason to be shown.
    """

    name: str
    text: str
    size: float
    low: float
    high: float
    share: float
    holds: bool

    def say(self) -> str:
        """Return the reason with its size."""
        return f"{self.text}: {self.size:+.2f} ({self.low:+.2f} to {self.high:+.2f})"


def reasons(
    table: Table, rows: Ints, told: Floats, attributions: Floats, sign_share: float
) -> list[list[Reason]]:
    """Return all reasons of each row, the largest first.

    The model itself ranks them: refits that chose reasons would not be free to judge them.

    Args:
        table: where the rows are from.
        rows: (n,) that were explained.
        told: (n, d), by the model that decides on the rows, in log-odds.
        attributions: (refits, n, d), by its refits.
        sign_share: a reason holds when so many refits agree on its sign.
    """
    share = ranking.sign_share(told, attributions)
    low, high = attributions.min(axis=0), attributions.max(axis=0)
    order = np.argsort(-np.abs(told), axis=1, kind="stable")

    def reason(i: int, j: int) -> Reason:
        feature = table.features[j]
        return Reason(
            feature.name,
            f"{feature.label}: {feature.say(float(table.x[rows[i], j]))}",
            float(told[i, j]),
            float(low[i, j]),
            float(high[i, j]),
            float(share[i, j]),
            bool(share[i, j] >= sign_share - 1e-9),
        )

    return [[reason(i, j) for j in columns] for i, columns in enumerate(order)]


def refused(setting: Setting, name: str) -> Ints:
    """Return which of the explained rows the model ``name`` refuses, as positions."""
    p = probability(setting.models[name].log_odds(setting.table.x[setting.rows]))
    return np.flatnonzero(p >= setting.config.threshold)


def example(setting: Setting) -> int:
    """Return the position of one person to show: of those refused, the one in the middle.

    Refused by the glass box and the boosting model, in the middle by the latter's probability: a
    rule, so that nobody picks the prettiest case. The highest probability when nobody is refused.
    """
    said = setting.models["boosting"].log_odds(setting.table.x[setting.rows])
    among = np.intersect1d(refused(setting, "boosting"), refused(setting, "ebm"))
    if not len(among):
        return int(np.argmax(said))
    return int(among[np.argsort(said[among], kind="stable")[len(among) // 2]])
