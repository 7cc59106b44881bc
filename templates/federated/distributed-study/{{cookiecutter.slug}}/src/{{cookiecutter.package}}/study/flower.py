"""The vectorised engine against Flower on the same work: time of a round, and equal weights."""

import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..config import Config
from ..data import Dataset
from ..flower_app.__main__ import run
from ..flower_app.job import Job, federation, in_process
from ..flower_app.local import Network, NetworkError
from ..section import Section, metric

ROUNDS = 10  # of each run; the first, in which processes start, is not timed


def measure(config: Config, _dataset: Dataset, folder: Path) -> Section:
    """Return what Flower's simulation costs with a node for each client, and with two nodes.

    Args:
        config: whose number of clients and first seed are used.
        _dataset: what every node loads by itself.
        folder: logs go beside it, figures are not drawn.
    """
    if find_spec("flwr") is None:
        return Section(
            limitations=["Flower was not installed when the study ran; its cost is not measured"]
        )
    job = Job("FedAvg", ROUNDS, min(config.clients, 10), config.seeds[0])
    clients = len(federation(job).dealt.clients)
    in_process(job)  # compiles
    begun = time.perf_counter()
    in_process(job)
    own = 1000 * (time.perf_counter() - begun) / ROUNDS
    times, differences = {"in_process": own}, []
    for nodes in (clients, 2):
        network = Network(Path.cwd(), folder.parent / "flower", nodes, simulated=True)
        ran = run(network, job)
        if problems := ran.problems(nodes, ROUNDS):
            raise NetworkError(f"Flower with {nodes} nodes: {'; '.join(problems)}")
        seconds = [float(str(done["seconds"])) for done in ran.rounds[1:]]
        times[f"flower_{nodes}_nodes"] = 1000 * float(np.median(seconds))
        differences.append(float(f"{ran.difference:.1e}"))
    each, few = times[f"flower_{clients}_nodes"], times["flower_2_nodes"]
    kind, beside, timed = ("ms", "lower", "none"), ("one process", [own]), {"volatile": True}
    gap = f"Largest weight difference of Flower and one process, {ROUNDS} rounds"
    single = f"Round on Flower with Ray, a node for each of {clients} clients"
    shards = f"Round on Flower with Ray, {clients} clients on 2 nodes"
    found = [
        # Sums differ in the order in which nodes answer, which is the machine's.
        metric("flower_difference", gap, ("1", "lower", "none"), [max(differences)]),
        metric("flower_round", single, kind, [each], beside),
        metric("flower_shards_round", shards, kind, [few], beside),
    ]
    return Section(metrics=[entry | timed for entry in found], times=times)
