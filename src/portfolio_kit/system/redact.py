"""Secrets kept out of what is shown, logged and recorded: passwords and tokens in addresses.

Where a password ends is not always clear: people write ``@``, ``:`` and ``/`` in it without
the percent signs that an address wants. In doubt more is hidden, never less.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

#: What stands in the place of a secret.
HIDDEN = "***"

#: ``pathlib`` makes one slash of two.
_SCHEME = r"(?:[a-z][a-z0-9+.-]+://|(?:https?|ssh|git|ftps?):/)"
_ADDRESS = re.compile(rf"(?P<scheme>{_SCHEME})(?P<body>(?:(?!{_SCHEME})\S)*)", re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?P<before>(?:git\+)?)(?P<scheme>{_SCHEME})(?P<body>.*)", re.IGNORECASE | re.DOTALL
)

#: ``user:password@host`` of somebody who left the scheme out.
_BARE = re.compile(r"(?P<user>[^\s/@:]*):(?P<password>.+)@(?P<rest>[\w.-]+(?:[/:].*)?)", re.DOTALL)

#: ``?token=…``, ``&private_token=…``, ``#access_token=…``, ``X-Amz-Signature=…``.
_QUERY = re.compile(
    r"(?P<key>[?&;#][\w.%-]*(?:token|passw|pwd|secret|key|auth|sig|cred|session)[\w.%-]*=)"
    r"(?P<value>[^&#\s]*[^&#\s'\"`)>,;:.])",
    re.IGNORECASE,
)

#: What only a host's name looks like: an end of letters after a dot, numbers, this machine.
_HOST = r"(?:[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}|\d+(?:\.\d+){3}|localhost|\[[0-9a-f:.%]+\])(?::\d+)?"

_AT_HOST = re.compile(rf"@(?={_HOST}(?:[/?#]|\W*$))", re.IGNORECASE)

#: With these the user is the token; with a password it is a name, which many words hold.
_NO_PASSWORD = (None, "", "x-oauth-basic")

#: Shorter ones would be found in words that have nothing to do with them.
_SHORTEST = 4


@dataclass(frozen=True)
class _Parts:
    """An address taken apart; ``user`` and ``password`` as written, None where there is none."""

    scheme: str
    user: str | None
    password: str | None
    rest: str

    @property
    def keeps_user(self) -> bool:
        """With ssh the user says who logs in; elsewhere it may be a token."""
        return "ssh" in self.scheme.lower()


def redact(text: str) -> str:
    """Return ``text`` with the secrets of every address in it hidden."""
    if ":/" not in text:
        return text
    return _ADDRESS.sub(lambda found: _hidden(_parts(found["scheme"], found["body"])), text)


def address(reference: str) -> str:
    """Return one whole address with its secrets hidden, blanks in a password included."""
    if found := _WHOLE.fullmatch(reference):
        return found["before"] + _hidden(_parts(found["scheme"], found["body"]))
    if found := _BARE.fullmatch(reference):
        return f"{found['user']}:{HIDDEN}@{found['rest']}"
    return reference


def public(url: str) -> str:
    """Return ``url`` without its secrets, as one can use it: git asks for what is missing."""
    found = _WHOLE.fullmatch(url)
    if found is None:
        return url
    parts = _parts(found["scheme"], found["body"])
    user = f"{parts.user}@" if parts.user and parts.keeps_user else ""
    rest = _QUERY.sub(lambda query: query["key"][0], parts.rest)
    if rest != parts.rest:  # what joined a secret to the rest joins nothing any more
        rest = re.sub(r"&{2,}", "&", re.sub(r"[?&]+(?=#|$)|#$", "", rest)).replace("?&", "?")
    return f"{parts.scheme}{user}{rest}"


def deep(value: Any) -> Any:  # noqa: ANN401 - any TOML, and the same again
    """Return a value of a config file with the secrets of the addresses in it hidden."""
    if isinstance(value, dict):
        return {key: deep(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [deep(inner) for inner in value]
    return redact(address(value)) if isinstance(value, str) else value


def secrets(*urls: str) -> tuple[str, ...]:
    """Return what is secret in addresses, as written and as meant, the longest first."""
    found: set[str] = set()
    for url in urls:
        whole = _WHOLE.fullmatch(url)
        if whole is None:
            bare = _BARE.fullmatch(url)
            found |= {bare["password"]} if bare else set()
            continue
        parts = _parts(whole["scheme"], whole["body"])
        found |= {parts.password or ""}
        if not parts.keeps_user and parts.password in _NO_PASSWORD:
            found |= {parts.user or ""}
        found |= {query["value"] for query in _QUERY.finditer(parts.rest)}
    found |= {unquote(secret) for secret in found}
    # Git takes the first of these for the end, and says what it finds before and after.
    found |= {piece for secret in found for piece in re.split(r"[/?#@:]", secret)}
    return tuple(sorted((s for s in found if len(s) >= _SHORTEST), key=len, reverse=True))


def hide(text: str, known: Sequence[str]) -> str:
    """Return ``text`` without the ``known`` secrets, and without those that an address shows."""
    for secret in known:
        text = text.replace(secret, HIDDEN)
    return redact(text)


def command(words: Iterable[str], known: Sequence[str] = ()) -> str:
    """Return a command line as one types it, with the secrets of its addresses hidden."""
    return shlex.join(hide(_option(word), known) for word in words)


def _option(word: str) -> str:
    """Hide the secrets of a word that is an address, or ``--option=ADDRESS``."""
    option, equals, value = word.partition("=") if word.startswith("-") else ("", "", word)
    return f"{option}{equals}{address(value) if _WHOLE.fullmatch(value) else value}"


def userinfo(body: str) -> int:
    """Return where in what follows ``://`` the ``@`` stands that ends a user and a password.

    -1 when there is none. One after the first slash counts when no other reading makes sense:
    ``user:pa/ss@host``; in ``host/path@ref`` and ``host:8080/path@ref`` it does not.
    """
    slash = re.search(r"[/?#]|$", body)
    first = slash.start() if slash else len(body)
    inside, last = body.rfind("@", 0, first), body.rfind("@")
    if last <= first:
        return inside
    host = body[inside + 1 : first]
    if re.fullmatch(_HOST, host, re.IGNORECASE):
        return inside
    hosts = [found.start() for found in _AT_HOST.finditer(body, first)]
    no_port = re.search(r":(?!\d+$)", host)
    return hosts[-1] if hosts else last if no_port else inside


def _parts(scheme: str, body: str) -> _Parts:
    end = userinfo(body)
    if end >= 0:
        user, colon, password = body[:end].partition(":")
        if not colon and (encoded := re.match(r"(.*?)%3a(.*)", user, re.IGNORECASE)):
            user, colon, password = encoded[1], ":", encoded[2]
        return _Parts(scheme, user, password if colon else None, body[end + 1 :])
    # No port has letters: somebody wrote `%40` for the `@` before the host, or forgot it.
    odd = re.match(r"(?P<user>[^/?#:\[\]]*):(?!\d*(?:\W|$))(?P<password>.+)", body, re.DOTALL)
    if odd:
        return _Parts(scheme, odd["user"], odd["password"], "")
    return _Parts(scheme, None, None, body)


def _hidden(parts: _Parts) -> str:
    rest = _QUERY.sub(lambda found: f"{found['key']}{HIDDEN}", parts.rest)
    if parts.user is None:
        return f"{parts.scheme}{rest}"
    if not parts.keeps_user:
        return f"{parts.scheme}{HIDDEN}@{rest}"
    password = "" if parts.password is None else f":{HIDDEN}"
    return f"{parts.scheme}{parts.user}{password}@{rest}"
