"""What the page holds: the same function in fewer numbers, and nobody's private row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from {{ cookiecutter.package }} import data, embedded, people
from {{ cookiecutter.package }}.glassbox import Axis
from {{ cookiecutter.package }}.table import Floats, Ints, Table


@pytest.fixture(scope="module")
def log_odds(table: Table) -> Floats:
    """Return made-up scores of the test rows, of which a quarter is refused."""
    return np.random.default_rng(0).permutation(np.linspace(-3, 1, len(table.test)))


@given(st.data())
def test_fewer_borders_make_the_same_steps(draws: st.DataObject) -> None:
    """For every float32 on, above and below each border of float64."""
    numbers = arrays.arrays(
        np.float64, 6, elements=st.floats(-1e5, 1e5, allow_subnormal=False), unique=True
    )
    cuts = np.sort(draws.draw(numbers))
    scores = draws.draw(arrays.arrays(np.int64, 9, elements=st.integers(-2, 2)))
    near = cuts.astype(np.float32)
    values = np.concatenate(
        [near, np.nextafter(near, np.float32(-np.inf)), np.nextafter(near, np.float32(np.inf))]
    ).astype(np.float64)

    axis, fewer = embedded.merged(Axis(cuts, None), scores)
    written = Axis(np.array(embedded.written_axis(axis)["cuts"], np.float32), None)

    assert np.array_equal(fewer[written.bins(values)], scores[Axis(cuts, None).bins(values)])
    assert (fewer[0], fewer[-1]) == (scores[0], scores[-1])


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_value_is_written_so_that_float32_reads_it_back(value: float) -> None:
    """As short as that allows."""
    text = embedded.written(np.float32(value))

    assert np.float32(text) == np.float32(value)


def test_half_of_the_people_are_refused_and_the_example_is_one_of_them(
    table: Table, log_odds: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And they go from the highest risk down."""
    monkeypatch.setattr(data, "PUBLIC", True)
    scores = {people.name(row): log_odds[k] for k, row in enumerate(table.test)}
    example = int(table.test[np.flatnonzero(log_odds >= 0)[0]])

    shown = people.choose(table, log_odds, 0.0, 10, example)

    chosen = [scores[person.name] for person in shown if person.name != people.name(example)]
    assert len(chosen) < len(shown) <= 11
    assert 4 <= sum(score >= 0 for score in chosen) <= 5
    assert chosen == sorted(chosen, reverse=True)


def test_a_private_table_shows_no_person(
    table: Table, log_odds: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown depends on each column by itself: on no row."""
    monkeypatch.setattr(data, "PUBLIC", False)
    shown = people.choose(table, log_odds, 0.0, 10, int(table.test[0]))
    rows = table.test[np.argsort(-log_odds)][: len(table.test) // 20]

    shuffled = table.x.copy()
    for column in range(shuffled.shape[1]):
        shuffled[rows, column] = np.random.default_rng(column).permutation(table.x[rows, column])
    torn = Table(**{**vars(table), "x": shuffled})

    behind = [int(person.name.removeprefix("Typical of ").split()[0]) for person in shown]
    assert len(shown) == 10
    assert min(behind) >= people.FEWEST
    assert sum(behind) == len(table.test)
    assert np.array_equal(people.typical(torn, rows), people.typical(table, rows))


@pytest.mark.parametrize("refused", [0, 1, 4, 5, 13])
def test_nobody_stands_for_fewer_than_five_private_rows(
    table: Table, log_odds: Floats, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    """However few are refused."""
    monkeypatch.setattr(data, "PUBLIC", False)
    limit = float(np.sort(log_odds)[-refused - 1]) + 1e-9

    shown = people.choose(table, log_odds, limit, 10, int(table.test[0]))

    behind = [int(person.name.removeprefix("Typical of ").split()[0]) for person in shown]
    assert min(behind) >= 5
    assert sum(behind) == len(table.test) - (refused if refused < 5 else 0)


@given(arrays.arrays(np.int64, st.integers(0, 30)), st.integers(1, 12))
def test_bands_hold_every_row_once(rows: Ints, count: int) -> None:
    """In order, in bands that differ by one row at most."""
    found = people.bands(rows, count)

    assert [row for band in found for row in band] == rows.tolist()
    sizes = [len(band) for band in found] or [0]
    assert max(sizes) - min(sizes) <= 1
