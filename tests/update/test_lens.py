"""A merge sees what is the program's as it is in ours: regions, line ends, the byte order mark."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio_kit.carried.markdown import BOM, lines_of
from portfolio_kit.carried.regions import find
from portfolio_kit.update import lens

Part = tuple[str, str]  # a region's name, or none, and what it holds
Document = Sequence[Part]


def region(name: str, body: str, end: str = "\n") -> str:
    return f"<!-- portfolio-kit:begin {name} -->\n{body}\n<!-- portfolio-kit:end {name} -->{end}"


def page(parts: Document) -> str:
    return "".join(region(name, body) if name else f"{body}\n" for name, body in parts)


def merged(base: str, ours: str, theirs: str) -> tuple[str, int]:
    """Return what git makes of three texts, and in how many places it asks."""
    with tempfile.TemporaryDirectory() as folder:
        names = ("ours", "base", "theirs")
        for name, text in zip(names, (ours, base, theirs), strict=True):
            Path(folder, name).write_bytes(text.encode())
        words = ["git", "merge-file", "-p", "--quiet", *names]
        done = subprocess.run(words, cwd=folder, check=False, capture_output=True)
    assert 0 <= done.returncode < 127, done.stderr
    return done.stdout.decode(), done.returncode


def through(base: str, ours: str, theirs: str) -> tuple[str, int]:
    """Return what git makes of three texts through the lens."""
    seen, shown = lens.adapted(base, ours, theirs, regions=True)
    assert seen is not None
    assert shown is not None
    return merged(seen, ours, shown)


def blocks(text: str) -> dict[str, str]:
    lines = lines_of(text)
    return {one.name: "".join(lines[one.start_line - 1 : one.end_line]) for one in find(text)}


# One part of a page: who changes it, and how. Around it stand lines that nobody touches, so that
# git has a place for each change; where both change the same words it has to ask.
WORDS = ("kept", "ours", "theirs", "both", "gone in ours", "gone in theirs")
REGIONS = (
    *("empty", "filled", "newer", "filled, newer", "taken out", "taken out, newer"),
    *("only ours", "only theirs", "gone in theirs"),
)
PARTS = st.lists(
    st.tuples(st.just(False), st.sampled_from(WORDS))
    | st.tuples(st.just(True), st.sampled_from(REGIONS)),
    max_size=6,
)


def three(parts: list[tuple[bool, str]]) -> tuple[Document, Document, Document]:
    """Return a page of the base, ours, and theirs."""
    pages: tuple[list[Part], list[Part], list[Part]] = ([], [], [])
    for number, (is_region, what) in enumerate(parts):
        name = f"r{number}" if is_region else ""
        base, ours, theirs = (f"{side} {number}" for side in ("base", "ours", "theirs"))
        texts: dict[str, tuple[str | None, str | None, str | None]] = {
            "kept": (base, base, base),
            "ours": (base, ours, base),
            "theirs": (base, base, theirs),
            "both": (base, ours, theirs),
            "empty": (base, base, base),
            "filled": (base, f"\n{ours}\n\n| a | b |\n", base),
            "newer": (base, base, theirs),
            "filled, newer": (base, f"\n{ours}\n", theirs),
            "taken out": (base, None, base),
            "taken out, newer": (base, None, theirs),
            "gone in ours": (base, None, base),
            "only ours": (None, ours, None),
            "only theirs": (None, None, theirs),
            "gone in theirs": (base, base, None),
        }
        for side, text in zip(pages, texts[what], strict=True):
            side.extend(("", line) for line in (f"## Heading {number}", "", f"Words {number}."))
            side.extend([] if text is None else [(name, text)])
            side.extend(("", line) for line in (f"More {number}.", f"And more {number}."))
    return pages


@given(PARTS)
@settings(max_examples=60)
def test_a_region_that_we_filled_stays_and_another_takes_the_new_words(
    parts: list[tuple[bool, str]],
) -> None:
    base, ours, theirs = (page(one) for one in three(parts))

    text, _ = through(base, ours, theirs)

    old, own, new, now = (blocks(one) for one in (base, ours, theirs, text))
    for name, block in own.items():
        if name in new and block != old.get(name):
            assert now[name] == block
        elif name in new:
            assert now[name] == new[name]
    assert now.keys() - own.keys() == {name for name in new if name not in old}


@given(PARTS)
@settings(max_examples=60)
def test_words_are_merged_as_git_alone_merges_them(parts: list[tuple[bool, str]]) -> None:
    pages = three(parts)
    plain = [
        page([("", f"[{name}]") if name else ("", body) for name, body in one]) for one in pages
    ]
    base, ours, theirs = (page(one) for one in pages)

    text, asked = through(base, ours, theirs)

    without, meetings = merged(*plain)
    for name, block in blocks(text).items():
        text = text.replace(block, f"[{name}]\n")
    assert (text, asked) == (without, meetings)
    assert asked == [what for _, what in parts].count("both")


@given(PARTS, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", BOM]))
@settings(max_examples=60)
def test_line_ends_and_the_byte_order_mark_are_those_of_ours(
    parts: list[tuple[bool, str]], end: str, mark: str
) -> None:
    parts = [part for part in parts if part[1] != "both"]
    base, ours, theirs = (page(one) for one in three(parts))
    plain, _ = through(base, ours, theirs)

    def dressed(text: str) -> str:
        return mark + text.replace("\n", end)

    assert through(base, dressed(ours), theirs) == (dressed(plain), 0)


@given(PARTS)
@settings(max_examples=60)
def test_through_the_lens_twice_is_through_it_once(parts: list[tuple[bool, str]]) -> None:
    base, ours, theirs = (page(one) for one in three(parts))
    once = lens.adapted(base, ours, theirs, regions=True)

    assert lens.adapted(once[0], ours, once[1], regions=True) == once


MALFORMED = {
    "no end": "<!-- portfolio-kit:begin one -->\n",
    "no begin": "<!-- portfolio-kit:end one -->\n",
    "twice": region("one", "a") + region("one", "b"),
    "inside another": "<!-- portfolio-kit:begin two -->\n" + region("one", "a"),
    "not alone on its line": region("one", "a").replace(" -->\n", " --> words\n", 1),
}


@pytest.mark.parametrize("which", ["base", "ours", "theirs"])
@pytest.mark.parametrize("wrong", MALFORMED)
def test_markers_out_of_order_leave_all_to_git(wrong: str, which: str) -> None:
    texts = {side: f"# Words\n\n{region('one', side)}" for side in ("base", "ours", "theirs")}
    texts[which] = f"# Words\n\n{MALFORMED[wrong]}"

    seen = lens.adapted(texts["base"], texts["ours"], texts["theirs"], regions=True)

    assert seen == (texts["base"], texts["theirs"])


@given(st.text(alphabet="a\r\n\ufeff"), st.text(alphabet="a\r\n\ufeff"))
def test_texts_with_line_ends_of_several_kinds_are_left_alone(ours: str, other: str) -> None:
    mixed = f"a\r\nb\n{ours}"

    seen, shown = lens.adapted(other, mixed, other, regions=False)

    assert seen == shown
    assert seen is not None
    assert seen.removeprefix(BOM) == other.removeprefix(BOM)


def test_a_text_that_ours_is_stays_as_it_is() -> None:
    assert lens.adapted("\r\n", "\r\n", "a\n", regions=True) == ("\r\n", "a\r\n")


def test_a_region_is_shown_only_where_the_file_has_regions() -> None:
    texts = [region("one", side) for side in ("base", "ours", "theirs")]

    assert lens.adapted(*texts, regions=False) == (texts[0], texts[2])
    assert lens.adapted(*texts, regions=True) == (texts[1], texts[1])


@pytest.mark.parametrize("base", [None, region("one", "base")])
@pytest.mark.parametrize("theirs", [None, region("one", "theirs")])
def test_a_file_that_is_not_there_stays_away(base: str | None, theirs: str | None) -> None:
    ours = region("one", "ours")

    seen, shown = lens.adapted(base, ours, theirs, regions=True)

    assert seen == (None if base is None else ours)
    assert shown == (None if theirs is None else ours)


@pytest.mark.parametrize("more", ["\n## More\n\nNew words.\n", "New words.\n"])
def test_a_region_at_the_end_of_a_file_without_a_last_line_end_stays_a_region(more: str) -> None:
    base = f"# Words\n\n{region('one', 'base')}"
    ours = f"# Words\n\n{region('one', 'ours', end='')}"
    theirs = f"# Words\n\n{region('one', 'theirs')}{more}"

    text, asked = through(base, ours, theirs)

    assert (text, asked) == (f"# Words\n\n{region('one', 'ours')}{more}", 0)


@pytest.mark.parametrize("ends", [("", "\n"), ("\n", "")])
def test_a_last_line_end_is_the_persons_where_nothing_follows(ends: tuple[str, str]) -> None:
    theirs = region("one", "new", end=ends[0])

    text, asked = through(theirs, region("one", "ours", end=ends[1]), theirs)

    assert (text, asked) == (region("one", "ours", end=ends[1]), 0)
