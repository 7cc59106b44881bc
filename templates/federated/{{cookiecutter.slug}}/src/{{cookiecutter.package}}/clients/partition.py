"""Who holds which sample: evenly, by label skew, by shards of labels, or as the data came."""

from dataclasses import dataclass

import numpy as np

from ..config import Config
from ..data import Dataset, Ints
from ..showcase.settings import SetupError

Held = list[Ints]  # the rows of each client


@dataclass(frozen=True)
class Partition:
    """The training rows of each client, and how many rows were moved to fill small clients."""

    clients: tuple[Ints, ...]
    moved: int = 0

    @property
    def sizes(self) -> Ints:
        """Return n_k, the number of samples of each client: (clients,)."""
        return np.array([len(rows) for rows in self.clients])

    @property
    def shares(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Return n_k / n, each client's weight in the average: (clients,), its sum is 1."""
        return np.asarray(self.sizes / self.sizes.sum(), dtype=np.float64)

    def label_counts(self, labels: Ints, classes: int) -> Ints:
        """Return how often each client holds each label: (clients, classes)."""
        return np.stack([np.bincount(labels[rows], minlength=classes) for rows in self.clients])


def deal(config: Config, dataset: Dataset, seed: int) -> Partition:
    """Return the partition of the training rows that ``config`` names and ``seed`` draws.

    Raises:
        SetupError: there are too few rows, or the data name no sites.
    """
    rows, labels = dataset.train, dataset.labels
    if config.partition == "natural":
        if dataset.groups is None:
            raise SetupError("partition is natural, but the data name no sites; choose another")
        return natural(rows, dataset.groups)
    if len(rows) < config.clients * config.min_samples:
        raise SetupError(
            f"{len(rows)} samples cannot give {config.clients} clients {config.min_samples} each; "
            "lower clients or min_samples"
        )
    rng = np.random.default_rng([seed, 0])
    if config.partition == "iid":
        return _filled(iid(rows, config.clients, rng), 0, rng)
    if config.partition == "shards":
        held = shards(rows, labels, config.clients, config.shards, rng)
    else:
        held = dirichlet(rows, labels, config.clients, config.alpha, rng)
    return _filled(held, config.min_samples, rng)


def iid(rows: Ints, clients: int, rng: np.random.Generator) -> Held:
    """Deal ``rows`` like cards: sizes differ by one at most, labels by chance only."""
    return np.array_split(rng.permutation(rows), clients)


def dirichlet(
    rows: Ints, labels: Ints, clients: int, alpha: float, rng: np.random.Generator
) -> Held:
    """Spread each label over the clients by its own draw from Dir(alpha).

    The scheme of Yurochkin et al. 2019, section 5 (https://arxiv.org/abs/1905.12022).
    """
    held: list[list[Ints]] = [[] for _ in range(clients)]
    for label in np.unique(labels[rows]):
        own = rng.permutation(rows[labels[rows] == label])
        shares = rng.dirichlet(np.full(clients, alpha))
        cuts = np.round(np.cumsum(shares)[:-1] * len(own)).astype(int)
        for client, part in zip(held, np.split(own, cuts), strict=True):
            client.append(part)
    return [np.concatenate(parts) for parts in held]


def shards(rows: Ints, labels: Ints, clients: int, each: int, rng: np.random.Generator) -> Held:
    """Sort by label, cut into equal shards, and give every client ``each`` of them.

    McMahan et al. 2017, section 3 (https://arxiv.org/abs/1602.05629): with two shards most
    clients see two labels only.
    """
    mixed = rng.permutation(rows)
    cut = np.array_split(mixed[np.argsort(labels[mixed], kind="stable")], clients * each)
    dealt = rng.permutation(len(cut)).reshape(clients, each)
    return [np.concatenate([cut[shard] for shard in own]) for own in dealt]


def natural(rows: Ints, groups: Ints) -> Partition:
    """Give each site its own rows: the data as they came, whatever ``clients`` says."""
    return Partition(tuple(rows[groups[rows] == site] for site in np.unique(groups[rows])))


def _filled(held: Held, least: int, rng: np.random.Generator) -> Partition:
    """Move single samples from the largest client to the smallest until all hold ``least``.

    Others draw again until no client is too small, which never ends for many clients and a small
    alpha; what is moved here is counted.
    """
    lists = [rows.tolist() for rows in held]
    moved = 0
    while len(smallest := min(lists, key=len)) < least:
        largest = max(lists, key=len)
        smallest.append(largest.pop(int(rng.integers(len(largest)))))
        moved += 1
    return Partition(tuple(np.sort(np.array(rows, dtype=np.int64)) for rows in lists), moved)
