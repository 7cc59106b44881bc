"""The vectorised engine against Flower on the same work: time of a round, and equal weights."""

import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...config import Config
from ...data import Dataset
from ...flower_app.__main__ import run
from ...flower_app.job import Job, federation, in_process
from ...flower_app.local import Network, NetworkError

ROUNDS = 10  # of each run; the first, in which processes start, is not timed


class Compared(NamedTuple):
    """Milliseconds of a round in one process and on Flower, and how far apart weights end."""

    clients: int
    alone: float
    by_nodes: dict[int, float]
    difference: float


def measure(config: Config, _dataset: Dataset, _settings: None = None) -> Compared | None:
    """Return what Flower's simulation costs with a node for each client, and with two nodes.

    Args:
        config: whose number of clients and first seed are used.
        _dataset: what every node loads by itself.
        _settings: there are none.
    """
    if find_spec("flwr") is None:
        return None
    job = Job("FedAvg", ROUNDS, min(config.clients, 10), config.seeds[0])
    clients = len(federation(job).dealt.clients)
    in_process(job)  # compiles
    begun = time.perf_counter()
    in_process(job)
    own = 1000 * (time.perf_counter() - begun) / ROUNDS
    times, differences = {}, []
    for nodes in (clients, 2):
        network = Network(Path.cwd(), Path.cwd() / "build" / "flower", nodes, simulated=True)
        ran = run(network, job)
        if problems := ran.problems(nodes, ROUNDS):
            raise NetworkError(f"Flower with {nodes} nodes: {'; '.join(problems)}")
        seconds = [float(str(done["seconds"])) for done in ran.rounds[1:]]
        times[nodes] = 1000 * float(np.median(seconds))
        differences.append(ran.difference)
    return Compared(clients, own, times, max(differences))
