"""A small federation that several tests train: five clients of unequal size."""

import numpy as np
from tiny import CONFIG

from {{ cookiecutter.package }} import data, engines, model
from {{ cookiecutter.package }}.algorithms.strategies import Strategy
from {{ cookiecutter.package }}.clients import plan
from {{ cookiecutter.package }}.data import Ints

ENGINE = engines.load(CONFIG.engine)
STRATEGIES = (
    Strategy("FedAvg", 0.1),
    Strategy("FedProx", 0.1, mu=0.5),
    Strategy("FedAdam", 0.1, server_rate=0.03),
    Strategy("SCAFFOLD", 0.1, server_rate=0.7),
)
FEDAVG, FEDPROX, FEDADAM, SCAFFOLD = STRATEGIES

CLIENTS = np.split(np.arange(200), (40, 47, 120, 150))
SHARES = np.array([40, 7, 73, 30, 50]) / 200
# Arrays have the shapes of a tiny run on the data, so that an engine compiles once for both.
DATA = data.load(CONFIG)
HELD_OUT = len(DATA.validation) + len(DATA.test)
INPUTS = np.random.default_rng(0).random(DATA.inputs.shape).astype(np.float32)
CLASSES = len(DATA.classes)
TASK = data.Task(INPUTS, INPUTS[:, :CLASSES].argmax(axis=1), INPUTS[-HELD_OUT:])
START = model.initial(INPUTS.shape[1], 8, CLASSES, 0)
W = model.flat(START)
WHOLE = plan.draw(CLIENTS, 3, 4, 8, 0)  # three rounds of four steps on eight samples
PARTIAL = plan.draw(CLIENTS, 3, 4, 8, 0, fraction=0.6)  # three clients in a round


def distance(first: model.Weights, second: model.Weights) -> float:
    """Return the largest difference of a weight."""
    return float(np.abs(model.flat(first) - model.flat(second)).max())


def same_classes(weights: model.Weights, first: Ints, second: Ints) -> bool:
    """Say whether two predictions of the probes agree, but where a model sees a tie.

    Weights that differ by 1e-5 may let two classes change places whose logits are nearer than
    1e-4; fewer than one probe in a hundred is such a tie.
    """
    scores = np.sort(model.logits(weights, TASK.probe), axis=1)
    clear = scores[:, -1] - scores[:, -2] > 1e-4
    return bool(clear.mean() > 0.99 and np.array_equal(first[clear], second[clear]))
