"""The judge of headlines: what numbers carry, and what they do not."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.carried import ShowcaseError, headline
from portfolio_kit.carried.part import Column, Table, Value

REAL = [{"synthetic": False}]
SENTENCE = "Together the clients reach {together}, each alone {alone}."


def measured(
    together: Value, alone: Value, *, better: str = "higher", **more: Any
) -> list[dict[str, Any]]:
    """Two metrics as a table makes them; the first is to beat the second."""
    rows = {"together": ("together", {"a": together}), "alone": ("each alone", {"a": alone})}
    table = Table("t", "T", (Column("a", "Accuracy", "%", better),), rows)
    first = table.metric("together", "a", id="together", label="T", baseline="alone", **more)
    return [first, table.metric("alone", "a", id="alone", label="A")]


def judged(
    metrics: Sequence[dict[str, Any]], text: str = SENTENCE, data: Any = REAL
) -> dict[str, Any]:
    return headline.judged({"text": text, "metrics": ["together", "alone"]}, metrics, data)


GOOD = Value.over([93.0, 94.0, 92.0, 95.0, 93.5])
POOR = Value.over([71.0, 73.0, 69.5, 74.0, 70.0])


def test_what_beats_its_baseline_is_said_with_its_numbers() -> None:
    assert judged(measured(GOOD, POOR)) == {
        "text": "Together the clients reach 93.5 %, each alone 71.5 %.",
        "metrics": ["together", "alone"],
    }


def test_a_tie_is_said_as_a_tie() -> None:
    other = Value.over([92.5, 94.5, 92.5, 94.5, 93.5])

    assert judged(measured(GOOD, other))["text"].endswith("each alone 93.5 %: a tie.")


@pytest.mark.parametrize(
    ("baseline", "verdict"),
    [
        (Value.over([89.0, 99.0, 94.0]), "a tie"),  # other seeds, which disagree
        (Value(90.0, ci95=(80.0, 100.0)), "a tie"),
        (Value(90.0, ci95=(89.0, 91.0)), "better"),
        (
            Value(92.9, ci95=(80.0, 93.0)),
            "a tie",
        ),  # its upper end counts, and the value's lower one
        (Value(91.0), "better"),  # a number that is known
    ],
)
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_baseline_without_pairs_is_as_unsure_as_it_was_measured(
    baseline: Value, verdict: str, better: str
) -> None:
    good = GOOD
    if better == "lower":  # the same picture, seen in a mirror
        good = Value.over([-sample for sample in GOOD.samples])
        ends = baseline.ci95 and (-baseline.ci95[1], -baseline.ci95[0])
        baseline = Value(-baseline.value, ci95=ends)

    said = judged(measured(good, baseline, better=better))

    assert "refused" not in said
    assert said["text"].endswith(": a tie.") == (verdict == "a tie")


def test_a_sentence_quotes_no_metric_that_it_does_not_name() -> None:
    metrics = measured(GOOD, POOR)

    with pytest.raises(ShowcaseError, match=r"headline names \{alone\}, which is no metric"):
        headline.judged({"text": SENTENCE, "metrics": ["together"]}, metrics, REAL)


def test_what_was_sampled_need_not_be_named_nor_counted() -> None:
    few = Value(93.0, ci95=(92.0, 94.0), n=3)
    assert (
        judged(measured(few, POOR))["refused"] == "a verdict takes 10 repetitions, and there were 3"
    )
    spread = Value(93.0, sd=1.0)
    assert judged(measured(spread, POOR))["refused"] == "no interval says how sure 93.0 % is"


def test_a_small_difference_that_every_seed_confirms_is_no_tie() -> None:
    other = Value.over([sample - 0.1 for sample in GOOD.samples])

    assert judged(measured(GOOD, other))["text"].endswith("each alone 93.4 %.")


def test_what_its_baseline_beats_is_refused() -> None:
    assert judged(measured(POOR, GOOD)) == {
        "text": "No headline: 71.5 % is worse than the 93.5 % of each alone.",
        "metrics": ["together", "alone"],
        "refused": "71.5 % is worse than the 93.5 % of each alone",
    }


def test_where_less_is_better_the_larger_is_refused() -> None:
    assert "refused" in judged(measured(GOOD, POOR, better="lower"))
    assert "refused" not in judged(measured(POOR, GOOD, better="lower"))


def test_a_target_can_be_missed_on_either_side() -> None:
    for one, other in ((GOOD, POOR), (POOR, GOOD)):
        assert "refused" not in judged(measured(one, other, better="target"))


@pytest.mark.parametrize("seeds", [1, 2, 4])
def test_fewer_than_five_seeds_are_refused(seeds: int) -> None:
    few = measured(Value.over(GOOD.samples[:seeds]), Value.over(POOR.samples[:seeds]))

    assert judged(few)["refused"] == f"a verdict takes 5 seeds, and there were {seeds}"


def test_fewer_than_ten_rows_or_events_are_refused() -> None:
    rows = Value(90.0, ci95=(80.0, 95.0), n=9, of="rows")
    events = Value(90.0, ci95=(80.0, 95.0), n=4000, of="rows", events=9)

    assert judged(measured(rows, Value(50.0)))["refused"] == (
        "a verdict takes 10 rows, and there were 9"
    )
    assert judged(measured(events, Value(50.0)))["refused"] == (
        "a verdict takes 10 events, and there were 9"
    )
    ten = Value(90.0, ci95=(80.0, 95.0), n=10, of="rows", events=10)
    assert "refused" not in judged(measured(ten, Value(50.0)))


def test_a_number_without_interval_is_refused() -> None:
    assert judged(measured(Value(90.0), Value(50.0)))["refused"] == (
        "no interval says how sure 90.0 % is"
    )


def test_an_interval_that_reaches_chance_is_refused() -> None:
    chance = ("the most frequent digit", Value(92.2))

    assert judged(measured(GOOD, POOR, chance=chance))["refused"] == (
        "the 95 % interval, 92.1 % to 94.9 %, reaches chance (92.2 %: the most frequent digit)"
    )
    sure = ("the most frequent digit", Value(92.1))
    assert "refused" not in judged(measured(GOOD, POOR, chance=sure))


def test_chance_lies_above_where_less_is_better() -> None:
    for guess, refused in ((72.0, True), (80.0, False), (60.0, True)):
        chance = ("a guess", Value(guess))
        found = judged(measured(POOR, GOOD, better="lower", chance=chance))
        assert ("refused" in found) == refused


@pytest.mark.parametrize("seed", range(20))
def test_shuffled_labels_are_refused(seed: int) -> None:
    rng = random.Random(seed)
    labels = [rng.randrange(10) for _ in range(500)]

    def accuracy() -> float:
        guesses = rng.sample(labels, k=len(labels))
        return 100 * sum(map(int.__eq__, labels, guesses)) / len(labels)

    together, alone = ([accuracy() for _ in range(5)] for _ in range(2))
    most = 100 * max(map(labels.count, range(10))) / len(labels)
    chance = ("the most frequent digit", Value(most))

    assert (
        "reaches chance"
        in judged(measured(Value.over(together), Value.over(alone), chance=chance))["refused"]
    )


def test_a_gap_that_was_measured_otherwise_decides() -> None:
    sure = Value(90.0, ci95=(80.0, 95.0), n=400, of="rows")

    tie = measured(sure, Value(50.0), gap=Value(40.0, ci95=(-1.0, 80.0)))
    worse = measured(sure, Value(50.0), gap=Value(-4.0, ci95=(-5.0, -1.0)))

    assert judged(tie)["text"].endswith(": a tie.")
    assert "refused" in judged(worse)


def test_without_pairs_the_interval_of_the_value_decides() -> None:
    sure = Value(90.0, ci95=(80.0, 95.0), n=400, of="rows")

    assert judged(measured(sure, Value(79.0)))["text"].endswith("79.0 %.")
    assert judged(measured(sure, Value(81.0)))["text"].endswith(": a tie.")
    assert "refused" in judged(measured(sure, Value(96.0)))


def test_a_spread_over_seeds_is_an_interval_too() -> None:
    spread = Value(93.5, sd=1.1180, n=5, of="seeds")

    assert headline.ends(spread.entry()) == pytest.approx(GOOD.ci95, rel=1e-4)
    assert judged(measured(spread, Value(93.0)))["text"].endswith(": a tie.")


@pytest.mark.parametrize(
    ("synthetic", "said"),
    [
        ([], "."),
        ([False, False], "."),
        ([True, True], ", on made-up data."),
        ([True, False], ", on partly made-up data."),
    ],
)
def test_made_up_data_are_said(synthetic: list[bool], said: str) -> None:
    found = judged(measured(GOOD, POOR), data=[{"synthetic": one} for one in synthetic])

    refused = judged(measured(POOR, GOOD), data=[{"synthetic": one} for one in synthetic])
    assert found["text"] == f"Together the clients reach 93.5 %, each alone 71.5 %{said}"
    assert refused["text"].startswith(f"No headline{said.rstrip('.')}: 71.5 % is worse")


def test_only_the_first_metric_is_judged() -> None:
    [first, second] = measured(GOOD, POOR)

    found = headline.judged(
        {"text": "{alone} {together}", "metrics": ["together", "alone"]},
        [first, {**second, "n": 1}],
        REAL,
    )

    assert "refused" not in found


def test_a_metric_that_none_measured_is_named() -> None:
    with pytest.raises(ShowcaseError, match=r"^headline names \{best\}, which is no metric; "):
        judged(measured(GOOD, POOR), "We reach {best}.")


def test_a_headline_has_a_first_metric_with_a_baseline() -> None:
    metrics = measured(GOOD, POOR)

    for ids in (["alone"], ["together", "other"], [""]):
        with pytest.raises(ShowcaseError, match="no metrics of the run, the first with a baseline"):
            headline.judged({"text": "So.", "metrics": ids}, metrics, REAL)


@pytest.mark.parametrize("text", [" ".join("a" * 21), f"{'x' * 141}"])
def test_a_sentence_that_is_too_long_is_refused_as_a_mistake(text: str) -> None:
    with pytest.raises(ShowcaseError, match="has over 20 words or 140 letters; shorten it"):
        judged(measured(GOOD, POOR), text)


@given(st.lists(st.floats(0, 100), min_size=5, max_size=8), st.floats(-50, 50))
def test_a_claim_is_made_only_when_the_interval_of_the_difference_leaves_out_zero(
    samples: list[float], shift: float
) -> None:
    together = Value.over(samples)
    alone = Value.over([sample - shift for sample in samples[::-1]])

    found = judged(measured(together, alone))

    gap = together.minus(alone)
    assert gap is not None
    assert gap.ci95 is not None
    low, high = (float(f"{end:.6g}") for end in gap.ci95)
    assert ("refused" in found) == (high < 0)
    assert found["text"].endswith(": a tie.") == (low <= 0 <= high)
