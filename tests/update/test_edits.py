"""What the person made of a project's files stays, whatever it is."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from disturbed import RECIPE, World, git, is_updated, put, region, save, state


def test_an_update_of_a_measured_and_edited_project_is_clean(world: World) -> None:
    said = world.update()

    assert said.status == 0, said.err
    assert is_updated(world.project)


def everywhere(old: bytes, new: bytes) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        for name in git(project, "ls-files", "-z").split("\0"):
            if name and name != RECIPE:
                path = project / name
                path.write_bytes(path.read_bytes().replace(old, new))
        save(project)

    return make


def on_readme(change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Path], None]:
    def make(project: Path) -> None:
        path = project / "README.md"
        text = path.read_text(encoding="utf-8")
        path.write_bytes(change(text).encode(encoding))
        save(project)

    return make


def block(text: str, name: str) -> str:
    marks = f"<!-- portfolio-kit:begin {name}.*?portfolio-kit:end {name} -->\n"
    found = re.search(marks, text, re.DOTALL)
    assert found
    return found[0]


def move(text: str) -> str:
    return text.replace(block(text, "results"), "") + "\n" + block(text, "results")


def drop(text: str) -> str:
    return text.replace(block(text, "results"), "")


def edit_inside(text: str) -> str:
    return text.replace("37.9 %", "37.9 % and more")


def unend(text: str) -> str:
    return text.replace("<!-- portfolio-kit:end story -->\n", "")


def double(text: str) -> str:
    return text + "\n" + block(text, "limits")


def program(project: Path) -> None:
    (project / "notes.txt").chmod(0o755)
    (project / "src/p/rows.py").chmod(0o755)
    save(project)


def linked(project: Path) -> None:
    put(project, {"notes.txt": None, "docs-of-mine/notes.txt": "mine\n"})
    (project / "notes.txt").symlink_to("docs-of-mine/notes.txt")
    save(project)


def untracked_again(project: Path) -> None:
    """A file of the bake that the person keeps, and git does not any more."""
    git(project, "rm", "--quiet", "--cached", "notes.txt")
    put(project, {".gitignore": "build/\n*.log\nnotes.txt\n", "notes.txt": "precious\n"})
    save(project)


def moved_code(project: Path) -> None:
    put(project, {"src/p/core/__init__.py": ""})
    git(project, "mv", "src/p/rows.py", "src/p/core/rows.py")
    save(project)


def deleted_part(project: Path) -> None:
    git(project, "rm", "--quiet", "-r", "src/p/rows")
    save(project)


EDITS: dict[str, Callable[[Path], None]] = {
    "crlf": everywhere(b"\n", b"\r\n"),
    "readme-crlf": on_readme(lambda text: text.replace("\n", "\r\n")),
    "readme-bom": on_readme(lambda text: text, "utf-8-sig"),
    "readme-both": on_readme(lambda text: text.replace("\n", "\r\n"), "utf-8-sig"),
    "mixed": on_readme(lambda text: text.replace("## Why\n", "## Why\r\n")),
    "no-newline": on_readme(str.rstrip),
    "moved": on_readme(move),
    "dropped": on_readme(drop),
    "edited-inside": on_readme(edit_inside),
    "unended": on_readme(unend),
    "double": on_readme(double),
    "nested-markers": on_readme(lambda text: text.replace("37.9 %", region("story"))),
    "program": program,
    "link": linked,
    "untracked": untracked_again,
    "deleted-part": deleted_part,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", EDITS)
def test_what_the_person_made_of_the_files_stays(world: World, kind: str) -> None:
    EDITS[kind](world.project)
    before = state(world.project)["files"]

    dry = world.update("--dry-run")
    said = world.update()
    after = state(world.project)["files"]

    assert dry.status == 0, dry.err
    assert said.status == 0, said.err + said.out
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed == {
        *(RECIPE, "README.md", "docs/new/page.md", "gone.md", "new.txt", "tool.sh"),
        *("src/p/rows.py", "src/p/showcase/__init__.py"),
    }
    text = (world.project / "README.md").read_bytes().decode()
    was = before["README.md"][0].decode()
    eol = "\r\n" if "crlf" in kind or kind == "readme-both" else "\n"
    wanted = was.replace("counts the rows", "counts and sums the rows")
    assert text.replace("\r\n", "\n") == wanted.replace("\r\n", "\n")
    assert text == wanted or eol == "\n"
    assert (world.project / "tool.sh").stat().st_mode & 0o111
    if kind == "program":
        assert (world.project / "src/p/rows.py").stat().st_mode & 0o111


@pytest.mark.slow
def test_a_moved_module_takes_the_change_of_the_template(world: World) -> None:
    moved_code(world.project)

    said = world.update()

    assert said.status == 0, said.err + said.out
    code = (world.project / "src/p/core/rows.py").read_text(encoding="utf-8")
    assert "map(int, rows)" in code
    assert "if rows else None" in code


@pytest.mark.slow
def test_a_deleted_analysis_stays_deleted_until_it_is_added_anew(world: World) -> None:
    deleted_part(world.project)

    minus = world.update("analyses=-rows", root=world.one)
    gone = (world.project / "src/p/rows").exists()
    plus = world.update("analyses=+rows,+drift", root=world.one)

    assert (minus.status, plus.status) == (0, 0), minus.err + plus.err
    assert not gone
    assert (world.project / "src/p/rows/part.py").is_file()
    assert (world.project / "src/p/drift/part.py").is_file()
