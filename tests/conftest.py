"""Fixtures of every test: a home of its own, a fixed day, templates made of a dictionary."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from disturbed import bare, small_world, world  # noqa: F401 - fixtures of an update's tests
from hypothesis import settings

MakeTemplate = Callable[[Mapping[str, str | bytes]], Path]

# How long an example takes says something about the machine, not about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ADA = '[user]\n\tname = "Ada Lovelace"\n\temail = ada@example.org\n'


@pytest.fixture(autouse=True, scope="session")
def interruptible() -> None:
    """A job in a shell's background ignores Ctrl-C, and would hand that on to every child."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def heard() -> Iterator[None]:
    """Under nohup a hangup is ignored, by children too; here they hear it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with a git identity; nothing of the machine's user is seen."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_", "COOKIECUTTER_"))]:
        monkeypatch.delenv(name)
    for name in (
        "PORTFOLIO_KIT_CONFIG",
        "SOURCE_DATE_EPOCH",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "VIRTUAL_ENV",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (home / ".gitconfig").write_text(ADA, encoding="utf-8")
    return home


@pytest.fixture
def no_identity(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without name and address, in which git may not guess them either."""
    (home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n", encoding="utf-8")
    monkeypatch.delenv("EMAIL", raising=False)
    return home


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty folder in which one works."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def date() -> datetime:
    """The day on which every test bakes."""
    return datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def make_template(tmp_path: Path) -> MakeTemplate:
    """Write a template folder from ``{path: content}`` and return it."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "template"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, encoding="utf-8", newline="")
        return root

    return make


@pytest.fixture(scope="session")
def python() -> str:
    """The python of the frameworks environment."""
    path = os.environ.get("PORTFOLIO_KIT_FRAMEWORKS")
    if not path:
        pytest.skip("PORTFOLIO_KIT_FRAMEWORKS names no python; run this through make test")
    return str(Path(path).absolute())
