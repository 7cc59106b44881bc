"""Everything that goes wrong, by the real command, in one list.

Each case ends with a status other than 0, with one line for each thing that is wrong, without a
traceback; no file is made, and every file that was there keeps its bytes. What needs a signal, a
kill, a rival or a full disk is in ``test_interruptions.py``; what the home does in
``test_hostile_home.py``.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
import sample_manifest
import sample_project
from commandline import SCRIPT, TEMPLATE, Said, call, lines
from conftest import MakeTemplate

from portfolio_kit.system import lock

ROOT = "{{cookiecutter.slug}}"

Tell = Callable[..., Said]

#: Root may do everything, unless it gives these up for good: then it is like anybody else.
POWERS = "-dac_override,-dac_read_search"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A working folder in which somebody has files already."""
    folder = tmp_path / "here"
    (folder / "notes").mkdir(parents=True)
    (folder / "mine.txt").write_text("my own words\r\n", encoding="utf-8")
    (folder / "notes/more.md").write_text("more of them", encoding="utf-8")
    return folder


def sums(folder: Path) -> dict[str, str]:
    """Return what is in a folder, and what it holds: files, links and folders."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }


def refused(said: Said, *expected: str) -> None:
    """Hold what was said against one piece of text for each line."""
    assert said.status == 1, said
    assert said.out == ""
    assert len(lines(said.err)) == len(expected), said.err
    for line, part in zip(lines(said.err), expected, strict=True):
        assert part in line
    assert "Traceback" not in said.err


@pytest.fixture
def told(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Call the command in the folder, and see that it left it as it was."""
    monkeypatch.chdir(here)

    def tell(*words: object) -> Said:
        before = sums(here)
        said = call(capsys, *words)
        assert sums(here) == before
        return said

    return tell


# Templates ----------------------------------------------------------------------------------------

FILES: dict[str, tuple[Mapping[str, str | bytes], str]] = {
    "a syntax error": (
        {f"{ROOT}/a.md": "one\n{% if %}\n"},
        f"{ROOT}/a.md:2: ",
    ),
    "an undefined variable": (
        {f"{ROOT}/a.md": "{{ cookiecutter.nope }}"},
        "a.md:1: cookiecutter.nope is undefined; define it or correct the name",
    ),
    "an undefined name of a file": (
        {f"{ROOT}/{{{{cookiecutter.nope}}}}.md": "x"},
        "cookiecutter.nope is undefined",
    ),
    "a Latin-1 file": (
        {f"{ROOT}/a.md": "größe {{ cookiecutter.slug }}, in Latin-1 all the way".encode("latin-1")},
        "a.md:1: byte 0xf6 is not UTF-8; save the file as UTF-8",
    ),
    "a name with ..": (
        {f"{ROOT}/b/{{{{['..', '..', 'x']|join('\\x2f')}}}}.md": "x"},
        "leaves the project",
    ),
    "an empty name": ({f"{ROOT}/{{% if false %}}x{{% endif %}}/a.md": "x"}, "the name '' is empty"),
    "a device of Windows": ({f"{ROOT}/nul.txt": "x"}, "is the name of a device on Windows"),
    "a way out of the sandbox": (
        {f"{ROOT}/a.md": "{{ ''.__class__.__mro__ }}"},
        "a.md:1: the sandbox refuses",
    ),
    "a hook without --trust": ({"hooks/pre_gen_project.py": "raise SystemExit(0)"}, "pass --trust"),
    "questions that are no JSON": ({"cookiecutter.json": "{"}, "cookiecutter.json"),
    "a default that cannot be rendered": (
        {"cookiecutter.json": '{"slug": "{{ nope() }}"}'},
        "nope",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_template_that_is_wrong_leaves_nothing(
    case: str, told: Tell, make_template: MakeTemplate
) -> None:
    files, expected = FILES[case]
    plain = {"cookiecutter.json": '{"slug": "small"}', f"{ROOT}/first.txt": "first"}

    said = told("new", make_template({**plain, **files}), "--quiet")

    refused(said, expected)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("nowhere", "link"),  # broken
        ("../docs", "link"),  # to a folder of the template
        ("/etc", "link"),  # to a folder of the machine
    ],
)
def test_a_link_that_is_no_file_leaves_nothing(
    target: str, expected: str, told: Tell, make_template: MakeTemplate
) -> None:
    folder = make_template({"cookiecutter.json": '{"slug": "small"}', f"{ROOT}/a.txt": "a"})
    (folder / "docs").mkdir()
    (folder / ROOT / "link").symlink_to(target)

    refused(told("new", folder, "--quiet"), expected)


# Answers ------------------------------------------------------------------------------------------

ANSWERS = {
    "a slug with ..": (["slug=../escaped"], ["slug"]),
    "a slug with .. inside": (["slug=a/../../escaped"], ["slug"]),
    "an absolute slug": (["slug=/tmp/portfolio-kit-escaped"], ["slug"]),
    "an empty slug": (["slug="], ["slug"]),
    "a device as slug": (["slug=con"], ["slug"]),
    "a drive as slug": (["slug=C:x"], ["slug"]),
    "a bad choice": (["colour=blue"], ["colour 'blue' is no choice; choose one of: red, green"]),
    "a bad boolean": (["loud=perhaps"], ["loud 'perhaps'"]),
    "a bad number": (
        ["size=ten"],
        ["'ten' is no whole number; give a whole number from 1 to 9"],
    ),
    "an unknown question": (["color=red"], ["color is no question"]),
    "a word that is no answer": (["red"], ["'red'"]),
    "all of them at once": (
        ["colour=blue", "loud=perhaps", "size=10", "nonsense=1"],
        ["nonsense is no question", "colour 'blue'", "size '10'", "loud 'perhaps'"],
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_is_wrong_leaves_nothing(
    case: str, told: Tell, make_template: MakeTemplate
) -> None:
    words, expected = ANSWERS[case]

    refused(told("new", make_template(TEMPLATE), *words), *expected)


def test_an_absolute_slug_is_not_made(here: Path, told: Tell, make_template: MakeTemplate) -> None:
    target = here.parent / "escaped"

    told("new", make_template(TEMPLATE), f"slug={target}")
    told("new", make_template(TEMPLATE), "slug=../escaped")

    assert not target.exists()


# Config files -------------------------------------------------------------------------------------

CONFIGS: dict[str, tuple[str | bytes, list[str]]] = {
    "no TOML": ("[author\n", ["portfolio.toml:1"]),
    "no UTF-8": (b"[author]\nname = 'Gr\xf6\xdfe'\n", ["portfolio.toml:2"]),
    "wrong types": (
        "[author]\nname = 3\n\n[git]\nsign = 'yes'\n\n[defaults]\n",
        ["portfolio.toml:2: author.name", "portfolio.toml:5: git.sign"],
    ),
    "unknown keys": (
        "[autor]\nname = 'Ada'\n\n[git]\nbranche = 'main'\n",
        ["portfolio.toml:1: autor", "portfolio.toml:5: git.branche"],
    ),
    "a table that is none": ("author = 'Ada'\n", ["portfolio.toml:1: author"]),
}


@pytest.mark.parametrize("command", ["new", "build", "config"])
@pytest.mark.parametrize("case", CONFIGS)
def test_a_config_file_that_is_wrong_is_said_whole(
    case: str, command: str, here: Path, told: Tell, make_template: MakeTemplate
) -> None:
    content, expected = CONFIGS[case]
    (here / "portfolio.toml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    words = {"new": [make_template(TEMPLATE)], "build": [], "config": ["show"]}[command]

    refused(told(command, *words), *expected)


# Places -------------------------------------------------------------------------------------------


def mortal(*words: object, cwd: Path) -> Said:
    """Call the command as somebody whom the modes of files bind, which root is not."""
    line = [SCRIPT, *map(str, words)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may do everything, and there is no setpriv to give that up")
        line = [setpriv, f"--bounding-set={POWERS}", "--", *line]
    done = subprocess.run(
        line, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return Said(done.returncode, done.stdout, done.stderr)


def test_a_config_file_without_permission_is_said(here: Path, make_template: MakeTemplate) -> None:
    (here / "portfolio.toml").write_text("[git]\n", encoding="utf-8")
    (here / "portfolio.toml").chmod(0)

    named = mortal("new", make_template(TEMPLATE), "--config", "portfolio.toml", cwd=here)
    found = mortal("new", make_template(TEMPLATE), cwd=here)

    for said in (named, found):
        refused(said, "portfolio.toml cannot be read (permission denied); give a readable file")
    assert {path.name for path in here.iterdir()} == {"mine.txt", "notes", "portfolio.toml"}


def test_an_output_that_is_read_only_is_said(here: Path, make_template: MakeTemplate) -> None:
    before = sums(here)
    here.chmod(0o555)

    inside = mortal("new", make_template(TEMPLATE), "--quiet", cwd=here)
    below = mortal("new", make_template(TEMPLATE), "--quiet", "--output", "a/b", cwd=here)

    here.chmod(0o755)
    for said in (inside, below):
        refused(said, "cannot be written (Permission denied); choose another with --output")
    assert sums(here) == before


def test_an_output_that_is_a_file_is_misuse(told: Tell, make_template: MakeTemplate) -> None:
    said = told("new", make_template(TEMPLATE), "--output", "mine.txt")

    assert said.status == 2
    assert "mine.txt" in said.err


@pytest.mark.parametrize("name", ["mine.txt", "notes"])
def test_what_stands_at_the_destination_stays(
    name: str, told: Tell, make_template: MakeTemplate
) -> None:
    said = told("new", make_template(TEMPLATE), f"slug={name}", "--quiet")

    refused(said, f"{name} already exists; remove it, or choose another slug or --output")


# Projects -----------------------------------------------------------------------------------------


@pytest.fixture
def project(here: Path, date: datetime) -> Path:
    return sample_project.write(here / "p", date)


def test_a_second_run_is_refused_while_one_goes_on(project: Path, told: Tell) -> None:
    (project / "build").mkdir()
    held = lock.hold(project / "build/portfolio-kit-run.lock")
    assert held is not None

    with held:
        said = told("run", "p", "--trust")

    refused(said, "a run or an update of p is going on already; wait for it, or end it")


def test_a_folder_that_is_no_project_cannot_be_run(told: Tell) -> None:
    refused(told("run", "notes"), "notes was not baked by portfolio-kit")


def test_a_forged_recipe_runs_nothing(project: Path, told: Tell) -> None:
    answers = project / ".portfolio-kit.json"
    said = json.loads(answers.read_text(encoding="utf-8"))
    answers.write_text(json.dumps({**said, "command": "sh -c 'touch ../stolen'"}), encoding="utf-8")

    refused(
        told("run", "p"),
        "was not baked here by you, or has been moved since, and its code would run",
        "install: ",
        "run:     sh -c 'touch ../stolen'",
    )


def test_a_recipe_says_all_that_is_wrong(project: Path, told: Tell) -> None:
    (project / ".portfolio-kit.json").write_text('{"template": 1, "kit": 2}', encoding="utf-8")

    said = told("run", "p")

    assert said.status == 1
    assert all(part in said.err for part in ("template is 1", "kit is 2", "answers is missing"))


READMES = {
    "an orphan marker": "# T\n\n<!-- portfolio-kit:begin results -->\n\nmy own words\n",
    "a reversed pair": "<!-- portfolio-kit:end results -->\n<!-- portfolio-kit:begin results -->\n",
    "an edited region": sample_manifest.README.replace(
        "<!-- portfolio-kit:begin headline -->\n",
        "<!-- portfolio-kit:begin headline sum=000000000000 -->\nmine\n",
    ),
}


@pytest.mark.parametrize("case", READMES)
def test_a_readme_that_would_lose_words_keeps_them(case: str, here: Path, told: Tell) -> None:
    project = sample_manifest.write_project(here / "p", sample_manifest.sample())
    (project / "README.md").write_text(READMES[case], encoding="utf-8")

    refused(told("showcase", "p"), "README.md")


def test_a_manifest_says_all_that_is_wrong(here: Path, told: Tell) -> None:
    manifest = {**sample_manifest.sample(), "title": "", "license": 3, "surprise": True}
    sample_manifest.write_project(here / "p", manifest)

    refused(told("showcase", "p"), *["showcase.json"] * 3)
