"""One worker: what it gives up, what it tries again, and what it does while the server is away."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import streams

from {{ cookiecutter.package }} import store
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.store import Stored
from {{ cookiecutter.package }}.stream import processes, recovery
from {{ cookiecutter.package }}.stream.__main__ import main
from {{ cookiecutter.package }}.stream.engine import UnreachableError, Verdict
from {{ cookiecutter.package }}.stream.outcomes import Outcomes
from {{ cookiecutter.package }}.stream.payload import encode
from {{ cookiecutter.package }}.stream.redis_streams import RedisStreams
from {{ cookiecutter.package }}.stream.settings import VARIABLE, Settings
from {{ cookiecutter.package }}.stream.worker import Stop, Tally, Worker


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


def test_a_message_that_a_detector_fails_on_is_tried_again_and_given_up(at: Settings) -> None:
    """The others of its batch have their verdicts at once; the reason repeats nothing of it."""
    detector = streams.Picky()
    names = ["a.example", "poison.example", "b.example"]
    RedisStreams(at).publish([encode([name]) for name in names])

    tally = streams.worked(at, Stored(detector, 9.0)).tally

    assert streams.outcomes(at) == (["a.example", "b.example"], ["ArithmeticError at delivery 3"])
    assert tally == Tally(messages=2, names=2, buried=1)
    # Once with the batch, and once by itself at each of three deliveries.
    assert detector.seen.count("poison.example") == 4


def test_a_message_that_no_parser_takes_is_given_up_at_once(at: Settings) -> None:
    """And stands in nobody's way."""
    RedisStreams(at).publish([b"\x80", encode(["a.example"]), b'["http://evil.example/"]'])

    streams.worked(at, Stored(streams.Picky(), 9.0))

    names, reasons = streams.outcomes(at)
    assert names == ["a.example"]
    assert reasons[0].startswith("'http://evil[.]example/' is no domain name")
    assert reasons[1].startswith("no JSON in UTF-8")
    assert {letter.deliveries for letter in Outcomes(at).dead_letters(9)} == {1}


def test_an_entry_of_another_form_is_given_up_too(at: Settings) -> None:
    """Somebody may write to the stream by other means."""
    streams.Asked(at).client.xadd(at.names, {"something": "else"})

    streams.worked(at, Stored(streams.Picky(), 9.0))

    assert streams.outcomes(at) == ([], ["no JSON in UTF-8; send a list of names"])


def test_from_names_to_verdicts_on_the_command_line(
    url: str,
    saved: streams.Saved,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Publish, work, look; what is no name is refused before anything is sent."""
    monkeypatch.setenv(VARIABLE, url)
    told = ["--names", "typed"]
    assert main(["publish", *told, "a.example", "no name", "http://evil.example"]) == 1
    refused = capsys.readouterr().err
    assert refused.count("is no domain name") == 2
    assert "evil.example" not in refused
    assert main(["publish", *told, "--size", "2", "a.example", "b.example", "C.example"]) == 0
    assert capsys.readouterr().out == "names sent: 3, messages: 2\n"
    at = Settings(url, names="typed", wait=0.05)
    RedisStreams(at).publish([b"oops"])
    assert streams.worked(at, store.load(saved.path, saved.sha256)).tally.buried == 1

    assert main(["verdicts", *told]) == 0
    shown = [line.split("\t")[2] for line in capsys.readouterr().out.splitlines()]
    assert shown == ["c[.]example", "a[.]example", "b[.]example"]
    assert main(["dead-letters", *told]) == 0
    assert "deliveries 1\tno JSON in UTF-8; send a list of names\t'oops'" in capsys.readouterr().out
    assert main(["dead-letters", *told, "--replay"]) == 0
    assert not streams.Asked(at).done()


class Away(RedisStreams):
    """A server that is away for the first calls."""

    def __init__(self, at: Settings, calls: int, stop: Stop) -> None:
        """Be away for so many calls, and say stop when there is nothing more to do."""
        super().__init__(at)
        self.calls = calls
        self.stop = stop

    def join(self) -> None:
        """Fail, or take a place."""
        self.calls -= 1
        if self.calls >= 0:
            raise UnreachableError("ConnectionError")
        super().join()

    def settle(self, verdicts: Sequence[Verdict]) -> list[bool]:
        """Settle, and say stop."""
        self.stop.say()
        return super().settle(verdicts)


def test_a_server_that_comes_back_is_found_again(
    at: Settings, saved: streams.Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After pauses that double, each give or take half."""
    stop, pauses = Stop(), list[float]()
    monkeypatch.setattr(stop, "wait", pauses.append)
    engine = Away(at, 8, stop)
    engine.publish([encode(["a.example"])])

    tally = Worker(engine, store.load(saved.path, saved.sha256), "", at).run(stop)

    assert tally.messages == 1
    nominal = np.minimum(5.0, 0.1 * 2.0 ** np.arange(8))
    assert np.all(np.abs(np.array(pauses) / nominal - 1) <= 0.5)


def test_without_a_server_the_run_says_so_and_measures_nothing(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No number is made up."""
    monkeypatch.setattr(processes, "redis_server", lambda: None)

    section = recovery.measure(setting)

    assert section.metrics == ()
    assert section.results == {}
    assert section.limitations == (recovery.ABSENT,)
