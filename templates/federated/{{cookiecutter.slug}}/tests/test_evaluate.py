"""The measures, each on a case that can be done by hand."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, evaluate, experiment, fedavg, oracle
from {{ cookiecutter.package }}.config import Config

LABELS = np.arange(20) % 10


def test_a_clients_accuracy_weighs_recalls_by_its_labels() -> None:
    """Half of the zeros and all ones are right: 50 %, 100 % and the middle of both."""
    predictions = LABELS.copy()
    predictions[10] = 5
    counts = np.zeros((3, 10), dtype=int)
    counts[0, 0], counts[1, 1], counts[2, :2] = 7, 9, 4

    assert evaluate.client_accuracy(predictions, LABELS, counts).tolist() == [50, 100, 75]


def test_each_clients_model_is_measured_on_its_own_labels() -> None:
    """With one model for each client, predictions have a row for each."""
    predictions = np.stack([LABELS, np.zeros(20, dtype=int)])
    counts = np.ones((2, 10), dtype=int)

    assert evaluate.client_accuracy(predictions, LABELS, counts) == pytest.approx([100, 10])


def test_clients_with_all_labels_alike_expect_the_overall_accuracy() -> None:
    """On balanced data the mean of recalls is the accuracy."""
    predictions = np.random.default_rng(0).integers(0, 10, 20)

    found = evaluate.client_accuracy(predictions, LABELS, np.ones((1, 10), dtype=int))

    assert found[0] == pytest.approx(evaluate.accuracy(predictions, LABELS))


@pytest.mark.parametrize(("share", "expected"), [(0.1, 1), (0.2, 1.5), (0.11, 1.5), (1, 5.5)])
def test_the_worst_are_the_lowest_share_and_at_least_one(share: float, expected: float) -> None:
    """Of the numbers from ten to one."""
    assert evaluate.worst(np.arange(10.0, 0, -1), share) == expected


def test_rounds_count_from_one_and_may_never_come() -> None:
    """The first round that reaches the target, not the last."""
    curve = np.array([50, 95, 94, 96])

    assert evaluate.rounds_to(curve, 95) == 2
    assert evaluate.rounds_to(curve, 97) is None


def test_an_outcome_is_measured_on_the_rows_held_out(digits: data.Digits) -> None:
    """Centralised training starts anew, from the first weights of its seed."""
    config = Config(clients=3, rounds=3, local_steps=2, hidden=8)
    exact = data.Task(digits.images.astype(float), digits.labels, config.learning_rate, np.empty(0))

    outcome = experiment.run(config, digits, digits.test, 1)

    work = experiment.batches(config, (digits.train,), 1)
    start = oracle.initial(64, config.hidden, 1)
    central = oracle.client_update(start, exact, work.reshape(-1, config.batch_size))
    said = oracle.logits(central, digits.images[digits.test]).argmax(axis=1)
    accuracy = evaluate.accuracy(said, digits.labels[digits.test])
    assert outcome.centralised == pytest.approx(float(accuracy), abs=0.3)
    dealt = experiment.deal(config, digits, 1)
    task = exact._replace(images=digits.images, probe=digits.images[digits.test])
    work = experiment.batches(config, dealt.clients, 1)
    federated = fedavg.train(start, task, work, dealt.shares)
    truth = digits.labels[digits.test]
    assert np.array_equal(outcome.curve, evaluate.accuracy(federated.predictions, truth))
    assert np.array_equal(outcome.label_counts.sum(axis=1), dealt.sizes)
