"""Results are stale when something changed that they depend on, and not when it was rewritten."""

import ast
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sample_study
from commandline import call
from sample_manifest import FILES, first_version
from sample_project import executable
from sample_study import STUDY, git

from portfolio_kit.base import stale
from portfolio_kit.base.stale import Freshness

Change = Callable[[Path], object]

SETTINGS = "src/study/settings.toml"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("original") / "p"


@pytest.fixture
def project(original: Path, tmp_path: Path, date: datetime) -> Path:
    """A project whose results are fresh."""
    if not original.exists():
        sample_study.measured(original, date)
    return shutil.copytree(original, tmp_path / "p", symlinks=True)


def edit(name: str, old: str, new: str) -> Change:
    def change(project: Path) -> None:
        text = (project / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (project / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def add(name: str, text: str = "X = 1\n") -> Change:
    def change(project: Path) -> None:
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_bytes() if file.exists() else b""
        file.write_bytes(old + text.encode())

    return change


def remove(name: str) -> Change:
    return lambda project: (project / name).unlink()


def both(*changes: Change) -> Change:
    return lambda project: [change(project) for change in changes]


def lines(project: Path) -> list[str]:
    found = stale.look(project)
    assert found.not_checked == ""
    return [str(one) for one in found.stale]


# What is no change --------------------------------------------------------------------------------


def reformatted(project: Path) -> None:
    for path in (project / "src").rglob("*.py"):
        path.write_text(f"# New.\n\n{ast.unparse(ast.parse(path.read_text()))}\n", "utf-8")


def renamed(project: Path) -> None:
    git(project, "mv", "src/study", "src/dice")
    for name in git(project, "ls-files").splitlines():
        text = (project / name).read_text(encoding="utf-8")
        (project / name).write_text(re.sub(r"\bstudy\b", "dice", text), encoding="utf-8")


def ended_otherwise(project: Path) -> None:
    for name in git(project, "ls-files", "src", "data").splitlines():
        content = (project / name).read_bytes()
        (project / name).write_bytes(content.replace(b"\n", b"\r\n"))


def stored_elsewhere(project: Path) -> None:
    """Commit data as git-lfs would: the pointer in the history, the file in the work tree."""
    file = project / "data/dice.csv"
    content = file.read_bytes()
    import hashlib

    digest = hashlib.sha256(content).hexdigest()
    file.write_text(
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"
    )
    git(project, "commit", "--quiet", "--all", "--message", "feat: store data elsewhere")
    sample_study.measure(93.6, project)
    file.write_bytes(content)


SAME: dict[str, Change] = {
    "nothing": lambda _: None,
    "another form": reformatted,
    "another name of the package": renamed,
    "another name and form": both(renamed, reformatted),
    "a docstring": edit("src/study/experiment.py", "Measure.", "Measure all of it."),
    "a comment": add("src/study/experiment.py", "# Why?\n"),
    "a text for people": add("src/study/data.py", '"""Said."""\n'),
    "an order of imports": edit(
        "src/study/parts.py", "experiment, report\n", "report, experiment\n"
    ),
    "settings in another form": edit(SETTINGS, "alpha = 1.0", "'alpha'   =   1.0 # the same"),
    "settings in another order": lambda p: (p / SETTINGS).write_text(
        "[skew]\nalpha = 1.0\n[config]\nrolls = 100\n"
    ),
    "dependencies in another form": edit(
        "pyproject.toml", '["numpy>=2", "rich"]', '["Rich", "numpy >= 2"]'
    ),
    "dependencies that are not installed": edit("pyproject.toml", "torch", "torch>=2"),
    "settings of a tool": edit("pyproject.toml", "line-length = 100", "line-length = 99"),
    "tests": add("tests/test_study.py"),
    "another test": add("tests/test_more.py"),
    "docs": add("docs/tour.md"),
    "the README": add("README.md", "More.\n"),
    "words beside the code": add("src/study/notes.md"),
    "words beside the data": add("data/README.md"),
    "what projects carry": add("src/study/showcase/part.py"),
    "an empty module": add("src/study/analyses/more/__init__.py", '"""Soon."""\n'),
    "a stub": add("src/study/data.pyi"),
    "what is hidden": add("src/study/.gitkeep", ""),
    "what is ignored": add("src/study/__pycache__/x.py"),
    "what setuptools leaves": add("src/study.egg-info/x.py"),
    "the packages that are recorded": edit("src/study/parts.py", '"numpy",', '"numpy", "rich"'),
    "the owner's story": add("story.toml", 'answer = "Yes."\n'),
    "the ends of lines": ended_otherwise,
    "where git stores data": stored_elsewhere,
}


@pytest.mark.parametrize("name", SAME)
def test_what_only_looks_different_makes_nothing_stale(name: str, project: Path) -> None:
    SAME[name](project)

    assert lines(project) == []


# What is one --------------------------------------------------------------------------------------


def before(*names: str, part: str = stale.ALL) -> list[str]:
    first = ", ".join(names[:-1])
    return [f"{part}: measured before {first + ' and ' if first else ''}{names[-1]} changed"]


PARTS = "src/study/parts.py"
NEW_PART = both(
    edit(PARTS, "    # your own\n", '    Part("odd", odd.measure, odd.report),\n    # your own\n'),
    edit(PARTS, "import skew\n", "import odd, skew\n"),
    add("src/study/analyses/odd.py", "def measure(): ...\n\n\ndef report(): ...\n"),
    add(SETTINGS, "\n[odd]\nx = 1\n"),
)

STALE: dict[str, tuple[Change, list[str]]] = {
    "code of every part": (
        edit("src/study/experiment.py", "return ROLLS", "return -ROLLS"),
        before("src/study/experiment.py"),
    ),
    "a constant": (
        edit("src/study/config.py", "93.6", "93.7"),
        before("src/study/config.py"),
    ),
    "the type of a constant": (
        edit("src/study/words.py", "'good'", "b'good'"),
        before("src/study/words.py", part="experiment"),
    ),
    "code of one part": (
        add("src/study/analyses/skew/report.py"),
        before("src/study/analyses/skew/report.py", part="skew"),
    ),
    "code that a part has by way of other": (
        add("src/study/words.py"),
        before("src/study/words.py", part="experiment"),
    ),
    "code of two parts": (
        both(add("src/study/words.py"), add("src/study/analyses/skew/report.py")),
        [
            *before("src/study/words.py", part="experiment"),
            *before("src/study/analyses/skew/report.py", part="skew"),
        ],
    ),
    "the main command": (add("src/study/__main__.py"), before("src/study/__main__.py")),
    "what loads data": (add("src/study/data.py"), before("src/study/data.py")),
    "a package above": (add("src/study/__init__.py"), before("src/study/__init__.py")),
    "a package above one part": (
        add("src/study/analyses/__init__.py"),
        before("src/study/analyses/__init__.py", part="skew"),
    ),
    "a module that nobody imports by name": (
        add("src/study/engine.py"),
        before("src/study/engine.py"),
    ),
    "a module in the folder of a part": (
        add("src/study/analyses/skew/more.py"),
        before("src/study/analyses/skew/more.py", part="skew"),
    ),
    "a second package": (add("src/other/x.py"), before("src/other/x.py")),
    "a module that is gone": (
        remove("src/study/words.py"),
        before("src/study/words.py", part="experiment"),
    ),
    "a table in the folder of a part": (
        add("src/study/analyses/skew/table.csv"),
        before("src/study/analyses/skew/table.csv", part="skew"),
    ),
    "how figures are drawn": (
        add("src/study/styles/dark.mplstyle"),
        before("src/study/styles/dark.mplstyle"),
    ),
    "settings of all": (edit(SETTINGS, "rolls = 100", "rolls = 99"), before(SETTINGS)),
    "settings of one part": (
        edit(SETTINGS, "alpha = 1.0", "alpha = 2.0"),
        before(SETTINGS, part="skew"),
    ),
    "settings of all and of one": (
        both(edit(SETTINGS, "alpha = 1.0", "alpha = 2.0"), edit(SETTINGS, "= 100", "= 99")),
        before(SETTINGS),
    ),
    "settings of nobody": (add(SETTINGS, "\n[zzz]\nx = 1\n"), before(SETTINGS)),
    "what a table's columns are": (
        edit("table.toml", "six", "one"),
        before("table.toml"),
    ),
    "data": (add("data/dice.csv", "3\n"), before("data/dice.csv")),
    "more data": (add("data/more.csv", "3\n"), before("data/more.csv")),
    "data that are texts": (add("data/texts/one.md"), before("data/texts/one.md")),
    "data that are gone": (remove("data/dice.csv"), before("data/dice.csv")),
    "a dependency": (
        edit("pyproject.toml", "numpy>=2", "numpy>=2.1"),
        before("the dependencies in pyproject.toml"),
    ),
    "a dependency of an extra that is installed": (
        edit("pyproject.toml", "matplotlib>=3", "matplotlib>=4"),
        before("the dependencies in pyproject.toml"),
    ),
    "another extra": (
        edit(".portfolio-kit.json", '"plots"', '"plots", "other"'),
        before("the dependencies in pyproject.toml"),
    ),
    "two files": (
        both(add("src/study/config.py"), add("src/study/data.py")),
        before("src/study/config.py", "src/study/data.py"),
    ),
    "many files": (
        both(*(add(f"data/{number}.csv") for number in range(5))),
        [f"{stale.ALL}: measured before data/0.csv, data/1.csv, data/2.csv and 2 more changed"],
    ),
    "a module that is no Python": (
        add("src/study/config.py", "def\n"),
        before("src/study/config.py (does not parse)"),
    ),
    "a module with a zero": (
        add("src/study/config.py", "\0"),
        before("src/study/config.py (does not parse)"),
    ),
    "settings that are no TOML": (
        add(SETTINGS, "["),
        before(f"{SETTINGS} (does not parse)"),
    ),
    "a pyproject that is no TOML": (
        add("pyproject.toml", "["),
        before("pyproject.toml (does not parse)"),
    ),
    "a part that is new": (NEW_PART, ["odd: never measured"]),
    "a part that is gone": (
        both(
            edit(PARTS, '    Part("skew", skew.measure, skew_report.report),\n', ""),
            edit(PARTS, "from .analyses import skew\n", ""),
            edit(PARTS, "from .analyses.skew import report as skew_report\n", ""),
            remove("src/study/analyses/skew/report.py"),
            edit(SETTINGS, "[skew]\nalpha = 1.0\n", ""),
        ),
        ["skew: its results and figures go with the next run"],
    ),
    "a part that is measured otherwise": (
        edit(PARTS, "skew.measure,", "skew.other,"),
        before(PARTS, part="skew"),
    ),
    "another module under the same name": (
        both(
            edit(PARTS, "from .analyses import skew\n", "from .analyses import odd as skew\n"),
            add("src/study/analyses/odd.py", ""),
        ),
        before(PARTS, part="skew"),
    ),
    "the order of the parts": (
        both(
            edit(PARTS, '    Part("experiment", experiment.measure, report.report),\n', ""),
            edit(
                PARTS,
                "    # your own",
                '    Part("experiment", experiment.measure, report.report),',
            ),
        ),
        before(PARTS),
    ),
    "what else the table of contents does": (add(PARTS), before(PARTS)),
    "a table of contents that is computed": (
        edit(PARTS, "]\nPACK", "] + []\nPACK"),
        before(PARTS),
    ),
    "a new name, and code": (
        both(renamed, add("src/dice/words.py", "X = 1\n")),
        before("src/dice/words.py", part="experiment"),
    ),
}


@pytest.mark.parametrize("name", STALE)
def test_a_change_makes_stale_what_depends_on_it(name: str, project: Path) -> None:
    change, said = STALE[name]

    change(project)

    assert lines(project) == said
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "feat: change")
    assert lines(project) == said


def test_a_part_that_only_a_study_measures_is_not_missed_by_a_full_run(project: Path) -> None:
    entry = '    Part("odd", experiment.measure, report.report, study=True),\n    # your own\n'
    edit(PARTS, "    # your own\n", entry)(project)

    assert lines(project) == []

    manifest = json.loads((project / "showcase.json").read_text("utf-8"))
    manifest["run"]["profile"] = "study"
    (project / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert lines(project) == ["odd: never measured"]


def test_without_a_table_of_contents_all_results_are_stale(tmp_path: Path, date: datetime) -> None:
    project = sample_study.write(tmp_path / "p", date)
    (project / PARTS).unlink()
    edit("src/study/__main__.py", "from .parts import PARTS\n", "")(project)
    git(project, "commit", "--all", "--quiet", "--message", "refactor: be flat")
    sample_study.measure(93.6, project)
    assert lines(project) == []

    add("src/study/words.py")(project)

    assert lines(project) == before("src/study/words.py")


# What cannot be known -----------------------------------------------------------------------------


def said_of(project: Path, **changes: Any) -> None:
    manifest = json.loads((project / "showcase.json").read_text("utf-8"))
    for key, value in changes.items():
        manifest["run" if key == "command" else "provenance"][key] = value
    (project / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")


def of_before(project: Path) -> None:
    manifest = {**first_version()}
    manifest["provenance"]["commit"] = f"git:{git(project, 'rev-parse', 'HEAD')}"
    (project / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")


def amended(project: Path) -> None:
    git(project, "checkout", "--quiet", "--orphan", "other")
    git(project, "commit", "--quiet", "--message", "feat: all at once")


def without_objects(project: Path) -> None:
    amended(project)
    git(project, "branch", "--delete", "--force", "main")
    git(project, "reflog", "expire", "--expire=now", "--all")
    git(project, "gc", "--quiet", "--prune=now")


def shallow(project: Path) -> None:
    add("data/dice.csv")(project)
    git(project, "commit", "--quiet", "--all", "--message", "feat: more data")
    clone = project.with_name("clone")
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", project.as_uri(), str(clone)], check=True
    )
    shutil.rmtree(project)
    clone.rename(project)


def linked(project: Path, name: str, target: str) -> None:
    (project / name).symlink_to(target)
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "feat: link")
    said_of(project, commit=f"git:{git(project, 'rev-parse', 'HEAD')}")


UNKNOWN: dict[str, tuple[Change, str]] = {
    "nothing measured": (remove("showcase.json"), "nothing was measured yet"),
    "a manifest that is none": (add("showcase.json"), "showcase.json cannot be understood"),
    "a manifest of before": (of_before, "showcase.json is of an older version"),
    "no commit": (
        lambda p: said_of(p, commit=None),
        "they were measured outside of a repository",
    ),
    "uncommitted changes": (
        lambda p: said_of(p, dirty=True),
        "they were measured with changes that were not committed",
    ),
    "no repository": (
        lambda p: shutil.rmtree(p / ".git"),
        "this folder lies in no git repository",
    ),
    "another history": (amended, "commit [0-9a-f]{7} is not in the history of what is checked out"),
    "another repository": (without_objects, "commit [0-9a-f]{7} is not in this repository"),
    "a shallow clone": (
        shallow,
        (
            "commit [0-9a-f]{7} lies beyond the end of this shallow clone; "
            "'git fetch --unshallow' brings it"
        ),
    ),
    "a command of another kind": (
        lambda p: said_of(p, command="make all"),
        "they were measured by 'make all', which runs no package below src/",
    ),
    "a command that nobody can read": (
        lambda p: said_of(p, command="python -m 'a"),
        "they were measured by .*, which runs no package below src/",
    ),
    "a package that is nowhere": (
        both(add("src/other/x.py"), lambda p: said_of(p, command="python -m dice")),
        "they were measured by 'python -m dice', and src/dice/ is not there",
    ),
    "data that git ignores": (
        add("data/own.csv"),
        "git ignores data/own.csv, which may not be what was measured",
    ),
    "code that git ignores": (
        both(add(".gitignore", "local.py\n"), add("src/study/local.py", "X = 1\n")),
        "git ignores src/study/local.py, which may not be what was measured",
    ),
    "data behind a link": (
        lambda p: linked(p, "data/far.csv", "../../far.csv"),
        "data/far.csv is a link, and what it leads to may not be what was measured",
    ),
    "code behind a link": (
        lambda p: linked(p, "src/study/far.py", "../../far.py"),
        "src/study/far.py is a link, and what it leads to may not be what was measured",
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_cannot_be_known_is_said_to_be_unknown(name: str, project: Path) -> None:
    change, reason = UNKNOWN[name]
    change(project)

    found = stale.look(project)

    assert found.stale == ()
    assert re.fullmatch(reason, found.not_checked), found
    assert not stale.unchanged(project)


def test_without_git_nothing_is_known(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))

    assert stale.look(project) == Freshness(not_checked="git is not on the PATH")


def test_a_link_to_what_is_compared_itself_is_no_doubt(project: Path) -> None:
    linked(project, "data/latest.csv", "dice.csv")

    assert stale.look(project) == Freshness()


def test_an_own_table_is_known_by_its_sum(project: Path) -> None:
    from portfolio_kit.carried.files import file_sum

    add("data/own.csv", "mine\n")(project)
    manifest = json.loads((project / "showcase.json").read_text("utf-8"))
    entry = {"license": "LicenseRef-Own-Data", "sha256": file_sum(project / "data/own.csv")}
    manifest["data"][0] |= entry | {"name": "data/own.csv, my own"}
    (project / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert stale.look(project) == Freshness()

    add("data/own.csv", "more\n")(project)
    assert stale.look(project).not_checked.startswith("git ignores data/own.csv, ")

    remove("data/own.csv")(project)
    assert stale.look(project).not_checked == (
        "nothing in data/ is what was measured as data/own.csv, my own"
    )


def test_a_project_within_a_repository_is_compared_with_its_own_folder(
    project: Path, tmp_path: Path
) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(project, outer / "p", ignore=shutil.ignore_patterns(".git"))
    git(outer, "init", "--quiet")
    git(outer, "add", "--all")
    git(outer, "commit", "--quiet", "--message", "feat: all")
    said_of(outer / "p", commit=f"git:{git(outer, 'rev-parse', 'HEAD')}")
    assert lines(outer / "p") == []

    add("src/study/config.py")(outer / "p")

    assert lines(outer / "p") == before("src/study/config.py")


@pytest.mark.skipif(os.name == "nt", reason="a shell is run")
def test_nothing_that_a_repository_names_is_run(project: Path, tmp_path: Path) -> None:
    """Neither filters nor a program that would fetch what is missing."""
    trap = str(executable(tmp_path / "trap", f"#!/bin/sh\ntouch {tmp_path}/trapped\n"))
    config = {
        "core.fsmonitor": trap,
        "filter.x.clean": trap,
        "filter.x.smudge": trap,
        "diff.x.textconv": trap,
        "core.sshCommand": trap,
        "remote.origin.url": f"ext::{trap}",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
    }
    for key, value in config.items():
        git(project, "config", key, value)
    add(".git/info/attributes", "* filter=x diff=x\n")(project)
    edit("src/study/config.py", "93.6", "1")(project)
    blob = sample_git_blob(project, "src/study/config.py")
    blob.unlink()

    found = stale.look(project)

    assert found.not_checked.startswith(("git says: ", "object "))
    assert not (tmp_path / "trapped").exists()


def sample_git_blob(project: Path, name: str) -> Path:
    """Return the file of a loose object of the commit that is checked out."""
    said = subprocess.run(
        ["git", "-C", str(project), "-c", "core.fsmonitor=false", "rev-parse", f"HEAD:{name}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    return project / ".git/objects" / said[:2] / said[2:]


# What a run would tell anew -----------------------------------------------------------------------

TOLD: dict[str, Change] = {
    "the owner's story": add("story.toml", 'answer = "Yes."\n'),
    "metadata": edit("pyproject.toml", 'version = "0"', 'version = "1"'),
    "the title": edit("README.md", "# Federated digits", "# Digits"),
    "skills": add("docs/skills.toml", '[x]\nname = "X"\nevidence = [{ file = "README.md" }]\n'),
    "code": add("src/study/words.py"),
}


def test_a_run_would_tell_the_same_as_long_as_nothing_changes(project: Path) -> None:
    assert stale.unchanged(project)

    add("docs/tour.md")(project)
    add("README.md", "\nMore of my words.\n")(project)
    reformatted(project)

    assert stale.unchanged(project)


@pytest.mark.parametrize("name", TOLD)
def test_what_a_run_would_tell_anew_is_a_change(name: str, project: Path) -> None:
    TOLD[name](project)

    assert not stale.unchanged(project)


# A baked project ----------------------------------------------------------------------------------


def test_a_baked_project_is_compared_part_by_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("federated", "slug=fed", "package=fed", "analyses=partitions,skew", "--no-input")
    assert call(capsys, "new", *words, "--output", tmp_path).status == 0
    project = tmp_path / "fed"
    from sample_manifest import sample

    manifest = sample()
    manifest["run"]["command"] = "python -m fed"
    manifest["provenance"]["commit"] = f"git:{git(project, 'rev-parse', 'HEAD')}"
    for name, content in FILES.items():
        add(name, content.decode())(project)
    (project / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert lines(project) == []

    for path in (project / "src/fed").rglob("*.py"):
        path.write_text(f"{ast.unparse(ast.parse(path.read_text('utf-8')))}\n", "utf-8")
    git(project, "mv", "src/fed", "src/lab")
    for path in (project / "src").rglob("*.*"):
        path.write_text(re.sub(r"\bfed\b", "lab", path.read_text("utf-8")), encoding="utf-8")
    assert lines(project) == []

    settings = "src/lab/settings.toml"
    edit(settings, "[skew]\nalpha = 1.0", "[skew]\nalpha = 0.5")(project)
    add("src/lab/analyses/partitions/report.py")(project)
    assert lines(project) == [
        *before("src/lab/analyses/partitions/report.py", part="partitions"),
        *before(settings, part="skew"),
    ]

    for name in ("engines/jax", "algorithms/strategies", "figures", "tuned"):
        add(f"src/lab/{name}.py")(project)
    assert lines(project)[0] == (
        "all results: measured before src/lab/algorithms/strategies.py, src/lab/engines/jax.py, "
        "src/lab/figures.py and 1 more changed"
    )


def test_every_module_of_the_sample_is_seen() -> None:
    assert all(ast.parse(text) for name, text in STUDY.items() if name.endswith(".py"))
