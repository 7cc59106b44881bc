"""A built-in template's lists grow: answers merge with each other and with a person's lines."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from merging import Repository
from projects import TEMPLATES, answered, label

from portfolio_kit.render import render

#: Where a project starts that has not grown, but for the defaults.
START: dict[str, dict[str, object]] = {"xai": {"report": False}}

#: Answers that add to such a project, for each template.
ADDING: dict[str, tuple[dict[str, object], ...]] = {
    "federated": (
        {"analyses": "partitions"},
        {"analyses": "skew"},
        {"privacy": "dp"},
        {"privacy": "secagg"},
        {"distributed": True},
        {"study": True},
        {"compare_with": "torch"},
    ),
    "xai": ({"scale": "dask"}, {"compare_with": "torch"}, {"report": True}),
    "security": (
        {"service": True},
        {"stream": "redis"},
        {"compare_with": "torch"},
        {"dataset": "uci-phishing"},
    ),
}
#: The files that take up fragments; the others are a template's own business.
JOINED = (
    *("pyproject.toml", "REUSE.toml", "CITATION.cff", ".pre-commit-config.yaml"),
    *("README.md", "CHANGELOG.md", "noxfile.py", "docs"),
)
COMMENT = re.compile(r"\s*(#|<!--) [a-z_, ]+( -->)?")
OWN = re.compile(r"\s*(#|<!--) your own( -->)?")
#: One line of README and noxfile installs all that was chosen.
EXTRAS = re.compile(r"'?\.\[[a-z,]+\]'?")


def grown(name: str, into: Path, answers: dict[str, object]) -> Path:
    """Render a project and leave the files that take up fragments."""
    full = answered(name, {"slug": "p", **START.get(name, {}), **answers})
    project = render.render(TEMPLATES[name], full, into / "-".join(answers)).project
    for path in project.rglob("*"):
        if path.is_file() and path.relative_to(project).parts[0] not in JOINED:
            path.unlink()
    for path in (project / "README.md", project / "noxfile.py"):
        path.write_text(EXTRAS.sub(".", path.read_text(encoding="utf-8")), encoding="utf-8")
    return project


def pairs() -> list[tuple[str, dict[str, object], dict[str, object]]]:
    return [
        (name, first, second)
        for name, adding in ADDING.items()
        for first, second in combinations(adding, 2)
        if not first.keys() & second.keys()
    ]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.mark.parametrize(("name", "first", "second"), pairs(), ids=label)
def test_what_two_answers_add_merges_whatever_a_person_wrote_there(
    name, first, second, tmp_path, repository
):
    project = grown(name, tmp_path, {})
    base = repository.commit(repository.tree(project))
    write_everywhere(project)
    persons = repository.commit(repository.tree(project), base)
    ours = repository.commit(repository.tree(grown(name, tmp_path, first)), base)
    theirs = repository.commit(repository.tree(grown(name, tmp_path, second)), base)

    both, conflicts = repository.merged(ours, theirs)
    merged = repository.commit(both, ours, theirs)
    with_persons, more = repository.merged(persons, merged)

    assert (conflicts, more) == ([], [])
    assert added(repository, base, merged) <= added(repository, base, with_persons)


def write_everywhere(project: Path) -> None:
    """Change the lines beside every place of an answer, and add some where a person's own go."""
    for path in (path for path in project.rglob("*") if path.is_file()):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            beside = [*lines[max(0, number - 2) : number], *lines[number + 1 : number + 3]]
            if COMMENT.fullmatch(line):
                lines[number] = f"{line}\nmine" if OWN.fullmatch(line) else line
            elif line.strip() and any(COMMENT.match(other) for other in beside):
                lines[number] = f"{line} # mine"
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def added(repository: Repository, base: str, commit: str) -> set[str]:
    """Return the lines that a commit adds to ``base``."""
    shown = repository.git("diff", "--unified=0", base, commit).splitlines()
    return {line for line in shown if line.startswith("+") and not line.startswith("+++")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_person_writes_beside_every_place_in_that_test(name, tmp_path):
    project = grown(name, tmp_path, {})

    write_everywhere(project)

    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    assert text.count("\nmine\n") >= 3
    assert '  "numpy>=2.2",\n' in text or '"numpy>=2.2", # mine\n' in text
    assert "# mine\n  # " in text
