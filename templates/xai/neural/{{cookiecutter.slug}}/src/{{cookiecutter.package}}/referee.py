"""The network written a second time, in plain PyTorch, for captum to explain: the referee."""

import importlib
import importlib.util
from typing import Any

import numpy as np

from .network import Weights
from .table import Floats

Tensor = Any  # PyTorch is an extra: its types may be missing


def is_there() -> bool:
    """Return whether the extra ``crosscheck`` is installed."""
    return all(importlib.util.find_spec(name) for name in ("torch", "captum"))


class Referee:
    """captum's integrated gradients of a network with the given weights."""

    def __init__(self, weights: Weights) -> None:
        """Take over ``weights``."""
        self._torch = importlib.import_module("torch")
        self._torch.set_num_threads(1)
        tensor = self._torch.tensor
        self._mean, self._scale = tensor(weights.mean), tensor(weights.scale)
        self._layers = [(tensor(matrix), tensor(bias)) for matrix, bias in weights.layers]
        captum = importlib.import_module("captum.attr")
        self._explainer = captum.IntegratedGradients(self._log_odds)

    def _log_odds(self, x: Tensor) -> Tensor:
        active = self._torch.asinh((x - self._mean) / self._scale)
        for matrix, bias in self._layers[:-1]:
            active = self._torch.nn.functional.silu(active @ matrix + bias)
        matrix, bias = self._layers[-1]
        return (active @ matrix + bias)[:, 0]

    def integrated(self, x: Floats, baseline: Floats, nodes: int) -> Floats:
        """Return captum's integrated gradients: (n, d), from a baseline (d,)."""
        found = self._explainer.attribute(
            self._torch.tensor(x),
            self._torch.tensor(baseline[None]),
            n_steps=nodes,
            method="gausslegendre",
            internal_batch_size=1 << 14,
        )
        return np.asarray(found.detach().numpy())
