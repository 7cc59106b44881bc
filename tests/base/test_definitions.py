"""What code defines is the same however it is written, and another when it does something else."""

import ast
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.base.definitions import definitions, same

NAMES = st.sampled_from(["lab", "fed", "rate", "study"])
VALUES = st.one_of(st.integers(-9, 9), st.text("ab'\"\\\n{}", max_size=4), st.booleans())
LINES = st.one_of(
    st.builds("{} = {!r}".format, NAMES, VALUES),
    st.builds("def {}(x, {}={!r}):\n    return x".format, NAMES, NAMES, VALUES),
    st.builds("class {}:\n    {}: int = {!r}".format, NAMES, NAMES, VALUES),
    st.builds("from fed.{} import {}".format, NAMES, NAMES),
    st.builds("import fed.{0}\nprint(fed.{0})".format, NAMES),
    st.builds("if {}:\n    print({!r})\nelse:\n    pass".format, NAMES, VALUES),
    st.builds("print(f'{{{}}} fed', {}={!r})".format, NAMES, NAMES, VALUES),
)
MODULES = st.lists(LINES, max_size=6).map("\n".join)


def read(text: str, package: str = "fed") -> dict[str, str]:
    found = definitions(text.encode(), package)
    assert found is not None
    return found


@given(MODULES)
def test_a_formatter_defines_nothing_new(text: str) -> None:
    assert list(read(ast.unparse(ast.parse(text))).items()) == list(read(text).items())


@given(MODULES, st.text(" ab", max_size=9))
def test_comments_and_texts_for_people_define_nothing(text: str, said: str) -> None:
    commented = "\n".join(f"{line}  # {said}" for line in text.split("\n"))
    documented = f'"""{said}"""\n\n{commented}\n"""{said}"""\n'
    documented = documented.replace("return x", '"""Return."""; return x')

    assert read(documented) == read(text)


@given(MODULES, VALUES, VALUES)
def test_another_value_is_another_definition(text: str, one: object, other: object) -> None:
    before, after = (read(f"{text}\ndef new():\n    return {value!r}") for value in (one, other))

    assert (before == after) is (repr(one) == repr(other))
    assert [name for name in after if before[name] != after[name]] in ([], ["new"])


@given(MODULES)
def test_a_package_that_is_renamed_defines_the_same(text: str) -> None:
    import re

    renamed = re.sub(r"\bfed\b", "dice", text)

    old, new = str(read(text)), str(read(renamed, "dice"))
    assert same(old, new, "fed", "dice")
    assert not same(old, f"{new} more", "fed", "dice")


def test_a_word_that_only_looks_like_the_package_may_stay() -> None:
    assert same("run(study=1) in study", "run(study=1) in dice", "study", "dice")
    assert not same("run(study=1)", "run(other=1)", "study", "dice")
    assert not same("run(dice=1)", "run(study=1)", "study", "dice")
    assert not same("study", "dice", "study", "study")
    assert same(r"'usage:\nstudy -h'", r"'usage:\ndice -h'", "study", "dice")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import b, a", "import a\nimport b"),
        ("from m import (b,\n a)", "from m import a, b"),
        ("from a import x\nfrom b import y", "from b import y\nfrom a import x"),
        ("def f():\n    from m import b, a", "def f():\n    from m import a, b"),
        ("x = u'a'", "x = 'a'"),
        ("x = 'a' 'b'", "x = 'ab'"),
        ("x = 1_000", "x = (1000)"),
        ("def f():\n    'Said.'", 'def f():\n    """Other."""'),
        ("x = 1\n'What x is.'", "x = 1"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ("x = 'a'", "x = b'a'"),
        ("x: int = 1", "x: float = 1"),
        ("from m import a", "from n import a"),
        ("from m import a", "from .m import a"),
        ("from m import a", "from m import b as a"),
        ("import m", "import m as n"),
        ("def f(a, b): ...", "def f(b, a): ..."),
        ("def f(a): ...", "async def f(a): ..."),
        ("def f(a): ...\ndef f(b): ...", "def f(b): ..."),
        ("@a\ndef f(): ...", "def f(): ..."),
        ("a()\nb()", "b()\na()"),
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert read(one) != read(other)


def test_the_order_of_definitions_is_kept() -> None:
    one, other = read("def a(): ...\ndef b(): ..."), read("def b(): ...\ndef a(): ...")

    assert one == other
    assert list(one) != list(other)


def test_functions_and_classes_are_known_by_their_names() -> None:
    found = read("import a\n\nX = 1\n\ndef f(): ...\n\nclass C: ...\n")

    assert [name for name in found if name.isidentifier()] == ["f", "C"]


@pytest.mark.parametrize("text", ["def", "x = \0", "x = '\udcff'", "(" * 500, "-" * 100_000 + "1"])
def test_what_is_no_python_defines_nothing(text: str) -> None:
    assert definitions(text.encode(errors="surrogateescape"), "fed") is None


def test_a_sum_that_is_too_long_to_be_read_defines_nothing() -> None:
    assert definitions(f"x = {' + '.join(['a'] * 20_000)}".encode(), "fed") is None


def test_reading_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        assert read(r"x = '\d' is 1")
