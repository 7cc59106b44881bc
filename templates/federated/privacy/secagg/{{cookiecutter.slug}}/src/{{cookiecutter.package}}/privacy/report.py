"""What secure aggregation costs: time, traffic, and the rounding to fixed point."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from .. import drawing, experiment, model
from ..algorithms import federate, strategies
from ..config import Config
from ..data import Dataset
from ..drawing import Words
from ..section import Metric, Section, metric
from . import masked
from .masked import KEY_BYTES, Masked

ROUNDS = 5  # compared at most: every round agrees on new keys


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return how far masked training is from open training, and what it costs."""
    rounds = min(ROUNDS, config.rounds)
    drawn = experiment.draw(replace(config, rounds=rounds), dataset, config.seeds[0])
    fedavg, clients = strategies.chosen(config)[0], drawn.work.cohorts.shape[1]
    work = (drawn.engine, fedavg, drawn.start, drawn.task, drawn.work, drawn.dealt.shares)
    closed, open_ = masked.train(*work), model.flat(federate.train(*work).weights)
    difference = float(f"{np.abs(closed.w - open_).max():.1e}")
    label = f"Largest weight difference of masked and open FedAvg, {rounds} rounds"
    spent = f"Keys and mask of a client in a round, {clients} clients"
    sent = f"Public keys that a client exchanges in a round, {clients} clients"
    ms, kb = ("ms", "lower", "none"), ("kB", "lower", "none")
    time, keys = closed.keys_ms + closed.mask_ms, KEY_BYTES * clients / 1000
    return Section(
        metrics=[
            metric("secagg_difference", label, ("1", "lower", "none"), [difference]),
            metric("secagg_time", spent, ms, [time]) | {"volatile": True},
            metric("secagg_traffic", sent, kb, [keys], ("its update", [4 * len(open_) / 1000])),
        ],
        figures=[_histograms(folder, closed)],
        limitations=[
            "Secure aggregation here survives no drop-out, and trusts the server to relay keys"
        ],
        results={"secagg": {"largest_difference": difference, "rounding_of_a_round": closed.error}},
        times={"secagg_keys_ms": closed.keys_ms, "secagg_mask_ms": closed.mask_ms},
    )


def _histograms(folder: Path, closed: Masked) -> Metric:
    sides = {
        "change of a weight, times the client's share": closed.plain,
        "32-bit word that the server receives / 2^32": closed.sent / 2**32,
    }

    def bars(page: Figure) -> None:
        page.subplots_adjust(left=0.05, wspace=0.12)
        for k, (label, values) in enumerate(sides.items()):
            plot = page.add_subplot(1, 2, k + 1, xlabel=label, yticks=[])
            plot.hist(values, bins=40, color=f"C{k}")

    words = Words(
        "A client's update, and what the server sees of it",
        f"{len(closed.plain):,} weights, first client, first round: standard deviation "
        f"{closed.plain.std():.1g}, then {sides.popitem()[1].std():.3f} of the range",
        "Evenly spread words have 0.289. Masks of all pairs of clients cancel in the sum only, "
        "which is exact modulo 2^32.",
    )
    return drawing.save(folder, "masking", words, bars)
