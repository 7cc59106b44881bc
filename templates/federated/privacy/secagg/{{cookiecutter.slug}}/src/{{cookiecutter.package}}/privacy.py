"""What secure aggregation costs: time, traffic, and the rounding to fixed point."""

import time
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from matplotlib.figure import Figure

from . import drawing, federate, masked, oracle, partition, secagg, section, strategies
from .config import Config
from .data import Dataset, Task
from .drawing import Theme
from .masked import KEY_BYTES, Masked
from .plan import draw
from .section import Section

ROUNDS = 5  # compared at most: every round agrees on new keys
COHORTS = (5, 10, 20, 50, 100)  # clients that the study masks for


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return how far masked training is from open training, and what it costs."""
    seed = config.seeds[0]
    dealt = partition.deal(config, dataset, seed)
    rounds, work = min(ROUNDS, config.rounds), (config.local_steps, config.batch_size, seed)
    plan = draw(dealt.clients, rounds, *work, config.participation)
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])
    start = oracle.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
    fedavg = strategies.chosen(config)[0]
    closed = masked.train(fedavg, start, task, plan, dealt.shares)
    open_ = oracle.flat(federate.train(fedavg, start, task, plan, dealt.shares).weights)
    difference = float(f"{np.abs(closed.w - open_).max():.1e}")
    clients = plan.cohorts.shape[1]
    drawing.save(folder, "masking", lambda theme: _masking(theme, closed))
    kinds = ("1", "lower", "none"), ("ms", "lower", "none"), ("kB", "lower", "none")
    return Section(
        metrics=[
            section.metric(
                "secagg_difference",
                f"Largest weight difference of masked and open FedAvg, {rounds} rounds",
                kinds[0],
                [difference],
            ),
            section.metric(
                "secagg_time",
                f"Keys and mask of a client in a round, {clients} clients",
                kinds[1],
                [closed.keys_ms + closed.mask_ms],
            )
            | {"volatile": True},
            section.metric(
                "secagg_traffic",
                f"Public keys that a client exchanges in a round, {clients} clients",
                kinds[2],
                [KEY_BYTES * clients / 1000],
                ("its update", [4 * len(open_) / 1000]),
            ),
        ],
        figures=[
            section.figure(
                "masking",
                "Two histograms of one client's first update: its numbers, with standard deviation "
                f"{closed.plain.std():.1g}, and the 32-bit words that the server receives, with "
                f"{(closed.sent / 2**32).std():.3f} of their range; evenly spread ones have 0.289",
                "What a client computes, and what the server sees of it: masks of all pairs of "
                "clients cancel in the sum only, which is exact modulo 2^32.",
            )
        ],
        results={"secagg": {"largest_difference": difference, "rounding_of_a_round": closed.error}},
        times={"secagg_keys_ms": closed.keys_ms, "secagg_mask_ms": closed.mask_ms},
        limitations=[
            "Secure aggregation here survives no drop-out, and trusts the server to relay keys"
        ],
    )


def study(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return what a client's keys and mask cost by the number of clients in a round."""
    size = sum(oracle.Shape(dataset.inputs.shape[1], config.hidden, len(dataset.classes)).sizes)
    costs = {clients: _cost(clients, size) for clients in COHORTS}
    drawing.save(folder, "masking-cost", lambda theme: _by_clients(theme, costs))
    few, many = COHORTS[0], COHORTS[-1]
    alt = (
        f"Milliseconds of a client in a round: {costs[few]:.1f} with {few} clients, "
        f"{costs[many]:.1f} with {many}"
    )
    caption = f"Keys and masks for {size:,} weights: a client makes one mask for each other client."
    return Section(
        metrics=[
            section.metric(
                "secagg_many_time",
                f"Keys and mask of a client in a round, {many} clients",
                ("ms", "lower", "none"),
                [costs[many]],
                (f"{few} clients", [costs[few]]),
            )
            | {"volatile": True}
        ],
        figures=[section.figure("masking-cost", alt, caption) | {"volatile": True}],
        times={"secagg_ms_by_clients": costs},
    )


def _cost(clients: int, size: int) -> float:
    """Return milliseconds of one client, the least of five: secrets with all others, one mask."""
    others = {k: X25519PrivateKey.generate().public_key() for k in range(1, clients)}
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        secagg.mask(0, secagg.agree(X25519PrivateKey.generate(), others), 0, size)
        times.append(time.perf_counter() - begun)
    return 1000 * min(times)


def _by_clients(theme: Theme, costs: dict[int, float]) -> Figure:
    plot = drawing.axes(theme)
    plot.plot([*costs], [*costs.values()], "o-", color=theme.lines[0], lw=2.2)
    plot.set(ylim=(0, None), xlim=(0, None))
    plot.set_xlabel("Clients in a round", color=theme.text)
    plot.grid(axis="y", color=theme.faint, lw=0.8)
    about = "Milliseconds of a client in a round, key agreement and mask"
    few, many = min(costs), max(costs)
    claim = f"{costs[few]:.1f} ms with {few} clients, {costs[many]:.1f} ms with {many}"
    drawing.title(plot, theme, claim, about)
    return drawing.page(plot)


def _masking(theme: Theme, closed: Masked) -> Figure:
    page = Figure(figsize=(8.4, 3.4))
    page.subplots_adjust(left=0.05, right=0.97, top=0.76, bottom=0.17, wspace=0.12)
    sides = (
        (closed.plain, "A client's update", "change of a weight, times the client's share"),
        (closed.sent / 2**32, "What the server receives", "32-bit word / 2^32"),
    )
    for place, (values, claim, about) in enumerate(sides, 1):
        plot = drawing.bare(page.add_subplot(1, 2, place), theme)
        plot.hist(values, bins=40, color=theme.lines[place - 1])
        plot.set_yticks([])
        plot.set_xlabel(about, color=theme.text)
        drawing.title(plot, theme, claim, f"{len(values):,} weights, first client, first round")
    return page
