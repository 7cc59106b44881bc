"""The oracle: its gradient is the slope of its loss, its average is weighted."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, oracle


@pytest.mark.parametrize("layer", oracle.Weights._fields)
def test_the_gradient_is_the_slope_of_the_loss(exact: data.Task, layer: str) -> None:
    """Central differences in random directions, for each layer on its own."""
    weights = oracle.initial(64, 12, 0)
    images, labels = exact.images[:50], exact.labels[:50]
    rng = np.random.default_rng(0)
    slope = getattr(oracle.gradient(weights, images, labels), layer)

    for _ in range(5):
        direction = rng.normal(size=slope.shape)
        step = 1e-6 * direction
        ahead, behind = (
            oracle.loss(
                weights._replace(**{layer: getattr(weights, layer) + sign * step}), images, labels
            )
            for sign in (1, -1)
        )
        assert (ahead - behind) / 2e-6 == pytest.approx((slope * direction).sum(), rel=1e-5)


def test_a_step_goes_downhill(exact: data.Task) -> None:
    """Along the negative gradient the loss falls."""
    weights = oracle.initial(64, 12, 0)
    rows = np.arange(100)

    after = oracle.client_update(weights, exact, rows[None])

    images, labels = exact.images[rows], exact.labels[rows]
    assert oracle.loss(after, images, labels) < oracle.loss(weights, images, labels)


def test_the_average_weighs_clients_by_their_samples() -> None:
    """One client of three quarters and one of a quarter."""
    heavy, light = oracle.initial(3, 2, 0), oracle.initial(3, 2, 1)

    mean = oracle.weighted_mean([heavy, light], np.array([0.75, 0.25]))

    for found, a, b in zip(mean, heavy, light, strict=True):
        assert np.allclose(found, 0.75 * a + 0.25 * b, atol=1e-15)


def test_weighted_fedsgd_is_a_centralised_gradient_step(exact: data.Task) -> None:
    """One full-batch step of each client, averaged, is one step on all data together."""
    weights = oracle.initial(64, 12, 0)
    clients = (np.arange(30), np.arange(30, 40), np.arange(40, 90))
    shares = np.array([30, 10, 50]) / 90

    updated = [oracle.client_update(weights, exact, rows[None]) for rows in clients]
    federated = oracle.weighted_mean(updated, shares)

    centralised = oracle.client_update(weights, exact, np.arange(90)[None])
    for found, expected in zip(federated, centralised, strict=True):
        assert np.allclose(found, expected, atol=1e-12)


def test_first_weights_follow_the_seed() -> None:
    """The same seed gives the same weights, another seed gives others."""
    first, again, other = (oracle.initial(64, 12, seed).hidden for seed in (0, 0, 1))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
