"""What a worker and a publisher are told, and what is refused."""

import os
import socket
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from ..config import SetupError

VARIABLE = "STREAM_URL"  # where the address is: arguments are seen by everybody who lists processes
NO_ADDRESS = f"{VARIABLE} is no address; give one such as rediss://example.org"
LOCAL = ("localhost", "127.0.0.1", "::1")


def consumer() -> str:
    """Return a name that no other worker has: this machine's, and this process's number."""
    return f"{socket.gethostname()}-{os.getpid()}"


def _split(url: str) -> SplitResult:
    """Return the parts of an address; the message shows none of them, one may be a password."""
    try:
        address = urlsplit(url)
        _ = address.port  # looked at only when asked for
    except ValueError:
        raise SetupError(NO_ADDRESS) from None
    return address


@dataclass(frozen=True)
class Settings:
    """How to reach the stream, and when to give up on a message.

    Attributes:
        url: of the server, perhaps with a password; never shown, see ``place``.
        names: key of the stream of messages; verdicts and dead letters have keys made from it.
        group: the workers that share the messages.
        consumer: this worker.
        batch: messages that are read at a time.
        wait: seconds to wait for messages; a worker that shall stop waits no longer than that.
        idle: seconds after which a message that is held is taken over.
        deliveries: how often a message is scored before it is given up.
        most: messages, verdicts and dead letters that are kept, of each.
        plain: whether traffic to another machine may be read by others.
    """

    url: str = field(repr=False)
    names: str = "names"
    group: str = "detectors"
    consumer: str = field(default_factory=consumer)
    batch: int = 16
    wait: float = 1.0
    idle: float = 30.0
    deliveries: int = 3
    most: int = 100_000
    plain: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot work, and what would show names and a password to a network.

        Raises:
            SetupError: a number is too small, or the address is not one of Redis, or not safe.
        """
        for name in ("batch", "wait", "idle", "deliveries", "most"):
            value = getattr(self, name)
            if not value > 0:
                raise SetupError(f"{name} is {value}; give it a value above 0")
        if self.url.startswith("unix:///"):
            return
        address = _split(self.url)
        if address.scheme not in ("redis", "rediss") or not address.hostname:
            raise SetupError(NO_ADDRESS)
        if address.scheme == "redis" and address.hostname not in LOCAL and not self.plain:
            raise SetupError(
                f"{self.place} is not encrypted; use rediss://, or --plain in a network of your own"
            )

    @property
    def place(self) -> str:
        """Return the address without user and password, for logs."""
        address = urlsplit(self.url)
        return f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"

    @property
    def verdicts(self) -> str:
        """Return the key of the verdicts; in a cluster, braces put it beside the messages."""
        return f"{% raw %}{{{self.names}}}{% endraw %}:verdicts"

    @property
    def dead(self) -> str:
        """Return the key of the dead letters."""
        return f"{% raw %}{{{self.names}}}{% endraw %}:dead"
