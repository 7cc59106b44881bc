"""The HTTP server: it says that it is about to stop, finishes what it began, and stops."""

import signal
import socket
import time
from types import FrameType

import uvicorn
from fastapi import FastAPI
from structlog.typing import FilteringBoundLogger

from .scoring import State
from .settings import Settings

FINISH = 30  # seconds that requests which began have to end
HEADERS = 16_384  # most bytes of a request's headers


class Server(uvicorn.Server):
    """Uvicorn, which on SIGTERM stays for a while: balancers see ``/readyz`` and go elsewhere."""

    def __init__(
        self, app: FastAPI, settings: Settings, state: State, log: FilteringBoundLogger
    ) -> None:
        """Bind nothing yet."""
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            lifespan="on",
            http="h11",  # the one that bounds the size of headers
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=HEADERS,
            timeout_graceful_shutdown=FINISH,
        )
        super().__init__(config)
        self.state = state
        self.log = log
        self.drain = settings.drain_seconds
        self.leave_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say where."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self.log.info("listening", host=host, port=port)

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """Begin to leave. A second signal, or Ctrl-C, waits for no balancer; a third for nobody."""
        self.state.draining = True
        if self.should_exit:
            self.force_exit = True
        elif self.leave_at is not None or sig == signal.SIGINT:
            self.should_exit = True
        else:
            self.leave_at = time.monotonic() + self.drain

    async def on_tick(self, counter: int) -> bool:
        """Say whether it is time to leave; asked ten times a second."""
        if self.leave_at is not None and time.monotonic() >= self.leave_at:
            self.should_exit = True
        return await super().on_tick(counter)
