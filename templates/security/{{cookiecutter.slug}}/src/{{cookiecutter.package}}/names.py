"""Domain names as text: one way to write each, and one way to show it so that nobody visits it."""

import re

LONGEST = 253  # characters of a name (RFC 1035, section 2.3.4, without the last dot)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")


def normal(text: str) -> str:
    """Return a domain name in lower case, as ASCII (RFC 5890), without a last dot.

    ``_`` is let through: names that are only looked up, never registered, hold it.

    Raises:
        ValueError: it is no domain name.
    """
    name = text.strip().rstrip(".").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError(f"{_shown(text)} has no form in ASCII; give its xn-- form") from None
    labels = name.split(".")
    if len(name) > LONGEST:
        raise ValueError(f"{_shown(text)} has {len(name)} characters; give at most {LONGEST}")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(f"{_shown(text)} is no domain name; give one such as example.org")
    return name


def defanged(name: str) -> str:
    """Return a name in the form in which nothing turns it into a link, ``example[.]org``."""
    return name.replace(".", "[.]")


def _shown(text: str) -> str:
    """Return the start of what somebody sent: printable, short, and no link."""
    return ascii(defanged(text[:60]))
