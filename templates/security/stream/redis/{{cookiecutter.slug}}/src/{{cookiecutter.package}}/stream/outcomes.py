"""What workers left behind: verdicts, and dead letters that a person may send again."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..names import defanged
from .connection import answering, connect
from .settings import Settings

# KEYS: dead letters, messages. ARGV: id of the letter. It is sent again only by who takes it away.
REPLAY = """
local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not letter then return 0 end
local fields = letter[2]
for place = 1, #fields, 2 do
  if fields[place] == 'payload' then
    redis.call('XADD', KEYS[2], '*', 'payload', fields[place + 1])
  end
end
return redis.call('XDEL', KEYS[1], ARGV[1])
"""


class Scored(NamedTuple):
    """A verdict: the message's id; and name, probability and flag of each of its names."""

    message: str
    names: list[tuple[str, float, bool]]


class DeadLetter(NamedTuple):
    """A message that was given up.

    Attributes:
        id: of the letter.
        message: id that the message had.
        payload: its start, printable and no link.
        reason: why.
        deliveries: how often it was delivered.
    """

    id: str
    message: str
    payload: str
    reason: str
    deliveries: int


class Outcomes:
    """The streams that workers write to."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is asked yet."""
        self.settings = settings
        self._client = connect(settings)
        self._replay = self._client.register_script(REPLAY)

    def verdicts(self, most: int) -> Iterator[Scored]:
        """Yield the newest verdicts, the newest first."""
        for _, fields in self._newest(self.settings.verdicts, most):
            found = json.loads(fields[b"verdict"])
            names = [(name, chance, flag) for name, chance, flag in found["names"]]
            yield Scored(fields[b"id"].decode("ascii"), names)

    def dead_letters(self, most: int) -> Iterator[DeadLetter]:
        """Yield the newest dead letters, the newest first."""
        for known, fields in self._newest(self.settings.dead, most):
            start = fields[b"payload"][:60].decode("utf-8", "replace")
            yield DeadLetter(
                known.decode("ascii"),
                fields[b"id"].decode("ascii"),
                ascii(defanged(start)),
                fields[b"reason"].decode("utf-8"),
                int(fields[b"deliveries"]),
            )

    def replay(self, letter: DeadLetter) -> bool:
        """Send a dead letter's message again, under a new id; return whether this call did it."""
        with answering():
            keys = [self.settings.dead, self.settings.names]
            return bool(self._replay(keys, [letter.id]))

    def _newest(self, key: str, most: int) -> list[tuple[bytes, dict[bytes, bytes]]]:
        """Return the newest entries of a stream."""
        with answering():
            entries: Any = self._client.xrevrange(key, count=most)  # Any: the server decides
        return list(entries)
