"""What is known of every request afterwards: an identifier, a line in the log, a count."""

import re
import time
import uuid
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.typing import FilteringBoundLogger

from .metrics import Metrics, bounded
from .problems import Problem, answer

LEFT = 499  # the client went away before there was an answer; the number is nginx's
HARDENED = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
_IDENTIFIER = re.compile(rb"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True)
class Observe:
    """ASGI middleware, the outermost: whatever happens within is answered, logged and counted."""

    app: ASGIApp
    log: FilteringBoundLogger
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app; an error that nobody caught becomes a 500 that says nothing."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), LEFT
        identifier = _identifier(scope)
        clear_contextvars()
        bind_contextvars(request_id=identifier)

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (*HARDENED, (b"x-request-id", identifier.encode()))
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        try:
            await self.app(scope, receive, marked)
        except Exception:  # the border: a bug must cost one answer, not the service
            self.log.exception("failed")
            if status == LEFT:
                await answer(Problem(500, "the service failed; its log says why"), marked)
        seconds = time.perf_counter() - begun
        line = bounded(scope["method"], scope["path"])
        self.metrics.request(line, status, seconds)
        took = round(1000 * seconds, 2)
        self.log.info("answered", request=" ".join(line), status=status, milliseconds=took)


def _identifier(scope: Scope) -> str:
    """Return the identifier that the client sent, if it is a decent one, or a new one."""
    sent = dict(scope["headers"]).get(b"x-request-id", b"")
    return sent.decode() if _IDENTIFIER.fullmatch(sent) else uuid.uuid4().hex
