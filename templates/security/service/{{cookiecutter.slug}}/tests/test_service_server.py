"""The real process: what it refuses to start with, and how it ends."""

import asyncio
import http.client
import json
import signal
from pathlib import Path
from typing import NamedTuple

import pytest
from serving import KEY, names, scorer

from {{ cookiecutter.package }} import store
from {{ cookiecutter.package }}.service import __main__, local
from {{ cookiecutter.package }}.service.load import Client, Loaded, load

HEAD = (
    f"POST /v1/scores HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-API-Key: {KEY}\r\n"
)


def _saved(folder: Path) -> dict[str, str]:
    """Save a detector and return the settings that serve it."""
    path = folder / "detector.npz"
    checksum = store.save(path, scorer().stored.detector, 0.0)
    return {
        "SCORING_DETECTOR": str(path),
        "SCORING_SHA256": checksum,
        "SCORING_KEYS": f"analyst={KEY}",
        "SCORING_DRAIN_SECONDS": "0",
    }


async def _ready(port: int) -> int:
    """Return the status of /readyz, on a new connection."""

    def asked() -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
        connection.close()
        return status

    return await asyncio.to_thread(asked)


async def _listens(port: int) -> bool:
    try:
        return bool(await _ready(port))
    except OSError:
        return False


class Life(NamedTuple):
    """What became of a service from its first request to its last.

    Attributes:
        loaded: what a load with a right key measured.
        refused: what a load with a wrong key ended with.
        ready: statuses of /readyz, before and after SIGTERM.
        answer: to a request whose body was half sent when the signal came.
        status: of the process.
        lines: of its log.
    """

    loaded: Loaded
    refused: str
    ready: list[int]
    answer: str
    status: int
    lines: list[dict[str, object]]


async def _lived(folder: Path) -> Life:
    batches = [["a.example", "b.example"], ["c.example", "d.example"]]
    settings = {**_saved(folder), "SCORING_DRAIN_SECONDS": "2", "SCORING_RATE": "100000/minute"}
    body = names("example.org")
    async with local.running(settings, folder / "log") as service:
        right, wrong = Client(service.port, KEY), Client(service.port, "wrong" * 8)
        loaded = await asyncio.to_thread(load, right, batches, 2, 0.1)
        with pytest.raises(RuntimeError) as refused:
            await asyncio.to_thread(load, wrong, batches, 1, 0.1)
        ready = [await _ready(service.port)]
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(f"{HEAD}Content-Length: {len(body)}\r\n\r\n".encode() + body[:5])
        await writer.drain()
        service.process.send_signal(signal.SIGTERM)
        ready.append(await _ready(service.port))
        while await _listens(service.port):  # until the end has begun
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.3)  # a server that waits for nobody is gone by now
        writer.write(body[5:])
        answer = await reader.read()
        writer.close()
        status = await service.process.wait()
    lines = [json.loads(line) for line in (folder / "log").read_text("utf-8").splitlines()]
    return Life(loaded, str(refused.value), ready, answer.decode(), status, lines)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Start a service, load it, and stop it in the middle of a request."""
    return asyncio.run(_lived(tmp_path_factory.mktemp("life")))


def test_a_signal_lets_balancers_look_and_requests_end(life: Life) -> None:
    """SIGTERM: not ready at once, then no new connections; what began is answered; status 0."""
    assert life.ready == [200, 503]
    assert life.answer.startswith("HTTP/1.1 200 OK")
    assert '"results"' in life.answer
    assert life.status == 0
    events = [line["event"] for line in life.lines]
    assert events.index("loaded") < events.index("listening") < events.index("stopped")
    assert KEY not in str(life.lines)


def test_a_load_counts_each_request_once(life: Life) -> None:
    """The log has those that were counted, and the first one of each connection."""
    answered = [line for line in life.lines if line.get("names") == 2]

    assert len(answered) == len(life.loaded.latencies) + 2
    assert {line["client"] for line in answered} == {"analyst"}
    assert life.loaded.throughput == pytest.approx(
        2 * len(life.loaded.latencies) / life.loaded.seconds
    )
    assert 0 < life.loaded.milliseconds(50) <= life.loaded.milliseconds(99)


def test_a_load_that_is_refused_is_no_measurement(life: Life) -> None:
    """A fast error would look like a fast service."""
    assert "answered 401" in life.refused


def test_without_settings_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each; exit status 1."""
    monkeypatch.delenv("SCORING_KEYS", raising=False)
    monkeypatch.delenv("SCORING_SHA256", raising=False)

    assert __main__.main([]) == 1

    said = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in said] == ["SCORING_KEYS", "SCORING_SHA256"]


async def _started(settings: dict[str, str], log: Path) -> None:
    async with local.running(settings, log):
        pass


@pytest.mark.slow
def test_a_service_without_its_detector_ends(tmp_path: Path) -> None:
    """The process ends before it listens, and says why."""
    settings = _saved(tmp_path)
    path = Path(settings["SCORING_DETECTOR"])
    packed = bytearray(path.read_bytes())
    packed[-1] ^= 1
    path.write_bytes(packed)

    with pytest.raises(RuntimeError, match="ended with 3"):
        asyncio.run(_started(settings, tmp_path / "log"))

    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert "has checksum sha256:" in text
    assert "listening" not in text
