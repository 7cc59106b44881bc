"""The service put together: routes, what guards them, and what they promise."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Security
from fastapi.exceptions import RequestValidationError
from fastapi.security import APIKeyHeader
from starlette.exceptions import HTTPException
from starlette.responses import Response
from structlog.contextvars import bind_contextvars
from structlog.typing import FilteringBoundLogger

from .. import store
from ..names import defanged
from . import documents, problems
from .auth import HEADER, Authentication
from .body import BodyLimit
from .metrics import Metrics
from .observe import Observe
from .rate import RateLimit
from .schemas import FLAGGED, Health, Names, Scores
from .scoring import Scorer, State
from .settings import Settings

KEY = APIKeyHeader(name=HEADER, auto_error=False, description="One of SCORING_KEYS.")


def create(settings: Settings, log: FilteringBoundLogger, state: State | None = None) -> FastAPI:
    """Return the service; its detector is verified and loaded before it takes requests."""
    held, metrics = state or State(), Metrics()
    metrics.ready.set_function(lambda: not held.unready)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stored = store.load(settings.detector, settings.sha256)
        held.scorer = Scorer(stored, settings.sha256)
        log.info("loaded", detector=f"sha256:{settings.sha256}")
        yield
        held.scorer = None
        log.info("stopped")

    # No pages of documentation: they would load scripts from other hosts.
    app = FastAPI(
        **documents.ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers={
            HTTPException: problems.of_http,
            RequestValidationError: problems.of_validation,
        },
    )
    _routes(app, held, metrics)
    # The last one added is the first one asked.
    app.add_middleware(BodyLimit, most=settings.body_bytes, seconds=settings.body_seconds)
    app.add_middleware(RateLimit, rate=settings.rate)
    app.add_middleware(Authentication, keys=settings.keys)
    app.add_middleware(Observe, log=log, metrics=metrics)
    return app


def _routes(app: FastAPI, held: State, metrics: Metrics) -> None:
    # Middleware has checked the key by now, before it read the body; this only documents it.
    @app.post("/v1/scores", responses=documents.SCORES, dependencies=[Security(KEY)])
    async def score(body: Names) -> Scores:
        """Score names, each by its characters alone; nothing is resolved or visited.

        A name that is no domain name is refused in its place, and the others are scored.
        """
        if held.scorer is None:
            raise HTTPException(503, held.unready, {"Retry-After": "1"})
        # On the event loop: a full batch takes milliseconds, less than handing it to a thread
        # under load, and the limits bound it.
        scores = held.scorer.score(body.names)
        for verdict, count in Counter(each.verdict for each in scores.results).items():
            metrics.names.labels(verdict).inc(count)
        flagged = [each.name for each in scores.results if each.verdict == FLAGGED and each.name]
        # Names that pass are not logged: they say what people read.
        bind_contextvars(names=len(body.names), flagged=[defanged(name) for name in flagged])
        return scores

    @app.get("/healthz", responses=documents.OPEN)
    async def healthz() -> Health:
        """Say that the process answers; restart it when it does not."""
        return Health()

    @app.get("/readyz", responses=documents.READY)
    async def readyz() -> Health:
        """Say whether requests should be sent here: a detector is loaded, and no end is near."""
        if held.unready:
            raise HTTPException(503, held.unready, {"Retry-After": "1"})
        return Health()

    @app.get("/metrics", response_class=Response, responses=documents.METRICS)
    async def measured() -> Response:
        """Give metrics in Prometheus' text format."""
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")
