"""Part 5: the exact worst case, by scoring every name within the budget."""

from collections.abc import Iterator, Sequence

import numpy as np

from .attack import Score
from .corpus import Floats
from .edits import variants


def layers(name: str, edits: int) -> Iterator[tuple[str, ...]]:
    """Yield the names that need 0, 1, ..., ``edits`` edits, each where it is first reached."""
    reached = {name}
    edge: tuple[str, ...] = (name,)
    yield edge
    for _ in range(edits):
        edge = tuple(
            dict.fromkeys(
                found for each in edge for found in variants(each) if found not in reached
            )
        )
        reached.update(edge)
        yield edge


def worst(score: Score, names: Sequence[str], edits: int) -> Floats:
    """Return the lowest score that at most 0, 1, ..., ``edits`` edits reach, (edits + 1, n).

    No attack with these edits does better, whatever it knows: this is the exact inner minimum
    that adversarial training and evaluation approximate (Madry et al. 2018,
    https://arxiv.org/abs/1706.06083). The cost grows as (edits of a name) ** ``edits``.
    """
    columns = [
        np.minimum.accumulate([_least(score, layer) for layer in layers(name, edits)])
        for name in names
    ]
    return np.array(columns).reshape(len(names), edits + 1).T


def _least(score: Score, names: tuple[str, ...]) -> float:
    """Return the lowest score of some names; nothing is lower than infinity when there are none."""
    return float(score(names).min()) if names else float("inf")
