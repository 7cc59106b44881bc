"""Cookiecutter's rules: questions, environments, and one line about what went wrong."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portfolio_kit.errors import RenderError
from portfolio_kit.jinja import engine


def rendered(text: str, *, trusted: bool = False, **private: Any) -> str:
    context = {"cookiecutter": {"slug": "demo", **private}}
    env = engine.environment(context, [], trusted=trusted)
    return engine.render_text(env, text, context, "a.txt")


def test_only_code_of_others_is_foreign() -> None:
    private = {
        "_extensions": [
            "jinja2.ext.do",
            "cookiecutter.extensions.SlugifyExtension",
            "jinja2_time.TimeExtension",
            "local.Own",
        ]
    }

    assert engine.foreign_extensions(private) == ["jinja2_time.TimeExtension", "local.Own"]
    assert engine.foreign_extensions({}) == engine.foreign_extensions({"_extensions": None}) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "a\n{{ cookiecutter.nope }}",
            "a.txt:2: cookiecutter.nope is undefined; define it or correct the name",
        ),
        ("\n\n{{ nope }}", "a.txt:3: 'nope' is undefined; define it or correct the name"),
        (
            "{{ cookiecutter.slug.nope.deep }}",
            "a.txt:1: 'str object' has no attribute 'nope'; define it or correct the name",
        ),
        ("a\n{% if %}", "a.txt:2: Expected an expression, got 'end of statement block'; {fix}"),
        ("{{ a", "a.txt:1: unexpected end of template, expected 'end of print statement'; {fix}"),
        ("{{ 1|nope }}", "a.txt:1: No filter named 'nope'; {fix}"),
        ("x\n{{ 1 / 0 }}", "a.txt:2: ZeroDivisionError: division by zero; {fix}"),
        ("{{ 'x' + 1 }}", 'a.txt:1: TypeError: can only concatenate str (not "int") to str; {fix}'),
        (
            "{% include 'b.txt' %}",
            "a.txt:1: no file 'b.txt' to include; put it in the folder templates",
        ),
        ("{% now 'nowhere' %}", None),
    ],
)
@pytest.mark.parametrize("trusted", [True, False])
def test_what_stops_jinja_is_one_line_with_its_place(
    text: str, said: str | None, *, trusted: bool
) -> None:
    with pytest.raises(RenderError) as caught:
        rendered(text, trusted=trusted)

    assert len(caught.value.lines) == 1
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is not None
    if said is not None:
        assert str(caught.value) == said.format(fix="correct the template")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "\n{{ ''.__class__.__mro__ }}",
            (
                "a.txt:2: the sandbox refuses: access to attribute '__class__' of 'str' object is "
                "unsafe; read the template, then pass --trust"
            ),
        ),
        (
            "{{ self.__init__.__globals__.__builtins__.__import__('os').popen('touch x').read() }}",
            (
                "a.txt:1: the sandbox refuses: access to attribute '__init__' of "
                "'TemplateReference' "
                "object is unsafe; read the template, then pass --trust"
            ),
        ),
        (
            "{{ cycler.__init__.__globals__.os.popen('touch x').read() }}",
            (
                "a.txt:1: the sandbox refuses: access to attribute '__init__' of 'type' object is "
                "unsafe; read the template, then pass --trust"
            ),
        ),
        (
            "{{ ''|attr('__class__') }}",
            (
                "a.txt:1: the sandbox refuses: access to attribute "
                "'__class__' of 'str' object is unsafe; read the template, then pass --trust"
            ),
        ),
        (
            "{{ '{0.__class__}'.format(1) }}",
            (
                "a.txt:1: the sandbox refuses: access to attribute "
                "'__class__' of 'int' object is unsafe; read the template, then pass --trust"
            ),
        ),
        (
            "{{ range(10**9)|length }}",
            (
                "a.txt:1: the sandbox refuses: it makes a range of more than 100000 numbers; "
                "read the template, then pass --trust"
            ),
        ),
        (
            "{{ slugify.__globals__ }}",
            "a.txt:1: 'slugify' is undefined; define it or correct the name",
        ),
        (
            "{{ uuid4.__globals__ }}",
            (
                "a.txt:1: the sandbox refuses: access to attribute "
                "'__globals__' of 'function' object is unsafe; read the template, then pass --trust"
            ),
        ),
    ],
)
def test_an_escape_from_the_sandbox_is_refused(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(RenderError) as caught:
        rendered(text)

    assert str(caught.value) == said
    assert not list(tmp_path.iterdir())


def test_a_trusted_template_is_not_sandboxed() -> None:
    assert rendered("{{ ''.__class__.__name__ }}", trusted=True) == "str"


def test_an_error_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "part.txt").write_text("\n\n{{ nope }}")
    (tmp_path / "broken.txt").write_text("\n{% if %}")
    env = engine.environment({}, [tmp_path], trusted=False, bound=tmp_path)

    with pytest.raises(RenderError) as undefined:
        engine.render_text(env, "\n{% include 'part.txt' %}", {}, "a.txt")
    with pytest.raises(RenderError) as broken:
        engine.render_text(env, "{% include 'broken.txt' %}", {}, "a.txt")
    with pytest.raises(RenderError) as absent:
        engine.render_text(env, "\n{% include 'absent.txt' %}", {}, "a.txt")

    assert str(undefined.value).startswith(f"{tmp_path / 'part.txt'}:3: 'nope' is undefined")
    assert str(broken.value).startswith(f"{tmp_path / 'broken.txt'}:2: Expected an expression")
    assert str(absent.value) == (
        "a.txt:2: no file 'absent.txt' to include; put it in the folder templates"
    )


@pytest.mark.parametrize(
    "text", ["{% include 'part.txt' %}", "{% include 'part.txt' ignore missing %}"]
)
def test_a_link_out_of_an_untrusted_template_is_not_included(text: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("key")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/part.txt").symlink_to(tmp_path / "secret.txt")
    search = [tmp_path / "templates"]
    sandboxed = engine.environment({}, search, trusted=False, bound=tmp_path / "templates")
    trusted = engine.environment({}, search, trusted=True, bound=tmp_path / "templates")

    with pytest.raises(RenderError) as caught:
        engine.render_text(sandboxed, text, {}, "a.txt")

    assert str(caught.value) == (
        "a.txt:1: the sandbox refuses: part.txt leaves the template through a link; "
        "read the template, then pass --trust"
    )
    assert engine.render_text(trusted, text, {}, "a.txt") == "key"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"extensions": ["os"]}, "_jinja2_env_vars: 'extensions' cannot be set; choose from: auto"),
        ({"line_comment_prefix": ""}, "_jinja2_env_vars: line_comment_prefix is ''; give a text"),
        (["x"], "_jinja2_env_vars: not a JSON object; write the options between { and }"),
        ({"newline_sequence": "x"}, "_jinja2_env_vars: "),
        (
            {"block_start_string": ""},
            "_jinja2_env_vars: block_start_string is ''; give a text such",
        ),
        ({"block_start_string": 3}, "_jinja2_env_vars: block_start_string is 3; give a text such"),
        ({"block_start_string": "{{"}, "_jinja2_env_vars: block, variable and comment start"),
    ],
)
def test_an_option_that_jinja_does_not_have_is_refused(variables: object, said: str) -> None:
    with pytest.raises(RenderError) as caught:
        rendered("x", _jinja2_env_vars=variables)

    assert str(caught.value).startswith(said)
    assert len(caught.value.lines) == 1


def test_settings_may_be_given_without_a_context() -> None:
    env = engine.environment(
        {},
        [],
        extensions=["jinja2.ext.do"],
        variables={"variable_start_string": "<<", "variable_end_string": ">>"},
        trusted=False,
    )

    assert engine.render_text(env, "{% set a = [] %}{% do a.append(1) %}<< a >>", {}, "x") == "[1]"


def test_a_foreign_extension_is_loaded_only_with_trust() -> None:
    name = "portfolio_kit_no_such_module.Extension"

    assert rendered("x {{ cookiecutter.slug }}", _extensions=[name]) == "x demo"
    with pytest.raises(RenderError) as caught:
        rendered("x", trusted=True, _extensions=[name])

    assert str(caught.value) == (
        "_extensions: Unable to load extension: No module named 'portfolio_kit_no_such_module'; "
        "install the extension or correct its name"
    )


def test_a_local_module_is_importable_and_then_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    path = list(sys.path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "portfolio_kit_local.py").write_text(
            f"import colorsys\nNAME = {name!r}\n"
        )
    found = []

    for name in ("one", "two"):
        with engine.importable(tmp_path / name):
            import portfolio_kit_local  # type: ignore[import-not-found] # made above

            found.append(portfolio_kit_local.NAME)

    assert found == ["one", "two"]
    assert sys.path == path
    assert "portfolio_kit_local" not in sys.modules
    assert "colorsys" in sys.modules


def test_text_without_tags_costs_no_jinja() -> None:
    code = (
        "import sys; from portfolio_kit.jinja import engine; "
        "from portfolio_kit.render import hooks, layer_files, render; "
        "from portfolio_kit.template import template; "
        "print([name for name in ('jinja2', 'cookiecutter', 'binaryornot') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_helpers_load_no_library_before_they_are_called() -> None:
    code = """
import sys
from portfolio_kit.jinja import engine
def render(text):
    env = engine.environment({}, [], trusted=True)
    engine.render_text(env, text, {}, "x")
    return [m for m in ("cookiecutter", "arrow", "slugify", "requests") if m in sys.modules]
print(render("{{ [1]|jsonify }} {{ uuid4() }} {{ random_ascii_string(3) }}"))
print(render("{{ 'A b'|slugify }}"))
print(render("{% now 'utc' %}"))
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [
        "[]",
        "['slugify']",
        "['cookiecutter', 'arrow', 'slugify']",
    ]
