"""How alike rankings of features are, over refitted models; all measures are of size |value|."""

from collections.abc import Mapping, Sequence

import numpy as np

from .table import Floats, Ints


def ranks(values: Floats) -> Ints:
    """Return the rank of each |value| along the last axis: 1 is the largest, ties by position."""
    order = np.argsort(-np.abs(values), axis=-1, kind="stable")
    return np.asarray(np.argsort(order, axis=-1, kind="stable") + 1)


def correlation(values: Floats) -> float:
    """Return Spearman's rank correlation, mean over pairs of refits and over cases.

    Args:
        values: (refits, ..., d), at least two refits and two features.
    """
    centred = ranks(values) - (values.shape[-1] + 1) / 2
    unit = centred / np.sqrt(np.square(centred).sum(axis=-1, keepdims=True))
    flat = unit.reshape(len(unit), -1, unit.shape[-1])
    alike = np.einsum("and,bnd->ab", flat, flat) / flat.shape[1]
    return float(alike[np.triu_indices(len(alike), 1)].mean())


def overlap(values: Floats, top: int) -> float:
    """Return the share of the ``top`` features that two refits have in common, a mean as above.

    The feature agreement of Krishna et al. 2022, https://arxiv.org/abs/2202.01602, between
    refits in place of explainers.
    """
    chosen = (ranks(values) <= top).astype(float)
    flat = chosen.reshape(len(chosen), -1, chosen.shape[-1])
    shared = np.einsum("and,bnd->ab", flat, flat) / (flat.shape[1] * top)
    return float(shared[np.triu_indices(len(shared), 1)].mean())


def grouped(values: Floats, groups: Mapping[str, Sequence[int]]) -> Floats:
    """Return the sum of each group's columns: (..., d) to (..., groups)."""
    return np.stack([values[..., list(columns)].sum(axis=-1) for columns in groups.values()], -1)


def sign_share(told: Floats, values: Floats) -> Floats:
    """Return the share of refits with the sign of what was told, in [0, 1].

    Args:
        told: (...), by the model itself; a zero has no sign, and nobody agrees with it.
        values: (refits, ...), by its refits.
    """
    return np.asarray(((np.sign(values) == np.sign(told)) & (told != 0)).mean(axis=0))
