"""Questions of which several choices may be taken: what is answered, what follows from it."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from commandline import call
from conftest import MakeTemplate
from hypothesis import given
from hypothesis import strategies as st

import portfolio_kit
from portfolio_kit.answers import answer, context
from portfolio_kit.config import config as config_files
from portfolio_kit.config.config import Value
from portfolio_kit.errors import AnswerError, TemplateError
from portfolio_kit.template import layers, template
from portfolio_kit.template.template import Template

Load = Callable[..., Template]
Capture = pytest.CaptureFixture[str]

CHOICES = ("drift", "evasion", "poisoning")

ENTRIES: dict[str, Any] = {
    "slug": "names",
    "analyses": [*CHOICES],
    "budget": 3,
    "_portfolio_kit": {
        "version": "1",
        "several": ["analyses"],
        "when": {"budget": {"analyses": ["evasion", "poisoning"]}},
        "layers": [
            {"path": "."},
            {"path": "analyses/drift", "when": {"analyses": "drift"}},
            {"path": "analyses/attack", "when": {"analyses": ["evasion", "poisoning"]}},
        ],
        "extras": [{"name": "attack", "when": {"analyses": "evasion"}}],
        "answers": {"properties": {"budget": {"type": "integer", "minimum": 1}}},
    },
}

#: A template whose answers add folders, and a line for each in the table of contents.
FILES = {
    "cookiecutter.json": json.dumps(ENTRIES),
    "{{cookiecutter.slug}}/parts.txt": "{% for name in cookiecutter.analyses %}{{ name }}\n"
    "{% endfor %}{% if 'drift' in cookiecutter.analyses %}moves\n{% endif %}",
    "analyses/drift/{{cookiecutter.slug}}/drift.txt": "drift\n",
    "analyses/attack/{{cookiecutter.slug}}/attack.txt": "{{ cookiecutter.budget }}\n",
}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a template whose ``cookiecutter.json`` is given."""

    def make(entries: dict[str, Any], *, builtin: bool = False) -> Template:
        root = tmp_path / "names"
        root.mkdir(exist_ok=True)
        (root / "cookiecutter.json").write_text(json.dumps(entries), encoding="utf-8")
        for layer in ("analyses/drift", "analyses/attack"):
            (root / layer).mkdir(parents=True, exist_ok=True)
        return template.load(root, builtin=builtin)

    return make


def resolve(loaded: Template, **answers: Any) -> dict[str, Any]:
    said = {name: Value(value, "argument") for name, value in answers.items()}
    return context.resolve(loaded, said, private={})


def problems(loaded: Template, **answers: Any) -> Sequence[str]:
    with pytest.raises(AnswerError) as caught:
        resolve(loaded, **answers)
    return caught.value.lines


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("drift", ["drift"]),
        ("evasion, drift", ["drift", "evasion"]),
        ("drift,drift,", ["drift"]),
        ("all", [*CHOICES]),
        ("all,-evasion", ["drift", "poisoning"]),
        ("none", []),
        ("none,+drift", ["drift"]),
        ("", []),
        (["poisoning", "drift"], ["drift", "poisoning"]),
        (("poisoning",), ["poisoning"]),
        (["all"], [*CHOICES]),
        ([], []),
        ("+drift", ["drift"]),
        ("-drift", []),
    ],
)
def test_any_choices_are_an_answer_in_the_order_of_the_list(
    said: object, taken: list[str], load: Load
) -> None:
    assert resolve(load(ENTRIES), analyses=said)["analyses"] == taken


def test_nothing_is_taken_unless_somebody_says_so(load: Load) -> None:
    loaded = load(ENTRIES)
    question = loaded.questions[1]

    assert (question.kind, question.default, question.choices) == ("several", [], CHOICES)
    assert resolve(loaded)["analyses"] == []


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("+evasion", ["drift", "evasion"]),
        ("-drift", []),
        ("+poisoning,-drift", ["poisoning"]),
        ("-poisoning", ["drift"]),
        ("evasion", ["evasion"]),
        ("none,+evasion", ["evasion"]),
        ("", []),
    ],
)
def test_a_sign_changes_what_was_taken_before(said: str, taken: list[str]) -> None:
    assert answer.several(said, CHOICES, ["drift", "gone"]) == taken


@given(st.sets(st.sampled_from(CHOICES)), st.randoms())
def test_what_was_taken_is_read_back_as_it_is_written(taken: set[str], order: Any) -> None:
    shuffled = sorted(taken)
    order.shuffle(shuffled)

    read = answer.several(layers.as_text(shuffled), CHOICES, CHOICES)

    assert read == [choice for choice in CHOICES if choice in taken]
    assert answer.several(read, CHOICES, CHOICES) == read


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            "drfit",
            "analyses 'drfit' is no choice; choose any of: drift, evasion, poisoning; or all",
        ),
        ("drfit", "or all, or none; did you mean 'drift'?"),
        ("drift,x,-y", "analyses 'drift,x,-y' names 'x' and '-y', which are no choices; choose"),
        ("drift,none,-all", "names 'none' and '-all', which are no choices; choose any of: drift,"),
        ("drift,none", "or all, or none; none may only come first, without a sign"),
        ("drift,-all", "or all, or none; all may only come first, without a sign"),
        ("drift,none", "analyses 'drift,none' names 'none', which is no choice; choose any of:"),
        (["drift", 3], "analyses ['drift', 3] names '3', which is no choice; choose any of:"),
        ({"drift": True}, "analyses {'drift': True} is no list of choices; give words such as"),
        (True, "analyses True is no list of choices; give words such as one,two"),
    ],
)
def test_what_is_no_choice_is_said_in_one_line(said: object, line: str, load: Load) -> None:
    (found,) = problems(load(ENTRIES), analyses=said)

    assert found.startswith("argument: analyses ")
    assert line in found


def test_a_condition_on_several_is_that_any_of_them_is_taken() -> None:
    when = layers.condition({"when": {"analyses": ["drift", "evasion"]}})
    nothing = layers.condition({"when": {"analyses": "none"}})

    assert layers.holds(when, {"analyses": ["evasion", "poisoning"]})
    assert not layers.holds(when, {"analyses": ["poisoning"]})
    assert not layers.holds(when, {"analyses": []})
    assert layers.holds(nothing, {"analyses": []})
    assert not layers.holds(nothing, {"analyses": ["drift"]})


def test_a_question_matters_where_one_of_several_is_taken(load: Load) -> None:
    loaded = load(ENTRIES)

    assert resolve(loaded, analyses="evasion", budget="7")["budget"] == 7
    assert resolve(loaded, analyses="drift")["budget"] == 3
    assert problems(loaded, analyses="drift", budget="7") == (
        "argument: budget '7' does not matter where analyses is drift; leave it out",
    )
    assert problems(loaded, budget=7) == (
        "argument: budget 7 does not matter where analyses is none; leave it out",
    )


def test_several_that_do_not_matter_are_refused_and_none_of_them_is_not(load: Load) -> None:
    kit = {**ENTRIES["_portfolio_kit"], "when": {"analyses": {"deep": True}}}
    loaded = load({"slug": "names", "deep": False, **ENTRIES, "_portfolio_kit": kit})

    assert problems(loaded, analyses="drift") == (
        "argument: analyses 'drift' does not matter where deep is no; leave it out",
    )
    assert resolve(loaded, analyses="none")["analyses"] == []
    assert resolve(loaded, analyses=[])["analyses"] == []
    assert resolve(loaded, analyses="drift", deep="yes")["analyses"] == ["drift"]


def test_answers_of_several_that_do_not_go_together_are_refused(load: Load) -> None:
    clash = {
        "description": "leave one out",
        "not": {"properties": {"analyses": {"contains": {"const": "drift"}, "minItems": 3}}},
    }
    kit = {**ENTRIES["_portfolio_kit"], "answers": {"allOf": [clash]}}

    (line,) = problems(load({**ENTRIES, "_portfolio_kit": kit}), analyses="all")

    assert line.endswith("leave one out")


@pytest.mark.parametrize(
    ("entries", "kit", "said"),
    [
        ({}, {"several": ["analysis"]}, "names 'analysis', which is no question; did you mean"),
        ({}, {"several": ["slug"]}, "names 'slug', which is no list; list its choices"),
        ({}, {"several": "analyses"}, '_portfolio_kit.several is "analyses"; give a list'),
        ({"analyses": ["all"]}, {}, "of which 'all' is a choice; use letters, digits, . _ and -"),
        ({"analyses": ["a,b"]}, {}, "of which 'a,b' is a choice; use letters"),
        ({"analyses": ["-x"]}, {}, "of which '-x' is a choice; use letters"),
        ({"analyses": ["{{ 1 }}"]}, {}, "of which '{{ 1 }}' is a choice; use letters"),
        ({}, {"when": {"budget": {"analyses": "drfit"}}}, "analyses is never 'drfit'; it is one"),
        ({}, {"times": [{}]}, "_portfolio_kit.times[0].seconds is missing; add it"),
        ({}, {"times": [{"seconds": 1, "when": {"analyses": "x"}}]}, "analyses is never 'x'"),
    ],
    ids=str,
)
def test_what_a_template_says_of_several_is_checked(
    entries: dict[str, Any], kit: dict[str, Any], said: str, load: Load
) -> None:
    about = {"version": "1", "several": ["analyses"], **kit}

    with pytest.raises(TemplateError, match=re.escape(said)):
        load({**ENTRIES, **entries, "_portfolio_kit": about})


def test_questions_of_several_layers_take_several() -> None:
    weak, strong = {"several": ["a", "b"]}, {"several": ["b", "c"], "version": "2"}
    merged = layers.merge([{"_portfolio_kit": weak}, {"_portfolio_kit": strong}])

    assert merged == {"_portfolio_kit": {"several": ["a", "b", "c"], "version": "2"}}


def baked(folder: Path) -> tuple[dict[str, Any], set[str], str]:
    """Return the recipe's answers, the project's files, and its table of contents."""
    text = (folder / ".portfolio-kit.json").read_text(encoding="utf-8")
    files = {path.name for path in folder.iterdir()} - {".git", ".portfolio-kit.json"}
    return json.loads(text), files, (folder / "parts.txt").read_text(encoding="utf-8")


def test_a_bake_has_the_layers_of_what_was_taken(
    make_template: MakeTemplate, here: Path, capsys: Capture
) -> None:
    root = make_template(FILES)

    said = call(capsys, "new", root, "analyses=poisoning,drift", "budget=5", "--quiet")

    recipe, files, contents = baked(here / "names")
    assert (said.status, said.err) == (0, "")
    assert recipe["answers"]["analyses"] == ["drift", "poisoning"]
    assert files == {"parts.txt", "drift.txt", "attack.txt"}
    assert contents == "drift\npoisoning\nmoves\n"
    assert (recipe["extras"], recipe["layers"][1:]) == ([], ["analyses/drift", "analyses/attack"])


def test_a_recipe_with_several_bakes_the_same_commit_again(
    make_template: MakeTemplate, here: Path, capsys: Capture
) -> None:
    root = make_template(FILES)
    how = ["--json", "--set-date", "2026-02-03T04:05:06+00:00"]
    first = call(capsys, "new", root, "analyses=all", *how)
    recipe = here / "names" / ".portfolio-kit.json"

    again = call(capsys, "new", root, "--from", recipe, "--output", here / "again", *how)

    assert json.loads(again.out)["commit"] == json.loads(first.out)["commit"]
    assert baked(here / "again" / "names")[0]["answers"]["analyses"] == [*CHOICES]


def test_a_config_file_says_several_as_a_list(
    make_template: MakeTemplate, here: Path, capsys: Capture
) -> None:
    make_template(FILES)
    (here / "portfolio.toml").write_text(
        '[defaults]\nanalyses = ["drift"]\nbudget = 9\n'
        '[[project]]\ntemplate = "../template"\nslug = "one"\n'
        '[[project]]\ntemplate = "../template"\nslug = "two"\n'
        'answers = { analyses = ["poisoning", "evasion"] }\n',
        encoding="utf-8",
    )

    said = call(capsys, "build", "--quiet")

    assert (said.status, said.out, said.err) == (0, "", "")
    assert baked(here / "one")[0]["answers"] == {"slug": "one", "analyses": ["drift"], "budget": 3}
    assert baked(here / "two")[2] == "evasion\npoisoning\n"


def test_what_does_not_apply_is_refused_in_a_project_and_left_alone_in_the_defaults(
    make_template: MakeTemplate, here: Path, capsys: Capture
) -> None:
    make_template(FILES)
    (here / "portfolio.toml").write_text(
        '[defaults]\nbudget = 9\n[[project]]\ntemplate = "../template"\nanswers = { budget = 5 }\n',
        encoding="utf-8",
    )

    said = call(capsys, "build")

    assert said.status == 1
    assert said.err == (
        "portfolio.toml:5: budget 5 does not matter where analyses is none; leave it out\n"
    )


def test_the_config_shows_a_list(tmp_path: Path) -> None:
    file = tmp_path / "portfolio.toml"
    file.write_text('[defaults]\nanalyses = ["drift"]\n', encoding="utf-8")

    assert config_files.show(config_files.load([file])) == [
        ("defaults.analyses", ["drift"], f"{file}:2")
    ]


def test_a_program_gives_several_as_a_list(make_template: MakeTemplate, here: Path) -> None:
    made = portfolio_kit.bake(make_template(FILES), answers={"analyses": ["evasion"]})

    assert baked(made.path)[2] == "evasion\n"


def test_the_page_for_authors_says_what_is_so(load: Load) -> None:
    page = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")
    section = page.partition("### Several choices")[2]
    example = re.findall(r"```json\n(.*?)```", section, re.DOTALL)[0]
    loaded = load(json.loads(example))

    answered = re.findall(r"`analyses=([^`]+)`", page)
    taken = {words: resolve(loaded, analyses=words)["analyses"] for words in answered}

    assert taken == {
        "drift,evasion": ["drift", "evasion"],
        "all": [*CHOICES],
        "none": [],
        "all,-drift": ["evasion", "poisoning"],
        "+drift": ["drift"],
        "-drift": [],
    }
