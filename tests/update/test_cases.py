"""What people do in a project, and what an update to a newer template makes of it.

The oracle is the later version itself, baked and measured anew, with the same edits: an update
without a conflict gives its files, to the last byte.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import updating
from updating import assert_took_back, commit, content, edited, git, state

from portfolio_kit.errors import BakeError, RepositoryError
from portfolio_kit.git.merging import obstacles
from portfolio_kit.template.template import Template
from portfolio_kit.update.update import Update

P = "src/lab_of_ada"
Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the versions of the template are, and a measured project of each."""
    return tmp_path_factory.mktemp("labs")


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A measured project of version 2."""
    return measured(root, "2", tmp_path / "project")


def measured(root: Path, version: str, to: Path) -> Path:
    """Give a copy of a measured project; each is baked once."""
    first = root / f"measured-{version}"
    if not first.is_dir():
        updating.measured(updating.lab(root, version), first)
    shutil.copytree(first / "lab-of-ada", to, symlinks=True)
    return to


def nothing(_: Path) -> None:
    """Only run it."""


def removed(name: str) -> Edit:
    return lambda project: (project / name).unlink()


def written(name: str, text: str) -> Edit:
    def edit(project: Path) -> None:
        (project / name).parent.mkdir(exist_ok=True, parents=True)
        (project / name).write_text(text, encoding="utf-8")

    return edit


def together(*edits: Edit) -> Edit:
    def edit(project: Path) -> None:
        for one in edits:
            one(project)

    return edit


def moved(old: str, new: str) -> Edit:
    def edit(project: Path) -> None:
        (project / new).parent.mkdir(exist_ok=True, parents=True)
        (project / old).rename(project / new)

    return edit


def rename_the_package(project: Path) -> None:
    moved(P, "src/fed_lab")(project)
    for path in [p for p in project.rglob("*.py") if ".git" not in p.parts]:
        path.write_text(path.read_text().replace("lab_of_ada", "fed_lab"), encoding="utf-8")


def move_a_region(project: Path) -> None:
    """Put the region of the results at the end."""
    path = project / "README.md"
    text = path.read_text(encoding="utf-8")
    start = text.index("<!-- portfolio-kit:begin results")
    end = text.index("<!-- portfolio-kit:end results -->") + len(
        "<!-- portfolio-kit:end results -->\n"
    )
    moved = f"{text[:start]}{text[end:]}\n## The numbers\n\n{text[start:end]}"
    path.write_text(moved, encoding="utf-8")


def without_markers(project: Path) -> None:
    """Take the markers of the findings out, and write them oneself."""
    path = project / "README.md"
    text = path.read_text(encoding="utf-8")
    start = text.index("<!-- portfolio-kit:begin findings")
    end = text.index("<!-- portfolio-kit:end findings -->") + len(
        "<!-- portfolio-kit:end findings -->"
    )
    path.write_text(f"{text[:start]}What I found, by hand.{text[end:]}", encoding="utf-8")


def with_line_ends(project: Path) -> None:
    """Let an editor of Windows write README."""
    path = project / "README.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


#: What a person did that meets nothing that the template did.
CLEAN: dict[str, Edit] = {
    "only ran it": nothing,
    "Why rewritten, own section": edited(
        ("README.md", "Say here why you made it.", "Because two hospitals asked.\n\nTwice."),
        ("README.md", "## Usage\n", "## What I learned\n\nTo wait.\n\n## Usage\n"),
    ),
    "code elsewhere in a changed file": edited(
        (f"{P}/engine.py", "for _ in range(n):", "for _ in range(2 * n):  # mine")
    ),
    "a file deleted that the template left alone": removed("CONTRIBUTING.md"),
    "a folder deleted": lambda project: shutil.rmtree(project / "tests"),
    "own dependency beside the newer one": edited(
        ("pyproject.toml", "  # your own\n", '  # your own\n  "rich>=14",\n')
    ),
    "a module moved that the template changes": together(
        moved(f"{P}/engine.py", f"{P}/core/engine.py"),
        edited((f"{P}/main.py", "lab_of_ada.engine", "lab_of_ada.core.engine")),
    ),
    "a region edited": edited(("README.md", "Ten clients reach 93.6 %", "Ten clients: 93.6 %")),
    "markers removed": without_markers,
    "a region moved": move_a_region,
    "line ends of Windows and a byte order mark": with_line_ends,
    "a mode changed": lambda project: (project / "run.sh").chmod(0o644),
    "showcase edited": edited((f"{P}/showcase/__init__.py", "Puts", "Now puts")),
    "a new file": written("notes/mine.md", "Mine.\n"),
}


def some(cases: dict[str, Any], fast: set[str]) -> list[Any]:
    """Return parameters: the fast suite has the most telling, the slow one all."""
    assert fast <= cases.keys()
    return [
        pytest.param(case, id=name, marks=() if name in fast else pytest.mark.slow)
        for name, case in cases.items()
    ]


def assert_merged(project: Path, done: Update, root: Path, version: str = "3") -> None:
    """See that an update ended, and what it left in git."""
    before, bake = str(done.head), str(done.bake)
    assert (done.state, done.conflicts) == ("updated", ())
    assert git(project, "rev-parse", "HEAD^1", "HEAD^2").split() == [before, bake]
    assert git(project, "rev-parse", "HEAD") == done.commit
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert state(project).own == ()
    tree = git(project, "rev-parse", f"{bake}^{{tree}}")
    assert git(root / f"measured-{version}/lab-of-ada", "rev-parse", "HEAD~^{tree}") == tree
    assert git(project, "log", "-1", "--format=%(trailers:key=Portfolio-Kit-Bake,valueonly)", bake)
    assert not git(project, "log", "-1", "--format=%(trailers:key=Portfolio-Kit-Bake,valueonly)")


@pytest.mark.parametrize(
    "edit", some(CLEAN, {"only ran it", "Why rewritten, own section", "markers removed"})
)
def test_what_a_person_wrote_is_kept_and_what_the_template_changed_arrives(
    root: Path, project: Path, tmp_path: Path, edit: Edit
) -> None:
    edit(project)
    commit(project, "Write my own", "--allow-empty")
    before = state(project)
    third = measured(root, "3", tmp_path / "third")
    edit(third)

    done = updating.update(project, updating.lab(root, "3"))

    assert_merged(project, done, root)
    assert content(project) == content(third)
    assert updating.update(project, updating.lab(root, "3")).state == "up to date"
    assert_took_back(project, before, done)


@dataclass(frozen=True)
class Meeting:
    """An edit that meets a change of the template: what conflicts, and what stands there then.

    ``kept`` are words of the person, ``come`` those of the template, in the work tree.
    """

    edit: Edit
    conflicts: tuple[str, ...]
    kept: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


MEETING: dict[str, Meeting] = {
    "a line of README beside a changed one": Meeting(
        edited(("README.md", "Data are made up", "Data are the hospital's")),
        ("README.md",),
        ("It needs a laptop and a minute.\nData are the hospital's",),
        ("half a minute",),
    ),
    "the same line of README": Meeting(
        edited(("README.md", "a laptop and a minute", "a laptop and patience")),
        ("README.md",),
        ("patience",),
        ("half a minute",),
    ),
    "the same line of code": Meeting(
        edited((f"{P}/engine.py", "RATE = 0.1", "RATE = 0.3  # tuned by me")),
        (f"{P}/engine.py",),
        ("RATE = 0.3  # tuned by me",),
        ("RATE = 0.05", "def halve"),
    ),
    "a file deleted that the template changed": Meeting(
        removed(f"{P}/engine.py"), (f"{P}/engine.py",), (), ("RATE = 0.05",)
    ),
    "a file edited that the template deletes": Meeting(
        edited((".github/ISSUE_TEMPLATE/idea.yml", "An idea", "My idea")),
        (".github/ISSUE_TEMPLATE/idea.yml",),
        ("name: My idea\nbody: []\n",),
    ),
    "an own file where the template adds one": Meeting(
        written("docs/limits.md", "My limits.\n"),
        ("docs/limits.md",),
        ("My limits.",),
        ("What it does not show.",),
    ),
}


@pytest.mark.parametrize("met", some(MEETING, {"the same line of README"}))
def test_where_both_changed_the_same_git_asks_and_the_way_back_is_exact(
    root: Path, project: Path, tmp_path: Path, met: Meeting
) -> None:
    met.edit(project)
    commit(project)
    before = state(project)

    done = updating.update(project, updating.lab(root, "3"))

    assert (done.state, done.conflicts, done.commit) == ("conflicts", met.conflicts, None)
    now, third = content(project), content(measured(root, "3", tmp_path / "third"))
    others = third.keys() - {*met.conflicts}
    assert {name: now.get(name) for name in others} == {name: third[name] for name in others}
    (path,) = met.conflicts
    text = now[path][2].decode()
    for said in (*met.kept, *met.come):
        assert said in text
    if path in before.files:
        assert git(project, "rev-parse", f":2:{path}") == git(project, "rev-parse", f"HEAD:{path}")
    assert [problem.what for problem in obstacles(project)] == ["a merge is under way"]
    with pytest.raises(RepositoryError, match="a merge is under way"):
        updating.update(project, updating.lab(root, "3"))
    assert_took_back(project, before, done)


@pytest.mark.parametrize("met", some(MEETING, {"the same line of code"}))
def test_a_merge_that_a_person_ended_is_the_base_of_the_next(
    root: Path, project: Path, met: Meeting
) -> None:
    met.edit(project)
    commit(project)
    updating.update(project, updating.lab(root, "3"))
    for name in met.conflicts:
        (project / name).write_text("Mine, in the end.\n", encoding="utf-8")
    commit(project, "Merge version 3")

    assert updating.update(project, updating.lab(root, "3")).state == "up to date"

    again = updating.update(project, updating.lab(root, "4"))
    assert again.base == git(project, "rev-parse", "HEAD~1^2" if not again.conflicts else "HEAD^2")
    assert set(again.conflicts) <= {*met.conflicts}
    assert all("Mine, in the end." in (project / name).read_text() for name in met.conflicts)


@pytest.mark.slow
def test_a_package_renamed_by_hand_keeps_its_name_and_takes_what_is_new(
    root: Path, project: Path, tmp_path: Path
) -> None:
    rename_the_package(project)
    commit(project)
    before = state(project)
    third = measured(root, "3", tmp_path / "third")
    rename_the_package(third)

    done = updating.update(project, updating.lab(root, "3"))

    assert (done.state, done.conflicts) == ("updated", ())
    now, want = content(project), content(third)
    assert [name for name in want.keys() | now.keys() if now.get(name) != want.get(name)] == [
        ".portfolio-kit.json"
    ]
    assert_took_back(project, before, done)


@pytest.mark.parametrize("ignored", some({"untracked": False, "ignored": True}, {"ignored"}))
def test_an_untracked_file_in_the_way_is_named_and_nothing_changes(
    root: Path, project: Path, *, ignored: bool
) -> None:
    if ignored:
        (project / ".git/info").mkdir(exist_ok=True)
        (project / ".git/info/exclude").write_text("docs/\n")
    written("docs/limits.md", "My limits.\n")(project)
    before = state(project)

    with pytest.raises(RepositoryError, match=r"the update adds files there: docs/limits\.md"):
        updating.update(project, updating.lab(root, "3"))

    assert state(project) == before


@pytest.mark.slow
@pytest.mark.parametrize("staged", [True, False])
def test_a_dirty_tree_is_refused_and_nothing_changes(
    root: Path, project: Path, *, staged: bool
) -> None:
    edited((f"{P}/engine.py", "RATE = 0.1", "RATE = 0.3"))(project)
    if staged:
        git(project, "add", "--all")
    before = state(project)

    with pytest.raises(RepositoryError, match=rf"not committed: {P}/engine\.py"):
        updating.update(project, updating.lab(root, "3"))

    assert state(project) == before


def init_anew(project: Path) -> Path:
    shutil.rmtree(project / ".git")
    git(project, "init", "--quiet", "--initial-branch=main")
    commit(project, "Begin anew")
    return project


def squash_all(project: Path) -> Path:
    git(project, "update-ref", "HEAD", git(project, "commit-tree", "HEAD^{tree}", "-m", "All"))
    return project


def clone_shallow(project: Path) -> Path:
    where = project.with_name("clone")
    git(project, "clone", "--quiet", "--depth=1", project.as_uri(), str(where))
    git(where, "remote", "remove", "origin")
    return where


HISTORIES: dict[str, Callable[[Path], Path]] = {
    "git init anew": init_anew,
    "all squashed": squash_all,
    "a shallow clone": clone_shallow,
}
WORDS = edited(
    ("README.md", "Say here why you made it.", "Because two hospitals asked."),
    (f"{P}/engine.py", "for _ in range(n):", "for _ in range(2 * n):  # mine"),
)


@pytest.mark.parametrize("shape", some(HISTORIES, {"all squashed"}))
def test_a_history_without_the_bake_grows_from_the_answers_baked_again(
    root: Path, project: Path, tmp_path: Path, shape: Callable[[Path], Path]
) -> None:
    WORDS(project)
    commit(project)
    project = shape(project)
    before = state(project)
    grown = updating.measured(updating.lab(root), tmp_path / "grown", privacy="dp")
    WORDS(grown)

    done = updating.update(project, updating.lab(root), answers={"privacy": "dp"})

    assert (done.state, done.conflicts) == ("updated", ())
    assert done.message.startswith("feat: add privacy=dp\n")
    assert content(project) == content(grown)
    assert git(project, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    shallow = git(project, "rev-parse", "--is-shallow-repository") == "true"
    assert (git(project, "rev-parse", "HEAD^1") == done.head) is not shallow
    again = updating.update(project, updating.lab(root, "3"))
    assert (again.state, again.base) == ("updated", done.bake)
    git(project, "reset", "--hard", str(done.commit))
    assert_took_back(project, before, done)


@pytest.mark.parametrize("shape", some(HISTORIES, {"git init anew"}))
def test_a_newer_template_needs_the_old_bake_where_history_has_none(
    root: Path, project: Path, tmp_path: Path, shape: Callable[[Path], Path]
) -> None:
    WORDS(project)
    commit(project)
    project = shape(project)
    before = state(project)
    third = measured(root, "3", tmp_path / "third")
    WORDS(third)

    with pytest.raises(BakeError, match=r"no commit of .* is its bake") as refused:
        updating.update(project, updating.lab(root, "3"))

    assert state(project) == before
    said = "\n".join(refused.value.problems[0].details)
    assert "--set-date 2026-02-03" in said
    assert f"update {project} --base BASE/lab-of-ada" in said
    base = updating.baked(updating.lab(root), tmp_path / "BASE")

    done = updating.update(project, updating.lab(root, "3"), base=base)

    assert (done.state, done.conflicts) == ("updated", ())
    assert content(project) == content(third)
    assert_took_back(project, before, done)


@pytest.mark.slow
@pytest.mark.parametrize("shape", some(HISTORIES, set()))
def test_a_conflict_in_a_history_without_the_bake_is_taken_back_exactly(
    root: Path, project: Path, shape: Callable[[Path], Path]
) -> None:
    edited(("pyproject.toml", "jax>=1", "jax>=2"))(project)
    commit(project)
    project = shape(project)
    before = state(project)

    done = updating.update(project, updating.lab(root), answers={"engine": "numpy"})

    assert (done.state, done.conflicts) == ("conflicts", ("pyproject.toml",))
    assert "jax>=2" in (project / "pyproject.toml").read_text()
    assert_took_back(project, before, done)


def squash_merged(project: Path, found: Template) -> None:
    """Update on a branch, and let a forge squash it into main."""
    git(project, "switch", "--quiet", "--create", "topic")
    updating.update(project, found)
    git(project, "switch", "--quiet", "main")
    git(project, "merge", "--quiet", "--squash", "topic")
    git(project, "commit", "--quiet", "--message", "Update to version 3 (#1)")
    git(project, "branch", "--quiet", "-D", "topic")


@pytest.mark.parametrize(
    "grows", some({"merged": False, "squash-merged": True}, {"merged", "squash-merged"})
)
def test_a_second_update_goes_on_from_the_first(
    root: Path, project: Path, tmp_path: Path, *, grows: bool
) -> None:
    WORDS(project)
    commit(project)
    if grows:
        squash_merged(project, updating.lab(root, "3"))
        # Where no commit is its bake, the version that this program has is baked again.
        answers, version = {"privacy": "dp"}, "3"
    else:
        assert updating.update(project, updating.lab(root, "3")).state == "updated"
        answers, version = {}, "4"
    last = updating.measured(updating.lab(root, version), tmp_path / "last", **answers)
    WORDS(last)

    done = updating.update(project, updating.lab(root, version), answers=answers)

    assert (done.state, done.conflicts) == ("updated", ())
    assert content(project) == content(last)


def test_an_update_that_was_reverted_comes_again_though_in_the_same_second(
    root: Path, project: Path, tmp_path: Path
) -> None:
    first = updating.update(project, updating.lab(root, "3"))
    git(project, "revert", "--no-edit", "--mainline=1", "HEAD")
    last = measured(root, "3", tmp_path / "last")

    done = updating.update(project, updating.lab(root, "3"))

    assert (done.state, done.conflicts) == ("updated", ())
    assert done.bake != first.bake
    assert content(project) == content(last)


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["ours", "theirs"])
def test_what_another_line_grew_is_named_when_the_recipe_does_not_know_it(
    root: Path, project: Path, kept: str
) -> None:
    git(project, "switch", "--create", "other")
    updating.update(project, updating.lab(root), answers={"privacy": "dp"})
    git(project, "switch", "main")
    updating.update(project, updating.lab(root), answers={"study": "yes"})
    git(project, "merge", "other", ok=(1,))
    git(project, "checkout", f"--{kept}", ".portfolio-kit.json")
    commit(project, "Merge other")
    subject, there, lacking = {
        "ours": ("to add privacy=dp", "src/lab_of_ada/privacy.py", {"privacy": "dp"}),
        "theirs": ("to add study", "src/lab_of_ada/study.py", {"study": "yes"}),
    }[kept]

    done = updating.update(project, updating.lab(root), answers={"engine": "numpy"})
    again = updating.update(project, updating.lab(root), answers=lacking)

    (note,) = done.notes
    assert (done.state, subject in note, there in note) == ("updated", True, True)
    assert (again.state, again.notes) == ("updated", ())


@pytest.mark.slow
def test_a_newer_template_after_a_squash_merged_one_needs_its_bake(
    root: Path, project: Path, tmp_path: Path
) -> None:
    WORDS(project)
    commit(project)
    squash_merged(project, updating.lab(root, "3"))
    last = measured(root, "4", tmp_path / "last")
    WORDS(last)

    with pytest.raises(BakeError, match=r"no commit of .* is its bake"):
        updating.update(project, updating.lab(root, "4"))
    base = updating.baked(updating.lab(root, "3"), tmp_path / "BASE")
    done = updating.update(project, updating.lab(root, "4"), base=base)

    assert (done.state, done.conflicts) == ("updated", ())
    assert content(project) == content(last)


def test_other_words_before_the_first_run_meet_no_results(root: Path, project: Path) -> None:
    done = updating.update(project, updating.lab(root, "3"))

    bake = git(project, "show", f"{done.bake}:README.md")
    assert bake.count("python -m lab_of_ada all") > git(
        project, "show", f"{done.base}:README.md"
    ).count("python -m lab_of_ada all")
    assert done.conflicts == ()
    assert "93.6 %" in (project / "README.md").read_text()


def test_a_region_that_nobody_filled_takes_the_new_words(root: Path, tmp_path: Path) -> None:
    project = updating.baked(updating.lab(root), tmp_path)

    done = updating.update(project, updating.lab(root, "3"))

    assert done.state == "updated"
    assert git(project, "rev-parse", "HEAD^{tree}", "HEAD^2^{tree}").split()[0] == git(
        project, "rev-parse", "HEAD^2^{tree}"
    )


NEW_REGION = "## News\n\n<!-- portfolio-kit:begin news -->\n\n<!-- portfolio-kit:end news -->"
OLD_REGION = NEW_REGION.replace("News", "Findings").replace("news", "findings") + "\n\n"


@pytest.mark.slow
def test_a_region_that_the_template_adds_arrives(root: Path, project: Path) -> None:
    path = next(name for name in updating.files("3") if name.endswith("}}/README.md"))
    text = updating.files("3")[path].replace("## Reproduce", f"{NEW_REGION}\n\n## Reproduce")
    edited(("README.md", "Say here why you made it.", "Because."))(project)
    commit(project)
    before = (project / "README.md").read_text()

    done = updating.update(project, updating.lab(root, "3", README=text))

    assert (done.state, done.conflicts) == ("updated", ())
    merged = (project / "README.md").read_text()
    assert merged == before.replace("a minute", "half a minute").replace(
        "## Reproduce", f"{NEW_REGION}\n\n## Reproduce"
    )


@pytest.mark.slow
def test_a_region_that_the_template_takes_away_goes_though_it_was_filled(
    root: Path, project: Path
) -> None:
    path = next(name for name in updating.files("3") if name.endswith("}}/README.md"))
    text = updating.files("3")[path]
    assert OLD_REGION in text

    done = updating.update(project, updating.lab(root, "3", README=text.replace(OLD_REGION, "")))

    assert (done.state, done.conflicts) == ("updated", ())
    assert "findings" not in (project / "README.md").read_text()
