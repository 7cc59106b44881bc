"""Who holds which sample: Dirichlet label skew."""

from dataclasses import dataclass

import numpy as np

from .config import Config
from .data import CLASSES, Ints


@dataclass(frozen=True)
class Partition:
    """The training rows of each client, and how many rows were moved to fill small clients."""

    clients: tuple[Ints, ...]
    moved: int

    @property
    def sizes(self) -> Ints:
        """Return n_k, the number of samples of each client: (clients,)."""
        return np.array([len(rows) for rows in self.clients])

    @property
    def shares(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Return n_k / n, each client's weight in the average: (clients,), its sum is 1."""
        return np.asarray(self.sizes / self.sizes.sum(), dtype=np.float64)

    def label_counts(self, labels: Ints) -> Ints:
        """Return how often each client holds each label: (clients, classes)."""
        return np.stack([np.bincount(labels[rows], minlength=CLASSES) for rows in self.clients])


def dirichlet(rows: Ints, labels: Ints, config: Config, seed: int) -> Partition:
    """Deal ``rows`` to clients so that each label is spread by its own draw from Dir(alpha).

    The scheme of Yurochkin et al. 2019, section 5 (https://arxiv.org/abs/1905.12022). They and
    others draw again until no client is too small, which never ends for many clients and a small
    alpha; here single samples move from the largest client to the smallest, and are counted.

    Args:
        rows: the rows to deal, (n,).
        labels: of all rows of the data, so that ``labels[rows]`` are those dealt.
        config: how many clients, with which ``alpha`` and ``min_samples``.
        seed: draws the partition.

    Raises:
        ValueError: there are fewer than ``clients * min_samples`` rows.
    """
    if len(rows) < config.clients * config.min_samples:
        raise ValueError(
            f"{len(rows)} samples cannot give {config.clients} clients {config.min_samples} each; "
            "lower clients or min_samples"
        )
    rng = np.random.default_rng([seed, 0])
    held: list[list[int]] = [[] for _ in range(config.clients)]
    for label in range(CLASSES):
        own = rng.permutation(rows[labels[rows] == label])
        shares = rng.dirichlet(np.full(config.clients, config.alpha))
        cuts = np.round(np.cumsum(shares)[:-1] * len(own)).astype(int)
        for client, part in zip(held, np.split(own, cuts), strict=True):
            client.extend(part.tolist())
    moved = 0
    while len(smallest := min(held, key=len)) < config.min_samples:
        largest = max(held, key=len)
        smallest.append(largest.pop(int(rng.integers(len(largest)))))
        moved += 1
    return Partition(tuple(np.sort(np.array(client, dtype=np.int64)) for client in held), moved)
