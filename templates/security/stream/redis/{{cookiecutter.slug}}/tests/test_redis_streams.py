"""On a real server: whatever happens to workers, each message has one outcome."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import streams
from redis.exceptions import AuthenticationError, ResponseError

from {{ cookiecutter.package }}.stream import connection, processes
from {{ cookiecutter.package }}.stream.engine import Message, Verdict
from {{ cookiecutter.package }}.stream.outcomes import Outcomes
from {{ cookiecutter.package }}.stream.redis_streams import RedisStreams
from {{ cookiecutter.package }}.stream.settings import Settings

NUMBERS = count()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a redis-server that is ours alone."""
    with streams.server(tmp_path_factory) as address:
        yield address


class Place:
    """A stream that nobody else uses, and workers on it."""

    def __init__(self, url: str) -> None:
        """Name it by a number."""
        self.url = url
        self.names = f"names-{next(NUMBERS)}"
        self.client: Any = connection.connect(Settings(url))  # Any: the server's answers

    def worker(self, consumer: str, **more: float) -> RedisStreams:
        """Return a worker's place, which takes over what was held for a millisecond."""
        told: dict[str, Any] = {"wait": 0.01, "idle": 0.001, **more}  # Any: of Settings
        made = RedisStreams(Settings(self.url, names=self.names, consumer=consumer, **told))
        made.join()
        return made

    def held(self) -> dict[str, int]:
        """Return how often each message that is held was delivered, by its id."""
        found = self.client.xpending_range(self.names, "detectors", "-", "+", 100)
        return {each["message_id"].decode(): each["times_delivered"] for each in found}

    def verdicts(self) -> list[bytes]:
        """Return the texts of all verdicts."""
        entries = self.client.xrange(Settings(self.url, names=self.names).verdicts)
        return [fields[b"verdict"] for _, fields in entries]


@pytest.fixture
def place(url: str) -> Place:
    """Return a fresh stream."""
    return Place(url)


def recovered(worker: RedisStreams) -> Message:
    """Return the next message that is taken over; a millisecond may have to pass first."""
    found: list[Message] = []

    def taken() -> bool:
        message = worker.recover()
        found.extend([] if message is None else [message])
        return bool(found)

    processes.until(taken, "a message to take over")
    return found[0]


def test_a_message_is_delivered_once_and_leaves_when_it_is_settled(place: Place) -> None:
    """To one of two workers; what is left in the stream is what has no outcome."""
    one, two = place.worker("one", batch=2), place.worker("two")
    assert one.publish([b"a", b"b", b"c"]) == 3

    first, second = one.read(), two.read()

    assert [message.payload for message in first + second] == [b"a", b"b", b"c"]
    assert {message.deliveries for message in first + second} == {1}
    assert one.settle([Verdict(message, b"x") for message in first]) == [True, True]
    assert place.client.xlen(place.names) == 1
    assert place.held().keys() == {second[0].id}


def test_a_message_settled_twice_has_one_verdict(place: Place) -> None:
    """By the same worker, as after an answer that got lost."""
    worker = place.worker("one")
    worker.publish([b"a"])
    (message,) = worker.read()

    assert worker.settle([Verdict(message, b"first")]) == [True]
    assert worker.settle([Verdict(message, b"again")]) == [False]

    assert place.verdicts() == [b"first"]


def test_a_worker_that_is_late_writes_nothing(place: Place) -> None:
    """Another has taken its message over and settled it; its own verdict would be a second one."""
    late, quick = place.worker("late"), place.worker("quick")
    late.publish([b"a"])
    (message,) = late.read()
    taken = recovered(quick)

    assert quick.settle([Verdict(taken, b"quick")]) == [True]
    assert late.settle([Verdict(message, b"late")]) == [False]
    assert not late.bury(message, "late as well")

    assert place.verdicts() == [b"quick"]
    assert list(Outcomes(late.settings).dead_letters(9)) == []


def test_a_verdict_that_cannot_be_written_acknowledges_nothing(place: Place) -> None:
    """The message stays held, so that it can be scored again."""
    worker = place.worker("one")
    worker.publish([b"a"])
    (message,) = worker.read()
    place.client.set(worker.settings.verdicts, "no stream")

    with pytest.raises(ResponseError, match="WRONGTYPE"):
        worker.settle([Verdict(message, b"x")])

    assert place.held() == {message.id: 1}
    assert place.client.xlen(place.names) == 1


def test_messages_are_taken_over_one_at_a_time(place: Place) -> None:
    """Only the one that is looked at counts another delivery."""
    dead, peer = place.worker("dead"), place.worker("peer")
    dead.publish([b"a", b"b", b"c"])
    held = dead.read()

    taken = recovered(peer)

    assert (taken.id, taken.payload, taken.deliveries) == (held[0].id, b"a", 2)
    assert sorted(place.held().values()) == [1, 1, 2]


def test_nothing_is_taken_over_before_its_time(place: Place) -> None:
    """A worker that is only slow keeps what it holds."""
    slow, peer = place.worker("slow"), place.worker("peer", idle=60)
    slow.publish([b"a"])
    slow.read()

    assert peer.recover() is None


def test_a_full_stream_refuses_and_forgets_nothing(place: Place) -> None:
    """There is room again when a message is settled, not before."""
    worker = place.worker("one", most=3)

    assert worker.publish([b"a", b"b"]) == 2
    assert worker.publish([b"c", b"d"]) == 1
    held = worker.read()
    assert worker.publish([b"d"]) == 0
    worker.settle([Verdict(held[0], b"x")])
    assert worker.publish([b"d"]) == 1

    assert [message.payload for message in held + worker.read()] == [b"a", b"b", b"c", b"d"]


def test_verdicts_and_dead_letters_are_bounded(place: Place) -> None:
    """About: a server forgets whole blocks of a hundred."""
    worker = place.worker("one", most=400, batch=400)
    worker.publish([b"a"] * 400)
    held = worker.read()
    worker.settle([Verdict(message, b"x") for message in held])
    small = place.worker("small", most=20, batch=400)
    small.publish([b"a"] * 20)
    for message in small.read():
        small.settle([Verdict(message, b"x")])

    assert 20 <= len(place.verdicts()) <= 20 + 200


def test_who_leaves_takes_nothing_along(place: Place) -> None:
    """A place on which messages are held stays, until others have taken them over."""
    worker, peer = place.worker("one"), place.worker("two")
    worker.publish([b"a"])
    (message,) = worker.read()

    assert not worker.leave()
    assert place.held() == {message.id: 1}

    peer.settle([Verdict(recovered(peer), b"x")])
    assert worker.leave()
    consumers = place.client.xinfo_consumers(place.names, "detectors")
    assert [each["name"] for each in consumers] == [b"two"]


def test_a_server_that_lost_its_memory_gets_its_group_back(place: Place) -> None:
    """Messages that were sent meanwhile are read."""
    worker = place.worker("one")
    place.client.delete(place.names)
    worker.publish([b"a"])

    assert [message.payload for message in worker.read()] == [b"a"]
    place.client.delete(place.names)
    assert worker.recover() is None


def test_a_dead_letter_is_shown_defanged_and_sent_again_once(place: Place) -> None:
    """It keeps its reason; the message gets a new id."""
    worker = place.worker("one")
    worker.publish([b"http://evil.example"])
    (message,) = worker.read()
    assert worker.bury(message, "no JSON")
    outcomes = Outcomes(worker.settings)

    (letter,) = outcomes.dead_letters(9)

    assert letter[1:] == (message.id, "'http://evil[.]example'", "no JSON", 1)
    assert place.held() == {}
    assert outcomes.replay(letter)
    assert not outcomes.replay(letter)
    assert list(outcomes.dead_letters(9)) == []
    assert [again.payload for again in worker.read()] == [b"http://evil.example"]


def test_a_wrong_password_is_not_waited_for(url: str) -> None:
    """No waiting helps, and the message does not repeat it."""
    host = url.rpartition("@")[2]
    settings = Settings("redis://:" + "wrong" + f"@{host}")

    with pytest.raises(AuthenticationError) as caught:
        RedisStreams(settings).join()

    assert "wrong@" not in str(caught.value)
