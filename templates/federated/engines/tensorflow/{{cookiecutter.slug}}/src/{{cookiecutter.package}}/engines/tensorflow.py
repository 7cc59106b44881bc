"""The clients' work in TensorFlow: a Keras model whose layers hold a kernel for each client."""

import os
from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # a GPU gains nothing here, rounds otherwise
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # 2: warnings and worse

import keras
import numpy as np
import tensorflow as tf

from ..data import Task
from ..model import Shape

NAME = "TensorFlow"

Tensor = Any  # TensorFlow has no types
Nest = Any  # nested tuples of arrays, or None


@cache
def network(clients: int, shape: Shape) -> Tensor:
    """Return the network, relu(x W + b) V + c, for each client; stateless in use."""
    layer = partial(keras.layers.EinsumDense, "mbi,mio->mbo", bias_axes="mo")
    hidden = layer(output_shape=(None, shape.units), activation="relu")
    model = keras.Sequential([hidden, layer(output_shape=(None, shape.classes))])
    model.build((clients, None, shape.inputs))
    return model


def put(array: np.ndarray[Any, Any]) -> Tensor:
    """Return a NumPy array as a tensor, in 32 bits."""
    return tf.constant(array, tf.float32 if array.dtype.kind == "f" else tf.int32)


def unstacked(weights: Tensor, shape: Shape) -> tuple[Tensor, ...]:
    """Return the arrays of the networks whose weights are the rows of a matrix, (m, d)."""
    parts = zip(tf.split(weights, shape.sizes, axis=1), shape.arrays, strict=True)
    # A bias is (m, 1, units): it is added to every sample.
    return tuple(tf.reshape(part, (-1, *(1, *size)[-2:])) for part, size in parts)


@cache
def _compiled(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    return cast(Callable[..., Tensor], tf.function(function))


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
    network(len(rows), shape)  # made here and kept: a graph must not make variables
    return _compiled(_steps)(w, shape, task, rate, rows, mu, correction)


def _steps(
    w: Tensor,
    shape: Shape,
    task: Task,
    rate: Tensor,
    rows: Tensor,
    mu: Tensor,
    correction: Tensor | None,
) -> Tensor:
    clients = len(rows)
    model = network(clients, shape)
    start = unstacked(tf.repeat(w[None], clients, axis=0), shape)
    drift = unstacked(tf.zeros((clients, len(w))) if correction is None else correction, shape)
    y = start
    for batch in tf.transpose(rows, (1, 0, 2)):
        inputs, labels = tf.gather(task.inputs, batch), tf.gather(task.labels, batch)
        with tf.GradientTape() as tape:
            tape.watch(y)
            scores, _ = model.stateless_call(y, [], inputs)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)
            loss = tf.reduce_sum(tf.reduce_mean(losses, axis=1))  # clients share no weights
        slopes = zip(tape.gradient(loss, y), y, start, drift, strict=True)
        y = tuple(b - rate * (g + mu * (b - a) + c) for g, b, a, c in slopes)
    return tf.concat([tf.reshape(array, (clients, -1)) for array in y], axis=1)


def predict(weights: Tensor, shape: Shape, inputs: Tensor) -> Tensor:
    """Return the likeliest class by each model: weights (models, d) to (models, samples)."""
    return _compiled(_classes)(network(len(weights), shape), weights, shape, inputs)


def _classes(model: Tensor, weights: Tensor, shape: Shape, inputs: Tensor) -> Tensor:
    everywhere = tf.repeat(inputs[None], len(weights), axis=0)
    scores, _ = model.stateless_call(unstacked(weights, shape), [], everywhere)
    return tf.argmax(scores, axis=2)


def scan(step: Callable[..., Nest], state: Nest, work: Nest, fixed: Nest) -> Nest:
    """Return the last state and all outputs of ``step(state, work[t], fixed)`` over rounds t."""
    outputs = []
    for one_round in zip(*work, strict=True):
        state, output = step(state, one_round, fixed)
        outputs.append(output)
    return state, tf.stack(outputs)


def take(matrix: Tensor, ids: Tensor) -> Tensor:
    """Return the rows ``ids``."""
    return tf.gather(matrix, ids)


def place(matrix: Tensor, ids: Tensor, rows: Tensor) -> Tensor:
    """Return ``matrix`` with ``rows`` in place of those at ``ids``."""
    return tf.tensor_scatter_nd_update(matrix, ids[:, None], rows)
