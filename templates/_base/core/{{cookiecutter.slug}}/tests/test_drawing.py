"""Figures: texts that can be read on a phone, the same bytes each time, two themes."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

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


class Saved(NamedTuple):
    """A plain figure, saved once for several tests."""

    files: list[bytes]
    page: Figure  # the last that was drawn


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """Save it."""
    folder, pages = tmp_path_factory.mktemp("saved"), []

    def kept(page: Figure) -> None:
        plain(page)
        pages.append(page)

    return Saved(contents(folder, save(folder, kept)), pages[-1])


def contents(folder: Path, entry: dict[str, Any]) -> list[bytes]:
    """Return the files of a figure."""
    return [(folder / entry[key]).read_bytes() for key in ("path", "dark")]


def test_a_figure_is_two_files_of_the_same_bytes_each_time(saved: Saved, tmp_path: Path) -> None:
    """One for each theme."""
    again = contents(tmp_path, save(tmp_path))

    assert again == saved.files
    assert again[0] != again[1]


def test_the_smallest_text_has_eleven_pixels_on_a_phone() -> None:
    """Whose column is 358 pixels wide."""
    pixels = drawing.SIZE[0] * 96  # CSS pixels of the drawing

    assert drawing.SMALLEST * 96 / 72 * 358 / pixels >= 11


def unreadable(page: Figure) -> None:
    """Write upon what is written, beyond the edge, and what is too small."""
    plain(page)
    page.axes[0].text(5, 30, "here")
    page.axes[0].text(5, 31, "and here")
    page.axes[0].text(9.5, 50, "a long text that leaves").set_in_layout(False)
    page.axes[0].text(5, 70, "small", size=drawing.SMALLEST - 0.5)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """Of each theme, once, and of nothing else; the figure is written all the same."""
    wrong = (
        "'here' and 'and here' overlap; move or drop one",
        "'a long text that leaves' leaves the page; shorten it, or give it more room",
        f"'small' is smaller than {drawing.SMALLEST} points; enlarge it",
    )

    with pytest.warns(CrowdedWarning) as told:
        save(tmp_path, unreadable)

    files = ("figures/one.svg", "figures/one-dark.svg")
    found = sorted((each.filename, str(each.message)) for each in told)
    assert found == sorted((file, said) for file in files for said in wrong)
    assert all((tmp_path / file).exists() for file in files)


def test_labels_beyond_the_ends_of_an_axis_crowd_nothing(tmp_path: Path) -> None:
    """They are not drawn."""

    def cut(page: Figure) -> None:
        plain(page)
        page.axes[0].set(xticks=[0, 5, 10, 11], xlim=(0, 10.5))

    assert save(tmp_path, cut)


def test_long_words_above_a_figure_are_broken_into_lines(saved: Saved, tmp_path: Path) -> None:
    """And the plot begins below them; names may hold dollars."""
    pages = []

    def kept(page: Figure) -> None:
        plain(page)
        pages.append(page)

    save(tmp_path, kept, Words("claim of $1 to $2 " * 5, "subtitle " * 15, ""))

    tops = [page.axes[0].bbox.y1 for page in (*pages, saved.page)]
    assert max(tops[:-1]) < tops[-1] - 40


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
