"""Masked training beside open training: how far apart they end, and what masking takes."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from .. import experiment, model
from ..algorithms import federate, strategies
from ..config import Config
from ..data import Dataset
from . import masked
from .masked import Masked

ROUNDS = 5  # compared at most: every round agrees on new keys


class Sums(NamedTuple):
    """FedAvg of a few rounds, masked, and how far that is from the same in the open."""

    closed: Masked
    difference: float  # largest, of a weight
    rounds: int
    clients: int  # of a round


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Sums:
    """Train with masks and without; both make the same steps from the same weights."""
    rounds = min(ROUNDS, config.rounds)
    drawn = experiment.draw(replace(config, rounds=rounds), dataset, config.seeds[0])
    fedavg, clients = strategies.chosen(config)[0], drawn.work.cohorts.shape[1]
    work = (drawn.engine, fedavg, drawn.start, drawn.task, drawn.work, drawn.dealt.shares)
    closed, open_ = masked.train(*work), model.flat(federate.train(*work).weights)
    return Sums(closed, float(np.abs(closed.w - open_).max()), rounds, clients)
