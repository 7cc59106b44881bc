"""What Jinja compiles of our templates is kept, and nothing depends on its being there."""

import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from jinja2 import Environment

from portfolio_kit.jinja import engine
from portfolio_kit.template import template

CONTEXT = {"cookiecutter": {"title": "Digits"}}
TEXT = "{% for word in cookiecutter.title.split() %}{{ word }}!{% endfor %}"


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates on a machine that keeps byte code."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return tmp_path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that Jinja compiles from here on."""
    texts: list[str] = []
    real = Environment.compile

    def compile_it(self: Environment, source: str, *rest: str) -> object:
        texts.append(source)
        return real(self, source, *rest)

    monkeypatch.setattr(Environment, "compile", compile_it)
    return texts


def render(templates: Path, text: str = TEXT) -> str:
    """Render as a new process would: nothing is remembered."""
    for remembered in (engine._compiled, engine._looking_in, engine._kept):
        remembered.cache_clear()
    env = engine.environment(CONTEXT, [templates], trusted=True, ours=templates)
    return engine.render_text(env, text, CONTEXT, "README.md")


def kept(templates: Path) -> list[Path]:
    return sorted(templates.glob("__pycache__/jinja/*.cache"))


def test_a_second_process_compiles_nothing(templates: Path, compiled: list[str]) -> None:
    (templates / "part.md").write_text("part of {{ cookiecutter.title }}")
    text = TEXT + "{% include 'part.md' %}"

    first, second = render(templates, text), render(templates, text)

    assert first == second == "Digits!part of Digits"
    assert len(compiled) == len(kept(templates)) == 2


def test_another_text_is_compiled_anew(templates: Path, compiled: list[str]) -> None:
    render(templates)

    assert render(templates, "{{ cookiecutter.title }}") == "Digits"
    assert compiled == [TEXT, "{{ cookiecutter.title }}"]


@pytest.mark.parametrize("length", [0, 3, 40, 120])
def test_a_file_that_was_cut_short_is_as_good_as_none(templates: Path, length: int) -> None:
    render(templates)
    (file,) = kept(templates)
    whole = file.read_bytes()
    file.write_bytes(whole[:length])

    assert render(templates) == "Digits!"
    assert file.read_bytes() == whole


def test_where_nothing_can_be_written_nothing_is_kept(templates: Path) -> None:
    (templates / "__pycache__").write_text("in the way")

    assert render(templates) == "Digits!"


def test_a_person_who_wants_no_byte_code_gets_none(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert render(templates) == "Digits!"
    assert list(templates.iterdir()) == []


def test_it_lies_where_python_keeps_its_own(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))

    render(templates)

    beside = Path(cache_from_source(str(templates / "any.py"))).parent
    assert len(list((beside / "jinja").iterdir())) == 1
    assert not (templates / "__pycache__").exists()


def test_a_foreign_template_leaves_none(
    templates: Path, make_template: Callable[[dict[str, str]], Path]
) -> None:
    root = make_template({"cookiecutter.json": "{}", "{{cookiecutter.slug}}/a": "{{ 1 }}"})
    loaded = template.load(root)
    env = engine.environment(CONTEXT, [root], trusted=loaded.builtin)

    assert engine.render_text(env, "{{ 1 + 1 }}", CONTEXT, "a") == "2"
    assert kept(root) == kept(root.parent) == kept(templates) == []
