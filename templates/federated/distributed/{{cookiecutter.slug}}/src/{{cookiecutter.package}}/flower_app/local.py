"""A SuperLink and its SuperNodes on this machine: started, used, and stopped by process id."""

import os
import socket
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..showcase.settings import SetupError
from . import processes
from .processes import Process

SCRIPTS = Path(sysconfig.get_path("scripts"))
SOURCE = Path(__file__).parents[2]  # nodes import the package from where this file is
STARTED = 60.0  # seconds within which a program must listen, on a busy machine


class NetworkError(SetupError):
    """Flower did not start, or not run the job; the message names a log."""


@dataclass(frozen=True)
class Network:
    """Where a network runs, and how its programs are called.

    Attributes:
        project: folder with ``pyproject.toml``, the Flower app.
        folder: for logs, Flower's own files, and what the run writes.
        nodes: SuperNodes.
        simulated: all nodes in one process with Ray, instead of a process each.
    """

    project: Path
    folder: Path
    nodes: int
    simulated: bool

    @property
    def variables(self) -> dict[str, str]:
        """Return the environment in which Flower asks nothing of the internet."""
        paths = {
            "PATH": os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", "")]),
            "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")]),
        }
        return {
            **os.environ,
            **paths,
            "FLWR_HOME": str(self.folder / "home"),
            "FLWR_TELEMETRY_ENABLED": "0",
            "FLWR_DISABLE_UPDATE_CHECK": "1",
            "FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION": "1",
            "RAY_USAGE_STATS_ENABLED": "0",
        }


@contextmanager
def running(network: Network) -> Iterator[dict[str, Process]]:
    """Start SuperLink and SuperNodes, and stop them however the block is left.

    Yields:
        The processes by name, such as ``supernode-0``.

    Raises:
        NetworkError: a program ended, or did not listen in time; the words name its log.
    """
    network.folder.mkdir(parents=True, exist_ok=True)
    port, *ports = _free(1 + (0 if network.simulated else network.nodes))
    home = network.folder / "home"
    home.mkdir(exist_ok=True)
    connection = f'[superlink]\ndefault = "here"\n[superlink.here]\naddress = "127.0.0.1:{port}"\n'
    (home / "config.toml").write_text(connection + "insecure = true\n", encoding="utf-8")
    started: dict[str, Process] = {}
    link = ["flower-superlink", "--insecure", "--host", "127.0.0.1", "--port", str(port)]
    try:
        more = ["--simulation"] if network.simulated else []
        with processes.undisturbed():
            started["superlink"] = _start(network, "superlink", [*link, *more])
        _wait(network, started, {"superlink": port})
        names = {f"supernode-{number}": own for number, own in enumerate(ports)}
        for number, (name, own) in enumerate(names.items()):
            place = f"partition-id={number} num-partitions={network.nodes}"
            node = ["flower-supernode", "--insecure", "--superlink", f"127.0.0.1:{port}"]
            node += ["--host", "127.0.0.1", "--port", str(own), "--node-config", place]
            with processes.undisturbed():
                started[name] = _start(network, name, node)
        _wait(network, started, names)
        yield started
    finally:
        processes.stop(started.values())


def submit(network: Network, run_config: Mapping[str, bool | float | str]) -> int:
    """Run the app on a network that is running, with its log in ``run.log``; return the status."""
    values = " ".join(f"{name}={_toml(value)}" for name, value in run_config.items())
    command = ["flwr", "run", str(network.project), "here", "--stream", "--run-config", values]
    if network.simulated:
        command += ["--federation-config", f"num-supernodes={network.nodes}"]
    started: list[Process] = []
    try:
        with processes.undisturbed():
            started.append(_start(network, "run", command))
        return started[0].wait()
    finally:
        processes.stop(started)


def _toml(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _start(network: Network, name: str, command: Sequence[str]) -> Process:
    found = [str(SCRIPTS / command[0]), *command[1:]]
    return processes.start(found, network.folder / f"{name}.log", network.variables)


def _free(count: int) -> list[int]:
    """Return ports of this machine on which nobody listens."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [made.getsockname()[1] for made in sockets]
    for made in sockets:
        made.close()
    return ports


def _wait(network: Network, started: Mapping[str, Process], ports: Mapping[str, int]) -> None:
    """Wait until each program listens on its port."""
    deadline = time.monotonic() + STARTED
    for name, port in ports.items():
        while not _listens(port):
            if started[name].poll() is not None or time.monotonic() > deadline:
                raise NetworkError(f"{name} did not start; see {network.folder / name}.log")
            time.sleep(0.1)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
