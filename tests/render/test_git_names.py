"""What git obeys is never made: every spelling of ``.git``, at every depth, by git's own word."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from commandline import call
from conftest import MakeTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio_kit.render import confine

#: What HFS+ passes over in a name: git's utf8.c, ``next_hfs_char``.
IGNORED = [
    *map(chr, (*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070))),
    "\ufeff",
]


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """Return a name that some system may open as ``.git``, or one that nearly is."""
    stem = draw(st.sampled_from([".git", ".git", "git~1", "git~2", ".gi", ".gitx", "git", "..git"]))
    stem = "".join(draw(st.sampled_from([c, c.upper()])) for c in stem)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(stem)))
        stem = stem[:at] + draw(st.sampled_from(IGNORED)) + stem[at:]
    ending = ["", "", ".", " ", ". .", "::$INDEX_ALLOCATION", ":x", " :x", ".x"]
    return stem + draw(st.sampled_from(ending))


@st.composite
def paths(draw: st.DrawFn) -> str:
    """Return a path with such a part at any depth."""
    above = draw(st.lists(st.sampled_from(["a", "src", ".github"]), max_size=3))
    below = draw(st.lists(st.sampled_from(["config", "hooks", "HEAD"]), max_size=2))
    return "/".join([*above, draw(spellings()), *below])


def accepted(repository: Path, names: Sequence[str]) -> set[str]:
    """Return those of ``names`` that git takes into an index, with all its protection.

    Each has a folder of its own there: a file and a folder of one name would drive each other out.
    """
    blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    lines = "".join(f"100644 {blob}\t{n}/{name}\0" for n, name in enumerate(names)).encode()
    protected = ["-c", "core.protectHFS=true", "-c", "core.protectNTFS=true"]
    git = ["git", "-C", str(repository), *protected]
    subprocess.run(
        [*git, "update-index", "-z", "--index-info"], input=lines, check=True, capture_output=True
    )
    listed = subprocess.run([*git, "ls-files", "-z"], check=True, capture_output=True).stdout
    subprocess.run([*git, "read-tree", "--empty"], check=True)
    return {name.partition("/")[2] for name in listed.decode().split("\0")} - {""}


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("git")
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(paths(), min_size=30, max_size=60, unique=True))
def test_every_path_that_git_refuses_is_refused(repository: Path, names: list[str]) -> None:
    taken = accepted(repository, names)

    refused_by_git = [name for name in names if name not in taken]

    assert [name for name in refused_by_git if confine.problem(name) is None] == []


@pytest.mark.parametrize(
    "name", [".gitx", ".gitignore", ".github/x", "git", "x.git", "git~", "..git"]
)
def test_names_that_only_look_like_it_pass(repository: Path, name: str) -> None:
    assert accepted(repository, [name]) == {name}
    assert confine.problem(name) is None


SPELLINGS = (".git", ".GIT", ".giT", "git~1", "GIT~1", ".git.", ".git ", ".git:x", ".g\u200cit")
PLACES = ("{}/hooks/pre-commit", "{}/config", "{}", "deep/down/{}/info/exclude", "a/{}/HEAD")

#: How a template brings a path: ``PATH`` stands for it.
WAYS = ("rendered", "literal", "copied", "copied inside", "layer", "answer")


def template(way: str, spelling: str, place: str, make_template: MakeTemplate) -> Path:
    """Return a template that makes ``place`` with ``spelling`` in the given way."""
    questions: dict[str, object] = {"slug": "p", "g": spelling}
    part = spelling if way in ("literal", "copied inside", "layer") else "{{cookiecutter.g}}"
    if way == "copied" and not place.startswith("{}"):
        part = spelling  # what lies in a copied folder keeps its name
    path = place.format(part)
    root = "{{cookiecutter.slug}}"
    files = {f"{root}/README.md": "x\n"}
    if way == "copied":
        questions["_copy_without_render"] = ["*"]
    if way == "copied inside":
        questions["_copy_without_render"] = ["kept"]
        path = f"kept/{path}"
    if way == "layer":
        questions["_portfolio_kit"] = {"layers": [{"path": "."}, {"path": "more"}]}
        root = f"more/{root}"
    if way == "answer":
        questions["g"] = "harmless"
    files[f"{root}/{path}"] = "#!/bin/sh\n"
    return make_template({"cookiecutter.json": json.dumps(questions), **files})


@pytest.mark.parametrize("git", [(), ("--no-git",), ("--dry-run",)])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_way_of_a_template_makes_it(  # noqa: PLR0913 - three are multiplied
    way: str,
    spelling: str,
    git: tuple[str, ...],
    *,
    make_template: MakeTemplate,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for number, place in enumerate(PLACES):
        (tmp_path / str(number)).mkdir()

        root = template(
            way, spelling, place, lambda files, n=number: _moved(make_template(files), tmp_path, n)
        )
        answer = [f"g={spelling}"] if way == "answer" else []
        said = call(capsys, "new", root, *answer, "--no-input", "--output", tmp_path / "out", *git)

        assert said.status == 1
        assert said.err.endswith("correct the name or the answers it is made of\n")
        assert not (tmp_path / "out").exists()


def _moved(made: Path, tmp_path: Path, number: int) -> Path:
    return made.rename(tmp_path / str(number) / "template")


BARE = (
    ("HEAD", "objects/x", "refs/x"),
    ("head", "OBJECTS/x", "Refs/x"),
    ("HEAD", "commondir"),
)


@pytest.mark.parametrize("folder", ["", "deep/down/"])
@pytest.mark.parametrize("marks", BARE)
def test_no_folder_of_a_template_is_a_repository_without_git(
    marks: tuple[str, ...],
    folder: str,
    make_template: MakeTemplate,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = {f"{{{{cookiecutter.slug}}}}/{folder}{mark}": "ref: refs/heads/x\n" for mark in marks}
    root = make_template({"cookiecutter.json": '{"slug": "p"}', **files})

    said = call(capsys, "new", root, "--no-input", "--no-git", "--output", tmp_path / "out")

    assert said.status == 1
    assert "would be a git repository" in said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="its file system has no such names")
def test_a_folder_with_some_of_the_names_is_no_repository(
    make_template: MakeTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_template(
        {
            "cookiecutter.json": '{"slug": "p"}',
            "{{cookiecutter.slug}}/HEAD": "x",
            "{{cookiecutter.slug}}/objects/HEAD": "x",
            "{{cookiecutter.slug}}/objects/refs/x": "x",
        }
    )

    assert call(capsys, "new", root, "--no-input", "--output", tmp_path / "out").status == 0


#: Files below ``.git`` (or the file itself) by which git would run MARK or work elsewhere.
ATTACKS = {
    "hook": {"{}/hooks/pre-commit": "#!/bin/sh\ntouch MARK\n"},
    "hooks path": {
        "{}/config": "[core]\n\thooksPath = ../evil\n",
        "evil/pre-commit": "#!/bin/sh\ntouch MARK\n",
    },
    "filter": {
        "{}/config": '[filter "x"]\n\tclean = touch MARK; cat\n',
        ".gitattributes": "* filter=x\n",
    },
    "fsmonitor": {"{}/config": "[core]\n\tfsmonitor = touch MARK\n"},
    "include": {
        "{}/config": "[include]\n\tpath = ../more\n",
        "more": "[core]\n\tfsmonitor = touch MARK\n",
    },
    "signing": {"{}/config": "[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ../sign\n"},
    "gitfile": {"{}": "gitdir: THESIS/.git\n"},
    "exclude": {"{}/info/exclude": "*\n"},
    "head": {"{}/HEAD": "ref: refs/heads/theirs\n"},
}


def _state(repository: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(repository)): path.read_bytes()
        for path in sorted(repository.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("way", ["folder", "address", "build"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_git_would_obey_is_obeyed(  # noqa: PLR0913 - two are multiplied
    attack: str,
    way: str,
    *,
    home: Path,
    make_template: MakeTemplate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    thesis, mark = home / "thesis", tmp_path / "MARK"
    thesis.mkdir()
    (thesis / "words.txt").write_text("years of work\n", encoding="utf-8")
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "words"]):
        subprocess.run(["git", "-C", str(thesis), *words], check=True)
    before = _state(thesis)
    files = {
        f"{{{{cookiecutter.slug}}}}/{path.format('{{cookiecutter.g}}')}": text.replace(
            "MARK", str(mark)
        ).replace("THESIS", str(thesis))
        for path, text in ATTACKS[attack].items()
    }
    root = make_template(
        {"cookiecutter.json": '{"slug": "p", "g": ".git", "_copy_without_render": ["x"]}', **files}
    )
    for script in root.rglob("pre-commit"):
        script.chmod(0o755)
    source = str(root)
    if way == "address":
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "template"]):
            subprocess.run(["git", "-C", str(root), *words], check=True)
        source = f"file://{root}"
    monkeypatch.chdir(tmp_path)
    Path("portfolio.toml").write_text(f'[[project]]\ntemplate = "{source}"\n', encoding="utf-8")
    words = ["build"] if way == "build" else ["new", source, "--no-input"]

    said = call(capsys, *words, "--output", tmp_path / "out")

    assert said.status == 1
    assert "is where git keeps what it obeys" in said.out + said.err
    assert not mark.exists()
    assert not (tmp_path / "out").exists()
    assert _state(thesis) == before
