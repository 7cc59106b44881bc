"""What a template makes without trust has a limit, whatever it is made with."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commandline import call
from conftest import MakeTemplate
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio_kit.errors import RenderError
from portfolio_kit.jinja import engine, limits
from portfolio_kit.render import confine

ROOT = "{{cookiecutter.slug}}"


#: What would take a gigabyte or more, or all time there is.
GREEDY = (
    "{{ 'a' * 10**9 }}",
    "{{ 10**9 * 'a' }}",
    "{{ ([0] * 10**9)|length }}",
    "{{ 'a'|center(10**9) }}",
    "{{ 'a'|center(width=10**9) }}",
    "{{ 'a'.center(10**9) }}",
    "{{ 'a'.ljust(10**9) }}{{ 1 }}",
    "{{ 'a'.rjust(10**9) }}",
    "{{ '1'.zfill(10**9) }}",
    "{{ '\\t'.expandtabs(10**9) }}",
    "{{ ('a' * 10**7).replace('a', 'b' * 10**7) }}",
    "{{ ('a' * 10**7).replace('', 'b' * 10**7) }}",
    "{{ ('a' * 10**7)|replace('a', 'b' * 10**7) }}",
    "{{ ('a' * 10**7).translate({97: 'b' * 10**7}) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '%*d'|format(10**9, 1) }}",
    "{{ '%.1000000000f'|format(1) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%(a)1000000000d' % {'a': 1} }}",
    "{{ ('%s' * 10**6) % (['a' * 10**6] * 10**6)|list }}",
    "{{ ('%(a)s' * 10**6) % {'a': 'a' * 10**6} }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:.1000000000f}'.format(1) }}",
    "{{ '{:{}}'.format(1, 10**9) }}",
    "{{ ('{0}' * 10**6).format('a' * 10**6) }}",
    "{{ ('{a}' * 10**6).format_map({'a': 'a' * 10**6}) }}",
    "{{ ['a' * 10**7] * 10**6 }}",
    "{{ (['a' * 10**7] * 10**6)|join }}",
    "{{ ([''] * 10**6)|join('a' * 10**6) }}",
    "{{ ('a' * 10**6).join([''] * 10**6) }}",
    "{{ ''.join(['a' * 10**7] * 10**6) }}",
    "{{ (['a' * 10**7] * 10**6)|string }}",
    "{{ (['a' * 10**7] * 10**6)|pprint }}",
    "{{ (['a' * 10**7] * 10**6)|tojson }}",
    "{{ (['a' * 10**7] * 10**6)|jsonify }}",
    "{{ [[1]]|tojson(indent=10**9) }}",
    "{{ [[1]]|jsonify(10**9) }}",
    "{{ 'a\\nb'|indent(10**9) }}",
    "{{ [1]|batch(10**9, 0)|list|length }}",
    "{{ [1]|slice(10**9)|list|length }}",
    "{{ ([[0] * 10**6] * 10**6)|sum(start=[])|length }}",
    "{{ ('a ' * 10**6)|wordwrap(1, wrapstring='b' * 10**6) }}",
    "{{ lipsum(10**9) }}",
    "{{ random_ascii_string(10**9) }}",
    "{{ 9**(9**9) }}",
    "{{ (2**1000000)**1000 }}",
    "{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[0]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=2) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}",
    (
        "{% set n = namespace(x='a') %}{% for i in range(99) %}"
        "{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}"
    ),
    "{% set l = [0] %}{% for i in range(99) %}{% set _ = l.extend(l) %}{% endfor %}",
    (
        "{% set n = namespace(x='lol') %}{% for i in range(9) %}{% set n.x = [n.x] * 1000 %}"
        "{% endfor %}{{ n.x }}"
    ),
    (
        "{% set n = namespace(x='lol') %}{% for i in range(9) %}{% set n.x = [n.x] * 1000 %}"
        "{% endfor %}{{ 'a' ~ n.x }}"
    ),
    (
        "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% else %}{{ 'a' * 9**6 }}{% endif %}"
        "{% endmacro %}{{ m(40) }}"
    ),
    "{% set big = 'a' * 10**6 %}{% for i in range(10**5) %}{{ big }}{% endfor %}",
    (
        "{% set big = 'a' * 10**6 %}{% filter upper %}"
        "{% for i in range(10**5) %}{{ big }}{% endfor %}{% endfilter %}"
    ),
    (
        "{% set big = 'a' * 10**6 %}{% macro m() %}{% for i in range(10**5) %}{{ big }}{% endfor %}"
        "{% endmacro %}{{ m() }}"
    ),
    "{% for i in range(10**12) %}{% endfor %}",
    "{{ range(10**12)|list|length }}",
    "{{ range(0, 0 - 10**12, -1)|list|length }}",
)

#: What a template may well do.
MODEST = {
    "{{ 'ab' * 3 }}": "ababab",
    "{{ 'a'|center(5) }}|": "  a  |",
    "{{ '%5.2f|%s'|format(1, 'x') }}": " 1.00|x",
    "{{ '%s of 100000000' % 1 }}": "1 of 100000000",
    "{{ '{:>4}'.format(1) }}": "   1",
    "{{ 'a' ~ 1 ~ [1] ~ none }}": "a1[1]None",
    "{{ [1, 2]|join(', ') }}": "1, 2",
    "{{ 123456789012|filesizeformat }}": "123.5 GB",
    "{{ 10**12 + 2**70 }}": str(10**12 + 2**70),
    "{{ [1]|tojson(indent=2) }}": "[\n  1\n]",
    "{{ range(5, 0, -2)|list }}": "[5, 3, 1]",
    "{{ 'a-b'.replace('-', '') }}": "ab",
    "{{ 'aß'|upper }}": "ASS",
    "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}": "[[...]]",
    "{{ [3, 1]|sort|map('string')|join }}": "13",
    "{{ x is defined }} {{ x|default('d') }}": "False d",
    "{% filter indent(2) %}a\nb{% endfilter %}": "a\n  b",
    "{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(10**12) }}": "<1000000000000>",
    "{% autoescape true %}{{ '<' ~ '&'|safe }}{% endautoescape %}": "&lt;&amp;",
}


def rendered(text: str, *, trusted: bool = False) -> str:
    extension = ["jinja2.ext.do"]
    env = engine.environment({"cookiecutter": {"_extensions": extension}}, [], trusted=trusted)
    return engine.render_text(env, text, {}, "a.txt")


def test_nothing_makes_more_than_its_limit() -> None:
    code = (
        "import json, resource, sys; sys.path[:0] = sys.argv[1:]\n"
        "resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))\n"
        "import test_limits; print(json.dumps(test_limits.refusals()))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code, *map(str, Path(__file__).parents[:2])],
        capture_output=True, check=True, timeout=600,
    )  # fmt: skip

    said = json.loads(ended.stdout)
    wrong = {
        text: line
        for text, line in said.items()
        if not line.startswith("a.txt:1: the sandbox refuses: it makes ")
    }
    assert wrong == {}
    assert all(line.endswith("; read the template, then pass --trust") for line in said.values())


def refusals() -> dict[str, str]:
    """Return what is said of each greedy text."""
    said = {}
    for text in GREEDY:
        try:
            said[text] = f"it made {len(rendered(text))} characters"
        except RenderError as error:
            said[text] = str(error)
        except MemoryError:
            said[text] = "it took all memory"
    return said


@pytest.mark.parametrize("text", MODEST)
def test_what_is_modest_is_rendered_as_without_a_sandbox(text: str) -> None:
    assert rendered(text) == rendered(text, trusted=True) == MODEST[text]


@given(st.lists(st.text(max_size=40), max_size=9))
def test_pieces_are_joined_as_they_are(pieces: list[str]) -> None:
    assert limits.concat(pieces * 3) == "".join(pieces * 3)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
)


@given(JSON)
def test_a_value_is_measured_about_as_long_as_it_is_written(value: Any) -> None:
    nothing = str(value).count("None")

    assert limits.measure(value) <= 2 * len(str(value)) + 8 * nothing + 8
    assert limits.measure([value] * 1000) >= 1000 * limits.measure(value)


@given(st.dictionaries(st.text(max_size=4), st.text(max_size=50), max_size=30))
@example({**{str(k): "x" for k in range(10)}, "z": "y" * 10**6})
def test_a_mapping_is_measured_by_all_its_pairs(value: dict[str, str]) -> None:
    assert limits.measure(value) >= sum(len(key) + len(text) for key, text in value.items())


def test_a_file_says_what_it_exceeds_and_trust_lifts_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make_template: MakeTemplate
) -> None:
    folder = make_template(
        {
            "cookiecutter.json": '{"slug": "demo"}',
            f"{ROOT}/a.txt": "\n{% for i in range(65) %}{{ 'a' * 2**20 }}{% endfor %}",
        }
    )

    refused = call(capsys, "new", folder, "--no-git", "--quiet", "--output", tmp_path / "out")
    trusted = call(
        *(capsys, "new", folder, "--no-git", "--quiet", "--output", tmp_path / "out", "--trust")
    )

    assert refused.err == (
        f"{ROOT}/a.txt:1: the sandbox refuses: it makes more than 64 MiB of text; "
        "read the template, then pass --trust\n"
    )
    assert trusted.status == 0
    assert (tmp_path / "out/demo/a.txt").stat().st_size == 65 * 2**20 + 1


def test_a_project_says_what_it_exceeds_and_trust_lifts_it(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make_template: MakeTemplate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confine, "PROJECT", 2**20)  # half a gigabyte takes its time
    files = {f"{ROOT}/{n}.txt": "{{ 'a' * 3 * 10**5 }}" for n in range(4)}
    folder = make_template({"cookiecutter.json": '{"slug": "demo"}', **files})

    refused = call(capsys, "new", folder, "--no-git", "--quiet", "--output", tmp_path / "out")
    trusted = call(
        *(capsys, "new", folder, "--no-git", "--quiet", "--output", tmp_path / "out", "--trust")
    )

    assert refused.err == (
        f"{ROOT}/3.txt: with it the project has more than 1 MiB; "
        "read the template, then pass --trust\n"
    )
    assert trusted.status == 0
