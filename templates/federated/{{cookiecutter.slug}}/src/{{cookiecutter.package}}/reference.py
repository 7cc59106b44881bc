"""The reference training: each strategy as its paper's pseudocode, one client after the other.

In float64, and sharing no update rule with ``strategies``: a fault in one is not in the other.
"""

import numpy as np

from . import oracle
from .data import Floats, Ints, Task
from .oracle import Weights
from .plan import Plan
from .strategies import Strategy


def train(strategy: Strategy, start: Weights, task: Task, plan: Plan, shares: Floats) -> Weights:
    """Return the last global weights; ``shares`` are p_k = n_k / n of all clients, (clients,)."""
    shape = start.shape
    x = oracle.flat(start)
    control = np.zeros((len(shares), len(x)))  # c_k
    server_control = np.zeros_like(x)  # c
    moment, second = np.zeros_like(x), np.full_like(x, strategy.tau**2)
    for cohort, rows in zip(plan.cohorts, plan.rows, strict=True):
        mean_change = np.zeros_like(x)
        control_change = np.zeros_like(x)
        for k, batches in zip(cohort, rows, strict=True):
            drift = server_control - control[k]
            y = sgd(x, shape, task, strategy.learning_rate, batches, strategy.mu, drift)
            mean_change += shares[k] / shares[cohort].sum() * (y - x)
            if strategy.name == "SCAFFOLD":
                change = (x - y) / (len(batches) * strategy.learning_rate) - server_control
                control_change += shares[k] * change
                control[k] += change
        if strategy.name == "FedAdam":
            moment = strategy.beta1 * moment + (1 - strategy.beta1) * mean_change
            second = strategy.beta2 * second + (1 - strategy.beta2) * np.square(mean_change)
            mean_change = moment / (np.sqrt(second) + strategy.tau)
        x = x + strategy.server_rate * mean_change
        server_control = server_control + control_change
    return oracle.shaped(x, shape)


def sgd(
    x: Floats,
    shape: oracle.Shape,
    task: Task,
    rate: float,
    batches: Ints,
    mu: float = 0.0,
    drift: Floats | float = 0.0,
) -> Floats:
    """Return one client's weights after a step on each of ``batches``, (steps, batch).

    Args:
        x: the weights that the server sent, (d,).
        shape: of the network.
        task: inputs and labels.
        rate: step size.
        batches: rows of each step.
        mu: weight of FedProx's term mu / 2 |y - x|^2.
        drift: SCAFFOLD's c - c_k, (d,).
    """
    inputs = task.inputs.astype(np.float64)
    y = x
    for rows in batches:
        slope = oracle.gradient(oracle.shaped(y, shape), inputs[rows], task.labels[rows])
        y = y - rate * (oracle.flat(slope) + mu * (y - x) + drift)
    return y
