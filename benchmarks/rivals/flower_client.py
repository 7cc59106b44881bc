"""The client of ``flower_ray``: plain JAX, compiled once in each of Ray's processes.

A module of its own: what stands in ``__main__`` is pickled, and compiled again for each message.
"""

import os
from functools import cache, partial

import jax
import jax.numpy as jnp
import numpy as np
from flwr.app import Array, ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()


@cache
def work() -> dict[str, np.ndarray]:
    """Return the work, read once."""
    return dict(np.load(os.environ["BENCHMARK_WORK"]))


@partial(jax.jit, static_argnames="shape")
def steps(
    weights: jax.Array, shape: tuple[int, ...], rate: float, inputs: jax.Array, labels: jax.Array
) -> jax.Array:
    """Return the weights after an SGD step on each batch: inputs (steps, batch, features)."""
    features, units, classes = shape
    sizes = np.cumsum([features * units, units, units * classes])

    def loss(y: jax.Array, x: jax.Array, truth: jax.Array) -> jax.Array:
        w, b, v, c = jnp.split(y, sizes)
        scores = jax.nn.relu(x @ w.reshape(features, units) + b) @ v.reshape(units, classes) + c
        picked = jnp.take_along_axis(jax.nn.log_softmax(scores), truth[:, None], axis=1)
        return -picked.mean()

    def step(y: jax.Array, batch: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, None]:
        return y - rate * jax.grad(loss)(y, *batch), None

    return jax.lax.scan(step, weights, (inputs, labels))[0]


@app.train()
def train(message: Message, context: Context) -> Message:
    """Train one client for a round."""
    held, k = work(), int(context.node_config["partition-id"])
    rows = held["rows"][int(message.content["config"]["server-round"]) - 1, k]
    weights = steps(
        message.content["arrays"]["weights"].numpy(),
        tuple(held["shape"].tolist()),
        held["rate"],
        held["inputs"][rows],
        held["labels"][rows],
    )
    reply = RecordDict(
        {
            "arrays": ArrayRecord({"weights": Array(np.asarray(weights))}),
            "metrics": MetricRecord({"num-examples": float(held["shares"][k])}),
        }
    )
    return Message(content=reply, reply_to=message)
