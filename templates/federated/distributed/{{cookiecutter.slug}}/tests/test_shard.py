"""The work of one node: shards add up to what one process computes, for any number of nodes."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.algorithms import strategies
from {{ cookiecutter.package }}.algorithms.strategies import Update
from {{ cookiecutter.package }}.data import Floats
from {{ cookiecutter.package }}.flower_app.job import Job, federation, in_process
from {{ cookiecutter.package }}.flower_app.shard import Shard
from {{ cookiecutter.package }}.flower_app.terms import Answer, LostShardError, Terms
from {{ cookiecutter.package }}.showcase.settings import SetupError

NAMES = ("FedAvg", "FedProx", "FedAdam", "SCAFFOLD")


def _by_shards(job: Job, shards: int) -> Floats:
    """Return the weights after all rounds, with the server's sum over shards."""
    all_of = federation(job)
    w = model.flat(all_of.start).astype(np.float32)
    server, controls = strategies.begin(all_of.strategy, w, len(all_of.dealt.clients))
    held = [None if controls is None else controls[own::shards] for own in range(shards)]
    for t in range(job.rounds):
        sent, covered = [], 0.0
        for own in range(shards):
            update, held[own], share = Shard(job, own, shards).updates(t, server, held[own])
            sent.append(update)
            covered += share
        assert covered == pytest.approx(1)
        deltas, changes = zip(*sent, strict=True)
        change = None if server.c is None else np.sum(changes, axis=0)
        server = strategies.server_step(all_of.strategy, server, Update(np.sum(deltas, 0), change))
    return np.asarray(server.w)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shards", [1, 3])
def test_shards_add_up_to_the_run_in_one_process(name: str, shards: int) -> None:
    """Weight by weight after three rounds, for every strategy."""
    job = Job(name, rounds=3, clients=8, seed=1)

    alone = model.flat(in_process(job).weights)

    assert np.abs(_by_shards(job, shards) - alone).max() < 1e-6


def test_shards_hold_every_client_once() -> None:
    """Whatever the number of nodes."""
    job = Job("FedAvg", rounds=1, clients=8, seed=0)
    clients = len(federation(job).dealt.clients)

    for shards in (1, 2, 3, clients):
        held = np.concatenate([Shard(job, own, shards).members for own in range(shards)])
        assert sorted(held) == list(range(clients))


def test_a_shard_without_a_client_of_the_cohort_sends_zeros() -> None:
    """More nodes than clients: the last has nobody, and changes nothing."""
    job = Job("SCAFFOLD", rounds=1, clients=3, seed=0)
    server, _ = strategies.begin(
        federation(job).strategy,
        model.flat(federation(job).start).astype(np.float32),
        0,
    )
    nobody = 10 + len(federation(job).dealt.clients)

    update, _, covered = Shard(job, nobody, nobody + 1).updates(0, server, np.zeros((0, 1)))

    assert covered == 0
    assert not update.delta.any()
    assert update.control is not None
    assert not update.control.any()


def _answers(*places: tuple[int, int, float]) -> list[Answer]:
    return [Answer(own, of, covered, Update(np.zeros(1))) for own, of, covered in places]


@pytest.mark.parametrize("keep_going", [False, True])
@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (_answers((0, 3, 0.4), (1, 3, 0.3)), r"num-partitions is \[3\] on some nodes; give it 2"),
        (_answers((0, 2, 0.5), (1, 3, 0.3)), r"num-partitions is \[3\] on some nodes; give it 2"),
        (_answers((0, 2, 0.5), (0, 2, 0.5)), r"shards \[0, 0\], not once for 0 to 1"),
        (_answers((0, 2, 0.5), (2, 2, 0.5)), r"shards \[0, 2\], not once for 0 to 1"),
        (_answers((0, 2, 0.5), (1, 2, 0.4)), r"add up to 0\.9; give all nodes the same data"),
        (_answers((0, 2, 0.5), (1, 2, 0.6)), r"shares add up to 1\.1"),
        (_answers((0, 2, 0.5), (1, 2, float("nan"))), "shares add up to nan"),
    ],
)
def test_shards_that_are_not_all_clients_once_are_never_averaged(
    answers: list[Answer], message: str, *, keep_going: bool
) -> None:
    """Not even by a run that goes on without lost nodes: nobody is lost, the nodes are wrong."""
    with pytest.raises(LostShardError, match=message):
        Terms(2, 1.0, keep_going).lost(answers)


def test_shards_that_did_not_answer_are_named() -> None:
    """Whoever is there may cover any part of the cohort."""
    assert Terms(3, 1.0, keep_going=True).lost(_answers((1, 3, 0.2))) == [0, 2]
    assert Terms(2, 1.0, keep_going=False).lost(_answers((0, 2, 0.5), (1, 2, 0.5))) == []


def test_scaffold_does_not_go_on_without_a_shard() -> None:
    """A late node has renewed controls of which the server's mean knows nothing."""
    for name in NAMES[:3]:
        Terms(2, 1.0, keep_going=True).check(name)
    Terms(2, 1.0, keep_going=False).check("SCAFFOLD")

    with pytest.raises(SetupError, match="SCAFFOLD cannot keep going without a shard"):
        Terms(2, 1.0, keep_going=True).check("SCAFFOLD")


def test_a_run_without_a_node_is_refused() -> None:
    """Before anything is started."""
    with pytest.raises(SetupError, match="nodes is 0; give at least 1"):
        Terms(0, 1.0, keep_going=False).check("FedAvg")


def test_a_step_size_that_is_none_is_refused() -> None:
    """By every process that takes part in the job."""
    with pytest.raises(SetupError, match=r"learning_rate is -1\.0; give it a value above 0"):
        federation(Job("FedAvg", rounds=1, clients=3, seed=0, rate=-1.0))


def test_an_unknown_strategy_is_refused_with_those_there_are() -> None:
    """Before anything is started."""
    with pytest.raises(SetupError, match="'FedSGD'; choose one of: FedAvg, FedProx"):
        federation(Job("FedSGD", rounds=1, clients=3, seed=0))
