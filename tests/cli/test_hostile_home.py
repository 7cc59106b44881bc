"""A home that is against us: a bake by the real command obeys the person and touches nothing there.

The person's hooks and signing hold; their cookiecutter files are neither read nor written; no
setting of theirs for other repositories changes what a project holds.
"""

import hashlib
import json
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from commandline import Said, lines, process
from conftest import ADA, MakeTemplate

PASSES = '#!/bin/sh\ntouch "$HOME/hook-ran"\n'
FAILS = "#!/bin/sh\necho 'no bakes on Mondays' >&2\nexit 1\n"

#: What a project must hold although somebody's global ignore file and line ends are against it.
TEMPLATE = {
    "cookiecutter.json": '{"slug": "small", "unused": "default"}',
    "{{cookiecutter.slug}}/README.md": "# {{ cookiecutter.slug }}\n{{ cookiecutter.unused }}\n",
    "{{cookiecutter.slug}}/data/table.csv": "a,b\n1,2\n",
    "{{cookiecutter.slug}}/results/run.json": "{}\n",
    "{{cookiecutter.slug}}/figures/hero.svg": "<svg/>\n",
    "{{cookiecutter.slug}}/windows.txt": "one\r\ntwo\r\n",
}
FILES = {
    ".portfolio-kit.json",
    *(name.partition("/")[2] for name in TEMPLATE if "/" in name),
}

AGAINST = """
[core]
	excludesFile = ~/ignore
	autocrlf = true
	safecrlf = true
	commentChar = f
[init]
	defaultBranch = trunk
	templateDir = ~/skeleton
[commit]
	template = ~/message
	cleanup = strip
	verbose = true
[status]
	showUntrackedFiles = no
[color]
	ui = always
"""

RC = """
default_context: {slug: from-the-rc-file, unused: from-the-rc-file}
cookiecutters_dir: "~/clones/"
replay_dir: "~/replays/"
abbreviations: {gh: "https://elsewhere.example/{0}"}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty working folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def write(home: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        path.chmod(0o755 if content.startswith("#!") else 0o644)


def sums(folder: Path) -> dict[str, str]:
    """Return a sum for every file, and the name of every folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }


def git(project: Path, *words: str) -> str:
    line = ["git", *words]
    return subprocess.run(line, cwd=project, check=True, capture_output=True, text=True).stdout


def tracked(project: Path) -> set[str]:
    return set(git(project, "ls-files").splitlines())


def bake(here: Path, make_template: MakeTemplate) -> Said:
    return process("new", make_template(TEMPLATE), "--no-input", "--quiet", cwd=here)


def test_settings_for_other_repositories_change_nothing(
    here: Path, home: Path, make_template: MakeTemplate
) -> None:
    write(
        home,
        {
            ".gitconfig": ADA + AGAINST,
            "ignore": "*.csv\n*.json\n*.svg\nREADME.md\n",
            "message": "JIRA-0000: words of somebody's company\n",
            "skeleton/description": "somebody's own\n",
        },
    )
    before = sums(home)

    said = bake(here, make_template)

    project = here / "small"
    assert said.status == 0, said.err
    assert tracked(project) == FILES
    assert git(project, "branch", "--show-current") == "main\n"
    assert git(project, "status", "--porcelain", "-uall") == ""
    assert git(project, "log", "-1", "--format=%s%n%an <%ae>") == (
        "feat: template\nAda Lovelace <ada@example.org>\n"
    )
    assert (project / "windows.txt").read_bytes() == b"one\r\ntwo\r\n"
    assert "JIRA" not in git(project, "log", "--format=%B")
    assert sums(home) == before


def test_a_built_in_template_gives_the_same_commit_in_any_home(here: Path, home: Path) -> None:
    words = ["new", "federated", "--no-input", "--set-date", "2026-02-03", "--json"]
    kind = process(*words, "--output", "kind", cwd=here)
    write(home, {".gitconfig": ADA + AGAINST, "ignore": "*.csv\n*.svg\n*.md\n", "message": "M"})

    against = process(*words, "--output", "against", cwd=here)

    assert against.status == 0, against.err
    assert json.loads(against.out)["commit"] == json.loads(kind.out)["commit"]


@pytest.mark.parametrize("rc", [RC, "default_context: [\n\t: not yaml", "\0"], ids=repr)
def test_cookiecutters_own_files_are_neither_read_nor_written(
    here: Path, home: Path, make_template: MakeTemplate, rc: str
) -> None:
    write(
        home,
        {
            ".cookiecutterrc": rc,
            ".cookiecutter_replay/template.json": json.dumps(
                {"cookiecutter": {"slug": "from-a-replay", "unused": "from-a-replay"}}
            ),
            "replays/template.json": "{",
            ".cookiecutters/template/cookiecutter.json": '{"slug": "an-old-clone"}',
        },
    )
    before = sums(home)

    said = bake(here, make_template)

    assert said.status == 0, said.err
    assert [path.name for path in here.iterdir()] == ["small"]
    assert (here / "small/README.md").read_text(encoding="utf-8") == "# small\ndefault\n"
    assert sums(home) == before


@pytest.mark.parametrize("variable", ["COOKIECUTTER_CONFIG", "XDG_CONFIG_HOME", "GIT_DIR"])
def test_variables_that_point_elsewhere_are_not_followed(
    here: Path,
    home: Path,
    make_template: MakeTemplate,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    write(home, {"elsewhere/cookiecutter": RC})
    monkeypatch.setenv(variable, str(home / "elsewhere"))

    said = bake(here, make_template)

    monkeypatch.delenv(variable)
    assert said.status == 0, said.err
    assert tracked(here / "small") == FILES
    assert sums(home / "elsewhere").keys() == {"cookiecutter"}


def test_a_hook_that_passes_has_run(here: Path, home: Path, make_template: MakeTemplate) -> None:
    write(home, {"hooks/pre-commit": PASSES})
    write(home, {".gitconfig": f"{ADA}[core]\n\thooksPath = ~/hooks\n"})

    said = bake(here, make_template)

    assert said.status == 0, said.err
    assert (home / "hook-ran").exists()
    assert tracked(here / "small") == FILES


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("[core]\n\thooksPath = ~/hooks\n", "no bakes on Mondays"),
        ("[commit]\n\tgpgsign = true\n[gpg]\n\tprogram = /nowhere/gpg\n", "git commit failed"),
        ("[commit]\n\tgpgsign = true\n[gpg]\n\tformat = ssh\n", "git commit failed"),
    ],
    ids=["hook", "no gpg", "no ssh key"],
)
def test_who_refuses_the_commit_keeps_the_project_and_gets_the_commands_that_finish_it(
    here: Path, home: Path, make_template: MakeTemplate, config: str, reason: str
) -> None:
    write(home, {".gitconfig": ADA + config, "hooks/pre-commit": FAILS})

    folder = make_template(TEMPLATE)
    said = process("new", folder, "--no-input", "--quiet", "--output", "my own", cwd=here)

    project = here / "my own/small"
    assert (said.status, said.out) == (1, "")
    first, *commands = lines(said.err)
    assert reason in first
    assert "is baked but not committed, finish with:" in first
    assert [path.name for path in project.parent.iterdir()] == ["small"]
    assert {path.name for path in project.iterdir()} > {".git", "README.md", "data"}
    assert git(project, "rev-list", "--all") == ""

    write(home, {".gitconfig": ADA})  # what was in the way is put right
    for command in commands:
        subprocess.run(shlex.split(command), cwd=here, check=True, capture_output=True)
    assert tracked(project) == FILES
    assert git(project, "log", "--format=%s") == "feat: template\n"


@pytest.mark.parametrize("template", ["built in", "foreign"])
def test_nobody_bakes_nothing(
    here: Path, no_identity: Path, make_template: MakeTemplate, template: str
) -> None:
    before = sums(no_identity)

    if template == "foreign":
        said = bake(here, make_template)
    else:
        said = process("new", "federated", "--no-input", cwd=here)

    assert (said.status, said.out) == (1, "")
    assert len(lines(said.err)) == 1
    assert "git config --global user.name" in said.err
    assert list(here.iterdir()) == []
    assert sums(no_identity) == before


def test_a_git_configuration_that_is_none_is_one_line(
    here: Path, home: Path, make_template: MakeTemplate
) -> None:
    write(home, {".gitconfig": "[user\nname = Ada\n"})

    said = bake(here, make_template)

    assert (said.status, said.out) == (1, "")
    assert len(lines(said.err)) == 1
    assert f"bad config line 1 in file {home}/.gitconfig" in said.err
    assert list(here.iterdir()) == []


def test_a_home_that_cannot_be_written_is_enough(
    here: Path, home: Path, make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")

    said = bake(here, make_template)

    assert said.status == 0, said.err
    assert tracked(here / "small") == FILES
