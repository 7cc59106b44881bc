"""Programs of this machine that a trial needs: a server of its own, and workers."""

import os
import secrets
import shutil
import socket

# redis-server and this Python are started: argument lists, no shell
import subprocess  # nosec B404
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .connection import answering, connect
from .engine import UnreachableError
from .settings import VARIABLE, Settings

Process = subprocess.Popen[bytes]
PATIENCE = 20.0  # seconds that a program has for starting or ending
SOURCE = Path(__file__).parents[2]


def redis_server() -> str | None:
    """Return where the program ``redis-server`` is, or None; Debian's package has that name."""
    return shutil.which("redis-server")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run a Redis of one's own that keeps nothing; yield its address with a password just made.

    It is reached on this machine only, and told its password by a file, not by an argument.
    """
    program = redis_server()
    if program is None:
        raise FileNotFoundError("redis-server is not on PATH; install it")
    secret = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = folder / "redis.conf"
    told.touch(mode=0o600)
    lines = ("bind 127.0.0.1", f"port {port}", 'save ""', "appendonly no", f"requirepass {secret}")
    told.write_text("\n".join((*lines, f'dir "{folder}"')) + "\n", encoding="utf-8")
    url = f"redis://:{secret}@127.0.0.1:{port}/0"
    server = start([program, str(told)], folder / "redis.log", {})
    try:
        until(lambda: _answers(server, Settings(url)), "the start of redis-server")
        yield url
    finally:
        stop(server)


def worker(url: str, detector: Path, sha256: str, *options: str) -> Process:
    """Start a worker as anybody would; its log lies beside the detector."""
    command = [sys.executable, "-m", f"{__package__}", "worker", str(detector)]
    command += ["--sha256", sha256, *options]
    paths = os.pathsep.join(filter(None, (str(SOURCE), os.environ.get("PYTHONPATH"))))
    log = detector.parent / f"worker-{secrets.token_hex(4)}.log"
    return start(command, log, {VARIABLE: url, "PYTHONPATH": paths})


def start(command: Sequence[str], log: Path, variables: dict[str, str]) -> Process:
    """Start a program whose output goes to ``log``."""
    with log.open("wb") as written:
        # The arguments are our own and there is no shell: nothing can be injected.
        return subprocess.Popen(  # noqa: S603  # nosec B603
            command,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )


def stop(process: Process) -> int:
    """Ask a program to end, insist if it does not; return its exit status."""
    process.terminate()
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def until(holds: Callable[[], bool], what: str) -> None:
    """Return when something holds, which is asked every few milliseconds.

    Raises:
        TimeoutError: it took too long; the message says ``what`` was waited for.
    """
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} took more than {PATIENCE:g} seconds")
        time.sleep(0.002)


def _answers(server: Process, settings: Settings) -> bool:
    """Return whether the server answers.

    Raises:
        ChildProcessError: it has ended, perhaps because somebody else has its port.
    """
    if server.poll() is not None:
        raise ChildProcessError(f"redis-server ended with status {server.returncode}")
    try:
        with answering():
            return bool(connect(settings).ping())
    except UnreachableError:
        return False
