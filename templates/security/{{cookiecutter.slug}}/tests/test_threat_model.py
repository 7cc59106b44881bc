"""The threat model: no mitigation without a test that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINKED = re.compile(r"\[(test_\w+)\]\((tests/test_\w+\.py)\)")
KINDS = (
    "Spoofing",
    "Tampering",
    "Repudiation",
    "Information disclosure",
    "Denial of service",
    "Elevation of privilege",
)


def rows() -> list[list[str]]:
    """Return the cells of every row of the table of threats."""
    text = (ROOT / "THREAT_MODEL.md").read_text(encoding="utf-8")
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[1])
def test_every_mitigation_links_to_a_test_that_is_there(row: list[str]) -> None:
    """By file and name, so that a renamed or deleted test is missed."""
    linked = LINKED.findall(row[3])

    assert linked
    assert LINKED.sub("", row[3]).strip() == ""
    for name, file in linked:
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_kind_of_threat_was_thought_of() -> None:
    """STRIDE has six; each row has four cells."""
    found = rows()

    assert {len(row) for row in found} == {4}
    assert {row[0] for row in found} == set(KINDS)
