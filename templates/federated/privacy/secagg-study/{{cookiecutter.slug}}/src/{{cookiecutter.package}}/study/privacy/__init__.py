"""What a client's keys and mask cost, by the number of clients in a round."""

import time
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ... import model
from ...config import Config
from ...data import Dataset
from ...privacy import secagg

COHORTS = (5, 10, 20, 50, 100)


class Costs(NamedTuple):
    """Milliseconds of a client by the number of clients, for so many weights."""

    size: int
    milliseconds: dict[int, float]


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Costs:
    """Return the cost of each cohort."""
    size = sum(model.Shape(dataset.inputs.shape[1], config.hidden, len(dataset.classes)).sizes)
    return Costs(size, {clients: _cost(clients, size) for clients in COHORTS})


def _cost(clients: int, size: int) -> float:
    """Return milliseconds of one client, the least of five: secrets with all others, one mask."""
    others = {k: X25519PrivateKey.generate().public_key() for k in range(1, clients)}
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        secagg.mask(0, secagg.agree(X25519PrivateKey.generate(), others), 0, size)
        times.append(time.perf_counter() - begun)
    return 1000 * min(times)
