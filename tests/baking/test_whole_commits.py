"""What was rendered is what is committed, whatever a machine, a hook or a template ignores."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from commandline import SCRIPT, Said, lines, process
from conftest import ADA, MakeTemplate

RECIPE = ".portfolio-kit.json"

#: A foreign template with what ignore files like to name, a program and a link.
FILES = {
    "README.md": "# {{ cookiecutter.slug }}\n",
    "docs/build/index.md": "words\n",
    "data/table.csv": "a,b\n1,2\n",
    "src/dist/__init__.py": "",
    ".env.example": "A=1\n",
    "tool.sh": "#!/bin/sh\n",
}
RENDERED = {RECIPE, *FILES}

#: Names that people give packages, and that ignore files give what is thrown away.
NAMES = (
    *("build", "dist", "data", "env", "venv", "cache", "log", "logs", "out", "target", "site"),
    *("figures", "results", "docs", "tests", "lib", "wheels", "parts", "var", "tmp", "bin"),
)


def git(project: Path, *words: str) -> str:
    line = ["git", *words]
    return subprocess.run(line, cwd=project, check=True, capture_output=True, text=True).stdout


def tracked(project: Path) -> set[str]:
    return set(filter(None, git(project, "ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0")))


def on_disk(project: Path) -> set[str]:
    files = (path for path in project.rglob("*") if path.is_file() or path.is_symlink())
    names = {path.relative_to(project).as_posix() for path in files}
    return {name for name in names if not name.startswith(".git/")}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def template(make_template: MakeTemplate, more: Mapping[str, str | bytes] | None = None) -> Path:
    files = {**FILES, **(more or {})}
    root = make_template(
        {
            "cookiecutter.json": '{"slug": "small"}',
            **{f"{{{{cookiecutter.slug}}}}/{name}": text for name, text in files.items()},
        }
    )
    (root / "{{cookiecutter.slug}}/tool.sh").chmod(0o755)
    return root


def bake(here: Path, root: Path, *words: str, **env: str) -> Said:
    return process("new", root, "--no-input", *words, cwd=here, **env)


def skeleton(home: Path, **info: str) -> str:
    """Write an init template, as people have one for their hooks, and return its folder."""
    folder = home / "skeleton"
    (folder / "info").mkdir(parents=True)
    for name, content in info.items():
        (folder / "info" / name.replace("_", "-")).write_text(content, encoding="utf-8")
    return str(folder)


def configured(home: Path, text: str) -> None:
    (home / ".gitconfig").write_text(f"{ADA}{text}", encoding="utf-8")


EXCLUDES = ("README.md\n", "*.csv\n", "data/\n", "*\n", ".*\n", "dist/\nbuild/\n", "**/src/**\n")


@pytest.mark.parametrize("patterns", EXCLUDES, ids=repr)
@pytest.mark.parametrize(
    "place", ["init.templateDir", "GIT_TEMPLATE_DIR", "core.excludesFile", "XDG", "system", "COUNT"]
)
def test_no_ignore_file_of_the_machine_takes_a_file_out_of_a_bake(
    here: Path, home: Path, make_template: MakeTemplate, place: str, patterns: str
) -> None:
    env = {}
    (home / "ignore").write_text(patterns, encoding="utf-8")
    excludes = f"[core]\n\texcludesFile = {home}/ignore\n"
    match place:
        case "init.templateDir":
            configured(home, f"[init]\n\ttemplateDir = {skeleton(home, exclude=patterns)}\n")
        case "GIT_TEMPLATE_DIR":
            env["GIT_TEMPLATE_DIR"] = skeleton(home, exclude=patterns)
        case "core.excludesFile":
            configured(home, excludes)
        case "XDG":
            (home / "xdg/git").mkdir(parents=True)
            (home / "ignore").rename(home / "xdg/git/ignore")
            env["XDG_CONFIG_HOME"] = str(home / "xdg")
        case "system":
            (home / "system").write_text(excludes, encoding="utf-8")
            env |= {"GIT_CONFIG_NOSYSTEM": "", "GIT_CONFIG_SYSTEM": str(home / "system")}
        case _:
            env |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.excludesFile"}
            env["GIT_CONFIG_VALUE_0"] = str(home / "ignore")

    said = bake(here, template(make_template), "--json", **env)

    assert said.status == 0, said.err
    assert tracked(here / "small") == RENDERED
    assert json.loads(said.out)["left_out"] == []


SETTINGS = {
    "core.ignoreCase": "true",
    "core.fileMode": "false",
    "core.symlinks": "false",
    "core.autocrlf": "input",
    "core.safecrlf": "true",
    "core.splitIndex": "true",
    "core.untrackedCache": "true",
    "core.fsmonitor": "true",
    "core.preloadIndex": "false",
    "core.precomposeUnicode": "true",
    "core.quotePath": "true",
    "core.bare": "true",
    "core.worktree": "/nowhere",
    "core.sparseCheckout": "true",
    "core.sparseCheckoutCone": "true",
    "core.abbrev": "4",
    "core.attributesFile": "~/attributes",
    "index.version": "4",
    "index.sparse": "true",
    "feature.manyFiles": "true",
    "status.showUntrackedFiles": "no",
    "status.short": "true",
    "status.branch": "true",
    "add.ignoreErrors": "true",
    "diff.noprefix": "true",
    "diff.ignoreSubmodules": "all",
    "submodule.recurse": "true",
    "commit.verbose": "true",
    "commit.status": "false",
    "color.ui": "always",
    "advice.addEmbeddedRepo": "false",
    "extensions.worktreeConfig": "true",
    "init.defaultRefFormat": "reftable",
}


@pytest.mark.parametrize(
    ("setting", "scope"),
    # With core.worktree in the environment git works elsewhere, whatever it is asked.
    [
        (setting, scope)
        for setting in SETTINGS
        for scope in ("global", "environment")
        if (setting, scope) != ("core.worktree", "environment")
    ],
)
def test_no_setting_of_git_changes_which_files_are_committed_and_how(
    here: Path, home: Path, make_template: MakeTemplate, setting: str, scope: str
) -> None:
    (home / "attributes").write_text("* -text export-ignore -diff\n*.csv text eol=crlf\n")
    env = {}
    if scope == "global":
        section, _, key = setting.partition(".")
        configured(home, f"[{section}]\n\t{key} = {SETTINGS[setting]}\n")
    else:
        env |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": setting}
        env["GIT_CONFIG_VALUE_0"] = SETTINGS[setting]
    # With core.ignoreCase the two patterns would be those of README.md and data/.
    root = template(make_template, {".gitignore": "readme.md\nDATA/\n"})
    (root / "{{cookiecutter.slug}}/link.md").symlink_to("README.md")

    said = bake(here, root, "--json", **env)

    assert said.status == 0, said.err
    project = here / "small"
    modes = [line.split() for line in git(project, "ls-tree", "-r", "HEAD").splitlines()]
    assert {path: mode for mode, _, _, path in modes} == {
        **dict.fromkeys({*RENDERED, ".gitignore"}, "100644"),
        "tool.sh": "100755",
        "link.md": "120000" if (project / "link.md").is_symlink() else "100644",
    }
    assert json.loads(said.out)["left_out"] == []


@pytest.mark.parametrize(
    "info", [{"sparse_checkout": "/README.md\n"}, {"attributes": "* export-ignore -text\n"}]
)
def test_an_init_template_of_the_person_keeps_its_hooks_and_takes_no_file_away(
    here: Path, home: Path, make_template: MakeTemplate, info: Mapping[str, str]
) -> None:
    hooks = Path(skeleton(home, exclude="*.md\n", **info)) / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text('#!/bin/sh\ntouch "$HOME/ran"\n', encoding="utf-8")
    (hooks / "pre-commit").chmod(0o755)
    settings = f"[init]\n\ttemplateDir = {hooks.parent}\n[core]\n\tsparseCheckout = true\n"
    configured(home, settings)

    said = bake(here, template(make_template))

    assert said.status == 0, said.err
    assert tracked(here / "small") == RENDERED
    assert (home / "ran").exists()


OWN = {
    "everything": ({".gitignore": "*\n"}, {*FILES, ".gitignore"}),
    "hidden": ({".gitignore": ".*\n"}, {".env.example", ".gitignore"}),
    "hidden but one": ({".gitignore": ".*\n!.gitignore\n"}, {".env.example"}),
    "by suffix": ({".gitignore": "*.json\n*.csv\n"}, {"data/table.csv"}),
    "the recipe": ({".gitignore": f"/{RECIPE}\n"}, set()),
    "all but words": ({".gitignore": "*\n!*.md\n!*/\n"}, {*FILES, ".gitignore"} - {"README.md"}),
    "folders": ({".gitignore": "build/\ndist/\n"}, {"docs/build/index.md", "src/dist/__init__.py"}),
    "below": ({"data/.gitignore": "*\n"}, {"data/table.csv", "data/.gitignore"}),
    "below but one": ({"data/.gitignore": "*\n!.gitignore\n"}, {"data/table.csv"}),
    "nothing": ({".gitignore": "/elsewhere/\n"}, set()),
}


@pytest.mark.parametrize("name", OWN)
def test_what_a_templates_own_ignore_files_leave_out_is_named_and_the_recipe_stays(
    here: Path, make_template: MakeTemplate, name: str
) -> None:
    more, ignored = OWN[name]
    if name == "all but words":
        ignored = ignored - {"docs/build/index.md"}

    said = bake(here, template(make_template, more), "--json")

    assert said.status == 0, said.err
    assert tracked(here / "small") == {*RENDERED, *more} - ignored
    assert json.loads(said.out)["left_out"] == sorted(ignored)
    assert RECIPE in tracked(here / "small")
    assert git(here / "small", "status", "--porcelain") == ""


def test_the_summary_names_what_a_template_leaves_out(
    here: Path, make_template: MakeTemplate
) -> None:
    said = bake(here, template(make_template, {".gitignore": "*.csv\ndist/\n"}))

    assert said.status == 0, said.err
    words = " ".join(said.out.split())
    assert "6 files, commit" in words
    assert "its .gitignore leaves out 2 files: data/table.csv, src/dist/__init__.py" in words


def test_a_hook_that_changes_what_is_committed_is_said(
    here: Path, home: Path, make_template: MakeTemplate
) -> None:
    (home / "hooks").mkdir()
    hook = home / "hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho more >> README.md\ngit add README.md\n", encoding="utf-8")
    hook.chmod(0o755)
    configured(home, "[core]\n\thooksPath = ~/hooks\n")

    said = bake(here, template(make_template))

    assert said.status == 0, said.err
    assert tracked(here / "small") == RENDERED
    words = " ".join(said.out.split())
    assert "a hook of yours committed other files than were baked: README.md" in words


@pytest.fixture(scope="module")
def builtins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return each built-in template's default project, without git."""
    folder = tmp_path_factory.mktemp("builtins")
    made = {}
    for name in ("federated", "xai", "security"):
        words = ["new", name, "author_name=Ada", "author_email=a@example.org", "slug=" + name]
        line = [SCRIPT, *words, "--no-input", "--no-git", "--quiet"]
        subprocess.run(line, cwd=folder, check=True, capture_output=True)
        made[name] = folder / name
    return made


def likely(pattern: str) -> set[str]:
    """Return names of packages that an ignore pattern could mean."""
    bare = pattern.strip("/").removeprefix("!")
    found = {re.sub(r"\W", "", part.replace("*", "x")) for part in bare.split("/")}
    return {name for name in found if name.isidentifier()}


@pytest.mark.parametrize("name", ["federated", "xai", "security"])
def test_no_ignore_pattern_of_a_built_in_reaches_a_package_of_that_name(
    builtins: Mapping[str, Path], name: str
) -> None:
    project = builtins[name]
    patterns = [
        line
        for file in project.rglob(".gitignore")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert len(patterns) > 10
    names = sorted({*NAMES, *(word for pattern in patterns for word in likely(pattern))})
    caches = {name for name in names if name == "__pycache__"}
    paths = [
        place.format(name)
        for name in names
        if name not in caches
        for place in ("src/{}/__init__.py", "tests/test_{}.py", "src/pkg/{}.py", "src/pkg/{}/a.py")
    ]

    git(project, "init", "--quiet")
    ask = ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin"]
    done = subprocess.run(
        ask, cwd=project, input="\n".join(paths), capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines() == []


@pytest.mark.parametrize(
    "answer", ["package=dist slug=a", "package=build slug=a", "title=Dist", "title=Build"]
)
@pytest.mark.parametrize("name", ["federated", "xai", "security"])
def test_a_built_in_commits_every_file_whatever_its_package_is_called(
    here: Path, name: str, answer: str
) -> None:
    said = process("new", name, *answer.split(), "--no-input", "--quiet", cwd=here)

    made = list(here.iterdir())
    if said.status:  # a name that goes with no project of this template
        assert len(lines(said.err)) == 1
        assert made == []
    else:
        assert tracked(made[0]) == on_disk(made[0])
