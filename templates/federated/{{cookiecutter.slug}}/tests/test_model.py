"""The model, and the reference: its gradient is the slope of its loss, and it steps along it."""

import numpy as np
import pytest
import reference
from federation import START, TASK, W
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import model

INPUTS, LABELS = TASK.inputs[:50].astype(np.float64), TASK.labels[:50]


@pytest.mark.parametrize("layer", model.Weights._fields)
def test_the_gradient_is_the_slope_of_the_loss(layer: str) -> None:
    """Central differences in random directions, for each layer on its own."""
    rng = np.random.default_rng(0)
    slope = getattr(reference.gradient(START, INPUTS, LABELS), layer)

    for _ in range(5):
        direction = rng.normal(size=slope.shape)
        step = 1e-6 * direction
        ahead, behind = (
            reference.loss(
                START._replace(**{layer: getattr(START, layer) + sign * step}), INPUTS, LABELS
            )
            for sign in (1, -1)
        )
        assert (ahead - behind) / 2e-6 == pytest.approx((slope * direction).sum(), rel=1e-5)


def test_a_step_goes_downhill() -> None:
    """Along the negative gradient the loss falls."""
    after = reference.sgd(W, START.shape, TASK, 0.1, np.arange(50)[None])

    stepped = model.shaped(after, START.shape)
    assert reference.loss(stepped, INPUTS, LABELS) < reference.loss(START, INPUTS, LABELS)


def test_first_weights_follow_the_seed() -> None:
    """The same seed gives the same weights, another seed gives others."""
    first, again, other = (model.initial(64, 12, 10, seed).hidden for seed in (0, 0, 1))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(first, first.astype(np.float32))


@given(inputs=st.integers(1, 9), units=st.integers(1, 9), classes=st.integers(2, 9))
def test_a_vector_of_weights_has_every_weight_once(inputs: int, units: int, classes: int) -> None:
    """Flattened and shaped again, a network is what it was."""
    shape = model.Shape(inputs, units, classes)
    vector = np.arange(float(sum(shape.sizes)))

    weights = model.shaped(vector, shape)

    assert weights.shape == shape
    assert np.array_equal(model.flat(weights), vector)
