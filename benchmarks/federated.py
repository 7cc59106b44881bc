"""Compare a generated project's engine with a loop over clients and with Flower's simulation.

    python benchmarks/federated.py --project PYTHON --torch PYTHON --flower PYTHON

Each PYTHON has what its part needs: JAX, flax and optax; PyTorch; Flower's simulation and JAX.
All do the same work: the same first weights and the same rows of the same digits in every step.
The weights that come out are compared before any time is; times are medians over rounds, and
their ratios depend less on the machine than they do. With ``--record`` the table also goes into
the README's ``federated-benchmark`` region.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from portfolio_kit.carried import display, regions

HERE = Path(__file__).parent
KIT = str(Path(sys.executable).with_name("portfolio-kit"))
CLIENTS = (10, 100)
ROUNDS, STEPS, BATCH, RATE = 8, 20, 32, 0.01  # large steps multiply rounding; time is the same
APART = 1e-5  # largest difference of a weight between two ways of doing the same work

WORK = """
import sys
import numpy as np
from pathlib import Path
from same import config, data, model
from same.clients import plan
from same.showcase import settings
clients, rounds, steps, batch = map(int, sys.argv[2:6])
file = Path(config.__file__).with_name(settings.NAME)
held = data.load(settings.read(config.Config, file))
own = np.array_split(np.random.default_rng(0).permutation(held.train), clients)
start = model.initial(held.inputs.shape[1], 64, len(held.classes), 0)
np.savez(
    sys.argv[1],
    inputs=held.inputs,
    labels=held.labels,
    rows=plan.draw(own, rounds, steps, batch, 0).rows,
    shares=np.array([len(rows) for rows in own]) / len(held.train),
    weights=model.flat(start).astype(np.float32),
    shape=np.array(start.shape),
    rate=float(sys.argv[6]),
)
"""


def run(command: list[str], folder: Path) -> str:
    """Run a command to its end, with the project in reach and no word to any network."""
    env = os.environ | {
        "PYTHONPATH": str(folder / "same" / "src"),
        "FLWR_HOME": str(folder / "flwr"),
        "FLWR_TELEMETRY_ENABLED": "0",
        "FLWR_DISABLE_UPDATE_CHECK": "1",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    done = subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def measured(pythons: dict[str, str], clients: int, folder: Path) -> list[float]:
    """Return the milliseconds of a round for each way; all must end with the same weights."""
    work, expected = str(folder / f"{clients}.npz"), str(folder / f"{clients}.npy")
    sizes = map(str, (clients, ROUNDS, STEPS, BATCH, RATE))
    run([pythons["vectorised"], "-c", WORK, work, *sizes], folder)
    milliseconds = []
    for name, python in pythons.items():
        script = str(HERE / "rivals" / f"{name}.py")
        said = run([python, script, work, expected, "same"], folder)
        took, apart = map(float, said.split()[-2:])
        if not apart <= APART:
            raise SystemExit(f"{name}, {clients} clients: weights are {apart:.1e} apart")
        milliseconds.append(took)
    return milliseconds


def main() -> None:
    """Measure, print, and with ``--record`` put the table into the README."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for name, needs in (
        ("project", "JAX, flax, optax and scikit-learn"),
        ("torch", "PyTorch"),
        ("flower", "flwr[simulation] and JAX"),
    ):
        parser.add_argument(f"--{name}", required=True, help=f"a python that has {needs}")
    parser.add_argument("--record", action="store_true", help="write the table into the README")
    arguments = parser.parse_args()
    pythons = {
        "vectorised": str(Path(arguments.project).absolute()),
        "torch_loop": str(Path(arguments.torch).absolute()),
        "flower_ray": str(Path(arguments.flower).absolute()),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [KIT, "new", "federated", "slug=same", "--no-input", "--no-git"]
        subprocess.run(made, cwd=folder, check=True, capture_output=True)
        found = [measured(pythons, clients, folder) for clients in CLIENTS]
    ways = ("The generated project, JAX", "PyTorch, a loop over clients", "Flower and Ray, JAX")
    rows = [
        [way, *(f"{times[place] / times[0]:.1f}" for times in found)]
        for place, way in enumerate(ways)
    ]
    heads = [f"{clients} clients, × per round" for clients in CLIENTS]
    table = display.table(["The same federated averaging", *heads], rows)
    print(table)
    for clients, times in zip(CLIENTS, found, strict=True):
        listed = ", ".join(f"{way}: {ms:.1f}" for way, ms in zip(ways, times, strict=True))
        print(f"{clients} clients, ms per round: {listed}")
    if arguments.record:
        readme = HERE.parent / "README.md"
        text = readme.read_text(encoding="utf-8")
        note = f"{ROUNDS} rounds of {STEPS} steps; all end with the same weights to {APART:g}."
        filled = regions.splice(text, {"federated-benchmark": f"{table}\n\n{note}"})
        readme.write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    main()
