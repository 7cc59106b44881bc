"""Limits on size, time, count and rate: each answers by a problem and costs little."""

import asyncio
import json
import time

import pytest
from fastapi import FastAPI
from serving import KEY, OTHER, Reply, ask, names, service
from starlette.types import Message, Receive

SMALL = {"SCORING_BODY_BYTES": "1000"}


def _is_problem(reply: Reply, status: int) -> bool:
    """Say whether an answer is the problem of this status, as RFC 9457 has it."""
    document = reply.json
    return (
        reply.status == document["status"] == status
        and reply.headers["content-type"] == "application/problem+json"
        and document.keys() >= {"type", "title", "status", "detail"}
    )


def test_a_body_that_is_too_large_is_refused_by_its_length() -> None:
    """Before a byte of it is read, and the connection is not used again."""
    body = names(*["example.org"] * 100)

    reply = ask(service(SMALL), "POST /v1/scores", body)

    assert _is_problem(reply, 413)
    assert reply.headers["connection"] == "close"


def _status(app: FastAPI, receive: Receive) -> int:
    """Return the status of the answer to a request whose body comes from ``receive``."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"x-api-key", KEY.encode())]
    scope = {"type": "http", "method": "POST", "path": "/v1/scores", "headers": headers}
    asyncio.run(app(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize("size", [1, 7, 999, 5000])
def test_a_body_in_chunks_is_refused_as_soon_as_it_is_too_large(size: int) -> None:
    """Whatever the chunks; it declares no length, and this one never ends."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += size
        if taken > 10_000:
            raise OverflowError
        return {"type": "http.request", "body": b"x" * size, "more_body": True}

    assert _status(service(SMALL), receive) == 413
    assert taken <= 1000 + size


def test_a_body_of_just_the_limit_is_taken_in_chunks_too() -> None:
    """The limit is the most that is allowed."""
    body = names("example.org").ljust(1000)
    pieces = [body[start : start + 300] for start in range(0, 1000, 300)]

    assert ask(service(SMALL), "POST /v1/scores", body).status == 200
    assert ask(service(SMALL), "POST /v1/scores", pieces).status == 200
    assert ask(service(SMALL), "POST /v1/scores", [*pieces, b" "]).status == 413


def test_a_body_that_never_comes_is_not_waited_for() -> None:
    """A few bytes an hour would hold a connection for ever."""

    async def receive() -> Message:
        await asyncio.sleep(1)
        raise OverflowError

    assert _status(service({"SCORING_BODY_SECONDS": "0.05"}), receive) == 408


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"names": []}, "#/names"),
        ({"names": ["a.example"] * 257}, "#/names"),
        ({"names": ["a.example", "a" * 254]}, "#/names/1"),
        ({"names": ["a.example", 7]}, "#/names/1"),
        ({"names": "a.example"}, "#/names"),
        ({"names": ["a.example"], "extra~/": 1}, "#/extra~0~1"),
        ({}, "#/names"),
        ([], "#"),
    ],
)
def test_what_is_no_batch_of_names_is_refused_by_place(document: object, pointer: str) -> None:
    """422 says where, and repeats nothing that was sent."""
    reply = ask(service(), "POST /v1/scores", json.dumps(document).encode())

    assert _is_problem(reply, 422)
    assert [each["pointer"] for each in reply.json["errors"]] == [pointer]
    assert b"a.example" not in reply.body


def test_the_largest_batch_is_scored() -> None:
    """256 names of 253 characters fit into the limits."""
    longest = ".".join(["a" * 62, "b" * 63, "c" * 63, "d" * 62])
    assert len(longest) == 253

    reply = ask(service(), "POST /v1/scores", names(*[longest] * 256))

    assert reply.status == 200
    assert len(reply.json["results"]) == 256


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'{"names": ["\\ud800.example"]}',
        b'{"\\ud800": 1}',
        b'{"names": [NaN]}',
        b"[" * 100_000,
        b'{"names": [' + b"9" * 10_000 + b"]}",
    ],
)
def test_what_is_no_json_of_ours_is_the_clients_mistake(body: bytes) -> None:
    """Broken text, half a character, depth, enormous numbers: none of it is an error of ours."""
    reply = ask(service(), "POST /v1/scores", body)

    assert reply.status in (400, 422)
    assert _is_problem(reply, reply.status)


def test_a_thousand_mistakes_are_counted_and_a_few_listed() -> None:
    """An answer must not grow with what is wrong."""
    reply = ask(service(), "POST /v1/scores", json.dumps({"names": [1] * 256}).encode())

    assert "256, of which 10 are listed" in reply.json["detail"]
    assert len(reply.json["errors"]) == 10


def test_each_key_has_a_window_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never more than the rate in any minute, and no client pays for another."""
    now = [1_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    app = service({"SCORING_RATE": "3/minute"})

    def status(key: str = KEY) -> int:
        return ask(app, "POST /v1/scores", names("example.org"), key=key).status

    assert status() == 200
    now[0] += 40
    assert [status(), status(), status()] == [200, 200, 429]
    reply = ask(app, "POST /v1/scores", names("example.org"))
    assert _is_problem(reply, 429)
    assert reply.headers["retry-after"] == "20"
    assert status(OTHER) == 200
    assert ask(app, "GET /healthz").status == 200
    now[0] += 20.5
    assert [status(), status()] == [200, 429]
