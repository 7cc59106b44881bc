"""`show PROJECT`: what baked it, and what can be added to it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import baked_recipe
import pytest
from commandline import TEMPLATE, call, end, process, screen, terminal
from conftest import MakeTemplate

from portfolio_kit.git import commands
from portfolio_kit.schema import published, validator
from portfolio_kit.showcase import recipe
from portfolio_kit.showcase.recipe import Recipe

Capture = pytest.CaptureFixture[str]

#: All but the study, so that little has to be rendered.
NEARLY = {"analyses": "all", "compare_with": "torch", "privacy": "dp", "distributed": True}


def project(place: Path, baked: Recipe) -> Path:
    """Make a folder that a recipe stands in: nothing else of a project is looked at."""
    place.mkdir(parents=True)
    (place / recipe.NAME).write_text(recipe.text(baked), encoding="utf-8")
    return place


def flat(text: str) -> str:
    """Join what was wrapped."""
    return " ".join(text.split())


def test_each_thing_is_shown_with_its_command_its_amount_and_its_skill(
    here: Path, capsys: Capture
) -> None:
    taken = {**NEARLY, "analyses": "skew", "privacy": "none", "study": True}
    project(here / "lab", baked_recipe.of("federated", **taken))

    said = call(capsys, "show", "lab")

    shown = flat(said.out)
    assert (said.status, said.err) == (0, "")
    version = baked_recipe.builtin("federated").version
    assert f"Template federated {version}, as this portfolio-kit has it" in shown
    assert "analyses skew" in shown
    amount = r"\d+ files, \d+ lines of code"
    assert re.search(
        r"portfolio-kit update lab analyses=\+partitions the strategies on each other partition, "
        rf"and who holds what {amount}, about \d+ s skill: Partitions of data",
        shown,
    )
    assert re.search(
        r"portfolio-kit update lab privacy=dp client-level differential privacy, with its "
        rf"accountant {amount} skill: Differential privacy",
        shown,
    )
    assert "analyses=+skew" not in shown
    assert "privacy=none" not in shown


def test_the_working_folder_is_a_dot(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(here / "lab", baked_recipe.of("federated", **NEARLY)))

    said = call(capsys, "show", ".")

    assert "  portfolio-kit update . study=yes\n" in said.out


def test_what_is_said_to_be_added_is_what_a_bake_has_more_of(here: Path, capsys: Capture) -> None:
    def baked(name: str, *words: str) -> set[str]:
        told = call(capsys, "new", "federated", f"slug={name}", *words, "--no-git", "--json")
        return {file.replace(name, "it") for file in json.loads(told.out)["files"]}

    all_but = ("analyses=all", "compare_with=torch", "distributed=yes", "study=yes")
    before, after = baked("one", *all_but), baked("two", *all_but, "privacy=dp")
    document = json.loads(call(capsys, "show", "one", "--json").out)

    counted = {entry["answer"]: entry["files"] for entry in document["additions"]}
    assert counted["privacy=dp"] == len(after - before) > 0


def test_a_project_with_everything_says_that_nothing_is_left(here: Path, capsys: Capture) -> None:
    project(here / "lab", baked_recipe.of("federated", **NEARLY, study=True))

    said = call(capsys, "show", "lab")

    assert "Nothing is left to add" in said.out
    assert "portfolio-kit update" not in said.out


def test_a_program_gets_a_document_of_our_schema(here: Path, capsys: Capture) -> None:
    project(here / "lab", baked_recipe.of("federated", **NEARLY))
    project(here / "flat", baked_recipe.of("xai"))

    rules = validator(published("project.schema.json"), formats=True)
    for name in ("lab", "flat"):
        document = json.loads(call(capsys, "show", name, "--json").out)
        assert [error.message for error in rules.iter_errors(document)] == []
        assert bool(document["additions"]) == (document["why"] is None) == (name == "lab")


def test_a_project_fits_a_narrow_terminal(here: Path) -> None:
    project(here / "lab", baked_recipe.of("federated", **{**NEARLY, "compare_with": "none"}))

    child = terminal("show", "lab", cwd=here, columns=40)
    assert end(child) == 0
    shown = screen(child)
    piped = process("show", "lab", cwd=here, COLUMNS="40").out

    assert max(len(line.rstrip()) for line in shown.splitlines()) <= 40
    assert "portfolio-kit update lab study=yes" in flat(shown)
    said = [line for line in piped.splitlines() if line.startswith("    ")]
    assert max(map(len, said)) <= 40
    # In a pipe, what one copies stands on one line.
    assert "\n  portfolio-kit update lab compare_with=tensorflow\n" in piped


NOW = baked_recipe.of("federated")
OLDER = replace(NOW, version="0")


@pytest.mark.parametrize(
    ("baked", "why"),
    [
        (OLDER, "`portfolio-kit update` brings it"),
        (replace(OLDER, origin={"url": "https://h/x.git"}), "is a foreign template"),
        (replace(OLDER, template="zzz"), "this portfolio-kit has no template 'zzz'"),
        (baked_recipe.of("security"), "cannot be grown yet"),
        (
            replace(NOW, answers={**NOW.answers, "clients": 1}),
            f"its answers give no project: {recipe.NAME}: clients 1 is not allowed",
        ),
        (replace(NOW, answers={}), "give no project: default: author_name"),
    ],
)
def test_what_cannot_be_offered_is_said_in_one_line(
    baked: Recipe, why: str, here: Path, capsys: Capture
) -> None:
    project(here / "lab", baked)

    said = call(capsys, "show", "lab")

    assert (said.status, said.err) == (0, "")
    (line,) = (line for line in said.out.splitlines() if "Nothing to add: " in line)
    assert why in line
    assert json.loads(call(capsys, "show", "lab", "--json").out)["why"] in line


def test_what_a_flat_project_has_is_shown(here: Path, capsys: Capture) -> None:
    project(here / "lab", baked_recipe.of("security", stream="redis"))

    shown = flat(call(capsys, "show", "lab").out)

    assert "stream redis" in shown
    assert "Demonstrates" in shown


def test_a_recipe_of_the_first_version_offers_nothing(here: Path, capsys: Capture) -> None:
    folder = project(here / "lab", baked_recipe.of("federated"))
    said = json.loads((folder / recipe.NAME).read_text(encoding="utf-8"))
    first = {key: said[key] for key in said if key not in ("schema_version", "files")}
    (folder / recipe.NAME).write_text(json.dumps(first), encoding="utf-8")

    assert "is of version 1" in call(capsys, "show", "lab").out


def test_a_recipe_that_is_none_is_said(here: Path, capsys: Capture) -> None:
    folder = project(here / "lab", baked_recipe.of("federated"))
    (folder / recipe.NAME).write_text("{", encoding="utf-8")

    said = call(capsys, "show", "lab")

    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
    assert "is not JSON" in said.err


def test_a_folder_with_questions_stays_a_template(
    make_template: MakeTemplate, capsys: Capture
) -> None:
    root = make_template(TEMPLATE)
    (root / recipe.NAME).write_text(recipe.text(baked_recipe.of("federated")), encoding="utf-8")

    assert "A small template" in call(capsys, "show", root).out


def test_a_name_of_ours_is_the_template_and_a_path_the_project(here: Path, capsys: Capture) -> None:
    project(here / "federated", baked_recipe.of("federated", **NEARLY))

    assert "portfolio-kit new federated" in call(capsys, "show", "federated").out
    assert "portfolio-kit update federated study=yes" in call(capsys, "show", "./federated").out


def test_files_are_those_of_a_template(here: Path, capsys: Capture) -> None:
    project(here / "lab", baked_recipe.of("federated"))

    said = call(capsys, "show", "lab", "--files")

    assert said.status == 2
    assert "--files lists those of a template" in said.err


def test_no_git_is_asked_and_no_code_of_a_project_runs(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(here / "lab", baked_recipe.of("federated", **NEARLY))
    proof = here / "ran"
    (folder / "sitecustomize.py").write_text(f"open({str(proof)!r}, 'w')", encoding="utf-8")
    (folder / "hooks").mkdir()
    (folder / "hooks/post_gen_project.py").write_text(
        f"open({str(proof)!r}, 'w')", encoding="utf-8"
    )

    def refuse(*words: object) -> str:
        raise AssertionError(words)

    monkeypatch.setattr(commands, "run", refuse)
    said = call(capsys, "show", "lab")

    assert said.status == 0
    assert not proof.exists()
