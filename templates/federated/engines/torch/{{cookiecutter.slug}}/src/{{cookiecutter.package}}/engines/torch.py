"""The clients' work in PyTorch: an ordinary module, ``grad`` of it, ``vmap`` over clients."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call, grad, vmap

from ..data import Task
from ..model import Shape

NAME = "PyTorch"

Params = dict[str, Tensor]
Nest = Any  # nested tuples of arrays, or None


class Mlp(nn.Module):
    """The network: relu(x W + b) V + c; PyTorch keeps W and V transposed."""

    def __init__(self, shape: Shape) -> None:
        """Make both layers."""
        super().__init__()
        self.hidden = nn.Linear(shape.inputs, shape.units)
        self.output = nn.Linear(shape.units, shape.classes)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores of each class: (samples, classes)."""
        scores: Tensor = self.output(torch.relu(self.hidden(inputs)))
        return scores


def put(array: np.ndarray[Any, Any]) -> Tensor:
    """Return a NumPy array as a tensor, floats in 32 and integers in 64 bits."""
    return torch.from_numpy(array.astype("f4" if array.dtype.kind == "f" else "i8"))


def network(w: Tensor, shape: Shape) -> Params:
    """Return the parameters of the network with the weights of the vector ``w``, (d,)."""
    parts = zip(torch.split(w, [*shape.sizes]), shape.arrays, strict=True)
    hidden, hidden_bias, output, output_bias = (part.reshape(size) for part, size in parts)
    layers = {"hidden.weight": hidden.T, "hidden.bias": hidden_bias}
    return layers | {"output.weight": output.T, "output.bias": output_bias}


def local_updates(
    w: Tensor,
    shape: Shape,
    task: Task,
    rate: Tensor,
    rows: Tensor,
    mu: Tensor,
    correction: Tensor | None,
) -> Tensor:
    """Return the weights of m clients after their SGD steps: (m, d).

    Every step goes along grad(y) + mu (y - w) + correction.

    Args:
        w: where all of them start, (d,).
        shape: of the network.
        task: inputs and labels.
        rate: step size.
        rows: of each batch, (m, steps, batch).
        mu: weight of FedProx's proximal term.
        correction: SCAFFOLD's c - c_k, (m, d).
    """
    with torch.device("meta"):  # its structure: nothing is drawn
        model = Mlp(shape)

    def loss(y: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
        scores = functional_call(model, network(y, shape), inputs)
        return nn.functional.cross_entropy(scores, labels)

    drift = 0 if correction is None else correction
    y = w.expand(len(rows), -1)
    for batch in rows.unbind(1):
        slope = vmap(grad(loss))(y, task.inputs[batch], task.labels[batch])
        y = y - rate * (slope + mu * (y - w) + drift)
    return y


def predict(weights: Tensor, shape: Shape, inputs: Tensor) -> Tensor:
    """Return the likeliest class by each model: weights (models, d) to (models, samples)."""
    with torch.device("meta"):
        model = Mlp(shape)
    scores: Tensor = vmap(lambda w: functional_call(model, network(w, shape), inputs))(weights)
    return scores.argmax(2)


def scan(step: Callable[..., Nest], state: Nest, work: Nest, fixed: Nest) -> Nest:
    """Return the last state and all outputs of ``step(state, work[t], fixed)`` over rounds t."""
    outputs = []
    for one_round in zip(*work, strict=True):
        state, output = step(state, one_round, fixed)
        outputs.append(output)
    return state, torch.stack(outputs)


def take(matrix: Tensor, ids: Tensor) -> Tensor:
    """Return the rows ``ids``."""
    return matrix[ids]


def place(matrix: Tensor, ids: Tensor, rows: Tensor) -> Tensor:
    """Return ``matrix`` with ``rows`` in place of those at ``ids``."""
    return matrix.index_copy(0, ids, rows)
