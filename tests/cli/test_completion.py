"""Completion: what click's protocol answers for each shell, and what real shells make of it."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commandline import SCRIPT, TEMPLATE, call, end, start
from conftest import MakeTemplate

from portfolio_kit import cli
from portfolio_kit.template import catalog

SHELLS = ["bash", "zsh", "fish"]


Complete = Callable[..., list[str]]


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Complete:
    """Return what a shell is given for the last word of a line."""

    def ask(shell: str, *words: str) -> list[str]:
        split = [*words]
        if shell == "bash":  # for which `=` ends a word
            split = [part for word in words for part in re.split("(=)", word) if part or not word]
        last = words[-1] if shell == "fish" else str(len(split))
        line = (" " if shell == "fish" else "\n").join(["portfolio-kit", *split])
        monkeypatch.setenv("_PORTFOLIO_KIT_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", last)
        said = call(capsys)
        assert (said.status, said.err) == (0, "")
        rows = said.out.splitlines()
        if shell == "zsh":
            return rows[1::3]
        return [row.partition(",")[2].partition("\t")[0] for row in rows if row]

    return ask


@pytest.fixture
def here(make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a template in it."""
    folder = make_template(TEMPLATE).parent
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_are_offered(shell: str, complete: Complete) -> None:
    assert complete(shell, "") == list(cli.COMMANDS)
    assert complete(shell, "sh") == ["show", "showcase"]
    assert complete(shell, "config", "i") == ["init"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", ["new", "show"])
def test_templates_are_offered(shell: str, command: str, complete: Complete) -> None:
    names = [found.name for found in catalog.builtins()]

    assert complete(shell, command, "") == names
    assert complete(shell, command, names[0][:3]) == names[:1]


@pytest.mark.parametrize("shell", SHELLS)
def test_questions_are_offered_that_are_not_answered(
    shell: str, here: Path, complete: Complete
) -> None:
    offered = complete(shell, "new", "template", "title=x", "")

    assert offered == ["slug=", "colour=", "size=", "loud="]
    assert complete(shell, "new", "template", "s") == ["slug=", "size="]


@pytest.mark.parametrize("shell", SHELLS)
def test_choices_are_offered(shell: str, here: Path, complete: Complete) -> None:
    before = "" if shell == "bash" else "colour="

    assert complete(shell, "new", "template", "colour=") == [
        f"{before}red",
        f"{before}green",
    ]
    assert complete(shell, "new", "template", "colour=g") == [f"{before}green"]
    loud = "" if shell == "bash" else "loud="
    assert complete(shell, "new", "template", "loud=") == [f"{loud}yes", f"{loud}no"]


@pytest.mark.parametrize("shell", SHELLS)
def test_options_are_offered(shell: str, here: Path, complete: Complete) -> None:
    assert complete(shell, "new", "template", "--no") == ["--no-input", "--no-git"]
    assert complete(shell, "run", "--profile", "s") == ["smoke", "study"]


def test_a_template_that_is_not_at_hand_has_nothing_to_offer(
    here: Path, complete: Complete
) -> None:
    (here / "broken").mkdir()

    assert complete("zsh", "new", "https://example.org/x.git", "") == []
    assert complete("zsh", "new", "broken", "") == []
    assert complete("zsh", "new", "--from", "template", "") == []


def test_a_folder_can_be_a_template(here: Path, complete: Complete) -> None:
    assert complete("zsh", "new", "./tem") == ["./tem"]  # of type dir: the shell's turn


def test_an_unknown_shell_or_wish_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_PORTFOLIO_KIT_COMPLETE", "elvish_source")

    assert cli.main([]) == 1


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_can_read_its_script(shell: str, tmp_path: Path) -> None:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    script = subprocess.run(
        [SCRIPT],
        env={**os.environ, "_PORTFOLIO_KIT_COMPLETE": f"{shell}_source"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    subprocess.run([found, "-n", "/dev/stdin"], input=script, text=True, check=True)


#: How each shell starts without the person's files, what turns completion on, where it stops.
START = {
    "bash": (
        ["--norc", "--noprofile", "-i"],
        'eval "$(_PORTFOLIO_KIT_COMPLETE=bash_source portfolio-kit)"',
    ),
    "zsh": (
        ["-f", "-i"],
        (
            "autoload compinit; compinit -uD; "
            "source <(_PORTFOLIO_KIT_COMPLETE=zsh_source portfolio-kit)"
        ),
    ),
    "fish": (
        ["--no-config", "-i"],
        "_PORTFOLIO_KIT_COMPLETE=fish_source portfolio-kit | source",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_shell_completes_a_whole_line(shell: str, here: Path) -> None:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    options, on = START[shell]
    path = f"{Path(SCRIPT).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "PS1": "$ ", "TERM": "dumb"}
    child = start(found, *options, cwd=here, columns=200, env=env)
    child.send(f"{on}; echo rea''dy\r")
    child.expect("ready")

    child.send("portfolio-kit ne\t")
    child.expect("new ")
    child.send("template col\t")
    child.expect("colour=")
    child.send("gr\t")
    child.expect("green")
    child.send("--output out --no-inp\t")
    child.expect("--no-input")
    child.send(" --quiet; exit\r")
    end(child)

    assert (here / "out/small-thing/src/colour.txt").read_text(encoding="utf-8") == "green 3\n"


#: The start-up file of each shell, below HOME, and how the shell reads it.
STARTS = {
    "bash": (".bashrc", ["-i"]),
    "zsh": (".zshrc", ["-i"]),
    "fish": (".config/fish/config.fish", ["-i"]),
}


def readme_line(shell: str) -> str:
    """The line that the README gives for a shell's start-up file."""
    file = STARTS[shell][0]
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (found,) = [line for line in text.splitlines() if line.endswith(f"# ~/{file}")]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_the_line_of_the_readme_is_all_that_a_start_up_file_needs(
    shell: str, here: Path, home: Path
) -> None:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    file, options = STARTS[shell]
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text(f"{readme_line(shell)}\n", encoding="utf-8")
    path = f"{Path(SCRIPT).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "TERM": "dumb", "ZDOTDIR": str(home)}
    child = start(found, *options, cwd=here, columns=200, env=env)
    child.send("echo rea''dy\r")
    child.expect("ready")
    said = child.before

    child.send("portfolio-kit ne\t")
    child.expect("new ")
    child.send("template col\t")
    child.expect("colour=")
    child.send("gr\t")
    child.expect("green")
    child.send("--output out --no-input --quiet; exit\r")
    end(child)

    assert "not found" not in said
    assert (here / "out/small-thing/src/colour.txt").read_text(encoding="utf-8") == "green 3\n"
