"""Differential privacy: what the accountant assumes is what the training does."""

from dataclasses import replace
from math import erf, exp, inf, isinf, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from federation import ENGINE
from hypothesis import given
from hypothesis import strategies as st
from tiny import CONFIG, settings_of

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.algorithms import federate
from {{ cookiecutter.package }}.algorithms.strategies import Strategy
from {{ cookiecutter.package }}.clients import plan
from {{ cookiecutter.package }}.data import Dataset, Ints, Task
from {{ cookiecutter.package }}.privacy import accountant, dp, private, report
from {{ cookiecutter.package }}.showcase.settings import SetupError

SETTINGS = settings_of(private.Settings, "dp")
WORK = dp.Work(rate=0.1, steps=4, batch=8, seed=0)


@pytest.fixture(scope="module")
def clients(dataset: Dataset) -> tuple[Ints, ...]:
    """Return twelve clients of unequal size."""
    return tuple(np.split(dataset.train[:90], np.cumsum(np.arange(1, 12))))


def _start(dataset: Dataset) -> model.Weights:
    return model.initial(dataset.inputs.shape[1], 8, len(dataset.classes), 0)


@given(
    seed=st.integers(0, 2**32),
    clip=st.floats(1e-3, 1e3),
    size=st.floats(0, 1e3, allow_subnormal=False),
)
def test_no_client_sends_more_than_the_clip(seed: int, clip: float, size: float) -> None:
    """Long updates end at the clip, to float32's rounding; short ones stay as they are."""
    deltas = (size * np.random.default_rng(seed).standard_normal((5, 40))).astype(np.float32)

    scales = dp.scales(deltas, clip)

    before = np.linalg.norm(deltas.astype(np.float64), axis=1)
    assert (scales * before <= clip * (1 + 1e-6)).all()
    assert (scales[before < clip * (1 - 1e-6)] == 1).all()


@given(seed=st.integers(0, 2**32))
def test_one_client_more_moves_the_sum_by_at_most_the_clip(seed: int) -> None:
    """The sensitivity that the noise is scaled to, under add or remove."""
    deltas = np.random.default_rng(seed).standard_normal((6, 40)).astype(np.float32)
    mechanism = dp.Mechanism(clients=6, rate=1.0, rounds=1, clip=0.5, noise=0.0)
    present = np.ones(6, np.int64)

    with_all = mechanism.release(deltas, present, np.random.default_rng(0))
    present[2] = 0
    without = mechanism.release(deltas, present, np.random.default_rng(0))

    moved = 6 * np.linalg.norm(with_all - without)  # the denominator is qN for both
    assert moved <= 0.5 * (1 + 1e-5)


def test_the_noise_has_the_standard_deviation_that_is_accounted_for() -> None:
    """Within 3 % of z C / (q N), and with mean zero: 20,000 numbers of nothing but noise."""
    mechanism = dp.Mechanism(clients=200, rate=0.1, rounds=1, clip=0.3, noise=2.5)

    noise = mechanism.release(
        np.zeros((3, 20_000), np.float32), np.ones(3, np.int64), np.random.default_rng(1)
    )

    expected = 2.5 * 0.3 / (0.1 * 200)
    assert noise.std() == pytest.approx(expected, rel=0.03)
    assert abs(noise.mean()) < 5 * expected / np.sqrt(20_000)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_an_update_that_is_not_finite_counts_as_zero(bad: float) -> None:
    """Else the release is not a number, and tells that this client took part."""
    deltas = np.random.default_rng(0).standard_normal((4, 10)).astype(np.float32)
    mechanism = dp.Mechanism(clients=4, rate=1.0, rounds=1, clip=0.5, noise=1.0)
    present, without = np.ones(4, np.int64), np.array([1, 0, 1, 1])
    broken = deltas.copy()
    broken[1, 3] = bad

    released = mechanism.release(broken, present, np.random.default_rng(0))

    expected = mechanism.release(deltas, without, np.random.default_rng(0))
    assert np.array_equal(released, expected)


def test_the_denominator_does_not_tell_how_many_took_part() -> None:
    """The release of two present clients is the sum of those of each, by qN and not by a count."""
    deltas = np.eye(3, 10, dtype=np.float32)
    mechanism = dp.Mechanism(clients=20, rate=0.1, rounds=1, clip=0.5, noise=0.0)
    rng = np.random.default_rng(0)

    both = mechanism.release(deltas, np.array([1, 1, 0]), rng)
    apart = [mechanism.release(deltas, here, rng) for here in np.eye(3, dtype=np.int64)[:2]]

    assert np.allclose(both, sum(apart), atol=1e-12)
    assert np.allclose(both[:2], 0.5 / 2, atol=1e-7)


def test_no_round_repeats_the_noise_of_another() -> None:
    """Noise used twice would be subtracted."""
    mechanism = dp.Mechanism(clients=2, rate=1.0, rounds=2, clip=1.0, noise=1.0)
    rng, nothing = np.random.default_rng(0), np.zeros((1, 50), np.float32)

    first, second = (mechanism.release(nothing, np.zeros(1, np.int64), rng) for _ in range(2))

    assert abs(np.corrcoef(first, second)[0, 1]) < 0.7


def test_sampling_is_poisson() -> None:
    """Counts vary like a binomial, and no client's or round's draw tells of another's."""
    n, q, rounds = 50, 0.1, 20_000
    drawn = dp.Mechanism(n, q, rounds, clip=1.0, noise=1.0).sample(3)

    counts = drawn.sum(axis=1)
    variance = n * q * (1 - q)
    assert abs(counts.mean() - n * q) < 5 * sqrt(variance / rounds)
    assert counts.var() == pytest.approx(variance, rel=5 * sqrt(2 / rounds))
    between_clients = np.corrcoef(drawn.T) - np.eye(n)
    between_rounds = np.corrcoef(drawn[1:].ravel(), drawn[:-1].ravel())[0, 1]
    assert np.abs(between_clients).max() < 6 / sqrt(rounds)
    assert abs(between_rounds) < 5 / sqrt(rounds * n)


def test_without_noise_clip_and_sampling_it_is_fedavg_with_uniform_weights(
    dataset: Dataset, clients: tuple[Ints, ...]
) -> None:
    """Weight by weight after three rounds."""
    start = _start(dataset)
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])
    mechanism = dp.Mechanism(len(clients), rate=1.0, rounds=3, clip=inf, noise=0.0)

    private = dp.train(ENGINE, mechanism, start, task, clients, WORK)

    work = plan.draw(clients, 3, WORK.steps, WORK.batch, WORK.seed)
    uniform = np.full(len(clients), 1 / len(clients))
    plain = federate.train(ENGINE, Strategy("FedAvg", WORK.rate), start, task, work, uniform)
    assert np.abs(private - model.flat(plain.weights)).max() < 1e-6


def test_who_was_not_drawn_has_no_influence(dataset: Dataset, clients: tuple[Ints, ...]) -> None:
    """Not even on the noise: another client's data change nothing until it takes part."""
    mechanism = dp.Mechanism(len(clients), rate=0.3, rounds=2, clip=0.5, noise=1.0)
    absent = int(np.flatnonzero(mechanism.sample(0).sum(axis=0) == 0)[0])
    others = (*clients[:absent], dataset.train[-7:], *clients[absent + 1 :])
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])

    first, second = (
        dp.train(ENGINE, mechanism, _start(dataset), task, held, WORK) for held in (clients, others)
    )

    assert np.array_equal(first, second)


def _gaussian_delta(epsilon: float, noise: float) -> float:
    """Return delta of the Gaussian mechanism: Balle and Wang 2018, theorem 8."""

    def normal(x: float) -> float:
        return (1 + erf(x / sqrt(2))) / 2

    a, b = 1 / (2 * noise), epsilon * noise
    return normal(a - b) - exp(epsilon) * normal(-a - b)


@pytest.mark.parametrize(("noise", "rounds"), [(1.0, 1), (4.0, 10), (20.0, 100)])
def test_without_sampling_epsilon_is_the_gaussian_mechanisms(noise: float, rounds: int) -> None:
    """T rounds with noise z are one with noise z / sqrt(T), for which the formula is exact."""
    found = accountant.epsilon(noise, 1.0, rounds, 1e-4)

    assert _gaussian_delta(found, noise / sqrt(rounds)) == pytest.approx(1e-4, rel=0.01)


def test_epsilon_is_the_one_on_record() -> None:
    """5.9659 by dp-accounting 0.6.0's PLD accountant on its default grid of 1e-4."""
    assert accountant.epsilon(1.0, 0.1, 100, 1e-4) == pytest.approx(5.9659, abs=1e-3)


def test_epsilon_falls_with_noise_and_grows_with_rounds_and_rate() -> None:
    """And without noise there is no privacy."""
    by_noise = [accountant.epsilon(noise, 0.1, 50, 1e-4) for noise in (0.8, 1.0, 2.0, 4.0)]
    by_rounds = [accountant.epsilon(1.5, 0.1, rounds, 1e-4) for rounds in (1, 10, 50)]
    by_rate = [accountant.epsilon(1.5, rate, 50, 1e-4) for rate in (0.01, 0.1, 0.5)]

    assert by_noise == sorted(by_noise, reverse=True)
    assert by_rounds == sorted(by_rounds)
    assert by_rate == sorted(by_rate)
    assert isinf(accountant.epsilon(0.0, 0.1, 50, 1e-4))


@pytest.mark.parametrize("target", [1.0, 4.0])
def test_the_calibrated_noise_just_meets_its_target(target: float) -> None:
    """Never above it, and less noise would exceed it."""
    noise = accountant.calibrate(target, 0.1, 20, 1e-4)

    assert accountant.epsilon(noise, 0.1, 20, 1e-4) <= target
    assert accountant.epsilon(noise - 0.005, 0.1, 20, 1e-4) > target
    assert accountant.calibrate(inf, 0.1, 20, 1e-4) == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [({"rate": 0.0}, "rate is 0.0"), ({"clip": inf}, "finite clip"), ({"noise": -1.0}, "clip")],
)
def test_what_is_no_mechanism_is_refused(values: dict[str, float], message: str) -> None:
    """Before anything is trained."""
    given_values = {"rate": 0.1, "clip": 1.0, "noise": 1.0, **values}

    with pytest.raises(ValueError, match=message):
        dp.Mechanism(clients=10, rounds=5, **given_values)


def test_a_point_trains_as_many_clients_as_there_are_rows_at_most(dataset: Dataset) -> None:
    """And without noise it takes the step size that was chosen without noise."""
    short = replace(CONFIG.smoke(), rounds=1)
    settings = replace(SETTINGS, clients=10**6, open_learning_rate=1e-9)

    found = private.point(short, settings, dataset, dataset.validation, inf)
    other = replace(settings, learning_rate=2.0)

    assert found == private.point(short, other, dataset, dataset.validation, inf)
    assert found.mechanism.clients == len(dataset.train)
    assert found.mechanism.noise == 0


def test_one_local_step_is_called_fedsgd() -> None:
    """McMahan et al. 2018 tell the two apart by the local work."""
    assert replace(SETTINGS, local_steps=1).label == "DP-FedSGD"
    assert replace(SETTINGS, local_steps=5).label == "DP-FedAvg"


@pytest.mark.parametrize("epsilons", [(), (0.0, 1.0), (-1.0,), (inf,), (float("nan"),)])
def test_budgets_that_are_none_are_refused(epsilons: tuple[float, ...]) -> None:
    """Before anything is trained."""
    with pytest.raises(SetupError, match="give finite values above 0"):
        replace(SETTINGS, epsilons=epsilons)


@pytest.mark.parametrize(
    ("values", "message"),
    [({"clip": 0.0}, "dp clip is 0.0; give it a value above 0"), ({"rate": 2.0}, "up to 1")],
)
def test_values_that_make_no_sense_are_refused(values: dict[str, Any], message: str) -> None:
    """With the value, and what to do."""
    with pytest.raises(SetupError, match=message):
        replace(SETTINGS, **values)


def test_an_epsilon_of_zero_is_refused() -> None:
    """No amount of noise reaches it."""
    with pytest.raises(ValueError, match="epsilon is 0; raise it, or lower the rate or rounds"):
        accountant.calibrate(0.0, 0.1, 20, 1e-4)


@pytest.mark.parametrize("accuracies", [(98.0, 100.0), (0.0, 0.1), (10.0, 95.0)])
@pytest.mark.parametrize("epsilons", [(8.0,), (0.125, 0.5, 1.0, 2.0, 4.0, 8.0)])
def test_accuracy_by_epsilon_can_be_read(
    accuracies: tuple[float, ...], epsilons: tuple[float, ...], tmp_path: Path
) -> None:
    """Of one budget and of several, high and low: a crowded figure is an error."""
    (tmp_path / "figures").mkdir()
    mechanism = dp.Mechanism(1000, 0.1, 100, 1.0, 1.0)
    points = [private.Point(epsilon, mechanism, accuracies) for epsilon in epsilons]
    open_ = private.Point(inf, mechanism, accuracies)

    said = report.report(private.Budgets(SETTINGS, 100, 1000, points, open_), tmp_path / "figures")

    assert (tmp_path / said.figures[0]["path"]).stat().st_size < 60_000
