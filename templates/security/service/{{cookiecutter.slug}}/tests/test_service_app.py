"""The service: every error is a problem, and it is ready when it says so."""

import asyncio
import io
import json
from pathlib import Path

import numpy as np
import pytest
from serving import KEY, REQUIRED, ask, names, scorer, service

from {{ cookiecutter.package }} import store
from {{ cookiecutter.package }}.config import SetupError
from {{ cookiecutter.package }}.detector import Linear
from {{ cookiecutter.package }}.service import app, logs, settings
from {{ cookiecutter.package }}.service.scoring import Scorer, State
from {{ cookiecutter.package }}.store import Stored


@pytest.mark.parametrize(
    ("line", "status"),
    [("GET /v1/scores", 405), ("GET /nowhere", 404), ("POST /healthz", 405)],
)
def test_every_error_is_a_problem(line: str, status: int) -> None:
    """The framework's own ones too (RFC 9457)."""
    reply = ask(service(), line)

    assert reply.json["status"] == reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["cache-control"] == "no-store"


def test_a_bug_costs_one_answer_and_tells_the_client_nothing() -> None:
    """The log says why; the next request is answered."""
    broken = State(Scorer(Stored(Linear(np.zeros(0, np.float32), 0.0), 0.0), "0" * 64))
    stream = io.StringIO()
    made = service(state=broken, stream=stream)

    reply = ask(made, "POST /v1/scores", names("example.org"))

    assert reply.status == reply.json["status"] == 500
    assert reply.json["detail"] == "the service failed; its log says why"
    assert "Traceback" in json.loads(stream.getvalue().splitlines()[0])["exception"]
    assert KEY not in stream.getvalue()
    assert ask(made, "GET /healthz").status == 200


def test_it_is_ready_from_the_verified_detector_to_the_beginning_of_the_end(
    tmp_path: Path,
) -> None:
    """Before it, nothing is scored; while it drains, what still comes is."""
    path, state = tmp_path / "detector.npz", State()
    told = {"SCORING_DETECTOR": str(path)}
    told["SCORING_SHA256"] = store.save(path, scorer().stored.detector, 0.0)
    made = app.create(settings.read({**REQUIRED, **told}), logs.make(io.StringIO()), state)

    def answers() -> tuple[int, int, int]:
        scored = ask(made, "POST /v1/scores", names("example.org"))
        ready, alive = ask(made, "GET /readyz"), ask(made, "GET /healthz")
        return ready.status, alive.status, scored.status

    async def live() -> tuple[int, int, int]:
        async with made.router.lifespan_context(made):
            return await asyncio.to_thread(answers)

    assert answers() == (503, 200, 503)
    assert asyncio.run(live()) == (200, 200, 200)
    assert answers() == (503, 200, 503)
    state.scorer, state.draining = scorer(), True
    assert answers() == (503, 200, 200)
    assert "retry-after" in ask(made, "GET /readyz").headers


def test_a_changed_detector_is_never_served(tmp_path: Path) -> None:
    """The service does not come up: it has no detector, and so no answers."""
    path, state = tmp_path / "detector.npz", State()
    told = {"SCORING_DETECTOR": str(path)}
    told["SCORING_SHA256"] = store.save(path, scorer().stored.detector, 0.0)
    packed = bytearray(path.read_bytes())
    packed[-1] ^= 1
    path.write_bytes(packed)
    made = app.create(settings.read({**REQUIRED, **told}), logs.make(io.StringIO()), state)

    async def live() -> None:
        async with made.router.lifespan_context(made):
            pass

    with pytest.raises(SetupError, match="has checksum sha256:"):
        asyncio.run(live())
    assert ask(made, "GET /readyz").status == 503
    assert ask(made, "POST /v1/scores", names("example.org")).status == 503
