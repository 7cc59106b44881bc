"""Values with their uncertainty, and tables that know how they are written."""

import json
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from portfolio_kit.carried import headline
from portfolio_kit.carried.part import Column, Headline, Part, Report, Table, Value

GFM = MarkdownIt("commonmark").enable("table")
FED = Value.over([93.0, 94.0, 92.0, 95.0, 93.5])
ALONE = Value.over([71.0, 73.0, 69.5, 74.0, 70.0])
ALL = Value.over([96.0, 97.0, 95.5, 97.5, 96.0])

TABLE = Table(
    "strategies",
    "Strategies",
    (Column("accuracy", "Accuracy", "%"), Column("sent", "Sent", "MiB", "lower", "none")),
    {
        "fedavg": ("FedAvg", {"accuracy": FED, "sent": Value(12.34)}),
        "alone": ("each alone | in peace", {"accuracy": ALONE, "sent": "nothing"}),
        "central": ("centralised", {"accuracy": ALL}),
    },
    "Of five seeds.",
    "Trained",
)


def test_a_value_over_samples_has_spread_interval_and_number() -> None:
    value = Value.over([1.0, 2.0, 3.0, 4.0, 5.0], "rows")

    assert value.entry() == {
        "value": 3.0,
        "sd": 1.58114,
        "ci95": [1.03676, 4.96324],
        "n": 5,
        "of": "rows",
    }


def test_a_value_of_one_sample_has_no_spread() -> None:
    assert Value.over([2.5]).entry() == {"value": 2.5, "n": 1, "of": "seeds"}


def test_numbers_keep_six_digits() -> None:
    value = Value(1 / 3, ci95=(0.123456789, 1234567.0), n=40, of="rows", events=12)

    assert value.entry() == {
        "value": 0.333333,
        "ci95": [0.123457, 1234570.0],
        "n": 40,
        "of": "rows",
        "events": 12,
    }


def test_a_spread_of_zero_is_a_spread() -> None:
    assert Value.over([3.0, 3.0]).entry()["sd"] == 0.0
    assert Value(1.0, sd=0.0, ci95=(0.0, 0.0)).entry()["ci95"] == [0.0, 0.0]


def test_a_difference_is_of_pairs() -> None:
    gap = Value.over([1.0, 2.0, 3.0]).minus(Value.over([0.5, 1.5, 2.5]))

    assert gap is not None
    assert gap.entry("value", "ci95") == {"value": 0.5, "ci95": [0.5, 0.5]}


@pytest.mark.parametrize("other", [Value(1.0), Value.over([1.0, 2.0])])
def test_what_has_no_pairs_has_no_difference(other: Value) -> None:
    assert Value.over([1.0, 2.0, 3.0]).minus(other) is None
    assert Value.over([1.0]).minus(Value.over([2.0])) is None
    assert Value(1.0).minus(other) is None


def test_a_table_is_json_by_rows_with_its_samples() -> None:
    found = TABLE.json()

    assert list(found) == ["fedavg", "alone", "central"]
    assert found["fedavg"]["accuracy"]["samples"] == [93.0, 94.0, 92.0, 95.0, 93.5]
    assert found["fedavg"]["sent"] == {"value": 12.34}
    assert found["alone"] | {"accuracy": 0} == {
        "label": "each alone | in peace",
        "accuracy": 0,
        "sent": "nothing",
    }
    assert json.loads(json.dumps(found)) == found


def test_many_samples_are_not_written() -> None:
    rows = {"all": ("All", {"a": Value.over([1.0, 0.0] * 40, "rows")})}

    found = Table("t", "T", (Column("a", "A", "1"),), rows).json()

    assert found["all"]["a"].keys() == {"value", "sd", "ci95", "n", "of"}


def test_a_listing_is_a_padded_table_below_its_title() -> None:
    assert TABLE.listing().splitlines() == [
        "## Strategies",
        "",
        "| Trained                | Accuracy ↑     | Sent ↓   |",
        "| ---------------------- | -------------- | -------- |",
        "| FedAvg                 | 93.5 ± 1.1 %   | 12.3 MiB |",
        "| each alone \\| in peace | 71.5 ± 1.9 %   | nothing  |",
        "| centralised            | 96.40 ± 0.82 % |          |",
        "",
        "Of five seeds.",
    ]


def test_a_listing_shows_every_cell_where_it_belongs() -> None:
    rows = [token.content for token in GFM.parse(TABLE.listing()) if token.type == "inline"]

    assert rows[0] == "Strategies"
    assert len(rows) == 2 + 4 * 3


def test_a_metric_is_a_cell_with_what_it_is_to_beat() -> None:
    found = TABLE.metric(
        "fedavg",
        "accuracy",
        id="fedavg_accuracy",
        label="FedAvg, accuracy",
        baseline="alone",
        ceiling="central",
        chance=("the most frequent digit", Value(10.2)),
    )

    assert found == {
        "id": "fedavg_accuracy",
        "display": "93.5 ± 1.1 %",
        "short": "93.5 %",
        "label": "FedAvg, accuracy",
        "unit": "%",
        "better": "higher",
        "split": "test",
        "value": 93.5,
        "sd": 1.11803,
        "ci95": [92.1118, 94.8882],
        "n": 5,
        "of": "seeds",
        "baseline": {
            "label": "each alone | in peace",
            "value": 71.5,
            "sd": 1.93649,
            "ci95": [69.0955, 73.9045],
        },
        "gap": {"value": 22.0, "ci95": [20.683, 23.317]},
        "ceiling": {"label": "centralised", "value": 96.4},
        "chance": {"label": "the most frequent digit", "value": 10.2},
    }


def test_a_gap_that_is_measured_otherwise_is_taken() -> None:
    gap = Value(4.0, ci95=(1.0, 7.0))

    found = TABLE.metric(
        "alone", "accuracy", id="a", label="A", baseline=("coin", Value(50.0)), gap=gap
    )

    assert found["gap"] == {"value": 4.0, "ci95": [1.0, 7.0]}


def test_without_pairs_there_is_no_gap() -> None:
    found = TABLE.metric("fedavg", "accuracy", id="a", label="A", baseline=("coin", Value(50.0)))

    assert "gap" not in found
    assert found["baseline"] == {"label": "coin", "value": 50.0}


def test_a_metric_of_time_is_volatile() -> None:
    assert TABLE.metric("fedavg", "sent", id="a", label="A", volatile=True)["volatile"] is True
    assert "volatile" not in TABLE.metric("fedavg", "sent", id="a", label="A")


def test_text_is_no_metric() -> None:
    with pytest.raises(TypeError, match="strategies: alone, sent is text; a metric is a value"):
        TABLE.metric("alone", "sent", id="a", label="A")


def test_the_example_of_the_guide_makes_a_report() -> None:
    guide = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")
    [example] = [text for text in guide.split("```python\n") if "def report(" in text]
    names: dict[str, Any] = {}
    code = example.partition("```")[0].replace(".showcase.part", "portfolio_kit.carried.part")
    numbers = {"fedavg": FED.samples, "alone": ALONE.samples, "centralised": ALL.samples}

    exec(code, names)
    report = names["report"]([(name, name, found) for name, found in numbers.items()], None)

    [metric] = report.metrics
    assert metric["gap"]["value"] == 22.0
    said = {"text": report.headline.text, "metrics": report.headline.metrics}
    found = headline.judged(said, report.metrics, [])
    assert found["text"] == "Ten clients reach 93.5 % together."


def test_a_report_may_be_empty_and_a_part_has_no_settings_by_itself() -> None:
    part = Part("experiment", lambda *_: None, lambda *_: Report())

    assert part.report() == Report((), (), (), (), (), None, None, {}, {})
    assert (part.settings, part.study) == (None, False)
    assert Headline("{a}", ("a",)).metrics == ("a",)
