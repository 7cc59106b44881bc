"""How often a client may ask: a moving window for each key."""

import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from .auth import CLIENT
from .problems import Problem, answer


class RateLimit:
    """ASGI middleware: a request more than the window holds is answered by 429."""

    def __init__(self, app: ASGIApp, rate: RateLimitItem) -> None:
        """Keep the windows in this process's memory, one for each client's name."""
        self.app = app
        self.rate = rate
        self.windows = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request of a known client, or say after how many seconds it may come again."""
        client = scope.get(CLIENT)
        if client is None or self.windows.hit(self.rate, client):
            await self.app(scope, receive, send)
            return
        reset = self.windows.get_window_stats(self.rate, client).reset_time
        seconds = max(1, math.ceil(reset - time.time()))
        problem = Problem(429, f"more than {self.rate}; come again in {seconds} s")
        await answer(problem, send, {"Retry-After": str(seconds)})
