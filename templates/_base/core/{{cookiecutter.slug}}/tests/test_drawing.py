"""Figures: texts that can be read on a phone, the same bytes each time, two themes."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from {{ cookiecutter.package }} import drawing
from {{ cookiecutter.package }}.drawing import CrowdedWarning, Words

WORDS = Words("A claim of some words", "What is measured, and on what", "A caption.")
Draw = Callable[[Figure], None]


def plain(page: Figure) -> None:
    """Draw a line."""
    plot = page.add_subplot(xlabel="Round", xlim=(0, 10), ylim=(0, 100))
    plot.plot([0, 10], [10, 90])


def save(folder: Path, draw: Draw = plain, words: Words = WORDS) -> dict[str, Any]:
    """Save a figure in a project's folder."""
    (folder / "figures").mkdir(exist_ok=True)
    return drawing.save(folder / "figures", "one", words, draw)


def test_a_figure_is_two_files_of_the_same_bytes_each_time(tmp_path: Path) -> None:
    """One for each theme."""
    entry = save(tmp_path)
    files = [tmp_path / entry[key] for key in ("path", "dark")]
    before = [file.read_bytes() for file in files]

    save(tmp_path)

    assert [file.read_bytes() for file in files] == before
    assert before[0] != before[1]


def test_the_smallest_text_has_eleven_pixels_on_a_phone() -> None:
    """Whose column is 358 pixels wide."""
    pixels = drawing.SIZE[0] * 96  # CSS pixels of the drawing

    assert drawing.SMALLEST * 96 / 72 * 358 / pixels >= 11


def overlapping(page: Figure) -> None:
    """Write upon what is written."""
    plain(page)
    page.axes[0].text(5, 50, "here")
    page.axes[0].text(5, 51, "and here")


def leaving(page: Figure) -> None:
    """Write beyond the edge."""
    plain(page)
    page.axes[0].text(9.5, 50, "a long text that leaves").set_in_layout(False)


def small(page: Figure) -> None:
    """Write what is too small."""
    plain(page)
    page.axes[0].text(5, 50, "small", size=drawing.SMALLEST - 0.5)


@pytest.mark.parametrize(
    ("draw", "said"), [(overlapping, "overlap"), (leaving, "leaves"), (small, "smaller")]
)
def test_what_cannot_be_read_is_said(draw: Draw, said: str, tmp_path: Path) -> None:
    """Of each theme; the figure is written all the same."""
    with pytest.warns(CrowdedWarning, match=said) as told:
        save(tmp_path, draw)

    assert {each.filename for each in told} == {"figures/one.svg", "figures/one-dark.svg"}
    assert (tmp_path / "figures" / "one.svg").exists()


def test_labels_beyond_the_ends_of_an_axis_crowd_nothing(tmp_path: Path) -> None:
    """They are not drawn."""

    def cut(page: Figure) -> None:
        plain(page)
        page.axes[0].set(xticks=[0, 5, 10, 11], xlim=(0, 10.5))

    assert save(tmp_path, cut)


def test_long_words_above_a_figure_are_broken_into_lines(tmp_path: Path) -> None:
    """And the plot begins below them; names may hold dollars."""
    tops = []

    def high(page: Figure) -> None:
        plain(page)
        page.draw_without_rendering()
        tops.append(page.axes[0].bbox.y1)

    save(tmp_path, high, Words("claim of $1 to $2 " * 5, "subtitle " * 15, ""))
    save(tmp_path, high)

    assert tops[0] < tops[-1] - 40


def test_names_of_lines_that_end_together_are_moved_apart(tmp_path: Path) -> None:
    """Crowded ones would be an error here."""
    drawn = []

    def together(page: Figure) -> None:
        plain(page)
        ends = [(50 + k / 10, f"C{k}", f"line {k}") for k in (1, 0, 3, 2)]
        drawing.name_ends(page.axes[0], 10, ends)
        drawn.append(page.axes[0].texts)

    save(tmp_path, together)

    heights = {text.get_text(): text.get_window_extent().y0 for text in drawn[0]}
    assert sorted(heights, key=heights.__getitem__) == [f"line {k}" for k in range(4)]


@given(st.lists(st.floats(0, 300), min_size=1, max_size=9), st.floats(1, 40))
def test_places_are_spread_in_their_order_and_stay_where_there_is_room(
    places: list[float], gap: float
) -> None:
    """At least so far apart as is asked for, and not further away than all of them need."""
    order = sorted(places, reverse=True)

    spread = drawing._spread(order, gap)

    assert len(spread) == len(order)
    assert all(a - b >= gap - 1e-6 for a, b in itertools.pairwise(spread))
    assert max(abs(a - b) for a, b in zip(spread, order, strict=True)) < gap * len(order)
    if all(a - b >= gap for a, b in itertools.pairwise(order)):
        assert spread == pytest.approx(order)


def test_names_of_one_height_are_spread_around_it() -> None:
    """Half above, half below."""
    assert drawing._spread([100.0] * 4, 10) == [115, 105, 95, 85]


def test_a_card_has_the_size_of_link_previews(tmp_path: Path) -> None:
    """In pixels; and it is small, and the same each time."""
    entry = drawing.card(tmp_path, plain, "A project", "Something was measured " * 5)
    content = (tmp_path / "card.png").read_bytes()

    drawing.card(tmp_path, plain, "A project", "Something was measured " * 5)

    assert [int.from_bytes(content[at : at + 4], "big") for at in (16, 20)] == [1280, 640]
    assert len(content) < 300_000
    assert (tmp_path / "card.png").read_bytes() == content
    assert (entry["path"], entry["card"]) == ("figures/card.png", True)
