"""Exports: each is read by the reference implementation of its format, and says when it ends."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import NoReturn

import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st
from sigma.rule import SigmaDetectionItem, SigmaRule
from stix2patterns.validator import run_validator

from {{ cookiecutter.package }} import data, export, ocsf, sigma, stix
from {{ cookiecutter.package }}.config import Config, SetupError
from {{ cookiecutter.package }}.finding import Finding
from {{ cookiecutter.package }}.names import defanged, normal

SEEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FOUND = (Finding("wallet-login.example", 3.0, SEEN), Finding("b.example", 0.5, SEEN, days=7))
NAMES = st.lists(
    st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9])?(\.[a-z0-9]{2,9}){1,2}", fullmatch=True),
    min_size=1,
    max_size=5,
    unique=True,
)
REQUIRED = {  # https://schema.ocsf.io/1.3.0/classes/detection_finding
    *("activity_id", "category_uid", "class_uid", "finding_info", "metadata", "severity_id"),
    *("time", "type_uid"),
}


@given(st.text())
def test_no_text_breaks_out_of_a_pattern(text: str) -> None:
    """What is no name in normal form never becomes a finding."""
    try:
        finding = Finding(text, 0.0, SEEN)
    except ValueError:
        return

    assert finding.name == normal(text)
    assert not set(finding.name) & set("'\"\\[] \n")


def test_a_finding_without_a_zone_or_an_end_is_refused() -> None:
    """A time without a zone means another moment elsewhere."""
    with pytest.raises(ValueError, match="has no time zone"):
        Finding("a.example", 0.0, SEEN.replace(tzinfo=None))
    with pytest.raises(SetupError, match="days is 0"):
        Finding("a.example", 0.0, SEEN, days=0)
    with pytest.raises(SetupError, match="give 1 to 36500"):
        Finding("a.example", 0.0, SEEN, days=10**9)


@given(NAMES)
def test_the_reference_implementation_reads_every_bundle(names: list[str]) -> None:
    """Strictly: no property that STIX 2.1 does not know, every pattern by its grammar."""
    text = json.dumps(stix.bundle([Finding(name, 1.0, SEEN) for name in names]))

    read = stix2.parse(text, version="2.1", allow_custom=False)

    indicators = [each for each in read.objects if each.type == "indicator"]
    assert len(indicators) == len(names)
    for indicator in indicators:
        assert run_validator(indicator.pattern, stix_version="2.1") == []


def test_every_indicator_ends_and_names_a_technique() -> None:
    """``valid_until`` lies after ``valid_from``; a relationship leads to ATT&CK."""
    objects = {each["id"]: each for each in stix.bundle(FOUND)["objects"]}

    for finding in FOUND:
        indicator = objects[f"indicator--{finding.identity('indicator')}"]
        relationship = objects[f"relationship--{finding.identity('relationship')}"]
        technique = objects[relationship["target_ref"]]
        assert indicator["valid_from"] == "2026-01-02T03:04:05.000Z"
        assert indicator["valid_until"] > indicator["valid_from"]
        assert relationship["source_ref"] == indicator["id"]
        assert technique["external_references"][0]["external_id"] == "T1583.001"


def test_the_same_name_has_the_same_identifier_at_any_time() -> None:
    """So that a receiver updates its indicator instead of gathering copies."""
    later = Finding(FOUND[0].name, 9.0, SEEN + timedelta(days=1))

    assert later.identity("indicator") == FOUND[0].identity("indicator")
    assert later.identity("indicator") != FOUND[1].identity("indicator")
    assert stix.bundle([later])["id"] != stix.bundle(FOUND[:1])["id"]


def test_times_are_written_in_utc() -> None:
    """Whatever zone they come in."""
    east = SEEN.astimezone(timezone(timedelta(hours=5)))

    assert stix.bundle([Finding("a.example", 0.0, east)]) == stix.bundle(
        [Finding("a.example", 0.0, SEEN)]
    )


@given(NAMES)
def test_pysigma_reads_every_rule(names: list[str]) -> None:
    """With every name, and every name once more for the hosts below it."""
    rule = SigmaRule.from_yaml(sigma.rule([Finding(name, 1.0, SEEN) for name in names]))

    assert not rule.errors
    assert rule.detection.parsed_condition[0].parse()
    assert _values(rule, "name") == sorted(names)
    assert _values(rule, "below") == sorted(f"*.{name}" for name in names)
    assert [str(tag) for tag in rule.tags] == ["attack.resource-development", "attack.t1583.001"]


def _values(rule: SigmaRule, selection: str) -> list[str]:
    """Return what a selection of a rule matches; ``*`` stands for anything."""
    (item,) = rule.detection.detections[selection].detection_items
    assert isinstance(item, SigmaDetectionItem)
    return sorted(str(value) for value in item.value)


@pytest.mark.parametrize("log_odds", [-9.0, 0.0, 1.0, 9.0])
def test_every_event_has_what_ocsf_requires(log_odds: float) -> None:
    """And numbers that agree with each other."""
    (event,) = ocsf.events([Finding("a.example", log_odds, SEEN)])

    assert event.keys() >= REQUIRED
    assert event["metadata"].keys() >= {"product", "version"}
    assert event["finding_info"].keys() >= {"title", "uid"}
    assert event["type_uid"] == 100 * event["class_uid"] + event["activity_id"] == 200401
    assert event["class_uid"] // 1000 == event["category_uid"]
    assert 0 <= event["severity_id"] <= 6
    assert 0 <= event["confidence_score"] <= 100
    assert datetime.fromtimestamp(event["time"] / 1000, UTC) == SEEN


def test_what_people_read_is_defanged_and_what_machines_match_is_not() -> None:
    """A title becomes no link; pattern, evidence and observable hold the name as it is."""
    finding = FOUND[0]
    (event,) = ocsf.events([finding])
    indicator = next(
        each for each in stix.bundle([finding])["objects"] if each["type"] == "indicator"
    )

    for title in (event["finding_info"]["title"], indicator["name"]):
        assert defanged(finding.name) in title
        assert finding.name not in title
    assert f"'{finding.name}'" in indicator["pattern"]
    assert event["evidences"][0]["query"]["hostname"] == finding.name
    assert event["observables"][0]["value"] == finding.name


def test_nothing_found_is_said_instead_of_an_empty_export() -> None:
    """An empty bundle or rule would read as a clean bill of health."""
    for write in (stix.bundle, sigma.rule):
        with pytest.raises(SetupError, match="nothing to export"):
            write([])


def test_all_that_is_no_name_is_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Defanged, one line each, and nothing is written."""
    assert export.main(["stix", "a b.example", "one"]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(" is ")[0] for line in said.err.splitlines()] == ["'a b[.]example'", "'one'"]


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a person can cause is one line."""

    def broken(_: Config) -> NoReturn:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr(data, "load", broken)

    with pytest.raises(ValueError, match="could not be broadcast"):
        export.main(["stix", "a.example"])
