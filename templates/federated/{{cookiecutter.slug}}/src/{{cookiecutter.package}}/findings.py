"""What the metrics say in words, whichever way it went: nothing here is typed in beforehand."""

from collections.abc import Sequence

from .config import TUNED_FOR, Config
from .data import Digits
from .experiment import Outcome
from .metrics import Metric


def against(found: Sequence[Metric]) -> dict[str, str]:
    """Return, by metric, the sentence that says whether federating beats a client alone."""
    subjects = {
        "fedavg_accuracy": "On everybody's digits",
        "own_mix_accuracy": "On a client's own mix of labels",
        "worst_clients_accuracy": "For the worst clients, on their own mix of labels,",
    }
    sentences = {}
    for metric in found:
        if metric["id"] in subjects:
            gain = metric["value"] - metric["baseline"]["value"]
            spread = max(metric.get("sd", 0), metric["baseline"].get("sd", 0))
            sentence = f"{subjects[metric['id']]} FedAvg is {_points(gain)} a client alone"
            within = ", which is within the spread over seeds" if abs(gain) <= spread else ""
            sentences[metric["id"]] = sentence + within
    return sentences


def _points(gain: float) -> str:
    return f"{abs(gain):.1f} points {'below' if gain < 0 else 'above'}"


def highlights(found: Sequence[Metric]) -> list[str]:
    """Return what a reader should remember."""
    value = {metric["id"]: metric["value"] for metric in found}
    gap = value["fedavg_accuracy"] - value["centralised_accuracy"]
    first = f"After the last round FedAvg is {_points(gap)} centralised training"
    return [first, *against(found).values()]


def limitations(
    config: Config, digits: Digits, outcomes: Sequence[Outcome], found: Sequence[Metric]
) -> list[str]:
    """Return what the numbers do not show: facts of the set-up, and what lost."""
    metric = {entry["id"]: entry for entry in found}
    share = metric["fedavg_accuracy"]["value"] / 100
    error = 196 * (share * (1 - share) / len(digits.test)) ** 0.5  # 1.96 sd of a proportion, in %
    listed = [
        "Clients are simulated in one process: no network, no drop-outs, no stragglers",
        "Weights travel in the clear and can leak training data",
        f"The choice of {len(digits.test)} test images alone moves accuracy by {error:.1f} points",
    ]
    sent, images = metric["traffic"], metric["traffic"]["baseline"]
    if sent["value"] > images["value"]:
        amounts = f"{sent['display']} against {images['value']:.2f} MB for the images themselves"
        listed.append(f"At this size federating saves no traffic: {amounts}")
    if reached := metric.get("seeds_at_target"):
        count = f"{reached['value']:.0f} of {len(outcomes)}"
        listed.append(f"Seeds that reached {config.target:g} % accuracy: {count}")
    if moved := sum(outcome.moved for outcome in outcomes):
        reason = f"so that each client holds at least {config.min_samples}"
        listed.append(f"Samples moved between clients, over all seeds, {reason}: {moved}")
    if (config.clients, config.alpha) != TUNED_FOR:
        tuned = "{} clients and alpha {}".format(*TUNED_FOR)
        listed.append(f"Learning rate and local steps were tuned for {tuned}, not for this setting")
    return listed + [sentence for sentence in against(found).values() if " below " in sentence]
