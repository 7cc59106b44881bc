"""What stands in a message and in a verdict: JSON, small, and looked at before it is believed."""

import json
from collections.abc import Iterable, Sequence

from ..config import SetupError
from ..corpus import Floats
from ..detector import probability
from ..names import normal

MOST_NAMES = 256  # of a message
MOST_BYTES = 65_536  # of a message: 256 names of 253 characters fit


class PayloadError(SetupError):
    """A message that no number of deliveries makes better."""


def encode(names: Iterable[str]) -> bytes:
    """Return a message with ``names``, a JSON list.

    Raises:
        PayloadError: no worker would take it.
    """
    text = json.dumps(list(names), separators=(",", ":")).encode("ascii")
    parse(text)
    return text


def parse(payload: bytes) -> list[str]:
    """Return the names of a message, in normal form and in order.

    Raises:
        PayloadError: it is no list of 1 to 256 domain names; the reason holds no link.
    """
    if len(payload) > MOST_BYTES:
        raise PayloadError(f"{len(payload)} bytes; send at most {MOST_BYTES}")
    try:
        found = json.loads(payload.decode("utf-8"))
    except (ValueError, RecursionError):  # neither text nor JSON, or nested without end
        raise PayloadError("no JSON in UTF-8; send a list of names") from None
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise PayloadError("no JSON list of texts; send a list of names")
    if not 1 <= len(found) <= MOST_NAMES:
        raise PayloadError(f"{len(found)} names; send 1 to {MOST_NAMES}")
    try:
        return [normal(name) for name in found]
    except ValueError as error:
        raise PayloadError(str(error)) from None


def verdict(names: Sequence[str], scores: Floats, threshold: float, origin: str) -> bytes:
    """Return what was found of a message: name, probability, and whether it is flagged, of each.

    Args:
        names: of the message.
        scores: their log-odds, (names,).
        threshold: above which a name is flagged.
        origin: which detector it was, so that a verdict can be understood later.
    """
    chances = probability(scores).round(6).tolist()
    flags = (scores > threshold).tolist()
    found = [list(each) for each in zip(names, chances, flags, strict=True)]
    document = {"detector": origin, "names": found}
    return json.dumps(document, separators=(",", ":")).encode("ascii")
