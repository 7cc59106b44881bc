"""Analysis 8: how log-odds change with one feature, in the glass box and in black boxes.

The glass box shows its own terms. For the others, partial dependence (Friedman 2001) averages
over rows that may not exist when features are correlated; accumulated local effects (Apley and
Zhu 2020, https://arxiv.org/abs/1612.08468) add up small steps within bins, of rows that exist.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from . import figure_effects
from .metrics import listed
from .section import Listing, Section, Setting
from .table import Floats

TOP = 4  # features that are shown
BINS = 20  # of equally many training rows
Curve = Callable[[Callable[[Floats], Floats], Floats, int, Floats], Floats]  # ale and pdp
WITHIN = (0.01, 0.99)  # the few rows beyond would fill most of a figure
ROWS = 2000  # training rows that effects are averaged over


class Effect(NamedTuple):
    """Curves over the same values of one feature, each with mean 0 over the rows, in log-odds.

    Attributes:
        column: of the feature.
        values: (points,) edges of bins, rising.
        glass: (points,) the term of the glass box.
        spread: (points,) its standard deviation over the bags.
        ale: (points,) accumulated local effect of the boosting model. None for a category: its
            codes have no order, so that steps between them mean nothing.
        pdp: (points,) its partial dependence.
    """

    column: int
    values: Floats
    glass: Floats
    spread: Floats
    ale: Floats | None
    pdp: Floats

    @property
    def boosting(self) -> Floats:
        """Return the effect to hold against the glass box's: by partial dependence if need be."""
        return self.pdp if self.ale is None else self.ale


def measure(setting: Setting) -> Section:
    """Draw and compare the effects of the features that matter most to the glass box."""
    found = [effect(setting, column) for column in leading(setting)]
    features = setting.table.features
    apart = [float(np.abs(each.boosting - each.pdp).max()) for each in found]
    alike = [_correlation(each.glass, each.boosting) for each in found]
    return Section(
        figures=(figure_effects.draw(setting, found),),
        results={"effects": {features[each.column].name: _document(each) for each in found}},
        listings=(
            Listing(
                "Effects of the leading features",
                ("Feature", "Range in the glass box", "Correlation with boosting", "ALE to PDP"),
                tuple(
                    (
                        features[each.column].label,
                        f"{np.ptp(each.glass):.2f}",
                        f"{same:.2f}",
                        "" if each.ale is None else f"{gap:.2f}",
                    )
                    for each, same, gap in zip(found, alike, apart, strict=True)
                ),
                "Log-odds; the last column is the largest difference between accumulated local "
                "effect and partial dependence of the boosting model. Categories have no order, "
                "so that only the latter is theirs.",
            ),
        ),
        limitations=(_difference(max(apart)),),
    )


def _difference(largest: float) -> str:
    return (
        "Partial dependence and accumulated local effects of the same model differ by up to "
        f"{largest:.2f} log-odds: correlated features have no single effect"
    )


def leading(setting: Setting) -> list[int]:
    """Return the columns with the most important terms of the glass box."""
    model = setting.models["ebm"].fitted
    size = {
        term[0]: float(weight)
        for term, weight in zip(model.term_features_, model.term_importances(), strict=True)
        if len(term) == 1
    }
    return sorted(size, key=lambda column: (-size[column], column))[:TOP]


def effect(setting: Setting, column: int) -> Effect:
    """Return all curves of one feature, on training rows."""
    table = setting.table
    x = table.x[table.train[:: max(1, len(table.train) // ROWS)]]
    category = table.features[column].kind == "category"
    values = np.unique(x[:, column]) if category else grid(x[:, column])
    boosting = setting.models["boosting"].log_odds
    glass, spread = term(setting, column, values)
    return Effect(
        column,
        values,
        glass - _mean(glass, values, x[:, column]),
        spread,
        None if category else ale(boosting, x, column, values),
        pdp(boosting, x, column, values),
    )


def grid(values: Floats) -> Floats:
    """Return the edges of bins with about equally many ``values``; all of them if few."""
    different = np.unique(values)
    if len(different) <= BINS:
        return different
    return np.unique(np.quantile(values, np.linspace(*WITHIN, BINS + 1), method="nearest"))


def ale(log_odds: Callable[[Floats], Floats], x: Floats, column: int, values: Floats) -> Floats:
    """Return the accumulated local effect at each edge (Apley and Zhu 2020, equation 15).

    Args:
        log_odds: the model.
        x: (n, d) rows to average over.
        column: of the feature.
        values: (points,) edges, rising; rows beyond them are left out.
    """
    if len(values) < 2:  # a constant has no steps
        return np.zeros(len(values))
    x = x[(x[:, column] >= values[0]) & (x[:, column] <= values[-1])]
    cell = np.maximum(np.searchsorted(values, x[:, column], side="left"), 1)
    upper, lower = x.copy(), x.copy()
    upper[:, column], lower[:, column] = values[cell], values[cell - 1]
    steps = log_odds(upper) - log_odds(lower)
    count = np.bincount(cell, minlength=len(values))
    total = np.bincount(cell, weights=steps, minlength=len(values))
    curve = np.cumsum(np.divide(total, count, out=np.zeros_like(total), where=count > 0))
    return np.asarray(curve - _mean(curve, values, x[:, column]))


def pdp(log_odds: Callable[[Floats], Floats], x: Floats, column: int, values: Floats) -> Floats:
    """Return the mean over rows with the feature set to each value, less its own mean."""
    rows = np.repeat(x[None], len(values), axis=0)
    rows[:, :, column] = values[:, None]
    curve = log_odds(rows.reshape(-1, x.shape[1])).reshape(len(values), -1).mean(axis=1)
    return np.asarray(curve - _mean(curve, values, x[:, column]))


def _mean(curve: Floats, values: Floats, column: Floats) -> float:
    return float(np.interp(column, values, curve).mean())


def term(setting: Setting, column: int, values: Floats) -> tuple[Floats, Floats]:
    """Return the glass box's own term and its standard deviation over bags at ``values``."""
    model = setting.models["ebm"].fitted
    number = model.term_features_.index((column,))
    bins = model.bins_[column][0]
    if isinstance(bins, dict):  # a category: the value's text names its bin
        index = np.array([bins.get(f"{value:g}", 0) for value in values])
    else:
        index = np.searchsorted(bins, values, side="right") + 1
    return model.term_scores_[number][index], model.standard_deviations_[number][index]


def _correlation(first: Floats, second: Floats) -> float:
    return float(np.corrcoef(first, second)[0, 1]) if np.ptp(first) and np.ptp(second) else 0.0


def _document(each: Effect) -> dict[str, object]:
    curves = {name: value for name, value in each._asdict().items() if name != "column"}
    return {name: listed(value) for name, value in curves.items() if value is not None}
