"""A run measures again only what may come out otherwise; where it cannot tell, it runs."""

import json
import platform
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sample_study
from sample_study import git

from portfolio_kit.baking import marks
from portfolio_kit.base import stale
from portfolio_kit.carried import results
from portfolio_kit.errors import TrustError
from portfolio_kit.running import install, runner
from portfolio_kit.running.runner import Run
from portfolio_kit.running.wish import Wish


class Bench:
    """A project that was run once, always in the same place, and what is run of it since."""

    def __init__(self, folder: Path, date: datetime) -> None:
        self.project, self.calls, self.state = folder / "p", folder / "calls", folder / "state"
        self._kept, self._date = folder / "kept", date
        self._python = sample_study.python(folder / "python")

    def make(self) -> None:
        sample_study.write(self.project, self._date)
        self.run()
        self.project.rename(self._kept)

    def reset(self) -> None:
        shutil.rmtree(self.project, ignore_errors=True)
        shutil.copytree(self._kept, self.project, symlinks=True)
        self.calls.write_text("")

    def run(self, **options: Any) -> Run:
        assert marks.write(self.project, self.state) is None
        return runner.run(
            self.project,
            Wish(**{"python": str(self._python), **options}),
            date=self._date,
            state=self.state,
            unchanged=stale.unchanged,
        )

    @property
    def ran(self) -> list[str]:
        lines = self.calls.read_text().splitlines()
        return [line for line in lines if line.startswith(("-m study", "-m pip install"))]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture
def bench(kept: Path, date: datetime, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("CALLS", str(kept / "calls"))
    bench = Bench(kept, date)
    if not (kept / "kept").exists():
        bench.make()
    bench.reset()
    return bench


def test_what_is_on_record_is_not_measured_again(bench: Bench) -> None:
    before = git(bench.project, "rev-parse", "HEAD")

    done = bench.run()

    assert done.unchanged_since == git(bench.project, "rev-parse", "HEAD~1")
    assert (done.commit, done.changed, done.notes) == (None, (), ())
    assert bench.ran == []
    assert git(bench.project, "rev-parse", "HEAD") == before
    assert git(bench.project, "status", "--porcelain") == ""
    log = done.log.read_text(encoding="utf-8")
    assert log == f"== nothing has changed since commit {done.unchanged_since}\n"


def write(name: str, text: str) -> Callable[[Path], object]:
    def change(project: Path) -> None:
        with (project / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def committed(change: Callable[[Path], object]) -> Callable[[Path], object]:
    def both(project: Path) -> None:
        change(project)
        git(project, "add", "--all")
        git(project, "commit", "--quiet", "--message", "feat: change")

    return both


def told(group: str, **values: object) -> Callable[[Path], object]:
    """Let a committed manifest say something else, which README shows."""

    def tell(project: Path) -> None:
        manifest = json.loads((project / "showcase.json").read_text("utf-8"))
        manifest[group] |= values
        (project / "showcase.json").write_text(json.dumps(manifest), encoding="utf-8")
        results.fill(project / "README.md", manifest)

    return committed(tell)


HARMLESS = {
    "words in README": write("README.md", "\nMine.\n"),
    "words that are committed": committed(write("README.md", "\nMine.\n")),
    "a test": committed(write("tests/test_more.py", "def test_more(): ...\n")),
    "a comment": write("src/study/words.py", "# Why?\n"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_no_result_depends_on_lets_nothing_run(name: str, bench: Bench) -> None:
    HARMLESS[name](bench.project)

    assert bench.run().unchanged_since is not None
    assert bench.ran == []


REASONS = {
    "code": committed(write("src/study/words.py", "X = 1\n")),
    "code that is not committed": write("src/study/words.py", "X = 1\n"),
    "the owner's answer": committed(write("story.toml", 'answer = "Yes."\n')),
    "results by hand": write("results/run.json", " "),
    "a figure by hand": committed(write("figures/accuracy.svg", " ")),
    "results that are committed by nobody": lambda p: git(p, "rm", "--cached", "-r", "results"),
    "results that are ignored": committed(
        lambda p: [write(".gitignore", "results/\n")(p), git(p, "rm", "--cached", "-qr", "results")]
    ),
    "results that somebody wrote": committed(write("results/run.json", " ")),
    "more results": committed(write("results/mine.json", "{}")),
    "another region": lambda p: results.fill(p / "README.md", other_words(p)),
    "no environment": lambda p: shutil.rmtree(p / ".venv"),
    "an environment of unknown origin": lambda p: (p / ".venv/portfolio-kit-installed").unlink(),
    "code that git ignores": lambda p: [
        write(".git/info/exclude", "local.py\n")(p),
        write("src/study/local.py", "X = 1\n")(p),
    ],
    "other tools": committed(write("pyproject.toml", "\n[dependency-groups]\ndev = []\n")),
    "another Python": told("provenance", python="3.1.0"),
    "another platform": told("provenance", platform="Plan9 mips"),
    "another version": told("provenance", packages={"click": "0.1"}),
    "a package that is gone": told("provenance", packages={"zzz-nothing": "1"}),
    "uncommitted changes then": told("provenance", dirty=True),
    "no repository then": told("provenance", commit=None),
    "a commit that is gone": told("provenance", commit=f"git:{'a' * 40}"),
    "a study": told("run", profile="study"),
    "flags": told("run", command="python -m study --flag"),
}


def other_words(project: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((project / "showcase.json").read_text("utf-8"))
    return {**manifest, "limitations": ["Something else"]}


#: What a run may read, beside code, data and settings: each a file.
READ = {
    "a file in a folder of one's own": "configs/more.yaml",
    "a prompt": "src/study/prompt.md",
    "a hidden file": "src/study/.words/more.json",
    "a lock": "uv.lock",
}


@pytest.mark.parametrize("name", READ)
def test_any_other_file_that_a_run_may_read_lets_it_run(name: str, bench: Bench) -> None:
    path = bench.project / READ[name]
    path.parent.mkdir(exist_ok=True)
    path.write_text("1\n", encoding="utf-8")
    git(bench.project, "add", "--all")
    git(bench.project, "commit", "--quiet", "--message", "feat: more")
    bench.run()

    same = bench.run()
    path.write_text("2\n", encoding="utf-8")

    assert same.unchanged_since is not None
    assert bench.run().unchanged_since is None


@pytest.mark.parametrize("name", REASONS)
def test_what_may_come_out_otherwise_is_measured(name: str, bench: Bench) -> None:
    REASONS[name](bench.project)

    assert bench.run().unchanged_since is None
    assert bench.ran[-1] == "-m study"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"record": True}, "-m study --record"),
        ({"profile": "smoke"}, "-m study --profile smoke"),
        ({"profile": "study"}, "-m study --profile study"),
        ({"find_links": "wheels"}, "-m study"),
    ],
)
def test_who_asks_for_more_gets_it(options: dict[str, Any], line: str, bench: Bench) -> None:
    if options.get("profile") == "smoke":
        main = bench.project / "src/study/__main__.py"
        main.write_text("", encoding="utf-8")  # a smoke run records nothing

    assert bench.run(**options).unchanged_since is None
    assert bench.ran[-1] == line


def test_nobody_is_asked_about_a_project_without_trust(bench: Bench, date: datetime) -> None:
    def unchanged(_: Path) -> bool:
        raise AssertionError

    with pytest.raises(TrustError):
        runner.run(bench.project, Wish(), date=date, unchanged=unchanged)


def test_nothing_is_left_out_that_nobody_has_looked_at(bench: Bench) -> None:
    wish = Wish(trust=True)

    done = runner.run(bench.project, wish, date=datetime.now().astimezone())

    assert done.unchanged_since is None


def test_the_versions_are_those_that_a_run_records(tmp_path: Path) -> None:
    bin_ = tmp_path / ".venv" / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "python").symlink_to(sys.executable)
    (tmp_path / ".venv/pyvenv.cfg").write_bytes((Path(sys.prefix) / "pyvenv.cfg").read_bytes())
    (tmp_path / ".venv/lib").symlink_to(Path(sys.prefix) / "lib")
    from portfolio_kit.carried import provenance

    known = provenance.record(tmp_path, ["click", "yaml"], [0])

    said = install.versions(tmp_path, ["click", "yaml"])

    assert said == {name: known[name] for name in ("python", "platform", "packages")}
    assert known["python"] == platform.python_version()
    assert install.versions(tmp_path, ["zzz-nothing"]) is None
    assert install.versions(tmp_path / "nowhere", []) is None
