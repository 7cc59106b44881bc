"""Private variables that a person gives: taken, rendered and refused as Cookiecutter does."""

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import TEMPLATE, call
from conftest import MakeTemplate
from cookiecutter.main import cookiecutter  # type: ignore[import-untyped] # has no types
from trees import take_away_ours, tree

from portfolio_kit.template import catalog

Capture = pytest.CaptureFixture[str]
ROOT = "{{cookiecutter.slug}}"

#: Entries of each kind, raw and rendered.
ENTRIES = {
    "text": "x {{ cookiecutter.slug }}",
    "number": 3,
    "yes": True,
    "nothing": None,
    "list": ["a", "b", 1, True],
    "object": {"a": "{{ cookiecutter.slug }}", "b": {"c": [1], "d": True}},
}
GIVEN: tuple[Any, ...] = (
    *("zz", "{{ cookiecutter.slug|upper }}", "b", "yes", "no", "5", ""),
    *(True, 7, None, ["b"], ["b", "c"], {"a": "n"}, {"b": {"c": "r", "d": "off", "e": {}}}, {}),
)


def files(entries: dict[str, Any]) -> dict[str, str]:
    shown = "".join(f"{name}={{{{ cookiecutter.{name}|jsonify }}}}\n" for name in entries)
    return {
        "cookiecutter.json": json.dumps({"slug": "demo", **entries}),
        f"{ROOT}/a.txt": shown,
    }


@pytest.mark.parametrize("kind", ENTRIES)
@pytest.mark.parametrize("under", ["_x", "__x"])
def test_what_is_given_is_taken_as_cookiecutter_takes_it(
    kind: str, under: str, tmp_path: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(files({under: ENTRIES[kind]}))
    for number, given in enumerate(GIVEN):
        theirs, ours = tmp_path / f"{number}-theirs", tmp_path / f"{number}-ours"
        theirs.mkdir()
        (tmp_path / "p.toml").write_text('[[project]]\ntemplate = "./template"\n')
        try:
            cookiecutter(
                str(folder),
                no_input=True,
                default_config=True,
                output_dir=str(theirs),
                extra_context={under: given},
            )
            refused = False
        except ValueError:
            refused = True
        words = write_answer(tmp_path, folder, under, given)

        said = call(capsys, *words, "--no-git", "--quiet", "--output", ours)

        if refused:
            assert (said.status, len(said.err.splitlines())) == (1, 1), given
            assert f"{under} " in said.err
            continue
        assert said.status == 0, said.err
        recipe = (ours / "demo/.portfolio-kit.json").read_text()
        assert json.loads(recipe)["answers"][under] == given
        take_away_ours(ours / "demo")
        assert tree(ours) == tree(theirs), given


def write_answer(tmp_path: Path, folder: Path, name: str, given: Any) -> list[object]:
    """Give a text on the command line, and what is none in an answers file."""
    if isinstance(given, str):
        return ["new", folder, f"{name}={given}"]
    recipe = {
        "template": str(folder), "version": "0", "kit": "0", "layers": ["template"],
        "answers": {name: given}, "story": {}, "date": "2026-02-03",
    }  # fmt: skip
    (tmp_path / "recipe.json").write_text(json.dumps(recipe), encoding="utf-8")
    return ["new", folder, "--from", tmp_path / "recipe.json"]


def test_a_rendered_object_may_use_answers_after_it(
    tmp_path: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    entries = {"__x": {"a": "{{ cookiecutter.later|default('not yet') }}"}, "later": "now"}
    folder = make_template(files(entries))
    (tmp_path / "theirs").mkdir()

    cookiecutter(
        str(folder), no_input=True, default_config=True, output_dir=str(tmp_path / "theirs")
    )
    call(capsys, "new", folder, "--no-git", "--output", tmp_path / "ours")

    take_away_ours(tmp_path / "ours/demo")
    assert '"a": "now"' in (tmp_path / "ours/demo/a.txt").read_text()
    assert tree(tmp_path / "ours") == tree(tmp_path / "theirs")


def test_a_recipe_bakes_with_the_same_private_variables(
    tmp_path: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(files({"__x": "x"}))
    call(capsys, "new", folder, "__x={{ cookiecutter.slug }}!", "--output", tmp_path / "one")

    said = call(
        *(capsys, "new", folder, "--from", tmp_path / "one/demo", "--output", tmp_path / "two")
    )

    assert said.status == 0
    assert (tmp_path / "two/demo/a.txt").read_text() == '__x="demo!"\n'


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("__re=1", "argument: __re is no question of template; did you mean '__ren'?"),
        ("_extensions=os", "argument: _extensions 'os' cannot be given; leave it out"),
        ("_new_lines=x", 'argument: _new_lines is "x"; give "\\n" or "\\r\\n"'),
        ("_list=c", "argument: _list 'c' is no choice; choose one of: a, b"),
    ],
)
def test_what_cannot_be_given_is_said(
    word: str, line: str, capsys: Capture, make_template: MakeTemplate
) -> None:
    entries = {"__ren": "x", "_extensions": ["jinja2.ext.do"], "_new_lines": "\n"}

    said = call(
        capsys, "new", make_template(files({**entries, "_list": ["a", "b"]})), word, "--quiet"
    )

    assert said.err == f"{line}\n"


def test_what_portfolio_kit_sets_cannot_be_given(
    capsys: Capture, make_template: MakeTemplate
) -> None:
    text = TEMPLATE["cookiecutter.json"].replace('"loud": false', '"loud": false, "_date": ""')
    folder = make_template({**TEMPLATE, "cookiecutter.json": text})

    said = call(capsys, "new", folder, "_date=1999-01-01")

    assert said.err.splitlines()[-1] == (
        "argument: _date '1999-01-01' cannot be given; leave it out"
    )


@pytest.mark.parametrize("name", [found.name for found in catalog.builtins()])
def test_what_a_stranger_gives_for_a_private_variable_of_ours_is_never_rendered(
    name: str, here: Path, capsys: Capture
) -> None:
    call(capsys, "new", name, "slug=it", "--no-git", "--quiet", "--no-input")
    said = json.loads((here / "it/.portfolio-kit.json").read_text(encoding="utf-8"))
    evil = f"{{{{ cycler.__init__.__globals__.os.mkdir('{here / 'ran'}') }}}}"
    for private in ("__install", "__url", "_copy_without_render", "__prompts__"):
        odd = {**said, "answers": {**said["answers"], private: evil}}
        (here / "odd.json").write_text(json.dumps(odd), encoding="utf-8")

        told = call(capsys, "new", "--from", "odd.json", "slug=two", "--no-input", "--no-git")

        assert (told.status, len(told.err.splitlines())) == (1, 1), told
        assert private in told.err
        assert sorted(path.name for path in here.iterdir()) == ["it", "odd.json"]
