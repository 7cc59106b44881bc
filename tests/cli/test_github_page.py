"""What `docs/github.md` tells people to type does what it says."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from commandline import SCRIPT

from portfolio_kit.template import catalog

PAGE = (Path(__file__).parents[2] / "docs" / "github.md").read_text(encoding="utf-8")
NAMES = [found.name for found in catalog.builtins()]
#: Templates whose projects lie flat: no update knows that layout.
FLAT = ["xai", "security"]
WORDS = b"\n# My own words.\n"

#: What is done by hand: a badge below the headline.
END = "<!-- portfolio-kit:end headline -->\n"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def shell(command: str, here: Path, path: str) -> None:
    """Run what the page says, in a shell that stops at the first mistake but a difference."""
    command = command.replace("> name.patch", "> name.patch || true")  # 1: they differ
    env = {"PATH": path, "HOME": str(Path.home()), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["sh", "-e", "-c", command], cwd=here, env=env, check=True)


def files(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and path.relative_to(project).parts[0] not in (".git", "build")
    }


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> str:
    """A PATH with portfolio-kit on it."""
    git = shutil.which("git")
    assert git is not None
    return f"{Path(SCRIPT).parent}:{Path(git).parent}:/usr/bin:/bin"


def bake(name: str, here: Path, path: str, *answers: str) -> Path:
    words = ("--no-input", "--quiet", "--set-date", "2026-02-03", *answers)
    shell(" ".join(["portfolio-kit", "new", name, "slug=my-project", *words]), here, path)
    return here / "my-project"


@pytest.mark.parametrize("name", NAMES)
def test_the_page_names_the_files_that_hold_a_github_name(
    name: str, tmp_path: Path, path: str
) -> None:
    without = files(bake(name, tmp_path, path))
    (tmp_path / "named").mkdir()
    named = files(bake(name, tmp_path / "named", path, "github=ada"))

    listed = re.findall(r"^- `([^`]+)`:", PAGE, re.MULTILINE)
    assert {file for file in named if named[file] != without[file]} == {
        *listed,
        ".portfolio-kit.json",
    }


def written_into(project: Path) -> None:
    """Write words of one's own into three files."""
    for file in ("README.md", "pyproject.toml", "CONTRIBUTING.md"):
        with (project / file).open("ab") as stream:
            stream.write(WORDS)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in FLAT])
def test_an_update_brings_the_name_into_a_project(name: str, tmp_path: Path, path: str) -> None:
    project = bake(name, tmp_path, path)
    written_into(project)
    commit = "git -c user.name=Ada -c user.email=ada@example.org commit --quiet -am words"
    shell(commit, project, path)
    (update,) = [block for block in blocks("console") if "portfolio-kit update" in block]

    shell(update, tmp_path, path)

    (tmp_path / "named").mkdir()
    named = files(bake(name, tmp_path / "named", path, "github=ada"))
    have = {file: said.removesuffix(WORDS) for file, said in files(project).items()}
    assert have == named


@pytest.mark.parametrize("name", FLAT)
def test_the_name_is_carried_into_a_project_and_its_words_stay(
    name: str, tmp_path: Path, path: str
) -> None:
    project = bake(name, tmp_path, path)
    written_into(project)
    (carry,) = [block for block in blocks("console") if "name.patch" in block]
    (badge,) = blocks("markdown")

    shell(carry, tmp_path, path)
    readme = project / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(text.replace(END, f"{END}\n{badge}"), encoding="utf-8")

    (tmp_path / "named").mkdir()
    named = files(bake(name, tmp_path / "named", path, "github=ada"))
    have = {file: said.removesuffix(WORDS) for file, said in files(project).items()}
    assert {file for file in named if have[file] != named[file]} == {".portfolio-kit.json"}
    assert sum(said.endswith(WORDS) for said in files(project).values()) == 3
    assert sorted(item.name for item in tmp_path.iterdir()) == ["my-project", "named"]
