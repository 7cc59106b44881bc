"""Templates: questions, layers, and what they say about themselves."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portfolio_kit.errors import TemplateError
from portfolio_kit.schema import published
from portfolio_kit.template import catalog, layers, template
from portfolio_kit.template.skill import Skill
from portfolio_kit.template.template import Template

Load = Callable[..., Template]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load the template ``own`` in a folder with other layers: ``{folder: entries}``."""

    def make(own: Any, others: Mapping[str, Any] | None = None, **how: Any) -> Template:
        for name, entries in {"own": own, **(others or {})}.items():
            folder = tmp_path / "top" / name
            folder.mkdir(parents=True)
            if entries is not None:
                text = json.dumps(entries)
                (folder / "cookiecutter.json").write_text(text, encoding="utf-8")
        return template.load(tmp_path / "top" / "own", **how)

    return make


def problems(load: Load, *args: Any, **how: Any) -> tuple[str, ...]:
    with pytest.raises(TemplateError) as caught:
        load(*args, **how)
    return tuple(line.partition("cookiecutter.json: ")[2] or line for line in caught.value.lines)


def test_a_plain_template_is_its_own_only_layer(load: Load, tmp_path: Path) -> None:
    found = load({"name": "x"})

    root = tmp_path / "top" / "own"
    assert found.layers == (layers.Layer(root, "own"),)
    assert (found.name, found.title, found.builtin, found.note) == ("own", "own", False, None)
    assert (found.root, found.includes, found.version) == (root, (), "")


def test_an_entry_is_a_question_of_cookiecutters_kinds(load: Load) -> None:
    found = load(
        {
            "text": "a",
            "number": 3,
            "choice": ["b", True],
            "flag": False,
            "map": {"k": "v"},
            "_raw": 1,
            "__rendered": "r",
            "__prompts__": {"text": "Which?", "choice": {"__prompt__": "Pick", "b": "Bee"}},
        }
    )

    kinds = {question.name: question.kind for question in found.questions}
    text, _, choice, _, mapping = found.questions
    assert kinds == {
        "text": "text",
        "number": "text",
        "choice": "choice",
        "flag": "boolean",
        "map": "mapping",
    }
    assert (text.default, text.prompt) == ("a", "Which?")
    assert (choice.default, choice.choices, choice.prompt) == ("b", ("b", "yes"), "Pick")
    assert choice.labels == {"b": "Bee"}
    assert mapping.default == {"k": "v"}
    assert found.private == {"_raw": 1, "__rendered": "r"}
    assert found.order == ("text", "number", "choice", "flag", "map", "_raw", "__rendered")


def test_layers_add_their_questions_before_those_of_the_template(load: Load) -> None:
    base = {
        "title": "base",
        "license": ["MIT", "none"],
        "_copy_without_render": ["*.png"],
        "_new_lines": "\n",
        "__prompts__": {"title": "Title", "license": "Licence"},
        "_portfolio_kit": {
            "help": {"title": "its name", "license": "of the code"},
            "answers": {"properties": {"title": {"maxLength": 8}, "license": {"minLength": 1}}},
        },
    }
    own = {
        "depth": "3",
        "license": ["Apache-2.0"],
        "_copy_without_render": ["*.png", "*.svg"],
        "__prompts__": {"license": "Which licence"},
        "_portfolio_kit": {
            "version": "2",
            "help": {"depth": "of the tree"},
            "answers": {"properties": {"title": {"maxLength": 9}}},
            "layers": [{"path": "../_base"}, {"path": "."}, {"path": "engines/jax"}],
        },
    }

    found = load(own, {"_base": base, "own/engines/jax": None}, boundary=None, builtin=True)

    title, licence, depth = found.questions
    assert (title.name, licence.name, depth.name) == ("title", "license", "depth")
    assert licence.choices == ("Apache-2.0",)
    assert (title.prompt, licence.prompt) == ("Title", "Which licence")
    assert (title.help, depth.help) == ("its name", "of the tree")
    assert (title.schema, licence.schema) == ({"maxLength": 9}, {"minLength": 1})
    assert found.private == {"_copy_without_render": ["*.png", "*.svg"], "_new_lines": "\n"}
    assert [layer.name for layer in found.layers] == ["_base", "own", "engines/jax"]
    assert found.version == "2"


def test_a_list_of_layers_without_the_template_keeps_its_questions(load: Load) -> None:
    own = {"x": "1", "_portfolio_kit": {"layers": [{"path": "files"}]}}

    found = load(own, {"own/files": {"y": "2"}})

    assert [question.name for question in found.questions] == ["y", "x"]
    assert [layer.name for layer in found.layers] == ["files"]


def test_what_a_template_says_of_itself_is_kept(load: Load) -> None:
    kit = {
        "version": "1.2",
        "title": "Digits",
        "description": "Learn digits",
        "skills": [
            {"id": "s", "name": "sampling", "when": {"on": True}, "evidence": [{"file": "a"}]}
        ],
        "frameworks": ["jax"],
        "minutes": 1.5,
        "command": "python -m {{ cookiecutter.x }}",
        "extras": [{"name": "gpu", "when": {"x": ["a", "b"], "on": True}}, {"name": "plots"}],
    }

    found = load({"x": ["a", "b", "c"], "on": True, "_portfolio_kit": kit})

    assert (found.version, found.title, found.description) == ("1.2", "Digits", "Learn digits")
    assert found.skills == (Skill("s", "sampling", ({"file": "a"},), {"on": ("yes",)}),)
    assert (found.frameworks, found.minutes) == (("jax",), 1.5)
    assert found.command == "python -m {{ cookiecutter.x }}"
    assert found.extras == (
        {"name": "gpu", "when": {"x": ("a", "b"), "on": ("yes",)}},
        {"name": "plots", "when": {}},
    )


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"x": "a", "on": True, "n": 3}, True),
        ({"x": "b", "on": True, "n": 3}, True),
        ({"x": "c", "on": True, "n": 3}, False),
        ({"x": "a", "on": False, "n": 3}, False),
        ({"x": "a", "on": True, "n": 4}, False),
        ({}, False),
    ],
)
def test_a_condition_holds_when_every_answer_is_meant(
    answers: dict[str, Any], expected: object
) -> None:
    when = layers.condition({"when": {"x": ["a", "b"], "on": True, "n": 3}})

    assert layers.holds(when, answers) is expected
    assert layers.holds({}, answers)


def test_includes_are_looked_for_in_the_template_and_then_in_its_layers(load: Load) -> None:
    own = {"_portfolio_kit": {"layers": [{"path": "../_base"}, {"path": "."}, {"path": "more"}]}}
    others = {"_base/templates": None, "own/more": None, "own/templates": None}

    found = load(own, others, builtin=True)

    names = [folder.parent.name for folder in found.includes]
    assert names == ["own", "_base"]


def test_every_mistake_in_the_kits_key_is_said_at_once(load: Load) -> None:
    kit = {
        "versoin": "1",
        "minutes": 0,
        "layers": [{"path": ".", "wen": {}}],
        "answers": {"properties": {"x": {"type": "wrong"}}},
    }

    rule, layer, minutes, key = sorted(problems(load, {"x": "1", "_portfolio_kit": kit}))

    assert key == "_portfolio_kit.versoin is unknown; did you mean 'version'?"
    assert rule.startswith("_portfolio_kit.answers.properties.x is no JSON Schema (")
    assert layer == "_portfolio_kit.layers[0].wen is unknown; did you mean 'when'?"
    assert minutes == "_portfolio_kit.minutes is 0; give a number above 0"


def test_names_that_are_no_question_are_said_at_once(load: Load) -> None:
    kit = {
        "help": {"framwork": "?"},
        "answers": {"properties": {"zzz": {}}},
        "layers": [{"path": ".", "when": {"framework": ["jax", "torhc"], "on": "maybe"}}],
        "extras": [{"name": "gpu", "when": {"lost": "x", "text": "anything"}}],
    }
    own = {"framework": ["jax", "torch"], "on": True, "text": "", "_portfolio_kit": kit}

    assert problems(load, own) == (
        "_portfolio_kit.help names 'framwork', which is no question; did you mean 'framework'?",
        "_portfolio_kit.answers names 'zzz', which is no question",
        "_portfolio_kit.extras (gpu) names 'lost', which is no question",
        (
            "_portfolio_kit.layers (.): framework is never 'torhc'; "
            "it is one of: jax, torch; did you mean 'torch'?"
        ),
        "_portfolio_kit.layers (.): on is never 'maybe'; it is one of: yes, no",
    )


@pytest.mark.parametrize("said", ["text", 3, ["list"]])
def test_a_kits_key_that_is_no_object_is_refused(load: Load, said: Any) -> None:
    (line,) = problems(load, {"_portfolio_kit": said})

    assert line == f"_portfolio_kit is {json.dumps(said)}; give an object"


def test_mistakes_in_a_layers_own_key_are_found_too(load: Load) -> None:
    own = {"_portfolio_kit": {"layers": [{"path": "more"}]}}

    (line,) = problems(load, own, {"own/more": {"_portfolio_kit": {"minutes": "two"}}})

    assert line == '_portfolio_kit.minutes is "two"; give a number above 0'


def test_layers_outside_the_folder_and_missing_ones_are_refused(load: Load, tmp_path: Path) -> None:
    paths = ["../_base", "/", "gone", "link"]
    (tmp_path / "top" / "own").parent.mkdir()
    own = {"_portfolio_kit": {"layers": [{"path": path} for path in paths]}}
    (tmp_path / "top" / "_base").mkdir()

    with pytest.raises(TemplateError) as caught:
        load(own)

    root = tmp_path / "top" / "own"
    assert caught.value.lines == (
        f"{root}: layer '../_base' lies outside {root}; move it inside",
        f"{root}: layer '/' lies outside {root}; move it inside",
        f"{root}: layer 'gone' is no folder; correct its path",
        f"{root}: layer 'link' is no folder; correct its path",
    )


def test_a_link_is_no_way_out(load: Load, tmp_path: Path) -> None:
    root = tmp_path / "top" / "own"
    (tmp_path / "elsewhere").mkdir()
    load({"x": "1"})
    (root / "link").symlink_to(tmp_path / "elsewhere")
    text = json.dumps({"_portfolio_kit": {"layers": [{"path": "link"}]}})
    (root / "cookiecutter.json").write_text(text)

    with pytest.raises(TemplateError, match="layer 'link' lies outside"):
        template.load(root)


def test_a_layer_beside_the_template_is_fine_inside_its_boundary(
    load: Load, tmp_path: Path
) -> None:
    own = {"_portfolio_kit": {"layers": [{"path": "../_base"}, {"path": "."}]}}

    found = load(own, {"_base": {"title": "x"}}, boundary=tmp_path / "top")

    assert [question.name for question in found.questions] == ["title"]


def test_a_repository_around_a_template_is_no_boundary(load: Load, tmp_path: Path) -> None:
    (tmp_path / "top" / ".git").mkdir(parents=True)  # which may be that of a whole home
    own = {"_portfolio_kit": {"layers": [{"path": "../_base"}, {"path": "."}]}}

    with pytest.raises(TemplateError, match=r"layer '\.\./_base' lies outside"):
        load(own, {"_base": {"title": "x"}})


def test_an_empty_choice_is_refused(load: Load) -> None:
    assert problems(load, {"x": []}) == ("x is an empty list; give it a choice",)


def test_prompts_that_are_no_object_are_refused(load: Load) -> None:
    assert problems(load, {"x": "1", "__prompts__": "x"}) == (
        '__prompts__ is "x"; give an object of texts such as {"slug": "How is it called?"}',
    )


def test_the_schema_of_the_kits_key_is_a_schema() -> None:
    assert jsonschema_rs.meta.is_valid(published("template.schema.json"))


def test_loading_one_of_ours_needs_no_validator_and_no_jinja(tmp_path: Path) -> None:
    (tmp_path / "cookiecutter.json").write_text('{"x": "1", "_portfolio_kit": {"version": "1"}}')
    code = (
        "import sys; from pathlib import Path; from portfolio_kit.template import template; "
        f"template.load(Path({str(tmp_path)!r}), builtin=True); "
        "print([m for m in ('jsonschema_rs', 'jinja2', 'cookiecutter', 'git') if m in sys.modules])"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout

    assert said == "[]\n"


@pytest.mark.parametrize("name", [found.name for found in catalog.builtins()])
def test_layers_of_ours_are_found_without_a_look_at_the_disk_as_with_one(name: str) -> None:
    root = catalog.builtin_root() / name
    written = json.loads((root / "cookiecutter.json").read_text(encoding="utf-8"))
    entries = written["_portfolio_kit"]["layers"]

    found = layers.find(root, name, entries, None)

    assert len(found) > 1
    assert found == layers.find(root, name, entries, catalog.builtin_root())


def test_one_of_ours_that_names_no_layers_is_its_own_only_layer() -> None:
    assert layers.find(Path("/ours"), "ours", (), None) == [layers.Layer(Path("/ours"), "ours")]
