"""One finding, from which every export is made: what was flagged, how surely, until when."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

from .config import SetupError
from .detector import probability
from .names import defanged, normal

PRODUCT = "{{ cookiecutter.slug }}"
# The name space of every identifier.
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:{PRODUCT}")
MOST_DAYS = 36_500  # that a finding may hold


class Technique(NamedTuple):
    """What a finding is evidence of, in MITRE ATT&CK's words (https://attack.mitre.org).

    Attributes:
        uid: its identifier.
        name: its name.
        tactic: identifier and name of the tactic, and its name as STIX writes it.
    """

    uid: str
    name: str
    tactic: tuple[str, str, str]

    @property
    def url(self) -> str:
        """Return its page."""
        return f"https://attack.mitre.org/techniques/{self.uid.replace('.', '/')}"


# A name is bought before it is used: that is all that a name alone can show.
TECHNIQUE = Technique(
    "T1583.001",
    "Acquire Infrastructure: Domains",
    ("TA0042", "Resource Development", "resource-development"),
)


@dataclass(frozen=True)
class Finding:
    """A name that was flagged.

    Attributes:
        name: in normal form, which has letters, digits, ``-``, ``_`` and ``.`` only: none of
            them means anything in a STIX pattern or in quoted YAML.
        log_odds: that it is hostile.
        seen: when it was scored, in UTC.
        days: how long the finding holds; names change hands, and detectors age.
    """

    name: str
    log_odds: float
    seen: datetime
    days: int = 30

    def __post_init__(self) -> None:
        """Refuse what would make an export wrong.

        Raises:
            SetupError: no day is left, or more than a century.
            ValueError: the name is not in normal form, or the time has no zone.
        """
        if normal(self.name) != self.name:
            raise ValueError(f"{defanged(self.name)!r} is not in normal form; use names.normal")
        if self.seen.tzinfo is None:
            raise ValueError(f"{self.seen.isoformat()} has no time zone; give it in UTC")
        if not 1 <= self.days <= MOST_DAYS:
            raise SetupError(f"days is {self.days}; give 1 to {MOST_DAYS}")

    @property
    def confidence(self) -> int:
        """Return the probability that the name is hostile, in percent, among training's names.

        In traffic with fewer hostile names it is lower; and no name is certain by itself.
        """
        return min(99, round(100 * float(probability(np.asarray(self.log_odds)))))

    @property
    def until(self) -> datetime:
        """Return when the finding ends to hold."""
        return self.seen + timedelta(days=self.days)

    def identity(self, kind: str) -> str:
        """Return an identifier that is the same each time the same name is found."""
        return str(uuid.uuid5(SPACE, f"{kind} {self.name}"))


def stamp(time: datetime) -> str:
    """Return a time as RFC 3339 in UTC with milliseconds, which STIX 2.1, section 3.2, asks for."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
