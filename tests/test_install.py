"""A ``.venv`` that works is kept, a broken one is made anew, and nothing is installed twice."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sample_project

from portfolio_kit.errors import RunError
from portfolio_kit.running import install
from portfolio_kit.running.step import Event, Shell, open_log
from portfolio_kit.running.wish import Wish

Prepare = Callable[[Wish], list[str]]
INSTALL = "-m pip install --editable . --group dev"


@pytest.fixture
def project(tmp_path: Path, date: datetime) -> Path:
    return sample_project.write(tmp_path / "digits", date, git=False)


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    python = sample_project.executable(tmp_path / "base-python", sample_project.PYTHON)
    return Wish(python=str(python))


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def prepare(
    project: Path, tmp_path: Path, heard: list[Event], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Prepare]:
    """Make the environment, install, and return the calls that this took."""
    calls = tmp_path / "calls"
    monkeypatch.setenv("CALLS", str(calls))

    with open_log(project) as log:
        shell = Shell(project, log, heard.append, "portfolio-kit run")

        def prepare(wish: Wish) -> list[str]:
            calls.unlink(missing_ok=True)
            install.make(shell, wish)
            install.install(shell, wish)
            lines = calls.read_text().splitlines() if calls.exists() else []
            return [line for line in lines if not line.startswith("-I -c")]

        yield prepare


def test_an_absent_environment_is_made(project: Path, wish: Wish, prepare: Prepare) -> None:
    calls = prepare(wish)

    assert calls == [f"-m venv {project / '.venv'}", "-m pip --version", INSTALL]
    assert install.works(project)


def test_nothing_is_done_twice(wish: Wish, prepare: Prepare, heard: list[Event]) -> None:
    prepare(wish)
    heard.clear()

    assert prepare(wish) == []
    assert heard == [
        Event("environment", ".venv is there"),
        Event("install", "nothing has changed since the last installation"),
    ]


def test_an_environment_that_was_left_half_made_is_made_anew(
    project: Path, wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "-m venv")
    with pytest.raises(RunError, match="step environment failed"):
        prepare(wish)
    assert not install.works(project)
    monkeypatch.delenv("FAILS")

    assert prepare(wish)[0] == f"-m venv {project / '.venv'}"


def test_an_environment_whose_python_has_gone_is_made_anew(
    project: Path, wish: Wish, prepare: Prepare
) -> None:
    prepare(wish)
    (project / ".venv" / "kept").touch()
    (project / ".venv" / "bin" / "python").write_text("#!/nowhere/python\n")

    assert prepare(wish)[0] == f"-m venv {project / '.venv'}"
    assert not (project / ".venv" / "kept").exists()


def test_the_persons_own_environment_is_kept(project: Path, wish: Wish, prepare: Prepare) -> None:
    python = project / ".venv" / "bin" / "python"
    sample_project.executable(python, Path(wish.python).read_text(encoding="utf-8"))
    (project / ".venv" / "kept").touch()

    assert prepare(wish)[-1] == INSTALL
    assert (project / ".venv" / "kept").exists()


def test_a_link_that_leads_nowhere_is_not_followed(
    tmp_path: Path, project: Path, wish: Wish, prepare: Prepare
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kept").touch()
    (project / ".venv").symlink_to(tmp_path / "other")

    with pytest.raises(RunError, match=r"\.venv does not work and is no folder; remove it"):
        prepare(wish)

    assert (tmp_path / "other" / "kept").exists()


def test_a_base_python_that_is_not_there_is_said(wish: Wish, prepare: Prepare) -> None:
    with pytest.raises(RunError, match=r"there is no program '/nowhere/python'; install it"):
        prepare(replace(wish, python="/nowhere/python"))


@pytest.mark.parametrize("change", ["pyproject", "extras", "constraint", "find_links", "moved"])
def test_a_change_installs_again(
    project: Path, tmp_path: Path, wish: Wish, prepare: Prepare, change: str
) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("a==1")
    wish = replace(wish, constraint=pins)
    prepare(wish)

    if change == "pyproject":
        path = project / "pyproject.toml"
        path.write_text(path.read_text().replace('"0"', '"1"'))
    elif change == "extras":
        wish = replace(wish, extras=("jax",))
    elif change == "constraint":
        pins.write_text("a==2")
    elif change == "find_links":
        wish = replace(wish, find_links=str(tmp_path))
    else:
        stamp = project / ".venv" / "portfolio-kit-installed"
        stamp.write_text("what stood there for another folder")

    assert any("install --editable" in call for call in prepare(wish))


def test_a_project_that_was_moved_has_another_fingerprint(project: Path, wish: Wish) -> None:
    before = install.fingerprint(project, wish)

    moved = project.rename(project.with_name("elsewhere"))

    assert install.fingerprint(moved, wish) != before


def test_a_failed_installation_is_tried_again(
    wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "--editable")
    with pytest.raises(RunError, match="step install failed: exit status 3"):
        prepare(wish)
    monkeypatch.delenv("FAILS")

    assert prepare(wish)[-1] == INSTALL


def test_options_are_handed_on(
    tmp_path: Path, wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wheels").mkdir()
    (tmp_path / "pins.txt").touch()
    wish = replace(wish, extras=("a", "b"), constraint=Path("pins.txt"), find_links="wheels")

    assert prepare(wish)[-1] == (
        "-m pip install --editable .[a,b] --group dev"
        f" --constraint {tmp_path}/pins.txt --find-links {tmp_path}/wheels"
    )


def test_a_page_of_wheels_is_handed_on_as_it_is(wish: Wish, prepare: Prepare) -> None:
    links = "https://example.org/wheels"

    assert prepare(replace(wish, find_links=links))[-1].endswith(f"--find-links {links}")


def test_a_project_without_a_dev_group_is_installed_without(
    project: Path, wish: Wish, prepare: Prepare
) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "digits"\n')

    assert prepare(wish)[-1] == "-m pip install --editable ."


@pytest.mark.parametrize("version", ["23.2.1", "25.0", "9.0"])
def test_a_pip_that_knows_no_groups_is_upgraded_first(
    wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setenv("PIP_SAYS", version)

    upgrade = "-m pip install --upgrade --find-links https://example.org pip>=25.1"
    assert prepare(replace(wish, find_links="https://example.org"))[-2] == upgrade


def test_an_environment_without_pip_gets_one(
    wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "-m pip --version")

    assert prepare(wish)[2:4] == ["-m ensurepip --upgrade", "-m pip --version"]


def test_uv_makes_and_fills_the_environment(
    project: Path, tmp_path: Path, wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_project.executable(tmp_path / "bin" / "uv", sample_project.UV)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)

    assert prepare(replace(wish, installer="uv")) == [
        f"uv venv --python {wish.python} {project / '.venv'}",
        f"uv pip install --python {project / '.venv/bin/python'} --editable . --group dev",
    ]


def test_what_the_other_installer_did_is_as_good_where_nobody_asked_for_one(
    tmp_path: Path, wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_project.executable(tmp_path / "bin" / "uv", sample_project.UV)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    prepare(wish)

    assert prepare(replace(wish, installer="uv", because="it is on the PATH")) == []
    assert prepare(replace(wish, installer="uv"))[-1].startswith("uv pip install")
    assert prepare(replace(wish, because="uv is not on the PATH")) == []
    assert prepare(wish)[-1] == INSTALL


def test_a_missing_uv_says_what_to_do(
    wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(RunError, match="uv is not on the PATH; install uv, or choose pip"):
        prepare(replace(wish, installer="uv"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist, so that nothing says how to install the project; install and"),
        ("[project", "is not TOML"),
        (b"\xff", "is not TOML"),
    ],
)
def test_a_project_that_cannot_be_installed_says_why(
    project: Path, wish: Wish, prepare: Prepare, content: str | bytes | None, message: str
) -> None:
    path = project / "pyproject.toml"
    path.unlink()
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(RunError, match=message):
        prepare(wish)


def test_a_pyproject_that_is_a_folder_is_said(project: Path, wish: Wish, prepare: Prepare) -> None:
    (project / "pyproject.toml").unlink()
    (project / "pyproject.toml").mkdir()

    with pytest.raises(RunError, match="cannot be read"):
        prepare(wish)


def test_a_missing_constraint_file_is_said(wish: Wish, prepare: Prepare) -> None:
    with pytest.raises(RunError, match=r"none\.txt cannot be read .*; check --constraint"):
        prepare(replace(wish, constraint=Path("none.txt")))


def test_what_cannot_be_written_in_the_environment_is_said(
    project: Path, wish: Wish, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    prepare(wish)
    (project / ".venv" / "portfolio-kit-installed").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", refuse)
        with pytest.raises(RunError, match="cannot be written"):
            prepare(wish)
    (project / ".venv" / "bin" / "python").unlink()
    monkeypatch.setattr("shutil.rmtree", refuse)
    with pytest.raises(RunError, match="cannot be made anew"):
        prepare(wish)


def test_our_own_python_does_not_leak_and_the_persons_options_stay(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "GIT_DIR", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "before")
    monkeypatch.setenv("PATH", "/usr/bin")

    env = install.variables(project)

    assert not {"PYTHONPATH", "PYTHONHOME", "GIT_DIR"} & set(env)
    assert env["VIRTUAL_ENV"] == str(project / ".venv")
    assert env["PATH"] == f"{project / '.venv' / 'bin'}:/usr/bin"
    assert (env["PIP_INDEX_URL"], env["PYTHONUNBUFFERED"]) == ("before", "1")


def test_the_options_ask_for_the_same_again() -> None:
    wish = Wish("uv", (), Path("pins.txt"), "wheels")

    assert wish.options == [
        *("--installer", "uv"),
        *("--constraint", "pins.txt"),
        *("--find-links", "wheels"),
    ]
    assert Wish().options == []
    assert Wish("uv", because="it is on the PATH").options == []
