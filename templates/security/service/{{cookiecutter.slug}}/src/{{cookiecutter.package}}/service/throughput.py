"""Part of the run: the service on loopback, held to the detector's own verdicts, then loaded."""

import asyncio
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .. import store
from ..metrics import metric
from ..section import Metric, Section, Setting
from . import local
from .load import Client, Loaded, load
from .schemas import FLAGGED, MOST_NAMES

CONNECTIONS = 2
PACKAGES = ("fastapi", "pydantic", "uvicorn")
_SAID = (
    "The service was loaded from the machine that runs it, over loopback, in a closed loop of "
    f"{CONNECTIONS} connections: a network adds time, a queue adds more"
)
BATCHES = 10  # different ones, so that no cache of the processor holds all their names


def measure(setting: Setting) -> Section:
    """Serve the detector, compare verdicts, and measure latency and throughput."""
    names = _names(setting)
    batches = [names[start : start + MOST_NAMES] for start in range(0, len(names), MOST_NAMES)]
    with tempfile.TemporaryDirectory() as folder:
        loaded, different = asyncio.run(_served(setting, Path(folder), batches))
    return Section(
        metrics=_metrics(loaded),
        results={
            "service": {
                "names": len(names),
                "names_a_request": MOST_NAMES,
                "connections": CONNECTIONS,
                "verdicts_that_differ": different,
            }
        },
        limitations=(_SAID,),
        times={
            "service_requests": float(len(loaded.latencies)),
            "service_p50_ms": loaded.milliseconds(50),
            "service_p99_ms": loaded.milliseconds(99),
            "service_names_per_s": loaded.throughput,
        },
    )


def _names(setting: Setting) -> list[str]:
    """Return names of the future, hostile and benign in turn, enough for all batches."""
    corpus = setting.corpus
    sides = (corpus.hostile(corpus.past.test), corpus.benign(corpus.past.test))
    rows = np.stack([np.resize(side, BATCHES * MOST_NAMES // 2) for side in sides])
    return list(corpus.pick(rows.T.ravel()))


async def _served(
    setting: Setting, folder: Path, batches: Sequence[Sequence[str]]
) -> tuple[Loaded, int]:
    """Return what the load measured, and how many verdicts differ from the detector's own."""
    detector, key = setting.models[setting.subject], secrets.token_urlsafe(32)
    threshold = setting.threshold(setting.subject, setting.config.rate)
    path = folder / "detector.npz"
    settings = {
        "SCORING_DETECTOR": str(path),
        "SCORING_SHA256": store.save(path, detector, threshold),
        "SCORING_KEYS": f"load={key}",
        "SCORING_RATE": "1000000/minute",  # the limit is not what is measured
        "SCORING_DRAIN_SECONDS": "0",
    }
    async with local.running(settings, folder / "log") as service:
        client = Client(service.port, key)
        answers = await asyncio.to_thread(client.score, batches)
        seconds = setting.config.load_seconds
        loaded = await asyncio.to_thread(load, client, batches, CONNECTIONS, seconds)
    expected = [detector.score(batch) > threshold for batch in batches]
    flags = [[each.verdict == FLAGGED for each in answer.results] for answer in answers]
    return loaded, int(np.sum(np.array(flags) != np.array(expected)))


def _metrics(loaded: Loaded) -> tuple[Metric, ...]:
    batch = f"{loaded.batch} names a request, {CONNECTIONS} connections"
    entries = (
        ("service_throughput", f"Service, names scored a second ({batch})", "names/s", "higher"),
        ("service_p50", f"Service, median latency ({batch})", "ms", "lower"),
        ("service_p99", f"Service, 99th percentile of latency ({batch})", "ms", "lower"),
    )
    values = (loaded.throughput, loaded.milliseconds(50), loaded.milliseconds(99))
    return tuple(
        metric(name, label, (unit, better, "none"), value, volatile=True)
        for (name, label, unit, better), value in zip(entries, values, strict=True)
    )
