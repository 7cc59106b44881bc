"""The network: one definition in NumPy, which the engine trains and is held to."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import engine_{{ cookiecutter.framework }} as engine
from {{ cookiecutter.package }} import features, wide_deep
from {{ cookiecutter.package }}.detector import Linear
from {{ cookiecutter.package }}.wide_deep import Fitting, Weights, WideDeep, initial

FITTING = Fitting(dims=4, hidden=8, epochs=3, batch_size=16, learning_rate=0.02)
NAMES = [f"{word}{number}.example" for number in range(40) for word in ("river", "pay-now", "x")]
LABELS = np.array([0, 1, 0] * 40)
BUCKETS = 512


@pytest.fixture(scope="module")
def weights() -> Weights:
    """Return weights of which none is 0 but padding's."""
    rng = np.random.default_rng(1)
    start = initial(BUCKETS, FITTING, 0)
    moved = (np.asarray(a + rng.normal(0, 0.3, a.shape), dtype=np.float32) for a in start)
    held = Weights(*moved)
    held.wide[0] = held.embeddings[0] = 0
    return held


def test_the_engine_scores_as_the_reference(weights: Weights) -> None:
    """To what float32 may lose."""
    ids = features.ids(NAMES, BUCKETS)

    np.testing.assert_allclose(engine.score(weights, ids), WideDeep(weights).of_ids(ids), atol=2e-5)


def test_without_its_deep_part_it_is_the_linear_detector(weights: Weights) -> None:
    """The wide part is the baseline's formula."""
    flat = weights._replace(out=np.zeros_like(weights.out))

    linear = Linear(weights.wide, float(weights.bias))

    np.testing.assert_allclose(WideDeep(flat).score(NAMES), linear.score(NAMES), rtol=1e-9)


def test_training_lowers_the_loss_and_leaves_padding_alone() -> None:
    """From near a coin's loss to far below."""
    ids = features.ids(NAMES, BUCKETS)
    start = initial(BUCKETS, FITTING, 0)

    def loss(held: Weights) -> float:
        odds = WideDeep(held).of_ids(ids)
        return float(np.logaddexp(0, np.where(LABELS == 1, -odds, odds)).mean())

    trained = engine.fit(ids, LABELS, start, FITTING, 0)

    assert loss(trained) < 0.2 * loss(start)
    assert trained.wide[0] == 0
    assert not trained.embeddings[0].any()


def test_one_step_is_adams() -> None:
    """Its first step moves each weight that has a slope by the learning rate, against the slope."""
    ids, labels = features.ids(NAMES[:16], BUCKETS), LABELS[:16]
    once = FITTING._replace(epochs=1)
    start = initial(BUCKETS, once, 0)

    moved = engine.fit(ids, labels, start, once, 0)

    odds = WideDeep(start).of_ids(ids)
    slope = (1 / (1 + np.exp(-odds)) - labels).mean()
    assert float(moved.bias - start.bias) == pytest.approx(-0.02 * np.sign(slope), rel=1e-3)
    seen = np.zeros(BUCKETS, bool)
    seen[np.unique(ids)] = True
    assert not (moved.wide - start.wide)[~seen].any()


def test_the_same_seed_gives_the_same_weights() -> None:
    """And another one others."""
    ids = features.ids(NAMES, BUCKETS)
    one, two, other = (
        engine.fit(ids, LABELS, initial(BUCKETS, FITTING, seed), FITTING, seed)
        for seed in (0, 0, 1)
    )

    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one.wide, other.wide)


def test_an_epoch_has_each_row_once() -> None:
    """But for what is left after its last full batch."""
    steps = wide_deep.batches(50, FITTING, 0)

    assert steps.shape == (3 * 3, 16)
    for epoch in np.split(steps, 3):
        assert len(np.unique(epoch)) == 48
