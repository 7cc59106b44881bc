"""Four ways to federate, each written once in arithmetic that every framework's arrays know.

- FedAvg: McMahan et al. 2017, algorithm 1, https://arxiv.org/abs/1602.05629
- FedProx: Li et al. 2020, equation 2, https://arxiv.org/abs/1812.06127
- FedAdam: Reddi et al. 2021, algorithm 2, https://arxiv.org/abs/2003.00295
- SCAFFOLD: Karimireddy et al. 2020, algorithm 1 with option II, https://arxiv.org/abs/1910.06378

The weights of the network are one vector w, (d,); those of m clients are the rows of a matrix.
All four weigh client k by p_k = n_k / n, so that all minimise the same objective. The papers of
FedAdam and SCAFFOLD weigh clients alike; with clients of equal size this is the same.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..config import Config
from ..data import Floats

Array = Any  # of whichever framework: operators are all that is used
LocalUpdates = Callable[[Array, float, Array | None], Array]


class Strategy(NamedTuple):
    """A strategy and its numbers, all without unit.

    Attributes:
        name: which one.
        learning_rate: step size of a client's SGD, eta_l.
        server_rate: step size of the server, eta or eta_g.
        mu: weight of FedProx's proximal term, 0 for none.
        beta1: how much of the first moment FedAdam keeps in a round.
        beta2: how much of the second moment it keeps.
        tau: FedAdam's adaptivity, below which moments do not count.
    """

    name: str
    learning_rate: float
    server_rate: float = 1.0
    mu: float = 0.0
    beta1: float = 0.9  # both betas as in Reddi et al. 2021, section 5
    beta2: float = 0.99
    tau: float = 1e-3


class Server(NamedTuple):
    """What the server keeps between rounds: vectors (d,), None what a strategy does without."""

    w: Array
    m: Array = None  # FedAdam's first moment
    v: Array = None  # and second
    c: Array = None  # SCAFFOLD's control variate, the weighted mean of the clients'


class Update(NamedTuple):
    """What clients send. The updates of several groups of clients add up to that of all."""

    delta: Array  # sum of p_k (y_k - w), the p_k of all who take part sum to 1
    control: Array = None  # sum of p_k (c_k+ - c_k), the p_k of all who exist sum to 1


def chosen(config: Config) -> tuple[Strategy, ...]:
    """Return the strategies with the configured numbers."""
    return (
        Strategy("FedAvg", config.learning_rate, config.server_rate),
        Strategy("FedProx", config.prox_learning_rate, config.prox_server_rate, mu=config.prox_mu),
        Strategy(
            "FedAdam", config.adam_learning_rate, config.adam_server_rate, tau=config.adam_tau
        ),
        Strategy("SCAFFOLD", config.scaffold_learning_rate, config.scaffold_server_rate),
    )


def begin(strategy: Strategy, w: Floats, clients: int) -> tuple[Server, Floats | None]:
    """Return the server before the first round, and the controls of ``clients``: (clients, d)."""
    zero = np.zeros_like(w)
    if strategy.name == "FedAdam":
        return Server(w, m=zero, v=zero + strategy.tau**2), None  # v_-1 >= tau^2
    if strategy.name == "SCAFFOLD":
        return Server(w, c=zero), np.zeros((clients, *w.shape), w.dtype)
    return Server(w), None


def client_updates(
    strategy: Strategy,
    server: Server,
    controls: Array | None,
    train: LocalUpdates,
    steps: int,
    taking_part: Array,
    existing: Array,
) -> tuple[Update, Array | None]:
    """Return what a group of m clients sends, and its new controls.

    Args:
        strategy: its numbers.
        server: what the server sent.
        controls: c_k of these clients, (m, d), for SCAFFOLD.
        train: from w, mu and a correction (m, d) to the clients' weights after their steps, (m, d).
        steps: SGD steps of a client, K.
        taking_part: p_k among all clients of this round, (m,).
        existing: p_k among all clients there are, (m,).
    """
    w, c = server.w, server.c
    if controls is None:
        return Update(mean(taking_part, train(w, strategy.mu, None) - w)), None
    y = train(w, strategy.mu, c - controls)
    renewed = controls - c + (w - y) / (steps * strategy.learning_rate)  # option II
    return Update(mean(taking_part, y - w), mean(existing, renewed - controls)), renewed


def server_step(strategy: Strategy, server: Server, update: Update) -> Server:
    """Return the server after a round in which the clients sent ``update``.

    What the server keeps says which strategy it is, so that FedProx, a FedAvg with another mu, is
    no program of its own.
    """
    delta = update.delta
    if server.m is not None:  # FedAdam
        m = strategy.beta1 * server.m + (1 - strategy.beta1) * delta
        v = strategy.beta2 * server.v + (1 - strategy.beta2) * delta**2
        return Server(server.w + strategy.server_rate * m / (v**0.5 + strategy.tau), m, v)
    if server.c is not None:  # SCAFFOLD
        return Server(server.w + strategy.server_rate * delta, c=server.c + update.control)
    return Server(server.w + strategy.server_rate * delta)


def mean(shares: Array, clients: Array) -> Array:
    """Return the sum of p_k x_k: shares (m,) and rows (m, d) to (d,)."""
    return (shares[None] @ clients)[0]  # TensorFlow multiplies nothing below a matrix
