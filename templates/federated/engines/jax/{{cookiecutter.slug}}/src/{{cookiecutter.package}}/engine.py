"""The network in flax nnx, and the work of one client as a function that JAX can transform."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from .data import Task
from .oracle import Weights

NAME = "JAX"
PACKAGES = ("jax", "jaxlib", "flax", "optax")


class Mlp(nnx.Module):
    """The oracle's network: relu(x W + b) V + c."""

    def __init__(self, pixels: int, units: int, classes: int, rngs: nnx.Rngs) -> None:
        """Make both layers."""
        self.hidden = nnx.Linear(pixels, units, rngs=rngs)
        self.output = nnx.Linear(units, classes, rngs=rngs)

    def __call__(self, images: jax.Array) -> jax.Array:
        """Return the scores of each class: (samples, classes)."""
        return self.output(nnx.relu(self.hidden(images)))


Graph = nnx.GraphDef[Mlp]  # the structure: constant, known when compiling
Params = nnx.State[Any, Any]  # the weights: a pytree for grad, vmap and scan


def split(weights: Weights) -> tuple[Graph, Params]:
    """Return a network with the oracle's weights as structure and parameters, in float32."""
    pixels, units = weights.hidden.shape
    model = Mlp(pixels, units, len(weights.output_bias), nnx.Rngs(0))
    w, b, v, c = (jnp.asarray(array, jnp.float32) for array in weights)
    nnx.update(model, {"hidden": {"kernel": w, "bias": b}, "output": {"kernel": v, "bias": c}})
    graph, params = nnx.split(model)
    return graph, params


def join(params: Params) -> Weights:
    """Return the parameters in the oracle's layout; a leading client axis stays."""
    layers = nnx.to_pure_dict(params)
    hidden, output = layers["hidden"], layers["output"]
    arrays = (hidden["kernel"], hidden["bias"], output["kernel"], output["bias"])
    return Weights(*map(np.asarray, arrays))


def predict(graph: Graph, params: Params, task: Task) -> jax.Array:
    """Return the most likely class of each probe: (probes,)."""
    return nnx.merge(graph, params)(jnp.asarray(task.probe)).argmax(axis=1)


def client_update(graph: Graph, params: Params, task: Task, batches: jax.Array) -> Params:
    """Return a client's parameters after one SGD step on each of ``batches``: (steps, batch)."""
    optimiser = optax.sgd(task.rate)

    def loss(params: Params, rows: jax.Array) -> jax.Array:
        scores = nnx.merge(graph, params)(jnp.asarray(task.images)[rows])
        truth = jnp.asarray(task.labels)[rows]
        losses: jax.Array = optax.softmax_cross_entropy_with_integer_labels(scores, truth)
        return losses.mean()

    def step(
        carry: tuple[Params, optax.OptState], rows: jax.Array
    ) -> tuple[tuple[Params, optax.OptState], None]:
        params, memory = carry
        updates, memory = optimiser.update(jax.grad(loss)(params, rows), memory, params)
        return (optax.apply_updates(params, updates), memory), None

    (params, _), _ = jax.lax.scan(step, (params, optimiser.init(params)), batches)
    return params
