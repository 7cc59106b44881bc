"""Every key is found, and on its own line."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.config.toml_lines import locate
from portfolio_kit.schema import KeyPath

BARE = st.text("abcXYZ019_-", min_size=1, max_size=5)
NASTY = st.text(st.sampled_from(list("ab.#[]{}=,\"'\\ é\t\n")), max_size=6)


def basic(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def long_basic(text: str) -> str:
    return '"""' + text.replace("\\", "\\\\").replace('"""', '""\\"') + '"""'


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A TOML string in one of the four ways of writing it."""
    text = draw(NASTY)
    written = draw(st.sampled_from([basic(text), long_basic(text), f"'''{text}'''", f"'{text}'"]))
    try:
        tomllib.loads(f"x = {written}")
    except tomllib.TOMLDecodeError:  # literal strings cannot say everything
        return basic(text)
    return written


KEYS = st.one_of(BARE, NASTY.map(basic), BARE.map(lambda key: f"'{key}'"))
DOTTED = st.lists(KEYS, min_size=1, max_size=3).map(" . ".join) | KEYS
SCALARS = st.one_of(
    texts(), st.sampled_from(["1", "-2.5e3", "true", "inf", "1979-05-27 07:32:00.9", "0xF"])
)
GAPS = st.sampled_from(["", " ", "\n", " # [a]\n\t", "\r\n"])


@st.composite
def arrays(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    items = [draw(GAPS) + item + draw(GAPS) for item in draw(st.lists(values, max_size=3))]
    comma = draw(st.sampled_from(["", ",\n"])) if items else ""
    return "[" + ",".join(items) + comma + "]"


@st.composite
def inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    return (
        "{ " + ", ".join(f"{draw(DOTTED)} = {v}" for v in draw(st.lists(values, max_size=3))) + "}"
    )


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | inline_tables(inner), max_leaves=6)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """TOML of every shape, a line at a time; a line that ``tomllib`` refuses is left out."""
    text = ""
    for _ in range(draw(st.integers(0, 8))):
        key = draw(DOTTED)
        statement = draw(
            st.one_of(
                st.just(f"[{key}] # ]]"),
                st.just(f"[[ {key} ]]"),
                st.just("# a = [1"),
                VALUES.map(f"{key} = ".__add__),
            )
        )
        longer = text + statement + draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
        try:
            tomllib.loads(longer)
        except tomllib.TOMLDecodeError:
            continue
        text = longer
    return text


def paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every path in a parsed document."""
    if path:
        yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))


@given(documents())
def test_exactly_what_tomllib_reads_is_found(text: str) -> None:
    assert set(locate(text)) == set(paths(tomllib.loads(text)))


@given(documents())
def test_a_key_stands_on_its_line(text: str) -> None:
    lines = text.split("\n")

    for path, line in locate(text).items():
        if isinstance(key := path[-1], str):
            assert key in lines[line - 1] or json.dumps(key, ensure_ascii=False) in lines[line - 1]


SOUP = ["a", "b.c", "=", "=1", ".", ",", "\n", "[", "]", "[[", "]]", "{", "}", '"', "'", "#", " "]


@given(st.lists(st.sampled_from([*SOUP, '"""', "'''", "\\"]), max_size=12).map("".join))
def test_whatever_tomllib_accepts_is_located(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    assert set(locate(text)) == set(paths(document))


SAMPLE = '''\
# author.name = "not here"
title = """
[author]
x = 1 """

[author]
name = "[project]" # name = 2
"quoted key" = 1
dotted . "ke\\u0079" = 'x'

[[project]]
template = "federated"
answers = { seed = 1, nested = { deep = [
  1,
  { far = true },
] }, last = 2 }

[[project]]
template = "xai"
[project.story]
why = 1979-05-27 07:32:00
[[project.story.part]]
[[project.story.part]]
a = """""two quotes"""""
b = 3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("author",), 6),
        (("author", "name"), 7),
        (("author", "quoted key"), 8),
        (("author", "dotted"), 9),
        (("author", "dotted", "key"), 9),
        (("project",), 11),
        (("project", 0), 11),
        (("project", 0, "template"), 12),
        (("project", 0, "answers", "nested", "deep"), 13),
        (("project", 0, "answers", "nested", "deep", 0), 14),
        (("project", 0, "answers", "nested", "deep", 1, "far"), 15),
        (("project", 0, "answers", "last"), 16),
        (("project", 1), 18),
        (("project", 1, "story", "why"), 21),
        (("project", 1, "story", "part", 1), 23),
        (("project", 1, "story", "part", 1, "a"), 24),
        (("project", 1, "story", "part", 1, "b"), 25),
    ],
)
def test_a_file_written_by_hand_is_located(path: KeyPath, line: int) -> None:
    assert locate(SAMPLE)[path] == line


def test_windows_line_ends_count_once() -> None:
    assert locate(SAMPLE.replace("\n", "\r\n")) == locate(SAMPLE)


def test_depth_is_no_limit() -> None:
    text = "a = " + "[" * 5000 + "]" * 5000

    assert len(locate(text)) == 5000
