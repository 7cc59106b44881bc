"""Keys: who has none learns nothing, not even how far off a guess is."""

import hashlib
import hmac
import io
import json

import pytest
from serving import KEY, OTHER, ask, names, service

from {{ cookiecutter.package }}.service.auth import holder, keys

BODY = names("example.org")


@pytest.mark.parametrize("key", [None, "", "wrong" * 8, KEY[:-1], KEY + "x", KEY.upper()])
def test_without_a_valid_key_nothing_is_scored(key: str | None) -> None:
    """401, and how to do better, as RFC 9110 asks."""
    reply = ask(service(), "POST /v1/scores", BODY, key=key)

    assert reply.status == 401
    assert reply.headers["www-authenticate"] == 'APIKey header="X-API-Key"'
    assert reply.headers["connection"] == "close"
    assert reply.headers["content-type"] == "application/problem+json"


def test_only_what_is_named_is_open() -> None:
    """A path that somebody adds needs a key until they say otherwise."""
    lines = ("GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.json", "GET /nowhere")

    assert [ask(service(), line, key=None).status for line in lines] == [200, 200, 200, 200, 401]


def test_a_key_that_is_sent_twice_is_no_key() -> None:
    """A proxy may have looked at the other one."""
    reply = ask(service(), "POST /v1/scores", BODY, headers=[("X-API-Key", KEY)])

    assert reply.status == 401


def test_each_holder_is_told_apart_by_key_or_hash() -> None:
    """The environment need not hold the key itself."""
    known = keys(f"analyst={KEY}, siem=sha256:{hashlib.sha256(OTHER.encode()).hexdigest()}")

    assert holder(known, KEY.encode()) == "analyst"
    assert holder(known, OTHER.encode()) == "siem"
    assert holder(known, b"") is None


@pytest.mark.parametrize("secret", [KEY, OTHER, "wrong" * 8])
def test_every_key_is_compared_in_constant_time(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever one it is, and if it is none: the time says nothing."""
    known = keys(f"analyst={KEY},siem={OTHER}")
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def seen(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", seen)
    holder(known, secret.encode())

    sent = hashlib.sha256(secret.encode()).digest()
    assert compared == [(key.digest, sent) for key in known]


def test_nobody_without_a_key_has_a_body_read() -> None:
    """A body of any size costs the service nothing."""
    reply = ask(service(), "POST /v1/scores", [b"x" * 1000] * 1000, key=None)

    assert reply.status == 401


def test_no_key_and_no_passing_name_is_ever_logged() -> None:
    """Right keys, wrong keys, keys in wrong places; who asked is known by name."""
    stream = io.StringIO()
    app = service(stream=stream)

    ask(app, "POST /v1/scores", names("evil.example", "no name"))
    ask(app, "POST /v1/scores", BODY, key="guessed-key-" * 4)
    ask(app, f"POST /v1/{OTHER}", names(KEY))
    ask(app, "POST /v1/scores", json.dumps({"names": ["a.example"], KEY: KEY}).encode())

    text = stream.getvalue()
    assert [json.loads(line)["status"] for line in text.splitlines()] == [200, 401, 404, 422]
    assert json.loads(text.splitlines()[0])["client"] == "analyst"
    for secret in (KEY, OTHER, "guessed-key", "evil.example", "no name"):
        assert secret not in text
