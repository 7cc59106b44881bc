"""Where heavy loops run: in this process, in processes beside it, or on a Dask cluster.

The loops are joblib's. Every piece of work is a pure function of what it is sent, so that the
numbers are the same bit by bit wherever it runs.
"""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from joblib import Parallel, delayed, parallel_config

from .config import SetupError
from .table import Floats

BACKENDS = ("sequential", "loky", "dask")
HELP = "where refits and trees are explained: here (default), in local processes, or on Dask"
PATIENCE = 10  # seconds to wait for a scheduler, and for its first worker


@contextmanager
def backend(name: str, scheduler: str | None = None) -> Iterator[None]:
    """Let joblib's loops run on the backend ``name`` while the context lasts.

    Args:
        name: one of ``BACKENDS``.
        scheduler: address of a Dask scheduler, "tcp://host:8786"; without, dask means a cluster of
            local processes that ends with the context.

    Raises:
        SetupError: there is nothing to talk to at the address, or no use for one.
    """
    if scheduler is not None and name != "dask":
        raise SetupError(f"--scheduler {scheduler} needs --backend dask; add it")
    if name == "dask":
        with _dask(scheduler):
            yield
    elif name == "loky":
        with parallel_config(name, n_jobs=-1, initializer=_prepare):
            yield
    else:
        with parallel_config(name, n_jobs=1):
            yield


def _prepare() -> None:
    """Import in a new worker what models need: a framework takes hundreds of megabytes.

    Imported by a later piece of work, loky takes them for a leak, ends the worker, and may wait
    for it for ever.
    """
    importlib.import_module(".models", __package__)


@contextmanager
def _dask(scheduler: str | None) -> Iterator[None]:
    try:
        connect = importlib.import_module("distributed").Client  # an extra, a second to import
    except ImportError as error:
        raise SetupError("dask is not installed; install this project's extra: scale") from error
    try:
        # Without a dashboard: this is a computation, not a service that listens.
        local = {"threads_per_worker": 1, "dashboard_address": None}
        client = connect(scheduler, timeout=PATIENCE) if scheduler else connect(**local)
    except (OSError, ValueError) as error:
        if scheduler is None:  # no address to blame: a cluster of one's own has to start
            raise
        raise SetupError(
            f"no Dask scheduler answers at {scheduler}; start one with: dask scheduler"
        ) from error
    with client, parallel_config("dask", wait_for_workers_timeout=PATIENCE):
        yield


def by_rows(explain: Callable[[Floats], Floats], x: Floats, at_once: int) -> Floats:
    """Return ``explain(x)``, (n, d), in pieces of ``at_once`` rows that run on the backend.

    ``explain`` must treat rows one by one, and travel to other processes.
    """
    pieces = [x[start : start + at_once] for start in range(0, len(x), at_once)]
    return np.concatenate(Parallel()(delayed(explain)(piece) for piece in pieces))
