"""A small smooth model in NumPy, whose weights the referees' frameworks can take over."""

import numpy as np

from {{ cookiecutter.package }}.table import Floats

FEATURES = 6
ROWS = 12
_RNG = np.random.default_rng(0)
MATRIX = _RNG.normal(size=(FEATURES, 8)).astype(np.float32)
OUTPUT = _RNG.normal(size=8).astype(np.float32)
X = _RNG.normal(size=(ROWS, FEATURES)).astype(np.float32)
BASELINE = np.zeros((1, FEATURES), np.float32)
ATTRIBUTIONS = _RNG.normal(size=(ROWS, FEATURES))  # measures have to agree on bad ones too


def log_odds(x: Floats) -> Floats:
    """Return f(x): (n,). Features interact, all of them with each other."""
    return np.asarray(np.tanh(x @ MATRIX) @ OUTPUT)
