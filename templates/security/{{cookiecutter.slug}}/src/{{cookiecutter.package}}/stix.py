"""Findings as a STIX 2.1 bundle (OASIS standard, 10 June 2021).

Written as plain JSON, so that nothing has to be installed to report; a test has the reference
implementation read it, strictly. Titles, which people read, are defanged; patterns are not.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from .config import SetupError
from .finding import PRODUCT, SPACE, TECHNIQUE, Finding, stamp
from .names import defanged

Document = dict[str, Any]  # Any: JSON


def bundle(findings: Sequence[Finding]) -> Document:
    """Return an indicator for each finding, and the technique that they indicate.

    Identifiers depend on names only: the same name found again replaces its older indicator.

    Raises:
        SetupError: there is no finding, and a bundle without a time says nothing.
    """
    if not findings:
        raise SetupError("no name was flagged; there is nothing to export")
    begun = stamp(min(finding.seen for finding in findings))
    source = _object("identity", begun, name=PRODUCT, identity_class="system")
    technique = _object(
        "attack-pattern",
        begun,
        name=TECHNIQUE.name,
        created_by_ref=source["id"],
        kill_chain_phases=[
            {"kill_chain_name": "mitre-attack", "phase_name": TECHNIQUE.tactic[2]},
        ],
        external_references=[
            {"source_name": "mitre-attack", "external_id": TECHNIQUE.uid, "url": TECHNIQUE.url},
        ],
    )
    pairs = [_indicated(finding, source["id"], technique["id"]) for finding in findings]
    objects = [source, technique, *(each for pair in pairs for each in pair)]
    content = " ".join(each["id"] for each in objects) + begun
    return {"type": "bundle", "id": f"bundle--{uuid.uuid5(SPACE, content)}", "objects": objects}


def _indicated(finding: Finding, source: str, technique: str) -> tuple[Document, Document]:
    """Return the indicator of a finding, and its relationship to the technique."""
    seen = stamp(finding.seen)
    indicator = _object(
        "indicator",
        seen,
        finding.identity("indicator"),
        created_by_ref=source,
        name=f"Hostile domain name {defanged(finding.name)}",
        description="Flagged from its characters alone; nothing was resolved or visited.",
        indicator_types=["malicious-activity"],
        pattern=f"[domain-name:value = '{finding.name}']",
        pattern_type="stix",
        valid_from=seen,
        valid_until=stamp(finding.until),
        confidence=finding.confidence,
    )
    relationship = _object(
        "relationship",
        seen,
        finding.identity("relationship"),
        created_by_ref=source,
        relationship_type="indicates",
        source_ref=indicator["id"],
        target_ref=technique,
    )
    return indicator, relationship


def _object(kind: str, time: str, identity: str = "", **more: object) -> Document:
    """Return a STIX object with the properties that all have in common (section 3.2)."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{identity or uuid.uuid5(SPACE, kind)}",
        "created": time,
        "modified": time,
        **more,
    }
