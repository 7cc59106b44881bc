"""The neural detector in JAX: weights as a pytree, optax, and training as one compiled scan."""

import jax
import jax.numpy as jnp
import numpy as np
import optax

from .corpus import Floats, Ints
from .wide_deep import Fitting, Weights, batches

NAME = "JAX"
PACKAGES = ("jax", "jaxlib", "optax")


def log_odds(weights: Weights, ids: jax.Array) -> jax.Array:
    """Return the log-odds of hashed names (n, width): (n,)."""
    scale = jnp.sqrt(jnp.maximum((ids > 0).sum(axis=1), 1))
    bag = weights.embeddings[ids].sum(axis=1) / scale[:, None]
    deep = jax.nn.silu(bag @ weights.matrix + weights.offset) @ weights.out
    scores: jax.Array = weights.wide[ids].sum(axis=1) / scale + deep + weights.bias
    return scores


_log_odds = jax.jit(log_odds)


def score(weights: Weights, ids: Ints) -> Floats:
    """Return ``log_odds`` as NumPy, (n,) float64."""
    return np.asarray(_log_odds(weights, ids), dtype=np.float64)


def fit(ids: Ints, labels: Ints, weights: Weights, fitting: Fitting, seed: int) -> Weights:
    """Return ``weights`` after Adam's steps on the batches that ``wide_deep.batches`` plans."""
    steps = batches(len(ids), fitting, seed)
    hostile = jnp.asarray(labels, jnp.float32)
    return Weights(*map(np.asarray, _train(weights, ids, hostile, steps, fitting.learning_rate)))


@jax.jit  # compiled once for data of one shape, not once for each fit
def _train(
    weights: Weights, names: jax.Array, hostile: jax.Array, steps: jax.Array, rate: jax.Array
) -> Weights:
    optimiser = optax.adam(optax.cosine_decay_schedule(1.0, len(steps)))

    def loss(weights: Weights, rows: jax.Array) -> jax.Array:
        scores = log_odds(weights, names[rows])
        losses: jax.Array = optax.sigmoid_binary_cross_entropy(scores, hostile[rows])
        return losses.mean()

    def step(
        carry: tuple[Weights, optax.OptState], rows: jax.Array
    ) -> tuple[tuple[Weights, optax.OptState], None]:
        weights, memory = carry
        slopes = jax.grad(loss)(weights, rows)
        slopes = slopes._replace(  # padding is nobody's n-gram
            wide=slopes.wide.at[0].set(0), embeddings=slopes.embeddings.at[0].set(0)
        )
        updates, memory = optimiser.update(slopes, memory, weights)
        scaled = jax.tree.map(lambda update: rate * update, updates)
        return (optax.apply_updates(weights, scaled), memory), None

    (weights, _), _ = jax.lax.scan(step, (weights, optimiser.init(weights)), steps)
    return weights
