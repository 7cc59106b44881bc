"""How much a client may send, and how slowly."""

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import Problem, answer


@dataclass(frozen=True)
class BodyLimit:
    """ASGI middleware: reads the whole body, which is small or refused, before the app runs.

    A declared length is believed when it is too large; otherwise bytes are counted as they come,
    because a body in chunks declares nothing.
    """

    app: ASGIApp
    most: int  # bytes
    seconds: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a body within the limits, or answer 413 or 408."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        large = Problem(413, f"the body has more than {self.most} bytes; send fewer names")
        if declared.isdigit() and int(declared) > self.most:
            await answer(large, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._read(receive)
        except TimeoutError:
            problem = Problem(408, f"the body took more than {self.seconds:g} s; send it faster")
            await answer(problem, send)
            return
        if body is None:  # nobody is there any more
            return
        if len(body) > self.most:
            await answer(large, send)
            return
        await self.app(scope, _again(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """Return the body, or a little more than the limit of it; None when the client left."""
        body = b""
        more = True
        while more and len(body) <= self.most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body in one piece, and then what comes after it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay
