"""The judge of headlines: whether the numbers carry the sentence that a project writes."""

import math
from collections.abc import Sequence
from typing import Any

from . import display, interval
from .errors import ShowcaseError
from .manifest import Manifest, made_up

MOST_WORDS, MOST_LETTERS = 20, 140
#: Fewest seeds, and fewest of what else was sampled, rare events among it, for a verdict.
FEWEST_SEEDS, FEWEST = 5, 10


def judged(
    headline: Manifest, metrics: Sequence[Manifest], data: Sequence[Manifest]
) -> dict[str, Any]:
    """Return the manifest's headline: the sentence with its numbers, or why there is none.

    Args:
        headline: ``text`` with ``{metric_id}`` in the places of short values, and ``metrics``,
            whose first is judged.
        metrics: of the manifest.
        data: of the manifest; what is made up is said.
    """
    found, ids = {metric["id"]: metric for metric in metrics}, list(headline["metrics"])
    shorts = {name: found[name]["short"] for name in ids if name in found}
    text, first = display.quoted(headline["text"], shorts, "headline"), found.get(ids[0], {})
    if "baseline" not in first or any(name not in found for name in ids):
        raise ShowcaseError(f"headline: {ids} are no metrics of the run, the first with a baseline")
    if len(headline["text"].split()) > MOST_WORDS or len(text) > MOST_LETTERS:
        most = f"{MOST_WORDS} words or {MOST_LETTERS} letters"
        raise ShowcaseError(f"headline: {text!r} has over {most}; shorten it")
    if reason := _refusal(first):
        said = f"No headline{made_up(data)}: {reason}."
        return {"text": said, "metrics": ids, "refused": reason}
    low, high = _gap(first)
    tie = ": a tie" if low <= 0 <= high else ""
    return {"text": f"{text.rstrip('.')}{tie}{made_up(data)}.", "metrics": ids}


def ends(metric: Manifest) -> tuple[float, float] | None:
    """Return the 95 % interval of a value, as it is given or over what it is the mean of."""
    if "ci95" in metric:
        return metric["ci95"][0], metric["ci95"][1]
    if not {"sd", "n"} <= {*metric}:
        return None
    half = interval.t95(metric["n"] - 1) * metric["sd"] / metric["n"] ** 0.5
    return metric["value"] - half, metric["value"] + half


def _gap(metric: Manifest) -> tuple[float, float]:
    """Return the interval of how much better the value is than its baseline; below 0 is worse.

    Without pairs it comes from both intervals (Zou and Donner 2008): a baseline that was measured
    is as unsure as the value.
    """
    sign, other = (-1 if metric["better"] == "lower" else 1), metric["baseline"]
    value, against = metric["value"], other["value"]
    (least, most), (low, high) = (ends(one) or (one["value"],) * 2 for one in (metric, other))
    below = math.hypot(value - least, high - against)
    apart, above = value - against, math.hypot(most - value, against - low)
    low, high = metric.get("gap", {}).get("ci95") or (apart - below, apart + above)
    return min(sign * low, sign * high), max(sign * low, sign * high)


def _refusal(metric: Manifest) -> str:
    """Return why nothing may be claimed of a metric; nothing when something may."""
    n, of, unit = metric.get("n"), metric.get("of", "repetitions"), metric["unit"]
    least = FEWEST_SEEDS if of == "seeds" else FEWEST
    if n is not None and n < least:
        return f"a verdict takes {least} {of}, and there were {n}"
    if (events := metric.get("events", FEWEST)) < FEWEST:
        return f"a verdict takes {FEWEST} events, and there were {events}"
    if (sure := ends(metric)) is None:
        return f"no interval says how sure {metric['short']} is"
    chance, sign = metric.get("chance"), -1 if metric["better"] == "lower" else 1
    if chance and min(sign * (end - chance["value"]) for end in sure) <= 0:
        low, high, guess = (display.number(v, unit) for v in (*sure, chance["value"]))
        return f"the 95 % interval, {low} to {high}, reaches chance ({guess}: {chance['label']})"
    if metric["better"] != "target" and _gap(metric)[1] < 0:
        against = display.number(metric["baseline"]["value"], unit)
        return f"{metric['short']} is worse than the {against} of {metric['baseline']['label']}"
    return ""
