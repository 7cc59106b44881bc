"""Functions with known interactions, for the tests of explainers."""

from dataclasses import dataclass

import numpy as np

from {{ cookiecutter.package }}.table import Floats


@dataclass(frozen=True)
class Polynomial:
    """f(x) = sum_i a_i x_i + sum_ij b_ij x_i x_j + c x_0 x_1 x_2."""

    single: Floats  # a (d,)
    pairs: Floats  # b (d, d)
    triple: float = 0.0

    def __call__(self, x: Floats) -> Floats:
        """Return f: (n,)."""
        both = np.einsum("ni,ij,nj->n", x, self.pairs, x)
        return np.asarray(x @ self.single + both + self.triple * x[:, :3].prod(axis=1))


def additive(features: int, seed: int = 0) -> Polynomial:
    """Return a function without interactions."""
    single = np.random.default_rng(seed).normal(size=features)
    return Polynomial(single, np.zeros((features, features)))


def pairwise(features: int, seed: int = 0) -> Polynomial:
    """Return a function with interactions of two."""
    rng = np.random.default_rng(seed)
    return Polynomial(rng.normal(size=features), rng.normal(size=(features, features)))


def threeway(features: int, seed: int = 0) -> Polynomial:
    """Return a function with an interaction of three as well."""
    plain = pairwise(features, seed)
    return Polynomial(plain.single, plain.pairs, 2.0)


def rows(count: int, features: int, seed: int) -> Floats:
    """Return normal rows, (count, features)."""
    return np.random.default_rng([seed, 99]).normal(size=(count, features))
