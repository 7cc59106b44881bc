"""Text that is not ours: whatever a stranger wrote, no terminal obeys it and no line is forged.

Each place is a field of a template, a config file, an answers file, a manifest, a README or the
command line, or the words of a hook, of git or of a child. It holds what terminals obey, what
turns text around or hides it, and a line that claims to be ours.
"""

import ast
import io
import json
import os
import re
import subprocess
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import baked_recipe
import pytest
import sample_manifest
import sample_project
from commandline import Said, call, end, terminal
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.cli.terminal import display
from portfolio_kit.cli.terminal.visible import visible
from portfolio_kit.showcase import recipe

Capture = pytest.CaptureFixture[str]
Words = Sequence[object]

#: A margin of a terminal (no program of ours sets one), a title, C1, bidi, invisible letters.
NOISE = "\x1b[6;6r\x1b]0;x\x07\x9b6;6r\u202e\u2066\u200b\u200e\u2060\ufeff\xad\U000e0041\x7f\x08\r"
FORGED = "\u2028FORGED\u2029FORGED\x85FORGED\x0bFORGED\x0cFORGED\x1cFORGED\nFORGED"
EVIL = f"a{NOISE}{FORGED}"
#: What a name of a file may hold, and what a line of JSON or TOML can say in a pattern.
FILE = EVIL.replace("/", "")
LINE = EVIL.replace("\n", "").replace("\r", "")
#: What no rule of ours refuses in a name.
BIDI = "a\u202e\u2066\u200e\u2060\xad\U000e0041b"

ROOT = "{{cookiecutter.slug}}"
ASKED = {"slug": "small", "word": "x", "colour": ["red", "green"]}


def template(
    folder: Path,
    kit: dict[str, Any] | None = None,
    files: dict[str, str] | None = None,
    **asked: Any,
) -> Path:
    """Write a template whose `_portfolio_kit` is changed by `kit` and its questions by `asked`."""
    known = {"version": "1", "title": "T", "description": "D", "command": "true", **(kit or {})}
    written = {
        "cookiecutter.json": json.dumps({**ASKED, "_portfolio_kit": known, **asked}),
        f"{ROOT}/a.txt": "a",
        **(files or {}),
    }
    for name, content in written.items():
        path = folder / "template" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder / "template"


def kit(**said: Any) -> Callable[[Path], Words]:
    return lambda here: ["show", template(here, said)]


def asked(**said: Any) -> Callable[[Path], Words]:
    return lambda here: ["show", template(here, **said)]


def files(*words: object, **named: str) -> Callable[[Path], Words]:
    written = {named["name"]: named.get("content", "x")}
    return lambda here: [*words[:1], template(here, files=written), *words[1:]]


def new(*words: object, **said: Any) -> Callable[[Path], Words]:
    return lambda here: ["new", template(here, **said), *words]


def plain(name: str, *words: object) -> Callable[[Path], Words]:
    """Bake a plain Cookiecutter template, which may name its folder as it likes."""

    def make(here: Path) -> Words:
        folder = template(here)
        (folder / "cookiecutter.json").write_text(json.dumps({"slug": name}), encoding="utf-8")
        return ["new", folder, *words]

    return make


def configured(text: str, *words: object) -> Callable[[Path], Words]:
    def make(here: Path) -> Words:
        template(here)
        (here / "portfolio.toml").write_text(text, encoding="utf-8")
        return words

    return make


def toml(value: str) -> str:
    """Return a TOML string."""
    return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'


def again(**said: Any) -> Callable[[Path], Words]:
    """Bake again what a recipe says."""

    def make(here: Path) -> Words:
        known = {"template": "./template", "version": "1", "kit": "1", "layers": []}
        known |= {"answers": {}, "story": {}, "date": "2026-02-03"}
        template(here)
        (here / "again.json").write_text(json.dumps({**known, **said}), encoding="utf-8")
        return ["new", "--from", here / "again.json", "--no-input"]

    return make


def shown(folder: str, **answers: Any) -> Callable[[Path], Words]:
    """Show a project whose recipe gives some answers."""

    def make(here: Path) -> Words:
        said = json.loads(recipe.text(baked_recipe.of("federated", analyses="all", study=True)))
        said["answers"] |= answers
        (here / folder).mkdir()
        (here / folder / recipe.NAME).write_text(json.dumps(said), encoding="utf-8")
        return ["show", here / folder]

    return make


def measured(change: Callable[[dict[str, Any]], object], *words: object) -> Callable[[Path], Words]:
    def make(here: Path) -> Words:
        manifest = sample_manifest.sample()
        change(manifest)
        sample_manifest.write_project(here / "p", manifest)
        return ["showcase", here / "p", *words]

    return make


def readme(text: str, *words: object) -> Callable[[Path], Words]:
    def make(here: Path) -> Words:
        project = sample_manifest.write_project(here / "p", sample_manifest.sample())
        (project / "README.md").write_text(text, encoding="utf-8")
        return ["showcase", project, *words]

    return make


def commanded(here: Path) -> Words:
    """Run a project whose answers file names a command of its own."""
    project = sample_project.write(here / "p", datetime(2026, 2, 3, tzinfo=UTC))
    file = project / ".portfolio-kit.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    # What a command may hold is text that can be printed: the rest is refused, with the value.
    file.write_text(json.dumps({**said, "command": f"python {LINE}"}), encoding="utf-8")
    return ["run", project]


def failing(here: Path) -> Words:
    """Run a project whose installation prints the noise and fails."""
    project = sample_project.write(here / "p", datetime(2026, 2, 3, tzinfo=UTC))
    says = EVIL.replace("\\", "").encode().decode("latin-1")
    python = "#!/bin/sh\ncase $* in *install*) cat ../noise; exit 3;; *) echo pip 99.0;; esac\n"
    sample_project.executable(project / ".venv/bin/python", python)
    (here / "noise").write_bytes(says.encode("latin-1"))
    return ["run", project, "--trust"]


def hooked(here: Path) -> Words:
    """Bake where a commit hook of the person's refuses with the noise."""
    hook = here / "hooks/pre-commit"
    sample_project.executable(hook, f"#!/bin/sh\nprintf '%s' 'error: {EVIL}' >&2\nexit 1\n")
    subprocess.run(["git", "config", "--global", "core.hooksPath", here / "hooks"], check=True)
    return ["new", template(here), "--no-input"]


def named(name: str, *words: object) -> Callable[[Path], Words]:
    """Bake or show a template whose own folder has a name of noise."""

    def make(here: Path) -> Words:
        target = here / name
        template(here).rename(target)
        return [words[0], target, *words[1:]]

    return make


def beside(
    name: str, words: Callable[[Path], Words], *, folder: bool = False
) -> Callable[[Path], Words]:
    """Put a file or a folder of that name in the way."""

    def make(here: Path) -> Words:
        made = words(here)
        if folder:
            (here / name).mkdir()
        else:
            (here / name).write_text("[author]\nname = 'Ada'\n", encoding="utf-8")
        return made

    return make


def listed(here: Path) -> Words:
    folder = template(here)
    said = {"templates": {EVIL: {"path": f"./{FILE}", "title": EVIL, "description": EVIL}}}
    (folder / "cookiecutter.json").write_text(json.dumps(said), encoding="utf-8")
    return ["show", folder]


def broken(text: str) -> Callable[[Path], Words]:
    def make(here: Path) -> Words:
        folder = template(here)
        (folder / "cookiecutter.json").write_text(text, encoding="utf-8")
        return ["show", folder]

    return make


NEW = ("--no-input",)
DRY = ("--no-input", "--dry-run")
MARKER = f"<!-- portfolio-kit:begin {LINE} -->\n"
EDITED = sample_manifest.README.replace(
    "<!-- portfolio-kit:begin headline -->\n",
    f"<!-- portfolio-kit:begin headline sum=000000000000 -->\n{LINE}\n",
)
PROJECT = '[[project]]\ntemplate = "./template"\n'

PLACES: dict[str, Callable[[Path], Words]] = {
    # what a template says of itself
    "title": kit(title=LINE),
    "description": kit(description=LINE),
    "version": kit(version=EVIL),
    "skills": kit(skills=[{"id": "skill", "name": LINE, "evidence": [{"file": LINE}]}]),
    "frameworks": kit(frameworks=[LINE]),
    "command": kit(command=LINE),
    "help": kit(help={"word": LINE}),
    "an unknown key": kit(**{EVIL: 1}),
    "a wrong type": kit(minutes=EVIL),
    "an unknown question": kit(help={EVIL: "x"}),
    "an impossible condition": kit(layers=[{"path": ".", "when": {"colour": EVIL}}]),
    "a layer that is not there": kit(layers=[{"path": EVIL}]),
    "a layer": lambda here: [
        "show",
        template(
            here,
            {"layers": [{"path": "."}, {"path": FILE, "when": {"word": EVIL}}]},
            {f"{FILE}/{ROOT}/b": "b"},
        ),
    ],
    "the description of an answer": kit(
        answers={"properties": {"word": {"type": "integer", "description": EVIL}}}
    ),
    "an enum": kit(answers={"properties": {"word": {"enum": [EVIL, "x"]}}}),
    "a pattern": kit(answers={"properties": {"word": {"pattern": re.escape(EVIL)}}}),
    "a wrong pattern": kit(answers={"properties": {"word": {"pattern": f"({EVIL}"}}}),
    # its questions
    "a question": asked(**{EVIL: "x"}),
    "a default": asked(word=EVIL),
    "a choice": asked(colour=[EVIL, "b"]),
    "a mapping": asked(word={EVIL: EVIL}),
    "a prompt": asked(__prompts__={"word": EVIL}),
    "a label": asked(__prompts__={"colour": {"__prompt__": EVIL, "red": EVIL}}),
    "an extension": asked(_extensions=[EVIL]),
    "an option of Jinja": asked(_jinja2_env_vars={EVIL: EVIL}),
    "Jinja in a default": asked(word=f"{{{{ nope('{EVIL}') }}}}"),
    "a list of templates": listed,
    "a line that is no JSON": broken(f'{{"{LINE}": 1 "x"}}'),
    "a name that is no UTF-8": named(os.fsdecode(b"a\xff\xfe\x9b"), "show"),
    # its files
    "a file": files("show", name=f"{ROOT}/{FILE}"),
    "a folder": files("show", name=f"{ROOT}/{FILE}/b"),
    "an undefined variable": files("show", name=f"{ROOT}/b", content=f"{{{{ a['{EVIL}'] }}}}"),
    "an include": files("show", name=f"{ROOT}/b", content=f"{{% include '{LINE}' %}}"),
    "a tag": files("show", name=f"{ROOT}/b", content=f"{{% {NOISE} %}}"),
    "a hook": files("show", name=f"hooks/pre_gen_project.{FILE}"),
    "the folder of a template": named(FILE, "show"),
    # a bake
    "a hook that fails": files(
        "new",
        *NEW,
        "--trust",
        name="hooks/pre_gen_project.py",
        content=f"raise SystemExit({LINE!r})",  # its lines are its own,
    ),
    "a commit hook that refuses": hooked,
    "a preview": files("new", *DRY, name=f"{ROOT}/{FILE}"),
    "a preview of a folder": plain(BIDI, *DRY),
    "a preview of a title": new(*DRY, title=EVIL),
    "a bake of a folder": plain(BIDI, *NEW),
    "a bake in a folder": new(*NEW, "--no-git", "--output", FILE),
    "a bake that is there": beside(BIDI, plain(BIDI, *NEW), folder=True),
    "a bake of a named template": named(FILE, "new", *DRY),
    "a bake without a command": named(FILE, "new", *NEW, "--run"),
    # the command line
    "a command": lambda _: [EVIL],
    "an option": lambda _: ["new", f"--{EVIL}"],
    "a value of an option": lambda _: ["run", "--profile", EVIL],
    "a template": lambda _: ["new", EVIL],
    "a template by its address": lambda _: ["new", f"https://{EVIL}/a.git"],
    "a template with a ref": lambda _: ["new", f"{EVIL}://a.git@{EVIL}"],
    "an answer": new("colour=" + EVIL),
    "an unknown answer": new(f"{EVIL}=1"),
    "an answer twice": new(f"{EVIL}=1", f"{EVIL}=2"),
    "a word that is no answer": new(EVIL),
    "a name that cannot be": new(*NEW, "slug=" + EVIL),
    "a date": new("--set-date", EVIL),
    "a config that is not there": new("--config", FILE),
    "a folder that is a file": beside(FILE, new("--output", FILE)),
    "a folder in it": lambda here: ["show", template(here), "--directory", EVIL],
    "one of several": lambda here: ["show", template(here), "--template", EVIL],
    "a built-in folder": lambda _: ["show", "xai", "--directory", EVIL],
    "a project": lambda _: ["run", FILE],
    "a project that is none": beside(FILE, lambda _: ["showcase", FILE], folder=True),
    "a file to begin": lambda _: ["config", "init", FILE],
    "a file that is there": beside(FILE, lambda _: ["config", "init", FILE]),
    # config files
    "a table": configured(f"[{toml(EVIL)}]\n", "config", "show"),
    "a key": configured(f"[author]\n{toml(EVIL)} = 1\n", "config", "show"),
    "a wrong value": configured(f"[git]\nsign = {toml(EVIL)}\n", "config", "show"),
    "a value": configured(f"[author]\nname = {toml(EVIL)}\n", "config", "show"),
    "a default for all": configured(f"[defaults]\n{toml(EVIL)} = {toml(EVIL)}\n", "config", "show"),
    "a story": configured(f"[story]\nwhy = {toml(EVIL)}\n", "config", "show"),
    "no TOML": configured(f"a = {NOISE}\n", "config", "show"),
    "a file by its name": beside(FILE, lambda _: ["config", "show", "--config", FILE]),
    "a branch": configured(f"[git]\nbranch = {toml(LINE)}\n", "new", "./template", *NEW),
    "a message": configured(f"[git]\nmessage = {toml(LINE)}\n", "new", "./template", *DRY),
    "a remote": configured(
        f"[git]\nremote = {toml('https://{github}/' + EVIL)}\n", "new", "./template", *NEW
    ),
    "a project's answer": configured(f"{PROJECT}answers = {{word = {toml(EVIL)}}}", "build"),
    "a project's title": configured(f"{PROJECT}title = {toml(EVIL)}\n", "build"),
    "a project's slug": configured(f"{PROJECT}slug = {toml(EVIL)}\n", "build"),
    "a project's template": configured(f"[[project]]\ntemplate = {toml(EVIL)}\n", "build"),
    "a project of bidi": configured(f'{PROJECT}slug = "a\u202e\u200bb"\n', "build"),
    "a file of projects": lambda _: ["build", FILE],
    # a project
    "an answers file": again(template=EVIL),
    "a value of an answers file": again(date=EVIL),
    "an answer of an answers file": again(answers={"colour": EVIL, EVIL: 1}),
    "a key of an answers file": again(**{EVIL: EVIL}),
    "a title of a project": shown("lab", title=EVIL, summary=EVIL),
    "an answer of a project": shown("lab", framework=EVIL, analyses=[EVIL]),
    "a project by its folder": shown(FILE),
    "an origin": again(origin={"url": LINE}, template="x"),
    "a command to run": commanded,
    "a step that fails": failing,
    "a key of a manifest": measured(lambda manifest: manifest.update({EVIL: 1})),
    "a value of a manifest": measured(lambda manifest: manifest.update(domain={EVIL: EVIL})),
    "a display": measured(lambda manifest: manifest["metrics"][0].update(display=EVIL)),
    "a figure": measured(
        lambda manifest: manifest["figures"][0].update(path=f"figures/{EVIL}.svg")
    ),
    "a marker": readme(MARKER),
    "a region": readme(EDITED),
    "a region that is replaced": readme(EDITED, "--force"),
    "a region that is checked": readme(EDITED, "--check"),
}


def hidden(text: str) -> list[str]:
    """Return what of a text a terminal obeys or hides; its line ends are ours."""
    return [
        f"{character!a} in {text[max(0, at - 20) : at + 20]!a}"
        for at, character in enumerate(text)
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]


#: An unseen character as it is spelled, at the end of a line that a table or a paragraph broke.
SPELLED = re.compile(r"\\(n|r|x[0-9a-f]*|u[0-9a-f]*)(\s|$)")


def forged(text: str) -> list[str]:
    """Return the lines that a stranger began, and not we."""
    return [
        f"{before!r} / {line!r}"
        for before, line in pairwise(text.splitlines())
        if re.match(r"\W*FORGED", line) and "  | " not in line and not SPELLED.search(before)
    ]


def hold(text: str) -> None:
    """See that a text is seen as it is, and that no line of it is a stranger's."""
    assert hidden(text) == []
    assert forged(text) == []


def told(capsys: Capture, here: Path, place: str) -> Said:
    said = call(capsys, *PLACES[place](here))
    assert said.status in (0, 1, 2)
    return said


@pytest.mark.parametrize("place", PLACES)
def test_no_pipe_gets_what_a_terminal_would_obey(place: str, here: Path, capsys: Capture) -> None:
    said = told(capsys, here, place)

    hold(said.out)
    hold(said.err)


@pytest.mark.parametrize("columns", ["100", "50"])
@pytest.mark.parametrize("place", PLACES)
def test_a_terminal_gets_no_sequence_but_our_colours(
    place: str, columns: str, here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", columns)

    said = told(capsys, here, place)

    for text in (said.out, said.err):
        hold(re.sub(r"\x1b\[[0-9;]*m", "", text))


DOCUMENTS = {
    "a project": lambda here: [*shown("lab", title=EVIL)(here), "--json"],
    "show": lambda here: ["show", template(here, {"title": LINE}, word=EVIL), "--json"],
    "a preview": plain(BIDI, *DRY, "--json"),
    "a bake": plain(BIDI, *NEW, "--json"),
    "a config": configured(f"[story]\nwhy = {toml(EVIL)}\n", "config", "show", "--json"),
    "a build": configured(PROJECT, "build", "--json", "--output", BIDI),
    "a check": measured(lambda manifest: manifest.update({EVIL: 1}), "--check", "--json"),
}


@pytest.mark.parametrize("place", DOCUMENTS)
def test_a_document_spells_what_is_unseen_as_json_does(
    place: str, here: Path, capsys: Capture
) -> None:
    said = call(capsys, *DOCUMENTS[place](here))

    hold(said.out)
    assert "\u202e" in json.dumps(json.loads(said.out), ensure_ascii=False)


def test_what_is_typed_and_offered_on_a_terminal_is_seen(here: Path) -> None:
    evil = "a\x1b[6;6r\x1b]0;x\x07\x9b6;6r\u202e\u2066\u200b\U000e0041"
    labels = {"colour": {"__prompt__": evil, "red": evil}, "word": evil}
    folder = template(here, {"title": evil, "help": {"word": evil}}, word=evil, __prompts__=labels)

    child = terminal("new", folder, "--no-git", "slug=small", cwd=here)
    child.logfile_read = said = io.StringIO()
    child.expect("spaces|Enter takes")
    child.expect(re.escape(r"\u202e"))
    child.send("\t")  # brings the default in to be edited
    child.expect(re.escape(r"\u202e"))
    child.send("\x15b\r")
    child.expect("red")
    child.send("\r")

    assert end(child) == 0
    assert "\x1b[6;6r" not in said.getvalue()
    assert "\x1b]0;" not in said.getvalue()
    assert not set(said.getvalue()) & set("\x9b\u202e\u2066\u200b\U000e0041")


def test_a_shell_is_offered_no_word_that_is_not_seen(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = {"colour": {"red": EVIL}}
    folder = template(here, colour=["red", EVIL], __prompts__=labels)
    monkeypatch.setenv("_PORTFOLIO_KIT_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", f"portfolio-kit new {folder} colour=")
    monkeypatch.setenv("COMP_CWORD", "3")

    said = call(capsys)

    assert said.out.splitlines()[:2] == ["plain", "colour=red"]
    assert len(said.out.splitlines()) == 3
    hold(said.out)


@given(st.text(st.characters(codec="utf-32")))
def test_nothing_unseen_passes_and_nothing_seen_is_changed(text: str) -> None:
    seen = visible(text)

    # What holds an emoji together is drawn with it.
    assert hidden(seen.replace("\u200d", "").replace("\n", "")) == []
    assert "\n" not in seen
    assert visible(seen) == seen


@pytest.mark.parametrize(
    "text",
    [
        "plain, with 'quotes' and \\ too",
        "Größe Ångström e\u0301",  # composed and not
        "日本語 한국어 中文 עברית العربية हिन्दी ไทย",
        "± ≤ → ✔ ½ € “quoted”",
        "👩🏽‍🔬 ❤️ 🏳️‍🌈 👨‍👩‍👧 🇩🇪",
        "\u00a0\u2009\u3000",  # blanks have a width
    ],
)
def test_letters_of_every_language_and_emoji_stay(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\x9b", r"\x9b"),
        ("\u202e", r"\u202e"),
        ("\U000e0041", r"\U000e0041"),
        ("\udcff", r"\udcff"),
        ("a\ufe0f\u200d", r"a\ufe0f\u200d"),  # no emoji before it
        ("\u3164", r"\u3164"),  # a letter that is drawn as nothing
        ("🏴\U000e0067\U000e007f", "🏴\\U000e0067\\U000e007f"),  # tags can hold any text
    ],
)
def test_what_is_unseen_is_spelled_as_python_spells_it(text: str, seen: str) -> None:
    assert visible(text) == seen


#: What writes, and what makes text for rich: `display` alone may, where everything passes.
WRITING = {"print", "click.echo", "click.secho", "Text", "Text.assemble", "Text.from_markup"}


@pytest.mark.parametrize("module", sorted(Path(display.__file__).parent.glob("*.py")), ids=str)
def test_nothing_is_printed_past_the_border(module: Path) -> None:
    called = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }

    past = {name for name in called if name in WRITING or name.endswith((".write", ".print"))}

    assert past <= ALLOWED.get(module.name, set())


#: Why each may: the border itself, a line that is made of `display.words`, a file.
ALLOWED = {
    "display.py": {"Text", "Text.assemble", "stream.write", "sys.stdout.write", "console().print"},
    "output.py": {"self.write", "self._stream.write"},
    "progress.py": {"self._console.print"},
    "config.py": {"stream.write"},
}
