"""The service as a process of its own on this machine, for as long as it is needed."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from .settings import PREFIX

PATIENCE = 60.0  # seconds until it must listen: a busy machine is no failure


class Running(NamedTuple):
    """A service that listens."""

    process: asyncio.subprocess.Process
    port: int


@asynccontextmanager
async def running(settings: Mapping[str, str], log: Path) -> AsyncIterator[Running]:
    """Start the service on a free port, and stop it in the end; its output goes to ``log``.

    Raises:
        RuntimeError: it ended before it listened.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", __package__),
            env={**kept, "SCORING_PORT": "0", **settings},
            stdout=output,
            stderr=output,
        )
    try:
        async with asyncio.timeout(PATIENCE):
            port = await _port(process, log)
        yield Running(process, port)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _port(process: asyncio.subprocess.Process, log: Path) -> int:
    """Wait until the service says where it listens, and return the port."""
    while process.returncode is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.startswith("{") and line.endswith("}"):
                said = json.loads(line)
                if said.get("event") == "listening":
                    return int(said["port"])
        await asyncio.sleep(0.05)
    raise RuntimeError(f"the service ended with {process.returncode}; {log} says why")
