"""Integrated gradients of the engine's network are those of captum on the same weights."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import engine_{{ cookiecutter.framework }} as engine
from {{ cookiecutter.package }} import gradients, network
from {{ cookiecutter.package }}.referee import Referee
from {{ cookiecutter.package }}.table import Floats

WHY = "the referee is not installed: pip install -e '.[crosscheck]'"
pytest.importorskip("captum.attr", reason=WHY)
pytest.importorskip("torch", reason=WHY)

NODES = 32


@pytest.fixture(scope="module")
def rows() -> Floats:
    """Return rows with features of very different size."""
    rng = np.random.default_rng(0)
    return (rng.normal(size=(400, 5)) * [1, 10, 100, 1000, 0.1]).astype(np.float32)


@pytest.fixture(scope="module")
def fitted(rows: Floats) -> engine.Network:
    """Return a network that has learnt a little."""
    events = (rows[:, 0] * rows[:, 1] > 0).astype(int)
    return engine.fit(rows, events, network.Fitting(8, 5, 50, 0.01), 0)


def test_integrated_gradients(rows: Floats, fitted: engine.Network) -> None:
    """The same nodes of the same quadrature."""
    baseline = rows.mean(axis=0)

    theirs = Referee(fitted.weights).integrated(rows[:50], baseline, NODES)

    ours = gradients.integrated(fitted.gradient, rows[:50], baseline, NODES)
    assert np.abs(ours - theirs).max() < 1e-5
