"""The plan of batches: each client's own samples, and the same ones each time."""

import numpy as np

from {{ cookiecutter.package }} import data, experiment, plan
from {{ cookiecutter.package }}.config import Config

CLIENTS = (np.arange(10, 17), np.arange(20, 120))


def test_a_client_trains_on_all_of_its_own_samples_and_on_no_others() -> None:
    """Seven samples and a hundred, in steps of ten."""
    made = plan.batches(CLIENTS, 3, 10, 10, 0)

    for k, rows in enumerate(CLIENTS):
        for t in range(3):
            assert set(made[t, k].ravel()) == set(rows)


def test_no_test_or_validation_row_is_ever_trained_on(digits: data.Digits) -> None:
    """Neither by clients nor by centralised training."""
    config = Config(rounds=20)
    dealt = experiment.deal(config, digits, 0)
    held_out = [*digits.validation, *digits.test]

    for clients in (dealt.clients, (digits.train,)):
        made = experiment.batches(config, clients, 0)
        assert not np.isin(made, held_out).any()


def test_a_sample_returns_only_when_all_others_were_used() -> None:
    """Batches are epochs in a new order, not draws with replacement."""
    made = plan.batches(CLIENTS, 1, 10, 10, 0)

    counts = np.bincount(made[0, 0].ravel())[10:17]
    assert counts.max() - counts.min() <= 1
    assert np.unique(made[0, 1]).size == 100


def test_the_plan_depends_on_seed_round_and_client_only() -> None:
    """More rounds or other clients do not change what is already planned."""
    made = plan.batches(CLIENTS, 2, 5, 4, 0)

    longer = plan.batches(CLIENTS, 3, 5, 4, 0)
    others = plan.batches((np.arange(3), CLIENTS[1]), 2, 5, 4, 0)
    assert np.array_equal(made, longer[:2])
    assert np.array_equal(made[:, 1], others[:, 1])
    assert not np.array_equal(made[0], made[1])
    assert not np.array_equal(made, plan.batches(CLIENTS, 2, 5, 4, 1))
