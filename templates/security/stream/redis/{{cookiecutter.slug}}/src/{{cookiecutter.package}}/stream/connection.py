"""The way to the server: what is set for every connection, and which errors mean "try later"."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ..config import SetupError
from .engine import UnreachableError
from .settings import NO_ADDRESS, Settings

# A server that starts, changes its role or drops connections is waited for; all else is a mistake.
AWAY = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.BusyLoadingError,
    redis.exceptions.ReadOnlyError,
)
# They are connection errors by descent, but no waiting helps.
REFUSED = (redis.exceptions.AuthenticationError, redis.exceptions.AuthorizationError)


def connect(settings: Settings) -> redis.Redis:
    """Return a client; with ``rediss`` it checks the server's certificate. Nothing is sent yet.

    Raises:
        SetupError: the address has options that make no sense.
    """
    try:
        return redis.Redis.from_url(
            settings.url,
            protocol=2,  # the same answers from every server
            retry=Retry(NoBackoff(), 0),  # the worker waits, in one place, and says so
            socket_connect_timeout=5.0,
            socket_timeout=settings.wait + 10.0,
        )
    except ValueError:
        raise SetupError(NO_ADDRESS) from None


@contextmanager
def answering() -> Iterator[None]:
    """Raise ``UnreachableError`` where the server is away; a wrong password stays what it is."""
    try:
        yield
    except REFUSED:
        raise
    except AWAY as error:
        raise UnreachableError(type(error).__name__) from error
