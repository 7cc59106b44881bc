"""Who asks: API keys, kept as hashes and compared in constant time."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from ..config import SetupError
from .problems import Problem, answer

HEADER = "X-API-Key"
CLIENT = "scoring.client"  # where the name of who asks stands in the scope
OPEN = ("/healthz", "/readyz", "/metrics", "/openapi.json")  # whatever else comes needs a key
SHORTEST = 32  # characters of a key: 128 bits, if they are hexadecimal
CHALLENGE = f'APIKey header="{HEADER}"'
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Key(NamedTuple):
    """A key without the key.

    Attributes:
        name: of who holds it, for logs and limits.
        digest: its SHA-256. Keys are random, so that no dictionary holds them: a slow hash, as
            passwords need it, would only make every request slow.
    """

    name: str
    digest: bytes


def keys(text: str) -> tuple[Key, ...]:
    """Return the keys of ``name=key,name=sha256:hash``.

    Raises:
        SetupError: one of them has no name, is too short, or is there twice. No key is repeated.
    """
    found: list[Key] = []
    for number, part in enumerate(text.split(","), start=1):
        name, _, secret = part.strip().partition("=")
        if not _NAME.fullmatch(name):
            raise SetupError(f"has no name before key {number}; write name=key, in small letters")
        if hashed := re.fullmatch(r"sha256:([0-9a-f]{64})", secret):
            digest = bytes.fromhex(hashed[1])
        elif len(secret) < SHORTEST or secret.startswith("sha256:"):
            raise SetupError(f"has a short or broken key for {name}; give {SHORTEST} characters")
        else:
            digest = hashlib.sha256(secret.encode()).digest()
        if any(name == key.name or digest == key.digest for key in found):
            raise SetupError(f"has the name or the key of {name} twice; give each its own")
        found.append(Key(name, digest))
    return tuple(found)


def holder(known: Sequence[Key], secret: bytes) -> str | None:
    """Return whose key it is. Every key is compared in full: time says nothing about any."""
    digest = hashlib.sha256(secret).digest()
    found = [key.name for key in known if hmac.compare_digest(key.digest, digest)]
    return found[0] if found else None


@dataclass(frozen=True)
class Authentication:
    """ASGI middleware: who has no key is sent away before a byte of the body is read."""

    app: ASGIApp
    keys: Sequence[Key] = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass with the name of who asks, or answer 401."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self.app(scope, receive, send)
            return
        header = HEADER.lower().encode()
        sent = [value for name, value in scope["headers"] if name == header]
        client = holder(self.keys, sent[0]) if len(sent) == 1 else None
        if client is None:
            problem = Problem(401, f"give a valid key in the header {HEADER}, once")
            await answer(problem, send, {"WWW-Authenticate": CHALLENGE})
            return
        bind_contextvars(client=client)
        await self.app({**scope, CLIENT: client}, receive, send)
