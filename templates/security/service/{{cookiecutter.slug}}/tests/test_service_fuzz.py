"""The service against requests that nobody would think of."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from serving import KEY, scorer

from {{ cookiecutter.package }} import store
from {{ cookiecutter.package }}.service import local

SECONDS = os.environ.get("FUZZ_SECONDS", "30")


async def _fuzzed(folder: Path) -> tuple[int, str]:
    """Let schemathesis ask for some seconds; return its exit status and what it says."""
    path = folder / "detector.npz"
    settings = {
        "SCORING_DETECTOR": str(path),
        "SCORING_SHA256": store.save(path, scorer().stored.detector, 0.0),
        "SCORING_KEYS": f"fuzz={KEY}",
        "SCORING_RATE": "1000000/minute",
        "SCORING_DRAIN_SECONDS": "0",
    }
    async with local.running(settings, folder / "log") as service:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", "import schemathesis.cli; schemathesis.cli.schemathesis()"),
            *("run", f"http://127.0.0.1:{service.port}/openapi.json"),
            *("-H", f"X-API-Key: {KEY}", "--max-time", SECONDS, "--seed", "0"),
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@pytest.mark.slow
def test_no_request_gets_an_answer_that_openapi_does_not_promise(tmp_path: Path) -> None:
    """Valid or not, with and without a key; FUZZ_SECONDS says for how long."""
    pytest.importorskip("schemathesis", reason="schemathesis is not installed; see the dev group")

    status, said = asyncio.run(_fuzzed(tmp_path))

    assert status == 0, said
    assert "No issues found" in said
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert '"status": 500' not in log
    assert KEY not in log
