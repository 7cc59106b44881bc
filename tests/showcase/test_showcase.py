"""README and manifest: filled, compared, prepared at a bake, and published by a run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sample_manifest import FILES, README, first_version, raw, sample, write_project

from portfolio_kit import carried
from portfolio_kit.baking import recipe
from portfolio_kit.carried import regions, results
from portfolio_kit.carried.readme import bodies
from portfolio_kit.errors import ConfigError, ManifestError, ShowcaseError
from portfolio_kit.showcase import readme as showcase

FOREIGN = "<!-- portfolio-kit:begin mine -->\n<!-- portfolio-kit:end mine -->\n"
COMMAND = "python -m federated_digits"


def named() -> str:
    """Say the main command, as the recipe of a project does."""
    return COMMAND


def damaged() -> str:
    """Say what a recipe says that cannot be read."""
    raise ConfigError("the recipe is not JSON")


@pytest.fixture
def baked(tmp_path: Path) -> Path:
    """A project before its first run."""
    project = write_project(tmp_path)
    showcase.prepare(project, COMMAND)
    return project


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """A project that has run and whose README is still empty."""
    return write_project(tmp_path, sample())


def snapshot(project: Path) -> dict[str, tuple[bytes, int]]:
    """Every file outside `build`, with its bytes and the time of its last change."""
    return {
        str(path.relative_to(project)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(project.rglob("*"))
        if path.is_file() and "build" not in path.parts
    }


def test_filling_puts_every_region_into_the_readme(measured: Path) -> None:
    outcome = showcase.fill(measured, named)

    text = (measured / "README.md").read_text(encoding="utf-8")
    assert outcome.readme == measured / "README.md"
    assert outcome.changed
    assert {region.name: region.body for region in regions.find(text)} == {
        name: text for name, text in bodies(sample()).items() if name != "figures"
    }
    assert "My own words." in text


def test_filling_shows_what_it_changed(measured: Path) -> None:
    difference = showcase.fill(measured, named).difference.splitlines()

    assert difference[:2] == ["--- a/README.md", "+++ b/README.md"]
    assert "-<!-- portfolio-kit:begin headline -->" in difference
    assert any(line.startswith("+**Ten clients reach 93.6 %") for line in difference)


def test_filling_again_changes_nothing(measured: Path) -> None:
    showcase.fill(measured, named)
    before = snapshot(measured)

    assert showcase.fill(measured, named) == showcase.Outcome(measured / "README.md", False, "")
    assert snapshot(measured) == before


def test_a_hand_edit_is_refused_with_the_file_and_force_replaces_it(measured: Path) -> None:
    showcase.fill(measured, named)
    readme = measured / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(text.replace("93.6", "99.9"), encoding="utf-8")

    with pytest.raises(ShowcaseError, match=r"README.md: line 3: region 'headline' was edited"):
        showcase.fill(measured, named)

    assert "99.9" in readme.read_text(encoding="utf-8")
    assert "-**Ten clients reach 99.9" in showcase.fill(measured, named, force=True).difference
    assert readme.read_text(encoding="utf-8") == text


def test_a_figure_that_is_not_the_measured_one_is_never_shown(measured: Path) -> None:
    (measured / "figures/accuracy.svg").write_bytes(b"nicer")

    with pytest.raises(ManifestError, match=r"is not the file that showcase\.json describes"):
        showcase.fill(measured, named)

    assert (measured / "README.md").read_text(encoding="utf-8") == README


def test_a_readme_without_optional_region_is_filled(measured: Path) -> None:
    readme = measured / "README.md"
    cut = README
    for name in ("findings", "limits", "story"):
        cut = cut.replace(f"<!-- portfolio-kit:begin {name} -->\n\n", "")
        cut = cut.replace(f"<!-- portfolio-kit:end {name} -->\n\n", "")
    readme.write_text(cut, encoding="utf-8")

    assert showcase.fill(measured, named).changed
    assert showcase.check(measured, named) == []


def test_a_readme_that_cannot_be_written_is_said(
    measured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(
        ShowcaseError, match=r"written \(Permission denied\); check its permissions"
    ):
        showcase.fill(measured, named)


def test_the_check_passes_after_filling_even_when_a_formatter_padded_tables(measured: Path) -> None:
    showcase.fill(measured, named)
    readme = measured / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(text.replace("| Python   |", "| Python |"), encoding="utf-8")

    assert showcase.check(measured, named) == []


def checked(project: Path, command: showcase.Command) -> list[str]:
    """What keeps README from showing the manifest, as a person reads it."""
    return [str(problem) for problem in showcase.check(project, command)]


def test_the_check_names_each_region_that_is_out_of_date(measured: Path) -> None:
    showcase.fill(measured, named)
    manifest = sample()
    manifest["metrics"][0] |= {"value": 50.0, "display": "50.0 ± 1.1 %", "short": "50.0 %"}
    manifest["headline"]["text"] = "Ten clients reach 50.0 %."
    (measured / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")

    stale = checked(measured, named)

    assert [line.split("'")[1] for line in stale] == ["headline", "results"]
    assert all(line.endswith("'portfolio-kit showcase' fills it") for line in stale)


def test_the_check_changes_no_file(measured: Path) -> None:
    before = snapshot(measured)

    assert len(showcase.check(measured, named)) == 6
    assert snapshot(measured) == before


def test_the_check_reports_a_changed_figure(measured: Path) -> None:
    showcase.fill(measured, named)
    (measured / "figures/accuracy.svg").unlink()

    [problem] = checked(measured, named)

    assert "accuracy.svg is not there" in problem


def test_the_check_reports_hand_edits_and_bad_manifests_as_problems(measured: Path) -> None:
    showcase.fill(measured, named)
    readme = measured / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8").replace("93.6", "99"), encoding="utf-8")

    assert ["was edited by hand" in line for line in checked(measured, named)] == [
        True,
        True,
    ]

    (measured / "showcase.json").write_text("{}", encoding="utf-8")
    assert len(showcase.check(measured, named)) == 14


def test_a_recorded_smoke_run_is_a_problem(measured: Path) -> None:
    manifest = sample()
    manifest["run"]["profile"] = "smoke"
    (measured / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert ["a smoke run measured no results" in line for line in checked(measured, named)] == [
        True
    ]
    with pytest.raises(ShowcaseError, match="a smoke run measured no results"):
        showcase.fill(measured, named)


def test_a_missing_readme_is_a_problem(measured: Path) -> None:
    (measured / "README.md").unlink()

    assert checked(measured, named) == [
        f"{measured / 'README.md'}: README.md is not there; restore it from git"
    ]


def test_before_the_first_run_the_check_passes(baked: Path) -> None:
    readme = (baked / "README.md").read_text(encoding="utf-8")

    assert showcase.check(baked, named) == []
    assert f"Not measured yet: `.venv/bin/{COMMAND}`" in readme


def test_before_the_first_run_no_region_may_claim_anything(baked: Path) -> None:
    readme = baked / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(regions.splice(text, {"headline": "99.9 %", "findings": "x"}), "utf-8")

    assert [line.split("'")[1] for line in checked(baked, named)] == [
        "headline",
        "findings",
    ]


def test_without_manifest_and_main_command_nothing_can_be_checked(baked: Path) -> None:
    missing, *others = checked(baked, damaged)

    assert missing.endswith("showcase.json is not there; 'portfolio-kit run' makes it")
    assert others


def test_where_no_command_makes_a_manifest_no_run_is_advised(baked: Path) -> None:
    with pytest.raises(ManifestError, match="template names no main command") as filled:
        showcase.fill(baked, lambda: None)

    assert showcase.check(baked, lambda: None) == list(filled.value.problems)
    assert "portfolio-kit run" not in str(filled.value)


def test_where_there_is_a_manifest_no_recipe_is_asked(measured: Path) -> None:
    assert showcase.fill(measured, damaged).changed
    assert showcase.check(measured, damaged) == []


def test_a_recipe_has_one_name() -> None:
    assert showcase.RECIPE == recipe.NAME


def test_preparing_twice_changes_nothing(baked: Path) -> None:
    before = snapshot(baked)

    showcase.prepare(baked, COMMAND)

    assert snapshot(baked) == before


@pytest.mark.parametrize(
    "text",
    ["# Title\n", FOREIGN, None],
)
def test_a_readme_without_our_regions_is_left_alone(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "README.md").write_text(text, encoding="utf-8")
    before = snapshot(tmp_path)

    showcase.prepare(tmp_path, COMMAND)

    assert snapshot(tmp_path) == before


def test_a_template_with_only_some_of_the_regions_is_refused(tmp_path: Path) -> None:
    text = "<!-- portfolio-kit:begin results -->\n<!-- portfolio-kit:end results -->\n"
    (tmp_path / "README.md").write_text(text, encoding="utf-8")

    with pytest.raises(ShowcaseError, match=r"README.md: region 'headline' is missing; add"):
        showcase.prepare(tmp_path, COMMAND)


# Manifests of the first version -----------------------------------------------------------------


@pytest.fixture
def old(measured: Path) -> Path:
    """A project of the first version, whose own run filled its README."""
    text = (measured / "README.md").read_text(encoding="utf-8")
    filled = regions.splice(text, {"headline": "**93.6 %**", "results": "| a |"})
    (measured / "README.md").write_text(filled, encoding="utf-8")
    (measured / "showcase.json").write_text(json.dumps(first_version()), encoding="utf-8")
    return measured


def test_an_old_manifest_is_read_and_its_readme_left_to_the_project(old: Path) -> None:
    before = snapshot(old)

    assert showcase.fill(old, named) == showcase.Outcome(old / "README.md", False, "")
    assert showcase.check(old, named) == []
    assert snapshot(old) == before
    assert showcase.headline(old) == "Test accuracy: 93.6 ± 1.1 %"


def test_an_old_manifest_is_said_to_be_one_and_what_to_do(old: Path) -> None:
    assert "of an older version" in showcase.note(old)
    assert "'portfolio-kit new'" in showcase.note(old)


def test_of_a_manifest_of_today_there_is_nothing_to_note(ran: Path, tmp_path: Path) -> None:
    assert showcase.note(ran) == ""
    assert showcase.note(tmp_path / "none") == ""


def test_an_old_manifest_is_still_held_against_its_schema_and_its_sums(old: Path) -> None:
    (old / "figures/accuracy.svg").write_bytes(b"nicer")
    readme = old / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8").replace("| a |", "| b |"), "utf-8")

    [drawn, edited] = sorted(checked(old, named), key=lambda line: "edited" in line)
    assert "is not the file that showcase.json describes" in drawn
    assert "region 'results' was edited by hand" in edited

    manifest = {**first_version(), "headline": {"text": "x", "metrics": ["test_accuracy"]}}
    (old / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "headline is unknown" in checked(old, named)[0]


def test_made_up_data_are_said_of_an_old_manifest_too(old: Path) -> None:
    manifest = first_version()
    manifest["data"][0]["synthetic"] = True
    (old / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert showcase.headline(old) == "Test accuracy, on made-up data: 93.6 ± 1.1 %"


def test_an_old_readme_without_the_new_regions_is_filled(measured: Path) -> None:
    text = "".join(
        f"<!-- portfolio-kit:begin {name} -->\n<!-- portfolio-kit:end {name} -->\n"
        for name in ("headline", "figure", "results", "figures", "reproduce")
    )
    (measured / "README.md").write_text(text, encoding="utf-8")

    assert showcase.fill(measured, named).changed
    assert showcase.check(measured, named) == []


# What a project's own run does ------------------------------------------------------------------


def run(project: Path, manifest: dict[str, Any] | None = None, **more: Any) -> bool:
    """Do what a generated project's report does: stage the files, publish them."""
    manifest = manifest or sample()
    staged = results.stage(project, manifest["run"]["profile"])
    contents = {**FILES, "results/rounds.json": b"[1]", "results/timings.json": b"{}"}
    for name, content in {**contents, **more.pop("files", {})}.items():
        (staged / name).write_bytes(content)
    return results.publish(project, staged, raw(manifest), **more)


@pytest.fixture
def ran(baked: Path) -> Path:
    """A project after its first run."""
    for name in FILES:
        (baked / name).unlink()
    assert run(baked)
    return baked


def later() -> dict[str, Any]:
    """The manifest of the same run at another time on another machine."""
    manifest = sample()
    manifest["run"]["seconds"] = 99.0
    manifest["provenance"] |= {"created": "2027-01-01T00:00:00+00:00", "dirty": True}
    manifest["metrics"][1] |= {"value": 0.5, "display": "0.500 s", "short": "0.500 s"}
    return manifest


SLOWER = {"figures/clients.svg": b"<svg>slower</svg>", "results/timings.json": b"{1}"}


def test_a_run_leaves_a_project_that_passes_the_check(ran: Path) -> None:
    assert showcase.check(ran, named) == []
    assert json.loads((ran / "showcase.json").read_bytes()) == sample()
    assert (ran / "results/rounds.json").read_bytes() == b"[1]"


def test_the_manifest_is_written_in_its_order_and_not_escaped(ran: Path) -> None:
    text = (ran / "showcase.json").read_bytes().decode()

    assert text == json.dumps(sample(), indent=2, ensure_ascii=False) + "\n"
    assert "±" in text


def test_another_run_with_the_same_results_touches_no_file(ran: Path) -> None:
    before = snapshot(ran)

    assert not run(ran, later(), files=SLOWER)
    assert snapshot(ran) == before


def test_a_run_that_is_to_be_recorded_renews_the_times(ran: Path) -> None:
    assert run(ran, later(), files=SLOWER, record=True)
    assert (ran / "figures/clients.svg").read_bytes() == b"<svg>slower</svg>"
    assert "0.500 s" in (ran / "README.md").read_text(encoding="utf-8")
    assert showcase.check(ran, named) == []


@pytest.mark.parametrize(
    "files", [{"results/rounds.json": b"[2]"}, {"figures/accuracy.svg": b"<svg>2</svg>"}]
)
def test_a_result_that_differs_is_published_with_the_times_of_its_run(
    ran: Path, files: dict[str, bytes]
) -> None:
    assert run(ran, later(), files=files)
    assert json.loads((ran / "showcase.json").read_bytes())["run"]["seconds"] == 99.0
    assert showcase.check(ran, named) == []


def test_a_metric_that_differs_is_published(ran: Path) -> None:
    manifest = later()
    manifest["metrics"][0] |= {"value": 50.0, "display": "50.0 ± 1.1 %"}

    assert run(ran, manifest)
    assert "worse than" in (ran / "README.md").read_text(encoding="utf-8")


def test_the_page_of_the_results_is_written_with_the_tables_of_the_parts(ran: Path) -> None:
    run(ran, later(), tables="## Rounds\n\nOne.", record=True)

    page = (ran / "results/README.md").read_text(encoding="utf-8")
    assert "| Test accuracy ↑ | 93.6 ± 1.1 % |" in page
    assert page.endswith("\n## Rounds\n\nOne.\n")


def test_other_words_in_a_table_are_written_without_renewing_times(ran: Path) -> None:
    before = (ran / "showcase.json").read_bytes()

    assert run(ran, later(), files=SLOWER, tables="## Rounds, in other words")
    assert not run(ran, later(), files=SLOWER, tables="## Rounds, in other words")
    assert (ran / "showcase.json").read_bytes() == before
    page = (ran / "results/README.md").read_text(encoding="utf-8")
    assert "0.0123 s" in page
    assert page.endswith("in other words\n")


def test_a_headline_that_quotes_a_time_renews_nothing_by_itself(ran: Path) -> None:
    def quoting(manifest: dict[str, Any]) -> dict[str, Any]:
        text = "{test_accuracy} in {round_time} a round"
        return {
            **raw(manifest),
            "headline": {"text": text, "metrics": ["test_accuracy", "round_time"]},
        }

    def again(manifest: dict[str, Any]) -> bool:
        staged = results.stage(ran, "full")
        for name, content in {**FILES, "results/rounds.json": b"[1]"}.items():
            (staged / name).write_bytes(content)
        return results.publish(ran, staged, quoting(manifest))

    assert again(sample())
    assert not again(later())
    assert "93.6 % in 0.0123 s a round" in (ran / "README.md").read_text(encoding="utf-8")


def test_a_sentence_that_the_numbers_do_not_carry_is_refused_in_readme_and_manifest(
    ran: Path,
) -> None:
    manifest = sample()
    manifest["metrics"][0]["n"] = 1

    assert run(ran, manifest)
    reason = "a verdict takes 5 seeds, and there were 1"
    assert json.loads((ran / "showcase.json").read_bytes())["headline"] == {
        "text": f"No headline: {reason}.",
        "metrics": ["test_accuracy"],
        "refused": reason,
    }
    assert f"**No headline: {reason}.**" in (ran / "README.md").read_text(encoding="utf-8")
    assert showcase.check(ran, named) == []


def test_a_headline_of_nothing_measured_leaves_the_project_as_it_was(ran: Path) -> None:
    manifest = raw(sample())
    manifest["headline"] = {"text": "{best}", "metrics": ["best"]}
    staged = results.stage(ran, "full")
    for name, content in FILES.items():
        (staged / name).write_bytes(content)
    before = snapshot(ran)

    with pytest.raises(carried.ShowcaseError, match="which is no metric"):
        results.publish(ran, staged, manifest, record=True)

    assert snapshot(ran) == before


def test_a_file_that_was_lost_comes_back(ran: Path) -> None:
    (ran / "figures/clients.svg").unlink()

    assert run(ran)
    assert showcase.check(ran, named) == []


def test_a_region_that_was_emptied_is_filled_again_from_what_is_recorded(ran: Path) -> None:
    before = snapshot(ran)
    text = (ran / "README.md").read_text(encoding="utf-8")
    (ran / "README.md").write_text(regions.splice(text, {"results": ""}), encoding="utf-8")

    assert run(ran, later())
    assert {name: content for name, (content, _) in snapshot(ran).items()} == {
        name: content for name, (content, _) in before.items()
    }


@pytest.mark.parametrize("broken", [b"{", b"{}", b"[1]", b"<<<<<<< HEAD"])
def test_a_broken_manifest_is_made_anew(ran: Path, broken: bytes) -> None:
    (ran / "showcase.json").write_bytes(broken)

    assert run(ran)
    assert showcase.check(ran, named) == []


def test_a_smoke_run_stays_in_its_folder(ran: Path) -> None:
    before = snapshot(ran)
    manifest = later()
    manifest["run"]["profile"] = "smoke"

    assert not run(ran, manifest, files=SLOWER, record=True)
    assert snapshot(ran) == before
    assert (ran / "build/smoke/showcase.json").exists()


def test_a_run_starts_with_an_empty_folder(ran: Path) -> None:
    (ran / "build/full/figures/old.svg").write_bytes(b"old")

    assert not run(ran)
    assert not (ran / "build/full/figures/old.svg").exists()


def study() -> dict[str, Any]:
    """The manifest of a study, which measures what a full run does, and more."""
    manifest = sample()
    manifest["run"] |= {"profile": "study", "seconds": 500.0}
    manifest["metrics"].append({**sample()["metrics"][1], "id": "cost"})
    return manifest


def test_a_full_run_that_confirms_a_study_leaves_the_study(ran: Path) -> None:
    assert run(ran, study())
    before = snapshot(ran)

    assert not run(ran, later(), files=SLOWER)
    assert snapshot(ran) == before


def test_a_study_has_words_tables_and_skills_that_a_full_run_leaves(ran: Path) -> None:
    manifest = study()
    manifest["highlights"].append("Only the study found this")
    manifest["limitations"].append("Only the study lacks this")
    cost = {"id": "cost", "name": "Cost", "evidence": [{"metric": "cost"}]}
    manifest["skills"] = [cost]
    assert run(ran, manifest, tables="## Cost")
    before = snapshot(ran)

    assert not run(ran, later(), files=SLOWER)
    assert snapshot(ran) == before


def test_a_full_run_that_contradicts_a_study_replaces_it(ran: Path) -> None:
    run(ran, study())
    manifest = sample()
    manifest["metrics"][0] |= {"value": 50.0, "display": "50.0 ± 1.1 %"}

    assert run(ran, manifest)
    assert json.loads((ran / "showcase.json").read_bytes())["run"]["profile"] == "full"


def test_a_run_keeps_its_results_when_somebody_wrote_into_the_readme(ran: Path) -> None:
    readme = ran / "README.md"
    edited = readme.read_text(encoding="utf-8").replace("93.6", "my 93.6")
    readme.write_text(edited, encoding="utf-8")

    with pytest.raises(carried.ShowcaseError, match="line 3: region 'headline' was edited"):
        run(ran, later(), record=True)

    assert readme.read_text(encoding="utf-8") == edited
    assert json.loads((ran / "showcase.json").read_bytes())["run"]["seconds"] == 99.0


def test_a_number_that_is_none_is_never_recorded(ran: Path) -> None:
    manifest = sample()
    manifest["metrics"][1]["value"] = float("nan")
    before = snapshot(ran)

    with pytest.raises(ValueError, match="not JSON compliant"):
        run(ran, manifest)

    assert snapshot(ran) == before


def test_what_projects_carry_needs_nothing_but_python() -> None:
    folder = Path(carried.__file__).parent
    modules = ", ".join(f"carried.{path.stem}" for path in sorted(folder.glob("*.py")))
    code = (
        f"import sys; before = set(sys.modules); sys.path.insert(0, {str(folder.parent)!r}); "
        f"import {modules.replace('carried.__init__', 'carried')}; "
        "print({m.partition('.')[0] for m in set(sys.modules) - before} - sys.stdlib_module_names)"
    )

    shown = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )

    assert shown.stdout == "{'carried'}\n"


def test_what_projects_carry_holds_nothing_that_jinja_would_read() -> None:
    files = sorted(Path(carried.__file__).parent.glob("*.py"))
    text = "".join(path.read_text(encoding="utf-8") for path in files)

    assert len(files) > 5
    assert not [mark for mark in ("{" + "{", "{" + "%", "{" + "#") if mark in text]
