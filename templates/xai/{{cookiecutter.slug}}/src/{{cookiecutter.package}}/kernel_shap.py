"""KernelSHAP: Shapley values as a weighted linear regression on coalitions.

Lundberg and Lee 2017, theorem 2 (https://arxiv.org/abs/1705.07874), solved in closed form under the
constraint that the values add up (AISTATS 2021, https://arxiv.org/abs/2012.01536). Nothing
is regularised: shap's default keeps ten features only and sets the others to zero.
"""

from math import comb

import numpy as np

from .config import SetupError
from .shapley import Coalitions, Game, everyone
from .table import Floats


def kernel(game: Game, x: Floats, count: int = 256, seed: int = 0) -> Floats:
    """Return estimates of the Shapley values of each row, (n, players), exact for small games.

    Args:
        game: model, background and players.
        x: rows to explain, (n, d).
        count: coalitions, the same for all rows; at most all of them.
        seed: draws them.

    Raises:
        SetupError: the coalitions are too few to tell the players apart.
    """
    coalitions, weights = _coalitions(game.players, count, seed)
    nobody, all_ = np.zeros((1, game.players), bool), np.ones((1, game.players), bool)
    asked = np.vstack([nobody, all_, coalitions])
    values = np.stack([game.values(row, asked) for row in x])
    worth = values - values[:, :1]
    z = coalitions.astype(np.float64)
    if np.linalg.matrix_rank(z) < game.players:
        raise SetupError(
            f"{count} coalitions do not tell {game.players} features apart; "
            f"take {8 * game.players} or more"
        )
    moments = z.T @ (weights[:, None] * z)  # A of that paper
    target = (worth[:, 2:] * weights) @ z  # b
    free = np.linalg.solve(moments, target.T).T
    ones = np.linalg.solve(moments, np.ones(game.players))
    excess = (free.sum(axis=1) - worth[:, 1]) / ones.sum()
    return np.asarray(free - excess[:, None] * ones)


def _coalitions(players: int, count: int, seed: int) -> tuple[Coalitions, Floats]:
    """Return coalitions, neither empty nor full, and their weights, which add up to 1.

    Each is drawn with its complement: half of the variance goes, and games without interactions
    of three are exact, as in ``shapley.permutations``.
    """
    sizes = np.arange(1, players)
    total = (players - 1) / (sizes * (players - sizes))  # all coalitions of a size together
    if 2**players - 2 <= count:
        coalitions = everyone(players)[1:-1]
        own = total / np.array([comb(players, int(size)) for size in sizes])
        weights = own[coalitions.sum(axis=1) - 1]
        return coalitions, weights / weights.sum()
    rng = np.random.default_rng([seed, 4])
    drawn = rng.choice(sizes, size=-(-count // 2), p=total / total.sum())
    places = rng.permuted(np.tile(np.arange(players), (len(drawn), 1)), axis=1)
    half = places < drawn[:, None]
    return np.vstack([half, ~half]), np.full(2 * len(drawn), 0.5 / len(drawn))
