"""Findings as a Sigma rule (specification 2.0), which SIEMs translate into their own queries."""

import json
import uuid
from collections.abc import Sequence

from .config import SetupError
from .finding import PRODUCT, SPACE, TECHNIQUE, Finding


def rule(findings: Sequence[Finding]) -> str:
    """Return one rule, as YAML, for look-ups of the flagged names and of hosts below them.

    Every text is quoted as JSON, which YAML 1.2 reads as it is.

    Raises:
        SetupError: there is no finding, and a rule without names matches nothing.
    """
    if not findings:
        raise SetupError("no name was flagged; there is nothing to export")
    names = sorted({finding.name for finding in findings})
    first = min(finding.seen for finding in findings).date()
    last = max(finding.until for finding in findings).date()
    said = (
        f"Names that were flagged from their characters. Retire it on {last}: names change hands."
    )
    return "\n".join(
        [
            'title: "Look-up of a Domain Name That a Detector Flagged"',
            f"id: {uuid.uuid5(SPACE, 'sigma ' + ' '.join(names))}",
            "status: experimental",
            f"description: {json.dumps(said)}",
            f"references: [{json.dumps(TECHNIQUE.url)}]",
            f"author: {json.dumps(PRODUCT)}",
            f'date: "{first}"',
            f"tags: [attack.{TECHNIQUE.tactic[2]}, attack.{TECHNIQUE.uid.lower()}]",
            "logsource:",
            "  category: dns_query",
            "detection:",
            "  name:",
            *_listed("QueryName", names),
            "  below:",
            *_listed("QueryName|endswith", [f".{name}" for name in names]),
            "  condition: name or below",
            "falsepositives:",
            '  - "Benign names that look like a known brand"',
            f"level: {_level(findings)}",
            "",
        ]
    )


def _listed(field: str, values: list[str]) -> list[str]:
    return [f"    {field}:", *(f"      - {json.dumps(value)}" for value in values)]


def _level(findings: Sequence[Finding]) -> str:
    """Return how urgent the least certain finding is: a rule promises no more than that."""
    return "high" if min(finding.confidence for finding in findings) >= 90 else "medium"
