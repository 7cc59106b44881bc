"""What the regions say: numbers as people read them, and words that stay what they are."""

import math
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sample_manifest import metric, sample

from portfolio_kit.carried import ShowcaseError, display, readme, regions
from portfolio_kit.carried.readme import bodies

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


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


def cells(markdown: str) -> list[list[Token]]:
    """The cells of the rows of the first table, each one an inline token."""
    rows: list[list[Token]] = []
    tokens = GFM.parse(markdown)
    for before, token in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        if before.type in ("td_open", "th_open"):
            rows[-1].append(token)
    return rows


def words(token: Token) -> str:
    """What a reader sees of an inline token; markup other than text is an error."""
    children = token.children or []
    assert {child.type for child in children} <= {"text", "text_special"}, children
    return "".join(child.content for child in children)


@given(TEXT)
@example("a | b")
@example("\\|")
@example("client_1 __init__ _x_ *y* ~~z~~ `code`")
@example("<b>&lt;&amp;</b> --> <!-- [x](y) ![z] $1$")
@example("new\nline")
def test_any_label_is_shown_as_it_is_in_its_own_cell(label: str) -> None:
    metrics = [metric("a", 1.5, "s", label=label), metric("b", 2, "s")]

    rows = cells(readme._results(metrics))

    assert [len(row) for row in rows] == [4, 4, 4]
    assert words(rows[1][0]) == " ".join(label.split()) + " ↑"


@given(TEXT)
@example("-->")
@example("# not a title")
@example('"quoted" & <i>')
def test_any_words_of_a_manifest_leave_its_regions_whole(words: str) -> None:
    manifest = sample()
    manifest["metrics"][0]["label"] = manifest["metrics"][0]["baseline"]["label"] = words
    for figure in manifest["figures"]:
        figure["alt"] = figure["caption"] = words
    manifest["figures"][0]["dark"] = "figures/dark.svg"
    text = "".join(
        f"<!-- portfolio-kit:begin {name} -->\n<!-- portfolio-kit:end {name} -->\n"
        for name in bodies(manifest)
    )

    new = regions.splice(text, bodies(manifest))

    assert not [name for name, body in bodies(manifest).items() if "-->" in body]
    assert [region.name for region in regions.find(new)] == list(bodies(manifest))


def body(name: str, **more: Any) -> str:
    """The region `name` of the sample, whose headline metric is changed by `more`."""
    manifest = sample()
    manifest["metrics"][0] |= more
    return bodies(manifest)[name]


def test_the_headline_is_one_bold_sentence() -> None:
    assert body("headline") == (
        "**Test accuracy: 93.6 ± 1.1 %, better than 71.2 ± 2.3 % for local training only "
        "(test data, n = 3).**"
    )


@pytest.mark.parametrize(
    ("value", "better", "verdict"),
    [
        (93.6, "higher", "better than 71.2 ± 2.3 % for local training only ("),
        (93.6, "lower", "worse than 71.2 ± 2.3 % for local training only ("),
        (50.0, "higher", "worse than 71.2 ± 2.3 % for"),
        (50.0, "lower", "better than 71.2 ± 2.3 % for"),
        (72.0, "higher", "better than 71.2 ± 2.3 % for local training only, a difference within"),
        (70.0, "higher", "worse than 71.2 ± 2.3 % for local training only, a difference within"),
        (71.24, "higher", "equal to 71.2"),
        (70.0, "target", "with a target of 71.2"),
    ],
)
def test_the_headline_says_plainly_who_wins(value: float, better: str, verdict: str) -> None:
    assert f", {verdict}" in body("headline", value=value, better=better)


@pytest.mark.parametrize("caption", [None, "The band is one sd", "Is it?", "  A\n b. "])
@pytest.mark.parametrize(
    ("synthetic", "said"),
    [
        (None, ""),
        ([], ""),
        ([False], ""),
        ([False, False], ""),
        ([True], "on made-up data"),
        ([True, True], "on made-up data"),
        ([True, False], "on partly made-up data"),
    ],
)
def test_made_up_data_are_said_in_the_headline_and_below_the_hero(
    synthetic: list[bool] | None, said: str, caption: str | None
) -> None:
    manifest = sample()
    entry = manifest.pop("data")[0]
    if synthetic is not None:
        manifest["data"] = [{**entry, "synthetic": made_up} for made_up in synthetic]
    for figure in manifest["figures"]:
        figure.pop("caption", None)
        if caption is not None:
            figure["caption"] = caption

    shown = bodies(manifest)

    said_of_metric = f", {said}" if said else ""
    assert shown["headline"].startswith(f"**Test accuracy{said_of_metric}: 93.6 ± 1.1 %, better")
    assert readme.headline(manifest) == f"Test accuracy{said_of_metric}: 93.6 ± 1.1 %"
    below = f"{said.capitalize()}._" if said else ""
    assert shown["figure"].endswith(below or (")" if caption is None else "_"))
    assert ("made-up" in shown["figure"]) == bool(said)
    assert "made-up" not in shown["figures"]
    assert "made-up" not in shown["results"]


def test_a_headline_without_split_and_number_has_no_empty_brackets() -> None:
    manifest = sample()
    manifest["metrics"][0] |= {"split": "none"}
    del manifest["metrics"][0]["n"]

    assert bodies(manifest)["headline"].endswith("for local training only.**")


def test_the_results_are_a_padded_table_that_marks_headline_and_times() -> None:
    assert body("results") == (
        "| Metric          | Result           | Baseline                           |"
        " Measured on      |\n"
        "| --------------- | ---------------- | ---------------------------------- |"
        " ---------------- |\n"
        "| Test accuracy ↑ | **93.6 ± 1.1 %** | 71.2 ± 2.3 % (local training only) |"
        " test data, n = 3 |\n"
        "| Round time ↓ †  | 0.0123 s         |                                    |"
        "                  |\n"
        "\n"
        "↑ higher is better, ↓ lower is better. ± is one standard deviation over n repetitions. "
        "† depends on the machine and its load."
    )


def test_the_notes_explain_only_signs_that_are_there() -> None:
    assert readme._results([metric("a", 1, "s")]).endswith(
        "\n\n↑ higher is better, ↓ lower is better."
    )


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("±", 1)])
def test_a_width_counts_columns_and_not_characters(text: str, width: int) -> None:
    assert display.width(text) == width


def test_a_figure_has_its_words_and_its_caption() -> None:
    assert body("figure") == (
        "![Test accuracy by round, with a band over three seeds](figures/accuracy.svg)\n\n"
        "_The band is one standard deviation._"
    )
    assert body("figures") == (
        "![Seconds per round against the number of clients](figures/clients.svg)"
    )


def test_a_caption_that_has_a_full_stop_gets_no_second() -> None:
    figure = {**sample()["figures"][0], "caption": "Is it?"}

    assert readme._figure(figure).endswith("_Is it?_")


def test_a_figure_with_a_dark_version_is_a_picture() -> None:
    figure = {**sample()["figures"][0], "alt": 'A "b"\n<c>', "dark": "figures/dark.svg"}

    assert readme._figure(figure).startswith(
        "<picture>\n"
        '  <source media="(prefers-color-scheme: dark)" srcset="figures/dark.svg">\n'
        '  <img alt="A &quot;b&quot; &lt;c&gt;" src="figures/accuracy.svg">\n'
        "</picture>\n\n"
    )


def test_reproducing_starts_with_the_command_and_says_from_what() -> None:
    assert body("reproduce") == (
        "```sh\n.venv/bin/python -m federated_digits\n```\n\n"
        "| Recorded | Value                                               |\n"
        "| -------- | --------------------------------------------------- |\n"
        "| Measured | 2026-02-03, in 38 s on cpu                          |\n"
        "| Seeds    | 0, 1, 2                                             |\n"
        "| Python   | 3.12.4 on Linux x86_64                              |\n"
        "| Packages | jax 0.7.2, numpy 2.3.1                              |\n"
        "| Source   | commit a1a1a1a                                      |\n"
        "| Data     | Optical digits: 1,797 rows, CC-BY-4.0, abababababab |"
    )


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        ("python -m digits", ".venv/bin/python -m digits"),
        ("python3 run.py", ".venv/bin/python run.py"),
        ("pythonic -m digits", "pythonic -m digits"),
        ("make results", "make results"),
    ],
)
def test_a_command_can_be_typed_where_nothing_is_activated(command: str, typed: str) -> None:
    manifest = sample()
    manifest["run"]["command"] = command

    assert bodies(manifest)["reproduce"].startswith(f"```sh\n{typed}\n```")
    assert f"`{typed}`" in readme.not_run(command)["headline"]


def test_reproducing_says_what_is_not_there() -> None:
    manifest = sample()
    del manifest["data"]
    manifest["provenance"] |= {"commit": None, "dirty": True, "packages": {}, "seeds": []}

    text = bodies(manifest)["reproduce"]

    assert "| Source   | no commit, with uncommitted changes |" in text
    assert "| Seeds    | none " in text
    assert "| Packages | none beyond Python " in text
    assert "Data" not in text


def test_synthetic_data_is_called_so() -> None:
    manifest = sample()
    manifest["data"][0]["synthetic"] = True

    assert "Optical digits: synthetic, 1,797 rows" in bodies(manifest)["reproduce"]


def test_every_display_is_in_the_results_verbatim() -> None:
    manifest = sample()

    assert all(metric["display"] in bodies(manifest)["results"] for metric in manifest["metrics"])


def test_a_smoke_run_has_nothing_to_show() -> None:
    manifest = sample()
    manifest["run"]["profile"] = "smoke"

    with pytest.raises(ShowcaseError, match="a smoke run measured no results"):
        bodies(manifest)


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1).filter(str.strip)
)
@example("python -m digits")
@example("a `b` ``c")
def test_before_the_run_each_region_is_one_line_with_the_command(command: str) -> None:
    texts = readme.not_run(command)

    assert list(texts) == list(readme.REQUIRED)
    for text in texts.values():
        [inline] = [token for token in GFM.parse(text) if token.type == "inline"]
        [code] = [child for child in inline.children or [] if child.type == "code_inline"]
        assert code.content == display.installed(" ".join(command.split()))
        assert "\n" not in text
        assert not re.search(r"\d", text.replace(code.markup, "").replace(code.content, ""))
