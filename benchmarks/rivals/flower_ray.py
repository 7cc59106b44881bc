"""Flower's simulation, which is Ray, with JAX clients: python flower_ray.py WORK EXPECTED."""

import os
import sys
import time

import numpy as np
from flower_client import app
from flwr.app import Array, ArrayRecord, Context
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg
from flwr.simulation import run_simulation
from result import tell

work = np.load(sys.argv[1])
os.environ["BENCHMARK_WORK"] = sys.argv[1]
rounds, clients = work["rows"].shape[:2]
server = ServerApp()
ended: list[float] = []


def clock(number: int, arrays: ArrayRecord) -> None:  # noqa: ARG001 - Flower gives both
    """Note when a round is over."""
    ended.append(time.perf_counter())


@server.main()
def main(grid: Grid, context: Context) -> None:  # noqa: ARG001 - Flower gives both
    """Average all clients in every round; without the minimum Flower starts with two of them."""
    strategy = FedAvg(fraction_evaluate=0.0, min_train_nodes=clients, min_available_nodes=clients)
    result = strategy.start(
        grid=grid,
        initial_arrays=ArrayRecord({"weights": Array(work["weights"])}),
        num_rounds=rounds,
        evaluate_fn=clock,
    )
    seconds = np.diff(ended)[1:]  # the first round starts Ray and compiles
    tell(sys.argv[2], result.arrays["weights"].numpy(), seconds)


run_simulation(server, app, num_supernodes=clients)
