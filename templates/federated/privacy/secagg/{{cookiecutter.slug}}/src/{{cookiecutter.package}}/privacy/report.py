"""What secure aggregation costs: time, traffic, and the rounding to fixed point."""

from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .. import drawing
from ..drawing import Words
from ..showcase.part import Column, Entry, Report, Table, Value, rounded
from .masked import KEY_BYTES, Masked
from .sums import Sums

DIFFERENCE = Column("difference", "Largest difference", "1", "lower", "none")
TRAFFIC = Column("traffic", "Traffic of a client in a round", "kB", "lower", "none")
TIME = Column("time", "Time of a client in a round", "ms", "lower", "none")


def report(sums: Sums, folder: Path) -> Report:
    """Return how far masked training is from open training, and what it costs."""
    closed, keys = sums.closed, KEY_BYTES * sums.clients / 1000
    rows = {
        "weights": ("Masked and open weights", {"difference": Value(rounded(sums.difference, 2))}),
        "rounding": ("Most that rounding may move", {"difference": Value(closed.error)}),
        "keys": ("Its public keys", {"traffic": Value(keys)}),
        "update": ("its update", {"traffic": Value(4 * len(closed.w) / 1000)}),
    }
    found = Table("secagg", "Secure aggregation", [DIFFERENCE, TRAFFIC], rows)
    spent = {"spent": ("Keys and mask", {"time": Value(closed.keys_ms + closed.mask_ms)})}
    timed = Table("time", "Time", [TIME], spent)  # of the machine: in no file of results
    label = f"Largest weight gap, masked and open FedAvg, {sums.rounds} rounds"
    among = f"of a client in a round, {sums.clients} clients"
    sent = f"Public keys {among}"
    return Report(
        tables=[found],
        metrics=[
            found.metric("weights", "difference", id="secagg_difference", label=label),
            timed.metric(
                "spent", "time", id="secagg_time", label=f"Keys and mask {among}", volatile=True
            ),
            found.metric("keys", "traffic", id="secagg_traffic", label=sent, baseline="update"),
        ],
        figures=[_histograms(folder, closed)],
        limitations=[
            "Secure aggregation here survives no drop-out, and trusts the server to relay keys"
        ],
        times={"secagg_keys_ms": closed.keys_ms, "secagg_mask_ms": closed.mask_ms},
    )


def _histograms(folder: Path, closed: Masked) -> Entry:
    change, word = closed.plain, closed.sent / 2**32
    sides = {"Change of a weight\ntimes share": change, "Word received\n/ 2^32": word}

    def bars(page: Figure) -> None:
        for k, (label, values) in enumerate(sides.items()):
            plot = page.add_subplot(1, 2, k + 1, xlabel=label, yticks=[])
            plot.hist(values, bins=40, color=f"C{k}")
            plot.xaxis.set_major_locator(MaxNLocator(3))
            plot.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))

    words = Words(
        "A client's update, and what the server sees of it",
        f"{len(change):,} weights, first client, first round: standard deviation "
        f"{change.std():.1g}, then {word.std():.3f} of the range",
        "Evenly spread words have 0.289. Masks of all pairs of clients cancel in the sum only, "
        "which is exact modulo 2^32.",
    )
    return drawing.save(folder, "masking", words, bars)
