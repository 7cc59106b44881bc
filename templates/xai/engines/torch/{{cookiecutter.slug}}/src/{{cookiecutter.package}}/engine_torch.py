"""The network in PyTorch: nn.Module, torch.optim, and gradients by torch.func."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch.func import grad, vmap
from torch.nn.functional import binary_cross_entropy_with_logits, silu

from .network import Fitting, Layer, Weights, batches, initial
from .table import Floats, Ints

NAME = "PyTorch"
PACKAGES = ("torch",)


class Mlp(torch.nn.Module):
    """The network of ``network.py``."""

    layers: torch.nn.ModuleList
    mean: torch.Tensor
    scale: torch.Tensor

    def __init__(self, weights: Weights) -> None:
        """Take over ``weights``."""
        super().__init__()
        self.register_buffer("mean", torch.tensor(weights.mean))
        self.register_buffer("scale", torch.tensor(weights.scale))
        layers = [torch.nn.Linear(*matrix.shape) for matrix, _ in weights.layers]
        self.layers = torch.nn.ModuleList(layers)
        with torch.no_grad():
            for layer, (matrix, bias) in zip(layers, weights.layers, strict=True):
                layer.weight.copy_(torch.tensor(matrix.T))
                layer.bias.copy_(torch.tensor(bias))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the log-odds of rows: (n,)."""
        active = torch.arcsinh((x - self.mean) / self.scale)
        for layer in self.layers[:-1]:
            active = silu(layer(active))
        scores: torch.Tensor = self.layers[-1](active)[..., 0]
        return scores


@dataclass(frozen=True)
class Network:
    """A fitted network as a function of rows (n, d) in the table's units."""

    weights: Weights

    @cached_property
    def _model(self) -> Mlp:
        return Mlp(self.weights).requires_grad_(False)

    def __call__(self, x: Floats) -> Floats:
        """Return the log-odds f(x): (n,)."""
        return np.asarray(self._model(_tensor(x)), dtype=np.float64)

    def gradient(self, x: Floats) -> Floats:
        """Return df/dx at each row: (n, d)."""
        return np.asarray(vmap(grad(self._model))(_tensor(x)), dtype=np.float64)


def _tensor(x: Floats | Ints) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32))


def fit(x: Floats, y: Ints, fitting: Fitting, seed: int) -> Network:
    """Return a network fitted by Adam on the steps that ``network.batches`` plans."""
    weights = initial(x, fitting.hidden, seed)
    model = Mlp(weights)
    steps = torch.from_numpy(batches(len(x), fitting, seed))
    optimiser = torch.optim.Adam(model.parameters(), lr=fitting.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, len(steps))
    rows, events = _tensor(x), _tensor(y)
    for batch in steps:
        optimiser.zero_grad()
        loss = binary_cross_entropy_with_logits(model(rows[batch]), events[batch])
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
    arrays = [array.detach().numpy() for array in model.parameters()]
    pairs = zip(arrays[::2], arrays[1::2], strict=True)
    layers = tuple(Layer(matrix.T.copy(), bias.copy()) for matrix, bias in pairs)
    return Network(Weights(weights.mean, weights.scale, layers))
