"""The one reader of what a template supplies."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from commandline import call

from portfolio_kit.errors import RenderError
from portfolio_kit.system.reader import Reader


def test_a_link_is_read_as_the_file_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "a").chmod(0o755)
    (tmp_path / "link").symlink_to("a")

    data, mode = Reader(tmp_path).read(tmp_path / "link", "link")

    assert data == b"x"
    assert mode & 0o777 == 0o755


def test_a_link_out_of_an_untrusted_template_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("key")
    (tmp_path / "template").mkdir()
    link = tmp_path / "template/link"
    link.symlink_to(tmp_path / "secret")

    with pytest.raises(RenderError) as caught:
        Reader(tmp_path / "template").read(link, "link")

    assert str(caught.value) == (
        "link: the link leaves the template; put the file in its place, or pass --trust"
    )
    assert Reader(None).read(link, "link")[0] == b"key"


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(RenderError) as caught:
        Reader(None).read(tmp_path / "pipe", "pipe")

    assert str(caught.value) == "pipe: neither a file nor a folder; remove it from the template"


def test_a_circle_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    with pytest.raises(RenderError, match=r"^a: cannot be read: .*; correct its permissions$"):
        Reader(None).read(tmp_path / "a", "a")


def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"x")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(RenderError) as caught:
        Reader(None).read(tmp_path / "a", "a")

    assert str(caught.value) == "a: cannot be read: Permission denied; correct its permissions"


ROOT = "{{cookiecutter.slug}}"
QUESTIONS = {"slug": "p"}
INCLUDE = "{% include 'part.txt' %}"

#: Where a template may have a link to something of the person: the link's place, what it leads
#: to ("file" or "folder" of the person), and the template's other files. ``TOP`` is the template.
DOORS: dict[str, tuple[str, str, Mapping[str, object]]] = {
    "a file": (f"{ROOT}/a.txt", "file", {}),
    "a copied file": (
        f"{ROOT}/a.txt",
        "file",
        {"cookiecutter.json": {"_copy_without_render": ["*"]}},
    ),
    "a file in a copied folder": (
        f"{ROOT}/c/a.txt",
        "file",
        {"cookiecutter.json": {"_copy_without_render": ["c"]}},
    ),
    "an included file": ("templates/part.txt", "file", {f"{ROOT}/x.txt": INCLUDE}),
    "an included file that may be missing": (
        "templates/part.txt",
        "file",
        {f"{ROOT}/x.txt": "{% include 'part.txt' ignore missing %}"},
    ),
    "an extended file": (
        "templates/part.txt",
        "file",
        {f"{ROOT}/x.txt": "{% extends 'part.txt' %}"},
    ),
    "an imported file": (
        "templates/part.txt",
        "file",
        {f"{ROOT}/x.txt": "{% import 'part.txt' as x %}"},
    ),
    "the folder of includes": ("templates", "folder", {f"{ROOT}/x.txt": INCLUDE}),
    "a folder in the folder of includes": (
        "templates/deep",
        "folder",
        {f"{ROOT}/x.txt": "{% include 'deep/part.txt' %}"},
    ),
    "an included file in a question": (
        "templates/part.txt",
        "file",
        {"cookiecutter.json": {"b": INCLUDE}},
    ),
    "the folder of includes in a question": (
        "templates",
        "folder",
        {"cookiecutter.json": {"b": INCLUDE}},
    ),
    "an included file in a private variable": (
        "templates/part.txt",
        "file",
        {"cookiecutter.json": {"__b": INCLUDE}},
    ),
    "an included file in a name": (
        "templates/part.txt",
        "file",
        {f"{ROOT}/{{% include 'part.txt' %}}.txt": "x"},
    ),
    "the questions": ("cookiecutter.json", "json", {}),
    "the questions of a layer": (
        "more/cookiecutter.json",
        "json",
        {
            "cookiecutter.json": {"_portfolio_kit": {"layers": [{"path": "."}, {"path": "more"}]}},
            f"more/{ROOT}/x.txt": "x",
        },
    ),
    "a layer": (
        "more",
        "folder",
        {"cookiecutter.json": {"_portfolio_kit": {"layers": [{"path": "."}, {"path": "more"}]}}},
    ),
    "the folder of a layer's files": (
        f"more/{ROOT}",
        "folder",
        {"cookiecutter.json": {"_portfolio_kit": {"layers": [{"path": "."}, {"path": "more"}]}}},
    ),
    "the includes of a layer": (
        "more/templates/part.txt",
        "file",
        {
            "cookiecutter.json": {"_portfolio_kit": {"layers": [{"path": "."}, {"path": "more"}]}},
            f"more/{ROOT}/x.txt": INCLUDE,
        },
    ),
    "a folder": (f"{ROOT}/c", "folder", {}),
    "a copied folder": (
        f"{ROOT}/c",
        "folder",
        {"cookiecutter.json": {"_copy_without_render": ["c"]}},
    ),
    "the project's folder": (ROOT, "folder", {}),
}

#: A nested template: what it has of its own.
NESTED = {
    "the questions of a nested template": ("one/cookiecutter.json", "json"),
    "a nested template": ("one", "folder"),
    "a file of a nested template": (f"one/{ROOT}/a.txt", "file"),
}

SECRET = "the person's own words"


@pytest.fixture
def private(home: Path) -> Path:
    """Files of the person: a home that is one repository, as that of dotfiles often is."""
    (home / ".git").mkdir()
    folder = home / "private"
    (folder / ROOT).mkdir(parents=True)
    for name in ("part.txt", "cookiecutter.txt", f"{ROOT}/a.txt"):
        (folder / name).write_text(SECRET, encoding="utf-8")
    questions = json.dumps({"slug": "p", "secret": SECRET})
    (folder / "cookiecutter.json").write_text(questions, encoding="utf-8")
    return folder


def _write(top: Path, files: Mapping[str, object]) -> None:
    for name, content in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_text(json.dumps({**QUESTIONS, **content}), encoding="utf-8")  # type: ignore[dict-item] # a mapping, by the table


def _door(top: Path, place: str, kind: str, private: Path, *, relative: bool) -> None:
    """Put a link at ``place`` that leads to something of the person."""
    target = private / {"file": "part.txt", "json": "cookiecutter.json", "folder": ""}[kind]
    link = top / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(target, link.parent) if relative else target)


_opened: list[Path] | None = None


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event in ("open", "os.scandir", "os.listdir"):
        path = arguments[0]
        if isinstance(path, str | bytes):
            _opened.append(Path(os.fsdecode(path)))


@contextmanager
def watched() -> Iterator[list[Path]]:
    """Give the paths that are opened or listed, links followed, as they were at the time."""
    global _opened  # noqa: PLW0603 - an audit hook stays for good: it is told when to listen
    if not getattr(watched, "installed", False):
        sys.addaudithook(_hear)
        watched.installed = True  # type: ignore[attr-defined] # once for a process
    _opened = heard = []
    try:
        yield heard
    finally:
        _opened = None


def _is_private(path: Path, private: Path) -> bool:
    return path.resolve().is_relative_to(private.resolve())


def _tree(folder: Path) -> str:
    """Return everything below a folder as one text, what git keeps too."""
    if not folder.exists():
        return ""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return "".join(path.read_bytes().decode("latin-1") for path in paths)


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("words", [("new",), ("new", "--dry-run"), ("show",)])
@pytest.mark.parametrize("door", [*DOORS, *NESTED])
def test_nothing_of_the_person_is_opened_through_a_template(  # noqa: PLR0913 - three are multiplied
    door: str,
    words: tuple[str, ...],
    *,
    relative: bool,
    private: Path,
    tmp_path: Path,
    home: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    top = home / "templates" / "top"
    options = ["--output", tmp_path / "out", "--no-input"] if words[0] == "new" else []
    if door in DOORS:
        place, kind, files = DOORS[door]
        _write(top, {"cookiecutter.json": {}, f"{ROOT}/README.md": "x", **files})
        if place == ROOT:
            (top / ROOT / "README.md").unlink()
            (top / ROOT).rmdir()
    else:
        place, kind = NESTED[door]
        _write(top, {"cookiecutter.json": {"templates": {"one": {"path": "./one"}}}})
        if kind != "folder":
            _write(top, {"one/cookiecutter.json": {}, f"one/{ROOT}/README.md": "x"})
        options += ["--template", "one"]
    _door(top, place, kind, private, relative=relative)

    with watched() as opened:
        said = call(capsys, words[0], top, *words[1:], *options)

    assert [path for path in opened if _is_private(path, private)] == []
    assert SECRET not in said.out + said.err
    assert SECRET not in _tree(tmp_path / "out")
    if words[0] == "new":
        assert said.status == 1
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("way", ["folder", "address"])
def test_nested_templates_may_share_a_file_of_their_repository(
    way: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top = home / "top"
    _write(
        top,
        {
            "cookiecutter.json": {"templates": {"one": {"path": "./one"}}},
            "one/cookiecutter.json": {"b": INCLUDE},
            f"one/{ROOT}/README.md": "{{ cookiecutter.b }}",
            "LICENSE": "free",
            "parts/part.txt": "shared",
        },
    )
    (top / "one" / ROOT / "LICENSE").symlink_to("../../LICENSE")
    (top / "one" / "templates").symlink_to("../parts")
    source = str(top)
    if way == "address":
        import subprocess

        for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
            subprocess.run(["git", "-C", str(top), *words], check=True)
        source = f"file://{top}"

    said = call(
        capsys, "new", source, "--template", "one", "--no-input", "--output", tmp_path / "out"
    )

    assert said.status == 0, said.err
    assert (tmp_path / "out/p/LICENSE").read_text(encoding="utf-8") == "free"
    assert (tmp_path / "out/p/README.md").read_text(encoding="utf-8") == "shared"


@pytest.mark.parametrize("place", [f"{ROOT}/a.txt", "templates/part.txt"])
def test_what_git_keeps_beside_a_template_is_not_the_templates(
    place: str, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top = home / "top"
    _write(top, {"cookiecutter.json": {}, f"{ROOT}/x.txt": INCLUDE, ".git/config": SECRET})
    (top / place).parent.mkdir(exist_ok=True)
    (top / place).symlink_to("../.git/config")

    said = call(capsys, "new", top, "--no-input", "--no-git", "--output", tmp_path / "out")

    assert said.status == 1
    assert SECRET not in said.err + _tree(tmp_path / "out")
