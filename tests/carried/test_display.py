"""Numbers as people read them."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.carried import ShowcaseError, display


@pytest.mark.parametrize(
    ("shown", "value", "unit", "sd"),
    [
        ("93.6 ± 1.1 %", 93.612, "%", 1.13),
        ("93.61 ± 0.10 %", 93.612, "%", 0.0996),
        ("93.612 ± 0.034 %", 93.612, "%", 0.0339),
        ("1,235 ± 57 MiB", 1234.6, "MiB", 57.2),
        ("12,346 ± 1,235", 12345.6, "count", 1234.6),
        ("0.936 ± 0.011", 0.93612, "1", 0.0113),
        ("0.00 ± 0.30 s", 0.00005, "s", 0.3),
        ("93.6 ± 0.0 %", 93.612, "%", 0.0),
        ("12 ± 0", 12, "count", 0.0),
        ("-3.1 ± 1.2 %", -3.14, "%", 1.2),
        ("0.500000 ± 0.000000", 0.5, "1", 1e-12),
        ("1.2e-05 ± 1.0e-06", 1.23e-5, "1", 1e-6),
        ("93.6 %", 93.612, "%", None),
        ("0.0123 %", 0.01234, "%", None),
        ("0.0 %", 0.0, "%", None),
        ("0.936", 0.93612, "1", None),
        ("1.2e-05", 1.23e-5, "1", None),
        ("12,346 s", 12345.6, "s", None),
        ("1.50 s", 1.5, "s", None),
        ("1,797", 1797, "count", None),
        ("2.50", 2.5, "count", None),
        ("12.3 MiB", 12.34, "MiB", None),
        ("-0.50 ± 0.12 rounds", -0.5, "rounds", 0.12),
        ("0.0 ± 1.1 %", -0.04, "%", 1.1),
    ],
)
def test_the_digits_of_a_number_follow_its_spread(
    shown: str, value: float, unit: str, sd: float | None
) -> None:
    assert display.number(value, unit, sd=sd) == shown


def test_an_interval_is_shown_when_there_is_no_spread() -> None:
    assert display.number(93.61, "%", ci95=(92.1, 94.94)) == "93.6 % (95 % CI 92.1 to 94.9)"
    assert display.number(0.085, "%", ci95=(-4.0, 9.499)) == "0.1 % (95 % CI -4.0 to 9.5)"
    assert (
        display.number(12345.6, "s", ci95=(12345, 12346))
        == "12,345.60 s (95 % CI 12,345.00 to 12,346.00)"
    )
    assert display.number(0.5, "1", ci95=(0.5, 0.5)) == "0.500 (95 % CI 0.500 to 0.500)"
    assert display.short(0.085, "%", ci95=(-4.0, 9.499)) == "0.1 %"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_cannot_be_shown(value: float) -> None:
    with pytest.raises(ShowcaseError, match="not finite; repair the measurement"):
        display.number(1.0, "%", sd=value)
    with pytest.raises(ShowcaseError, match="not finite"):
        display.number(value, "%")


@given(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.none() | st.floats(0, 1e6),
    st.sampled_from(["%", "1", "s", "MiB", "count"]),
)
def test_a_display_is_its_value_rounded(value: float, sd: float | None, unit: str) -> None:
    number = re.match(r"-?[\d,.]+(e-\d+)?", display.number(value, unit, sd=sd))

    assert number
    tolerance = max(sd or abs(value) * 0.06, 5.1e-7)
    assert abs(float(number[0].replace(",", "")) - value) <= tolerance
    assert "-0 " not in number[0] + " "


@pytest.mark.parametrize(
    ("value", "unit", "sd", "short"),
    [
        (93.612, "%", 1.13, "93.6 %"),
        (93.612, "%", None, "93.6 %"),
        (0.93612, "1", 0.0113, "0.936"),
        (12345.6, "count", 1234.6, "12,346"),
        (1.23e-5, "1", 1e-6, "1.2e-05"),
    ],
)
def test_a_sentence_quotes_a_number_without_its_spread(
    value: float, unit: str, sd: float | None, short: str
) -> None:
    assert display.short(value, unit, sd=sd) == short
    assert display.number(value, unit, sd=sd).startswith(short.split(maxsplit=1)[0])


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("±", 1)])
def test_a_width_counts_columns_and_not_characters(text: str, width: int) -> None:
    assert display.width(text) == width
