"""The message of a commit says what came out otherwise than before."""

import json
from typing import Any

import pytest
from sample_manifest import first_version, metric, sample

from portfolio_kit.running.compared import table


def manifest(**values: float) -> dict[str, Any]:
    made = sample()
    made["metrics"] += [metric(name, value, "%") for name, value in values.items()]
    return made


def compared(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return table(json.dumps(before), after).split("\n")


def test_what_changed_stands_beside_what_it_was() -> None:
    said = compared(manifest(recall=90, old=1, same=5), manifest(recall=91.5, new=100, same=5))

    assert said == [
        "        before  after",
        "Recall  90.0 %  91.5 %",
        "New     —       100.0 %",
        "Old     1.0 %   —",
        "",
        "",
    ]


def test_times_are_others_each_time() -> None:
    later = manifest()
    later["metrics"][1] |= metric("round_time", 5.0, "s", volatile=True)

    assert table(json.dumps(manifest()), later) == ""


def test_a_long_table_is_cut() -> None:
    names = [f"m{number:02}" for number in range(20)]

    said = compared(manifest(**dict.fromkeys(names, 1)), manifest(**dict.fromkeys(names, 2)))

    assert said[1].startswith("M00")
    assert said[12:] == ["M11  1.0 %   2.0 %", "and 8 more", "", ""]


def test_two_of_one_label_are_told_by_their_ids() -> None:
    before, after = manifest(one=1, two=2), manifest(one=3, two=4)
    for made in (before, after):
        for entry in made["metrics"][2:]:
            entry["label"] = "Share"

    assert [line.split("  ")[0] for line in compared(before, after)[1:3]] == ["one", "two"]


def test_a_label_that_changed_is_no_result() -> None:
    after = manifest(one=1)
    after["metrics"][2]["label"] = "Another"

    assert table(json.dumps(manifest(one=1)), after) == ""


def test_the_first_version_is_compared_too() -> None:
    before = first_version()
    before["metrics"][0] |= {"display": "50 %", "value": 50.0}
    before["metrics"][0].pop("sd")

    assert compared(before, sample())[1] == "Test accuracy  50 %    93.6 ± 1.1 %"


@pytest.mark.parametrize(
    "before", [None, "", "[", "{}", '{"metrics": 5}', json.dumps({**sample(), "name": "A\nB"})]
)
def test_a_manifest_that_is_none_is_compared_with_nothing(before: str | None) -> None:
    assert table(before, manifest(one=1)) == ""
