"""A small federation that several tests train: three clients of unequal size."""

import numpy as np

from {{ cookiecutter.package }} import data, oracle, plan
from {{ cookiecutter.package }}.strategies import Strategy

STRATEGIES = (
    Strategy("FedAvg", 0.1),
    Strategy("FedProx", 0.1, mu=0.5),
    Strategy("FedAdam", 0.1, server_rate=0.03),
    Strategy("SCAFFOLD", 0.1, server_rate=0.7),
)
FEDAVG, FEDPROX, FEDADAM, SCAFFOLD = STRATEGIES

CLIENTS = (np.arange(40), np.arange(40, 47), np.arange(47, 200))
SHARES = np.array([40, 7, 153]) / 200
START = oracle.initial(12, 8, 3, 0)
W = oracle.flat(START)
INPUTS = np.random.default_rng(0).normal(size=(250, 12)).astype(np.float32)
TASK = data.Task(INPUTS, INPUTS[:, :3].argmax(axis=1), INPUTS[200:])
WHOLE = plan.draw(CLIENTS, 6, 4, 8, 0)  # six rounds of four steps on eight samples
PARTIAL = plan.draw(CLIENTS, 6, 4, 8, 0, fraction=2 / 3)  # two clients in a round


def distance(first: oracle.Weights, second: oracle.Weights) -> float:
    """Return the largest difference of a weight."""
    return float(np.abs(oracle.flat(first) - oracle.flat(second)).max())
