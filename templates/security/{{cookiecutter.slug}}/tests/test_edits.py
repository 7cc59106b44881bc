"""Edits: what they give can be registered, is near, and is the same each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }}.edits import OPEN, registrable, variants
from {{ cookiecutter.package }}.names import normal

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,14}[a-z0-9])?", fullmatch=True)
NAMES = st.builds("{}.{}".format, LABEL, st.sampled_from((*OPEN, "co.uk", "example")))


@given(NAMES)
def test_every_variant_can_be_registered(name: str) -> None:
    """Below its own suffix or one that is open to anybody, and as text it is a domain name."""
    suffix = name.partition(".")[2]

    for variant in variants(name):
        assert registrable(variant)
        assert normal(variant) == variant
        assert variant.partition(".")[2] in (*OPEN, suffix)


@given(NAMES)
def test_an_edit_changes_the_name_in_one_place(name: str) -> None:
    """What is common at both ends leaves one short piece on each side, or a word more."""
    label, _, suffix = name.partition(".")

    for variant in variants(name):
        changed, _, end = variant.partition(".")
        assert variant != name
        assert changed == label or end == suffix
        common = _common(label, changed)
        assert len(label) - common <= 1
        assert len(changed) - common <= max(2, len(changed) - len(label))


@given(NAMES)
def test_variants_are_distinct_and_the_same_each_time(name: str) -> None:
    """The order breaks ties of an attack, so that it must not depend on hashing."""
    found = variants(name)

    assert len(set(found)) == len(found)
    assert found == variants(name)


@given(NAMES)
def test_a_code_is_not_edited(name: str) -> None:
    """Letters of an internationalised label are not those that people see."""
    label = "xn--" + name.partition(".")[0][:20].strip("-") + "a"

    assert {each.partition(".")[0] for each in variants(f"{label}.com")} <= {label}


@pytest.mark.parametrize(
    "name",
    [
        "-a.com",
        "a-.com",
        "ab--c.com",
        "a_b.com",
        "a" * 64 + ".com",
        "com",
        "a..com",
        ".".join(["a" * 60] * 5),
    ],
)
def test_what_no_registry_takes_is_not_registrable(name: str) -> None:
    """A hyphen at an end, a reserved one, other characters, too long, no suffix."""
    assert not registrable(name)


def test_each_kind_of_edit_is_there() -> None:
    """One of each, by hand."""
    found = variants("pay-me.com")

    assert {"pay-me.xyz", "p4y-me.com", "payme.com", "ppay-me.com", "p-ay-me.com"} <= {*found}
    assert {"mypay-me.com", "pay-mehub.com", "pay-rne.com"} <= {*found}


def _common(first: str, second: str) -> int:
    """Return how many characters both share at their ends, counted once."""
    shorter = min(len(first), len(second))
    start = next((at for at in range(shorter) if first[at] != second[at]), shorter)
    rest = range(shorter - start)
    return start + next((at for at in rest if first[-1 - at] != second[-1 - at]), shorter - start)
