"""Analysis 7: are decisions, and the explanations of them, equally good for all groups?

Hardt, Price and Srebro 2016 (https://arxiv.org/abs/1610.02413) compare the shares of true and of
false alarms; Dai et al. 2022 (https://arxiv.org/abs/2205.07277) compare explanations.
"""

from typing import NamedTuple

from . import accuracy, data, quality, shapley
from .metrics import fitting, metric, rounded
from .models import probability
from .section import Listing, Metric, Section, Setting
from .table import Floats, Ints, Sensitive

MODEL = "ebm"  # the glass box decides; that it is transparent does not make it fair
FEWEST = 20  # rows of a group below which a share says nothing

Share = tuple[float, float, float] | None  # value and ends of the 95 % interval; None: too few rows


class Group(NamedTuple):
    """Decisions about one group of test rows.

    Attributes:
        label: of the group.
        rows: test rows of the group.
        refused: share of all that is refused.
        caught: share of events that are refused, the true positive rate.
        wronged: share of the others that are refused, the false positive rate.
        bias: mean predicted probability minus the share of events.
        faithfulness: of the explanations, mean over the group's explained rows.
    """

    label: str
    rows: int
    refused: Share
    caught: Share
    wronged: Share
    bias: Share
    faithfulness: Share


def measure(setting: Setting) -> Section:
    """Compare the groups of every division of people."""
    divisions = setting.table.sensitive
    if not divisions:
        return Section(limitations=("The table names no groups: fairness was not examined",))
    quality_of = faithfulness(setting)
    found = {division.name: compare(setting, division, quality_of) for division in divisions}
    return Section(
        metrics=_metrics(setting, divisions[0]),
        results={"fairness": {name: _document(groups) for name, groups in found.items()}},
        listings=(_listing(setting, found),),
        limitations=tuple(
            sentence for name, groups in found.items() if (sentence := gap(name, groups))
        ),
    )


def compare(setting: Setting, division: Sensitive, quality_of: Floats) -> list[Group]:
    """Return decisions about each group of ``division``.

    ``quality_of`` (explained,) is the faithfulness of each explanation.
    """
    table, config = setting.table, setting.config
    y, code, (p, refused) = table.y[table.test], division.codes[table.test], decided(setting)

    def share(values: Floats, among: Ints) -> Share:
        return estimate(values[among], config.resamples, config.seed)

    return [
        Group(
            label,
            int(inside.sum()),
            share(refused, inside),
            share(refused, inside & (y == 1)),
            share(refused, inside & (y == 0)),
            share(p - y, inside),
            share(quality_of, division.codes[setting.rows] == index),
        )
        for index, label in enumerate(division.labels)
        if (inside := code == index).any()
    ]


def decided(setting: Setting) -> tuple[Floats, Floats]:
    """Return probabilities of test rows and, as 0 or 1, whether they are refused: (rows,) each."""
    p = probability(setting.models[MODEL].log_odds(setting.table.x[setting.table.test]))
    return p, (p >= setting.config.threshold).astype(float)


def estimate(values: Floats, resamples: int, seed: int) -> Share:
    """Return the mean of ``values`` (n,) with its bootstrap interval; None for fewer than 20."""
    if len(values) < FEWEST:
        return None
    counts = accuracy.counts(len(values), resamples, seed)
    low, high = accuracy.interval(counts @ values / len(values))
    return float(values.mean()), low, high


def faithfulness(setting: Setting) -> Floats:
    """Return how faithful the Shapley values of each explained row are, (explained,)."""
    config, x = setting.config, setting.table.x[setting.rows]
    game = shapley.Game(setting.subject.log_odds, setting.background)
    attributions = shapley.permutations(game, x, config.permutations, config.seed)
    sets = quality.subsets(config.subsets, x.shape[1], config.seed)
    return quality.faithfulness_correlation(attributions, sets, quality.losses(game, x, sets))


def _metrics(setting: Setting, division: Sensitive) -> tuple[Metric, ...]:
    """Return the widest gap in false alarms of ``division``, between two of its groups.

    Equal opportunity (Hardt et al., definition 2.2) asks for none among those who deserve the good
    outcome: here, those without the event. Which group is above is said only where the interval
    does not hold 0; of more than two groups it is that of the two that are furthest apart.
    """
    table, config, (_, refused) = setting.table, setting.config, decided(setting)
    spared, code = table.y[table.test] == 0, division.codes[table.test]
    groups = [(refused[spared & (code == i)], label) for i, label in enumerate(division.labels)]
    known = sorted((pair for pair in groups if len(pair[0]) >= FEWEST), key=lambda g: g[0].mean())
    if len(known) < 2:
        return ()
    (low, lower), *_, (high, higher) = known
    drawn = [
        accuracy.counts(len(part), config.resamples, config.seed + k) @ part / len(part)
        for k, part in enumerate((high, low))  # seeds differ: groups are drawn independently
    ]
    ends = accuracy.interval(100 * (drawn[0] - drawn[1]))
    base = f"Gap by {division.name}, {data.REFUSED} without {data.EVENT}"
    named = (f"{base}: {higher} above {lower}", f"{base}: most often {higher}")
    label = fitting(*(named if ends[0] > 0 else ()), base)
    value, n = 100 * float(high.mean() - low.mean()), len(high) + len(low)
    kind = ("points", "lower", "test")
    return (metric("false_alarm_gap", label, kind, value, ci95=ends, n=n),)


def gap(name: str, groups: list[Group]) -> str | None:
    """Say where false alarms differ by more than their intervals; None where they do not."""
    known = [(group.wronged, group.label) for group in groups if group.wronged]
    if len(known) < 2:
        return None
    (low, favoured), (high, harmed) = min(known), max(known)
    if low[2] >= high[1]:
        return None
    return (
        f"By {name}, of those without {data.EVENT} {100 * high[0]:.1f} % are {data.REFUSED} in the "
        f"group {harmed} and {100 * low[0]:.1f} % in {favoured}: more than chance explains"
    )


def _document(groups: list[Group]) -> list[dict[str, object]]:
    return [
        {
            key: [rounded(part, 5) for part in value] if isinstance(value, tuple) else value
            for key, value in group._asdict().items()
        }
        for group in groups
    ]


def _listing(setting: Setting, found: dict[str, list[Group]]) -> Listing:
    def said(share: Share, unit: float, places: int) -> str:
        if share is None:
            return "too few"
        value, low, high = (f"{part / unit:.{places}f}" for part in share)
        return f"{value} ({low} to {high})"

    head = (data.REFUSED.capitalize(), "Caught events", "False alarms", "Bias of probability")
    return Listing(
        "Fairness of decisions and of explanations",
        ("By", "Group", "Rows", *(f"{name}, %" for name in head), "Faithfulness"),
        tuple(
            (
                name,
                group.label,
                f"{group.rows:,}",
                *(said(share, 0.01, 1) for share in group[2:6]),
                said(group.faithfulness, 1, 2),
            )
            for name, groups in found.items()
            for group in groups
        ),
        f"Decisions of the glass box on test rows; faithfulness of Shapley values of the "
        f"{setting.subject.noun} on {len(setting.rows)} of them; 95 % intervals.",
    )
