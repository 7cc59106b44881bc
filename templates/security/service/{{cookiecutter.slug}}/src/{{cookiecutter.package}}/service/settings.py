"""Everything that the service is told, from environment variables; all that is wrong, at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from limits import RateLimitItem, parse

from ..config import SetupError
from .auth import Key, keys

PREFIX = "SCORING_"


@dataclass(frozen=True)
class Settings:
    """What ``VARIABLES`` says, read."""

    keys: tuple[Key, ...] = field(repr=False)
    detector: Path
    sha256: str
    host: str
    port: int
    rate: RateLimitItem
    body_bytes: int
    body_seconds: float
    drain_seconds: float


class Variable(NamedTuple):
    """One environment variable.

    Attributes:
        read: what turns its text into a value, or raises SetupError.
        default: its text when it is not set; None when it must be.
        meaning: what it is, for ``--help`` and README.
    """

    read: Callable[[str], Any]  # Any: each field of the settings has its own type
    default: str | None
    meaning: str


def _sha256(text: str) -> str:
    found = re.fullmatch(r"(?:sha256:)?([0-9a-f]{64})", text)
    if not found:
        raise SetupError("is no SHA-256; give the 64 hexadecimal digits that fitting printed")
    return found[1]


def _number(kind: type[int] | type[float], least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            raise SetupError(f"is {text!r}, which is no number") from None
        if not least <= value <= most:
            raise SetupError(f"is {text}; give {least:g} to {most:g}")
        return value

    return read


def _rate(text: str) -> RateLimitItem:
    try:
        return parse(text)
    except ValueError:
        raise SetupError(f"is {text!r}; write it as 600/minute") from None


VARIABLES = {
    "SCORING_KEYS": Variable(
        keys,
        None,
        "who may ask: `name=key`, separated by commas; a key has 32 characters at least, "
        "or is written as `sha256:` and its hash",
    ),
    "SCORING_SHA256": Variable(_sha256, None, "SHA-256 of the detector's file"),
    "SCORING_DETECTOR": Variable(Path, "build/detector.npz", "the detector's file"),
    "SCORING_HOST": Variable(str, "127.0.0.1", "address to listen on"),
    "SCORING_PORT": Variable(_number(int, 0, 65535), "8000", "port; 0 takes a free one"),
    "SCORING_RATE": Variable(_rate, "600/minute", "requests of each key, in a moving window"),
    "SCORING_BODY_BYTES": Variable(
        _number(int, 1, 2**24), "131072", "most bytes of a request's body"
    ),
    "SCORING_BODY_SECONDS": Variable(
        _number(float, 0.01, 3600), "10", "most seconds that a body may take"
    ),
    "SCORING_DRAIN_SECONDS": Variable(
        _number(float, 0, 3600), "2", "seconds between SIGTERM, when `/readyz` says no, and the end"
    ),
}


def read(environment: Mapping[str, str]) -> Settings:
    """Return the settings.

    Raises:
        SetupError: variables are missing, wrong or unknown; a line for each, without any key.
    """
    values: dict[str, Any] = {}  # Any: each field has its own type
    wrong = [
        f"{name} is no setting of the service; see --help"
        for name in environment
        if name.startswith(PREFIX) and name not in VARIABLES
    ]
    for name, variable in VARIABLES.items():
        text = environment.get(name, variable.default)
        if text is None:
            wrong.append(f"{name} is not set; give {variable.meaning}")
            continue
        try:
            values[name.removeprefix(PREFIX).lower()] = variable.read(text)
        except SetupError as error:
            wrong.append(f"{name} {error}")
    if wrong:
        raise SetupError("\n".join(wrong))
    return Settings(**values)
