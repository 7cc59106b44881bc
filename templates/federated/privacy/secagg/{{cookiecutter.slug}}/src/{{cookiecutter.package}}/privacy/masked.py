"""FedAvg with masked sums: the server of this training sees no client's update."""

import time
from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from .. import model
from ..algorithms.strategies import Array, Strategy
from ..clients.plan import Plan
from ..data import Floats, Task
from ..showcase.settings import SetupError
from . import secagg

KEY_BYTES = 32  # of an X25519 key
FEWEST = 3  # of two clients, each learns the other's update from the sum; one has no mask at all
LIMIT = 4.0  # largest change of a weight times a client's share; anything above is refused


class Masked(NamedTuple):
    """A training whose server saw masked updates only."""

    w: Floats  # the last weights, (d,)
    error: float  # most by which rounding may have changed a mean update
    keys_ms: float  # of a client in a round, to agree on secrets with all others
    mask_ms: float  # and to encode and mask its update
    plain: Floats  # the first client's first update, (d,)
    sent: secagg.Words  # and what the server saw of it, (d,)


def train(
    engine: ModuleType,
    strategy: Strategy,
    start: model.Weights,
    task: Task,
    plan: Plan,
    shares: Floats,
) -> Masked:
    """Run FedAvg over ``plan`` with masked sums.

    The keys are the same in each run, so that it can be repeated; real ones come from the system.

    Raises:
        SetupError: a round has too few clients to hide one, or an update is too large.
    """
    w, clients = model.flat(start), plan.cohorts.shape[1]
    if clients < FEWEST:
        raise SetupError(
            f"{clients} of {len(shares)} clients are in a round, and a sum hides one among "
            f"{FEWEST} or more; raise clients or participation"
        )
    fixed, rng = secagg.FixedPoint(clients, LIMIT), np.random.default_rng(8)
    put: Callable[[Array], Array] = engine.put
    lasting = Task(*map(put, task))
    rate, mu = put(np.asarray(strategy.learning_rate)), put(np.asarray(0.0))
    spent, seen = np.zeros(2), []
    for t, (cohort, rows) in enumerate(zip(plan.cohorts, plan.rows, strict=True)):
        sent = put(w)
        y = engine.local_updates(sent, start.shape, lasting, rate, put(rows), mu, None)
        weighed = (shares[cohort] / shares[cohort].sum())[:, None]
        updates = weighed * (np.asarray(y) - np.asarray(sent))
        begun = time.perf_counter()
        private = [X25519PrivateKey.from_private_bytes(rng.bytes(KEY_BYTES)) for _ in cohort]
        secrets = secagg.keys(private)
        agreed = time.perf_counter()
        masked = [
            fixed.encode(update) + secagg.mask(k, secrets[k], t, len(update))
            for k, update in enumerate(updates)
        ]
        spent += agreed - begun, time.perf_counter() - agreed
        seen.append((updates[0], masked[0]))
        w = w + strategy.server_rate * fixed.decode(secagg.add(masked))
    keys_ms, mask_ms = 1000 * spent / plan.cohorts.size
    return Masked(w, fixed.error, float(keys_ms), float(mask_ms), *seen[0])
