"""The glass box taken apart: its terms as tables, and the exact Shapley values of its log-odds.

An explainable boosting machine (Nori et al. 2019, https://arxiv.org/abs/1909.09223) adds up one
table for each feature and a few for pairs. Of such a sum the interventional Shapley values have a
closed form, so that nothing has to be sampled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier

from .table import Floats, Ints


class Axis(NamedTuple):
    """How values of one feature fall into bins: 0 is missing, the last one is never seen before.

    Attributes:
        cuts: (k,) ascending borders of k + 1 bins; a value on a border belongs to the upper one.
        levels: bin of each category, by its code; used in place of ``cuts``.
    """

    cuts: Floats | None
    levels: Mapping[str, int] | None

    def bins(self, values: Floats) -> Ints:
        """Return the bin of each value: (rows,) to (rows,)."""
        if self.cuts is not None:
            found = np.searchsorted(self.cuts, values, side="right") + 1
            return np.where(np.isnan(values), 0, found)
        levels = self.levels or {}
        unknown = max(levels.values(), default=0) + 1
        named = [levels.get(f"{value:g}", unknown) for value in values]
        return np.where(np.isnan(values), 0, np.array(named, dtype=np.int64))


@dataclass(frozen=True)
class Term:
    """One table of the sum, in log-odds.

    Attributes:
        features: the one feature or the two that it depends on.
        axes: how each of them is binned.
        scores: (bins,) or (bins, bins).
        alone: for each feature (bins,): its score when the other one varies as in the background.
        mean: of the background rows.
    """

    features: tuple[int, ...]
    axes: tuple[Axis, ...]
    scores: Floats
    alone: tuple[Floats, ...]
    mean: float

    def bins(self, x: Floats) -> tuple[Ints, ...]:
        """Return the bins of rows (rows, d) on each axis."""
        return tuple(a.bins(x[:, f]) for f, a in zip(self.features, self.axes, strict=True))


def terms(model: ExplainableBoostingClassifier, background: Floats) -> tuple[Term, ...]:
    """Return the terms of a fitted model; ``background`` (rows, d) says what is usual.

    Raises:
        ValueError: a term depends on more than two features.
    """
    return tuple(
        _term(model, tuple(features), np.asarray(scores, np.float64), background)
        for features, scores in zip(model.term_features_, model.term_scores_, strict=True)
    )


def _term(
    model: ExplainableBoostingClassifier,
    features: tuple[int, ...],
    scores: Floats,
    background: Floats,
) -> Term:
    if len(features) > 2:
        raise ValueError(f"a term has {len(features)} features; the page holds one or two")
    axes = tuple(_axis(model.bins_[feature], len(features)) for feature in features)
    bare = Term(features, axes, scores, (), 0.0)
    bins = bare.bins(background.astype(np.float64))
    mean = float(scores[bins].mean())
    if len(features) == 1:
        return Term(features, axes, scores, (scores,), mean)
    rows, columns = (
        np.bincount(found, minlength=size) / len(found)
        for found, size in zip(bins, scores.shape, strict=True)
    )
    return Term(features, axes, scores, (scores @ columns, rows @ scores), mean)


def _axis(levels: Sequence[Any], order: int) -> Axis:
    """Return a feature's bins in terms of ``order`` features; Any, because interpret has no types.

    interpret bins pairs more coarsely: its second level of bins, where there is one.
    """
    chosen = levels[min(len(levels), order) - 1]
    if isinstance(chosen, dict):
        return Axis(None, {str(code): int(index) for code, index in chosen.items()})
    return Axis(np.asarray(chosen, np.float64), None)


def shapley(parts: Sequence[Term], x: Floats) -> Floats:
    """Return exact interventional Shapley values of the log-odds: (rows, d) to (rows, d).

    Of a term of one feature it is the score minus its mean. Of a pair it is the mean of both orders
    in which its features can become known (Shapley 1953). Each row adds up to its log-odds minus
    the background's mean.
    """
    values = np.zeros(x.shape)
    for term in parts:
        bins = term.bins(x.astype(np.float64))
        score = term.scores[bins]
        if len(bins) == 1:
            values[:, term.features[0]] += score - term.mean
            continue
        (i, j), (first, second) = term.features, term.alone
        known_i, known_j = first[bins[0]], second[bins[1]]
        values[:, i] += (known_i - term.mean + score - known_j) / 2
        values[:, j] += (known_j - term.mean + score - known_i) / 2
    return values
