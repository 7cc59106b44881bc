"""The neural detector in PyTorch: EmbeddingBag, nn.Module, torch.optim."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, silu

from .corpus import Floats, Ints
from .wide_deep import Fitting, Weights, batches

NAME = "PyTorch"
PACKAGES = ("torch",)


class Network(nn.Module):
    """The network of ``wide_deep.py``; padding gets no slope, so that its rows stay 0."""

    def __init__(self, weights: Weights) -> None:
        """Take over ``weights``."""
        super().__init__()
        held = [torch.tensor(np.asarray(array)) for array in weights]
        wide, embeddings, matrix, offset, out, bias = held
        bags = (wide[:, None], embeddings)
        self.wide, self.embeddings = (
            nn.EmbeddingBag.from_pretrained(bag, freeze=False, mode="sum", padding_idx=0)
            for bag in bags
        )
        self.matrix, self.offset = nn.Parameter(matrix), nn.Parameter(offset)
        self.out, self.bias = nn.Parameter(out), nn.Parameter(bias)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the log-odds of hashed names (n, width): (n,)."""
        scale = (ids > 0).sum(dim=1).clamp(min=1).sqrt()
        bag = self.embeddings(ids) / scale[:, None]
        deep = silu(bag @ self.matrix + self.offset) @ self.out
        scores: torch.Tensor = self.wide(ids)[:, 0] / scale + deep + self.bias
        return scores

    def weights(self) -> Weights:
        """Return what was learned, in NumPy."""
        held = (
            self.wide.weight[:, 0],
            self.embeddings.weight,
            self.matrix,
            self.offset,
            self.out,
            self.bias,
        )
        return Weights(*(each.detach().numpy().copy() for each in held))


def score(weights: Weights, ids: Ints) -> Floats:
    """Return the log-odds of hashed names, (n,) float64."""
    with torch.no_grad():
        return np.asarray(Network(weights)(torch.from_numpy(ids)), dtype=np.float64)


def fit(ids: Ints, labels: Ints, weights: Weights, fitting: Fitting, seed: int) -> Weights:
    """Return ``weights`` after Adam's steps on the batches that ``wide_deep.batches`` plans."""
    network = Network(weights)
    steps = torch.from_numpy(batches(len(ids), fitting, seed))
    optimiser = torch.optim.Adam(network.parameters(), lr=fitting.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, len(steps))
    names, hostile = torch.from_numpy(ids), torch.from_numpy(labels).float()
    for rows in steps:
        optimiser.zero_grad()
        loss = binary_cross_entropy_with_logits(network(names[rows]), hostile[rows])
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
    return network.weights()
