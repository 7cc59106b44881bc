"""Two versions of a small template, a project between them, and all that could be lost of it."""

import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NoReturn

import pytest

from portfolio_kit import cli
from portfolio_kit.carried import regions
from portfolio_kit.cli.commands import update as _update  # noqa: F401 - forks need not import it
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


#: What a run has measured, and what the person wrote in README and code.
def measured(text: str) -> str:
    """Fill two regions as a run would."""
    bodies = {"headline": "37.9 %", "results": "| a | b |\n| - | - |\n| 1 | 2 |"}
    return regions.splice(text, bodies)


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


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a project differs, both times."""
    found = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    if "files" in found:
        one, other = found["files"]
        found["files"] = ({n for n in one.keys() | other.keys() if one.get(n) != other.get(n)}, "")
    return found


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


#: Those whose bake no commit is: the template has gone on, so that it is made by an older kit.
BASELESS = ("squashed", "shallow", "deeper", "rebased", "squash-merged", "cherry-picked", "sha256")


def based(world: World, into: Path) -> tuple[str, ...]:
    """Make the base as the error of an update says, and return the words that hand it over."""
    recipe = world.project / RECIPE
    words = ("--from", recipe, "--set-date", "2026-02-03", "--no-git", "--output", into)
    said = world.call("new", *words, "--no-input", root=world.one)
    assert said.status == 0, said.err
    return ("--base", str(into / "p"))


def hook(project: Path, name: str, body: str) -> None:
    path = project / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> World:
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
def bare(small_world: World, tmp_path: Path) -> World:
    """A project that nobody has touched."""
    shutil.copytree(small_world.project, tmp_path / "p", symlinks=True)
    return replace(small_world, project=tmp_path / "p")


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
