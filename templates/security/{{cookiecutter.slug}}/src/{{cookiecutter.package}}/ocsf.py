"""Findings as OCSF events of the class Detection Finding (schema 1.3.0, class 2004).

Titles, which people read, are defanged; evidence and observables hold the name as it is.
https://schema.ocsf.io/1.3.0/classes/detection_finding
"""

from collections.abc import Sequence
from typing import Any

from .finding import PRODUCT, TECHNIQUE, Finding
from .names import defanged

VERSION = "1.3.0"
CATEGORY, CLASS, CREATE = 2, 2004, 1  # Findings; Detection Finding; the activity "Create"
HOSTNAME = 1  # the type of an observable that is the name of a host
SEVERITIES = {90: (4, "High"), 50: (3, "Medium"), 0: (2, "Low")}  # from this confidence on, percent
Document = dict[str, Any]  # Any: JSON


def events(findings: Sequence[Finding]) -> list[Document]:
    """Return an event for each finding; times are milliseconds since 1970, as the schema says."""
    return [_event(finding) for finding in findings]


def _event(finding: Finding) -> Document:
    floor = max(floor for floor in SEVERITIES if finding.confidence >= floor)
    severity, severity_name = SEVERITIES[floor]
    begun = int(finding.seen.timestamp() * 1000)
    return {
        "activity_id": CREATE,
        "category_uid": CATEGORY,
        "class_uid": CLASS,
        "type_uid": 100 * CLASS + CREATE,
        "time": begun,
        "severity_id": severity,
        "severity": severity_name,
        "status_id": 1,  # new
        "confidence_score": finding.confidence,
        "metadata": {
            "version": VERSION,
            "product": {"name": PRODUCT, "vendor_name": PRODUCT},
        },
        "finding_info": {
            "uid": finding.identity("finding"),
            "title": f"Hostile domain name {defanged(finding.name)}",
            "desc": f"Holds until {finding.until.date()}; nothing was resolved or visited.",
            "created_time": begun,
            "attacks": [
                {
                    "technique": {"uid": TECHNIQUE.uid, "name": TECHNIQUE.name},
                    "tactic": {"uid": TECHNIQUE.tactic[0], "name": TECHNIQUE.tactic[1]},
                    "version": "18.1",
                }
            ],
        },
        "evidences": [{"query": {"hostname": finding.name}}],
        "observables": [
            {
                "name": "evidences[0].query.hostname",
                "type_id": HOSTNAME,
                "type": "Hostname",
                "value": finding.name,
            },
        ],
    }
