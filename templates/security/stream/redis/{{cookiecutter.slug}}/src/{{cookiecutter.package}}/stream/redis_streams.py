"""The engine on Redis Streams: a consumer group, and one script that settles or buries a message.

https://redis.io/docs/latest/develop/data-types/streams/
"""

from collections.abc import Callable, Sequence
from typing import Any

from redis.exceptions import ResponseError

from .connection import answering, connect
from .engine import Message, Verdict
from .settings import Settings

FIRST = "0-0"
Answer = list[Any]  # Any: what a server answers, lists of lists and bytes

# KEYS: messages. ARGV: the most that it may hold, payloads. Room is checked and taken in one step.
PUBLISH = """
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1])
local added = 0
for place = 2, #ARGV do
  if added >= room then break end
  redis.call('XADD', KEYS[1], '*', 'payload', ARGV[place])
  added = added + 1
end
return added
"""

# KEYS: messages, where the outcome goes. ARGV: group, the most outcomes, id, fields of the outcome.
# The outcome is written before the acknowledgement: should that fail, the message is still there.
# An id that is pending no more was settled by somebody else, and nothing is written.
FINISH = """
local id = ARGV[3]
if #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1) == 0 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'id', id, unpack(ARGV, 4))
redis.call('XACK', KEYS[1], ARGV[1], id)
redis.call('XDEL', KEYS[1], id)
return 1
"""

# KEYS: messages. ARGV: group, consumer. A consumer that goes would take what it holds with it.
LEAVE = """
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
"""


class RedisStreams:
    """A worker's or a publisher's place on a stream of Redis 7 or newer."""

    def __init__(self, settings: Settings) -> None:
        """Prepare the scripts; nothing is sent yet."""
        self.settings = settings
        self._client = connect(settings)
        self._publish = self._script(PUBLISH)
        self._finish = self._script(FINISH)
        self._leave = self._script(LEAVE)
        self._cursor = FIRST

    def _script(self, text: str) -> Callable[..., Any]:
        """Return a script as a function; Any, because the server decides what it answers."""
        script: Callable[..., Any] = self._client.register_script(text)
        return script

    def join(self) -> None:
        """Take a place in the group, which starts with the oldest message."""
        at = self.settings
        with answering():
            try:
                self._client.xgroup_create(at.names, at.group, id=FIRST, mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise
            self._client.xgroup_createconsumer(at.names, at.group, at.consumer)

    def publish(self, payloads: Sequence[bytes]) -> int:
        """Append payloads until ``settings.most`` are waiting or held; return how many were."""
        with answering():
            return int(self._publish([self.settings.names], [self.settings.most, *payloads]))

    def read(self) -> list[Message]:
        """Return up to ``batch`` new messages; wait up to ``wait`` seconds for the first."""
        at = self.settings
        wait = max(1, round(at.wait * 1000))  # 0 would wait for ever

        def ask() -> Answer:
            new: Any = {at.names: ">"}  # Any: the client's type of it names all that it may hold
            found: Any = self._client.xreadgroup(  # Any: the server decides what it answers
                at.group, at.consumer, new, count=at.batch, block=wait
            )
            return list(found or ())

        return [_message(entry, 1) for _, entries in self._grouped(ask) for entry in entries]

    def recover(self) -> Message | None:
        """Take over one message that was held for ``idle`` seconds, if there is any."""
        at = self.settings
        idle = round(at.idle * 1000)

        def ask() -> Answer:
            found: Any = self._client.xautoclaim(  # Any: the server decides what it answers
                at.names, at.group, at.consumer, idle, start_id=self._cursor, count=1
            )
            return list(found)

        while True:
            cursor, entries, *_ = self._grouped(ask)
            self._cursor = cursor.decode("ascii")
            if entries:
                return _message(entries[0], self._deliveries(entries[0][0]))
            if self._cursor == FIRST:
                return None

    def settle(self, verdicts: Sequence[Verdict]) -> list[bool]:
        """Write verdicts and acknowledge: one journey, and one step for each message."""
        at = self.settings
        with answering(), self._client.pipeline(transaction=False) as line:
            for message, text in verdicts:
                arguments = [at.group, at.most, message.id, "verdict", text]
                self._finish([at.names, at.verdicts], arguments, client=line)
            return [bool(written) for written in line.execute()]

    def bury(self, message: Message, reason: str) -> bool:
        """Move a message to the dead letters, with the reason."""
        at = self.settings
        arguments = [at.group, at.most, message.id, "payload", message.payload]
        arguments += ["reason", reason, "deliveries", message.deliveries]
        with answering():
            return bool(self._finish([at.names, at.dead], arguments))

    def leave(self) -> bool:
        """Give the place up; what is held is left there, for others to take over."""
        at = self.settings
        with answering():
            return bool(self._leave([at.names], [at.group, at.consumer]))

    def _deliveries(self, known: bytes) -> int:
        """Return how often a message was delivered; 0 when it was settled in the meantime."""
        at = self.settings
        with answering():
            pending = self._client.xpending_range(at.names, at.group, min=known, max=known, count=1)
        return int(pending[0]["times_delivered"]) if pending else 0

    def _grouped(self, ask: Callable[[], Answer]) -> Answer:
        """Ask again where the group is gone, as it is after a server lost its memory."""
        with answering():
            try:
                return ask()
            except ResponseError as error:
                if "NOGROUP" not in str(error):
                    raise
            self.join()
            return ask()


def _message(entry: tuple[bytes, dict[bytes, bytes]], deliveries: int) -> Message:
    """Return a stream's entry; one without a payload has an empty one, which no parser takes."""
    known, fields = entry
    return Message(known.decode("ascii"), fields.get(b"payload", b""), deliveries)
