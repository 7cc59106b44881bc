"""The manifest: read strictly, with all that is wrong said at once."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_manifest import first_version, metric, sample, write_project

from portfolio_kit.errors import ManifestError
from portfolio_kit.schema import published
from portfolio_kit.showcase import manifest

Change = Callable[[dict[str, Any]], object]


def problems(change: Change) -> list[str]:
    """What is wrong with the sample after `change`."""
    document = sample()
    change(document)
    return [*map(str, manifest.validate(document, "showcase.json"))]


def test_the_sample_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_project(tmp_path, sample())

    assert manifest.read(tmp_path) == sample()


def test_the_schema_is_a_schema() -> None:
    jsonschema_rs.meta.validate(published("showcase.schema.json"))


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of the schema that describes a value."""
    children = [*schema.get("properties", {}).values(), schema.get("items")]
    for child in [*children, schema.get("additionalProperties")]:
        if isinstance(child, dict):
            yield child
            yield from nodes(child)


def test_every_part_of_the_schema_explains_itself_with_an_example_that_holds() -> None:
    for node in nodes(published("showcase.schema.json")):
        assert {"title", "description", "examples"} <= node.keys(), node
        for example in node["examples"]:
            jsonschema_rs.validate(node, example, validate_formats=True)


def test_no_object_of_the_schema_takes_unknown_keys() -> None:
    objects = [
        node for node in nodes(published("showcase.schema.json")) if node.get("type") == "object"
    ]

    assert len(objects) == 16
    for node in [*objects, published("showcase.schema.json")]:
        assert node["additionalProperties"] is False or "propertyNames" in node


WRONG: dict[str, tuple[Change, str]] = {
    "missing": (
        lambda m: m.pop("domain"),
        "domain is missing; add it (The field that the project belongs to)",
    ),
    "misspelt": (
        lambda m: m.update(repositry="x"),
        "repositry is unknown; did you mean 'repository'?",
    ),
    "unknown": (
        lambda m: m["metrics"][0]["baseline"].update(zzz=1),
        "metrics[0].baseline.zzz is unknown; choose one of: label, value, sd, ci95",
    ),
    "version": (lambda m: m.update(schema_version=3), "schema_version is 3; it must be 2"),
    "choice": (
        lambda m: m.update(domain="biology"),
        (
            'domain is "biology"; choose one of: federated-learning, explainable-ai, '
            "cybersecurity, other"
        ),
    ),
    "profile": (
        lambda m: m["run"].update(profile="fast"),
        'run.profile is "fast"; choose one of: smoke, full, study',
    ),
    "device": (
        lambda m: m["run"].update(device="tpu"),
        'run.device is "tpu"; choose one of: cpu, cuda, mps',
    ),
    "type": (
        lambda m: m["metrics"][0].update(value="93"),
        'metrics[0].value is "93"; give a number',
    ),
    "short": (
        lambda m: m.update(summary="Too short"),
        'summary is "Too short"; give a text of 20 to 200 characters',
    ),
    "long": (
        lambda m: m["run"].update(seconds=-1),
        "run.seconds is -1; give a number of at least 0",
    ),
    "title": (
        lambda m: m.update(title="x" * 90),
        f'title is "{"x" * 56}...; give a text of at most 80 characters',
    ),
    "many": (
        lambda m: m.update(highlights=list("abcdef")),
        'highlights is ["a", "b", "c", "d", "e", "f"]; give a list of at most 5 entries',
    ),
    "few": (
        lambda m: m.update(limitations=[]),
        "limitations is []; give a list of at least one entry",
    ),
    "twice": (
        lambda m: m.update(tags=["a", "a"]),
        'tags is ["a", "a"]; every one may be there only once',
    ),
    "pattern": (
        lambda m: m.update(tags=["A B"]),
        'tags[0] is "A B"; Lower-case words joined by hyphens, such as "federated-learning"',
    ),
    "empty display": (
        lambda m: m["metrics"][0].update(display=""),
        'metrics[0].display is ""; The number as the README shows it, verbatim',
    ),
    "display": (
        lambda m: m["metrics"][0].update(display="93.6 | 1"),
        (
            'metrics[0].display is "93.6 | 1"; The number as the README shows it, verbatim, such '
            'as "93.6 ± 1.1 %"'
        ),
    ),
    "no baseline": (
        lambda m: m["metrics"][0].pop("baseline"),
        (
            "headline.metrics[0] is 'test_accuracy', which has no baseline; "
            "a headline says what was to be beaten"
        ),
    ),
    "difference from nothing": (
        lambda m: m["metrics"][1].update(gap={"value": 1, "ci95": [0, 2]}),
        (
            "metrics[1].baseline is missing; add it "
            "(What the value is to beat, the strongest there is, measured on the same data)"
        ),
    ),
    "spread of nothing": (
        lambda m: (m["metrics"][0].pop("n"), m["metrics"][0].pop("of")),
        "metrics[0].n is missing; add it (How many the value is the mean of, or was counted on)",
    ),
    "no headline": (
        lambda m: m.pop("headline"),
        "headline is missing; add it (The sentence that the README begins with, as the",
    ),
    "headline of nothing": (
        lambda m: m["headline"].update(metrics=["best"]),
        "headline.metrics[0] is 'best', which is no metric; name one of: test_accuracy, round_time",
    ),
    "headline of another number": (
        lambda m: m["headline"].update(text="Ten clients reach 99.9 %."),
        (
            "headline.text is 'Ten clients reach 99.9 %.', but test_accuracy is 93.6 %; "
            "a headline quotes its metrics"
        ),
    ),
    "short of another number": (
        lambda m: m["metrics"][1].update(short="0.0124 s"),
        (
            "metrics[1].short is '0.0124 s', but value is 0.0123; "
            "a short shows the measured number, rounded"
        ),
    ),
    "interval of the difference": (
        lambda m: m["metrics"][0].update(gap={"value": 1, "ci95": [2, 0]}),
        "metrics[0].gap.ci95 is [2, 0]; write the lower end first",
    ),
    "evidence of two kinds": (
        lambda m: m.update(
            skills=[{"id": "a", "name": "A", "evidence": [{"file": "a.py", "metric": "a"}]}]
        ),
        'skills[0].evidence[0] is {"file": "a.py", "metric": "a"}; give an object',
    ),
    "two heroes": (
        lambda m: m["figures"][1].update(hero=True),
        'figures: 2 of them say "hero": true; exactly one must',
    ),
    "outside": (
        lambda m: m["figures"][0].update(path="figures/../../x.svg"),
        (
            'figures[0].path is "figures/../../x.svg"; Relative to the project, with forward '
            'slashes, inside it, such as "figures/accuracy.svg"'
        ),
    ),
    "bare sum": (
        lambda m: m["data"][0].update(sha256="ab"),
        'data[0].sha256 is "ab"; Checksum of the file\'s bytes, with its prefix, such as '
        f'"sha256:{"0" * 64}"'[:118],
    ),
    "date": (
        lambda m: m["provenance"].update(created="2026-02-30T00:00:00Z"),
        (
            'provenance.created is "2026-02-30T00:00:00Z"; When the run ended, with its time zone, '
            'such as "2026-02-03T04:05:06+00:00"'
        ),
    ),
    "package": (
        lambda m: m["provenance"].update(packages={"a": 1}),
        "provenance.packages.a is 1; give a text",
    ),
    "id twice": (
        lambda m: m["metrics"][1].update(id="test_accuracy"),
        "metrics: id 'test_accuracy' is there 2 times; make each one unique",
    ),
    "figure twice": (
        lambda m: m["figures"][1].update(path="figures/accuracy.svg"),
        "figures: path 'figures/accuracy.svg' is there 2 times; make each one unique",
    ),
    "better than measured": (
        lambda m: m["metrics"][0].update(display="95.6 ± 1.1 %"),
        (
            "metrics[0].display is '95.6 ± 1.1 %', but value is 93.61; "
            "a display shows the measured number, rounded"
        ),
    ),
    "surer than measured": (
        lambda m: m["metrics"][0].update(display="93.6 ± 0.1 %"),
        (
            "metrics[0].display is '93.6 ± 0.1 %', but sd is 1.13; "
            "a display shows the measured number, rounded"
        ),
    ),
    "interval": (
        lambda m: m["metrics"][0].update(ci95=[94, 92]),
        "metrics[0].ci95 is [94, 92]; write the lower end first",
    ),
}


@pytest.mark.parametrize(("change", "line"), WRONG.values(), ids=WRONG)
def test_one_mistake_is_one_line_with_the_value_and_what_is_allowed(
    change: Change, line: str
) -> None:
    [problem] = problems(change)

    assert problem.startswith(f"showcase.json: {line}")
    assert not problem.endswith(".") or problem.endswith("...")


def test_a_headline_that_was_refused_quotes_nothing() -> None:
    said = {"text": "No headline: so.", "metrics": ["test_accuracy"], "refused": "so"}

    assert problems(lambda m: m.update(headline=said)) == []


def test_the_first_version_is_read_by_its_own_schema(tmp_path: Path) -> None:
    write_project(tmp_path, first_version())

    assert manifest.read(tmp_path) == first_version()
    assert manifest.is_old(first_version())
    assert not manifest.is_old(sample())


@pytest.mark.parametrize("version", [0, 3, "1", None, True, 1.5, [1]])
def test_another_version_is_none(version: object) -> None:
    assert "schema_version" in problems(lambda m: m.update(schema_version=version))[0]


@pytest.mark.parametrize("document", [None, [], "x", 1])
def test_what_is_no_object_is_no_manifest(document: object) -> None:
    [problem] = map(str, manifest.validate(document, "showcase.json"))

    assert problem.endswith("; give an object")


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    document = sample()
    document["domain"] = "biology"
    del document["title"]
    document["metrics"][0]["value"] = None
    write_project(tmp_path, document)

    with pytest.raises(ManifestError) as caught:
        manifest.read(tmp_path)

    assert len(caught.value.lines) == 3
    assert all(line.startswith(f"{tmp_path / 'showcase.json'}: ") for line in caught.value.lines)


TEXTS = {
    "cut off": ('{\n  "a": ', r"showcase.json:2:8: not JSON \(Expecting value\); restore it"),
    "twice": ('{"a": 1, "a": 2}', "'a' is there twice in one object; restore it"),
    "nan": ('{"a": NaN}', "NaN is not a finite number"),
    "infinite": ('{"a": -Infinity}', "-Infinity is not a finite number"),
    "overflow": ('{"a": 1e999}', "1e999 is not a finite number"),
    "latin-1": ('{"a": "\udce9"}', "can't decode byte 0xe9"),
}


@pytest.mark.parametrize(("text", "message"), TEXTS.values(), ids=TEXTS)
def test_what_is_not_strict_json_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "showcase.json").write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(ManifestError, match=message):
        manifest.read(tmp_path)


def test_a_missing_manifest_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="is not there; 'portfolio-kit run' makes it"):
        manifest.read(tmp_path)


def test_a_folder_in_its_place_is_said_too(tmp_path: Path) -> None:
    (tmp_path / "showcase.json").mkdir()

    with pytest.raises(ManifestError, match="Is a directory"):
        manifest.read(tmp_path)


@given(
    st.floats(-1e9, 1e9),
    st.none() | st.floats(0, 1e6),
    st.sampled_from(["%", "1", "s", "MiB", "count"]),
)
def test_what_display_writes_shows_its_value(value: float, sd: float | None, unit: str) -> None:
    more: dict[str, Any] = {} if sd is None else {"sd": sd, "n": 3}
    document = sample()
    document["metrics"].append(metric("other", value, unit, **more))

    assert manifest.validate(document, "showcase.json") == []


def test_figures_that_are_there_are_as_described(tmp_path: Path) -> None:
    write_project(tmp_path)

    assert manifest.verify_figures(tmp_path, sample()) == []


def test_figures_that_changed_or_vanished_are_each_named(tmp_path: Path) -> None:
    write_project(tmp_path)
    document = sample()
    document["figures"][0]["dark"] = "figures/dark.svg"
    (tmp_path / "figures/accuracy.svg").write_bytes(b"<svg>mine</svg>")
    (tmp_path / "figures/clients.svg").unlink()

    changed = [*map(str, manifest.verify_figures(tmp_path, document))]

    assert [line.split(";")[0].removeprefix(f"{tmp_path}/figures/") for line in changed] == [
        "dark.svg is not there",
        "accuracy.svg is not the file that showcase.json describes",
        "clients.svg is not there",
    ]


def test_a_manifest_survives_json(tmp_path: Path) -> None:
    document = json.loads(json.dumps(sample()))

    assert manifest.validate(document, "x") == []
    assert list(tmp_path.iterdir()) == []
