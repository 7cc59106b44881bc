"""The clients' work in JAX: a flax model, optax steps, ``vmap`` over clients, ``scan`` over rounds.

A whole training is one compiled program.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("JAX_PLATFORMS", "cpu")  # a GPU gains nothing here and rounds otherwise

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from ..data import Task
from ..model import Shape

NAME = "JAX"

Params = nnx.State[Any, Any]  # the weights: a pytree for grad, vmap and scan
Array = jax.Array
Carry = tuple[Params, optax.OptState]
Nest = Any  # nested tuples of arrays, or None


class Mlp(nnx.Module):
    """The network: relu(x W + b) V + c."""

    def __init__(self, shape: Shape, rngs: nnx.Rngs) -> None:
        """Make both layers."""
        self.hidden = nnx.Linear(shape.inputs, shape.units, rngs=rngs)
        self.output = nnx.Linear(shape.units, shape.classes, rngs=rngs)

    def __call__(self, inputs: Array) -> Array:
        """Return the scores of each class: (samples, classes)."""
        return self.output(nnx.relu(self.hidden(inputs)))


def put(array: np.ndarray[Any, Any]) -> Array:
    """Return a NumPy array as one of JAX, in 32 bits."""
    return jnp.asarray(array)


def network(w: Array, shape: Shape) -> Mlp:
    """Return the network with the weights of the vector ``w``, (d,)."""
    model = nnx.eval_shape(lambda: Mlp(shape, nnx.Rngs(0)))  # its structure: nothing is drawn
    parts = jnp.split(w, np.cumsum(shape.sizes)[:-1])
    hidden, hidden_bias, output, output_bias = map(jnp.reshape, parts, shape.arrays)
    layers = {"hidden": {"kernel": hidden, "bias": hidden_bias}}
    nnx.update(model, layers | {"output": {"kernel": output, "bias": output_bias}})
    return model


def vector(model: Mlp) -> Array:
    """Return the weights of a network as a vector, (d,)."""
    layers = nnx.to_pure_dict(nnx.state(model))
    arrays = (layers[name][part] for name in ("hidden", "output") for part in ("kernel", "bias"))
    return jnp.concatenate([array.ravel() for array in arrays])


@partial(jax.jit, static_argnames="shape")
def local_updates(
    w: Array,
    shape: Shape,
    task: Task,
    rate: Array,
    rows: Array,
    mu: Array,
    correction: Array | None,
) -> Array:
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
    graph, start = nnx.split(network(w, shape))
    optimiser = optax.sgd(rate)

    def loss(params: Params, batch: Array) -> Array:
        scores = nnx.merge(graph, params)(task.inputs[batch])
        labels = task.labels[batch]
        losses: Array = optax.softmax_cross_entropy_with_integer_labels(scores, labels)
        return losses.mean()

    def client(rows: Array, correction: Array | None) -> Array:
        drift = None if correction is None else nnx.state(network(correction, shape))

        def step(carry: Carry, batch: Array) -> tuple[Carry, None]:
            params, memory = carry
            slope = jax.grad(loss)(params, batch)
            slope = jax.tree.map(lambda g, y, x: g + mu * (y - x), slope, params, start)
            slope = slope if drift is None else jax.tree.map(jnp.add, slope, drift)
            updates, memory = optimiser.update(slope, memory, params)
            return (optax.apply_updates(params, updates), memory), None

        (params, _), _ = jax.lax.scan(step, (start, optimiser.init(start)), rows)
        return vector(nnx.merge(graph, params))

    return jax.vmap(client)(rows, correction)


@partial(jax.jit, static_argnames="shape")
def predict(weights: Array, shape: Shape, inputs: Array) -> Array:
    """Return the likeliest class by each model: weights (models, d) to (models, samples)."""
    return jax.vmap(lambda w: network(w, shape)(inputs).argmax(axis=1))(weights)


@partial(jax.jit, static_argnames="step")
def scan(step: Callable[..., Nest], state: Nest, work: Nest, fixed: Nest) -> Nest:
    """Return the last state and all outputs of ``step(state, work[t], fixed)`` over rounds t."""
    return jax.lax.scan(lambda state, t: step(state, t, fixed), state, work)


def take(matrix: Array, ids: Array) -> Array:
    """Return the rows ``ids``."""
    return matrix[ids]


def place(matrix: Array, ids: Array, rows: Array) -> Array:
    """Return ``matrix`` with ``rows`` in place of those at ``ids``."""
    return matrix.at[ids].set(rows)
