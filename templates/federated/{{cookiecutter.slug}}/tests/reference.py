"""The reference: the gradient by hand, and each strategy as its paper's pseudocode.

In float64, one client after the other, to be checked by eye and by finite differences. It shares
no update rule with ``strategies`` and the engines: a fault in one is not in the other.
"""

import numpy as np

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.algorithms.strategies import Strategy
from {{ cookiecutter.package }}.clients.plan import Plan
from {{ cookiecutter.package }}.data import Floats, Ints, Task
from {{ cookiecutter.package }}.model import Weights


def train(strategy: Strategy, start: Weights, task: Task, plan: Plan, shares: Floats) -> Weights:
    """Return the last global weights; ``shares`` are p_k = n_k / n of all clients, (clients,)."""
    shape = start.shape
    x = model.flat(start)
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
    return model.shaped(x, shape)


def sgd(
    x: Floats,
    shape: model.Shape,
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
    y = x
    for rows in batches:
        inputs = task.inputs[rows].astype(np.float64)
        slope = gradient(model.shaped(y, shape), inputs, task.labels[rows])
        y = y - rate * (model.flat(slope) + mu * (y - x) + drift)
    return y


def loss(weights: Weights, inputs: Floats, labels: Ints) -> float:
    """Return the mean cross-entropy in nats."""
    scores = model.logits(weights, inputs)
    scores = scores - scores.max(axis=1, keepdims=True)
    log_softmax = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return float(-log_softmax[np.arange(len(labels)), labels].mean())


def gradient(weights: Weights, inputs: Floats, labels: Ints) -> Weights:
    """Return the gradient of ``loss``, derived by hand."""
    active = np.maximum(inputs @ weights.hidden + weights.hidden_bias, 0)
    scores = active @ weights.output + weights.output_bias
    softmax = np.exp(scores - scores.max(axis=1, keepdims=True))
    softmax /= softmax.sum(axis=1, keepdims=True)
    d_scores = (softmax - np.eye(scores.shape[1])[labels]) / len(labels)
    d_active = (d_scores @ weights.output.T) * (active > 0)
    return Weights(
        inputs.T @ d_active, d_active.sum(axis=0), active.T @ d_scores, d_scores.sum(axis=0)
    )
