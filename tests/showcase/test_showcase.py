"""README and manifest: filled, compared, prepared at a bake, and published by a run."""

import json
from pathlib import Path

import pytest
from sample_manifest import README, sample, write_project

from portfolio_kit import _showcase
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
    assert {region.name: region.body for region in _showcase.regions(text)} == _showcase.bodies(
        sample()
    )
    assert "My own words." in text


def test_filling_shows_what_it_changed(measured: Path) -> None:
    difference = showcase.fill(measured, named).difference.splitlines()

    assert difference[:2] == ["--- a/README.md", "+++ b/README.md"]
    assert "-<!-- portfolio-kit:begin headline -->" in difference
    assert any(line.startswith("+**Test accuracy: 93.6 ± 1.1 %") for line in difference)


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
    assert "-**Test accuracy: 99.9" in showcase.fill(measured, named, force=True).difference
    assert readme.read_text(encoding="utf-8") == text


def test_a_figure_that_is_not_the_measured_one_is_never_shown(measured: Path) -> None:
    (measured / "figures/accuracy.svg").write_bytes(b"nicer")

    with pytest.raises(ManifestError, match=r"is not the file that showcase\.json describes"):
        showcase.fill(measured, named)

    assert (measured / "README.md").read_text(encoding="utf-8") == README


def test_a_readme_without_optional_region_is_filled(measured: Path) -> None:
    readme = measured / "README.md"
    cut = README.replace("<!-- portfolio-kit:begin figures -->\n\n", "")
    readme.write_text(cut.replace("<!-- portfolio-kit:end figures -->\n\n", ""), encoding="utf-8")

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
    manifest["metrics"][0] |= {"value": 50.0, "display": "50.0 ± 1.1 %"}
    (measured / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")

    stale = checked(measured, named)

    assert [line.split("'")[1] for line in stale] == ["headline", "results"]
    assert all(line.endswith("'portfolio-kit showcase' fills it") for line in stale)


def test_the_check_changes_no_file(measured: Path) -> None:
    before = snapshot(measured)

    assert len(showcase.check(measured, named)) == 5
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
    assert len(showcase.check(measured, named)) == 13


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
    readme.write_text(_showcase.splice(text, {"headline": "99.9 %", "figures": "x"}), "utf-8")

    assert [line.split("'")[1] for line in checked(baked, named)] == [
        "headline",
        "figures",
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
