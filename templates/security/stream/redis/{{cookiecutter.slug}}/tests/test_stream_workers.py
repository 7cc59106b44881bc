"""Workers as processes: killed, stopped, and two at a time."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import streams

from {{ cookiecutter.package }} import store
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.stream import processes
from {{ cookiecutter.package }}.stream.outcomes import Outcomes
from {{ cookiecutter.package }}.stream.payload import encode
from {{ cookiecutter.package }}.stream.redis_streams import RedisStreams
from {{ cookiecutter.package }}.stream.settings import Settings
from {{ cookiecutter.package }}.stream.trial import Trial


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a redis-server that is ours alone."""
    with streams.server(tmp_path_factory) as address:
        yield address


@pytest.fixture
def at(url: str) -> Settings:
    """Return settings of a stream that nobody else uses."""
    return streams.fresh(url)


@pytest.fixture
def saved(setting: Setting, tmp_path: Path) -> Iterator[streams.Saved]:
    """Return a detector as a file."""
    with streams.detector(setting, tmp_path) as made:
        yield made


def test_killed_between_scoring_and_acknowledgement_nothing_is_lost_or_doubled(
    at: Settings, saved: streams.Saved, setting: Setting
) -> None:
    """The peer's verdicts are those that a worker would have given that nobody killed."""
    names = setting.corpus.names[:40]
    RedisStreams(at).publish([encode([name]) for name in names])

    assert saved.doomed(at, names[3]).wait(60) == -signal.SIGKILL
    assert streams.Asked(at).group() == (at.batch, 2)
    assert streams.outcomes(at) == ([], [])
    streams.worked(at, store.load(saved.path, saved.sha256))

    assert streams.outcomes(at) == (sorted(names), [])
    assert streams.Asked(at).group()[0] == 0
    flags = {each[0]: each[2] for scored in Outcomes(at).verdicts(99) for each in scored.names}
    scores = setting.models[setting.subject].score(names)
    assert [flags[name] for name in names] == (scores > 0).tolist()


@pytest.mark.slow
def test_a_message_that_kills_workers_takes_no_other_with_it(
    at: Settings, saved: streams.Saved
) -> None:
    """It is given up after as many deliveries as allowed, and never scored again."""
    names = ["a.example", "poison.example", "b.example", "c.example"]
    RedisStreams(at).publish([encode([name]) for name in names])

    assert saved.doomed(at, "poison").wait(60) == -signal.SIGKILL
    assert saved.doomed(at, "poison").wait(60) == -signal.SIGKILL
    third = saved.doomed(at, "poison")
    processes.until(streams.Asked(at).done, "the last message")

    assert processes.stop(third) == 0
    assert streams.outcomes(at) == (
        ["a.example", "b.example", "c.example"],
        ["delivered 2 times, and no worker came back"],
    )


@pytest.mark.slow
def test_two_workers_share_the_messages(url: str, saved: streams.Saved, setting: Setting) -> None:
    """Each name has one verdict, and both took part."""
    at = Settings(url, names="shared")
    names = setting.corpus.names[:300]
    RedisStreams(at).join()
    asked = streams.Asked(at)
    _, before = asked.group()
    both = [saved.worker(at, "--batch", "1") for _ in range(2)]
    processes.until(lambda: asked.group()[1] == before + 2, "the start of workers")
    RedisStreams(at).publish([encode([name]) for name in names])
    processes.until(streams.Asked(at).done, "the last message")

    assert [processes.stop(worker) for worker in both] == [0, 0]
    shares = [json.loads(log.splitlines()[-1])["messages"] for log in saved.logs()]
    assert sum(shares) == len(names)
    assert min(shares) > 0
    assert streams.outcomes(at) == (sorted(names), [])


def test_sigterm_finishes_what_was_read_and_leaves(
    url: str, saved: streams.Saved, setting: Setting
) -> None:
    """Exit status 0, nothing held, no place left behind; the log says how much was done."""
    at = Settings(url, names="stopped")
    names = setting.corpus.names[:1_500]
    RedisStreams(at).publish([encode([name]) for name in names])
    worker = saved.worker(at, "--batch", "2")
    asked = streams.Asked(at)
    processes.until(lambda: asked.verdicts() > 0, "the first verdict")

    assert processes.stop(worker) == 0

    assert asked.group() == (0, 0)
    (log,) = saved.logs()
    events = [json.loads(line) for line in log.splitlines()]
    settled, _ = streams.outcomes(at)
    assert events[-1]["event"] == "stopped"
    assert events[-1]["messages"] == len(settled) == len(set(settled))
    assert asked.client.xlen(at.names) == len(names) - len(settled)


def test_logs_hold_neither_the_password_nor_a_link(url: str, saved: streams.Saved) -> None:
    """A name that was sent stands in them defanged only."""
    at = Settings(url, names="logged")
    RedisStreams(at).publish([b'["http://evil.example/x"]', encode(["hostile.example"])])
    worker = saved.worker(at)
    asked = streams.Asked(at)
    processes.until(lambda: asked.verdicts() == 1 and asked.done(), "the last message")
    processes.stop(worker)

    (log,) = saved.logs()
    assert "evil[.]example" in log
    assert "evil.example" not in log
    assert "hostile.example" not in log
    assert url.partition("@")[0].rpartition(":")[2] not in log


@pytest.mark.slow
def test_a_killed_worker_costs_nothing(url: str, saved: streams.Saved, setting: Setting) -> None:
    """What the run measures, on fewer names: at a moment that nobody chose."""
    trial = Trial(url, saved.path, saved.sha256, setting.corpus.names[:3_000])

    killed, rates = trial.run()

    assert 1 <= killed.held <= 16
    assert (killed.lost, killed.doubled, killed.changed, killed.pending) == (0, 0, 0, 0)
    assert killed.sent == 47
    assert min(rates) > 0
