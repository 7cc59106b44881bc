"""A project that its owner edited takes in what is added to it: git merges it without a word."""

import pytest
from merging import Repository, edited
from projects import TEMPLATES, answered

from portfolio_kit.render import render

#: What can be added to a default project, one by one and all together.
ADDED = {
    "federated": {
        "partitions": {"analyses": ["partitions"]},
        "skew": {"analyses": ["skew"]},
        "dp": {"privacy": "dp"},
        "secagg": {"privacy": "secagg"},
        "distributed": {"distributed": True},
        "study": {"study": True},
        "compare_with": {"compare_with": "torch"},
        "all": {
            "analyses": ["partitions", "skew"],
            "privacy": "dp",
            "distributed": True,
            "study": True,
            "compare_with": "torch",
        },
    }
}
#: What an owner writes in an evening: words, a value, a method, a part, a dependency, a test.
EDITS = {
    "federated": {
        "README.md": {
            "## Why\n\n": "## Why\n\nMy own reason.\n\n",
            "## Usage\n\n": "## Usage\n\nMine.\n\n",
        },
        "pyproject.toml": {"  # your own\n": '  # your own\n  "rich>=14",\n'},
        "CHANGELOG.md": {"# Changelog\n": "# Changelog of mine\n"},
        "src/p/settings.toml": {"rounds = 100": "rounds = 80"},
        "src/p/config.py": {'"units", "chosen")] = 64': '"units", "chosen")] = 96'},
        "src/p/algorithms/strategies.py": {
            "def begin(": "def mine() -> None:\n    pass\n\n\ndef begin("
        },
        "src/p/parts.py": {
            "    # your own\n": '    # your own\n    Part("mine", report.measure, report.report),\n'
        },
        "src/p/report.py": {'"Rounds to the target"': '"Rounds until the target"'},
        "tests/test_plan.py": {'"""': '"""Mine. '},
        "docs/model-card.md": {"# Model card": "# My model card"},
    }
}


@pytest.mark.parametrize(
    ("name", "added"), [(name, added) for name, every in ADDED.items() for added in every]
)
def test_an_edited_project_takes_in_what_is_added(name, added, tmp_path):
    repository = Repository(tmp_path / "repository")

    def baked(place, answers):
        full = answered(name, {"slug": "p", **answers})
        return render.render(TEMPLATES[name], full, tmp_path / place).project

    default, grown = baked("default", {}), baked("grown", ADDED[name][added])
    base = repository.commit(repository.tree(default))
    edited(default, EDITS[name])
    persons = repository.commit(repository.tree(default), base)
    theirs = repository.commit(repository.tree(grown), base)

    merged, conflicts = repository.merged(persons, theirs)

    assert conflicts == []
    for file, changes in EDITS[name].items():
        assert all(new in repository.text(merged, file) for new in changes.values())
    names = repository.git("ls-tree", "-r", "--name-only", theirs).splitlines()
    assert repository.git("ls-tree", "-r", "--name-only", merged).splitlines() == names


def test_every_choice_that_adds_is_tried():
    for name, every in ADDED.items():
        asked = [question for question in TEMPLATES[name].questions if question.kind == "several"]
        tried = [answers.get(question.name) for answers in every.values() for question in asked]
        assert all([choice] in tried for question in asked for choice in question.choices)
