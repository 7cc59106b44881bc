"""One way to write a name, and one that nobody follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }}.names import LONGEST, defanged, normal

label = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
name = st.lists(label, min_size=2, max_size=4).map(".".join)


@given(name)
def test_normal_changes_a_normal_name_no_more(text: str) -> None:
    """And finds it again behind capitals, a last dot and spaces."""
    assert normal(text) == text
    assert normal(f" {text.upper()}. ") == text


@given(st.text(max_size=80))
def test_whatever_is_let_through_is_a_name(text: str) -> None:
    """Of ASCII labels of at most 63 characters; anything else is a ValueError."""
    try:
        found = normal(text)
    except ValueError:
        return

    assert found.isascii()
    assert len(found) <= LONGEST
    assert found == normal(found)
    assert all(1 <= len(part) <= 63 for part in found.split("."))


@given(name)
def test_a_defanged_name_holds_no_bare_dot(text: str) -> None:
    """And loses nothing."""
    assert "." not in defanged(text).replace("[.]", "")
    assert defanged(text).replace("[.]", ".") == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("localhost", "is no domain name"),
        ("a..b", "is no domain name"),
        ("-a.example", "is no domain name"),
        ("https://pay.example/x", r"https://pay\[\.\]example/x"),
        ("a." * 130 + "example", "at most 253"),
    ],
)
def test_what_is_no_name_is_refused_defanged(text: str, message: str) -> None:
    """The message links to nothing."""
    with pytest.raises(ValueError, match=message):
        normal(text)
