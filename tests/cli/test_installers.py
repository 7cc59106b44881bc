"""Which installer is taken where nobody has chosen one, held against pip's own word."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import sample_project
from commandline import call

from portfolio_kit.cli import installers

Capture = pytest.CaptureFixture[str]

#: What pip can be told, where: variables, and files below a folder that stands for the machine.
SETTINGS: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "nothing": ({}, {}),
    "an index in a variable": ({"PIP_INDEX_URL": "https://example.org/simple"}, {}),
    "an extra index in a variable": ({"PIP_EXTRA_INDEX_URL": "https://example.org"}, {}),
    "an index by its other name": ({"PIP_PYPI_URL": "https://example.org/simple"}, {}),
    "wheels in a variable": ({"PIP_FIND_LINKS": "/wheels"}, {}),
    "a constraint in a variable": ({"PIP_CONSTRAINT": "pins.txt"}, {}),
    "no index at all": ({"PIP_NO_INDEX": "1"}, {}),
    "a certificate in a variable": ({"PIP_CERT": "/ca.pem"}, {}),
    "a variable in small letters": ({"PIP_index_url": "https://example.org"}, {}),
    "an empty variable": ({"PIP_INDEX_URL": ""}, {}),
    "what changes nothing of this": ({"PIP_TIMEOUT": "9", "PIP_NO_INPUT": "1"}, {}),
    "the machine's file": ({}, {"xdg/pip/pip.conf": "[global]\nindex-url = https://a.org\n"}),
    "the person's file": ({}, {"home/.config/pip/pip.conf": "[install]\nfind_links = /w\n"}),
    "the person's old file": ({}, {"home/.pip/pip.conf": "[global]\nconstraint = p.txt\n"}),
    "a file in a variable": (
        {"PIP_CONFIG_FILE": "{root}/mine"},
        {"mine": "[global]\nextra-index-url = https://a.org\n"},
    ),
    "a file in a variable, instead of the person's": (
        {"PIP_CONFIG_FILE": "{root}/mine"},
        {"mine": "", "home/.config/pip/pip.conf": "[global]\nindex-url = https://a.org\n"},
    ),
    "a file that is not there, and the person's": (
        {"PIP_CONFIG_FILE": "{root}/none"},
        {"home/.config/pip/pip.conf": "[global]\nindex-url = https://a.org\n"},
    ),
    "no files at all": (
        {"PIP_CONFIG_FILE": os.devnull},
        {"xdg/pip/pip.conf": "[global]\nindex-url = https://a.org\n"},
    ),
    "another command's section": (
        {},
        {"home/.config/pip/pip.conf": "[download]\nfind-links = /w\n[list]\nformat = json\n"},
    ),
    "other settings": ({}, {"home/.config/pip/pip.conf": "[global]\ntimeout = 60\n"}),
    "an empty setting": ({}, {"home/.config/pip/pip.conf": "[global]\nindex-url =\n"}),
    "several lines": ({}, {"home/.config/pip/pip.conf": "[global]\nfind-links =\n  /a\n  /b\n"}),
}

Told = Callable[[str], None]


@pytest.fixture
def told(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Tell pip something, and nothing else that this machine says."""
    for name in [name for name in os.environ if name.upper().startswith("PIP_")]:
        monkeypatch.delenv(name)

    def tell(what: str) -> None:
        variables, files = SETTINGS[what]
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "xdg"))
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        for name, value in variables.items():
            monkeypatch.setenv(name, value.format(root=tmp_path))

    return tell


def pips_own() -> bool:
    """Whether pip itself lists a setting for `pip install` that uv would not see."""
    line = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    found = False
    for words in listed.splitlines():
        key, _, value = words.partition("=")
        section, _, name = key.partition(".")
        known = section in ("global", "install", ":env:") and name in installers._KEYS
        found = found or (known and value not in ("''", '""'))
    return found


@pytest.fixture
def bare(tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that says nothing of its own, where pip cannot be asked whether it does."""
    monkeypatch.setattr(installers, "_ETC", tmp_path / "etc")
    told("nothing")


@pytest.mark.parametrize("what", SETTINGS)
def test_pip_has_settings_of_its_own_where_pip_says_so(
    what: str, told: Told, tmp_path: Path
) -> None:
    told(what)

    assert (installers.setting(tmp_path) is not None) == pips_own()


@pytest.mark.usefixtures("bare")
def test_a_setting_is_named_with_its_place(told: Told, tmp_path: Path) -> None:
    told("the person's file")
    file = tmp_path / "home/.config/pip/pip.conf"
    assert installers.setting(tmp_path) == f"{file} sets find-links"

    told("a constraint in a variable")
    assert installers.setting(tmp_path) == "PIP_CONSTRAINT is set"


@pytest.mark.usefixtures("bare")
def test_a_file_of_the_projects_environment_counts(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/pip.conf").write_text("[global]\nno-index = yes\n", encoding="utf-8")

    assert installers.setting(tmp_path) == f"{tmp_path / '.venv/pip.conf'} sets no-index"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("content", [b"\xff\xfe", b"no section\n", b"[global]\n[global]\n"])
def test_a_file_that_cannot_be_read_says_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/pip.conf").write_bytes(content)

    assert installers.setting(tmp_path) is None


OLD = sample_project.UV.replace("--group", "--groop")
BROKEN = "#!/bin/sh\nexit 1\n"

UV_CALL = "uv pip install --python {python} --editable .[jax,plots] --group dev"
PIP_CALL = "-m pip install --editable .[jax,plots] --group dev"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is first on the PATH, where no other uv is; it notes what is called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("git", "sh", "mkdir", "cp"):
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("CALLS", str(folder / "calls"))
    return folder


@dataclass(frozen=True)
class Case:
    """A run: which uv there is, what pip is told, the options, and what comes of it."""

    uv: str | None
    call: str
    said: str
    what: str = "nothing"
    options: tuple[str, ...] = ()


@pytest.fixture
def project(tmp_path: Path, date: datetime) -> Path:
    """A project whose .venv is a stand-in that knows pip."""
    made = sample_project.write(tmp_path / "digits", date)
    sample_project.executable(made / ".venv/bin/python", sample_project.PYTHON)
    return made


UV, ON_PATH = sample_project.UV, "uv: it is on the PATH"
TOO_OLD = "pip: {bin}/uv is too old for dependency groups; update it"
LINKS, PINS = ("--find-links", "/w"), ("--constraint", __file__)
OWN = "a constraint in a variable"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "case",
    [
        Case(None, PIP_CALL, "pip: uv is not on the PATH"),
        Case(UV, UV_CALL, ON_PATH),
        Case(UV, UV_CALL, ON_PATH, options=("--installer", "auto")),
        Case(UV, PIP_CALL, "pip", options=("--installer", "pip")),
        Case(UV, f"{UV_CALL} --find-links /w", ON_PATH, options=LINKS),
        Case(
            UV,
            f"{PIP_CALL} --constraint {__file__}",
            "pip: a constraint file is given",
            options=PINS,
        ),
        Case(UV, PIP_CALL, "pip: PIP_CONSTRAINT is set, which uv does not read", OWN),
        Case(UV, UV_CALL, "uv", OWN, options=("--installer", "uv")),
        Case(OLD, PIP_CALL, TOO_OLD),
        Case(BROKEN, PIP_CALL, TOO_OLD),
    ],
)
def test_a_run_installs_with_what_fits_and_says_why(
    case: Case, told: Told, project: Path, path: Path, capsys: Capture
) -> None:
    told(case.what)
    if case.uv is not None:
        sample_project.executable(path / "uv", case.uv)

    said = call(capsys, "run", project, "--trust", "--profile", "smoke", *case.options)

    assert said.status == 0, said
    assert f"install: installing with {case.said.format(bin=path)}\n" in said.out
    wanted = case.call.format(python=project / ".venv/bin/python")
    assert wanted in (path / "calls").read_text(encoding="utf-8").splitlines()


@pytest.mark.usefixtures("bare")
def test_the_config_can_choose_too(
    project: Path, path: Path, tmp_path: Path, capsys: Capture
) -> None:
    sample_project.executable(path / "uv", sample_project.UV)
    for installer in ("pip", "uv", "auto"):
        (tmp_path / "portfolio.toml").write_text(f'[run]\ninstaller = "{installer}"\n')
        config = ("--config", tmp_path / "portfolio.toml")
        (project / ".venv/portfolio-kit-installed").unlink(missing_ok=True)

        said = call(capsys, "run", project, "--trust", "--profile", "smoke", *config)

        name = ON_PATH if installer == "auto" else installer
        assert f"install: installing with {name}\n" in said.out
