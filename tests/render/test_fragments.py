"""Lists that several answers lengthen: what stands where, and that git merges every growth."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from merging import Repository, edited

from portfolio_kit.errors import RenderError
from portfolio_kit.render import fragments, render
from portfolio_kit.template import template
from portfolio_kit.template.layers import Layer, includes
from portfolio_kit.template.template import Template

MakeTemplate = Callable[[Mapping[str, str | bytes]], Path]
Make = Callable[..., Template]

ROOT = "{{cookiecutter.slug}}"
LIST = 'requires = [\n  "numpy>=2.2",\n{{ fragments.entries("list.toml") | indent(2, true) }}\n]\n'
TEXT = '# It\n\n- Core.\n\n{{ fragments.blocks("text.md") }}\n\n## Next\n'
CODE = '"""Tasks."""\n\n\n{{ fragments.blocks("tasks.py") }}\n'
ANALYSES = ("drift", "evasion", "fairness", "poisoning")


@pytest.fixture
def make(make_template: MakeTemplate) -> Make:
    """Return a built-in template whose layers are those of the answers that ``files`` name."""

    def built(files: Mapping[str, str], *, builtin: bool = True) -> Template:
        base = {"cookiecutter.json": '{"slug": "demo"}', f"{ROOT}/list.toml": LIST}
        root = make_template({**base, **files})
        names = dict.fromkeys(path.split("/")[1] for path in files if path.startswith("layers/"))
        layers = []
        for name in names:
            question, _, answer = name.partition("=")
            (root / "layers" / name / ROOT).mkdir(parents=True, exist_ok=True)
            when = {question: (answer or "yes",)}
            layers.append(Layer(root / "layers" / name, name, when))
        stack = (Layer(root, "demo"), *layers)
        loaded = template.load(root, builtin=builtin)
        return replace(loaded, layers=stack, includes=includes(root, stack))

    return built


def rendered(made: Template, into: Path, **answers: object) -> Path:
    return render.render(made, {"slug": "demo", **answers}, into).project


def read(made: Template, into: Path, name: str, **answers: object) -> str:
    return (rendered(made, into, **answers) / name).read_text(encoding="utf-8")


# What stands where -------------------------------------------------------------------------------


def test_each_answer_has_a_place_that_holds_what_its_layer_adds(make, tmp_path):
    made = make(
        {
            "layers/privacy=dp/templates/list.toml": '"dp-accounting>=0.5",\n',
            "layers/drift/templates/list.toml": '"river>=0.22",\n"arrow>=1",\n',
            "layers/privacy=secagg/templates/list.toml": '"cryptography>=45",\n',
            "layers/quiet/templates/other.toml": "",
        }
    )

    text = read(made, tmp_path, "list.toml", privacy="secagg", drift=True, quiet=True)

    assert text.splitlines() == [
        "requires = [",
        '  "numpy>=2.2",',
        "  # privacy",
        '  "cryptography>=45",',
        "  # drift",
        '  "arrow>=1",',
        '  "river>=0.22",',
        "  # your own",
        "]",
    ]


def test_the_places_are_there_whatever_is_chosen(make, tmp_path):
    made = make({f"layers/{name}/templates/list.toml": '"x",\n' for name in ANALYSES})

    text = read(made, tmp_path, "list.toml")

    comments = [line.strip() for line in text.splitlines() if "#" in line]
    assert comments == [*(f"# {name}" for name in ANALYSES), "# your own"]


def test_of_what_no_layer_has_there_is_nothing_not_even_a_place(make, tmp_path):
    calls = "".join(f"{{{{ fragments.{kind}('a.md') }}}}" for kind in ("entries", "blocks", "text"))
    made = make({f"{ROOT}/all.md": f"[{calls}]", "layers/drift/templates/list.toml": '"a",'})

    assert read(made, tmp_path, "all.md", drift=True) == "[]"


def test_blocks_are_set_off_by_empty_lines_and_their_files_comments(make, tmp_path):
    made = make(
        {
            f"{ROOT}/text.md": TEXT,
            f"{ROOT}/tasks.py": CODE,
            "layers/drift/templates/text.md": "\n- It drifts.\n- Much.\n\n",
            "layers/drift/templates/tasks.py": "def drift(): ...\n",
            "layers/evasion/templates/text.md": "- It evades.",
        }
    )

    project = rendered(made, tmp_path, drift=True)

    assert (project / "text.md").read_text() == (
        "# It\n\n- Core.\n\n<!-- drift -->\n\n- It drifts.\n- Much.\n\n<!-- evasion -->\n\n"
        "<!-- your own -->\n\n## Next\n"
    )
    assert (project / "tasks.py").read_text() == (
        '"""Tasks."""\n\n\n# drift\n\n\ndef drift(): ...\n\n\n# your own\n'
    )


def test_the_text_of_an_answer_that_there_always_is_has_no_comments(make, tmp_path):
    made = make(
        {
            f"{ROOT}/card.md": '{{ fragments.text("card.md") }}\nBoth.\n',
            "layers/data=a/templates/card.md": "Of A.\n",
            "layers/data=b/templates/card.md": "Of B: {{ cookiecutter.slug }}.\n",
        }
    )

    assert read(made, tmp_path, "card.md", data="b") == "Of B: demo.\nBoth.\n"


def test_an_entry_keeps_the_lines_that_continue_it(make, tmp_path):
    made = make(
        {"layers/service/templates/list.toml": 'service = [\n  "b",\n  "a",\n]\nalpha = ["c"]\n'}
    )

    text = read(made, tmp_path, "list.toml", service=True)

    assert '  alpha = ["c"]\n  service = [\n    "b",\n    "a",\n  ]\n' in text


def test_what_two_layers_add_alike_stands_once(make, tmp_path):
    made = make(
        {f"layers/{name}/templates/list.toml": '"river>=0.22",\n' for name in ("drift", "evasion")}
    )

    text = read(made, tmp_path, "list.toml", drift=True, evasion=True)

    assert text.count("river") == 1


def test_a_layer_that_two_answers_bring_adds_once(make, tmp_path):
    made = make({"layers/framework=jax/templates/list.toml": '"jax>=0.10",\n'})
    (_, engine) = made.layers
    again = replace(engine, when={"compare_with": ("jax",)})
    made = replace(made, layers=(*made.layers, again))

    first = read(made, tmp_path / "a", "list.toml", framework="jax", compare_with="jax")
    other = read(made, tmp_path / "b", "list.toml", framework="none", compare_with="jax")

    assert '  # framework\n  "jax>=0.10",\n  # compare_with\n  # your own\n' in first
    assert '  # framework\n  # compare_with\n  "jax>=0.10",\n  # your own\n' in other


def test_what_two_layers_want_differently_is_refused(make, tmp_path):
    made = make(
        {
            "layers/drift/templates/list.toml": '"river>=0.22",\n',
            "layers/evasion/templates/list.toml": '"river<0.22",\n',
        }
    )

    with pytest.raises(RenderError, match=r'evasion/templates/list\.toml: "river<0\.22", is'):
        rendered(made, tmp_path, drift=True, evasion=True)


def test_a_mistake_in_a_fragment_is_said_with_its_file_and_line(make, tmp_path):
    made = make({"layers/drift/templates/list.toml": '"a",\n{{ nothing }}\n'})

    with pytest.raises(RenderError, match=r"drift/templates/list\.toml:2: 'nothing' is undefined"):
        rendered(made, tmp_path, drift=True)


def test_a_template_of_others_sees_no_fragments(make, tmp_path):
    made = make({"layers/drift/templates/list.toml": '"a",\n'}, builtin=False)

    with pytest.raises(RenderError, match="'fragments' is undefined"):
        rendered(made, tmp_path, drift=True)


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ({"privacy": ("dp",)}, "privacy"),
        ({"privacy": ("dp",), "study": ("yes",)}, "privacy, study"),
        ({"analyses": ("drift",)}, "drift"),
        ({"analyses": ("drift", "evasion")}, "drift, evasion"),
        ({"analyses": ("drift",), "dataset": ("csv",)}, "drift, dataset"),
    ],
)
def test_choices_of_several_have_a_place_each_and_those_of_one_share_it(when, place):
    assert fragments.place_of(when, {"analyses"}) == place


# What git makes of it ----------------------------------------------------------------------------

#: Made-up analyses that all add neighbours to one list, one text and one file of code.
NEIGHBOURS = {
    f"{ROOT}/text.md": TEXT,
    f"{ROOT}/tasks.py": CODE,
    **{
        path: text
        for name in ANALYSES
        for path, text in (
            (f"layers/{name}/templates/list.toml", f'"{name}-a>=1",\n"{name}-b>=2",\n'),
            (f"layers/{name}/templates/text.md", f"- Of {name}.\n- More of {name}.\n"),
            (f"layers/{name}/templates/tasks.py", f"def {name}() -> None:\n    ...\n"),
            (f"layers/{name}/{ROOT}/{name}.py", "import numpy\n"),
        )
    },
}

#: What a person does to the lists of a project: at both ends, and on the lines around.
EDITS: Mapping[str, Mapping[str, str]] = {
    "list.toml": {
        "requires = [": "needs = [",
        '"numpy>=2.2",': '"numpy>=2.3",\n  "polars>=1",',
        "  # your own\n": '  # your own\n  "rich>=14",\n',
    },
    "text.md": {
        "# It": "# Mine",
        "- Core.": "- Not core.\n- Mine too.",
        "<!-- your own -->": "<!-- your own -->\n\n- Mine.",
        "## Next": "## Last",
    },
    "tasks.py": {'"""Tasks."""': '"""Mine."""', "# your own": "# your own\n\n\ndef mine(): ..."},
}


@pytest.fixture
def grown(make, tmp_path) -> Callable[..., Path]:
    """Return what bakes the made-up template with some of its analyses."""
    made = make(NEIGHBOURS)

    def bake(*names: str) -> Path:
        into = tmp_path / "-".join(("grown", *names))
        if not into.exists():
            rendered(made, into, **dict.fromkeys(names, True))
        return into / "demo"

    return bake


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.mark.parametrize("pair", list(combinations(ANALYSES, 2)), ids="+".join)
def test_two_growths_merge_into_the_bake_of_both(grown, repository, pair):
    first, second = pair
    base = repository.commit(repository.tree(grown()))
    ours = repository.commit(repository.tree(grown(first)), base)
    theirs = repository.commit(repository.tree(grown(second)), base)

    tree, conflicts = repository.merged(ours, theirs)

    assert conflicts == []
    assert tree == repository.tree(grown(*pair))


@pytest.mark.parametrize("order", [ANALYSES, ANALYSES[::-1]], ids=["forth", "back"])
def test_all_growths_merge_into_the_bake_of_all_and_into_a_project_that_a_person_edited(
    grown, repository, order
):
    base = repository.commit(repository.tree(grown()))
    ours = base
    for name in order:
        theirs = repository.commit(repository.tree(grown(name)), base)
        tree, conflicts = repository.merged(ours, theirs)
        assert conflicts == []
        ours = repository.commit(tree, ours, theirs)
    whole = repository.tree(grown(*ANALYSES))
    edited(grown(), EDITS)
    persons = repository.commit(repository.tree(grown()), base)
    edited(grown(*ANALYSES), EDITS)

    both, conflicts = repository.merged(persons, ours)

    assert tree == whole
    assert conflicts == []
    assert both == repository.tree(grown(*ANALYSES))


@pytest.mark.parametrize("name", ANALYSES)
def test_a_growth_merges_into_a_project_that_a_person_edited(grown, repository, name):
    base = repository.commit(repository.tree(grown()))
    theirs = repository.commit(repository.tree(grown(name)), base)
    edited(grown(), EDITS)
    edited(grown(name), EDITS)

    tree, conflicts = repository.merged(repository.commit(repository.tree(grown()), base), theirs)

    assert conflicts == []
    assert tree == repository.tree(grown(name))


def test_an_answer_that_replaces_another_merges_beside_a_growth(make, repository, tmp_path):
    made = make(
        {
            "layers/framework=jax/templates/list.toml": '"flax>=0.12",\n"jax>=0.10",\n',
            "layers/framework=torch/templates/list.toml": '"torch>=2.6",\n',
            "layers/drift/templates/list.toml": '"river>=0.22",\n',
        }
    )

    def tree(name: str, **answers: object) -> str:
        return repository.tree(rendered(made, tmp_path / name, **answers))

    base = repository.commit(tree("a", framework="jax"))
    ours = repository.commit(tree("b", framework="torch"), base)
    theirs = repository.commit(tree("c", framework="jax", drift=True), base)

    merged, conflicts = repository.merged(ours, theirs)

    assert conflicts == []
    assert merged == tree("d", framework="torch", drift=True)


def test_choices_of_several_that_were_taken_apart_merge_into_the_bake_of_both(
    make, repository, tmp_path
):
    asked = {"slug": "demo", "analyses": list(ANALYSES)}
    kit = {"several": ["analyses"]}
    made = make(
        {
            "cookiecutter.json": json.dumps({**asked, "_portfolio_kit": kit}),
            f"{ROOT}/text.md": TEXT,
            **{
                f"layers/analyses={name}/templates/{file}": text
                for name in ANALYSES
                for file, text in (("list.toml", f'"{name}>=1",\n'), ("text.md", f"- {name}\n"))
            },
        }
    )

    def tree(*names: str) -> str:
        return repository.tree(
            rendered(made, tmp_path / "-".join(("a", *names)), analyses=[*names])
        )

    base = repository.commit(tree())
    ours = repository.commit(tree("drift"), base)
    theirs = repository.commit(tree("evasion"), base)

    merged, conflicts = repository.merged(ours, theirs)

    assert conflicts == []
    assert merged == tree("drift", "evasion")
