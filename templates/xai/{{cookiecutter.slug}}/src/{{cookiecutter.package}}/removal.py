"""Removal: features are made unknown one after the other, in the order an explanation gives them.

A true explanation makes the model's decision fade quickly when what speaks for it goes first, and
slowly when it goes last. The area between both is the symmetric relevance gain of Bluecher et al.
2024 (https://arxiv.org/abs/2401.06654), built on pixel flipping, Samek et al. 2017, equation 12
(https://arxiv.org/abs/1509.06321).
"""

from typing import NamedTuple

import numpy as np

from .shapley import Game
from .table import Floats, Ints


class Curves(NamedTuple):
    """The score of the decision, in log-odds, after k removals: (n, d + 1) each.

    The score is f turned so that the whole row is above, and the empty row below, what the model
    says on average; both curves of a row begin and end at the same value.
    """

    most_first: Floats
    least_first: Floats


def curves(game: Game, x: Floats, attributions: Floats) -> Curves:
    """Return both curves of each row.

    Args:
        game: the model, and the rows that fill what is removed.
        x: rows, (n, d).
        attributions: of f, in log-odds; only their order within a row matters.
    """
    direction = np.sign(game.log_odds(x) - game.log_odds(game.background).mean())[:, None]
    order = np.argsort(-direction * attributions, axis=1, kind="stable")
    most, least = (_removed(game, x, np.argsort(o, axis=1)) for o in (order, order[:, ::-1]))
    return Curves(direction * most, direction * least)


def _removed(game: Game, x: Floats, place: Ints) -> Floats:
    """Return v after none, one, ... and all features are removed, by their place: (n, d + 1)."""
    kept = place[:, None, None, :] >= np.arange(x.shape[1] + 1)[:, None, None]
    return np.asarray(game.mixed(x[:, None, None, :], kept, game.background).mean(axis=2))


def gain(both: Curves) -> Floats:
    """Return the symmetric relevance gain of each row, in log-odds: (n,).

    The mean distance between both curves: positive when the order is right, around 0 for a random
    one, whatever fills what is removed; the negative of the attributions has the negative gain.
    """
    return np.asarray((both.least_first - both.most_first).mean(axis=1))
