"""One seed: what is held out chooses and reports, baselines do the work that they should."""

from dataclasses import replace

import numpy as np
import pytest
import reference
import tiny

from {{ cookiecutter.package }} import data, evaluate, experiment, model
from {{ cookiecutter.package }}.algorithms import federate, strategies
from {{ cookiecutter.package }}.clients import plan

CONFIG = replace(
    tiny.CONFIG,
    partition="dirichlet",
    clients=5,
    participation=0.6,
    rounds=3,
    local_steps=4,
    batch_size=8,
    hidden=8,
)


@pytest.fixture(scope="module")
def drawn(dataset: data.Dataset) -> experiment.Drawn:
    """Return what seed 1 draws."""
    return experiment.draw(CONFIG, dataset, 1)


def test_no_test_or_validation_row_is_ever_trained_on(drawn: experiment.Drawn) -> None:
    """Neither by clients nor by centralised training."""
    held_out = [*drawn.dataset.validation, *drawn.dataset.test]

    assert not np.isin(drawn.work.rows, held_out).any()
    assert not np.isin(drawn.dataset.train, held_out).any()


def test_another_seed_draws_other_clients_first_weights_and_batches(
    drawn: experiment.Drawn, dataset: data.Dataset
) -> None:
    """A repetition repeats nothing but the split."""
    other = experiment.draw(CONFIG, dataset, 2)

    assert not np.array_equal(other.dealt.sizes, drawn.dealt.sizes)
    assert not np.array_equal(other.start.hidden, drawn.start.hidden)
    assert not np.array_equal(other.work.rows, drawn.work.rows)
    assert np.array_equal(other.task.probe, drawn.task.probe)


def test_strategies_are_scored_on_validation_and_on_test_rows(drawn: experiment.Drawn) -> None:
    """The probe holds first the ones, then the others."""
    chosen = strategies.chosen(CONFIG)[0]
    found = experiment.train(drawn, chosen)

    assert found.weights is not None
    for rows, curve in (
        (drawn.dataset.validation, found.validation),
        (drawn.dataset.test, found.test),
    ):
        said = model.logits(found.weights, drawn.dataset.inputs[rows]).argmax(axis=1)
        expected = evaluate.accuracy(said, drawn.dataset.labels[rows])
        assert curve[-1] == pytest.approx(float(expected), abs=100 / len(rows))
        assert curve.shape == (CONFIG.rounds,)
    assert found.own.shape == (CONFIG.clients,)


def test_centralised_training_sees_all_rows_and_no_clients(drawn: experiment.Drawn) -> None:
    """It is plain SGD from the same first weights, at its own rate."""
    config, dataset = CONFIG, drawn.dataset
    work = plan.draw((dataset.train,), config.rounds, config.local_steps, config.batch_size, 1)
    weights = drawn.start
    exact = drawn.task._replace(inputs=dataset.inputs.astype(np.float64))
    for rows in work.rows.reshape(-1, config.batch_size):
        slope = reference.gradient(weights, exact.inputs[rows], exact.labels[rows])
        rate = config.centralised_learning_rate
        weights = model.Weights(*(w - rate * g for w, g in zip(weights, slope, strict=True)))

    found = experiment.centralised(drawn)

    said = model.logits(weights, exact.inputs[dataset.test]).argmax(axis=1)
    expected = float(evaluate.accuracy(said, dataset.labels[dataset.test]))
    assert found.test[-1] == pytest.approx(expected, abs=100 / len(dataset.test))


def test_alone_a_client_spends_as_many_steps_as_in_a_federation(dataset: data.Dataset) -> None:
    """In three rounds of three fifths of the clients it takes part in 1.8, so in two."""
    found = experiment.alone(experiment.draw(CONFIG, dataset, 1))

    whole = experiment.draw(replace(CONFIG, rounds=2, participation=1.0), dataset, 1)
    assert np.array_equal(found.test, experiment.alone(whole).test)


def test_fine_tuning_starts_from_the_weights_it_is_given(drawn: experiment.Drawn) -> None:
    """From first weights it is training alone."""
    found = experiment.apart(drawn, drawn.start, 2, CONFIG.local_learning_rate)

    assert np.array_equal(found.test, experiment.alone(drawn).test)
    strategy = strategies.chosen(CONFIG)[0]
    work = (drawn.start, drawn.task, drawn.work, drawn.dealt.shares)
    other = federate.train(drawn.engine, strategy, *work)
    further = experiment.apart(drawn, other.weights, 2, CONFIG.local_learning_rate)
    assert not np.array_equal(further.test, found.test)


def test_natural_clients_are_scored_on_their_own_test_rows(dataset: data.Dataset) -> None:
    """Not on a mix of everybody's."""
    sites = tuple("ABCDE")
    there = replace(dataset, groups=np.arange(len(dataset.labels)) % len(sites), sites=sites)
    rows = np.concatenate([there.validation, there.test])
    truth = there.labels[rows]
    wrong_at_home = np.where(rows % len(sites) == 0, (truth + 1) % len(there.classes), truth)

    found = evaluate.score(wrong_at_home[None], there, None)

    assert found.own.tolist() == [0] + [100] * (len(sites) - 1)
