"""What the regions say: what was measured, in words that stay what they are."""

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
from portfolio_kit.showcase import unmeasured

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


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

    rows = cells(readme._results({"headline": {"metrics": ["a"]}, "metrics": metrics}))

    assert [len(row) for row in rows] == [3, 3, 3]
    assert words(rows[1][0]) == " ".join(label.split()) + " ↑"


@given(TEXT)
@example("-->")
@example("# not a title")
@example('"quoted" & <i>')
def test_any_words_of_a_manifest_leave_its_regions_whole(words: str) -> None:
    manifest = sample()
    manifest["metrics"][0]["label"] = manifest["metrics"][0]["baseline"]["label"] = words
    manifest["headline"]["text"] = words
    manifest["highlights"] = manifest["limitations"] = [words]
    manifest["story"] = {"expectation": words, "answer": {"text": words, "commit": None}}
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
    assert body("headline") == "**Ten clients reach 93.6 % together.**"


def test_a_headline_that_was_refused_says_why() -> None:
    manifest = sample()
    manifest["headline"] |= {"text": "No headline: of 1 seed.", "refused": "of 1 seed"}

    assert bodies(manifest)["headline"] == "**No headline: of 1 seed.**"


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
def test_made_up_data_are_said_below_the_hero(
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

    below = f"{said.capitalize()}._" if said else ""
    assert shown["figure"].endswith(below or (")" if caption is None else "_"))
    assert ("made-up" in shown["figure"]) == bool(said)
    assert "made-up" not in shown["figures"]
    assert "made-up" not in shown["results"]


def test_the_results_are_a_padded_table_with_what_holds_for_all_below() -> None:
    assert body("results") == (
        "| Metric          | Result           | Baseline                           |\n"
        "| --------------- | ---------------- | ---------------------------------- |\n"
        "| Test accuracy ↑ | **93.6 ± 1.1 %** | 71.2 ± 2.3 % (local training only) |\n"
        "| Round time ↓ †  | 0.0123 s         |                                    |\n"
        "\n"
        "Sample: test data, 5 seeds, unless a row says otherwise. "
        "↑ higher is better, ↓ lower is better. ± is one standard deviation. "
        "† depends on the machine and its load. "
        "[results/README.md](results/README.md) holds all 2 metrics, with tables and figures."
    )


def many(count: int) -> dict[str, Any]:
    """A sample with so many metrics more, that of the headline in their middle."""
    manifest = sample()
    others = [metric(f"other_{number}", number, "s", n=5, of="seeds") for number in range(count)]
    manifest["metrics"][:0] = others
    return manifest


def test_the_results_are_eight_rows_that_begin_with_the_headline() -> None:
    rows = cells(bodies(many(20))["results"])

    assert len(rows) == 1 + readme.ROWS == 9
    assert [row[0].content.split()[0] for row in rows[1:4]] == ["Test", "Other", "Other"]
    assert "holds all 22 metrics" in bodies(many(20))["results"]


def test_a_row_of_another_sample_says_so() -> None:
    manifest = many(2)
    manifest["metrics"][0] |= {"split": "validation", "n": 1234, "of": "rows"}

    results = bodies(manifest)["results"]

    assert "| Other 0 ↑ (validation data, 1,234 rows) |" in results
    assert "Sample: test data, 5 seeds, unless" in results


def test_where_nothing_was_sampled_nothing_is_said_of_it() -> None:
    manifest = sample()
    for one in manifest["metrics"]:
        one["split"] = "none"
        for name in ("n", "of", "sd"):
            one.pop(name, None)

    assert "Sample" not in bodies(manifest)["results"]


def test_the_notes_explain_only_signs_that_are_there() -> None:
    manifest = sample()
    manifest["metrics"] = [metric("test_accuracy", 1, "s")]

    assert "±" not in bodies(manifest)["results"]
    assert "†" not in bodies(manifest)["results"]


def test_findings_and_limits_are_lists_of_sentences() -> None:
    manifest = sample()
    manifest["highlights"] = ["It helps", "It | costs", "Does it?"]

    assert bodies(manifest)["findings"] == "- It helps.\n- It \\| costs.\n- Does it?"
    assert bodies(manifest)["limits"] == "- Clients are simulated in one process."


def test_without_findings_the_table_is_all() -> None:
    manifest = sample()
    del manifest["highlights"]

    assert bodies(manifest)["findings"] == "- Nothing beyond the table."


def told(**words: Any) -> str:
    """The region of the story with some words of it."""
    return bodies({**sample(), "story": words})["story"]


def test_the_story_says_what_was_expected_beside_what_was_measured() -> None:
    measured = "Measured: Ten clients reach 93.6 % together."
    answer = {"text": "Yes, by 22 points", "commit": f"git:{'a1' * 20}"}

    assert bodies(sample())["story"] == ""
    assert told(question="Does it help?") == measured
    assert told(expectation="Much") == f"Expected before the run: Much\n\n{measured}"
    assert told(expectation="<b>", answer=answer) == (
        f"Expected before the run: \\<b>\n\n{measured}\n\n"
        "Answer: Yes, by 22 points (written at commit a1a1a1a)"
    )
    assert told(answer={**answer, "commit": None}).endswith("Answer: Yes, by 22 points")


def test_the_page_of_the_results_holds_every_metric_and_figure_and_the_tables() -> None:
    manifest = many(9)
    manifest["metrics"][-2] |= {
        "gap": {"value": 22.4, "ci95": [21.1, 23.7]},
        "ceiling": {"label": "all data in one place", "value": 97.0},
    }
    manifest["figures"].append({**manifest["figures"][1], "path": "card.png", "card": True})

    page = readme.page(manifest, "## Rounds\n\nA table.")

    assert page.startswith("# Results in full\n\nWritten by the run, as the JSON files beside it.")
    assert len(cells(page)) == 1 + 11
    assert "| 22.4 % (95 % CI 21.1 to 23.7) | 97.0 % (all data in one place) |" in page
    assert "![Seconds per round against the number of clients](../figures/clients.svg)" in page
    assert "accuracy.svg" not in page
    assert "card.png" not in page
    assert "## Findings\n\n- Averaging helps" in page
    assert "## What it does not show\n\n- Clients are" in page
    assert page.endswith("\n\n## Rounds\n\nA table.\n")


def test_a_page_without_findings_has_no_heading_for_them() -> None:
    manifest = sample()
    del manifest["highlights"]

    assert "Findings" not in readme.page(manifest, "")


def test_a_page_without_tables_ends_with_what_is_not_shown() -> None:
    assert readme.page(sample(), "").endswith("- Clients are simulated in one process.\n")


def test_a_figure_has_its_words_and_its_caption() -> None:
    assert body("figure") == (
        "![Test accuracy by round, with a band over three seeds](figures/accuracy.svg)\n\n"
        "_The band is one standard deviation._"
    )
    assert body("figures") == ""


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
        "| Seeds    | 0, 1, 2, 3, 4                                       |\n"
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
    assert f"`{typed}`" in unmeasured.bodies(command)["headline"]


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
    texts = unmeasured.bodies(command)

    assert set(readme.REQUIRED) < texts.keys() == bodies(sample()).keys()
    assert texts.pop("figures") == ""
    for text in texts.values():
        [inline] = [token for token in GFM.parse(text) if token.type == "inline"]
        [code] = [child for child in inline.children or [] if child.type == "code_inline"]
        assert code.content == display.installed(" ".join(command.split()))
        assert "\n" not in text
        assert not re.search(r"\d", text.replace(code.markup, "").replace(code.content, ""))
