"""Shapley values of a model's log-odds: exact by enumeration, and by antithetic permutations.

Shapley 1953; as explanations: Strumbelj and Kononenko 2014, Lundberg and Lee 2017
(https://arxiv.org/abs/1705.07874). The game is the interventional one: a feature outside the
coalition takes the value of a background row, whatever the features inside are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from .table import Floats, Ints

LogOdds = Callable[[Floats], Floats]  # rows (n, d) -> (n,)
Coalitions = NDArray[np.bool_]  # (..., players)

MOST_PLAYERS = 16  # 65,536 coalitions for each background row
INPUTS = 50_000  # of the model in a call: enough to be fast, few enough for a flat memory


@runtime_checkable
class Mixer(Protocol):
    """A model that mixes rows itself, where its compiled function does that faster than NumPy."""

    def __call__(self, x: Floats) -> Floats:
        """Return f(x): (n,)."""

    def mixed(self, known: Coalitions, x: Floats, background: Floats) -> Floats:
        """Return f where known features come from ``x``, others from ``background``: (...).

        All have shape (..., d) and are broadcast against each other.
        """


@dataclass(frozen=True)
class Game:
    """The game whose players are features, or groups of features.

    Attributes:
        log_odds: the model f, perhaps a ``Mixer``.
        background: (b, d) rows that stand for "unknown".
        groups: player of each feature, (d,) from 0 up; without, every feature plays alone.
    """

    log_odds: LogOdds
    background: Floats
    groups: Ints | None = None

    @property
    def players(self) -> int:
        """Return how many play."""
        return self.background.shape[1] if self.groups is None else int(self.groups.max()) + 1

    def mixed(self, x: Floats, coalitions: Coalitions, background: Floats) -> Floats:
        """Return f where a coalition's features come from ``x`` and all others do not: (...).

        Args:
            x: (..., d).
            coalitions: (..., players).
            background: (..., d); the three are broadcast against each other.
        """
        known = coalitions if self.groups is None else coalitions[..., self.groups]
        if isinstance(self.log_odds, Mixer):
            return self.log_odds.mixed(known, x, background)
        inputs = np.where(known, x, background)
        return self.log_odds(inputs.reshape(-1, inputs.shape[-1])).reshape(inputs.shape[:-1])

    def values(self, row: Floats, coalitions: Coalitions) -> Floats:
        """Return v(S), the mean of f over all background rows, for each coalition: (m,)."""
        return np.asarray(self.mixed(row, coalitions[:, None, :], self.background).mean(axis=1))


def everyone(players: int) -> Coalitions:
    """Return all coalitions, (2 ** players, players); coalition i holds the bits of i."""
    return (np.arange(1 << players)[:, None] >> np.arange(players)) & 1 > 0


def exact(game: Game, x: Floats) -> Floats:
    """Return the Shapley values of each row, (n, players): equation 4 of Lundberg and Lee.

    Raises:
        ValueError: there are more than ``MOST_PLAYERS``.
    """
    players = game.players
    if players > MOST_PLAYERS:
        raise ValueError(f"{players} players have 2^{players} coalitions; use permutations")
    coalitions = everyone(players)
    sizes = coalitions.sum(axis=1)
    weight = np.array([1 / (players * comb(players - 1, size)) for size in range(players)])
    values = np.stack([game.values(row, coalitions) for row in x])
    shares = np.empty((len(x), players))
    for player in range(players):
        without = np.flatnonzero(~coalitions[:, player])
        gains = values[:, without + (1 << player)] - values[:, without]
        shares[:, player] = gains @ weight[sizes[without]]
    return shares


def permutations(game: Game, x: Floats, count: int = 200, seed: int = 0) -> Floats:
    """Return estimates of the Shapley values of each row, (n, players).

    Players join in a random order and then in its reverse, both against the same background row
    (Mitchell et al. 2022, section 4.1, https://arxiv.org/abs/2104.12199), and every background
    row serves equally often. So the values of a row add up to f(x) - mean f(background) whatever
    ``count`` is, and are exact where f has no interactions of three features or more.

    Args:
        game: model, background and players.
        x: rows to explain, (n, d).
        count: permutations, rounded up to a pair for each background row.
        seed: draws the orders, the same for all rows.
    """
    pairs = -(-count // (2 * len(game.background)))
    background = np.repeat(game.background, pairs, axis=0)[:, None, :]
    rng = np.random.default_rng([seed, 3])
    players = np.tile(np.arange(game.players), (len(background), 1))
    orders = rng.permuted(players, axis=1)
    places = orders.argsort(axis=1)
    # first[m, k]: the players that have joined when k have; the reverse order joins the others.
    first = places[:, None, :] < np.arange(1, game.players)[:, None]
    empty = game.log_odds(background[:, 0])[:, None]
    joined = np.stack([first, ~first])
    step = max(1, INPUTS // max(1, joined[..., 0].size))
    shares = np.empty((len(x), game.players))
    for start in range(0, len(x), step):
        rows = x[start : start + step]
        both = game.mixed(rows[:, None, None, None], joined, background)
        ends = (len(rows), *empty.shape)
        none = np.broadcast_to(empty, ends)
        full = np.broadcast_to(game.log_odds(rows)[:, None, None], ends)
        forth = np.diff(np.concatenate([none, both[:, 0], full], axis=2), axis=2)
        back = -np.diff(np.concatenate([full, both[:, 1], none], axis=2), axis=2)
        # from places to players
        gains = np.take_along_axis((forth + back) / 2, places[None], axis=2)
        shares[start : start + step] = gains.mean(axis=1)
    return shares
