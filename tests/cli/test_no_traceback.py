"""Whatever a path, a file, a variable or a disk is: one line says so, nothing hangs, no traceback.

Each test walks a kind: every option that takes a path, every file that is read, every variable.
"""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import baked_recipe
import pytest
import sample_manifest
import sample_project
from commandline import TEMPLATE, Said, call, lines, process

from portfolio_kit.showcase import recipe

Capture = pytest.CaptureFixture[str]
Make = Callable[[Path], None]

#: Seconds after which a command is said to hang; the machine may have others to serve.
PATIENCE = 60


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        # A socket's whole path may have 108 characters.
        here = os.open(path.parent, os.O_RDONLY)
        made.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


#: What may stand where a file or a folder is looked for.
KINDS: dict[str, Make] = {
    "nothing": lambda _: None,
    "a file": lambda path: path.write_text("x", encoding="utf-8").__class__,
    "an empty file": lambda path: path.touch(),
    "a folder": lambda path: path.mkdir(),
    "a FIFO": os.mkfifo,
    "a socket": _socket,
    "a full device": lambda path: path.symlink_to("/dev/full"),
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a broken link": lambda path: path.symlink_to("nowhere"),
    "a loop of links": lambda path: path.symlink_to(path.name),
    "a way through a file": lambda path: path.symlink_to("portfolio.toml/x"),
    "bytes": lambda path: path.write_bytes(b"\xff\xfe\x00\x9b"),
}

#: Paths that are none, or none that a system has; no word of a command line holds a NUL.
STRANGE = {
    "empty": "",
    "long": "x" * 5000,
    "a long part": "a/" + "x" * 300 + "/b",
    "deep": "/".join("d" * 2000),
    "not UTF-8": os.fsdecode(b"\xff\xfe"),
    "a line end": "a\nb",
    "a way through a file": "portfolio.toml/x",
    "the root": "/",
    "a home that is nobody's": "~nobody-at-all/x",
    "a process": "/proc/self/fd",
    "a device": "/dev/null",
}

#: A project that has nearly all that there is, so that little is left to be rendered.
GROWN = {"analyses": "all", "compare_with": "torch", "privacy": "dp", "distributed": True}

#: Every option that takes a path; PATH stands for it.
OPTIONS: dict[str, Sequence[str]] = {
    "new": ("new", "PATH", "--no-git", "--no-input"),
    "new --config": ("new", "template", "--no-input", "--no-git", "--config", "PATH"),
    "new --output": ("new", "template", "--no-input", "--no-git", "--output", "PATH"),
    "new --from": ("new", "--no-input", "--no-git", "--from", "PATH"),
    "new --directory": ("new", "template", "--no-input", "--no-git", "--directory", "PATH"),
    "new --template": ("new", "template", "--no-input", "--no-git", "--template", "PATH"),
    "new with a slug": ("new", "template", "--no-input", "--no-git", "slug=PATH"),
    "new of a plain template": ("new", "plain", "--no-input", "--no-git", "name=PATH"),
    "show": ("show", "PATH"),
    "show --directory": ("show", "template", "--directory", "PATH"),
    "build": ("build", "PATH", "--no-git"),
    "build --output": ("build", "--no-git", "--output", "PATH"),
    "run": ("run", "PATH", "--trust"),
    "run --config": ("run", "p", "--trust", "--config", "PATH"),
    "run --constraint": ("run", "p", "--trust", "--constraint", "PATH"),
    "run --find-links": ("run", "p", "--trust", "--find-links", "PATH", "--profile", "smoke"),
    "showcase": ("showcase", "PATH"),
    "config init": ("config", "init", "PATH"),
    "config show --config": ("config", "show", "--config", "PATH"),
}

#: A full run of the project would write there itself.
SMOKE = ("run", "p", "--trust", "--profile", "smoke")

#: Every file that somebody else writes and we read or write, with the command that does.
FILES: dict[str, Sequence[str]] = {
    "portfolio.toml": ("config", "show"),
    "home/.config/portfolio-kit/config.toml": ("config", "show"),
    "home/.cache": ("new", "template", "--no-input", "--no-git"),
    "template": ("new", "template", "--no-input", "--no-git"),
    "template/cookiecutter.json": ("new", "template", "--no-input", "--no-git"),
    "template/{{cookiecutter.slug}}": ("new", "template", "--no-input", "--no-git"),
    "template/{{cookiecutter.slug}}/README.md": ("new", "template", "--no-input", "--no-git"),
    "template/{{cookiecutter.slug}}/src": ("new", "template", "--no-input", "--no-git"),
    "template/extra": ("new", "template", "--no-input", "--no-git"),
    "template/templates": ("new", "template", "--no-input", "--no-git"),
    "template/hooks": ("new", "template", "--no-input", "--no-git", "--trust"),
    "template/hooks/pre_gen_project.sh": ("new", "template", "--no-input", "--no-git", "--trust"),
    "small-thing": ("new", "template", "--no-input"),
    ".small-thing.portfolio-kit-lock": ("new", "template", "--no-input"),
    ".small-thing.portfolio-kit-staging": ("new", "template", "--no-input"),
    ".other.portfolio-kit-lock": ("new", "template", "--no-input"),
    "p/.portfolio-kit.json": ("run", "p", "--trust"),
    "grown/.portfolio-kit.json": ("show", "grown"),
    "p/pyproject.toml": ("run", "p", "--trust"),
    "p/README.md": SMOKE,
    "p/.venv/portfolio-kit-installed": ("run", "p", "--trust"),
    "p/build": ("run", "p", "--trust"),
    "p/build/portfolio-kit-run.log": ("run", "p", "--trust"),
    "p/build/portfolio-kit-run.lock": ("run", "p", "--trust"),
    "p/build/portfolio-kit-commit.txt": ("run", "p", "--trust", "--no-commit"),
    "p/showcase.json": SMOKE,
    "p/results": ("run", "p", "--trust"),
    "p/.git": ("run", "p", "--trust"),
    "filled/README.md": ("showcase", "filled"),
    "filled/showcase.json": ("showcase", "filled"),
    "filled/.portfolio-kit.json": ("showcase", "filled"),
    "filled/figures": ("showcase", "filled"),
    "filled/figures/accuracy.svg": ("showcase", "filled"),
}


def some(names: Iterable[object], *quick: object) -> list[Any]:
    """Return the cases of a walk: a few in every run of the tests, the others with the slow."""
    return [name if name in quick else pytest.param(name, marks=pytest.mark.slow) for name in names]


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own time zone, again after a test that sets another."""
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def alarm() -> Iterator[None]:
    """Let a command that hangs fail, where a FIFO would keep it for ever."""

    def hangs(number: int, frame: object) -> None:
        raise AssertionError(f"the command hangs (signal {number}, {frame!r})")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def here(tmp_path: Path, home: Path, alarm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with templates, a portfolio and two projects; its home is beside them."""
    folder = tmp_path / "here"
    templates = {f"template/{name}": content for name, content in TEMPLATE.items()}
    files = {
        **templates,
        "plain/cookiecutter.json": '{"name": "thing"}',
        "plain/{{cookiecutter.name}}/a.txt": "a",
        "portfolio.toml": '[[project]]\ntemplate = "./template"\nslug = "first"\n',
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    home.rename(folder / "home")
    monkeypatch.setenv("HOME", str(folder / "home"))
    project = sample_project.write(folder / "p", datetime(2026, 2, 3, tzinfo=UTC))
    sample_project.executable(project / ".venv/bin/python", sample_project.PYTHON)
    sample_manifest.write_project(folder / "filled", sample_manifest.sample())
    (folder / "grown").mkdir()
    said = recipe.text(baked_recipe.of("federated", **GROWN))
    (folder / "grown" / recipe.NAME).write_text(said, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def hold(said: Said) -> None:
    """See that a command ended well, or said in lines what is wrong."""
    assert said.status in (0, 1, 2), said
    # What a project's own command says is shown as it is, set in.
    assert not [line for line in lines(said.err) if "Traceback" in line and "  | " not in line]
    if said.status:
        assert said.err.strip()


def put(kind: str, path: Path) -> None:
    """Put something of that kind where `path` is."""
    if path.is_dir() and not path.is_symlink():
        subprocess.run(["rm", "-rf", str(path)], check=True)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    KINDS[kind](path)


@pytest.mark.parametrize("kind", some(KINDS, "a FIFO"))
@pytest.mark.parametrize("option", OPTIONS)
def test_a_path_may_be_anything(option: str, kind: str, here: Path, capsys: Capture) -> None:
    put(kind, here / "odd")

    hold(call(capsys, *(word.replace("PATH", "./odd") for word in OPTIONS[option])))


@pytest.mark.parametrize("name", some(STRANGE, "long"))
@pytest.mark.parametrize("option", OPTIONS)
def test_a_path_may_be_none(option: str, name: str, here: Path, capsys: Capture) -> None:
    words = [word.replace("PATH", STRANGE[name]) for word in OPTIONS[option]]

    said = call(capsys, *words)

    # Two thousand folders in each other are more than pytest's own tidying up can take away.
    subprocess.run(["rm", "-rf", str(here / "d")], check=True)
    hold(said)


@pytest.mark.parametrize("kind", some(KINDS, "a FIFO"))
@pytest.mark.parametrize("file", FILES)
def test_a_file_may_be_anything(file: str, kind: str, here: Path, capsys: Capture) -> None:
    put(kind, here / file)

    hold(call(capsys, *FILES[file]))
    with suppress(OSError):
        assert not [path for path in here.iterdir() if "staging" in path.name] or "staging" in file


#: Every variable that we, or what we start, read.
VARIABLES = (
    *("COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "TZ", "LANG", "LC_ALL"),
    *("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR", "PATH", "USER"),
    *("SOURCE_DATE_EPOCH", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "EMAIL"),
    *("GIT_COMMITTER_NAME", "GIT_DIR", "GIT_WORK_TREE", "GIT_CONFIG_GLOBAL", "GIT_EXEC_PATH"),
    *("GIT_SSH_COMMAND", "GIT_TRACE", "GIT_TEMPLATE_DIR", "GIT_CONFIG_COUNT", "VIRTUAL_ENV"),
    *("PIP_FIND_LINKS", "PIP_CONSTRAINT", "UV_FIND_LINKS", "PYTHONWARNINGS", "PYTHONHASHSEED"),
    *("COMP_WORDS", "COMP_CWORD", "_PORTFOLIO_KIT_COMPLETE", "PORTFOLIO_KIT_CONFIG"),
)
VALUES = {
    "empty": "",
    "garbage": "\x1b[31m \u202e%s{}[]'\"$(x)",
    "a number": "-99999999999999999999",
    "zero": "0",
    "a zone": "UTC-99",
    "a path": "/dev/null/x",
    "huge": "x" * 100_000,
    "not UTF-8": os.fsdecode(b"\xff\xfe=\x9b"),
}
CALLS = {
    "new": ("new", "template", "--no-input"),
    "run": ("run", "p", "--trust", "--profile", "smoke"),
    "show": ("show", "template"),
}


@pytest.mark.parametrize("value", some(VALUES, "garbage"))
@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_may_hold_anything(
    variable: str,
    value: str,
    here: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # One command for each case: together they walk all of them.
    words = list(CALLS.values())[(VARIABLES.index(variable) + list(VALUES).index(value)) % 3]
    monkeypatch.setenv(variable, VALUES[value])
    time.tzset()

    hold(call(capsys, *words))


#: JSON that no program of ours writes.
ODD = {
    "a number of 400 digits": str(10**400),
    "a number of 5,000 digits": "9" * 5000,
    "more than a number": "1e400",
    "no number": "NaN",
    "5,000 lists": "[" * 5000 + "]" * 5000,
    "5,000 objects": '{"a":' * 5000 + "1" + "}" * 5000,
    "300 lists": "[" * 300 + "]" * 300,
    "half a character": '"\\ud800"',
    "half a character as a key": '{"\\udfff": 1}',
    "a NUL": '"a\\u0000b"',
    "a line end": '"a\\nb"',
    "null": "null",
    "true": "true",
    "a number": "7",
    "an empty text": '""',
    "a long text": json.dumps("x" * 200_000),
    "a list": "[[]]",
    "an object": '{"": {}}',
    "two texts": '"a" "b"',
}
#: A file of JSON, an example of what it holds, and the command that reads it.
DOCUMENTS: dict[str, tuple[str, dict[str, Any], Sequence[str]]] = {
    "a manifest": ("filled/showcase.json", sample_manifest.sample(), ("showcase", "filled")),
    "an answers file": (
        "p/.portfolio-kit.json",
        json.loads(recipe.text(sample_project.BAKED)),
        ("run", "p", "--trust", "--profile", "smoke"),
    ),
    "an answers file to bake again": (
        "p/.portfolio-kit.json",
        json.loads(recipe.text(sample_project.BAKED)),
        ("new", "--from", "p", "--no-input", "--dry-run"),
    ),
    "an answers file to show": (
        "grown/.portfolio-kit.json",
        json.loads(recipe.text(baked_recipe.of("federated", **GROWN))),
        ("show", "grown"),
    ),
    "a template": (
        "template/cookiecutter.json",
        json.loads(str(TEMPLATE["cookiecutter.json"])),
        ("new", "template", "--no-input", "--dry-run"),
    ),
}


def places(document: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of everything in a document; of a list only of what comes first."""
    yield path
    if isinstance(document, dict):
        for key, value in document.items():
            yield from places(value, (*path, key))
    elif isinstance(document, list) and document:
        yield from places(document[0], (*path, 0))


def with_odd(document: dict[str, Any], path: tuple[str | int, ...], odd: str) -> str:
    """Return the document as JSON with something odd in one place."""
    if not path:
        return odd
    copy = json.loads(json.dumps(document))
    inner: Any = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = "HERE"
    return json.dumps(copy).replace('"HERE"', odd)


@pytest.mark.parametrize("odd", some(ODD, "5,000 lists", "half a character"))
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_may_hold_anything_anywhere(
    name: str, odd: str, here: Path, capsys: Capture
) -> None:
    file, document, words = DOCUMENTS[name]
    every = list(places(document))

    # Each oddity comes to each place in turn, some of them in one test.
    for path in every[list(ODD).index(odd) % 5 :: 5]:
        (here / file).write_text(with_odd(document, path, ODD[odd]), encoding="utf-8")
        hold(call(capsys, *words))


def test_an_unknown_zone_is_utc(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC-99")
    time.tzset()

    said = call(capsys, "new", "template", "--no-input")

    assert said.status == 0, said.err


@pytest.mark.parametrize("words", [("show", "template"), ("config", "show"), ("run",), ("build",)])
def test_a_working_folder_that_is_gone_is_one_line(
    words: tuple[str, ...], here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = here / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    said = call(capsys, *(word.replace("template", str(here / "template")) for word in words))

    assert said.status == 1 or words[0] == "show"
    assert len(lines(said.err)) == said.status


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize("io", ["ascii", ""])
def test_a_locale_without_letters_says_so_and_bakes_what_has_none(io: str, here: Path) -> None:
    env = {**ASCII, "PYTHONIOENCODING": io}
    before = sorted(here.iterdir())

    refused = process("new", "template", "title=Größe", "--quiet", cwd=here, **env)
    left = sorted(here.iterdir())
    plain = process("new", "template", "--quiet", cwd=here, **env)

    assert (refused.status, refused.err.count("\n")) == (1, 1), refused.err
    assert "the locale cannot write" in refused.err
    assert "set LC_ALL=C.UTF-8" in refused.err
    assert left == before
    assert plain.status == 0, plain.err


@pytest.mark.parametrize("code", [errno.ENOTSUP, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_disk_without_locks_is_one_line_and_gets_nothing(
    code: int, here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    # No file system here is without them.
    monkeypatch.setattr("portfolio_kit.system.lock.fcntl.flock", refuse)
    before = sorted(path.name for path in here.iterdir())

    baked = call(capsys, "new", "template", "--no-input", "--quiet")
    ran = call(capsys, "run", "p", "--trust")

    assert (baked.status, ran.status) == (1, 1)
    assert len(lines(baked.err)) == len(lines(ran.err)) == 1
    assert sorted(path.name for path in here.iterdir()) == before
    assert not (here / "p/build/portfolio-kit-run.lock").exists()


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM])
def test_a_disk_without_a_safe_rename_is_renamed_on_all_the_same(
    code: int, here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Without:
        """A C library on a system that refuses."""

        def __init__(self, *_: object, **__: object) -> None:
            self.syncfs = self.renameat2 = lambda *_: 1

    monkeypatch.setattr("portfolio_kit.system.staging.ctypes.CDLL", Without)
    monkeypatch.setattr("portfolio_kit.system.staging.ctypes.get_errno", lambda: code)

    said = call(capsys, "new", "template", "--no-input")

    refused = code == errno.EPERM  # flushing was refused, which is another thing
    assert said.status == refused, said.err
    assert (here / "small-thing").exists() != refused


def test_a_first_config_file_on_a_full_disk_leaves_none(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("portfolio_kit.system.staging.os.fsync", full)
    before = sorted(here.iterdir())

    said = call(capsys, "config", "init", "mine.toml", "--no-input")

    assert said.status == 1
    assert "No space left" in said.err
    assert sorted(here.iterdir()) == before


def test_a_line_of_backticks_is_read_at_once(here: Path, capsys: Capture) -> None:
    runs = "".join("`" * number + "a" for number in range(1, 800))
    readme = here / "filled/README.md"
    readme.write_text(f"{sample_manifest.README}\n{runs}\n{'`' * 320_000}\n", encoding="utf-8")
    begun = time.process_time()

    said = call(capsys, "showcase", "filled")

    assert said.status == 0, said.err
    assert time.process_time() - begun < 2.5  # seconds; it took ten for the first line alone


#: Sends a Ctrl-C while the import of that number is looked for, from the first of ours on.
IMPORTING = """
import os, sys

class Now:
    seen = 0

    def find_spec(self, name, path=None, target=None):
        Now.seen += 1
        if Now.seen == number:
            os.kill(os.getpid(), 2)

number = int(sys.argv.pop(1))
sys.meta_path.insert(0, Now())
from portfolio_kit.__main__ import run
run()
"""
SURE, LATE = 60, 100  # a `list` looks for some hundred modules, by the Python that it has


@pytest.mark.parametrize("number", some(range(3, LATE), 3, 4, 5, 9, 30, 70))
def test_a_ctrl_c_at_our_first_imports_says_nothing(number: int, here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTING, str(number), "list"],
        check=False,
        capture_output=True,
        text=True,
        # Measuring coverage imports before us.
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
    )

    assert done.stderr == ""
    assert done.returncode == 130 or (number > SURE and done.returncode == 0)
