"""Occlusion: what is lost when one feature becomes unknown.

Zeiler and Fergus 2014, section 4.2 (https://arxiv.org/abs/1311.2901); for tables, with the mean
over values of other rows, Robnik-Sikonja and Kononenko 2008.
"""

import numpy as np

from .shapley import Game
from .table import Floats


def occlusion(game: Game, x: Floats) -> Floats:
    """Return f(x) minus the mean of f with one player from background rows: (n, players)."""
    absent = ~np.eye(game.players, dtype=bool)
    return np.stack([game.log_odds(row[None]) - game.values(row, absent) for row in x])
