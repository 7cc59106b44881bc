"""An attacker who sees scores and nothing else, and takes the best edit each time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .corpus import Floats, Ints
from .edits import variants

Score = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Attacked:
    """What became of n names, after 0 to ``budget`` edits.

    Attributes:
        names: (budget + 1) times n names.
        scores: (budget + 1, n) log-odds; a column never rises.
        queries: (budget + 1, n), how many names had to be scored so far, the first included.
    """

    names: tuple[tuple[str, ...], ...]
    scores: Floats
    queries: Ints

    def found(self, limit: float) -> Floats:
        """Return the share of names above ``limit`` after each number of edits, (budget + 1,)."""
        return np.asarray((self.scores > limit).mean(axis=1))

    def asked(self, limit: float) -> float:
        """Return the median number of queries of the names that got away; NaN when none did."""
        away = (self.scores[0] > limit) & (self.scores[-1] <= limit)
        return float(np.median(self.queries[-1][away])) if away.any() else float("nan")


def greedy(score: Score, names: Sequence[str], budget: int, limit: float = -np.inf) -> Attacked:
    """Return names after the best edit, ``budget`` times: greedy search over whole names.

    A lower bound of what an attacker can do: ``enumeration.worst`` is the exact value
    (greedy search as in Gao et al. 2018, https://arxiv.org/abs/1801.04354, on edits of names).

    Args:
        score: asked about names only; gradients and weights are not used.
        names: n hostile names.
        budget: most edits of a name.
        limit: a name that scores no more is left alone: it is through already.
    """
    steps, scores = [tuple(names)], [score(names)]
    queries = [np.ones(len(names), np.int64)]
    for _ in range(budget):
        choices = [
            variants(name) if value > limit else ()
            for name, value in zip(steps[-1], scores[-1], strict=True)
        ]
        sizes = np.array([len(each) for each in choices], np.int64)
        values = np.split(score([name for each in choices for name in each]), np.cumsum(sizes)[:-1])
        taken = list(map(_lowest, choices, values, zip(steps[-1], scores[-1], strict=True)))
        steps.append(tuple(name for name, _ in taken))
        scores.append(np.array([value for _, value in taken]))
        queries.append(queries[-1] + sizes)
    return Attacked(tuple(steps), np.array(scores), np.array(queries))


def _lowest(choices: Sequence[str], values: Floats, now: tuple[str, float]) -> tuple[str, float]:
    """Return the choice with the lowest score, or what is there now when none is lower."""
    if not choices or values.min() >= now[1]:
        return now
    best = int(np.argmin(values))
    return choices[best], float(values[best])
