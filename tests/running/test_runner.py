"""A run installs, measures, verifies and commits; it never takes what a person wrote."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sample_project
from sample_project import BAKED

from portfolio_kit.baking import marks
from portfolio_kit.errors import (
    ConfigError,
    PortfolioKitError,
    RepositoryError,
    RunError,
    TrustError,
)
from portfolio_kit.git.repository import Identity
from portfolio_kit.running import runner, step
from portfolio_kit.running.runner import Run
from portfolio_kit.running.step import Event
from portfolio_kit.running.wish import Wish
from portfolio_kit.showcase import recipe

Start = Callable[..., Run]


def git(project: Path, *arguments: str) -> str:
    line = ["git", "-C", str(project), *arguments]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def project(tmp_path: Path, date: datetime) -> Path:
    return sample_project.write(tmp_path / "federated-digits", date)


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Every call of the stand-in Python and uv, since the last time one asked."""
    path = tmp_path / "calls"
    monkeypatch.setenv("CALLS", str(path))

    def since() -> list[str]:
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [line for line in lines if not line.startswith("-I -c")]

    return since


@pytest.fixture
def start(tmp_path: Path, date: datetime) -> Start:
    python = sample_project.executable(tmp_path / "base-python", sample_project.PYTHON)
    state = tmp_path / "state"

    def run(project: Path, *, ours: bool = True, **options: Any) -> Run:
        if ours and not options.get("trust"):
            assert marks.write(project, state) is None
        hear = options.pop("progress", lambda _: None)
        wish = Wish(**{"python": str(python), **options})
        return runner.run(project, wish, date=date, state=state, progress=hear)

    return run


def problems(caught: pytest.ExceptionInfo[PortfolioKitError]) -> str:
    return "\n".join(caught.value.lines)


# What a run does ----------------------------------------------------------------------------------


def test_the_first_run_commits_exactly_what_it_recorded(project: Path, start: Start) -> None:
    done = start(project)

    assert done.commit == git(project, "rev-parse", "HEAD")
    assert git(project, "show", "--name-only", "--format=", "HEAD").split() == [
        "README.md",
        "art/accuracy.svg",
        "figures/clients.svg",
        "results/run.json",
        "showcase.json",
    ]
    assert done.changed == tuple(git(project, "show", "--name-only", "--format=").split())
    assert git(project, "status", "--porcelain") == "?? scratch.txt"
    assert "93.6 %" in (project / "README.md").read_text(encoding="utf-8")
    assert done.notes == ()


RECORDED = (
    *("README.md", "art/accuracy.svg", "figures/clients.svg", "results/run.json"),
    "showcase.json",
)
IGNORED = {
    "a folder": (".gitignore", "results/\n", ["results/run.json"]),
    "a kind of figure": (".gitignore", "*.svg\n", ["art/accuracy.svg", "figures/clients.svg"]),
    "the manifest": (".gitignore", "/showcase.json\n", ["showcase.json"]),
    "a kind of file": (".gitignore", "*.json\n", ["results/run.json", "showcase.json"]),
    "a figure's folder": (".gitignore", "art/\n", ["art/accuracy.svg"]),
    "from below": ("figures/.gitignore", "*\n", ["figures/clients.svg"]),
    "in this copy alone": (".git/info/exclude", "figures/\n", ["figures/clients.svg"]),
    "what is tracked": (".gitignore", "README.md\n", []),
    "something else": (".gitignore", "*.log\n/data/\n", []),
}


@pytest.mark.parametrize("kind", IGNORED)
def test_results_that_the_project_ignores_are_said(project: Path, start: Start, kind: str) -> None:
    name, patterns, missing = IGNORED[kind]
    file = project / name
    file.parent.mkdir(exist_ok=True)
    own = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(own + patterns, encoding="utf-8")

    done = start(project)

    held = git(project, "show", "--name-only", "--format=", "HEAD").split()
    assert held == [path for path in RECORDED if path not in missing]
    said = [note for note in done.notes if note.startswith("this repository ignores ")]
    assert len(said) == bool(missing)
    for note in said:
        assert note.startswith(f"this repository ignores {', '.join(missing)}: no commit holds")
    assert (*done.notes,) == (*said,)
    assert start(project).notes == done.notes


def test_a_global_ignore_file_takes_no_result_out_of_the_commit(
    project: Path, start: Start, home: Path
) -> None:
    (home / "ignore").write_text("*.svg\nresults/\n", encoding="utf-8")
    with (home / ".gitconfig").open("a", encoding="utf-8") as config:
        config.write("[core]\n\texcludesFile = ~/ignore\n")

    done = start(project)

    assert git(project, "show", "--name-only", "--format=").split() == [*RECORDED]
    assert done.notes == ()


def test_a_hook_that_commits_other_results_is_said(project: Path, start: Start) -> None:
    hook = project / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho '{}' > results/run.json\n", encoding="utf-8")
    hook.chmod(0o755)

    done = start(project)

    assert done.notes == (
        "a hook of yours committed other files than the run wrote: results/run.json",
    )


def test_the_commit_says_what_was_measured_and_how(project: Path, start: Start) -> None:
    start(project)

    assert git(project, "log", "-1", "--format=%an <%ae> %aI%n%B") == (
        "Ada <ada@example.org> 2026-02-03T04:05:06+00:00\n"
        "docs: record the results of the first run\n\n"
        "Together: 93.6 %.\n"
        "Measured by `python -m federated_digits`\n\n"
        "Portfolio-Kit-Template: federated 1"
    )


def test_a_project_of_the_first_version_is_run_and_recorded_as_before(
    project: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORK", "is of the first version")

    ran = start(project)

    assert ran.commit
    assert "\n\nTest accuracy: 93.6 ± 1.1 %\n" in git(project, "log", "-1", "--format=%B")


def test_the_commit_says_that_data_are_made_up(
    project: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORK", "makes data up")

    start(project)

    assert "\n\nTogether: 93.6 %, on made-up data.\n" in git(project, "log", "-1", "--format=%B")


def test_a_later_run_commits_only_what_changed(
    project: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(project)
    monkeypatch.setenv("VALUE", "95.25")

    done = start(project)

    assert git(project, "log", "-1", "--format=%B") == (
        "docs: record results\n\n"
        "Together: 95.2 %.\n"
        "Measured by `python -m federated_digits`\n\n"
        "               before  after\n"
        "Test accuracy  93.6 %  95.2 %\n\n"
        "Portfolio-Kit-Template: federated 1"
    )
    assert done.changed == ("README.md", "results/run.json", "showcase.json")


def test_a_run_that_changes_nothing_commits_nothing_and_installs_nothing(
    project: Path, start: Start, calls: Callable[[], list[str]]
) -> None:
    first = start(project)
    assert calls()[-2:] == [
        "-m pip install --editable .[jax,plots] --group dev",
        "-m federated_digits",
    ]

    again = start(project)

    assert (again.commit, again.changed, again.notes) == (None, (), ())
    assert git(project, "rev-parse", "HEAD") == first.commit
    assert calls() == ["-m federated_digits"]


def test_every_line_is_told_and_logged(project: Path, start: Start) -> None:
    heard: list[Event] = []

    done = start(project, progress=heard.append)

    steps = list(dict.fromkeys(event.step for event in heard))
    assert steps == ["environment", "install", "run", "verify", "commit"]
    assert Event("run", "epoch 1", output=True) in heard
    assert done.log == project / "build" / "portfolio-kit-run.log"
    log = done.log.read_text(encoding="utf-8").splitlines()
    assert "== run: python -m federated_digits" in log
    assert "epoch 1" in log
    assert all(event.line in log for event in heard if event.output)
    assert done.seconds > 0


def test_profile_and_record_are_handed_to_the_main_command(
    project: Path, start: Start, calls: Callable[[], list[str]]
) -> None:
    start(project, profile="study", record=True)

    assert calls()[-1] == "-m federated_digits --profile study --record"


def test_a_command_that_is_no_python_is_found_in_the_environment(
    tmp_path: Path, date: datetime, start: Start
) -> None:
    baked = replace(BAKED, command="train --profile 'a b'")
    project = sample_project.write(tmp_path / "p", date, baked=baked)
    start(sample_project.write(tmp_path / "q", date))
    (tmp_path / "q" / ".venv").rename(project / ".venv")
    sample_project.executable(
        project / ".venv" / "bin" / "train", '#!/bin/sh\necho "$# $2"\nexec REAL -I work.py\n'
    )
    heard: list[Event] = []

    start(project, progress=heard.append, trust=True)

    assert Event("run", "2 a b", output=True) in heard


# Smoke --------------------------------------------------------------------------------------------


def test_a_smoke_run_records_and_commits_nothing(project: Path, start: Start) -> None:
    (project / "LICENSE").write_text("changed before")
    (project / "notes.txt").write_text("mine")
    before = git(project, "rev-parse", "HEAD")

    done = start(project, profile="smoke")

    assert (done.commit, done.changed, done.notes) == (None, (), ())
    assert git(project, "rev-parse", "HEAD") == before


@pytest.mark.parametrize("repository", [True, False])
def test_a_smoke_run_that_writes_elsewhere_is_an_error(
    tmp_path: Path,
    date: datetime,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    *,
    repository: bool,
) -> None:
    project = sample_project.write(tmp_path / "p", date, git=repository)
    (project / "LICENSE").write_text("changed before")
    monkeypatch.setenv("WORK", "writes in smoke")

    with pytest.raises(RunError, match="step verify failed") as caught:
        start(project, profile="smoke")

    assert f"portfolio-kit run {project} --profile smoke" in problems(caught)
    assert "the smoke run wrote results/run.json" in caught.value.lines
    assert ("the smoke run wrote LICENSE" in caught.value.lines) is repository


# What is the person's -----------------------------------------------------------------------------


def test_an_edited_readme_is_filled_and_not_committed(project: Path, start: Start) -> None:
    readme = project / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("My own words", "My new words"), "utf-8")

    done = start(project)

    assert done.commit is None
    assert "93.6 %" in readme.read_text("utf-8")
    assert "My new words" in readme.read_text("utf-8")
    assert done.notes[0].startswith("README.md holds changes of yours that are not committed; ")
    assert git(project, "log", "--format=%s") == "feat: Federated digits"


def test_staged_work_stays_staged_and_alone(project: Path, start: Start) -> None:
    (project / "LICENSE").write_text("mine")
    git(project, "add", "LICENSE")

    done = start(project)

    assert done.commit is None
    assert done.notes[0].startswith("something is staged for a commit of yours; ")
    assert git(project, "diff", "--cached", "--name-only") == "LICENSE"


def test_in_the_middle_of_a_merge_nothing_is_run(project: Path, start: Start) -> None:
    (project / ".git/MERGE_HEAD").write_text(git(project, "rev-parse", "HEAD") + "\n", "utf-8")

    with pytest.raises(RepositoryError, match="a merge is under way"):
        start(project)

    assert not (project / "showcase.json").exists()
    assert start(project, commit=False).changed


def test_the_commands_of_the_note_commit_what_the_run_recorded(project: Path, start: Start) -> None:
    (project / "LICENSE").write_text("mine")
    git(project, "add", "LICENSE")
    done = start(project)

    for command in done.notes[1:]:
        subprocess.run(command, shell=True, check=True, capture_output=True)

    assert git(project, "log", "-1", "--format=%s") == "docs: record the results of the first run"
    assert git(project, "show", "--name-only", "--format=").split() == list(done.changed)
    assert git(project, "status", "--porcelain").splitlines() == ["M  LICENSE", "?? scratch.txt"]


def test_a_readme_that_the_main_command_filled_is_nobodys_edit(project: Path, start: Start) -> None:
    start(project, commit=False)  # as if the command had been run by hand
    assert "README.md" in git(project, "status", "--porcelain")

    done = start(project)

    assert done.commit is not None


@pytest.mark.parametrize(
    "damage",
    [
        lambda readme: readme.replace("portfolio-kit:end figure ", "portfolio-kit:end x "),
        lambda readme: "\udcff" + readme,
    ],
)
def test_a_readme_that_cannot_be_understood_is_left_alone(
    project: Path, start: Start, damage: Callable[[str], str]
) -> None:
    readme = project / "README.md"
    readme.write_bytes(damage(readme.read_text("utf-8")).encode(errors="surrogateescape"))
    before = readme.read_bytes()

    with pytest.raises(PortfolioKitError, match=r"README.md: line \d+: "):
        start(project)

    assert readme.read_bytes() == before


def test_a_committed_readme_without_understandable_markers_is_not_compared(
    project: Path, start: Start
) -> None:
    readme = project / "README.md"
    whole = readme.read_text("utf-8")
    readme.write_text(whole.replace("portfolio-kit:end figure ", "portfolio-kit:end x "), "utf-8")
    git(project, "commit", "--all", "--message", "docs: break it")
    readme.write_text(whole, "utf-8")

    done = start(project)

    assert done.commit is None
    assert done.notes[0].startswith("README.md holds changes of yours")


def test_a_project_before_its_first_commit_is_left_uncommitted(
    tmp_path: Path, date: datetime, start: Start
) -> None:
    project = sample_project.write(tmp_path / "p", date, git=False)
    git(project, "init", "--quiet")

    done = start(project)

    assert done.commit is None
    assert done.notes[0].startswith("README.md holds changes of yours")


def test_in_another_work_tree_of_a_repository_a_run_commits_as_well(
    tmp_path: Path, project: Path, start: Start
) -> None:
    git(project, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    start(tmp_path / "tree", commit=False)

    done = start(tmp_path / "tree")

    assert done.commit == git(tmp_path / "tree", "rev-parse", "HEAD")


def test_looking_at_the_last_commit_runs_none_of_the_persons_hooks(
    tmp_path: Path, project: Path, start: Start
) -> None:
    start(project, commit=False)
    hook = f"#!/bin/sh\ntouch {tmp_path}/called\n"
    sample_project.executable(project / ".git/hooks/post-checkout", hook)

    start(project)

    assert not (tmp_path / "called").exists()


def test_a_full_disk_under_the_message_is_said(project: Path, start: Start) -> None:
    (project / "build" / "portfolio-kit-commit.txt").mkdir(parents=True)

    with pytest.raises(RunError, match=r"portfolio-kit-commit\.txt cannot be written"):
        start(project, commit=False)


def test_no_commit_is_made_where_none_is_wanted(project: Path, start: Start) -> None:
    done = start(project, commit=False)

    assert done.commit is None
    assert done.notes[0].startswith("no commit was asked for; ")
    assert "showcase.json" in done.changed


def test_a_project_without_repository_is_run_all_the_same(
    tmp_path: Path, date: datetime, start: Start
) -> None:
    project = sample_project.write(tmp_path / "p", date, git=False)

    done = start(project)

    assert (project / "showcase.json").exists()
    assert (done.commit, done.changed) == (None, ())
    assert done.notes == (
        f"{project} is no git repository of its own; the results are written and not committed",
    )


def test_a_hook_that_refuses_leaves_the_results_and_the_commands(
    project: Path, start: Start
) -> None:
    sample_project.executable(project / ".git/hooks/pre-commit", "#!/bin/sh\necho no >&2; exit 1\n")

    with pytest.raises(RepositoryError, match="git commit failed: no; the results") as caught:
        start(project)

    (project / ".git/hooks/pre-commit").unlink()
    subprocess.run(caught.value.lines[-1], shell=True, check=True, capture_output=True)
    assert git(project, "log", "-1", "--format=%s") == "docs: record the results of the first run"


# Who commits --------------------------------------------------------------------------------------


def test_the_callers_author_comes_before_that_of_the_answers(project: Path, start: Start) -> None:
    start(project, author=Identity("Grace", "grace@example.org"))

    assert git(project, "log", "-1", "--format=%an") == "Grace"


NAMELESS = {"package": "federated_digits"}


def test_without_an_author_in_the_answers_git_is_asked(
    tmp_path: Path, date: datetime, start: Start
) -> None:
    project = sample_project.write(tmp_path / "p", date, baked=replace(BAKED, answers=NAMELESS))

    start(project)

    assert git(project, "log", "-1", "--format=%an") == "Ada Lovelace"


def test_a_nameless_commit_is_refused_before_anything_runs(
    tmp_path: Path, date: datetime, start: Start, no_identity: Path
) -> None:
    project = sample_project.write(tmp_path / "p", date, baked=replace(BAKED, answers=NAMELESS))

    with pytest.raises(RepositoryError, match=r"needs a name and an address; set author\.name"):
        start(project)

    assert not (project / ".venv").exists()


# What goes wrong ----------------------------------------------------------------------------------


def test_a_failing_command_says_step_words_log_and_how_to_go_on(
    project: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORK", "fails")

    with pytest.raises(RunError) as caught:
        start(project, record=True)

    again = f"portfolio-kit run {project} --record"
    assert caught.value.lines == (
        f"step run failed: exit status 1; its output is in {step.LOG}; go on with: {again}",
        "  | epoch 1",
        "  | Traceback: it broke",
    )
    monkeypatch.delenv("WORK")
    assert start(project).commit is not None


@pytest.mark.parametrize(
    ("work", "problem"),
    [
        ("draws something else", "is not the file that showcase.json describes"),
        ("leaves README", "region 'headline' does not show what was measured"),
        ("measures nothing", "ended well and wrote no showcase.json"),
    ],
)
def test_results_that_do_not_agree_are_not_committed(
    project: Path, start: Start, monkeypatch: pytest.MonkeyPatch, work: str, problem: str
) -> None:
    monkeypatch.setenv("WORK", work)

    with pytest.raises(RunError, match="step verify failed") as caught:
        start(project)

    assert problem in problems(caught)
    assert git(project, "log", "--format=%s") == "feat: Federated digits"


def test_a_manifest_against_the_schema_is_not_committed(project: Path, start: Start) -> None:
    work = project / "work.py"
    work.write_text(
        work.read_text().replace("manifest = sample()", "manifest = sample() | {'a':1}")
    )

    with pytest.raises(RunError, match="step verify failed") as caught:
        start(project)

    assert "a is unknown" in problems(caught)


def test_a_log_that_cannot_be_written_is_said_at_once(project: Path, start: Start) -> None:
    (project / "build").write_text("a file")

    with pytest.raises(RunError, match=r"build cannot be written \(File exists\)"):
        start(project)


def test_a_folder_that_nobody_baked_says_what_to_give(tmp_path: Path, start: Start) -> None:
    with pytest.raises(RunError, match=r"was not baked by portfolio-kit .*; give the folder"):
        start(tmp_path, ours=False)
    with pytest.raises(RunError, match="nowhere is no folder"):
        start(tmp_path / "nowhere", ours=False)


def test_a_damaged_recipe_is_said(project: Path, start: Start) -> None:
    (project / recipe.NAME).write_text("{")

    with pytest.raises(ConfigError, match="is not JSON"):
        start(project)


def test_a_template_without_a_main_command_is_said_in_one_line(
    tmp_path: Path, date: datetime, start: Start
) -> None:
    project = sample_project.write(tmp_path / "p", date, baked=replace(BAKED, command=None))

    with pytest.raises(RunError, match=r"^template 'federated' names no main command; run the"):
        start(project)


# Trust --------------------------------------------------------------------------------------------

FOREIGN = {"url": "https://example.org/t.git", "ref": None, "commit": None, "directory": None}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"origin": FOREIGN}, "comes from the foreign template https://example.org/t.git"),
        ({"origin": {}}, "comes from the foreign template federated"),
        ({"template": "theirs"}, "comes from the foreign template theirs"),
        ({}, "was not baked here by you, or has been moved since, and its code would run; look"),
    ],
)
def test_a_project_that_nobody_vouched_for_shows_its_commands_and_runs_nothing(
    project: Path, start: Start, calls: Callable[[], list[str]], change: dict[str, Any], said: str
) -> None:
    answers = project / recipe.NAME
    answers.write_text(recipe.text(replace(BAKED, **change)))

    with pytest.raises(TrustError, match=rf"{said}.*--trust once\n") as caught:
        start(project, ours=False)

    python = project / ".venv" / "bin" / "python"
    assert caught.value.lines[1:] == (
        f"  install: {python} -m pip install --editable '.[jax,plots]' --group dev",
        "  run:     python -m federated_digits",
    )
    assert calls() == []
    assert not (project / ".venv").exists()
    assert start(project, trust=True).commit is not None
    assert start(project, ours=False).changed == ()  # said once


def test_a_claim_to_be_built_in_does_not_vouch_for_any_command(
    project: Path, start: Start, calls: Callable[[], list[str]]
) -> None:
    answers = project / recipe.NAME
    answers.write_text(recipe.text(replace(BAKED, command="sh -c 'touch stolen'")))

    with pytest.raises(TrustError, match="--trust") as caught:
        start(project, ours=False)

    assert caught.value.lines[-1] == "  run:     sh -c 'touch stolen'"
    assert calls() == []
    assert not (project / "stolen").exists()


def test_a_foreign_project_need_not_measure_anything(
    tmp_path: Path, date: datetime, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = sample_project.write(tmp_path / "p", date, baked=replace(BAKED, origin=FOREIGN))
    monkeypatch.setenv("WORK", "measures nothing")

    done = start(project, trust=True)

    assert done.commit is None
    assert done.notes == (f"the run wrote no showcase.json; {project} records nothing",)


# Interruptions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["environment", "install", "run", "verify", "commit"])
@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_after_an_interruption_in_any_step_the_next_run_goes_on(
    project: Path, start: Start, where: str, interrupt: type[BaseException]
) -> None:
    def stop(event: Event) -> None:
        if event.step == where:
            raise interrupt

    with pytest.raises(interrupt):
        start(project, progress=stop)

    assert start(project).commit is not None
    assert git(project, "status", "--porcelain") == "?? scratch.txt"


def test_an_environment_that_was_interrupted_half_made_is_not_used(
    project: Path, start: Start, calls: Callable[[], list[str]]
) -> None:
    def stop(event: Event) -> None:
        if event.line == "made":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        start(project, progress=stop)
    assert (project / ".venv" / "bin" / "python").exists()
    calls()

    start(project)

    assert calls()[0] == f"-m venv {project / '.venv'}"


# A real Python and a real pip ---------------------------------------------------------------------


@pytest.mark.slow
def test_a_real_pip_installs_and_a_rerun_is_quick(tmp_path: Path, date: datetime) -> None:
    baked = replace(BAKED, extras=(), command="python -m federated_digits")
    project = sample_project.write(tmp_path / "p", date, baked=baked)
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "federated-digits"\nversion = "0"\n[dependency-groups]\ndev = []\n'
    )
    (project / "federated_digits.py").write_text((project / "work.py").read_text())
    (project / "backend.py").write_text(BACKEND)
    first = runner.run(project, Wish(trust=True), date=date)
    started = time.perf_counter()

    again = runner.run(project, Wish(trust=True), date=date)

    assert first.commit is not None
    assert (again.commit, again.changed) == (None, ())
    assert time.perf_counter() - started < first.seconds
    listing = [str(project / ".venv/bin/python"), "-m", "pip", "list", "--format=freeze"]
    listed = subprocess.run(listing, check=True, capture_output=True, text=True).stdout
    assert "federated-digits==0" in listed


#: A build backend in the tree, so that nothing is fetched but a pip that knows dependency groups.
BACKEND = """
import zipfile
from pathlib import Path

NAME = "federated_digits-0"
META = {
    "METADATA": "Metadata-Version: 2.1\\nName: federated-digits\\nVersion: 0\\n",
    "WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "RECORD": "",
}


def build_editable(folder, config_settings=None, metadata_directory=None):
    name = f"{NAME}-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder) / name, "w") as wheel:
        wheel.writestr("federated_digits.pth", str(Path.cwd()))
        for key, text in META.items():
            wheel.writestr(f"{NAME}.dist-info/{key}", text)
    return name


build_wheel = build_editable
"""


def test_a_region_edited_by_hand_is_said_before_anything_is_installed(
    project: Path, start: Start, calls: Callable[[], list[str]]
) -> None:
    start(project)
    readme = project / "README.md"
    edited = readme.read_text(encoding="utf-8").replace("93.6", "99.9")
    readme.write_text(edited, encoding="utf-8")
    calls()

    with pytest.raises(PortfolioKitError) as caught:
        start(project)

    assert len(caught.value.lines) >= 2  # one for each region
    assert all("was edited by hand" in problem for problem in caught.value.lines)
    assert calls() == []
    assert readme.read_text(encoding="utf-8") == edited


def test_a_run_that_measures_the_same_says_nothing_of_committing_the_persons_words(
    project: Path, start: Start
) -> None:
    start(project)
    with (project / "README.md").open("a", encoding="utf-8") as readme:
        readme.write("\nMy own words.\n")

    done = start(project)

    assert (done.commit, done.changed) == (None, ())
    assert done.notes == (
        "nothing new was measured; README.md holds changes of yours that are not committed",
    )
