"""`list` and `show`: what templates there are, and what one of them is like."""

import json
import re
from pathlib import Path

import pytest
from commandline import PLAIN, TEMPLATE, call, end, lines, process, screen, terminal
from conftest import MakeTemplate

from portfolio_kit.cli.terminal import trees
from portfolio_kit.template import catalog


def test_a_pipe_gets_a_line_for_each_template_in_columns(tmp_path: Path) -> None:
    said = process("list", cwd=tmp_path)

    rows = said.out.splitlines()
    assert [row.split()[0] for row in rows] == [found.name for found in catalog.builtins()]
    for row, found in zip(rows, catalog.builtins(), strict=True):
        assert found.description in row
        assert row.endswith(("min", "s"))
        assert all(name in row for name in found.frameworks)


def test_a_terminal_gets_a_table(tmp_path: Path) -> None:
    child = terminal("list", cwd=tmp_path)

    assert end(child) == 0
    shown = screen(child)
    assert lines(shown)[0].split() == [
        *("Template", "What", "it", "demonstrates", "Frameworks", "Runs"),
    ]
    assert all(found.title in shown for found in catalog.builtins())
    assert "portfolio-kit show NAME" in shown


def test_a_narrow_terminal_gets_templates_one_below_the_other(tmp_path: Path) -> None:
    child = terminal("list", cwd=tmp_path, columns=40)
    end(child)

    shown = screen(child)
    assert max(len(line) for line in shown.splitlines()) <= 40
    assert "…" not in shown
    for found in catalog.builtins():
        assert found.description in " ".join(shown.split())


@pytest.mark.parametrize("columns", [76, 80, 120])
def test_the_table_fits_its_terminal(columns: int, tmp_path: Path) -> None:
    child = terminal("list", cwd=tmp_path, columns=columns)
    end(child)

    table = screen(child).splitlines()[:-1]
    assert max(len(line.rstrip()) for line in table) <= columns


def test_two_templates_stand_apart(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make_template: MakeTemplate,
) -> None:
    found = [catalog.find(str(make_template(files)), cache=Path()) for files in (TEMPLATE, PLAIN)]
    monkeypatch.setattr(catalog, "builtins", lambda: found)
    monkeypatch.setenv("FORCE_COLOR", "1")

    out = call(capsys, "list").out

    assert out.count("\n") > 5


def test_a_program_gets_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    said = call(capsys, "list", "--json")

    document = json.loads(said.out)
    assert [entry["name"] for entry in document] == [found.name for found in catalog.builtins()]
    assert set(document[0]) == {
        *("name", "title", "description", "version", "frameworks", "minutes"),
    }


def test_show_says_what_is_asked_and_what_may_be_answered(
    capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    said = call(capsys, "show", make_template(TEMPLATE))

    assert said.status == 0
    shown = {" ".join(line.split()) for line in said.out.splitlines()}
    assert "template A small template version 1" in shown
    assert "Shows nothing, quickly" in shown
    assert "Demonstrates brevity" in shown
    assert "Runs python -m it, about 30 s" in shown
    assert "layer" not in said.out.lower()
    assert "title Small thing" in shown
    assert "slug small-thing" in shown
    assert "size 3" in shown
    assert "How large it is." in shown
    assert "a whole number from 1 to 9" in shown
    assert "colour » red like a rose" in shown
    assert "green" in shown
    assert "loud no, or yes" in shown


def test_show_draws_the_files_that_the_defaults_give(
    capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    said = call(capsys, "show", make_template(TEMPLATE))

    tree = said.out.partition("with these answers\n")[2].partition("\n\n")[0]
    assert [line.rstrip() for line in lines(tree)] == [
        "  small-thing/",
        "  ├─ src/",
        "  │  └─ colour.txt",
        "  └─ README.md",
    ]


def test_show_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    folder = make_template(TEMPLATE)
    before = sorted(tmp_path.rglob("*"))

    call(capsys, "show", folder)

    assert sorted(tmp_path.rglob("*")) == before


def test_show_prints_one_document(
    capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    document = json.loads(call(capsys, "show", make_template(TEMPLATE), "--json").out)

    assert document["files"] == ["README.md", "src/colour.txt"]
    assert document["skills"] == [{"id": "brevity", "name": "brevity"}]
    assert document["layers"][1] == {"name": "extra", "when": {"loud": ["yes"]}}
    size = next(entry for entry in document["questions"] if entry["name"] == "size")
    assert (size["kind"], size["default"], size["schema"]["maximum"]) == ("text", 3, 9)
    colour = next(entry for entry in document["questions"] if entry["name"] == "colour")
    assert (colour["kind"], colour["choices"]) == ("choice", ["red", "green"])


@pytest.mark.parametrize("name", [found.name for found in catalog.builtins()])
def test_every_built_in_template_can_be_shown(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(call(capsys, "show", name, "--json").out)

    assert "README.md" in document["files"]
    assert all(entry["help"] or entry["prompt"] for entry in document["questions"])


def test_a_template_that_wants_to_run_code_is_shown_but_not_run(
    capsys: pytest.CaptureFixture[str], make_template: MakeTemplate, tmp_path: Path
) -> None:
    trap = tmp_path / "sprung"
    hook = f"open({str(trap)!r}, 'w')\n"
    folder = make_template({**PLAIN, "hooks/post_gen_project.py": hook})

    said = call(capsys, "show", folder)

    assert said.status == 0
    assert "a.txt" in said.out
    assert "post_gen_project.py (not run here)" in said.out
    assert "a.txt" in call(capsys, "show", folder, "--trust").out
    assert not trap.exists()


def test_a_template_that_cannot_be_answered_alone_says_why(
    capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    said = call(capsys, "show", make_template({**PLAIN, "cookiecutter.json": '{"name": "{{"}'}))

    assert said.status == 0
    assert "No files to show" in said.out
    assert "correct the template" in said.out


def test_a_mapping_and_a_private_author_are_shown(
    capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    questions = '{"name": "thing", "author_name": "", "colours": {"red": 1}}'

    said = call(capsys, "show", make_template({**PLAIN, "cookiecutter.json": questions}))

    assert "author_name  Ada Lovelace" in said.out  # the one of git
    assert '{"red": "1"}' in said.out  # numbers become text, as Cookiecutter has it
    assert "a JSON object" in said.out


def test_one_of_several_templates_is_shown_by_its_name(
    capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    inner = {f"one/{path}": text for path, text in TEMPLATE.items()}
    listed = '{"templates": {"first": {"path": "./one", "title": "First"}}}'
    folder = make_template({"cookiecutter.json": listed, **inner})

    assert "choose one with --template: first" in call(capsys, "show", folder).err
    assert call(capsys, "show", folder, "--template", "first").status == 0
    assert call(capsys, "show", folder, "--directory", "one").status == 0


def test_the_tree_grows_from_the_folder_that_a_bake_makes(
    make_template: MakeTemplate, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = make_template(PLAIN)

    assert "\n  thing/\n  └─ a.txt\n" in call(capsys, "show", foreign).out


def test_folders_come_before_files_in_a_tree() -> None:
    drawn = trees.draw("p", ["b.txt", "a/c.txt", "a/B.txt", "Z/q"])

    assert [before + name for before, name, _ in drawn] == [
        "p/",
        "├─ a/",
        "│  ├─ B.txt",
        "│  └─ c.txt",
        "├─ Z/",
        "│  └─ q",
        "└─ b.txt",
    ]


def test_many_files_are_shown_as_folders_unless_all_are_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folded = call(capsys, "show", "federated").out.partition("  Files")[2]
    every = call(capsys, "show", "federated", "--files").out.partition("  Files")[2]
    files = json.loads(call(capsys, "show", "federated", "--json").out)["files"]

    source = [name for name in files if name.startswith("src/")]
    assert f"{len(files)} with these answers; --files lists them" in folded
    assert f"  ├─ src/  {len(source)}\n" in folded
    assert "pyproject.toml" in folded
    assert "config.py" not in folded
    assert len(lines(folded)) < 30
    assert len(lines(every)) > len(files)
    assert all(name.rpartition("/")[2] in every for name in files)


@pytest.mark.parametrize("name", [found.name for found in catalog.builtins()])
def test_a_person_who_is_not_known_is_not_made_up(
    name: str, capsys: pytest.CaptureFixture[str], no_identity: Path
) -> None:
    out = call(capsys, "show", name).out
    document = json.loads(call(capsys, "show", name, "--json").out)

    assert "author_name   your name" in out
    assert "author_email  your address" in out
    assert "README.md" in document["files"]
    defaults = {entry["name"]: entry["default"] for entry in document["questions"]}
    assert (defaults["author_name"], defaults["author_email"]) == ("", "")


def test_a_config_file_that_is_wrong_is_no_reason_to_show_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "portfolio.toml").write_text("[nonsense]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert call(capsys, "show", "federated").status == 0


@pytest.mark.parametrize("name", [found.name for found in catalog.builtins()])
def test_show_says_size_time_and_headline_and_no_number_that_nobody_measured(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = " ".join(call(capsys, "show", name).out.split())

    assert re.search(r"Installs about [\d.]+ [GM]B of disk", out)
    assert re.search(r", about [\d.]+ (min|s) ", out)
    headline = out.partition("Measures ")[2].partition("Frameworks")[0]
    assert "…" in headline
    assert not re.search(r"\d", headline)


def test_a_default_of_one_long_word_is_not_cut_in_two(
    make_template: MakeTemplate, tmp_path: Path
) -> None:
    name = "hostile-domain-names-detected"
    words = "words that fill a line of their own, and another one "
    questions = {
        "slug": name,
        "compare_with": words,
        "__prompts__": {"slug": words, "compare_with": words},
    }
    root = make_template({"cookiecutter.json": json.dumps(questions), **dict([*PLAIN.items()][1:])})

    child = terminal("show", root, cwd=tmp_path, columns=80)
    end(child)

    assert name in screen(child)


def test_on_a_narrow_terminal_questions_stand_one_below_the_other(
    make_template: MakeTemplate, tmp_path: Path
) -> None:
    child = terminal("show", make_template(TEMPLATE), cwd=tmp_path, columns=40)
    end(child)

    shown = screen(child)
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= 40
    assert [line.strip() for line in shown.split("size\n", 1)[1].splitlines()[:3]] == [
        "3",
        "How large it is.",
        "a whole number from 1 to 9",
    ]
