"""From answers to a context."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.answers import context
from portfolio_kit.config.config import Config, Project, Value
from portfolio_kit.errors import AnswerError, TemplateError
from portfolio_kit.template import catalog, layers, template
from portfolio_kit.template.question import Question
from portfolio_kit.template.template import Template

Load = Callable[..., Template]

OURS: dict[str, Any] = {
    "title": "Federated Digits",
    "slug": "{{ cookiecutter.title | slugify }}",
    "package": "{{ cookiecutter.slug | replace('-', '_') }}",
    "author_name": "",
    "license": ["MIT", "Apache-2.0", "none"],
    "clients": 10,
    "alpha": 0.5,
    "plots": True,
    "_portfolio_kit": {
        "version": "1",
        "answers": {
            "properties": {
                "title": {"maxLength": 80, "pattern": '^[^"<>{}]*$', "description": "plain text"},
                "author_name": {"minLength": 1},
                "clients": {"type": "integer", "minimum": 2, "maximum": 100},
                "alpha": {"type": "number", "exclusiveMinimum": 0},
            }
        },
    },
}

ADA = {"author_name": Value("Ada", "git config user.name")}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a template whose ``cookiecutter.json`` is given."""

    def make(entries: Mapping[str, Any], *, builtin: bool = False) -> Template:
        root = tmp_path / "digits"
        root.mkdir(exist_ok=True)
        (root / "cookiecutter.json").write_text(json.dumps(entries), encoding="utf-8")
        return template.load(root, builtin=builtin)

    return make


@pytest.fixture
def ours(load: Load) -> Template:
    return load(OURS, builtin=True)


def values(**answers: Any) -> dict[str, Value]:
    return {name: Value(value, "argument") for name, value in answers.items()}


def config(**tables: Any) -> Config:
    empty: dict[str, Any] = {
        key: {} for key in ("author", "defaults", "git", "run", "story", "templates")
    }
    return Config(**{**empty, "projects": (), "files": (), **tables})


def project(**answers: Any) -> Project:
    found = {name: Value(value, "portfolio.toml:9") for name, value in answers.items()}
    return Project("digits", found, {}, 8, "portfolio.toml:8")


def question(loaded: Template, name: str) -> Question:
    return next(question for question in loaded.questions if question.name == name)


def problems(loaded: Template, answers: Mapping[str, Value]) -> tuple[str, ...]:
    with pytest.raises(AnswerError) as caught:
        context.resolve(loaded, answers, private={})
    return caught.value.lines


@given(
    st.dictionaries(
        st.text(min_size=1).map(str.strip).filter(lambda name: name and "=" not in name), st.text()
    )
)
def test_words_written_from_answers_are_read_back(answers: dict[str, str]) -> None:
    parsed = context.parse_arguments([f"{name}={value}" for name, value in answers.items()])

    assert {name: value.value for name, value in parsed.items()} == answers
    assert {value.source for value in parsed.values()} <= {"argument"}


def test_every_malformed_word_is_said_at_once() -> None:
    with pytest.raises(AnswerError) as caught:
        context.parse_arguments(["title", "=x", "slug=a", "slug=b", "city=\udcff"])

    assert caught.value.lines == (
        "argument: 'title' is no answer; write question=answer",
        "argument: '=x' is no answer; write question=answer",
        "argument: slug is answered twice; answer it once",
        "argument: city is not UTF-8; give it in UTF-8",
    )


STRENGTH = ("git", "defaults", "project", "argument")


@pytest.mark.parametrize("strongest", range(1, len(STRENGTH) + 1))
def test_the_stronger_source_wins(ours: Template, strongest: int) -> None:
    given = {name: {"author_name": Value(name, name)} for name in STRENGTH[:strongest]}
    settings = config(
        author={"name": Value("git", "git config user.name")},
        defaults=given.get("defaults", {}),
    )
    wanted = project() if "project" in given else None
    if wanted:
        wanted = Project("digits", given["project"], {}, 1, "portfolio.toml:1")

    gathered = context.gather(ours, settings, wanted, given.get("argument", {}))

    assert gathered["author_name"].value == STRENGTH[strongest - 1]


@pytest.mark.parametrize(
    ("builtin", "name", "key"),
    [
        (True, "author_email", "email"),
        (True, "github", "github"),
        (False, "full_name", "name"),
        (False, "email", "email"),
        (False, "github_username", "github"),
    ],
)
def test_the_author_answers_the_questions_about_a_person(
    load: Load, *, builtin: bool, name: str, key: str
) -> None:
    loaded = load({name: "nobody", "other": "x"}, builtin=builtin)
    author = {key: Value("Ada", "portfolio.toml:2")}

    gathered = context.gather(loaded, config(author=author), None, {})

    assert gathered == {name: Value("Ada", "portfolio.toml:2")}


def test_a_foreign_choice_or_url_is_not_the_authors(load: Load) -> None:
    loaded = load({"email": ["yes", "no"], "url": "https://example.org/project"})
    author = {"email": Value("ada@example.org", "x"), "url": Value("https://ada.dev", "x")}

    assert context.gather(loaded, config(author=author), None, {}) == {}


def test_a_default_for_another_of_our_templates_is_left_out(
    load: Load, ours: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "builtins", lambda: [ours])
    loaded = load({"title": "x"})
    defaults = {
        "clients": Value(5, "portfolio.toml:3"),
        "titel": Value("y", "portfolio.toml:4"),
        "title": Value("z", "portfolio.toml:5"),
    }

    gathered = context.gather(loaded, config(defaults=defaults), None, {})

    assert set(gathered) == {"title", "titel"}
    assert problems(loaded, gathered) == (
        "portfolio.toml:4: titel is no question of digits; did you mean 'title'?",
    )


def test_the_persons_words_for_a_project_are_stronger(ours: Template) -> None:
    words = {"why": Value("for all", "x"), "decisions": Value(["a"], "x")}
    wanted = Project("digits", {}, {"why": Value("for this", "y")}, 1, "y")

    assert context.story(config(story=words), wanted) == {
        **context.SILENCE,
        "why": "for this",
        "decisions": ["a"],
    }
    assert context.story(config(story=words), None) == context.SILENCE  # of no project of a file


def test_defaults_are_made_of_the_answers_before_them(ours: Template) -> None:
    found = context.resolve(ours, {**ADA, **values(title="Größe Zwei")}, private={"_date": "d"})

    assert found["slug"] == "grosse-zwei"
    assert found["package"] == "grosse_zwei"
    assert found["_date"] == "d"
    assert found["license"] == "MIT"


def test_answers_get_the_type_that_their_schema_names(ours: Template) -> None:
    answers = values(clients="12", alpha="1", plots="off")

    found = context.resolve(ours, {**ADA, **answers}, private={})

    assert (found["clients"], found["alpha"], found["plots"]) == (12, 1.0, False)
    assert isinstance(found["alpha"], float)


def test_numbers_and_truths_of_a_config_file_are_taken_as_they_are(ours: Template) -> None:
    answers = values(clients=12.0, alpha=1, plots=False, title=2026)

    found = context.resolve(ours, {**ADA, **answers}, private={})

    assert (found["clients"], found["alpha"], found["plots"]) == (12, 1.0, False)
    assert found["title"] == "2026"


def test_all_mistakes_are_said_at_once_with_their_source(ours: Template) -> None:
    answers = {
        "lisense": Value("MIT", "argument"),
        "zzz": Value("1", "argument"),
        "license": Value("mit", "portfolio.toml:3"),
        "clients": Value("1", "argument"),
        "alpha": Value("much", "portfolio.toml:5"),
        "plots": Value("maybe", "argument"),
        "slug": Value("../x", "argument"),
        "title": Value("a <b>", "argument"),
    }

    said = problems(ours, answers)

    assert said == (
        "argument: lisense is no question of digits; did you mean 'license'?",
        (
            "argument: zzz is no question of digits; it asks: title, slug, package, author_name, "
            "license, clients, alpha, plots"
        ),
        "argument: title 'a <b>' is not allowed; give plain text",
        (
            "argument: slug '../x' is no safe folder name (a-z, 0-9, '-', '_', '.'; a letter or "
            "digit at both ends); give one such as x"
        ),
        (
            "default: author_name '' is not allowed; give a text of at least one character, "
            "as author_name=... or name under [author] in portfolio.toml"
        ),
        (
            "portfolio.toml:3: license 'mit' is no choice; choose one of: MIT, Apache-2.0, none; "
            "did you mean 'MIT'?"
        ),
        "argument: clients '1' is not allowed; give a whole number from 2 to 100",
        "portfolio.toml:5: alpha 'much' is no number; give a number above 0",
        "argument: plots 'maybe' is neither yes nor no; give yes or no",
    )


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Html", "default: package 'html' is a module of .*; give one such as html_project, as p"),
        ("Aux", "default: slug 'aux' is the name of a device on Windows; .*aux-project, as slug="),
        ("!!!", "default: slug '' is empty; give a folder name such as my-project, as slug="),
    ],
)
def test_a_title_that_makes_no_name_asks_for_one(ours: Template, title: str, said: str) -> None:
    with pytest.raises(AnswerError, match=f"^{said}[^\n]*$"):
        context.resolve(ours, {**ADA, **values(title=title)}, private={})


@given(st.text(max_size=60))
def test_any_title_gives_a_project_or_one_clear_line(title: str) -> None:
    entries = {name: OURS[name] for name in ("title", "slug", "package")}
    questions = tuple(Question(name, "text", raw, raw=raw) for name, raw in entries.items())
    bare = Template("t", Path(), questions=questions, builtin=True, order=tuple(entries))

    try:
        found = context.resolve(bare, values(title=title), private={})
    except AnswerError as error:
        (said,) = error.lines  # the package that follows from a wrong slug is not said again
        assert said.endswith(("as slug=...", "as package=..."))
    else:
        assert found["slug"]
        assert found["package"].isidentifier()


def test_names_of_foreign_templates_are_their_own_affair(load: Load) -> None:
    loaded = load({"slug": "My Project", "package": "class"})

    found = context.resolve(loaded, {}, private={})

    assert found == {"slug": "My Project", "package": "class"}


FOREIGN: dict[str, Any] = {
    "name": "Peanut Butter",
    "_raw": "{{ cookiecutter.name }}",
    "__rendered": "{{ cookiecutter.name | lower }}",
    "repo": "{{ cookiecutter.__rendered | replace(' ', '-') }}",
    "count": 3,
    "nothing": None,
    "kind": ["{{ cookiecutter.name }} lib", "app"],
    "deep": {"{{ cookiecutter.repo }}": {"a": "1", "b": ["{{ cookiecutter.last }}"]}},
    "mixed": [True, None, 7],
    "on": False,
    "last": "end",
}


def test_cookiecutters_kinds_of_entries_are_rendered_as_it_renders_them(load: Load) -> None:
    prompt = pytest.importorskip("cookiecutter.prompt")
    expected = prompt.prompt_for_config({"cookiecutter": dict(FOREIGN)}, no_input=True)

    found = context.resolve(load(FOREIGN), {}, private={})

    assert list(found.items()) == list(expected.items())
    assert found["deep"] == {"peanut-butter": {"a": "1", "b": ["end"]}}
    assert found["count"] == "3"


@pytest.mark.parametrize(
    ("name", "given_value", "expected"),
    [
        ("on", "y", True),
        ("on", "0", False),
        ("on", 1, True),
        ("kind", "app", "app"),
        ("kind", "Peanut Butter lib", "Peanut Butter lib"),
        ("mixed", "7", "7"),
        ("mixed", True, True),
        ("mixed", "yes", True),
        ("count", 4, "4"),
        ("name", "{{ 7 * 7 }}", "{{ 7 * 7 }}"),
        ("deep", '{"x": 1}', {"x": 1}),
        (
            "deep",
            {"peanut-butter": {"a": "2"}, "c": 3},
            {"peanut-butter": {"a": "2", "b": ["end"]}, "c": 3},
        ),
    ],
)
def test_an_answer_is_taken_by_the_kind_of_its_question(
    load: Load, name: str, given_value: Any, expected: Any
) -> None:
    answers = {name: Value(given_value, "argument")}
    loaded = load(FOREIGN if name == "deep" else {**FOREIGN, "name": "Peanut Butter"})

    found = context.resolve(loaded, answers, private={})

    assert found[name] == expected
    assert type(found[name]) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("deep", "[]", "is no JSON object; give one such as {"),
        ("deep", "{", "is no JSON object"),
        ("deep", 3, "is no JSON object"),
        ("kind", "lib", "choose one of: Peanut Butter lib, app"),
        ("on", "perhaps", "is neither yes nor no"),
        ("name", True, "is no text; give a text"),
        ("name", ["x"], "is no text"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(
    load: Load, name: str, value: Any, said: str
) -> None:
    (problem,) = problems(load(FOREIGN), {name: Value(value, "argument")})

    assert problem.startswith(f"argument: {name} {value!r} ")
    assert said in problem


def test_private_entries_of_the_kit_win_over_those_of_a_template(load: Load) -> None:
    loaded = load({"x": "{{ cookiecutter._date }}", "_date": "theirs"})

    assert context.resolve(loaded, {}, private={"_date": "ours"}) == {"_date": "ours", "x": "ours"}


def test_a_default_is_rendered_with_what_is_known(load: Load) -> None:
    loaded = load(FOREIGN)

    repo = context.default(loaded, question(loaded, "repo"), {"name": "Jam Jar"})
    kind = context.default(loaded, question(loaded, "kind"), {"name": "Jam Jar"})
    deep = context.default(loaded, question(loaded, "deep"), {"repo": "r", "last": "l"})

    assert (repo, kind, deep) == ("jam-jar", "Jam Jar lib", {"r": {"a": "1", "b": ["l"]}})


def test_two_mappings_are_filled_in_one_after_the_other(load: Load) -> None:
    loaded = load({"first": {"a": "1"}, "second": {"b": "{{ cookiecutter.first.a }}"}})

    assert context.default(loaded, question(loaded, "second"), {}) == {"b": "1"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("clients", "many", "clients 'many' is no whole number; give a whole number from 2 to 100"),
        ("clients", "5", None),
        ("slug", "con", "slug 'con' is the name of a device on Windows; give one such as con-p"),
        ("license", "MIT", None),
    ],
)
def test_a_wrong_answer_is_said_at_once(
    ours: Template, name: str, value: str, said: str | None
) -> None:
    problem = context.problem(ours, question(ours, name), value)

    assert problem == said or (said is not None and problem is not None and said in problem)


def test_a_choice_made_of_other_answers_is_held_against_them(load: Load) -> None:
    loaded = load(FOREIGN)
    kind = question(loaded, "kind")

    assert context.problem(loaded, kind, "Jam lib", {"name": "Jam"}) is None
    assert context.problem(loaded, kind, "Jam lib", {"name": "Tea"}) is not None


@pytest.mark.parametrize(
    ("schema", "value", "advice"),
    [
        ({"type": "integer"}, "nan", "give a whole number"),
        ({"type": "integer"}, True, "give a whole number"),
        ({"type": "integer"}, "1.5", "give a whole number"),
        ({"type": "integer", "minimum": 2}, "1", "give a whole number of at least 2"),
        ({"type": "integer", "maximum": 2}, "3", "give a whole number of at most 2"),
        ({"type": "integer", "multipleOf": 4}, "3", "give a whole number that 4 divides"),
        (
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "2",
            "give a number above 0 and below 1",
        ),
        ({"minLength": 2}, "x", "give a text of at least 2 characters"),
        ({"maxLength": 2}, "xyz", "give a text of at most 2 characters"),
        ({"minLength": 2, "maxLength": 4}, "x", "give a text of 2 to 4 characters"),
        ({"pattern": "^a+$"}, "b", "give a text that matches ^a+$"),
        ({"format": "email"}, "b", "give a text in the form of: email"),
        ({"enum": ["a", True]}, "b", "choose one of: a, yes"),
        ({"type": "boolean"}, "perhaps", "give yes or no"),
    ],
)
def test_what_is_allowed_is_said_from_the_schema(
    load: Load, schema: dict[str, Any], value: Any, advice: str
) -> None:
    kit = {"answers": {"properties": {"x": schema}}}
    loaded = load({"x": "1", "_portfolio_kit": kit})

    problem = context.problem(loaded, question(loaded, "x"), value)

    assert problem is not None
    assert problem.endswith(f"; {advice}")


def test_a_choice_of_numbers_becomes_a_number_when_its_schema_says_so(load: Load) -> None:
    kit = {"answers": {"properties": {"x": {"type": "integer", "maximum": 4}}}}
    loaded = load({"x": [3, 5], "_portfolio_kit": kit})

    assert context.resolve(loaded, {}, private={})["x"] == 3
    assert problems(loaded, values(x=5)) == ("argument: x 5 is not allowed; choose one of: 3, 5",)


def test_line_ends_and_own_delimiters_of_defaults_are_jinjas_affair(load: Load) -> None:
    loaded = load(
        {
            "x": "a\r\nb",
            "y": "[[ cookiecutter.x ]]",
            "_jinja2_env_vars": {"variable_start_string": "[[", "variable_end_string": "]]"},
        }
    )

    assert context.resolve(loaded, {}, private={})["y"] == "a\nb"


CLASHING: dict[str, Any] = {
    "slug": "x",
    "framework": ["jax", "numpy"],
    "data": ["digits", "csv"],
    "partition": "{% if cookiecutter.data == 'csv' %}natural{% else %}dirichlet{% endif %}",
    "_portfolio_kit": {
        "answers": {
            "properties": {"partition": {"enum": ["dirichlet", "natural"]}},
            "allOf": [
                {
                    "not": {
                        "properties": {
                            "data": {"const": "digits"},
                            "partition": {"const": "natural"},
                        }
                    },
                    "description": "digits name no sites; choose another partition",
                }
            ],
        }
    },
}


def test_a_text_with_an_enum_is_a_choice_whose_default_follows_other_answers(load: Load) -> None:
    found = load(CLASHING)

    partition = found.questions[-1]
    assert (partition.kind, partition.choices) == ("choice", ("dirichlet", "natural"))
    for data, expected in (("digits", "dirichlet"), ("csv", "natural")):
        answers = {"data": Value(data, "argument")}
        assert context.resolve(found, answers, private={})["partition"] == expected
        assert context.default(found, partition, {"data": data}) == expected
    with pytest.raises(AnswerError, match="is no choice; choose one of: dirichlet, natural"):
        context.resolve(found, {"partition": Value("sites", "argument")}, private={})


def test_answers_that_do_not_go_together_are_refused_in_one_line(load: Load) -> None:
    found = load(CLASHING)

    with pytest.raises(AnswerError) as caught:
        context.resolve(found, {"partition": Value("natural", "argument")}, private={})

    said = "partition 'natural' does not go with data 'digits'; digits name no sites; "
    assert caught.value.lines == (f"argument: {said}choose another partition",)
    assert context.resolve(found, {"data": Value("csv", "argument")}, private={})


def test_an_answer_is_held_against_those_before_it_while_it_is_asked(load: Load) -> None:
    found = load(CLASHING)
    partition = found.questions[-1]

    assert context.problem(found, partition, "natural", {"data": "csv"}) is None
    assert context.problem(found, partition, "natural", {}) is None
    said = context.problem(found, partition, "natural", {"data": "digits"})
    assert said is not None
    assert "does not go with data 'digits'" in said


def test_a_rule_about_no_question_is_a_mistake_of_the_template(load: Load) -> None:
    rule = {"not": {"properties": {"dta": {"const": "x"}}}, "description": "choose"}

    with pytest.raises(TemplateError, match="names 'dta', which is no question"):
        load({**CLASHING, "_portfolio_kit": {"answers": {"allOf": [rule]}}})


def test_a_rendered_private_entry_of_a_template_may_use_its_own_answers() -> None:
    merged = layers.merge([{"__install": ".", "base": "x"}, {"own": True, "__install": "y"}])

    assert list(merged) == ["base", "own", "__install"]


WHEN: dict[str, Any] = {
    **OURS,
    "partition": ["dirichlet", "natural"],
    "skew": 0.1,
    "_portfolio_kit": {
        "version": "1",
        "when": {"skew": {"partition": "dirichlet"}},
        "answers": {"properties": {"skew": {"type": "number", "minimum": 0}}},
    },
}


@pytest.mark.parametrize(
    ("answers", "skew"),
    [
        ({}, 0.1),
        ({"skew": "0.5"}, 0.5),
        ({"partition": "natural"}, 0.1),
        ({"partition": "natural", "skew": 0.1}, 0.1),  # as an answers file holds it
    ],
)
def test_a_question_that_does_not_matter_keeps_its_default(
    answers: dict[str, Any], skew: float, load: Load
) -> None:
    found = context.resolve(load(WHEN), {**ADA, **values(**answers)}, private={})

    assert found["skew"] == skew


@pytest.mark.parametrize("skew", ["0.5", 7, "much"])
def test_an_answer_where_it_does_not_matter_is_refused(skew: object, load: Load) -> None:
    assert problems(load(WHEN), {**ADA, **values(partition="natural", skew=skew)}) == (
        f"argument: skew {skew!r} does not matter where partition is natural; leave it out",
    )


def test_an_answer_for_all_projects_is_ignored_where_it_does_not_matter(load: Load) -> None:
    loaded = load(WHEN)
    said = config(defaults={"skew": Value(0.5, "portfolio.toml:3")})

    natural = context.gather(loaded, said, None, {**ADA, **values(partition="natural")})
    dealt = context.gather(loaded, said, None, ADA)

    assert context.resolve(loaded, natural, private={})["skew"] == 0.1
    assert context.resolve(loaded, dealt, private={})["skew"] == 0.5


def test_what_a_wrong_answer_decides_is_not_judged(load: Load) -> None:
    (said,) = problems(load(WHEN), {**ADA, **values(partition="natrual", skew="0.5")})

    assert said.startswith("argument: partition 'natrual' is no choice")


@pytest.mark.parametrize(
    ("kit", "said"),
    [
        ({"when": {"skwe": {"partition": "natural"}}}, "names 'skwe', which is no question"),
        ({"when": {"skew": {"partitoin": "natural"}}}, "names 'partitoin', which is no question"),
        ({"when": {"skew": {"partition": "natrual"}}}, "partition is never 'natrual'"),
        ({"when": {"partition": {"skew": "1"}}}, "names 'skew', which is not before it"),
        ({"when": {"skew": {"skew": "1"}}}, "names 'skew', which is not before it"),
        ({"when": 5}, "_portfolio_kit.when"),
        ({"ask": ["titel"]}, "names 'titel', which is no question; did you mean 'title'?"),
        ({"ask": "title"}, "_portfolio_kit.ask"),
        (
            {"sizes": [{}]},
            "_portfolio_kit.sizes[0].megabytes is missing; add it (How many it takes)",
        ),
        (
            {"sizes": [{"megabytes": 0}]},
            "_portfolio_kit.sizes[0].megabytes is 0; give a number above 0",
        ),
        ({"sizes": [{"megabytes": 1, "when": {"nobody": "x"}}]}, "names 'nobody'"),
        ({"headline": "two\nlines"}, "_portfolio_kit.headline"),
    ],
    ids=str,
)
def test_what_a_template_says_of_its_questions_is_checked(
    kit: dict[str, Any], said: str, load: Load
) -> None:
    with pytest.raises(TemplateError, match=re.escape(said)):
        load({**WHEN, "_portfolio_kit": {"version": "1", **kit}})


def test_an_environment_takes_what_its_answers_add(load: Load) -> None:
    sizes = [
        {"megabytes": 500},
        {"megabytes": 300, "when": {"license": ["MIT", "none"]}, "note": "some of it the law"},
        {"megabytes": 40, "when": {"plots": "no"}, "note": "some of it the law"},
    ]
    loaded = load({**OURS, "_portfolio_kit": {"version": "1", "sizes": sizes}})

    assert loaded.size({"license": "Apache-2.0", "plots": True}) == (500, "")
    assert loaded.size({"license": "MIT", "plots": False}) == (840, "some of it the law")
    assert load(OURS).size({}) == (0, "")
