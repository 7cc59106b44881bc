"""The generated project's engine: python vectorised.py WORK EXPECTED PACKAGE."""

import importlib
import sys
import time

import numpy as np
from result import tell

work_file, expected, package = sys.argv[1:]
NAMES = ("algorithms.federate", "algorithms.strategies", "clients.plan", "data", "engines", "model")
federate, strategies, plan, data, engines, model = (
    importlib.import_module(f"{package}.{name}") for name in NAMES
)

work = np.load(work_file)
task = data.Task(work["inputs"], work["labels"], work["inputs"][:1])
rounds, clients = work["rows"].shape[:2]
start = model.shaped(work["weights"].astype(np.float64), model.Shape(*work["shape"].tolist()))
planned = plan.Plan(np.tile(np.arange(clients), (rounds, 1)), work["rows"])
fedavg = strategies.Strategy("FedAvg", float(work["rate"]))
engine, seconds = engines.load(engines.names()[0]), []
for _ in range(6):
    begun = time.perf_counter()
    trained = federate.train(engine, fedavg, start, task, planned, work["shares"])
    seconds.append((time.perf_counter() - begun) / rounds)
tell(expected, model.flat(trained.weights), seconds[1:])  # the first one compiles
