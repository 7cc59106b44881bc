"""What stands in the way of an update, and mistakes, are one line each; nothing is written then."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from disturbed import RECIPE, World, bytes_of, git, put, save, state


def under_way(command: str, *options: str) -> Callable[[Path], None]:
    """Begin something that stops at a conflict."""

    def make(project: Path) -> None:
        git(project, "switch", "--quiet", "--create", "other", "HEAD^")
        put(project, {"src/p/rows.py": "other = 1\n"})
        save(project)
        git(project, "switch", "--quiet", "main")
        git(project, command, *options, "other", ok=(1,))

    return make


def mail(project: Path) -> None:
    git(project, "switch", "--quiet", "--create", "other", "HEAD^")
    put(project, {"src/p/rows.py": "other = 1\n"})
    save(project)
    git(project, "format-patch", "--quiet", "-1", "--output=build/a.patch")
    git(project, "switch", "--quiet", "main")
    git(project, "am", "--quiet", "build/a.patch", ok=(1, 128))


def detached(project: Path) -> None:
    git(project, "switch", "--quiet", "--detach")


def unborn(project: Path) -> None:
    git(project, "switch", "--quiet", "--orphan", "empty")
    put(project, {RECIPE: "{}"})


def writing(files: Mapping[str, str | None], *, add: bool = False) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        put(project, files)
        if add:
            git(project, "add", "--all")

    return make


def ignored_in_the_way(project: Path) -> None:
    put(project, {".git/info/exclude": "new.txt\n", "new.txt": "precious\n"})


def file_for_a_folder(project: Path) -> None:
    put(project, {"docs": "precious\n"})


def link_for_a_folder(project: Path) -> None:
    (project / "docs").symlink_to(project.parent)


def dangling(project: Path) -> None:
    (project / "new.txt").symlink_to("nowhere")


def no_repository(project: Path) -> None:
    shutil.rmtree(project / ".git")


def nested(project: Path) -> None:
    shutil.rmtree(project / ".git")
    git(project.parent, "init", "--quiet")
    save(project.parent)


def broken(project: Path) -> None:
    put(project, {".git/HEAD": "nonsense\n"})


def a_file_for_git(project: Path) -> None:
    shutil.move(project / ".git", project.parent / "elsewhere")
    put(project, {".git": "gitdir: /nowhere/at/all\n"})


def removed(project: Path) -> None:
    (project / RECIPE).unlink()


def staged_gone(project: Path) -> None:
    git(project, "rm", "--quiet", "--cached", RECIPE)


def recipe_with(**changes: object) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        told = json.loads((project / RECIPE).read_text(encoding="utf-8"))
        told = {**told, **changes}
        told = {key: value for key, value in told.items() if value is not None}
        put(project, {RECIPE: json.dumps(told)})
        save(project)

    return make


def recipe_of(text: str) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        put(project, {RECIPE: text})
        save(project)

    return make


IN_THE_WAY: dict[str, tuple[Callable[[Path], None], str]] = {
    "merge": (under_way("merge"), "a merge is under way"),
    "rebase": (under_way("rebase"), "a rebase is under way"),
    "rebase-apply": (under_way("rebase", "--apply"), "a rebase is under way"),
    "cherry-pick": (under_way("cherry-pick"), "a cherry-pick is under way"),
    "revert": (under_way("revert"), "under way|not committed"),
    "am": (mail, "git am is under way"),
    "detached": (detached, "HEAD is detached"),
    "unborn": (unborn, "empty has no commit"),
    "lock": (writing({".git/index.lock": ""}), "index.lock"),
    "dirty": (writing({"src/p/rows.py": "x = 1\n"}), "not committed: src/p/rows.py"),
    "deleted": (writing({"notes.txt": None}), "not committed: notes.txt"),
    "staged": (writing({"a.txt": "a\n"}, add=True), "not committed: "),
    "untracked": (writing({"new.txt": "precious\n"}), "adds files there: new.txt"),
    "same": (writing({"new.txt": "A new file.\n"}), "adds files there: new.txt"),
    "ignored": (ignored_in_the_way, "adds files there: new.txt"),
    "folder": (writing({"new.txt/a": "precious\n"}), "adds files there: new.txt"),
    "file-for-folder": (file_for_a_folder, "adds files there: docs"),
    "link-for-folder": (link_for_a_folder, "adds files there: docs"),
    "dangling": (dangling, "adds files there: new.txt"),
    "none": (no_repository, "is no git repository"),
    "nested": (nested, "is a folder of the repository"),
    "broken": (broken, "git cannot read|is no git repository"),
    "git-file": (a_file_for_git, "not a git repository: /nowhere"),
    "no-recipe": (removed, "was not baked by portfolio-kit"),
    "recipe-staged": (staged_gone, "not committed"),
    "version-1": (recipe_with(schema_version=None, files=None), "is of version 1"),
    "version-9": (recipe_with(schema_version=9), "9"),
    "flat": (recipe_with(layers=["_base/flat", "."]), "flat layout"),
    "damaged": (recipe_of("{"), "is not JSON"),
    "empty": (recipe_of(""), "is not JSON"),
    "list": (recipe_of("[]"), RECIPE),
    "binary": (recipe_of("\0\ud83d".encode("utf-8", "replace").decode()), RECIPE),
    "edited": (recipe_with(answers={"slug": "p", "author_name": "A"}), ""),
    "unknown-template": (recipe_with(template="nothing"), "has no template nothing"),
    "no-date": (recipe_with(date="yesterday"), ""),
    "sum": (recipe_with(files="sha256:" + "0" * 64), ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", IN_THE_WAY)
def test_what_stands_in_the_way_is_named_and_nothing_is_written(world: World, kind: str) -> None:
    make, expected = IN_THE_WAY[kind]
    make(world.project)
    before = bytes_of(world.project)

    said = [world.update(), world.update("--dry-run"), world.update("--json")]

    for one in said:
        assert one.is_refused(), one
        assert re.search(expected, one.err + one.out), one
    assert len([line for line in said[0].err.splitlines() if line.strip()]) <= 3, said[0].err
    after = bytes_of(world.project)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert not {Path(name).name for name in changed} - {".git", "objects", "build"} - _ids(changed)


def _ids(changed: set[str]) -> set[str]:
    """Return the names of loose objects, which are nobody's loss."""
    return {Path(name).name for name in changed if "objects" in Path(name).parts}


MISTAKES: dict[str, tuple[tuple[str, ...], int, str]] = {
    "question": (("nonsense=1",), 1, "nonsense"),
    "choice": (("privacy=magic",), 1, "magic"),
    "several": (("analyses=+nonsense",), 1, "nonsense"),
    "sign": (("analyses=-nonsense",), 1, "nonsense"),
    "type": (("privacy=dp", "noise=99"), 1, "noise"),
    "not-asked": (("noise=3",), 1, "noise"),
    "sign-of-one": (("privacy=+dp",), 1, "dp"),
    "private": (("_story=1",), 1, "_story"),
    "twice": (("privacy=dp", "privacy=none"), 1, "privacy"),
    "all": (("nonsense=1", "privacy=magic", "analyses=+nonsense"), 1, "magic"),
    "word": (("privacy",), 1, "privacy"),
    "no-key": (("=dp",), 1, "=dp"),
    "base": (("--base", "nowhere"), 2, "nowhere"),
    "base-file": (("--base", "p/notes.txt"), 2, "notes.txt"),
    "base-other": (("--base", "p"), 1, "p is not the bake"),
    "base-empty": (("--base", "empty"), 1, "empty"),
    "to": (("--to", "v2"), 1, "is built in"),
    "template": (("--template", "p"), 1, "is built in"),
    "both": (("--dry-run", "--run"), 2, "--dry-run"),
    "option": (("--nonsense",), 2, "--nonsense"),
    "date": (("--set-date", "yesterday"), 2, "yesterday"),
    "config": (("--config", "nowhere.toml"), 1, "nowhere.toml"),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_on_the_command_line_is_one_line(world: World, kind: str) -> None:
    words, status, expected = MISTAKES[kind]
    (world.project.parent / "empty").mkdir()
    before = state(world.project)

    said = world.call("update", "p", *words, cwd=world.project.parent)

    assert said.is_refused(status), said
    assert expected in said.err
    assert state(world.project) == before
    if kind == "all":
        assert all(word in said.err for word in ("nonsense", "magic"))
