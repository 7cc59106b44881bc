"""`run` and `new --run`: what is shown while a project runs, and what is said at its end.

What a run does is `test_runner.py`'s; here a double tells of steps as the runner does.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commandline import TEMPLATE, call, end, lines, screen, start
from conftest import MakeTemplate

from portfolio_kit.base import stale
from portfolio_kit.cli import machine, running
from portfolio_kit.cli.terminal import progress
from portfolio_kit.errors import Problem, RunError
from portfolio_kit.git.repository import Identity
from portfolio_kit.running import runner
from portfolio_kit.running.step import Event
from portfolio_kit.running.wish import Wish
from portfolio_kit.showcase import readme

Capture = pytest.CaptureFixture[str]


class Double:
    """Stands in for the runner, and remembers what it was asked."""

    def __init__(self, fails: bool = False) -> None:  # noqa: FBT001, FBT002
        self.fails = fails
        self.asked: dict[str, object] = {}
        self.wish = Wish()
        self.before: Callable[[], None] = lambda: None

    def __call__(
        self, project: Path, wish: Wish, *, progress: Callable[[Event], None], **asked: object
    ) -> runner.Run:
        self.asked = {"project": project, "wish": wish, **asked}
        self.wish = wish
        self.before()
        progress(Event("environment", "making .venv"))
        progress(Event("install", "installing the project"))
        progress(Event("install", "Collecting numpy", output=True))
        if self.fails:
            raise RunError(
                [Problem("step install failed: exit status 1", details=("  | no wheel",))]
            )
        progress(Event("run", "python -m it"))
        note = "README.md was edited; commit it with: git commit"
        return runner.Run(
            project, "0123456789abcdef", ("README.md",), project / "log", 1.25, (note,)
        )


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Double:
    """A runner that only says what it would do, in an empty working folder."""
    double = Double()
    monkeypatch.setattr(runner, "run", double)
    monkeypatch.chdir(tmp_path)
    return double


def test_a_pipe_gets_a_line_for_each_step_and_the_end(double: Double, capsys: Capture) -> None:
    said = call(capsys, "run")

    assert lines(said.out) == [
        "environment: making .venv",
        "install: installing the project",
        "run: python -m it",
        "  ✔ commit 0123456  1 file",
        "  README.md was edited; commit it with: git commit",
    ]


def test_a_smoke_run_shows_no_result_of_an_earlier_run(
    double: Double, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readme, "headline", lambda _: "93.6 % of an earlier run")

    smoke = call(capsys, "run", "--profile", "smoke")
    full = call(capsys, "run")

    assert lines(smoke.out)[-1] == "  ✔ it runs  a smoke run records nothing"
    assert "93.6 %" not in smoke.out
    assert "93.6 %" in full.out


def test_the_project_says_by_whom_its_results_are_committed(
    double: Double, capsys: Capture, tmp_path: Path
) -> None:
    subprocess.run(["git", "init", "--quiet", "p"], cwd=tmp_path, check=True)
    line = ["git", "config", "user.email", "ada@work.example"]
    subprocess.run(line, cwd=tmp_path / "p", check=True)

    call(capsys, "run", "p")

    author = double.wish.author
    assert author is not None
    assert author == Identity("Ada Lovelace", "ada@work.example")
    assert author.source == "git config ~/.gitconfig (name), git config .git/config (address)"


def test_the_options_are_handed_on(double: Double, capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()

    call(
        *(capsys, "run", "p", "--profile", "smoke", "--record", "--installer", "uv", "--trust"),
        *("--constraint", "c.txt", "--find-links", "wheels", "--no-commit"),
        *("--set-date", "2026-02-03"),
    )

    date = double.asked.pop("date")
    assert str(date) == "2026-02-03 00:00:00+00:00"
    assert double.asked == {
        "project": Path("p"),
        "state": machine.state(),
        "unchanged": stale.unchanged,
        "wish": Wish(
            profile="smoke",
            record=True,
            installer="uv",
            constraint=Path("c.txt"),
            find_links="wheels",
            commit=False,
            trust=True,
            author=Identity("Ada Lovelace", "ada@example.org"),
        ),
    }


def test_the_config_says_how_to_install_and_who_commits(
    double: Double, capsys: Capture, tmp_path: Path
) -> None:
    (tmp_path / "portfolio.toml").write_text(
        '[run]\ninstaller = "uv"\nconstraint = "c.txt"\n[git]\nsign = false\n', encoding="utf-8"
    )

    call(capsys, "run", "--installer", "pip")

    assert double.wish.installer == "pip"
    assert double.wish.constraint == Path("c.txt")
    assert double.wish.sign is False
    assert double.wish.author == Identity("Ada Lovelace", "ada@example.org")


def test_a_program_gets_one_document(double: Double, capsys: Capture, tmp_path: Path) -> None:
    said = call(capsys, "run", "--json")

    assert json.loads(said.out) == {
        "project": str(tmp_path),
        "commit": "0123456789abcdef",
        "changed": ["README.md"],
        "seconds": 1.2,
        "log": str(tmp_path / "log"),
        "author": None,
        "notes": ["README.md was edited; commit it with: git commit"],
        "unchanged_since": None,
        "next": [],
    }


def test_a_run_that_has_nothing_to_measure_says_so_in_one_line(
    double: Double, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(project: Path, _: Wish, **__: object) -> runner.Run:
        return runner.Run(project, None, (), project / "log", 0.1, unchanged_since="abc1234" * 5)

    monkeypatch.setattr(runner, "run", run)

    said = call(capsys, "run")
    document = json.loads(call(capsys, "run", "--json").out)

    assert lines(said.out) == [
        (
            "  nothing that the results depend on has changed since they were measured "
            "(commit abc1234); --record measures anew"
        )
    ]
    assert document["unchanged_since"] == "abc1234" * 5
    assert document["commit"] is None
    assert call(capsys, "run", "--quiet").out == ""


def test_quiet_says_nothing(double: Double, capsys: Capture) -> None:
    assert call(capsys, "run", "--quiet").out == ""


def test_a_failing_step_is_said_with_its_last_lines(double: Double, capsys: Capture) -> None:
    double.fails = True

    said = call(capsys, "run")

    assert said.status == 1
    assert said.err == "step install failed: exit status 1\n  | no wheel\n"


def test_a_project_that_is_not_there_is_misuse(capsys: Capture) -> None:
    assert call(capsys, "run", "nowhere").status == 2


def test_new_can_run_what_it_has_baked(
    double: Double, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(TEMPLATE)

    said = call(capsys, "new", folder, "--run", "--trust", "--output", "out")
    again = call(capsys, "new", folder, "--run", "--trust", "--json", "slug=x")
    document = json.loads(again.out)

    assert "✔ out/small-thing  3 files" in said.out
    assert "✔ commit 0123456" in said.out
    assert "    portfolio-kit run" not in said.out  # it ran
    assert document["run"]["commit"] == "0123456789abcdef"
    assert double.wish.trust is True


def test_the_end_repeats_the_sentence_that_was_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    from portfolio_kit.showcase import manifest

    (tmp_path / "showcase.json").touch()
    said = {"text": "Accuracy: 93.6 % *, against 71 % < 80 %.", "metrics": ["accuracy"]}
    monkeypatch.setattr(manifest, "read", lambda _: {"schema_version": 2, "headline": said})

    running.report(runner.Run(tmp_path, None, (), tmp_path / "log", 1.0))

    assert lines(capsys.readouterr().out) == [
        "  Accuracy: 93.6 % *, against 71 % < 80 %.",
        f"  {tmp_path / 'README.md'} shows it",
    ]


def test_nothing_measured_is_no_sentence(tmp_path: Path) -> None:
    assert readme.headline(tmp_path) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (59.94, "59.9 s"), (61, "1 min 1 s"), (600, "10 min 0 s")],
)
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert progress.elapsed(seconds) == said


PROGRAM = """
import sys, time
from portfolio_kit.cli.terminal import progress
from portfolio_kit.errors import RunError
from portfolio_kit.running.step import Event
fails = sys.argv[1:] == ["fail"]
try:
    with progress.shown() as hear:
        time.sleep(0.2)
        hear(Event("environment", "making .venv"))
        hear(Event("install", "installing"))
        for number in range(4):
            hear(Event("install", f"  line {number} " + "long " * 50, output=True))
            hear(Event("install", "", output=True))
            time.sleep(0.2)
        if fails:
            raise RunError("no")
        hear(Event("run", "python -m it"))
except RunError:
    print("failed")
"""


@pytest.mark.parametrize("words", [[], ["fail"]], ids=["done", "failed"])
def test_a_terminal_sees_a_line_that_lives_and_keeps_one_for_each_step(
    words: list[str], tmp_path: Path
) -> None:
    child = start(sys.executable, "-c", PROGRAM, *words, cwd=tmp_path, columns=60)

    end(child)

    shown = screen(child)
    assert "line 3 long" in shown
    kept = re.findall(r"  ([✔✘]) (\w+) +(?:[\w. -]+)  ([\d.]+) s", shown)
    marks = [[mark, step] for mark, step, _ in kept]
    last = ["✘", "install"] if words else ["✔", "install"]
    assert marks == [["✔", "environment"], last, *([] if words else [["✔", "run"]])]
    install = next(float(seconds) for _, step, seconds in kept if step == "install")
    assert install >= 0.8


@pytest.mark.parametrize(
    ("options", "again"),
    [
        ([], ""),
        (["--profile", "smoke", "--no-commit"], " --profile smoke --no-commit"),
        (["--record", "--installer", "uv", "--trust"], " --record --installer uv"),
        (["--constraint", "c", "--find-links", "a b"], " --constraint c --find-links 'a b'"),
    ],
    ids=str,
)
def test_who_interrupts_a_run_is_told_how_it_goes_on(
    options: list[str], again: str, double: Double, capsys: Capture, tmp_path: Path
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    (tmp_path / "p").mkdir()
    double.before = interrupted

    said = call(capsys, "run", "p", *options)

    assert said.status == 130
    assert said.err == f"What is done stays done; go on with: portfolio-kit run p{again}\n"
    assert call(capsys, "run", "p", "--quiet").err == ""


def test_the_size_of_an_installation_is_said_before_it_begins(
    double: Double, capsys: Capture, tmp_path: Path
) -> None:
    def before(out: str) -> str:
        return " ".join(out.partition("environment:")[0].split())

    one = call(capsys, "new", "federated", "slug=one", "framework=numpy", "--no-input", "--run")
    torch = call(capsys, "new", "xai", "slug=two", "framework=torch", "--no-input", "--run")
    later = call(capsys, "run", "one")
    (tmp_path / "one/.venv").mkdir()
    again = call(capsys, "run", "one")

    assert "Installing takes about 550 MB of disk." in before(one.out)
    assert "about 1.8 GB of disk, with PyTorch's build for CPUs, CUDA's takes gigabytes more." in (
        before(torch.out)
    )
    assert "Installing takes about 550 MB of disk." in before(later.out)
    assert "Installing" not in again.out


def test_the_next_step_says_what_it_takes(double: Double, capsys: Capture) -> None:
    said = call(capsys, "new", "federated", "slug=one", "--no-input")

    assert "It installs the project (about 1.1 GB), runs it (about 18 s)" in " ".join(
        said.out.split()
    )
