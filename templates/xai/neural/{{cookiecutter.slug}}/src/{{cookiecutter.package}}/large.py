"""Explaining a table that does not end: rows come in pieces, and memory stays as it is."""

import importlib
import multiprocessing
import sys
import time
from typing import NamedTuple

import numpy as np

from . import gradients
from .gradients import Gradient
from .table import Floats

PIECE = 10_000  # rows that are held at once


class Work(NamedTuple):
    """What a fresh process is sent: the model's gradient, rows to draw, how many, the nodes."""

    gradient: Gradient
    x: Floats
    baseline: Floats
    many: int
    nodes: int


class Spent(NamedTuple):
    """What the work took: seconds without the start, and the process's largest memory."""

    seconds: float
    megabytes: float


def explain(work: Work) -> Spent:
    """Explain ``work.many`` rows, drawn piece by piece; only their mean size is kept."""
    resource = importlib.import_module("resource")  # there is none on Windows
    rng = np.random.default_rng(0)
    total = np.zeros(work.x.shape[1])
    begun = 0.0
    for start in range(-PIECE, work.many, PIECE):  # the first piece compiles and is not timed
        rows = work.x[rng.integers(0, len(work.x), PIECE)]
        if start == 0:
            begun = time.perf_counter()
        found = gradients.integrated(work.gradient, rows, work.baseline, work.nodes)
        total += np.abs(found).sum(axis=0)
    seconds = time.perf_counter() - begun
    unit = 1 if sys.platform == "darwin" else 1024  # bytes on macOS, kilobytes on Linux
    return Spent(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)


def measure(work: Work, counts: tuple[int, ...]) -> list[Spent]:
    """Return what each count of rows takes, each in a process of its own: memory is not shared."""
    orders = [work._replace(many=count) for count in counts]
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        return pool.map(explain, orders, chunksize=1)
