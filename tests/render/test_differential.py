"""Cookiecutter itself renders each template too: the trees must be the same, byte for byte."""

import json
import os
import secrets
import shutil
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from commandline import call
from cookiecutter import extensions  # type: ignore[import-untyped] # has no types
from cookiecutter.environment import (  # type: ignore[import-untyped] # has no types
    StrictEnvironment,
)
from cookiecutter.generate import generate_files  # type: ignore[import-untyped] # has no types
from cookiecutter.main import cookiecutter  # type: ignore[import-untyped] # has no types
from cookiecutter.prompt import prompt_for_config  # type: ignore[import-untyped] # has no types
from jinja2 import FileSystemLoader
from trees import take_away_ours, tree

from portfolio_kit.answers import context
from portfolio_kit.render import render, skills
from portfolio_kit.render.fragments import Fragments
from portfolio_kit.template import layers, template

CHECKOUT = Path(__file__).parents[2]
ROOT = "{{cookiecutter.slug}}"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(range(256))
POST = """\
import pathlib
pathlib.Path("after.txt").write_text("{{ cookiecutter.slug }} " + str(sorted(
    path.as_posix() for path in pathlib.Path().rglob("*"))))
"""
PRE = """\
import pathlib
assert pathlib.Path.cwd().name == "{{ cookiecutter.slug }}"
pathlib.Path("static").mkdir()
pathlib.Path("static", "lost.txt").write_text("removed: the copied folder comes here")
pathlib.Path("README.md").write_text("overwritten")
pathlib.Path("{{ cookiecutter.slug }}.log").write_text("kept")
"""
SHELL = "#!/bin/sh\nprintf '%s' '{{ cookiecutter.slug }}' > shell.txt\n"
PRE_PROMPT = """\
import json, pathlib
path = pathlib.Path("cookiecutter.json")
questions = json.loads(path.read_text())
questions["added"] = "by the hook"
path.write_text(json.dumps(questions))
"""
TELLS = """\
import os, pathlib, sys
told = pathlib.Path(f"{stage}.txt")
told.write_text(f"{os.path.basename(os.getcwd())} {len(sys.argv)} {__name__}\\n"
    + "{{ cookiecutter.slug }} {{ cookiecutter._private }} {{ cookiecutter._output_dir }}\\n"
    + "\\n".join(sorted(path.as_posix() for path in pathlib.Path().rglob("*"))))
"""
PLACES = """\
import json, os, pathlib, subprocess, sys
here = pathlib.Path.cwd()
pathlib.Path("place.txt").write_text(f"{here}\\n{here.parent}\\n{here.as_uri()}\\n")
pathlib.Path("place.json").write_text(json.dumps({"at": str(here / 'ü'), "top": os.getcwd()}))
pathlib.Path("link").symlink_to(here / "a.txt")
subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], check=True)
"""
LOOK = """\
import os, pathlib
from cookiecutter.utils import simple_filter
@simple_filter
def look(text):
    beside = pathlib.Path("../VERSION").read_text().strip()
    return f"{pathlib.Path.cwd().name} {beside} {' '.join(sorted(os.listdir()))}"
"""
LOCAL = """\
from cookiecutter.utils import simple_filter
@simple_filter
def shout(text):
    from local_extensions import voice
    return text.upper() + voice.MARK
"""


@dataclass(frozen=True)
class Case:
    """A template: its questions as JSON, its files, what only trust allows, what is answered."""

    questions: str
    files: Mapping[str, str | bytes]
    trusted_only: bool = False
    executable: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()

    def write(self, root: Path) -> Path:
        questions = self.questions.replace("SLUG", '"slug": "demo"')
        for name, content in {"cookiecutter.json": questions, **self.files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for name in self.executable:
            (root / name).chmod(0o755)
        for name, target in self.links.items():
            (root / name).symlink_to(target)
        for name in self.empty:
            (root / name).mkdir(parents=True)
        return root


def one(name: str, content: str | bytes, questions: str = "{SLUG}", **more: Any) -> Case:
    return Case(questions, {f"{ROOT}/{name}": content}, **more)


CASES = {
    "strings rendered in order": one(
        "README.md",
        "{{ cookiecutter.title }} {{ cookiecutter.slug }} {{ cookiecutter.shout }}\n",
        '{"title": "My Thing", "slug": "{{ cookiecutter.title|lower|replace(\' \', \'-\') }}",'
        ' "shout": "{{ cookiecutter.slug|upper }}", "number": 3, "nothing": null}',
    ),
    "choices": one(
        "a.txt",
        "{% if cookiecutter.kind == 'b-demo' %}b{% else %}{{ cookiecutter.kind }}{% endif %}",
        '{SLUG, "kind": ["a-{{ cookiecutter.slug }}", "b-{{ cookiecutter.slug }}"]}',
    ),
    "booleans": one(
        "a.txt",
        "{% if cookiecutter.yes %}yes{% endif %}{% if cookiecutter.no %}no{% endif %}"
        "{{ cookiecutter.yes }}",
        '{SLUG, "yes": true, "no": false}',
    ),
    "mappings": one(
        "a.txt",
        "{% for key, value in cookiecutter.map.items() %}{{ key }}={{ value }};{% endfor %}"
        "{{ cookiecutter.map|jsonify }}",
        '{SLUG, "map": {"b": "{{ cookiecutter.slug }}", "a": {"{{ cookiecutter.slug }}": [1]}}}',
    ),
    "private values raw and rendered": one(
        "a.txt",
        "{{ cookiecutter._raw }} {{ cookiecutter.__rendered }} {{ cookiecutter._list|length }}",
        '{SLUG, "_raw": "{{ cookiecutter.slug }}", "__rendered": "<{{ cookiecutter.slug }}>",'
        ' "_list": [1, 2]}',
    ),
    "prompts": one(
        "a.txt",
        "{{ cookiecutter.__prompts__ is defined }} {{ cookiecutter.kind }}",
        '{SLUG, "kind": ["x", "y"],'
        ' "__prompts__": {"slug": "A slug", "kind": {"__prompt__": "?", "x": "the x"}}}',
    ),
    "the answers as they are": one(
        "a.txt",
        "{{ cookiecutter.keys()|reject('in', ['_template', '_repo_dir'])|list }}\n"
        "{{ _cookiecutter }} {{ cookiecutter.__class__ is defined }}\n"
        "{{ cookiecutter._checkout }} {{ cookiecutter._template[-8:] }}",
        '{SLUG, "kind": ["x", "y"], "on": true, "_private": 1}',
        trusted_only=True,
    ),
    "jinja's own extensions": one(
        "a.txt",
        "{% set names = [] %}{% for i in range(9) %}{% if i == 3 %}{% break %}{% endif %}"
        "{% do names.append(i) %}{% endfor %}{{ names }}",
        '{SLUG, "_extensions": ["jinja2.ext.do", "jinja2.ext.loopcontrols"]}',
    ),
    "a local package of extensions": Case(
        '{SLUG, "loud": "{{ cookiecutter.slug|shout }}",'
        ' "_extensions": ["local_extensions.shout", "jinja2.ext.do"]}',
        {
            "local_extensions/__init__.py": LOCAL,
            "local_extensions/voice.py": "MARK = '!'\n",
            f"{ROOT}/a.txt": "{{ cookiecutter.loud }} {{ 'x'|shout }} {{ 'ä b'|slugify }}\n",
            f"{ROOT}/b.txt": "no tag\r\nat all\n",
            f"{ROOT}/{{{{ 'n'|shout }}}}.txt": "{% now 'utc', '%Y' %}",
        },
        trusted_only=True,
    ),
    "copy without render": Case(
        '{SLUG, "_copy_without_render": ["static", "*.html", "docs/raw/*", "deep/*/in"]}',
        {
            f"{ROOT}/static/{{{{no}}}}/a.txt": "{{ not rendered }}",
            f"{ROOT}/static/b.bin": PNG,
            f"{ROOT}/docs/{{{{cookiecutter.slug}}}}.html": "{{ nor this }}",
            f"{ROOT}/docs/raw/a.txt": "{{ nor this }}\r\n",
            f"{ROOT}/docs/raw/latin.txt": "é".encode("latin-1"),
            f"{ROOT}/docs/page.txt": "{{ cookiecutter.slug }}",
            f"{ROOT}/deep/{{{{cookiecutter.slug}}}}/in/a.txt": "{{ nor this }}",
        },
        executable=(f"{ROOT}/static/b.bin", f"{ROOT}/docs/raw/a.txt"),
        links={f"{ROOT}/static/link.bin": "b.bin"},
    ),
    "new lines, windows": one(
        "a.txt", "{{ cookiecutter.slug }}\nb\n", r'{SLUG, "_new_lines": "\r\n"}'
    ),
    "new lines, unix": Case(
        r'{SLUG, "_new_lines": "\n"}',
        {f"{ROOT}/a.txt": "a\r\nb\r\n", f"{ROOT}/b.txt": "{{ cookiecutter.slug }}\r\n"},
    ),
    "line endings found": Case(
        r'{SLUG, "lines": "x\ny\n"}',
        {
            f"{ROOT}/{name}.txt": content
            for name, content in {
                "crlf": "a\r\n{{ cookiecutter.slug }}\r\n",
                "crlf-literal": "a\r\nb\r\n",
                "cr": "a\rb\r{{ cookiecutter.slug }}",
                "mixed-lf": "a\nb\r\n{{ cookiecutter.slug }}\r\n",
                "mixed-cr": "a\r\nb\r{{ cookiecutter.slug }}",
                "mixed-literal": "a\r\nb\n",
                "late": "{{ cookiecutter.slug }}" + "a\n" * 5000 + "b\r\n",
                "late-cr": "a\r\n" * 5000 + "{{ cookiecutter.slug }}\rb",
                "none": "{{ cookiecutter.lines }}",
                "none-crlf": "{{ cookiecutter.lines }}\r\n",
                "no-end": "{{ cookiecutter.slug }}\r\nb",
            }.items()
        },
    ),
    "variables of jinja": Case(
        '{SLUG, "_jinja2_env_vars": {"lstrip_blocks": true, "trim_blocks": true,'
        ' "comment_start_string": "[#", "comment_end_string": "#]", "newline_sequence": "\\r\\n"}}',
        {
            f"{ROOT}/a.txt": "a\n  {% if true %}\nb\n  {% endif %}\n[# gone #]{# kept #}\n",
            f"{ROOT}/b.txt": "no\ntag\n",
        },
    ),
    "other delimiters": Case(
        '{SLUG, "_jinja2_env_vars": {"variable_start_string": "<<",'
        ' "variable_end_string": ">>", "line_statement_prefix": "%%"}}',
        {
            "<<cookiecutter.slug>>/a.txt": "<< cookiecutter.slug >> {{ x }}\n"
            "%% if true\nyes\n%% endif"
        },
    ),
    "autoescape": one(
        "a.txt",
        "{{ cookiecutter.text }} <b>{{ cookiecutter.text|safe }}</b>",
        '{SLUG, "text": "<&>", "_jinja2_env_vars": {"autoescape": true}}',
    ),
    "inheritance": Case(
        "{SLUG}",
        {
            "templates/base.txt": "{% block a %}base{% endblock %} {{ cookiecutter.slug }}\n",
            "templates/part/one.txt": "part of {{ cookiecutter.slug }}{% set x = 1 %}\n",
            "templates/macros.txt": "{% macro bold(t) %}**{{ t }}**{% endmacro %}",
            f"{ROOT}/a.txt": "{% extends 'base.txt' %}{% block a %}{{ super() }}!{% endblock %}",
            f"{ROOT}/b.txt": "{% include 'part/one.txt' %}{% include 'docs/own.txt' %}"
            "{% include 'absent.txt' ignore missing %}",
            f"{ROOT}/c.txt": "{% from 'macros.txt' import bold %}{{ bold('x') }}",
            f"{ROOT}/docs/own.txt": "own {{ cookiecutter.slug }}\r\n",
        },
    ),
    "jinja in names": Case(
        '{SLUG, "package": "pkg", "flag": "y", "nested": "one/two"}',
        {
            f"{ROOT}/src/{{{{cookiecutter.package}}}}/__init__.py": "",
            f"{ROOT}/src/{{{{cookiecutter.package}}}}/{{{{cookiecutter.slug}}}}.py": "x\n",
            f"{ROOT}/{{% if cookiecutter.flag == 'y' %}}yes.txt{{% endif %}}": "yes",
            f"{ROOT}/{{% if cookiecutter.flag == 'n' %}}no.txt{{% endif %}}": "no",
            f"{ROOT}/src/{{% if cookiecutter.flag == 'n' %}}no.txt{{% endif %}}": "no",
            f"{ROOT}/src/{{{{''}}}}": "no name either",
            f"{ROOT}/{{% set v = 'w' %}}d/{{{{ v }}}}.txt": "a block reaches into the file's name",
            f"{ROOT}/{{{{cookiecutter.nested}}}}/a.txt": "two folders",
            f"{ROOT}/{{#c#}}x/{{{{cookiecutter.slug}}}}": "comment",
            f"{ROOT}/z/src/{{{{ '..' if false else 'ok' }}}}": "ok",
        },
    ),
    "a file with the name of a folder is left out": Case(
        '{SLUG, "name": "docs"}',
        {f"{ROOT}/docs/a.txt": "a", f"{ROOT}/{{{{cookiecutter.name}}}}": "left out"},
    ),
    "two files of one name": Case(
        '{SLUG, "name": "b"}',
        {f"{ROOT}/b": "first\n", f"{ROOT}/{{{{cookiecutter.name}}}}": "{{ 'second' }}\n"},
        executable=(f"{ROOT}/b",),
    ),
    "helpers": one(
        "a.txt",
        "{{ {'b': [1], 'a': none}|jsonify }} {{ [2]|jsonify(0) }}\n"
        "{{ 'Größe & Söhne'|slugify }} {{ 'a_b c'|slugify(separator='_', max_length=4) }}\n"
        "{{ random_ascii_string(8) }} {{ random_ascii_string(8, punctuation=True) }}\n"
        "{{ uuid4() }}\n{% now 'utc', '%Y-%m' %} {% now 'local' + 'days=2', '%Y' %} "
        "{% now 'utc' - 'years=30', '%Y' %} {% now 'utc' %}\n",
    ),
    "raw blocks, comments and whitespace": one(
        "ci.yml",
        "{% raw %}${{ secrets.A }}{% endraw %}\n{# gone #}\n"
        "  {%- if true -%}\n x \n{%- endif %}\n\n",
    ),
    "text that only looks like jinja": Case(
        "{SLUG}",
        {
            f"{ROOT}/a.txt": "} }} %} { # {\n",
            f"{ROOT}/b.py": "x = {'a': {1}}\n" * 2,
            f"{ROOT}/c": "",
        },
    ),
    "unicode": Case(
        '{SLUG, "city": "Zürich 東京 🚀"}',
        {
            f"{ROOT}/Zürich-{{{{ cookiecutter.city[:6] }}}}.txt": "{{ cookiecutter.city }} ±€\n",
            f"{ROOT}/bom.txt": b"\xef\xbb\xbf{{ cookiecutter.slug }}\n",
            f"{ROOT}/separator.txt": "a\u2028{{ cookiecutter.slug }}\x85b\x0cc\n",
            **{
                f"{ROOT}/cut-{n}.txt": "a" * n + "é{{ cookiecutter.slug }}" for n in (510, 511, 512)
            },
        },
    ),
    "binary files": Case(
        "{SLUG}",
        {
            f"{ROOT}/picture.png": PNG,
            f"{ROOT}/picture": PNG + b"{{ cookiecutter.slug }}\r\n",
            f"{ROOT}/text.png": "{{ cookiecutter.slug }} is no picture\r\n",
            f"{ROOT}/BM.txt": "BM {{ cookiecutter.slug }}",
            f"{ROOT}/null.txt": b"{{ cookiecutter.slug }}\0\n",
            f"{ROOT}/esc.txt": b"\x1b[1m{{ cookiecutter.slug }}\x1b[0m\n",
            f"{ROOT}/many.txt": b"\x01\x02{{ 1 }}" * 40,
            f"{ROOT}/odd.suffix": "{{ cookiecutter.slug }}",
            f"{ROOT}/latin": bytes(range(128, 256)) * 4,
        },
    ),
    "modes, links and empty folders": Case(
        "{SLUG}",
        {
            f"{ROOT}/run.sh": "#!/bin/sh\necho {{ cookiecutter.slug }}\n",
            f"{ROOT}/literal.sh": "#!/bin/sh\n",
            f"{ROOT}/tool.bin": PNG,
            "LICENSE": "Free for {{ cookiecutter.slug }}\n",
        },
        executable=(f"{ROOT}/run.sh", f"{ROOT}/literal.sh", f"{ROOT}/tool.bin"),
        links={f"{ROOT}/again.sh": "run.sh", f"{ROOT}/LICENSE": "../LICENSE"},
        empty=(f"{ROOT}/empty", f"{ROOT}/data/{{{{cookiecutter.slug}}}}/raw"),
    ),
    "hooks": Case(
        '{SLUG, "_copy_without_render": ["static"]}',
        {
            "hooks/pre_gen_project.py": PRE,
            "hooks/post_gen_project.py": POST,
            "hooks/post_gen_project.py~": "raise SystemExit('a backup is no hook')",
            "hooks/helper.py": "raise SystemExit('no hook')",
            f"{ROOT}/README.md": "{{ cookiecutter.slug }}\n",
            f"{ROOT}/static/a.txt": "{{ raw }}",
        },
        trusted_only=True,
    ),
    "a hook of the shell": Case(
        "{SLUG}",
        {"hooks/post_gen_project.sh": SHELL, f"{ROOT}/a.txt": "a"},
        trusted_only=True,
    ),
    "a hook before the questions": Case(
        "{SLUG}",
        {
            "hooks/pre_prompt.py": PRE_PROMPT,
            f"{ROOT}/a.txt": "{{ cookiecutter.added|default('not there') }} "
            "{{ cookiecutter._template }} {{ cookiecutter._output_dir }}",
        },
        trusted_only=True,
    ),
    "all three hooks": Case(
        '{SLUG, "_private": 1}',
        {
            "hooks/pre_prompt.sh": "#!/bin/sh\nprintf '%s' \"$(pwd)\" | sed 's:.*/::' > at.txt\n"
            "mkdir -p '{{cookiecutter.slug}}' && cp at.txt '{{cookiecutter.slug}}/at.txt'\n",
            "hooks/pre_gen_project.py": f"stage = 'pre'\n{TELLS}",
            "hooks/post_gen_project.py": f"stage = 'post'\n{TELLS}",
            f"{ROOT}/a.txt": "{{ cookiecutter.slug }}\n",
        },
        trusted_only=True,
    ),
    "a hook that writes where it is": Case(
        "{SLUG}",
        {"hooks/post_gen_project.py": PLACES, f"{ROOT}/a.txt": "a\n"},
        trusted_only=True,
    ),
    "a hook that removes what was rendered": Case(
        '{SLUG, "licence": ["none", "MIT"]}',
        {
            "hooks/post_gen_project.py": "import os, shutil\n"
            "{% if cookiecutter.licence == 'none' %}os.remove('LICENSE'){% endif %}\n"
            "shutil.rmtree('docs'); os.rename('b.txt', 'c.txt'); os.chmod('c.txt', 0o700)\n",
            f"{ROOT}/LICENSE": "MIT\n",
            f"{ROOT}/docs/a.md": "a\n",
            f"{ROOT}/b.txt": "b\n",
        },
        trusted_only=True,
    ),
    "extensions that look around": Case(
        '{SLUG, "_extensions": ["local_extensions.look"]}',
        {
            "local_extensions/__init__.py": LOOK,
            "VERSION": "7\n",
            f"{ROOT}/a.txt": "{{ ''|look }}\n",
            f"{ROOT}/deep/{{{{ 'name' }}}}.txt": "{{ ''|look }}\n",
        },
        trusted_only=True,
    ),
    "private variables that are given": Case(
        '{SLUG, "_raw": "raw {{ cookiecutter.slug }}", "__ren": "{{ cookiecutter.slug }}",'
        ' "_on": true, "_list": ["a", "b"], "__object": {"a": "{{ cookiecutter.slug }}"}}',
        {
            f"{ROOT}/a.txt": "{% for name in ('_raw', '__ren', '_on', '_list', '__object') %}"
            "{{ name }}={{ cookiecutter[name]|jsonify }}\n{% endfor %}",
            f"{ROOT}/{{{{cookiecutter.__ren}}}}.txt": "{{ cookiecutter._raw }}",
        },
        given={
            "_raw": "{{ kept }}",
            "__ren": "{{ cookiecutter.slug }}-zz",
            "_on": "n",
            "_list": "b",
            "slug": "other",
        },
    ),
    "a template's own words for what Cookiecutter sets": Case(
        '{SLUG, "_template": "mine", "_repo_dir": [1], "_checkout": 5, "_output_dir": {}}',
        {
            f"{ROOT}/a.txt": "{{ cookiecutter._template }} {{ cookiecutter._repo_dir }} "
            "{{ cookiecutter._checkout }} {{ cookiecutter._output_dir }}\n"
        },
    ),
    "questions that are answered": Case(
        '{SLUG, "kind": ["x", "y"], "on": false, "title": "{{ cookiecutter.slug }}!"}',
        {
            f"{ROOT}/a.txt": "{{ cookiecutter.kind }} {{ cookiecutter.on }} "
            "{{ cookiecutter.title }}\n"
        },
        given={"kind": "y", "on": "yes", "slug": "other"},
    ),
}


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random values that are the same twice."""

    def first(corpus: str) -> str:
        return corpus[-1]

    monkeypatch.setattr(extensions, "choice", first)
    monkeypatch.setattr(secrets, "choice", first)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=7))
    monkeypatch.setattr(sys, "path", list(sys.path))


def forget_local_extensions() -> None:
    """Forget the local package that cookiecutter has imported."""
    for name in [name for name in sys.modules if name.startswith("local_extensions")]:
        del sys.modules[name]


def theirs(case: Case, root: Path, output: Path) -> Path:
    """Let Cookiecutter bake into ``output``, move that away, and return where it is."""
    output.mkdir()
    cookiecutter(
        str(root),
        no_input=True,
        default_config=True,
        output_dir=str(output),
        extra_context=dict(case.given),
    )
    forget_local_extensions()
    return output.rename(output.with_name("theirs"))


def ours(
    case: Case, root: Path, output: Path, capsys: pytest.CaptureFixture[str], *, trust: bool
) -> list[str]:
    """Bake into ``output`` from the command line, and return the files that it names."""
    words = [f"{name}={value}" for name, value in case.given.items()]
    options = ["--no-input", "--json", "--output", output, *["--trust"] * trust]

    said = call(capsys, "new", root, *words, *options)

    assert said.status == 0, said.err
    document = json.loads(said.out)
    take_away_ours(Path(document["path"]))
    return [name for name in document["files"] if name != ".portfolio-kit.json"]


@pytest.mark.parametrize(
    ("case", "trust"),
    [
        pytest.param(case, trust, id=f"{name}, {'trusted' if trust else 'sandboxed'}")
        for name, case in CASES.items()
        for trust in (True, False)
        if trust or not case.trusted_only
    ],
)
def test_a_template_bakes_to_cookiecutters_bytes(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, trust: bool
) -> None:
    root = case.write(tmp_path / "template")
    working = Path.cwd()

    expected = tree(theirs(case, root, tmp_path / "out"))
    files = ours(case, root, tmp_path / "out", capsys, trust=trust)

    assert tree(tmp_path / "out") == expected
    assert files == sorted(
        name.partition("/")[2] for name, (kind, _, _) in expected.items() if kind != "folder"
    )
    assert Path.cwd() == working
    assert "local_extensions" not in sys.modules


PERSON = {
    "title": "Digits together",
    "slug": "digits-together",
    "package": "digits_together",
    "summary": "What ten clients learn together, and what each would learn alone",
    "author_name": "Ada Lovelace",
    "author_email": "ada@example.org",
    "github": "ada",
}
STORY = {
    "question": 'Does "it" help?',
    "why": "I wanted to know.",
    "decisions": ["One"],
    "limitations": ["Few"],
}


def choices() -> list[Any]:  # Any: pytest's sets of parameters
    """Return each template of ours with its defaults, and with each answer that adds a layer."""
    found: list[Any] = []
    for root in sorted((CHECKOUT / "templates").glob("[!_]*/")):
        if not (root / "cookiecutter.json").is_file():
            continue
        found.append((root, {}))
        loaded = template.load(root, builtin=True)
        conditions = [(name, w) for layer in loaded.layers for name, w in layer.when.items()]
        found += [
            pytest.param(root, {name: answer}, marks=pytest.mark.matrix)
            for name, allowed in conditions
            for answer in allowed
        ]
    return found


@pytest.mark.parametrize(
    ("root", "chosen"), choices(), ids=lambda value: getattr(value, "name", None) or str(value)
)
def test_a_template_of_ours_renders_to_cookiecutters_bytes(
    root: Path, chosen: dict[str, str], tmp_path: Path
) -> None:
    loaded = template.load(root, builtin=True)
    asked = {question.name: question.raw for question in loaded.questions}
    private = context.private(loaded, datetime(2026, 2, 3, tzinfo=UTC), STORY)
    known = {"cookiecutter": {**asked, **loaded.private, **PERSON, **private}}
    answers = {**prompt_for_config(known, no_input=True), **chosen}
    for question in loaded.questions:
        if question.kind == "boolean" and question.name in chosen:
            answers[question.name] = chosen[question.name] == "yes"
    answers["_skills"] = skills.places(loaded, answers)

    for number, layer in enumerate(loaded.layers):
        if layers.holds(layer.when, answers):
            copy = tmp_path / str(number)
            shutil.copytree(layer.root / ROOT, copy / ROOT)
            for includes in reversed(loaded.includes):
                shutil.copytree(includes, copy / "templates", dirs_exist_ok=True)
            seen: dict[str, Any] = {"cookiecutter": dict(answers)}
            env = StrictEnvironment(context=seen, keep_trailing_newline=True)
            env.loader = FileSystemLoader(copy / "templates")
            seen["fragments"] = Fragments(loaded, env, dict(seen))
            generate_files(
                copy, seen, tmp_path / "theirs", overwrite_if_exists=True, accept_hooks=False
            )
    rendered = render.render(loaded, answers, tmp_path / "ours")

    assert len(rendered.files) > 10
    assert tree(tmp_path / "ours") == tree(tmp_path / "theirs")


def test_questions_may_include_what_cookiecutter_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cookiecutter renders questions without a loader: an include ends it."""
    case = Case(
        '{SLUG, "x": "{% include \'part.txt\' %}", "y": ["{% include \'part.txt\' %}"]}',
        {
            "templates/part.txt": "part of {{ cookiecutter.slug }}",
            f"{ROOT}/a.txt": "{{ cookiecutter.x }}, {{ cookiecutter.y }}",
        },
    )
    root = case.write(tmp_path / "template")

    with pytest.raises(TypeError, match="no loader"):
        theirs(case, root, tmp_path / "theirs")
    for trust in (True, False):
        output = tmp_path / str(trust)
        ours(case, root, output, capsys, trust=trust)

        assert (output / "demo/a.txt").read_text() == "part of demo, part of demo"


def test_the_differential_test_sees_a_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES["strings rendered in order"]
    ours(case, case.write(tmp_path / "template"), tmp_path / "ours", capsys, trust=False)
    before = tree(tmp_path / "ours")

    os.chmod(tmp_path / "ours/my-thing/README.md", 0o600)  # noqa: PTH101

    assert tree(tmp_path / "ours") != before
