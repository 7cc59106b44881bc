"""The network in JAX: flax nnx, optax, and the whole training as one compiled scan."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from .network import Fitting, Layer, Weights, batches, initial, standard
from .shapley import Coalitions
from .table import Floats, Ints

NAME = "JAX"
PACKAGES = ("jax", "jaxlib", "flax", "optax")
BLOCKS = (64, 512, 4096)  # rows at once; larger blocks leave the processor's cache


class Constant(nnx.Variable[jax.Array]):
    """What belongs to a network and is not trained."""


def _unset(layer: Layer) -> nnx.Linear:
    """Return a layer of that shape without numbers: drawing ones compiles more than training."""
    made: nnx.Linear = nnx.eval_shape(lambda: nnx.Linear(*layer.matrix.shape, rngs=nnx.Rngs(0)))
    return made


class Mlp(nnx.Module):
    """The network of ``network.py``."""

    def __init__(self, weights: Weights) -> None:
        """Take over ``weights``."""
        self.mean, self.scale = (
            Constant(jnp.asarray(weights.mean)),
            Constant(jnp.asarray(weights.scale)),
        )
        self.layers = nnx.List([_unset(layer) for layer in weights.layers])
        for layer, (matrix, bias) in zip(self.layers, weights.layers, strict=True):
            nnx.update(layer, {"kernel": jnp.asarray(matrix), "bias": jnp.asarray(bias)})

    def __call__(self, x: jax.Array) -> jax.Array:
        """Return the log-odds of rows: (n,)."""
        return self.scores(jnp.arcsinh((x - self.mean[...]) / self.scale[...]))

    def scores(self, active: jax.Array) -> jax.Array:
        """Return the log-odds that follow from ``network.standard`` of rows (..., d): (...)."""
        for layer in self.layers[:-1]:
            active = nnx.silu(layer(active))
        return self.layers[-1](active)[..., 0]


Graph = nnx.GraphDef[Mlp]  # the structure: constant, known when compiling
Params = nnx.State[Any, Any]  # trained arrays: a pytree for grad and scan


@dataclass(frozen=True)
class Network:
    """A fitted network as a function of rows (n, d) in the table's units."""

    weights: Weights

    @cached_property
    def _parts(self) -> tuple[Graph, Params]:
        graph, params = nnx.split(Mlp(self.weights))
        return graph, params

    def __getstate__(self) -> dict[str, Weights]:
        """Return what travels to another process: weights, without the compiled structure."""
        return {"weights": self.weights}

    def __call__(self, x: Floats) -> Floats:
        """Return the log-odds f(x): (n,)."""
        return _in_blocks(partial(_log_odds, *self._parts), x)

    def gradient(self, x: Floats) -> Floats:
        """Return df/dx at each row: (n, d)."""
        return _in_blocks(partial(_gradient, *self._parts), x)

    def mixed(self, known: Coalitions, x: Floats, background: Floats) -> Floats:
        """Return f where known features come from ``x`` and all others do not: (...).

        All have shape (..., d) and are broadcast. Inputs of the first layer are mixed: each comes
        from one feature, so that arcsinh is asked of rows and not of every mixture. What lies along
        the first axis of ``x`` goes one by one, or each number of rows would be compiled.
        """
        x, background = (
            standard(self.weights, rows).astype(np.float32) for rows in (x, background)
        )
        ask = partial(_mixed, *self._parts)
        if x.ndim == 1:
            return np.asarray(ask(known, x, background), np.float64)
        sets = np.broadcast_to(known, (len(x), *known.shape[known.ndim - x.ndim + 1 :]))
        parts = [ask(own, row, background) for own, row in zip(sets, x, strict=True)]
        return np.stack(parts, dtype=np.float64)


@partial(jax.jit, static_argnames="graph")
def _log_odds(graph: Graph, params: Params, x: jax.Array) -> jax.Array:
    scores: jax.Array = nnx.merge(graph, params)(x)
    return scores


@partial(jax.jit, static_argnames="graph")
def _gradient(graph: Graph, params: Params, x: jax.Array) -> jax.Array:
    slopes: jax.Array = jax.vmap(jax.grad(nnx.merge(graph, params)))(x)
    return slopes


@partial(jax.jit, static_argnames="graph")
def _mixed(
    graph: Graph, params: Params, known: Coalitions, x: Floats, background: Floats
) -> jax.Array:
    scores: jax.Array = nnx.merge(graph, params).scores(jnp.where(known, x, background))
    return scores


def _in_blocks(function: Callable[[Floats], jax.Array], x: Floats) -> Floats:
    """Return ``function(x)``, compiled for three sizes only: what lacks to one is filled with 0."""
    parts = []
    for start in range(0, len(x), BLOCKS[-1]):
        rows = x[start : start + BLOCKS[-1]]
        size = next(size for size in BLOCKS if size >= len(rows))
        filled = np.pad(rows, ((0, size - len(rows)), (0, 0))) if len(rows) < size else rows
        parts.append(np.asarray(function(np.asarray(filled, np.float32)))[: len(rows)])
    return np.concatenate(parts, dtype=np.float64)


def fit(x: Floats, y: Ints, fitting: Fitting, seed: int) -> Network:
    """Return a network fitted by Adam on the steps that ``network.batches`` plans."""
    weights = initial(x, fitting.hidden, seed)
    graph, *states = nnx.split(Mlp(weights), nnx.Param, Constant)
    start, constants = states
    events, steps = jnp.asarray(y, jnp.float32), jnp.asarray(batches(len(x), fitting, seed))
    trained = _train(graph, start, constants, Work(x, events, steps), fitting.learning_rate)
    layers = nnx.to_pure_dict(trained)["layers"]
    arrays = ((layers[i]["kernel"], layers[i]["bias"]) for i in range(len(layers)))
    fitted = tuple(Layer(np.asarray(matrix), np.asarray(bias)) for matrix, bias in arrays)
    return Network(Weights(weights.mean, weights.scale, fitted))


class Work(NamedTuple):
    """Rows (n, d), events (n,), and the rows of each step (steps, batch)."""

    rows: Floats
    events: jax.Array
    steps: jax.Array


@partial(jax.jit, static_argnames=("graph", "rate"))
def _train(graph: Graph, start: Params, constants: Params, work: Work, rate: float) -> Params:
    """Return the parameters after all steps, which are one compiled loop."""
    optimiser = optax.adam(optax.cosine_decay_schedule(rate, len(work.steps)))

    def loss(params: Params, batch: jax.Array) -> jax.Array:
        scores = nnx.merge(graph, params, constants)(work.rows[batch])
        losses: jax.Array = optax.sigmoid_binary_cross_entropy(scores, work.events[batch])
        return losses.mean()

    def step(
        carry: tuple[Params, optax.OptState], batch: jax.Array
    ) -> tuple[tuple[Params, optax.OptState], None]:
        params, memory = carry
        updates, memory = optimiser.update(jax.grad(loss)(params, batch), memory, params)
        return (optax.apply_updates(params, updates), memory), None

    (params, _), _ = jax.lax.scan(step, (start, optimiser.init(start)), work.steps)
    return params
