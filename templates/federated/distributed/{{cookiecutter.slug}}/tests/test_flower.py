"""The Flower app: every node in every round, the same weights, nothing lost without a word."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import cast

import numpy as np
import pytest

# Skipping aside, this keeps quiet about what the libraries that flwr imports warn of.
pytest.importorskip("flwr.serverapp", reason="flwr is missing: pip install -e '.[distributed]'")

from flwr import serverapp
from flwr.app import Context, Message, RecordDict, UserConfig
from flwr.app import Error as FlowerError
from flwr.supercore.task_identity import TaskIdentity

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.flower_app import __main__ as command
from {{ cookiecutter.package }}.flower_app import client_app, local
from {{ cookiecutter.package }}.flower_app.job import Job, federation, in_process
from {{ cookiecutter.package }}.flower_app.local import Network
from {{ cookiecutter.package }}.flower_app.shard import Shard
from {{ cookiecutter.package }}.flower_app.strategy import Shards
from {{ cookiecutter.package }}.flower_app.terms import LostShardError, Terms
from {{ cookiecutter.package }}.showcase.settings import SetupError

PROJECT = Path(__file__).parents[1]
JOB = Job("SCAFFOLD", rounds=2, clients=6, seed=0)

pytestmark = pytest.mark.distributed


@pytest.fixture(autouse=True)
def _identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend to be a process that Flower started: messages carry who sent them."""
    for name in ("_task_id", "_run_id", "_node_id"):
        monkeypatch.setattr(TaskIdentity, name, 1)


class Grid:
    """Nodes in this process: the client app is called directly, with a context for each."""

    def __init__(self, shards: Iterable[int], of: int) -> None:
        """Place one node for each of ``shards``, numbered from 100."""
        self.contexts = {100 + place: _context(own, of) for place, own in enumerate(shards)}
        self.failing: set[int] = set()

    def get_node_ids(self) -> list[int]:
        """Return who is there."""
        return [*self.contexts]

    def send_and_receive(
        self, messages: Iterable[Message], *, timeout: float | None = None
    ) -> list[Message]:
        """Return every node's answer."""
        assert timeout
        return [self._answer(message) for message in messages]

    def _answer(self, message: Message) -> Message:
        node = message.metadata.dst_node_id
        if node in self.failing:
            return Message(FlowerError(code=5, reason="killed"), reply_to=message)
        return client_app.app(message, self.contexts[node])


def _context(own: int, of: int) -> Context:
    run_config: UserConfig = {"strategy": JOB.strategy, "num-server-rounds": JOB.rounds}
    run_config |= {"clients": JOB.clients, "seed": JOB.seed}
    run_config |= {"learning-rate": JOB.rate, "tau": JOB.tau}
    place: UserConfig = {"partition-id": own, "num-partitions": of}
    return Context(1, 100 + own, place, RecordDict(), run_config)


def _start(server: Shards, grid: Grid, rounds: int = JOB.rounds) -> None:
    server.start(cast("serverapp.Grid", grid), server.arrays(), rounds, server.terms.patience)


def _terms(*, keep_going: bool = False) -> Terms:
    return Terms(nodes=3, patience=0.5, keep_going=keep_going)


@pytest.mark.parametrize("name", ["FedAvg", "FedProx", "FedAdam", "SCAFFOLD"])
def test_messages_carry_everything_that_a_strategy_needs(name: str) -> None:
    """Through Flower's records and back, three nodes compute what one process does."""
    job, grid = replace(JOB, strategy=name), Grid(range(3), of=3)
    for context in grid.contexts.values():
        context.run_config["strategy"] = name
    server = Shards(job, _terms())

    _start(server, grid)

    alone = model.flat(in_process(job).weights)
    assert np.abs(server.server.w - alone).max() < 1e-6
    assert [done.shards for done in server.rounds] == [[0, 1, 2]] * 2


def test_a_round_does_not_begin_before_all_nodes_are_there() -> None:
    """Nothing is trained on those that came first."""
    server = Shards(JOB, _terms())

    with pytest.raises(LostShardError, match=r"round 1: 2 of 3 nodes are there after 0\.5 s"):
        _start(server, Grid([0, 1], of=3))

    assert server.rounds == []


def test_a_lost_shard_stops_the_run_and_is_named() -> None:
    """The weights stay those of the last whole round."""
    server, grid = Shards(JOB, _terms()), Grid(range(3), of=3)
    _start(server, grid, rounds=1)
    before = server.server.w.copy()
    grid.failing = {101}

    with pytest.raises(LostShardError, match=r"lost shards \[1\] with clients \[1, 4\].*killed"):
        _start(server, grid, rounds=1)

    assert np.array_equal(server.server.w, before)


def test_going_on_without_a_shard_averages_the_clients_that_are_there() -> None:
    """The weighted mean over four of six clients, and the record says which shard is missing."""
    job = replace(JOB, strategy="FedAvg")
    server, grid = Shards(job, _terms(keep_going=True)), Grid(range(3), of=3)
    for context in grid.contexts.values():
        context.run_config["strategy"] = "FedAvg"
    grid.failing = {101}
    start = server.server

    _start(server, grid, rounds=1)

    parts = [Shard(job, own, 3).updates(0, start, None) for own in (0, 2)]
    mean = sum(update.delta for update, _, _ in parts) / sum(share for _, _, share in parts)
    step = federation(job).strategy.server_rate * mean
    assert np.allclose(server.server.w, start.w + step, atol=1e-7)
    assert [(done.shards, done.lost) for done in server.rounds] == [([0, 2], [1])]


def test_two_nodes_with_one_shard_are_refused() -> None:
    """Their clients would count twice."""
    with pytest.raises(LostShardError, match=r"nodes answer for shards \[0, 1, 1\], not once"):
        _start(Shards(JOB, _terms()), Grid([0, 1, 1], of=3))


def test_nodes_that_cut_the_clients_otherwise_are_refused() -> None:
    """Two of three thirds answer for both shards of two: a third of the clients would be gone."""
    server = Shards(JOB, replace(_terms(), nodes=2))

    with pytest.raises(LostShardError, match=r"num-partitions is \[3\] on some nodes; give it 2"):
        _start(server, Grid([0, 1], of=3))

    assert server.rounds == []


def test_a_server_of_scaffold_refuses_to_go_on_without_a_shard() -> None:
    """However the run was submitted."""
    with pytest.raises(SetupError, match="SCAFFOLD cannot keep going"):
        Shards(JOB, _terms(keep_going=True))


def test_a_node_that_lost_its_controls_says_so() -> None:
    """A restarted node would take its clients for new ones, and SCAFFOLD's mean would drift."""
    server, grid = Shards(JOB, _terms()), Grid(range(3), of=3)
    _start(server, grid, rounds=1)
    grid.contexts[102] = _context(2, 3)

    with pytest.raises(RuntimeError, match="the controls of shard 2 are lost"):
        _start(server, grid, rounds=1)


@pytest.mark.slow
@pytest.mark.parametrize("simulated", [True, False], ids=["sim", "deploy"])
def test_on_loopback_every_node_is_in_every_round_and_the_weights_are_the_same(
    tmp_path: Path, *, simulated: bool
) -> None:
    """With real processes; afterwards none of them is left."""
    network = Network(PROJECT, tmp_path, nodes=2, simulated=simulated)

    ran = command.run(network, JOB)

    assert ran.problems(nodes=2, expected=JOB.rounds) == []
    assert _left(tmp_path) == []


@pytest.mark.slow
def test_a_node_that_is_killed_in_a_round_stops_the_run_by_name(tmp_path: Path) -> None:
    """SIGKILL while it trains: the run says whose clients are lost, and averages nothing."""
    network = Network(PROJECT, tmp_path, nodes=2, simulated=False)

    with local.running(network) as started:
        killer = Thread(target=_kill_in_a_round, args=(tmp_path, started["supernode-1"]))
        killer.start()
        # More rounds than the log, in which the killer sees one begin, can lag behind.
        ran = command.ask(network, replace(JOB, rounds=30), keep_going=False, patience=90)
        killer.join()

    lost = len(ran.rounds) + 1
    assert f"round {lost} lost shards [1] with clients [1, 3, 5]" in ran.trouble
    assert ran.trouble.endswith("nothing was averaged")
    assert all(done["shards"] == [0, 1] for done in ran.rounds)
    assert _left(tmp_path) == []


def _kill_in_a_round(folder: Path, node: "subprocess.Popen[bytes]") -> None:
    log = folder / "run.log"
    while not (log.exists() and "[ROUND 1/30]" in log.read_text("utf-8")):
        time.sleep(0.1)
    node.kill()


@pytest.mark.slow
@pytest.mark.parametrize("send", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_process(tmp_path: Path, send: signal.Signals) -> None:
    """Whatever was started is stopped by its id."""
    (tmp_path / "pyproject.toml").touch()
    source = str(PROJECT / "src")
    # A job in a shell's background ignores it, and hands that on to whatever it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [sys.executable, "-m", "{{ cookiecutter.package }}.flower_app", "deploy"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": source},
    ) as started:
        while not (tmp_path / "build" / "flower" / "supernode-0.log").exists():
            assert started.poll() is None
            time.sleep(0.5)

        started.send_signal(send)

        assert started.wait(60) == (130 if send == signal.SIGINT else 143)
    assert _left(tmp_path) == []


def _left(folder: Path) -> list[str]:
    """Return the running processes whose working folder is Flower's here."""
    listed = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                listed.append((process / "cmdline").read_text())
        except OSError:
            continue  # it has ended, or is a zombie
    return listed
