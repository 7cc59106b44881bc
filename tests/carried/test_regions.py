"""Regions: found, replaced, and never at the cost of a word that a person wrote."""

import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio_kit.carried import ShowcaseError, files, markdown, regions
from portfolio_kit.carried.regions import find, splice

BEGIN, END = "<!-- portfolio-kit:begin results -->", "<!-- portfolio-kit:end results -->"
EMPTY = f"# Title\n\n{BEGIN}\n\n{END}\n\nMy own words.\n"
BODY = {"results": "| A  | B |\n| -- | - |\n| 12 | 3 |"}
FILLED = splice(EMPTY, BODY)

# Lines from which a README that breaks marker tools can be put together.
SOUP = st.lists(
    st.sampled_from(
        [
            BEGIN,
            END,
            "<!-- portfolio-kit:begin other -->",
            "<!-- portfolio-kit:end other -->",
            "<!-- portfolio-kit:begin results sum=0123456789ab -->",
            f" {BEGIN}",
            f"    {BEGIN}",
            f"see `{BEGIN}`",
            f"text {END}",
            "```",
            "````sh",
            "~~~",
            "<!--",
            "-->",
            "",
            "words\x0c\x85\u2028of mine",
            "| a | b |",
            "\ufeff",
        ]
    ),
    max_size=12,
)
EOLS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def readmes(draw: st.DrawFn) -> str:
    """A README made of the soup, perhaps with a well-formed region in its middle."""
    before, after = draw(SOUP), draw(SOUP)
    middle = draw(st.sampled_from([[], [BEGIN, "", END], *[FILLED.splitlines()]]))
    text = "".join(line + draw(EOLS) for line in (*before, *middle, *after))
    return draw(st.sampled_from(["", "\ufeff"])) + text.rstrip(draw(st.sampled_from(["", "\r\n"])))


def outside(text: str) -> list[str]:
    """The lines outside the region `results`, with its end marker."""
    [region] = [region for region in find(text) if region.name == "results"]
    lines = markdown.lines_of(text)
    return [*lines[: region.start_line - 1], *lines[region.end_line - 1 :]]


@given(readmes())
@example(EMPTY)
@example(FILLED)
@example(f"\ufeff{BEGIN}\r\n{END}")
def test_a_splice_refuses_or_keeps_every_byte_outside_its_region(text: str) -> None:
    try:
        new = splice(text, BODY)
    except ShowcaseError:
        return

    assert outside(new) == outside(text)
    assert new.startswith("\ufeff") == text.startswith("\ufeff")


@given(readmes())
@example(EMPTY)
def test_splicing_twice_gives_what_splicing_once_gives(text: str) -> None:
    try:
        once = splice(text, BODY)
    except ShowcaseError:
        return

    assert splice(once, BODY) == once


WORDS = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))


@given(st.lists(WORDS, max_size=5).map("\n".join))
@example("```sh\nmake\n```")
@example("```")
@example(END)
@example("<!--")
def test_a_splice_refuses_a_body_or_gives_it_back(body: str) -> None:
    try:
        new = splice(EMPTY, {"results": body})
    except ShowcaseError:
        return

    [region] = find(new)
    assert region.body == body.strip("\n") or not body.strip()
    assert region.sum == regions.sum_of(body)


@pytest.mark.parametrize(
    "body", ["```", END, f"{END}\n```", "<!-- x", "a\n<!-- portfolio-kit:begin other -->"]
)
def test_a_body_that_would_break_its_region_is_refused(body: str) -> None:
    with pytest.raises(ShowcaseError):
        splice(EMPTY, {"results": body})


ESCAPED = [f"Answer: \\{BEGIN}", f"\\{END}", rf"a \{END[:-1]}\> b"]


@pytest.mark.parametrize("body", ESCAPED)
def test_a_marker_that_is_escaped_is_text(body: str) -> None:
    once = splice(EMPTY, {"results": body})

    assert [region.body for region in find(once)] == [body]
    assert splice(once, {"results": body}) == once


@given(st.integers(1, 9), st.integers(0, 9))
def test_padding_a_table_is_no_edit(left: int, right: int) -> None:
    padded = FILLED.replace("| 12 | 3 |", f"|{' ' * left}12{' ' * right}|{' ' * left}3|")
    padded = padded.replace("| -- | - |", f"|{'-' * left}|{'-' * (right + 1)}|")

    assert splice(padded, BODY) == padded


@pytest.mark.parametrize(("old", "new"), [("12", "13"), ("| A ", "| A. "), ("12 |", "12 | 4 |")])
def test_changing_a_word_in_a_region_is_an_edit(old: str, new: str) -> None:
    with pytest.raises(ShowcaseError, match="line 3: region 'results' was edited by hand; move"):
        splice(FILLED.replace(old, new), BODY)


@pytest.mark.parametrize("edited", ["edited", "without a sum"])
def test_an_edited_region_is_told_how_it_can_be_replaced(edited: str) -> None:
    text = FILLED.replace("12", "13")
    text = re.sub(" sum=[0-9a-f]{12}", "", text) if edited == "without a sum" else text
    other = text.replace("results", "other") + EMPTY

    with pytest.raises(ShowcaseError, match=r"portfolio-kit showcase --force$"):
        splice(text, BODY)
    with pytest.raises(ShowcaseError) as caught:  # which that would not replace
        splice(other, BODY)
    assert "--force" not in str(caught.value)


def test_force_replaces_an_edited_region_and_nothing_else() -> None:
    edited = FILLED.replace("12", "13")

    assert splice(edited, BODY, force=True) == FILLED


def test_force_still_refuses_an_edited_region_that_gets_no_text() -> None:
    other = FILLED.replace("results", "other").replace("12", "13")

    with pytest.raises(ShowcaseError, match="'other' was edited by hand"):
        splice(other + EMPTY, BODY, force=True)


def test_every_region_is_checked_and_not_only_those_that_are_written() -> None:
    other = FILLED.replace("results", "other").replace("12", "13")

    with pytest.raises(ShowcaseError, match="line 3: region 'other' was edited by hand"):
        splice(other + EMPTY, BODY)


def test_a_region_without_text_for_it_stays_as_it_is() -> None:
    other = FILLED.replace("results", "other")

    assert splice(other + EMPTY, BODY).startswith(other)


def test_blank_lines_stand_inside_both_markers() -> None:
    sum_ = regions.sum_of(BODY["results"])

    assert (
        f"# Title\n\n<!-- portfolio-kit:begin results sum={sum_} -->\n\n"
        f"{BODY['results']}\n\n{END}\n\nMy own words.\n"
    ) == FILLED


def test_an_empty_text_leaves_one_blank_line() -> None:
    assert splice(FILLED, {"results": ""}).splitlines()[3:5] == ["", END]


FENCED = f"```markdown\n{BEGIN}\n\n{END}\n```\n"
CASES = {
    "no markers": ("# Title\n", "'results' is missing; add the lines"),
    "no end": (f"{BEGIN}\n\ntext\n", "line 1: region 'results' has no end; add the line"),
    "no begin": (f"text\n{END}\n", "line 2: region 'results' ends, but no region is open"),
    "reversed": (f"{END}\ntext\n{BEGIN}\n", "line 1: region 'results' ends, but no region"),
    "orphan begin, then a pair": (f"{BEGIN}\nmy words\n{EMPTY}", "line 5: .* begins inside"),
    "nested": (
        f"{BEGIN}\n<!-- portfolio-kit:begin other -->\n",
        "line 2: region 'other' begins inside 'results' of line 1",
    ),
    "crossed": (
        f"{BEGIN}\n<!-- portfolio-kit:end other -->\n{END}\n",
        "line 2: region 'other' ends, but 'results' of line 1 is open",
    ),
    "duplicate": (EMPTY + EMPTY, "line 10: region 'results' is there twice"),
    "fenced": (FENCED, "'results' is only in code or a comment; put"),
    "hand edit": (FILLED.replace("12", "13"), "line 3: region 'results' was edited by hand"),
    "text without sum": (
        EMPTY.replace(f"\n\n{END}", f"\nmy words\n{END}"),
        "line 3: region 'results' holds text but has no sum; move",
    ),
    "malformed name": (EMPTY.replace("begin results", "begin Results"), "line 3: .* not a marker"),
    "malformed sum": (FILLED.replace("sum=", "sum=x"), "line 3: .* is not a marker; write"),
    "sum at the end": (EMPTY.replace(END, END.replace(" -->", " sum=0123456789ab -->")), "line 5"),
    "misspelt": (EMPTY.replace(END, END.replace("end", "ende")), "line 5: .* is not a marker"),
    "other case": (EMPTY.replace(END, END.upper()), "line 5: .* is not a marker"),
    "not alone": (EMPTY.replace(BEGIN, f"text {BEGIN}"), "line 3: .* alone on the line"),
    "indented": (EMPTY.replace(BEGIN, f" {BEGIN}"), "line 3: .* alone on the line"),
    "never closed": (EMPTY.replace(BEGIN, BEGIN[:-4]), "line 3: .* is not a marker"),
    "not UTF-8": ("\udcff" + EMPTY, "line 1: README.md is not UTF-8; save it"),
}


@pytest.mark.parametrize(("text", "message"), CASES.values(), ids=CASES)
def test_a_refusal_names_the_line_and_leaves_the_file_alone(
    tmp_path: Path, text: str, message: str
) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(text.encode(errors="surrogateescape"))
    before = readme.read_bytes(), readme.stat().st_mtime_ns

    with pytest.raises(ShowcaseError, match=message):
        files.write(readme, splice(files.read(readme), BODY).encode())

    assert (readme.read_bytes(), readme.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [readme]


@pytest.mark.parametrize(
    "hidden",
    [
        FENCED,
        FENCED.replace("```", "~~~"),
        f"   ````\n```\n{BEGIN}\n```\n`````  \n",
        f"~~~ `info`\n```\n{BEGIN}\n~~~\n",
        f"    {BEGIN}\n",
        f"\t{BEGIN}\n",
        f"  \t{BEGIN}\n",
        f"Write `{BEGIN}` and ``a ` {END}``.\n",
        f"<!-- not now:\n{BEGIN}\n",
        "<!--\n```\n-->\n",
        "<!-- a remark in one line -->\n",
        "``` not a fence, it is ``` code\n",
    ],
)
def test_markers_in_code_and_comments_are_no_markers(hidden: str) -> None:
    assert splice(hidden + EMPTY, BODY) == hidden + FILLED


def test_a_fence_is_closed_only_by_one_as_long_and_of_its_kind() -> None:
    text = f"````\n```\n~~~~\n{BEGIN}\n```` x\n"

    assert find(text + "````\n" + EMPTY) == [
        region._replace(start_line=9, end_line=11) for region in find(EMPTY)
    ]


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_a_region_gets_the_line_ends_of_its_marker(eol: str) -> None:
    new = splice(EMPTY.replace("\n", eol), BODY)

    assert new == FILLED.replace("\n", eol)


def test_lines_keep_their_ends_in_a_file_that_mixes_them() -> None:
    mixed = EMPTY.replace("# Title\n", "# Title\r\n").replace("words.\n", "words.\r")

    new = splice(mixed, BODY)

    assert new == FILLED.replace("# Title\n", "# Title\r\n").replace("words.\n", "words.\r")


def test_a_byte_order_mark_may_stand_before_a_marker() -> None:
    assert splice("\ufeff" + EMPTY.removeprefix("# Title\n\n"), BODY).startswith("\ufeff<!-- port")


def test_a_last_line_without_end_stays_without() -> None:
    assert splice(EMPTY[: EMPTY.index(END)] + END, BODY).endswith(END)


def test_writing_keeps_the_mode(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(b"old")
    readme.chmod(0o664)

    assert files.write(readme, b"new")
    assert stat.S_IMODE(readme.stat().st_mode) == 0o664


def test_writing_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    target = tmp_path / "docs" / "readme.md"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "README.md"
    link.symlink_to("docs/readme.md")

    files.write(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_writing_the_same_bytes_touches_nothing(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(b"same")
    os.utime(readme, ns=(1, 1))

    assert not files.write(readme, b"same")
    assert readme.stat().st_mtime_ns == 1


def test_writing_makes_the_folder_of_a_new_file_that_others_may_read(tmp_path: Path) -> None:
    path = tmp_path / "results" / "rounds.json"

    assert files.write(path, b"{}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("step", ["os.fsync", "shutil.copymode", "pathlib.Path.replace"])
def test_a_failure_while_writing_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, fail)
    with pytest.raises(OSError, match="No space left"):
        files.write(readme, b"new")

    assert readme.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [readme]


def test_a_missing_readme_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ShowcaseError, match=r"README.md is not there; restore it from git"):
        files.read(tmp_path / "README.md")
