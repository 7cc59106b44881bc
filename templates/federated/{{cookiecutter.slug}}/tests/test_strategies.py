"""The strategies on vectors small enough to do by hand: what their papers say of a round."""

from collections.abc import Callable

import numpy as np
import pytest
import reference
from federation import FEDADAM, FEDAVG, FEDPROX, SCAFFOLD, START, STRATEGIES, TASK, W
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }}.algorithms import strategies
from {{ cookiecutter.package }}.algorithms.strategies import Server, Strategy, Update
from {{ cookiecutter.package }}.data import Floats, Ints

STEPS = 5
TARGETS = np.random.default_rng(0).normal(size=(4, 3))  # client k minimises |y - target_k|^2 / 2
SHARES = np.array([0.1, 0.2, 0.3, 0.4])
BEGUN = np.array([1.0, -2.0, 0.5])


def training(strategy: Strategy, targets: Floats) -> Callable[..., Floats]:
    """Return clients' training: gradient steps on their own quadratic."""

    def train(w: Floats, mu: float, correction: Floats | None) -> Floats:
        y = np.repeat(w[None], len(targets), axis=0)
        for _ in range(STEPS):
            drift = 0 if correction is None else correction
            y = y - strategy.learning_rate * (y - targets + mu * (y - w) + drift)
        return y

    return train


def one_round(
    strategy: Strategy,
    server: Server,
    controls: Floats | None,
    who: list[int],
    shares: Floats = SHARES,
) -> tuple[Update, Floats | None]:
    """Return what the clients ``who`` send when nobody else takes part, and their controls."""
    return strategies.client_updates(
        strategy,
        server,
        None if controls is None else controls[who],
        training(strategy, TARGETS[who]),
        STEPS,
        shares[who] / shares[who].sum(),
        shares[who],
    )


def test_the_average_weighs_clients_by_their_samples() -> None:
    """One client of three quarters and one of a quarter."""
    rows = np.array([[4.0, 8.0], [0.0, 4.0]])

    assert strategies.mean(np.array([0.75, 0.25]), rows).tolist() == [3, 7]


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_the_server_moves_to_the_weighted_mean(strategy: Strategy) -> None:
    """A change of sum p_k (y_k - w) is the mean of the clients' weights, minus w."""
    server, controls = strategies.begin(strategy, BEGUN, 4)

    update, _ = one_round(strategy, server, controls, [0, 1, 2, 3])

    drift = None if controls is None else np.zeros((4, 3))
    y = training(strategy, TARGETS)(BEGUN, strategy.mu, drift)
    assert update.delta == pytest.approx(np.average(y, axis=0, weights=SHARES) - BEGUN)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
@given(order=st.permutations(range(4)), cut=st.integers(1, 3))
def test_the_updates_of_groups_in_any_order_add_up_to_that_of_all(
    strategy: Strategy, order: list[int], cut: int
) -> None:
    """A server needs sums only: two machines with some clients each are one with all."""
    server, controls = strategies.begin(strategy, BEGUN, 4)
    whole, _ = one_round(strategy, server, controls, [0, 1, 2, 3])

    delta, control = np.zeros(3), np.zeros(3)
    for who in (order[:cut], order[cut:]):
        update, _ = strategies.client_updates(
            strategy,
            server,
            None if controls is None else controls[who],
            training(strategy, TARGETS[who]),
            STEPS,
            SHARES[who],
            SHARES[who],
        )
        delta += update.delta
        control += 0 if controls is None else update.control

    assert delta == pytest.approx(whole.delta, abs=1e-14)
    if controls is not None:
        assert control == pytest.approx(whole.control, abs=1e-14)


def test_weighted_fedsgd_is_a_centralised_gradient_step() -> None:
    """One step of clients with 10, 20 and 40 samples, on all of them: the same mean gradient."""
    clients = (np.arange(10), np.arange(10, 30), np.arange(30, 70))
    shares = np.array([10, 20, 40]) / 70

    def train(w: Floats, *_: object) -> Floats:
        sent = (w, START.shape, TASK, FEDAVG.learning_rate)
        return np.stack([reference.sgd(*sent, own[None]) for own in clients])

    update, _ = strategies.client_updates(FEDAVG, Server(W), None, train, 1, shares, shares)

    central = reference.sgd(W, START.shape, TASK, FEDAVG.learning_rate, np.arange(70)[None])
    found = strategies.server_step(FEDAVG, Server(W), update).w
    assert found == pytest.approx(central, abs=1e-14)


@pytest.mark.parametrize("strategy", [FEDAVG, SCAFFOLD], ids=lambda s: s.name)
def test_one_client_is_centralised_training(strategy: Strategy) -> None:
    """With everything in one place there is nothing to average, and no drift to correct."""
    strategy = strategy._replace(server_rate=1.0)
    rows = np.random.default_rng(0).integers(0, 200, (6, STEPS, 8))
    server, controls = strategies.begin(strategy, W, 1)

    for batches in rows:

        def train(w: Floats, mu: float, drift: Floats | None, batches: Ints = batches) -> Floats:
            sent = (w, START.shape, TASK, strategy.learning_rate, batches, mu)
            return reference.sgd(*sent, 0.0 if drift is None else drift[0])[None]

        update, controls = strategies.client_updates(
            strategy, server, controls, train, STEPS, np.ones(1), np.ones(1)
        )
        server = strategies.server_step(strategy, server, update)

    steps = rows.reshape(-1, 8)
    central = reference.sgd(W, START.shape, TASK, strategy.learning_rate, steps)
    assert server.w == pytest.approx(central, abs=1e-12)


def test_fedprox_without_its_term_is_fedavg() -> None:
    """With mu = 0 not a bit differs."""
    free = FEDPROX._replace(mu=0.0)

    proximal, _ = one_round(free, Server(BEGUN), None, [0, 1, 2, 3])

    plain, _ = one_round(FEDAVG, Server(BEGUN), None, [0, 1, 2, 3])
    assert np.array_equal(
        strategies.server_step(free, Server(BEGUN), proximal).w,
        strategies.server_step(FEDAVG, Server(BEGUN), plain).w,
    )


def test_fedadams_first_two_steps_are_those_done_by_hand() -> None:
    """Reddi et al., algorithm 2: v begins at tau^2, and no moment is corrected for its start."""
    strategy = FEDADAM._replace(server_rate=0.5, beta1=0.5, beta2=0.75, tau=0.2)
    server, _ = strategies.begin(strategy, np.array([1.0]), 1)

    first = strategies.server_step(strategy, server, Update(np.array([0.4])))
    second = strategies.server_step(strategy, first, Update(np.array([-0.2])))

    # m = .5 x .4; v = .75 x .04 + .25 x .16 = .07
    assert (first.m, first.v) == (pytest.approx(0.2), pytest.approx(0.07))
    assert first.w == pytest.approx(1 + 0.5 * 0.2 / (0.07**0.5 + 0.2))
    # m = .5 x .2 - .5 x .2 = 0; v = .75 x .07 + .25 x .04
    assert (second.m, second.v) == (pytest.approx(0), pytest.approx(0.0625))
    assert second.w == pytest.approx(first.w)


def test_scaffolds_first_round_is_fedavgs() -> None:
    """Controls that are zero correct nothing, and a server rate of 1 is the mean."""
    strategy = SCAFFOLD._replace(server_rate=1.0)
    server, controls = strategies.begin(strategy, BEGUN, 4)

    update, _ = one_round(strategy, server, controls, [0, 1, 2, 3])

    plain, _ = one_round(FEDAVG, Server(BEGUN), None, [0, 1, 2, 3])
    averaged = strategies.server_step(FEDAVG, Server(BEGUN), plain).w
    assert strategies.server_step(strategy, server, update).w == pytest.approx(averaged, abs=1e-15)


def test_a_new_control_is_the_mean_gradient_of_the_clients_steps() -> None:
    """What option II computes from two vectors: the corrections of the steps cancel out."""
    c, held = np.array([0.3, -0.1, 0.2]), np.array([[0.5, 0.4, -0.6]])

    _, renewed = strategies.client_updates(
        SCAFFOLD,
        Server(BEGUN, c=c),
        held,
        training(SCAFFOLD, TARGETS[:1]),
        STEPS,
        np.ones(1),
        np.ones(1),
    )

    y, slopes = BEGUN, []
    for _ in range(STEPS):
        slopes.append(y - TARGETS[0])
        y = y - SCAFFOLD.learning_rate * (slopes[-1] + c - held[0])
    assert renewed is not None
    assert renewed[0] == pytest.approx(np.mean(slopes, axis=0))


@pytest.mark.parametrize("shares", [SHARES, np.full(4, 0.25)], ids=["by size", "alike"])
def test_the_servers_control_is_the_mean_of_the_clients_at_all_times(shares: Floats) -> None:
    """Whoever takes part; with clients of equal size it is the paper's 1/N sum of c_k."""
    server, controls = strategies.begin(SCAFFOLD, BEGUN, 4)
    rng = np.random.default_rng(0)
    assert controls is not None

    for _ in range(8):
        who = sorted(rng.permutation(4)[:2].tolist())
        update, renewed = one_round(SCAFFOLD, server, controls, who, shares)
        server = strategies.server_step(SCAFFOLD, server, update)
        controls[who] = renewed

        assert server.c == pytest.approx(np.average(controls, axis=0, weights=shares), abs=1e-14)


def test_scaffold_ends_where_the_whole_objective_is_least() -> None:
    """FedAvg does on equal quadratics too, but with unequal curvature only SCAFFOLD does."""
    curvature = np.array([0.2, 1.0, 3.0, 0.5])[:, None]
    best = (SHARES[:, None] * curvature * TARGETS).sum(0) / (SHARES[:, None] * curvature).sum()

    def ends(strategy: Strategy) -> Floats:
        def train(w: Floats, mu: float, correction: Floats | None) -> Floats:
            assert mu == 0
            y = np.repeat(w[None], 4, axis=0)
            for _ in range(STEPS):
                drift = 0 if correction is None else correction
                y = y - strategy.learning_rate * (curvature * (y - TARGETS) + drift)
            return y

        server, controls = strategies.begin(strategy, BEGUN, 4)
        for _ in range(400):
            update, controls = strategies.client_updates(
                strategy, server, controls, train, STEPS, SHARES, SHARES
            )
            server = strategies.server_step(strategy, server, update)
        return np.asarray(server.w)

    assert ends(SCAFFOLD) == pytest.approx(best, abs=1e-9)
    assert np.abs(ends(FEDAVG) - best).max() > 0.01
