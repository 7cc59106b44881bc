"""An update that is ended, refused or got in the way of loses nothing, and says one line."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NoReturn

import pytest

from portfolio_kit import cli
from portfolio_kit.carried import regions
from portfolio_kit.cli.commands import update as _update  # noqa: F401 - forks need not import it
from portfolio_kit.system import lock
from portfolio_kit.template import catalog

DATE = "2026-02-03T04:05:06+00:00"
ADA = "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n"
RECIPE = ".portfolio-kit.json"

#: The command line with other built-in templates than ours.
DRIVE = """
import sys
from pathlib import Path
from portfolio_kit.template import catalog
root = Path(sys.argv.pop(1))
catalog.builtin_root = lambda: root
from portfolio_kit.__main__ import run
run()
"""

QUESTIONS: dict[str, Any] = {
    "title": "Small thing",
    "slug": "p",
    "author_name": "",
    "author_email": "",
    "package": "{{ cookiecutter.slug|slugify|replace('-', '_') }}",
    "privacy": ["none", "dp"],
    "noise": 1,
    "analyses": ["rows", "drift", "skew"],
    "_portfolio_kit": {
        "version": "1",
        "title": "A small template",
        "description": "Shows nothing, quickly",
        "skills": [{"id": "brevity", "name": "brevity", "evidence": [{"file": "README.md"}]}],
        "frameworks": ["none"],
        "minutes": 0.5,
        "command": "python -m p",
        "several": ["analyses"],
        "when": {"noise": {"privacy": "dp"}},
        "layers": [
            {"path": "."},
            {"path": "dp", "when": {"privacy": "dp"}},
            {"path": "analyses/rows", "when": {"analyses": "rows"}},
            {"path": "analyses/drift", "when": {"analyses": "drift"}},
            {"path": "analyses/skew", "when": {"analyses": "skew"}},
        ],
        "answers": {"properties": {"noise": {"type": "integer", "minimum": 1, "maximum": 9}}},
    },
}

INSIDE = "{{cookiecutter.slug}}"
REGIONS = ("headline", "figure", "results", "findings", "limits", "story", "reproduce")


def region(name: str) -> str:
    return f"<!-- portfolio-kit:begin {name} -->\n\n<!-- portfolio-kit:end {name} -->\n\n"


README = (
    "# {{ cookiecutter.title }}\n\nWhat it shows, in one line.\n\n"
    + "".join(map(region, REGIONS))
    + "## Why\n\nBecause.\n\n"
    + "## How it works\n\nIt counts the rows of a table.\n\n"
    + "## Licence\n\nNone.\n"
)
CODE = """def first(rows):
    return rows[0]


def total(rows):
    return sum(rows)


def last(rows):
    return rows[-1]
"""
FILES: dict[str, str] = {
    "README.md": README,
    ".gitignore": "build/\n*.log\n",
    "src/{{cookiecutter.package}}/__init__.py": "",
    "src/{{cookiecutter.package}}/rows.py": CODE,
    "src/{{cookiecutter.package}}/showcase/__init__.py": "KIT = 1\n",
    "tool.sh": "#!/bin/sh\necho one\n",
    "gone.md": "This goes.\n",
    "notes.txt": "".join(f"{number}\n" for number in range(30)),
    "grüße.txt": "Grüße\n",
}
LATER: dict[str, str | None] = {
    "README.md": README.replace("counts the rows", "counts and sums the rows"),
    "src/{{cookiecutter.package}}/rows.py": CODE.replace("sum(rows)", "sum(map(int, rows))"),
    "src/{{cookiecutter.package}}/showcase/__init__.py": "KIT = 2\n",
    "docs/new/page.md": "A new page.\n",
    "new.txt": "A new file.\n",
    "gone.md": None,
}
LAYERS = {
    f"dp/{INSIDE}/src/{{{{cookiecutter.package}}}}/dp.py": "NOISE = {{ cookiecutter.noise }}\n",
    **{
        f"analyses/{name}/{INSIDE}/src/{{{{cookiecutter.package}}}}/{name}/part.py": f"# {name}\n"
        for name in ("rows", "drift", "skew")
    },
}


def git(project: Path, *words: str, ok: tuple[int, ...] = (0,), **env: str) -> str:
    """Return what git says; ``ok`` are the exit statuses that may come."""
    done = subprocess.run(
        ["git", "-C", project, *words],
        check=False,
        capture_output=True,
        env={**os.environ, **env},
    )
    assert done.returncode in ok, (words, done.stdout, done.stderr)
    return os.fsdecode(done.stdout).strip()


def save(project: Path, message: str = "My own work") -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", message)


def put(root: Path, files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8", newline="")


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    def is_refused(self, status: int = 1) -> bool:
        """Say whether a call was refused, with something said and no traceback."""
        return self.status == status and "Traceback" not in self.err and bool(self.err.strip())


@dataclass(frozen=True)
class World:
    """Two versions of a template, and a project of the first that its person has worked on."""

    one: Path
    two: Path
    project: Path

    def words(self, *argv: object, root: Path | None = None) -> list[str]:
        return [sys.executable, "-c", DRIVE, str(root or self.two), *map(str, argv)]

    def call(
        self, *argv: object, root: Path | None = None, cwd: Path | None = None, **env: str
    ) -> Said:
        """Call the command line in a fork: a process of its own that need not start Python."""
        with TemporaryFile() as out, TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
            child = os.fork()
            if child == 0:
                for file, number in ((nothing, 0), (out, 1), (err, 2)):
                    os.dup2(file.fileno(), number)
                _child([str(word) for word in argv], root or self.two, cwd, env)
            _, ended = os.waitpid(child, 0)
            said = []
            for file in (out, err):
                file.seek(0)
                said.append(os.fsdecode(file.read()))
        return Said(os.waitstatus_to_exitcode(ended), *said)

    def update(self, *argv: object, root: Path | None = None, **env: str) -> Said:
        return self.call("update", self.project, *argv, root=root, **env)


def _child(argv: list[str], root: Path, cwd: Path | None, env: Mapping[str, str]) -> NoReturn:
    """Be a process of the command line until its end."""
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - to the end
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    status = 3
    try:
        os.environ.update(env)
        if cwd is not None:
            os.chdir(cwd)
        catalog.builtin_root = lambda: root
        status = cli.main(argv)
    except BaseException:  # noqa: BLE001 - a bug of ours is what is looked for
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(status)


def template(root: Path, version: str, later: Mapping[str, str | None]) -> None:
    """Write a folder of built-in templates with one that is called small."""
    folder = root / "small"
    index = {"small": {"path": "./small", "title": "Small", "description": "Nothing, quickly"}}
    put(root, {"cookiecutter.json": json.dumps({"templates": index})})
    kit = {**QUESTIONS["_portfolio_kit"], "version": version}
    put(folder, {"cookiecutter.json": json.dumps({**QUESTIONS, "_portfolio_kit": kit})})
    put(folder / INSIDE, FILES)
    put(folder / INSIDE, later)
    put(folder, LAYERS)
    (folder / INSIDE / "tool.sh").chmod(0o755 if version == "2" else 0o644)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that every test copies: a bake takes longer."""
    root = tmp_path_factory.mktemp("world")
    template(root / "one", "1", {})
    template(root / "two", "2", LATER)
    home = root / "home"
    put(home, {".gitconfig": ADA})
    world = World(root / "one", root / "two", root / "p")
    options = ("--no-input", "--quiet", "--set-date", DATE)
    with pytest.MonkeyPatch.context() as patch:  # a session has none of a test's own home
        for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        said = world.call(
            "new", "small", "analyses=rows", *options, "--output", root, root=world.one, cwd=root
        )
    assert said.status == 0, said.err
    return world


@pytest.fixture
def bare(made: World, tmp_path: Path) -> World:
    """A project that nobody has touched."""
    shutil.copytree(made.project, tmp_path / "p", symlinks=True)
    return replace(made, project=tmp_path / "p")


#: What a run has measured, and what the person wrote in README and code.
def measured(text: str) -> str:
    """Fill two regions as a run would."""
    bodies = {"headline": "37.9 %", "results": "| a | b |\n| - | - |\n| 1 | 2 |"}
    return regions.splice(text, bodies)


@pytest.fixture
def world(bare: World) -> World:
    """A project that was measured and edited, with files that no commit holds."""
    text = (bare.project / "README.md").read_text(encoding="utf-8")
    put(
        bare.project,
        {
            "README.md": measured(text).replace("Because.", "Because I wanted to know."),
            "src/p/rows.py": CODE.replace("rows[0]", "rows[0] if rows else None"),
            "src/p/mine.py": "MINE = 1\n",
            "results/a.json": "{}\n",
        },
    )
    save(bare.project)
    put(bare.project, {"untracked.txt": "mine\n", "a.log": "ignored\n", "build/x": "ignored\n"})
    return bare


def state(project: Path) -> dict[str, Any]:
    """Return everything that a person could lose: every byte outside ``.git``, refs, index."""
    files = {}
    for path in sorted(project.rglob("*")):
        name = path.relative_to(project).as_posix()
        if name == "build/portfolio-kit-run.lock":
            continue  # an empty file that a run leaves in any case
        if name.split("/")[0] == ".git" or (path.is_dir() and not path.is_symlink()):
            continue
        stat = path.lstat()
        files[name] = (
            path.readlink() if path.is_symlink() else path.read_bytes(),
            stat.st_mode,
        )
    return {
        "files": files,
        "refs": git(project, "for-each-ref"),
        "head": git(project, "rev-parse", "HEAD", "--symbolic-full-name", "HEAD", ok=(0, 128)),
        "index": git(project, "ls-files", "--stage", "-z"),
        "status": git(project, "status", "--porcelain", "--ignored", GIT_OPTIONAL_LOCKS="0"),
        "stash": git(project, "stash", "list"),
    }


def bytes_of(project: Path) -> dict[str, Any]:
    """Return bytes, mode and time of everything below a project and what git keeps for it."""
    found = {}
    common = git(project, "rev-parse", "--git-common-dir", ok=(0, 128)) or ".git"
    for top in filter(Path.exists, {project.resolve(), (project / common).resolve()}):
        for path in [top, *top.rglob("*")]:
            stat, data = path.lstat(), None
            if path.is_symlink():
                data = os.fsencode(path.readlink())
            elif path.is_file():
                data = path.read_bytes()
            # Git marks an object that is there already as used when it would have written it.
            when = 0 if "objects" in path.parts else stat.st_mtime_ns
            found[str(path)] = (stat.st_mode, when, data)
    return found


def is_updated(project: Path) -> bool:
    """Say whether the update is in, with what the person wrote, and nothing else left."""
    code = (project / "src/p/rows.py").read_text(encoding="utf-8")
    readme = (project / "README.md").read_text(encoding="utf-8-sig")
    return (
        "if rows else None" in code
        and "map(int, rows)" in code
        and "Because I wanted to know." in readme
        and "counts and sums" in readme
        and "37.9 %" in readme
        and (project / "docs/new/page.md").is_file()
        and not (project / "gone.md").exists()
        and not git(project, "for-each-ref", "refs/portfolio-kit")
        and not git(project, "status", "--porcelain", "--untracked-files=no")
        and not [*Path(git(project, "rev-parse", "--absolute-git-dir")).glob("portfolio-kit-*")]
    )


def test_an_update_of_a_measured_and_edited_project_is_clean(world: World) -> None:
    said = world.update()

    assert said.status == 0, said.err
    assert is_updated(world.project)


# A git that fails, or takes the update with it: at each of its calls in turn.

FAILING = """#!/bin/sh
# Calls git; at the call whose number is $AT something goes wrong: before it, or after it.
number=$(cat "$COUNT" 2>/dev/null || echo 0)
number=$((number + 1))
echo $number > "$COUNT"
[ -z "$LOGGED" ] || echo $* | tr "\\n" " " >> "$LOGGED" && echo >> "$LOGGED"
[ "$number" != "$AT" ] && exec "$GIT" "$@"
case "$HOW" in
  fails) echo "fatal: write error: No space left on device" >&2; exit 128;;
  unheard) "$GIT" "$@"; echo "fatal: it did, and says no" >&2; exit 128;;
  killed-before) kill -9 $PPID; exit 0;;
  killed-after) "$GIT" "$@" >/dev/null 2>&1; kill -9 $PPID; exit 0;;
  interrupted) kill -2 $PPID; sleep 0.1; exec "$GIT" "$@";;
  interrupted-after) "$GIT" "$@"; status=$?; kill -2 $PPID; sleep 0.1; exit $status;;
esac
"""


@dataclass(frozen=True)
class Fault:
    """A git on the PATH that goes wrong once."""

    folder: Path

    def env(self, how: str, at: int) -> dict[str, str]:
        git = shutil.which("git")
        assert git is not None
        self.folder.mkdir(exist_ok=True)
        (self.folder / "git").write_text(FAILING, encoding="utf-8")
        (self.folder / "git").chmod(0o755)
        for name in ("count", "log"):
            (self.folder / name).unlink(missing_ok=True)
        return {
            "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}",
            "GIT": git,
            "HOW": how,
            "AT": str(at),
            "COUNT": str(self.folder / "count"),
            "LOGGED": str(self.folder / "log"),
        }

    @property
    def calls(self) -> list[str]:
        return (self.folder / "log").read_text().splitlines()


def wait(project: Path) -> None:
    """Wait until nobody holds an update's lock: a git that outlives the update does."""
    while True:
        held = lock.hold(project / ".git/portfolio-kit-update.lock")
        if held is not None:
            (project / ".git/portfolio-kit-update.lock").unlink(missing_ok=True)
            held.close()
            return
        time.sleep(0.05)


def went_on(world: World, before: Mapping[str, Any], base: tuple[str, ...] = ()) -> str | None:
    """Return what is wrong with what an ended update left: None when the next one mends it.

    It either goes on, or names a command after which everything is as it was before.
    """
    wrong: object = lost(before, state(world.project))
    again = world.update(*base)
    if again.status and not wrong:
        command = again.err.splitlines()[-1].strip()
        ran = subprocess.run(command, shell=True, capture_output=True, check=False)
        wrong = differing(before, state(world.project))
        if "Traceback" in again.err or ran.returncode or wrong:
            return f"{again.err} {command}: {ran.stderr.decode()} {wrong}"
        again = world.update(*base)
    if wrong or again.status or not is_updated(world.project):
        return f"{wrong} {again.status} {again.err} {again.out}"
    return None


def lost(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the files that no commit holds and that are other ones now."""
    names = ("untracked.txt", "a.log", "build/x")
    return [name for name in names if before["files"][name] != after["files"].get(name)]


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a project differs, both times."""
    found = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    if "files" in found:
        one, other = found["files"]
        found["files"] = ({n for n in one.keys() | other.keys() if one.get(n) != other.get(n)}, "")
    return found


#: What of git writes something of the project: where it fails there is something to take back.
WRITING = re.compile(r" (commit-tree|update-ref|merge|reset|update-index|write-tree|hash-object) ")

HOWS = ("fails", "unheard", "killed-before", "killed-after", "interrupted", "interrupted-after")
WALKS = [("plain", how) for how in HOWS] + [
    (kind, how) for kind in ("squashed", "shallow") for how in ("fails", "killed-after")
]


#: Walks of which each takes ways that no other does; the others are for the night.
FIRST = (("plain", "fails"), ("plain", "killed-after"), ("squashed", "killed-after"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "how"),
    [walk if walk in FIRST else pytest.param(*walk, marks=pytest.mark.nightly) for walk in WALKS],
)
def test_at_whichever_git_it_ends_an_update_loses_nothing(
    world: World, tmp_path: Path, how: str, kind: str
) -> None:
    world = replace(world, project=history(world.project, kind, tmp_path / "made"))
    before, copy = state(world.project), tmp_path / "copy"
    subject, fault = replace(world, project=copy), Fault(tmp_path / "fault")

    def ended(at: int) -> Said:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(world.project, copy, symlinks=True)
        said = subject.update(*base, **fault.env(how, at))
        wait(copy)
        return said

    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    assert ended(0).status == 0
    calls = fault.calls
    chosen = [
        at
        for at, words in enumerate(calls, start=1)
        if (kind, how) == ("plain", "fails") or WRITING.search(f" {words} ")
    ]
    wrong = []
    for at in chosen:
        said = ended(at)
        if said.status == 0 and is_updated(copy):
            continue
        problem = None
        if how in ("fails", "unheard") and said.status:
            problem = None if said.is_refused() else f"{said.status} {said.err[-300:]}"
            problem = problem or differing(before, state(copy))
        if problem := problem or went_on(subject, before, base):
            wrong.append(f"{at} ({calls[at - 1][:200]}): {str(problem)[:1500]}")

    assert len(chosen) > 10
    assert not wrong, f"{len(wrong)} of {len(chosen)}:\n" + "\n".join(wrong)


def history(project: Path, kind: str, into: Path) -> Path:
    """Return the project with another history of the same files."""
    if kind == "squashed":
        git(project, "reset", "--soft", "HEAD^")
        git(project, "commit", "--quiet", "--amend", "--message", "All of it")
    if kind == "shallow":
        git(project, "clone", "--quiet", "--depth=1", project.as_uri(), str(into))
        for name in ("untracked.txt", "a.log", "build/x"):
            (into / name).parent.mkdir(exist_ok=True)
            shutil.copy(project / name, into / name)
    return into if kind == "shallow" else project


# Repositories of every kind.

Make = Callable[[World, Path], Path]


def plain(world: World, _into: Path) -> Path:
    return world.project


def configured(*settings: str) -> Make:
    """Set keys of git in the project."""

    def make(world: World, _into: Path) -> Path:
        for setting in settings:
            key, _, value = setting.partition("=")
            git(world.project, "config", key, value)
        return world.project

    return make


def attributed(*lines: str) -> Make:
    """Give the project attributes of the person's own, with a filter that LFS is like."""

    def make(world: World, _into: Path) -> Path:
        put(world.project, {".gitattributes": "".join(f"{line}\n" for line in lines)})
        git(world.project, "config", "filter.upper.clean", "tr a-z A-Z")
        git(world.project, "config", "filter.upper.smudge", "tr A-Z a-z")
        git(world.project, "config", "filter.upper.required", "true")
        git(world.project, "add", "--renormalize", "--all")
        save(world.project, "Attributes")
        return world.project

    return make


def of_history(kind: str) -> Make:
    def make(world: World, into: Path) -> Path:
        return history(world.project, kind, into)

    return make


def deeper(world: World, into: Path) -> Path:
    """A shallow clone that ends above the bake, with a remote."""
    for number in range(3):
        put(world.project, {"mine.txt": f"{number}\n"})
        save(world.project)
    git(world.project, "clone", "--quiet", "--depth=3", world.project.as_uri(), str(into))
    return into


def partial(world: World, into: Path) -> Path:
    git(world.project, "config", "uploadpack.allowFilter", "true")
    words = ("--filter=blob:none", world.project.as_uri(), str(into))
    git(world.project, "clone", "--quiet", *words)
    return into


def sha256(world: World, _into: Path) -> Path:
    shutil.rmtree(world.project / ".git")
    git(world.project, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    save(world.project)
    return world.project


def submodule(world: World, into: Path) -> Path:
    git(world.project, "init", "--quiet", str(into))
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet")
    git(into, *words, str(world.project), "p")
    git(into, "commit", "--quiet", "--message", "A submodule")
    return into / "p"


def worktree(world: World, into: Path) -> Path:
    git(world.project, "worktree", "add", "--quiet", "-b", "other", str(into))
    return into


def sparse(world: World, _into: Path) -> Path:
    git(world.project, "sparse-checkout", "set", "--no-cone", "/*", "!/results/")
    return world.project


def replaced(world: World, _into: Path) -> Path:
    """A project whose person has joined an older history to it."""
    tree = git(world.project, "rev-parse", "HEAD^{tree}")
    older = git(world.project, "commit-tree", tree, "-m", "What was before")
    git(world.project, "replace", "--graft", git(world.project, "rev-parse", "HEAD^"), older)
    return world.project


def moved_to(name: str) -> Make:
    def make(world: World, into: Path) -> Path:
        into.mkdir()
        return Path(shutil.move(world.project, into / name))

    return make


def by_link(world: World, into: Path) -> Path:
    into.symlink_to(world.project)
    return into


def submodule_inside(world: World, into: Path) -> Path:
    """A project that has a submodule of its own."""
    git(world.project, "init", "--quiet", str(into))
    put(into, {"a.txt": "a\n"})
    save(into)
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet")
    git(world.project, *words, str(into), "lib")
    save(world.project, "A submodule")
    return world.project


def rebased(world: World, _into: Path) -> Path:
    tree = git(world.project, "rev-parse", "HEAD^^{tree}")
    root = git(world.project, "commit-tree", tree, "-m", "Another first commit")
    git(world.project, "rebase", "--quiet", "--onto", root, "HEAD^")
    return world.project


def squash_merged(world: World, _into: Path) -> Path:
    """A project that was updated before: its person squashed what the update merged."""
    git(world.project, "switch", "--quiet", "--create", "update")
    said = world.update("analyses=+drift", root=world.one)
    assert said.status == 0, said.err
    git(world.project, "switch", "--quiet", "main")
    git(world.project, "merge", "--quiet", "--squash", "update")
    git(world.project, "commit", "--quiet", "--message", "Add drift (#1)")
    git(world.project, "branch", "--quiet", "-D", "update")
    return world.project


def cherry_picked(world: World, _into: Path) -> Path:
    git(world.project, "switch", "--quiet", "--create", "update")
    said = world.update("analyses=+drift", root=world.one)
    assert said.status == 0, said.err
    git(world.project, "switch", "--quiet", "main")
    git(world.project, "cherry-pick", "--mainline=1", "update")
    return world.project


def merged_twice(world: World, _into: Path) -> Path:
    for answer in ("analyses=+drift", "analyses=-drift", "privacy=dp"):
        said = world.update(answer, root=world.one)
        assert said.status == 0, said.err
    return world.project


KINDS: dict[str, Make] = {
    "plain": plain,
    "squashed": of_history("squashed"),
    "shallow": of_history("shallow"),
    "deeper": deeper,
    "rebased": rebased,
    "squash-merged": squash_merged,
    "cherry-picked": cherry_picked,
    "merged-twice": merged_twice,
    "partial": partial,
    "sha256": sha256,
    "submodule": submodule,
    "worktree": worktree,
    "sparse": sparse,
    "replaced": replaced,
    "submodule-inside": submodule_inside,
    "blank": moved_to("my project"),
    "umlauts": moved_to("größer"),
    "quotes": moved_to('it\'s a "quoted" one'),
    "colon": moved_to("a:b"),
    "dash": moved_to("-p"),
    "link": by_link,
    "ff-only": configured("merge.ff=only"),
    "diff3": configured("merge.conflictStyle=diff3"),
    "squash": configured("branch.main.mergeOptions=--squash"),
    "no-commit": configured("branch.main.mergeOptions=--no-commit --ff-only"),
    "ours": configured("branch.main.mergeOptions=--strategy=ours"),
    "autocrlf": configured("core.autocrlf=true"),
    "autocrlf-input": configured("core.autocrlf=input"),
    "eol-crlf": configured("core.eol=crlf"),
    "safecrlf": configured("core.autocrlf=input", "core.safecrlf=true"),
    "rerere": configured("rerere.enabled=true", "rerere.autoUpdate=true"),
    "fsmonitor": configured("core.fsmonitor=true", "core.untrackedCache=true"),
    "split": configured("core.splitIndex=true"),
    "verify": configured("merge.verifySignatures=true"),
    "template": configured("commit.template=/nowhere/at/all"),
    "cleanup": configured("commit.cleanup=scissors", "core.commentChar=c"),
    "show": configured("log.showSignature=true", "format.pretty=oneline", "log.decorate=full"),
    "log": configured("log.follow=true", "log.date=human", "log.mailmap=true", "merge.log=20"),
    "diff": configured("diff.external=/bin/false", "diff.noprefix=true", "diff.renames=copies"),
    "order": configured("diff.orderFile=/nowhere/at/all", "diff.ignoreSubmodules=all"),
    "status": configured(
        *("status.short=true", "status.branch=true", "status.showUntrackedFiles=all"),
        *("status.relativePaths=true", "status.renames=copies", "status.showStash=true"),
    ),
    "no-untracked": configured("status.showUntrackedFiles=no"),
    "quiet-names": configured("core.quotePath=true"),
    "colour": configured("color.ui=always", "color.status=always", "color.branch=always"),
    "column": configured("column.ui=always", "core.pager=cat", "core.abbrev=4"),
    "rename-limit": configured("merge.renameLimit=1", "merge.renames=false", "diff.renames=false"),
    "directory-renames": configured("merge.directoryRenames=conflict"),
    "default": configured("merge.default=union"),
    "strategy": configured("pull.twohead=octopus", "pull.rebase=true"),
    "autostash": configured("merge.autoStash=true", "gc.auto=1", "maintenance.auto=true"),
    "no-modes": configured("core.fileMode=false"),
    "no-links": configured("core.symlinks=false"),
    "ignore-case": configured("core.ignoreCase=true", "core.precomposeUnicode=true"),
    "logs": configured("core.logAllRefUpdates=false"),
    "encoding": configured("i18n.commitEncoding=ISO-8859-1", "i18n.logOutputEncoding=UTF-16"),
    "replace-off": configured("core.useReplaceRefs=false"),
    "graph": configured("core.commitGraph=true", "fetch.writeCommitGraph=true"),
    "many-files": configured("feature.manyFiles=true", "index.version=4"),
    "fsck": configured("transfer.fsckObjects=true", "receive.denyCurrentBranch=refuse"),
    "union": attributed("README.md merge=union"),
    "ours-driver": attributed("*.md merge=binary"),
    "lfs": attributed("notes.txt filter=upper diff=upper merge=upper -text"),
    "lfs-new": attributed("*.txt filter=upper diff=upper merge=upper -text"),
    "lfs-code": attributed("results/*.json filter=upper"),
    "text": attributed("* text=auto eol=crlf"),
    "encoded": attributed("notes.txt working-tree-encoding=UTF-16"),
    "ident": attributed("*.py ident"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_dry_run_writes_not_one_byte_and_the_update_is_clean(
    world: World, tmp_path: Path, kind: str
) -> None:
    world = replace(world, project=KINDS[kind](world, tmp_path / "made"))
    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    before = bytes_of(world.project)

    dry = world.update(*base, "--dry-run")
    after = bytes_of(world.project)
    said = world.update(*base)

    assert dry.status == 0, dry.err
    assert not {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert said.status == (1 if kind == "ours-driver" else 0), said.err + said.out
    if said.status:
        assert "in conflict" in said.out
        git(world.project, "merge", "--abort")
        assert not git(world.project, "status", "--porcelain", "--untracked-files=no")
    else:
        assert is_updated(world.project)
        again = world.update()
        assert "up to date" in again.out, again.err


#: Those whose bake no commit is: the template has gone on, so that it is made by an older kit.
BASELESS = ("squashed", "shallow", "deeper", "rebased", "squash-merged", "cherry-picked", "sha256")


def based(world: World, into: Path) -> tuple[str, ...]:
    """Make the base as the error of an update says, and return the words that hand it over."""
    recipe = world.project / RECIPE
    words = ("--from", recipe, "--set-date", "2026-02-03", "--no-git", "--output", into)
    said = world.call("new", *words, "--no-input", root=world.one)
    assert said.status == 0, said.err
    return ("--base", str(into / "p"))


# What stands in the way: refused in one line, and nothing is written.


def under_way(command: str, *options: str) -> Callable[[Path], None]:
    """Begin something that stops at a conflict."""

    def make(project: Path) -> None:
        git(project, "switch", "--quiet", "--create", "other", "HEAD^")
        put(project, {"src/p/rows.py": "other = 1\n"})
        save(project)
        git(project, "switch", "--quiet", "main")
        git(project, command, *options, "other", ok=(1,))

    return make


def mail(project: Path) -> None:
    git(project, "switch", "--quiet", "--create", "other", "HEAD^")
    put(project, {"src/p/rows.py": "other = 1\n"})
    save(project)
    git(project, "format-patch", "--quiet", "-1", "--output=build/a.patch")
    git(project, "switch", "--quiet", "main")
    git(project, "am", "--quiet", "build/a.patch", ok=(1, 128))


def detached(project: Path) -> None:
    git(project, "switch", "--quiet", "--detach")


def unborn(project: Path) -> None:
    git(project, "switch", "--quiet", "--orphan", "empty")
    put(project, {RECIPE: "{}"})


def writing(files: Mapping[str, str | None], *, add: bool = False) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        put(project, files)
        if add:
            git(project, "add", "--all")

    return make


def ignored_in_the_way(project: Path) -> None:
    put(project, {".git/info/exclude": "new.txt\n", "new.txt": "precious\n"})


def file_for_a_folder(project: Path) -> None:
    put(project, {"docs": "precious\n"})


def link_for_a_folder(project: Path) -> None:
    (project / "docs").symlink_to(project.parent)


def dangling(project: Path) -> None:
    (project / "new.txt").symlink_to("nowhere")


def no_repository(project: Path) -> None:
    shutil.rmtree(project / ".git")


def nested(project: Path) -> None:
    shutil.rmtree(project / ".git")
    git(project.parent, "init", "--quiet")
    save(project.parent)


def broken(project: Path) -> None:
    put(project, {".git/HEAD": "nonsense\n"})


def a_file_for_git(project: Path) -> None:
    shutil.move(project / ".git", project.parent / "elsewhere")
    put(project, {".git": "gitdir: /nowhere/at/all\n"})


def removed(project: Path) -> None:
    (project / RECIPE).unlink()


def staged_gone(project: Path) -> None:
    git(project, "rm", "--quiet", "--cached", RECIPE)


def recipe_with(**changes: object) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        told = json.loads((project / RECIPE).read_text(encoding="utf-8"))
        told = {**told, **changes}
        told = {key: value for key, value in told.items() if value is not None}
        put(project, {RECIPE: json.dumps(told)})
        save(project)

    return make


def recipe_of(text: str) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        put(project, {RECIPE: text})
        save(project)

    return make


IN_THE_WAY: dict[str, tuple[Callable[[Path], None], str]] = {
    "merge": (under_way("merge"), "a merge is under way"),
    "rebase": (under_way("rebase"), "a rebase is under way"),
    "rebase-apply": (under_way("rebase", "--apply"), "a rebase is under way"),
    "cherry-pick": (under_way("cherry-pick"), "a cherry-pick is under way"),
    "revert": (under_way("revert"), "under way|not committed"),
    "am": (mail, "git am is under way"),
    "detached": (detached, "HEAD is detached"),
    "unborn": (unborn, "empty has no commit"),
    "lock": (writing({".git/index.lock": ""}), "index.lock"),
    "dirty": (writing({"src/p/rows.py": "x = 1\n"}), "not committed: src/p/rows.py"),
    "deleted": (writing({"notes.txt": None}), "not committed: notes.txt"),
    "staged": (writing({"a.txt": "a\n"}, add=True), "not committed: "),
    "untracked": (writing({"new.txt": "precious\n"}), "adds files there: new.txt"),
    "same": (writing({"new.txt": "A new file.\n"}), "adds files there: new.txt"),
    "ignored": (ignored_in_the_way, "adds files there: new.txt"),
    "folder": (writing({"new.txt/a": "precious\n"}), "adds files there: new.txt"),
    "file-for-folder": (file_for_a_folder, "adds files there: docs"),
    "link-for-folder": (link_for_a_folder, "adds files there: docs"),
    "dangling": (dangling, "adds files there: new.txt"),
    "none": (no_repository, "is no git repository"),
    "nested": (nested, "is a folder of the repository"),
    "broken": (broken, "git cannot read|is no git repository"),
    "git-file": (a_file_for_git, "not a git repository: /nowhere"),
    "no-recipe": (removed, "was not baked by portfolio-kit"),
    "recipe-staged": (staged_gone, "not committed"),
    "version-1": (recipe_with(schema_version=None, files=None), "is of version 1"),
    "version-9": (recipe_with(schema_version=9), "9"),
    "flat": (recipe_with(layers=["_base/flat", "."]), "flat layout"),
    "damaged": (recipe_of("{"), "is not JSON"),
    "empty": (recipe_of(""), "is not JSON"),
    "list": (recipe_of("[]"), RECIPE),
    "binary": (recipe_of("\0\ud83d".encode("utf-8", "replace").decode()), RECIPE),
    "edited": (recipe_with(answers={"slug": "p", "author_name": "A"}), ""),
    "unknown-template": (recipe_with(template="nothing"), "has no template nothing"),
    "no-date": (recipe_with(date="yesterday"), ""),
    "sum": (recipe_with(files="sha256:" + "0" * 64), ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", IN_THE_WAY)
def test_what_stands_in_the_way_is_named_and_nothing_is_written(world: World, kind: str) -> None:
    make, expected = IN_THE_WAY[kind]
    make(world.project)
    before = bytes_of(world.project)

    said = [world.update(), world.update("--dry-run"), world.update("--json")]

    for one in said:
        assert one.is_refused(), one
        assert re.search(expected, one.err + one.out), one
    assert len([line for line in said[0].err.splitlines() if line.strip()]) <= 3, said[0].err
    after = bytes_of(world.project)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert not {Path(name).name for name in changed} - {".git", "objects", "build"} - _ids(changed)


def _ids(changed: set[str]) -> set[str]:
    """Return the names of loose objects, which are nobody's loss."""
    return {Path(name).name for name in changed if "objects" in Path(name).parts}


MISTAKES: dict[str, tuple[tuple[str, ...], int, str]] = {
    "question": (("nonsense=1",), 1, "nonsense"),
    "choice": (("privacy=magic",), 1, "magic"),
    "several": (("analyses=+nonsense",), 1, "nonsense"),
    "sign": (("analyses=-nonsense",), 1, "nonsense"),
    "type": (("privacy=dp", "noise=99"), 1, "noise"),
    "not-asked": (("noise=3",), 1, "noise"),
    "sign-of-one": (("privacy=+dp",), 1, "dp"),
    "private": (("_story=1",), 1, "_story"),
    "twice": (("privacy=dp", "privacy=none"), 1, "privacy"),
    "all": (("nonsense=1", "privacy=magic", "analyses=+nonsense"), 1, "magic"),
    "word": (("privacy",), 1, "privacy"),
    "no-key": (("=dp",), 1, "=dp"),
    "base": (("--base", "nowhere"), 2, "nowhere"),
    "base-file": (("--base", "p/notes.txt"), 2, "notes.txt"),
    "base-other": (("--base", "p"), 1, "p is not the bake"),
    "base-empty": (("--base", "empty"), 1, "empty"),
    "to": (("--to", "v2"), 1, "is built in"),
    "template": (("--template", "p"), 1, "is built in"),
    "both": (("--dry-run", "--run"), 2, "--dry-run"),
    "option": (("--nonsense",), 2, "--nonsense"),
    "date": (("--set-date", "yesterday"), 2, "yesterday"),
    "config": (("--config", "nowhere.toml"), 1, "nowhere.toml"),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_on_the_command_line_is_one_line(world: World, kind: str) -> None:
    words, status, expected = MISTAKES[kind]
    (world.project.parent / "empty").mkdir()
    before = state(world.project)

    said = world.call("update", "p", *words, cwd=world.project.parent)

    assert said.is_refused(status), said
    assert expected in said.err
    assert state(world.project) == before
    if kind == "all":
        assert all(word in said.err for word in ("nonsense", "magic"))


# The environment, hooks and signing.

VARIABLES: dict[str, dict[str, str]] = {
    "dir": {"GIT_DIR": "/nowhere"},
    "dir-other": {"GIT_DIR": "OTHER/.git", "GIT_WORK_TREE": "OTHER"},
    "index": {"GIT_INDEX_FILE": "OTHER/index"},
    "work-tree": {"GIT_WORK_TREE": "OTHER"},
    "objects": {"GIT_OBJECT_DIRECTORY": "OTHER/objects"},
    "alternates": {"GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nowhere:OTHER"},
    "common": {"GIT_COMMON_DIR": "OTHER/.git"},
    "namespace": {"GIT_NAMESPACE": "other"},
    "replace-base": {"GIT_REPLACE_REF_BASE": "refs/heads/"},
    "no-replace": {"GIT_NO_REPLACE_OBJECTS": "1"},
    "graft": {"GIT_GRAFT_FILE": "OTHER/grafts"},
    "shallow-file": {"GIT_SHALLOW_FILE": "OTHER/shallow"},
    "prefix": {"GIT_PREFIX": "src/"},
    "author-date": {"GIT_AUTHOR_DATE": "2001-01-01 0:0"},
    "bad-date": {"GIT_AUTHOR_DATE": "nonsense", "GIT_COMMITTER_DATE": "nonsense"},
    "author": {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@example.org"},
    "nobody": {"GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": ""},
    "editor": {"GIT_EDITOR": "false", "GIT_SEQUENCE_EDITOR": "false", "GIT_PAGER": "false"},
    "edit": {"GIT_MERGE_AUTOEDIT": "yes", "EDITOR": "false", "VISUAL": "false"},
    "trace": {"GIT_TRACE": "1", "GIT_TRACE_SETUP": "1", "GIT_TRACE2": "1"},
    "pathspecs": {"GIT_ICASE_PATHSPECS": "1"},
    "noglob": {"GIT_NOGLOB_PATHSPECS": "1"},
    "glob": {"GIT_GLOB_PATHSPECS": "1"},
    "ceiling": {"GIT_CEILING_DIRECTORIES": "/", "GIT_DISCOVERY_ACROSS_FILESYSTEM": "0"},
    "external": {"GIT_EXTERNAL_DIFF": "false", "GIT_DIFF_OPTS": "--unified=0"},
    "locks": {"GIT_OPTIONAL_LOCKS": "0"},
    "version": {"GIT_INDEX_VERSION": "4", "GIT_DEFAULT_HASH": "sha256"},
    "action": {"GIT_REFLOG_ACTION": "other", "GIT_MERGE_VERBOSITY": "5"},
    "config-count": {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "merge.ff",
        "GIT_CONFIG_VALUE_0": "only",
        "GIT_CONFIG_KEY_1": "core.bare",
        "GIT_CONFIG_VALUE_1": "false",
    },
    "parameters": {"GIT_CONFIG_PARAMETERS": "'merge.ff'='only'"},
    "config": {"GIT_CONFIG": "OTHER/config", "GIT_CONFIG_GLOBAL": "OTHER/config"},
    "attributes": {"GIT_ATTR_NOSYSTEM": "1", "GIT_ATTR_SOURCE": "HEAD"},
    "locale": {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "LANG": "tr_TR.UTF-8"},
    "c": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "zone": {"TZ": "Asia/Kolkata"},
    "template": {"GIT_TEMPLATE_DIR": "OTHER"},
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", VARIABLES)
def test_no_variable_of_git_leads_an_update_astray(world: World, tmp_path: Path, kind: str) -> None:
    other = tmp_path / "other"
    git(tmp_path, "init", "--quiet", str(other))
    put(other, {"a.txt": "a\n", "objects/.keep": "", "config": ADA})
    save(other)
    env = {name: text.replace("OTHER", str(other)) for name, text in VARIABLES[kind].items()}
    history(world.project, "squashed", tmp_path)  # so that other commits stand for ours
    base = based(world, tmp_path / "base")
    before = bytes_of(other)

    said = world.update(*base, **env)

    assert said.status == 0, said.err
    assert is_updated(world.project)
    assert bytes_of(other) == before
    dates = set(git(world.project, "log", "-2", "--format=%ad %cd", "--first-parent").splitlines())
    assert "2001" not in dates.pop()


def hook(project: Path, name: str, body: str) -> None:
    path = project / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "squashed", "shallow"])
@pytest.mark.parametrize(
    "name",
    [
        *("pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-merge", "post-commit"),
        *(
            "reference-transaction",
            "post-index-change",
            "post-checkout",
            "pre-commit",
            "post-rewrite",
        ),
    ],
)
def test_a_hook_that_refuses_is_heard_and_can_be_answered(
    world: World, tmp_path: Path, name: str, kind: str
) -> None:
    project = history(world.project, kind, tmp_path / "made")
    world = replace(world, project=project)
    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    before = state(project)
    hook(project, name, "echo I say no >&2; exit 1")

    said = world.update(*base)

    if said.status == 0:
        assert is_updated(project)
        return
    assert said.is_refused(), said
    (project / ".git/hooks" / name).unlink()
    if (project / ".git/MERGE_HEAD").exists():
        assert "git merge --abort" in said.err
        again = world.update(*base)
        assert again.is_refused()
        command = again.err.splitlines()[-1].strip()
        subprocess.run(command, shell=True, check=True, capture_output=True)
    kept = differing(before, state(project))
    assert not kept or (kind == "shallow" and set(kept) == {"refs", "head"}), kept
    assert not git(project, "for-each-ref", "refs/portfolio-kit")
    assert world.update(*base).status == 0
    assert is_updated(project)


@pytest.mark.slow
@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("kind", ["plain", "squashed", "shallow"])
def test_commits_are_signed_as_the_person_signs(
    world: World, tmp_path: Path, kind: str, *, works: bool
) -> None:
    project = history(world.project, kind, tmp_path / "made")
    world = replace(world, project=project)
    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    signer = tmp_path / "gpg"
    told = "cat >/dev/null; printf '\\n[GNUPG:] SIG_CREATED \\n' >&2; echo A signature"
    signer.write_text(f"#!/bin/sh\n{told if works else 'exit 1'}\n", encoding="utf-8")
    signer.chmod(0o755)
    git(project, "config", "gpg.program", str(signer))
    git(project, "config", "commit.gpgSign", "true")
    before = state(project)

    said = world.update(*base)

    if works:
        assert said.status == 0, said.err
        assert is_updated(project)
        for commit in ("HEAD", "HEAD^2"):
            assert "gpgsig" in git(project, "cat-file", "commit", commit)
    else:
        assert said.is_refused(), said
        assert not differing(before, state(project))


# Two at once.


@pytest.mark.slow
def test_of_two_updates_at_once_one_waits_for_nobody_and_says_so(world: World) -> None:
    hook(world.project, "pre-merge-commit", "sleep 3")
    with subprocess.Popen(
        world.words("update", world.project), stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        until((world.project / ".git/portfolio-kit-update.json").exists)
        second = world.update()
        ran = world.call("run", world.project, "--trust")
        assert first.wait() == 0

    assert second.is_refused()
    assert "is being updated already" in second.err
    assert ran.is_refused()
    assert "is going on already" in ran.err
    assert is_updated(world.project)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_nothing_is_updated_while_a_run_goes_on(world: World) -> None:
    held = lock.hold(world.project / "build/portfolio-kit-run.lock")
    assert held is not None
    before = state(world.project)

    with held:
        said = world.update()
        dry = world.update("--dry-run")

    assert said.is_refused()
    assert "a run" in said.err
    assert dry.status == 0
    assert state(world.project) == before


def test_an_update_leaves_no_folder_of_a_run(bare: World) -> None:
    assert not (bare.project / "build").exists()

    said = bare.update()

    assert said.status == 0, said.err
    assert not (bare.project / "build").exists()


# What the person has made of the files.


def everywhere(old: bytes, new: bytes) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        for name in git(project, "ls-files", "-z").split("\0"):
            if name and name != RECIPE:
                path = project / name
                path.write_bytes(path.read_bytes().replace(old, new))
        save(project)

    return make


def on_readme(change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Path], None]:
    def make(project: Path) -> None:
        path = project / "README.md"
        text = path.read_text(encoding="utf-8")
        path.write_bytes(change(text).encode(encoding))
        save(project)

    return make


def block(text: str, name: str) -> str:
    marks = f"<!-- portfolio-kit:begin {name}.*?portfolio-kit:end {name} -->\n"
    found = re.search(marks, text, re.DOTALL)
    assert found
    return found[0]


def move(text: str) -> str:
    return text.replace(block(text, "results"), "") + "\n" + block(text, "results")


def drop(text: str) -> str:
    return text.replace(block(text, "results"), "")


def edit_inside(text: str) -> str:
    return text.replace("37.9 %", "37.9 % and more")


def unend(text: str) -> str:
    return text.replace("<!-- portfolio-kit:end story -->\n", "")


def double(text: str) -> str:
    return text + "\n" + block(text, "limits")


def program(project: Path) -> None:
    (project / "notes.txt").chmod(0o755)
    (project / "src/p/rows.py").chmod(0o755)
    save(project)


def linked(project: Path) -> None:
    put(project, {"notes.txt": None, "docs-of-mine/notes.txt": "mine\n"})
    (project / "notes.txt").symlink_to("docs-of-mine/notes.txt")
    save(project)


def untracked_again(project: Path) -> None:
    """A file of the bake that the person keeps, and git does not any more."""
    git(project, "rm", "--quiet", "--cached", "notes.txt")
    put(project, {".gitignore": "build/\n*.log\nnotes.txt\n", "notes.txt": "precious\n"})
    save(project)


def moved_code(project: Path) -> None:
    put(project, {"src/p/core/__init__.py": ""})
    git(project, "mv", "src/p/rows.py", "src/p/core/rows.py")
    save(project)


def deleted_part(project: Path) -> None:
    git(project, "rm", "--quiet", "-r", "src/p/rows")
    save(project)


EDITS: dict[str, Callable[[Path], None]] = {
    "crlf": everywhere(b"\n", b"\r\n"),
    "readme-crlf": on_readme(lambda text: text.replace("\n", "\r\n")),
    "readme-bom": on_readme(lambda text: text, "utf-8-sig"),
    "readme-both": on_readme(lambda text: text.replace("\n", "\r\n"), "utf-8-sig"),
    "mixed": on_readme(lambda text: text.replace("## Why\n", "## Why\r\n")),
    "no-newline": on_readme(str.rstrip),
    "moved": on_readme(move),
    "dropped": on_readme(drop),
    "edited-inside": on_readme(edit_inside),
    "unended": on_readme(unend),
    "double": on_readme(double),
    "nested-markers": on_readme(lambda text: text.replace("37.9 %", region("story"))),
    "program": program,
    "link": linked,
    "untracked": untracked_again,
    "deleted-part": deleted_part,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", EDITS)
def test_what_the_person_made_of_the_files_stays(world: World, kind: str) -> None:
    EDITS[kind](world.project)
    before = state(world.project)["files"]

    dry = world.update("--dry-run")
    said = world.update()
    after = state(world.project)["files"]

    assert dry.status == 0, dry.err
    assert said.status == 0, said.err + said.out
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed == {
        *(RECIPE, "README.md", "docs/new/page.md", "gone.md", "new.txt", "tool.sh"),
        *("src/p/rows.py", "src/p/showcase/__init__.py"),
    }
    text = (world.project / "README.md").read_bytes().decode()
    was = before["README.md"][0].decode()
    eol = "\r\n" if "crlf" in kind or kind == "readme-both" else "\n"
    wanted = was.replace("counts the rows", "counts and sums the rows")
    assert text.replace("\r\n", "\n") == wanted.replace("\r\n", "\n")
    assert text == wanted or eol == "\n"
    assert (world.project / "tool.sh").stat().st_mode & 0o111
    if kind == "program":
        assert (world.project / "src/p/rows.py").stat().st_mode & 0o111


@pytest.mark.slow
def test_a_moved_module_takes_the_change_of_the_template(world: World) -> None:
    moved_code(world.project)

    said = world.update()

    assert said.status == 0, said.err + said.out
    code = (world.project / "src/p/core/rows.py").read_text(encoding="utf-8")
    assert "map(int, rows)" in code
    assert "if rows else None" in code


@pytest.mark.slow
def test_a_deleted_analysis_stays_deleted_until_it_is_added_anew(world: World) -> None:
    deleted_part(world.project)

    minus = world.update("analyses=-rows", root=world.one)
    gone = (world.project / "src/p/rows").exists()
    plus = world.update("analyses=+rows,+drift", root=world.one)

    assert (minus.status, plus.status) == (0, 0), minus.err + plus.err
    assert not gone
    assert (world.project / "src/p/rows/part.py").is_file()
    assert (world.project / "src/p/drift/part.py").is_file()


# The process is killed, or somebody types Ctrl-C.

SEED = 20260203
#: How often an update is ended; a hundred kills are for the night.
POINTS = {"SIGKILL": (20, 100), "SIGINT": (8, 25)}
ENDS = [
    pytest.param(f"{name}{whom}", points, marks=marks, id=f"{name}{whom}-{points}")
    for name, (few, many) in POINTS.items()
    for whom in ("", " of all")
    for points, marks in ((few, ()), (many, pytest.mark.nightly))
]


def begun(world: World) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        world.words("update", world.project),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("how", "points"), ENDS)
def test_an_update_that_is_ended_at_any_time_loses_nothing(
    world: World, tmp_path: Path, how: str, points: int
) -> None:
    kept, wrong = tmp_path / "kept", []
    shutil.copytree(world.project, kept, symlinks=True)
    before = state(world.project)
    begin = time.monotonic()
    with begun(world) as whole:
        assert whole.wait() == 0
    length = time.monotonic() - begin
    dice = random.Random(f"{SEED} {how}")
    number = signal.SIGKILL if "KILL" in how else signal.SIGINT
    for _ in range(points):
        shutil.rmtree(world.project)
        shutil.copytree(kept, world.project, symlinks=True)
        with begun(world) as process:
            time.sleep(dice.uniform(0.2, 1.05) * length)
            with suppress(ProcessLookupError):
                (os.killpg if how.endswith("all") else os.kill)(process.pid, number)
            process.wait()
        wait(world.project)
        if is_updated(world.project):
            continue
        differs = differing(before, state(world.project)) if "INT" in how else {}
        if problem := differs or went_on(world, before):
            wrong.append(str(problem)[:1500])

    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


# The disk is full.


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount disks of so many kilobytes, where that is allowed."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        place = tmp_path / f"disk-{len(mounted)}"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(place)]
        tool = shutil.which("mount")
        if not tool or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["project", "temporary"])
def test_a_full_disk_loses_nothing_and_is_said_in_one_line(
    world: World, small: Callable[[int], Path], what: str
) -> None:
    wrong = []
    roomy = small(20_000)
    shutil.move(world.project, roomy / "p")
    before = state(roomy / "p")
    for free in range(0, 400, 16):
        disk = small(2_000)
        subject, env = replace(world, project=disk / "p"), {}
        if what == "temporary":
            subject, env = replace(world, project=roomy / "q"), {"TMPDIR": str(disk)}
            shutil.rmtree(roomy / "q", ignore_errors=True)
        shutil.copytree(roomy / "p", subject.project, symlinks=True)
        room = os.statvfs(disk)
        left = room.f_bavail * room.f_frsize - free * 1024
        (disk / "filler").write_bytes(bytes(max(left, 0)))

        said = subject.update(**env)

        (disk / "filler").unlink()
        wait(subject.project)
        if said.status == 0 and is_updated(subject.project):
            continue
        problem = None if said.is_refused() else f"{said.status} {said.err[-600:]}"
        if problem := problem or went_on(subject, before):
            wrong.append(f"{free} KiB: {said.err[-300:]} {problem}"[:1500])

    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)
