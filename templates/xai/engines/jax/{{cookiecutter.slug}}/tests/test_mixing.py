"""Rows that the compiled network mixes itself: the same as when NumPy mixes them."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import engine_jax as engine
from {{ cookiecutter.package }} import network, shapley
from {{ cookiecutter.package }}.shapley import Coalitions, Game
from {{ cookiecutter.package }}.table import Floats

RNG = np.random.default_rng(0)
X = RNG.normal(2, 3, (7, 6)).astype(np.float32)
BACKGROUND = RNG.normal(2, 3, (5, 6)).astype(np.float32)
NETWORK = engine.Network(network.initial(X, 8, 0))
KNOWN = RNG.random((4, 1, 6)) < 0.5
OWN = RNG.random((7, 4, 1, 6)) < 0.5


@pytest.mark.parametrize(
    ("known", "x"),
    [(KNOWN, X[0]), (KNOWN, X[:, None, None]), (OWN, X[:, None, None])],
    ids=["one row", "rows with the same sets", "rows with sets of their own"],
)
def test_mixing_inside_the_network_is_mixing_before_it(known: Coalitions, x: Floats) -> None:
    """For every shape of the game: each feature enters the first layer by itself."""
    mixtures = np.where(known, x, BACKGROUND)
    expected = NETWORK(mixtures.reshape(-1, 6)).reshape(mixtures.shape[:-1])

    np.testing.assert_allclose(NETWORK.mixed(known, x, BACKGROUND), expected, atol=1e-6)


def test_the_game_of_the_network_is_that_of_its_function() -> None:
    """Shapley values, exact in groups, and sampled alone."""
    groups = np.array([0, 0, 1, 1, 2, 2])
    for told, players in ((shapley.exact, groups), (shapley.permutations, None)):
        ours = told(Game(NETWORK, BACKGROUND, players), X)
        plain = told(Game(NETWORK.__call__, BACKGROUND, players), X)
        np.testing.assert_allclose(ours, plain, atol=1e-5)
