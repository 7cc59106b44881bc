"""How the server is reached, and what nobody gets to see of it."""

import json
import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from redis.connection import SSLConnection

from {{ cookiecutter.package }} import store
from {{ cookiecutter.package }}.config import SetupError
from {{ cookiecutter.package }}.stream import connection, logs, processes
from {{ cookiecutter.package }}.stream.__main__ import main
from {{ cookiecutter.package }}.stream.engine import UnreachableError
from {{ cookiecutter.package }}.stream.redis_streams import RedisStreams
from {{ cookiecutter.package }}.stream.settings import VARIABLE, Settings

SPOKEN = "swordfish"  # the password of no server
ADDRESS = f"rediss://worker:{SPOKEN}@redis.example:6380/2"


def test_no_text_of_the_settings_holds_the_password() -> None:
    """Neither what a debugger shows nor what logs say."""
    settings = Settings(ADDRESS)

    assert SPOKEN not in repr(settings)
    assert settings.place == "rediss://redis.example:6380/2"


def test_encrypted_connections_check_the_certificate() -> None:
    """That is the default of ``rediss``, and nobody has to ask for it."""
    pool = connection.connect(Settings(ADDRESS)).connection_pool
    made = pool.connection_class(**pool.connection_kwargs)

    assert isinstance(made, SSLConnection)
    assert made.cert_reqs.name == "CERT_REQUIRED"
    assert made.check_hostname


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://redis.example", "is no address"),
        ("redis://", "is no address"),
        ("redis://[::1", "is no address"),
        ("rediss://redis.example:port", "is no address"),
        ("redis://redis.example", "redis://redis.example is not encrypted; use rediss://"),
    ],
)
def test_an_address_that_is_none_or_not_safe_is_refused(url: str, message: str) -> None:
    """Names and a password in clear text are for this machine, or for who asked for it."""
    with pytest.raises(SetupError, match=message):
        Settings(url)

    assert Settings("redis://127.0.0.1:6379").place == "redis://127.0.0.1:6379"
    assert Settings("redis://redis.example", plain=True).place == "redis://redis.example"


@pytest.mark.parametrize("name", ["batch", "wait", "idle", "deliveries", "most"])
def test_a_number_that_makes_no_sense_is_refused(name: str) -> None:
    """Before anything is connected."""
    changed: dict[str, Any] = {name: 0}  # Any: fields have several types

    with pytest.raises(SetupError, match=f"{name} is 0; give it a value above 0"):
        replace(Settings("redis://localhost"), **changed)


def test_a_server_that_is_away_is_waited_for_not_an_error() -> None:
    """Nothing listens on the port of a server that has ended."""
    with pytest.raises(UnreachableError, match="ConnectionError"):
        RedisStreams(Settings("redis://127.0.0.1:1")).join()


def test_logs_are_lines_of_json_whatever_is_in_them(capsys: pytest.CaptureFixture[str]) -> None:
    """A line break in a field begins no line of its own."""
    before = logs.LOG.handlers, logs.LOG.propagate
    logs.configure()
    logs.say("buried", level=logging.WARNING, reason='a\n{"event": "forged"}')
    logs.LOG.handlers, logs.LOG.propagate = before

    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["level"], said["event"]) == ("warning", "buried")
    assert said["reason"] == 'a\n{"event": "forged"}'


def test_a_changed_detector_is_refused_before_anybody_is_asked_for_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is of no server: the file comes first."""
    monkeypatch.setenv(VARIABLE, "redis://127.0.0.1:1")
    path = tmp_path / "detector.npz"
    path.write_bytes(b"PK something else")

    assert main(["worker", str(path), "--sha256", "0" * 64]) == 1

    assert "has checksum sha256:" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a traceback, which might show the address."""
    monkeypatch.setenv(VARIABLE, f"redis://:{SPOKEN}@127.0.0.1:1")

    assert main(["publish", "a.example"]) == 1

    said = capsys.readouterr().err
    assert said == "redis://127.0.0.1:1 does not do what it should: ConnectionError\n"


def test_workers_start_without_the_frameworks_that_trained(tmp_path: Path) -> None:
    """They need arrays only; a worker that starts in a moment is replaced in a moment."""
    heavy = "jax torch tensorflow keras sklearn matplotlib"
    code = f"""
import sys
import {{ cookiecutter.package }}.stream.__main__
sys.exit(", ".join(set("{heavy}".split()) & set(sys.modules)) or 0)
"""
    command = [sys.executable, "-c", code]
    log = tmp_path / "log"

    child = processes.start(command, log, {"PYTHONPATH": str(processes.SOURCE)})

    assert child.wait(60) == 0, log.read_text("utf-8")


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a person can cause is one line."""

    def broken(*_: object) -> NoReturn:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr(store, "load", broken)

    with pytest.raises(ValueError, match="could not be broadcast"):
        main(["worker", "detector.npz", "--sha256", "0" * 64])


def test_options_of_an_address_that_make_no_sense_are_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an address that is none."""
    monkeypatch.setenv(VARIABLE, "redis://localhost?socket_timeout=soon")

    assert main(["publish", "a.example"]) == 1

    assert "is no address" in capsys.readouterr().err
