"""The model: a network of one hidden layer, as arrays and as the vector w of the papers."""

import math
from typing import NamedTuple

import numpy as np

from .data import Floats


class Shape(NamedTuple):
    """The size of the network."""

    inputs: int
    units: int
    classes: int

    @property
    def arrays(self) -> tuple[tuple[int, ...], ...]:
        """Return the shapes of the arrays in ``Weights``."""
        return (self.inputs, self.units), (self.units,), (self.units, self.classes), (self.classes,)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return how many numbers each of them holds, d together."""
        return tuple(math.prod(shape) for shape in self.arrays)


class Weights(NamedTuple):
    """A network of one hidden layer: relu(x W + b) V + c."""

    hidden: Floats  # W (inputs, units)
    hidden_bias: Floats  # b (units,)
    output: Floats  # V (units, classes)
    output_bias: Floats  # c (classes,)

    @property
    def shape(self) -> Shape:
        """Return the size of the network."""
        inputs, units = self.hidden.shape
        return Shape(inputs, units, len(self.output_bias))


def initial(inputs: int, units: int, classes: int, seed: int) -> Weights:
    """Return first weights: normal with variance 2 / inputs (He et al. 2015, equation 10).

    They are float64 but exact in float32, so that every engine starts from the same point.
    """
    rng = np.random.default_rng([seed, 2])
    hidden = rng.normal(0, np.sqrt(2 / inputs), (inputs, units)).astype(np.float32)
    output = rng.normal(0, np.sqrt(2 / units), (units, classes)).astype(np.float32)
    return Weights(hidden.astype(float), np.zeros(units), output.astype(float), np.zeros(classes))


def flat(weights: Weights) -> Floats:
    """Return all weights as one vector, the w of the papers: (d,)."""
    return np.concatenate([array.ravel() for array in weights])


def shaped(vector: Floats, shape: Shape) -> Weights:
    """Return the weights that ``flat`` made ``vector`` of."""
    parts = np.split(vector, np.cumsum(shape.sizes)[:-1])
    return Weights(*(p.reshape(s) for p, s in zip(parts, shape.arrays, strict=True)))


def logits(weights: Weights, inputs: Floats) -> Floats:
    """Return the scores of each class: (samples, classes)."""
    active = np.maximum(inputs @ weights.hidden + weights.hidden_bias, 0)
    return active @ weights.output + weights.output_bias
