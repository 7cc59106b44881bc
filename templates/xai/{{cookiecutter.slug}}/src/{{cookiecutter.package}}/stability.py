"""Analysis 4: would another sample of the same people have given the same explanations?"""

import numpy as np

from . import data, figure_beeswarm, figure_decision, figure_ranks, ranking, refits
from .metrics import metric, rounded
from .reasons import Reason, example, reasons, refused
from .refits import MODEL
from .section import Entry, Listing, Metric, Section, Setting
from .table import Floats, Ints, Table


def measure(setting: Setting) -> Section:
    """Refit, explain the same people again, and count what stays."""
    attributions = refits.explain(setting)
    parts = {"raw": attributions, "grouped": ranking.grouped(attributions, setting.table.groups())}
    alike = {name: _alike(values) for name, values in parts.items()}
    told, share = refits.itself(setting), setting.config.sign_share
    held = reasons(setting.table, setting.rows, told, attributions, share)
    shown = held[example(setting)]
    return Section(
        metrics=_metrics(setting, alike, held),
        figures=(
            figure_ranks.draw(setting, attributions),
            *(_people(setting, attributions, shown) if data.PUBLIC else ()),
        ),
        results={
            "stability": {
                "alike": {
                    name: {key: rounded(value) for key, value in each.items()}
                    for name, each in alike.items()
                },
                "rank_intervals": _named(setting.table, _intervals(attributions)),
            }
        }
        | ({"reasons": _documented(setting, held)} if data.PUBLIC else {}),
        listings=(
            _agreement(setting, alike),
            *((_decision(setting, shown),) if data.PUBLIC else ()),
        ),
        highlights=(_sentence(alike),),
    )


def _people(setting: Setting, attributions: Floats, shown: list[Reason]) -> tuple[Entry, ...]:
    """Draw the figures in which single rows are seen."""
    beeswarm = figure_beeswarm.draw(setting, attributions)
    return beeswarm, figure_decision.draw(setting, attributions, shown)


def _alike(values: Floats) -> dict[str, float]:
    size = np.abs(values).mean(axis=1)  # (refits, features): the global importance
    return {
        "global_rank_correlation": ranking.correlation(size),
        "local_rank_correlation": ranking.correlation(values),
        "same_first_reason": ranking.overlap(values, 1),
        "shared_first_three": ranking.overlap(values, 3),
    }


def _intervals(attributions: Floats) -> Ints:
    """Return the best and the worst global rank of each feature over the refits, (d, 2)."""
    found = ranking.ranks(np.abs(attributions).mean(axis=1))
    return np.stack([found.min(axis=0), found.max(axis=0)], axis=1)


def _named(table: Table, intervals: Ints) -> dict[str, list[int]]:
    return {name: pair.tolist() for name, pair in zip(table.names, intervals, strict=True)}


def _metrics(
    setting: Setting, alike: dict[str, dict[str, float]], held: list[list[Reason]]
) -> tuple[Metric, ...]:
    kind, n = ("1", "higher", "test"), len(setting.rows)
    first = [reason.holds for of_one in held for reason in of_one[:5]]
    whole = alike["raw"]["global_rank_correlation"]
    return (
        metric(
            "local_stability",
            f"Rank correlation of one person's reasons over {setting.config.refits} refits",
            kind,
            alike["raw"]["local_rank_correlation"],
            n=n,
            baseline=("importance over all people", whole),
        ),
        metric(
            "stable_reasons",
            f"First five reasons whose sign {100 * setting.config.sign_share:g} % of refits give",
            ("%", "higher", "test"),
            100 * float(np.mean(first)),
            n=n,
        ),
    )


def _sentence(alike: dict[str, dict[str, float]]) -> str:
    raw, grouped = (
        f"{each['local_rank_correlation']:.2f}" for each in (alike["raw"], alike["grouped"])
    )
    whole = f"{alike['raw']['global_rank_correlation']:.2f}"
    return (
        f"Over refits, rankings of features correlate {whole} for all people together, but {raw} "
        f"for one person, and {grouped} where features that say one thing are added up"
    )


def _documented(setting: Setting, held: list[list[Reason]]) -> dict[str, object]:
    """Return, for each refused person that was explained, the reasons that hold."""
    return {
        f"row {setting.rows[i]}": {
            "reasons": [reason.say() for reason in held[i] if reason.holds][:5],
            "withheld_of_first_five": sum(not reason.holds for reason in held[i][:5]),
        }
        for i in refused(setting, MODEL)
    }


def _agreement(setting: Setting, alike: dict[str, dict[str, float]]) -> Listing:
    words = {
        "global_rank_correlation": "Rank correlation of importance over all people",
        "local_rank_correlation": "Rank correlation of one person's reasons",
        "same_first_reason": "The same first reason",
        "shared_first_three": "Shared among the first three reasons",
    }
    return Listing(
        "Stability of explanations",
        ("Between two refits", "Single features", "Groups of features"),
        tuple(
            (text, *(f"{alike[name][key]:.2f}" for name in ("raw", "grouped")))
            for key, text in words.items()
        ),
        f"{setting.config.refits} boosting models, each on a bootstrap sample, explain the same "
        f"{len(setting.rows)} test rows; a group's value is the sum of its features'.",
    )


def _decision(setting: Setting, shown: list[Reason]) -> Listing:
    model, share = setting.models[MODEL], f"{100 * setting.config.sign_share:g} %"
    return Listing(
        f"Why one {data.CASE} was {data.REFUSED} by {model.noun}",
        ("Reason", "Log-odds", "Over refits", "Same sign", "Shown to the person"),
        tuple(
            (
                reason.text,
                f"{reason.size:+.2f}",
                f"{reason.low:+.2f} to {reason.high:+.2f}",
                f"{100 * reason.share:.0f} %",
                "yes" if reason.holds else "withheld",
            )
            for reason in shown[:8]
        ),
        f"Shapley values of {model.noun}, which is refitted {setting.config.refits} times to judge "
        f"them; a reason whose sign fewer than {share} of refits give is withheld here. Nothing "
        "is withheld where other models or single measures are shown.",
    )
