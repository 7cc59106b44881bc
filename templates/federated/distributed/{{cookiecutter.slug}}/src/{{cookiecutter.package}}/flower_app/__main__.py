"""Run on loopback: ``python -m {{ cookiecutter.package }}.flower_app deploy``."""

import argparse
import json
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .. import model
from ..showcase.settings import SetupError
from . import local
from .job import Job, federation, in_process, own
from .local import Network, NetworkError
from .terms import Terms

SAME = 1e-6  # float32 sums in another order


class Ran(NamedTuple):
    """What a run left behind."""

    rounds: list[dict[str, list[int] | float]]
    trouble: str
    difference: float  # largest, of a weight, from the run in one process

    def problems(self, nodes: int, expected: int) -> list[str]:
        """Return why the run is not the one that was asked for."""
        partial = [t for t, done in enumerate(self.rounds, 1) if done["shards"] != [*range(nodes)]]
        checks = {
            self.trouble: bool(self.trouble),
            f"rounds without every node: {partial}": bool(partial),
            f"{len(self.rounds)} of {expected} rounds": len(self.rounds) != expected,
            f"weights differ by {self.difference:.1e}": not self.difference <= SAME,
        }
        return [words for words, failed in checks.items() if failed]


def run(network: Network, job: Job, *, keep_going: bool = False, patience: float = 120.0) -> Ran:
    """Start a network, run the job on it, stop everything, and compare with one process.

    Raises:
        NetworkError: Flower did not start, or ran no round; the words name its log.
    """
    with local.running(network):
        return ask(network, job, keep_going=keep_going, patience=patience)


def ask(network: Network, job: Job, *, keep_going: bool, patience: float) -> Ran:
    """Run the job on a network that is running."""
    output = network.folder / "output"
    shutil.rmtree(output, ignore_errors=True)
    run_config: dict[str, bool | float | int | str] = {
        "strategy": job.strategy,
        "num-server-rounds": job.rounds,
        "clients": job.clients,
        "seed": job.seed,
        "learning-rate": job.rate,
        "tau": job.tau,
        "nodes": network.nodes,
        "output": str(output),
        "keep-going": keep_going,
        "patience-seconds": patience,
    }
    local.submit(network, run_config)
    if not (output / "run.json").exists():
        raise NetworkError(f"the run wrote nothing; see {network.folder / 'run.log'}")
    record = json.loads((output / "run.json").read_text(encoding="utf-8"))
    alone = model.flat(in_process(job).weights)
    difference = float(np.abs(np.load(output / "weights.npy") - alone).max())
    return Ran(record["rounds"], record["trouble"], difference)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says; return 0 when every node was in every round."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is stopped
    options = _parser().parse_args(arguments)
    folder = Path("build", "flower").absolute()
    network = Network(Path.cwd(), folder, options.nodes, options.network == "sim")
    names = ("strategy", "rounds", "clients", "seed", "rate", "tau")
    job = Job(**{name: getattr(options, name) for name in names})
    sys.stdout.write(f"{network.nodes} nodes, logs in {folder}\n")
    sys.stdout.flush()
    try:
        if not Path("pyproject.toml").is_file():
            raise SetupError(f"{Path.cwd()} is not the project's folder; change into it")
        Terms(options.nodes, options.patience, options.keep_going).check(job.strategy)
        federation(job)  # what cannot be trained is refused before anything starts
        ran = run(network, job, keep_going=options.keep_going, patience=options.patience)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; everything that was started has been stopped\n")
        return 130
    for number, done in enumerate(ran.rounds, 1):
        seconds = float(str(done["seconds"]))
        sys.stdout.write(f"round {number}: shards {done['shards']}, {seconds:.2f} s\n")
    sys.stdout.write(f"largest weight difference from one process: {ran.difference:.1e}\n")
    problems = ran.problems(network.nodes, job.rounds)
    sys.stderr.writelines(f"{words}\n" for words in problems)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    program = "python -m {{ cookiecutter.package }}.flower_app"
    made = argparse.ArgumentParser(prog=program)
    made.add_argument("network", choices=("sim", "deploy"), help="one process with Ray, or many")
    made.add_argument("--nodes", type=int, default=3, help="SuperNodes (default 3)")
    made.add_argument("--strategy", default="SCAFFOLD", help="(default SCAFFOLD)")
    made.add_argument("--rounds", type=int, default=3, help="of communication (default 3)")
    made.add_argument("--clients", type=int, default=own().clients, help="in all shards together")
    made.add_argument("--seed", type=int, default=0, help="(default 0)")
    made.add_argument("--rate", type=float, default=Job.rate, help="step of a client (default 0.1)")
    made.add_argument("--tau", type=float, default=Job.tau, help="FedAdam's (default 0.001)")
    made.add_argument("--patience", type=float, default=120.0, help="seconds to wait for a node")
    words = "average without a lost node; not SCAFFOLD"
    made.add_argument("--keep-going", action="store_true", help=words)
    return made


if __name__ == "__main__":
    raise SystemExit(main())
