"""Compare updates: the same edits of a person, through portfolio-kit, cruft and copier.

    make bench-update     (or: python benchmarks/update.py --rivals FOLDER_OF_THEIR_COMMANDS)

One made-up template has two versions: the second changes a sentence, a line of code, adds a
function, a page and a dependency, moves a module, and deletes a file. Each tool bakes the first,
a person edits, each tool updates to the second. What stands in the project then is looked at:
whether the person's words are there, whether the template's changes are, and whether a conflict
was said by the exit status. With ``--record`` the table goes into ``docs/grow.md``, and its sums
into the README.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portfolio_kit.carried import display, regions

ROOT = Path(__file__).parents[1]
PAGE, README_OF_OURS = ROOT / "docs" / "grow.md", ROOT / "README.md"
PERSON = {
    f"GIT_{role}_{what}": said
    for role in ("AUTHOR", "COMMITTER")
    for what, said in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
}

#: The template's files: first a page with a region that a run fills.
README = regions.splice(
    """# Made up

First sentence.

Second sentence.

<!-- portfolio-kit:begin results -->
<!-- portfolio-kit:end results -->

## Why

Nobody said why.

## Usage

Run it.
""",
    {"results": "Not measured yet."},
)
CODE = "def one():\n    return 1\n\n\ndef two():\n    return 2\n\n\ndef three():\n    return 3\n"
ROWS = "\n\n".join(f"def row_{number}():\n    return {number}\n" for number in range(12))
PROJECT = '[project]\nname = "made"\ndependencies = [\n  # the template\'s\n  "numpy>=1",\n'
PROJECT += "  # your own\n]\n"
FIRST = {
    "README.md": README,
    "pyproject.toml": PROJECT,
    "src/p/__init__.py": "",
    "src/p/showcase/__init__.py": "",
    "src/p/core.py": CODE,
    "src/p/rows.py": ROWS,
    "src/p/main.py": "from . import rows\n\nprint(rows.row_1())\n",
    "docs/form.md": "A form.\n\nWith a line.\n",
    "docs/left.md": "Nobody changes this.\n",
}
SECOND = {
    **FIRST,
    "README.md": README.replace("Second sentence.", "Second sentence, and better."),
    "pyproject.toml": PROJECT.replace("numpy>=1", "numpy>=2"),
    "src/p/core.py": CODE.replace("return 2", "return 22") + "\n\ndef four():\n    return 4\n",
    "src/p/main.py": "from . import lines\n\nprint(lines.row_1())\n",
    "src/p/lines.py": ROWS.replace("return 5\n", "return 55\n"),
    "docs/new.md": "A new page.\n",
}
del SECOND["src/p/rows.py"], SECOND["docs/form.md"]


@dataclass(frozen=True)
class Edit:
    """What a person did, what of it must still stand, and what of the template must have come.

    ``kept`` and ``came`` are texts that some file holds. ``meets``: it meets a change of the
    template, so that only a person can say what is right: that must be said.
    """

    did: str
    by: Callable[[Path], None]
    kept: Sequence[str]
    came: Sequence[str] = ("and better", "return 22", "return 55", "numpy>=2", "A new page")
    meets: bool = False
    gone: Sequence[str] = ()
    history: bool = False  # it changes the history, and commits by itself


def replaced(path: str, before: str, after: str) -> Callable[[Path], None]:
    """Return an edit of one text in one file."""

    def edit(project: Path) -> None:
        text = (project / path).read_text("utf-8")
        assert before in text, (path, before)
        (project / path).write_text(text.replace(before, after), "utf-8")

    return edit


def written(path: str, text: str) -> Callable[[Path], None]:
    """Return an edit that writes a file."""

    def edit(project: Path) -> None:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, "utf-8")

    return edit


def deleted(path: str) -> Callable[[Path], None]:
    """Return an edit that deletes a file."""
    return lambda project: (project / path).unlink()


def filled(project: Path) -> None:
    """Fill the region, as a run does."""
    page = project / "README.md"
    body = {"results": "Measured: 96.78 %.\n\nMore of it."}
    page.write_text(regions.splice(page.read_text("utf-8"), body), "utf-8")


def both(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return several edits as one."""

    def edit(project: Path) -> None:
        for one in edits:
            one(project)

    return edit


def renamed(project: Path) -> None:
    """Rename the package, as people do by hand."""
    (project / "src/p").rename(project / "src/mine")


def moved(project: Path) -> None:
    """Move a module that the template changes."""
    (project / "src/p/core").mkdir()
    (project / "src/p/core.py").rename(project / "src/p/core/numbers.py")


def fresh(project: Path) -> None:
    """Begin the history anew."""
    shutil.rmtree(project / ".git")
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message=all of it")


def squashed(project: Path) -> None:
    """Squash everything into one commit."""
    git(project, "add", "--all")
    tree = git(project, "write-tree").strip()
    commit = git(project, "commit-tree", tree, "-m", "squashed").strip()
    git(project, "reset", "--quiet", "--hard", commit)


def shallow(project: Path) -> None:
    """Go on in a clone of depth one."""
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message=work")
    copy = project.with_name("shallow")
    git(project, "clone", "--quiet", "--depth=1", project.as_uri(), str(copy))
    shutil.rmtree(project)
    copy.rename(project)


WORDS = replaced("README.md", "Nobody said why.", "Because I wanted to know.")
EDITS = (
    Edit("only ran it", filled, ["96.78 %"]),
    Edit("wrote why, and a section", both(filled, WORDS), ["Because I wanted", "96.78 %"]),
    Edit(
        "README line beside a changed one",
        replaced("README.md", "First sentence.\n\n", "First sentence of mine.\n"),
        ["First sentence of mine"],
        meets=True,
    ),
    Edit(
        "the same README line",
        replaced("README.md", "Second sentence.", "My second."),
        ["My second."],
        meets=True,
    ),
    Edit(
        "code elsewhere in a changed file",
        replaced("src/p/core.py", "return 1\n", "return 11\n"),
        ["return 11\n"],
    ),
    Edit(
        "the same line of code",
        replaced("src/p/core.py", "return 2\n", "return 222\n"),
        ["return 222"],
        meets=True,
    ),
    Edit("deleted a file that is as it was", deleted("docs/left.md"), [], gone=["docs/left.md"]),
    Edit("deleted a file that changed", deleted("src/p/core.py"), [], meets=True),
    Edit(
        "edited a file that is deleted",
        replaced("docs/form.md", "With a line.", "With my line."),
        ["With my line."],
        meets=True,
    ),
    Edit("renamed the package by hand", renamed, [], gone=["src/p"]),
    Edit(
        "own file where one is added",
        written("docs/new.md", "My page.\n"),
        ["My page."],
        meets=True,
    ),
    Edit(
        "own dependency beside a newer one",
        replaced("pyproject.toml", "  # your own\n", '  # your own\n  "rich",\n'),
        ['"rich"'],
    ),
    Edit("moved a module that changed", moved, [], gone=["src/p/core.py"]),
    Edit(
        "wrote inside a region",
        both(filled, replaced("README.md", "More of it.", "My words.")),
        ["My words."],
    ),
    Edit(
        "took a region's markers out",
        replaced(
            "README.md",
            README[README.index("<!--") : README.index("## Why")],
            "",
        ),
        [],
    ),
    Edit(
        "began the history anew", both(filled, WORDS, fresh), ["Because I", "96.78"], history=True
    ),
    Edit(
        "squashed everything", both(filled, WORDS, squashed), ["Because I", "96.78"], history=True
    ),
    Edit("cloned it shallow", both(filled, WORDS, shallow), ["Because I", "96.78"], history=True),
)


def git(folder: Path, *words: str) -> str:
    """Return what git says."""
    command = ["git", *words]
    env = {**os.environ, **PERSON}
    return subprocess.run(
        command, cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout


def files(folder: Path, said: dict[str, str], package: str = "p") -> None:
    """Write files below ``folder``; ``package`` is how a template names that of its projects."""
    for path, text in said.items():
        name = path.replace("src/p/", f"src/{package}/")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


class Tool:
    """A tool, with a repository of the template in its own form."""

    name = ""
    said = ""  # what its last command printed

    def __init__(self, place: Path, commands: Path) -> None:
        """Make the template, both versions of it tagged."""
        self.place, self.commands = place, commands
        self.template = place / "template"
        for tag, version in (("v1", FIRST), ("v2", SECOND)):
            if self.template.exists():
                git(self.template, "rm", "-r", "--quiet", ".")
            self.lay(version)
            if tag == "v1":
                git(self.template, "init", "--quiet", "--initial-branch=main")
            git(self.template, "add", "--all")
            git(self.template, "commit", "--quiet", f"--message={tag}")
            git(self.template, "tag", tag)

    def lay(self, version: dict[str, str]) -> None:
        """Write a version of the template."""
        files(self.template, {"cookiecutter.json": '{"slug": "p", "package": "p"}\n'})
        files(self.template / "{{cookiecutter.slug}}", version, "{{cookiecutter.package}}")

    def bake(self, folder: Path) -> Path:
        """Bake the first version, committed."""
        raise NotImplementedError

    def update(self, project: Path) -> int:
        """Update to the second version; return the exit status."""
        raise NotImplementedError

    def run(self, folder: Path, *words: str | Path) -> int:
        """Return the exit status of a command."""
        env = {**os.environ, **PERSON}
        done = subprocess.run(
            [str(word) for word in words],
            cwd=folder,
            env=env,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        self.said = done.stdout + done.stderr
        return done.returncode

    def commit(self, project: Path) -> None:
        """Commit everything."""
        if not (project / ".git").exists():
            git(project, "init", "--quiet", "--initial-branch=main")
        git(project, "add", "--all")
        git(project, "commit", "--quiet", "--allow-empty", "--message=work")


class Kit(Tool):
    """portfolio-kit, whose own templates are these two versions."""

    name = "portfolio-kit"

    def lay(self, version: dict[str, str]) -> None:
        """Write the template as one of the built-in ones: they stand in the program's place."""
        number = 1 if version is FIRST else 2
        about = f'{{"version": "{number}", "title": "Made up", "description": "Made up."}}'
        asked = '"slug": "p", "package": "p", "author_name": ""'
        questions = f'{{{asked}, "_portfolio_kit": {about}}}\n'
        index = '{"templates": {"made": {"path": "made", "title": "Made", "description": "Up."}}}\n'
        made = {"cookiecutter.json": index, "made/cookiecutter.json": questions}
        files(self.template, made)
        made_of = self.template / "made" / "{{cookiecutter.slug}}"
        files(made_of, version, "{{cookiecutter.package}}")

    def kit(self, folder: Path, tag: str, *words: str | Path) -> int:
        """Run a command line with the templates of one version."""
        git(self.template, "checkout", "--quiet", tag)
        program = (
            "import sys; from pathlib import Path; from portfolio_kit.template import catalog; "
            f"catalog.builtin_root = lambda: Path({str(self.template)!r}); "
            "from portfolio_kit.cli import main; sys.exit(main())"
        )
        return self.run(folder, sys.executable, "-c", program, *words)

    def bake(self, folder: Path) -> Path:
        """Bake the first version, committed."""
        words = ("new", "made", "author_name=Ada", "--no-input", "--quiet")
        assert not self.kit(folder, "v1", *words), self.said
        return folder / "p"

    def update(self, project: Path) -> int:
        """Update to the second version; return the exit status.

        Where no commit is the bake any more it names the command by which the first version makes
        it once more.
        """
        status = self.kit(project, "v2", "update")
        if status and "--base" in self.said:
            words = ("new", "--from", ".portfolio-kit.json", "--no-git", "--quiet")
            beside = project.with_name("base")
            assert not self.kit(project, "v1", *words, "--output", beside), self.said
            return self.kit(project, "v2", "update", "--base", beside / "p")
        return status


class Cruft(Tool):
    """Cruft, over Cookiecutter."""

    name = "cruft"

    def bake(self, folder: Path) -> Path:
        """Bake the first version, committed."""
        words = ("create", self.template.as_uri(), "--checkout", "v1", "--no-input")
        assert not self.run(folder, self.commands / "cruft", *words), self.said
        self.commit(folder / "p")
        return folder / "p"

    def update(self, project: Path) -> int:
        """Update to the second version; return the exit status."""
        words = ("update", "--checkout", "v2", "--skip-apply-ask")
        return self.run(project, self.commands / "cruft", *words)


class Copier(Tool):
    """Copier, with a template of its own form."""

    name = "copier"

    def lay(self, version: dict[str, str]) -> None:
        """Write the template; without a suffix of its own nothing in it is Jinja but one file."""
        asked = "slug:\n  type: str\npackage:\n  type: str\n  default: p\n"
        answers = {"{{_copier_conf.answers_file}}.jinja": "{{ _copier_answers|to_nice_yaml }}\n"}
        files(self.template, {"copier.yml": f"_subdirectory: project\n{asked}"})
        files(self.template / "project", {**version, **answers}, "{{package}}")

    def bake(self, folder: Path) -> Path:
        """Bake the first version, committed."""
        words = (
            "copy",
            "--vcs-ref=v1",
            "--defaults",
            "--data=slug=p",
            f"git+{self.template.as_uri()}",
        )
        assert not self.run(folder, self.commands / "copier", *words, folder / "p"), self.said
        self.commit(folder / "p")
        return folder / "p"

    def update(self, project: Path) -> int:
        """Update to the second version; return the exit status."""
        words = ("update", "--vcs-ref=v2", "--defaults")
        return self.run(project, self.commands / "copier", *words)


def texts(project: Path) -> str:
    """Return all that stands in a project, its history left out."""
    paths = (path for path in sorted(project.rglob("*")) if path.is_file())
    return "\n".join(
        path.read_text("utf-8", "replace")
        for path in paths
        if ".git" not in path.relative_to(project).parts
    )


def verdict(edit: Edit, project: Path, status: int) -> str:
    """Return what came of an edit, in a few words; ``right`` is the only good one."""
    said = texts(project)
    marked = "<<<<<<<" in said or any(project.rglob("*.rej"))
    silently = "" if status else ", exit 0"
    if any(text not in said for text in edit.kept):
        return f"the person's words lost{silently}"
    if edit.meets:
        return "right" if status else f"{'markers' if marked else 'silent'}{silently}"
    wrong = {
        "a file came back": any((project / path).exists() for path in edit.gone),
        "changes dropped": any(text not in said for text in edit.came),
        "markers where nothing meets": marked,
        "refused": bool(status),
    }
    return next((f"{what}{silently}" for what, is_so in wrong.items() if is_so), "right")


def summary(table: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return how many edits came out right, and how many wrong with the exit status 0."""
    columns = list(zip(*table.values(), strict=True))
    right = [str(sum(said == "right" for said in column)) for column in columns]
    silent = [str(sum(said.endswith("exit 0") for said in column)) for column in columns]
    return [["came out right", *right], ["came out wrong, with exit status 0", *silent]]


def recorded(page: Path, body: str) -> None:
    """Write a table into a page's region."""
    page.write_text(regions.splice(page.read_text("utf-8"), {"updates": body}), "utf-8")


def main(argv: Sequence[str] | None = None) -> None:
    """Try, print, and with ``--record`` write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rivals", type=Path, required=True, help="folder with cruft and copier")
    parser.add_argument("--alone", action="store_true", help="portfolio-kit without the others")
    parser.add_argument("--record", action="store_true", help="write the tables into our pages")
    arguments = parser.parse_args(argv)
    commands = arguments.rivals.absolute()
    table: dict[str, list[str]] = {edit.did: [] for edit in EDITS}
    kinds: tuple[type[Tool], ...] = (Kit,) if arguments.alone else (Kit, Cruft, Copier)
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            place = Path(folder, kind.name)
            place.mkdir()
            tool = kind(place, commands)
            for number, edit in enumerate(EDITS):
                here = place / str(number)
                here.mkdir()
                project = tool.bake(here)
                edit.by(project)
                if not edit.history:
                    tool.commit(project)
                status = tool.update(project)
                table[edit.did].append(verdict(edit, project, status))
    right = [sum(row[place] == "right" for row in table.values()) for place in range(len(kinds))]
    rows = [[did, *row] for did, row in table.items()]
    rows.append([f"right, of {len(EDITS)}", *map(str, right)])
    names = [kind.name for kind in kinds]
    body = display.table(["The person …", *names], rows)
    print(body)
    if arguments.record:
        recorded(PAGE, body)
        recorded(README_OF_OURS, display.table([f"Of {len(EDITS)} edits", *names], summary(table)))


if __name__ == "__main__":
    main()
