"""Secure aggregation: the sum is exact, and a single update says nothing."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from federation import CLIENTS, ENGINE, SHARES, START, TASK, WHOLE
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.algorithms import federate
from {{ cookiecutter.package }}.algorithms.strategies import Strategy
from {{ cookiecutter.package }}.clients import plan
from {{ cookiecutter.package }}.privacy import masked, report, secagg, sums
from {{ cookiecutter.package }}.showcase.settings import SetupError

SIZE = 4096


def _private(clients: int) -> list[X25519PrivateKey]:
    """Return keys that are the same in each test run; real ones come from the system."""
    seeds = (hashlib.sha256(f"client {client}".encode()).digest() for client in range(clients))
    return [X25519PrivateKey.from_private_bytes(seed) for seed in seeds]


SECRETS = secagg.keys(_private(5))


def _words(seed: int, clients: int = 5) -> secagg.Words:
    return np.random.default_rng(seed).integers(0, 2**32, (clients, SIZE), dtype=np.uint32)


def _masked(words: secagg.Words, round_: int) -> secagg.Words:
    masks = [secagg.mask(k, secrets, round_, SIZE) for k, secrets in enumerate(SECRETS)]
    return words + np.stack(masks)


@given(seed=st.integers(0, 2**32), round_=st.integers(0, 2**63))
def test_the_sum_of_masked_updates_is_the_sum_of_the_updates(seed: int, round_: int) -> None:
    """Bit by bit modulo 2^32, for any words, those that wrap included."""
    words = _words(seed)

    assert np.array_equal(secagg.add(_masked(words, round_)), words.sum(axis=0, dtype=np.uint32))


def test_both_ends_of_a_pair_derive_the_same_secret() -> None:
    """And no other pair has it."""
    pairs = {(u, v): SECRETS[u][v] for u in range(5) for v in SECRETS[u]}

    assert all(secret == pairs[v, u] for (u, v), secret in pairs.items())
    assert len(set(pairs.values())) == 10


def test_a_masked_update_is_uniform_and_uncorrelated_with_its_plain_one() -> None:
    """A constant update becomes words whose every bit is fair: within 5 sd of chance."""
    plain = np.linspace(0, 2**20, SIZE).astype(np.uint32)

    masked = _masked(np.stack([plain] * 5), 3)

    bits = np.unpackbits(masked.view(np.uint8), axis=1)
    assert np.abs(bits.mean(axis=1) - 0.5).max() < 5 * 0.5 / np.sqrt(bits.shape[1])
    correlation = [np.corrcoef(plain, words.astype(float))[0, 1] for words in masked]
    assert np.abs(correlation).max() < 5 / np.sqrt(SIZE)


def test_a_sum_that_lacks_an_update_says_nothing() -> None:
    """Whoever adds fewer than all masked updates sees a mask that is still there."""
    words = np.zeros((5, SIZE), np.uint32)

    partial = secagg.add(_masked(words, 0)[:4])

    assert np.unpackbits(partial.view(np.uint8)).mean() == pytest.approx(0.5, abs=0.01)


def test_no_round_repeats_the_mask_of_another() -> None:
    """Two updates under one mask would show their difference."""
    masks = {secagg.mask(0, SECRETS[0], round_, 8).tobytes() for round_ in range(100)}

    assert len(masks) == 100


@given(
    clients=st.integers(1, 200),
    limit=st.floats(1e-3, 1e3),
    seed=st.integers(0, 2**32),
)
def test_a_decoded_sum_is_within_the_bound(clients: int, limit: float, seed: int) -> None:
    """Half a step for each client, and the largest values of all clients do not wrap."""
    fixed = secagg.FixedPoint(clients, limit)
    values = np.random.default_rng(seed).uniform(-limit, limit, (clients, 3))
    values[:, 0], values[:, 1] = limit, -limit

    total = fixed.decode(secagg.add([fixed.encode(row) for row in values]))

    rounding = 1e-12 * clients * limit  # of the float64 sum itself
    assert np.abs(total - values.sum(axis=0)).max() <= fixed.error + rounding


@pytest.mark.parametrize("value", [1.01, -2.0, np.inf, np.nan])
def test_a_value_that_could_wrap_is_refused(value: float) -> None:
    """Loudly: a sum that wraps looks like any other."""
    with pytest.raises(SetupError, match="above 1; lower learning_rate"):
        secagg.FixedPoint(10, 1.0).encode(np.array([0.5, value]))


@pytest.mark.parametrize("server_rate", [1.0, 2.0])
def test_masked_training_is_open_training(server_rate: float) -> None:
    """Weight by weight after three rounds, to the rounding of fixed point and of float32."""
    fedavg = Strategy("FedAvg", 0.1, server_rate=server_rate)

    closed = masked.train(ENGINE, fedavg, START, TASK, WHOLE, SHARES)

    open_ = model.flat(federate.train(ENGINE, fedavg, START, TASK, WHOLE, SHARES).weights)
    bound = len(WHOLE.cohorts) * server_rate * closed.error + 1e-6
    assert np.abs(closed.w - open_).max() <= bound


def test_the_server_sees_no_update_in_the_clear() -> None:
    """What it receives shares no more words with the encoded update than chance gives it."""
    closed = masked.train(ENGINE, Strategy("FedAvg", 0.1), START, TASK, WHOLE, SHARES)

    encoded = secagg.FixedPoint(len(CLIENTS), masked.LIMIT).encode(closed.plain)

    assert (closed.sent == encoded).sum() <= 1
    assert (closed.sent / 2**32).std() == pytest.approx(12**-0.5, rel=0.2)


@pytest.mark.parametrize("clients", [1, 2])
def test_a_round_of_fewer_than_three_clients_is_refused(clients: int) -> None:
    """One has no mask, and of two each learns the other's update from the sum."""
    few = plan.draw(CLIENTS[:clients], 1, 2, 4, 0)

    with pytest.raises(SetupError, match=f"{clients} of {clients} clients are in a round"):
        masked.train(ENGINE, Strategy("FedAvg", 0.1), START, TASK, few, SHARES[:clients])


@pytest.mark.parametrize("scale", [1e-6, 1.0])
def test_the_figure_shows_an_update_and_what_the_server_received(
    scale: float, tmp_path: Path
) -> None:
    """Both, side by side; a crowded figure is an error."""
    (tmp_path / "figures").mkdir()
    plain = np.random.default_rng(0).normal(0, scale, SIZE)
    closed = masked.Masked(plain, 1e-7, 1.0, 1.0, plain, _words(0, 1)[0])

    said = report.report(sums.Sums(closed, 1e-8, 5, 1000), tmp_path / "figures")

    drawn = (tmp_path / said.figures[0]["path"]).read_text(encoding="utf-8")
    assert "<!-- Change of a weight" in drawn
    assert "<!-- Word received" in drawn
    assert len(drawn) < 60_000
