"""The neural detector in TensorFlow: a functional Keras 3 model, and training as one graph."""

from importlib.metadata import packages_distributions

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from .corpus import Floats, Ints
from .wide_deep import Fitting, Weights, batches

NAME = "TensorFlow"
PACKAGES = (*packages_distributions()["tensorflow"][:1], "keras")  # or tensorflow-cpu


def network(weights: Weights) -> keras.Model:
    """Return the network of ``wide_deep.py``: ids (n, width) to log-odds (n, 1)."""
    buckets, dims = weights.embeddings.shape
    ids = keras.Input((None,), dtype="int32")
    there = ops.cast(ops.not_equal(ids, 0), "float32")[..., None]  # padding gets no slope
    scale = ops.sqrt(ops.maximum(ops.sum(there, axis=1), 1.0))

    def bag(name: str, size: int) -> keras.KerasTensor:
        found = keras.layers.Embedding(buckets, size, name=name)(ids)
        return ops.sum(found * there, axis=1) / scale

    wide = bag("wide", 1)
    deep = keras.layers.Dense(len(weights.offset), "silu", name="hidden")(bag("embeddings", dims))
    model = keras.Model(ids, wide + keras.layers.Dense(1, name="out")(deep))
    model.get_layer("wide").set_weights([weights.wide[:, None]])
    model.get_layer("embeddings").set_weights([weights.embeddings])
    model.get_layer("hidden").set_weights([weights.matrix, weights.offset])
    model.get_layer("out").set_weights([weights.out[:, None], weights.bias[None]])
    return model


def held(model: keras.Model) -> Weights:
    """Return what a network has learned, in NumPy."""
    names = ("wide", "embeddings", "hidden", "out")
    (wide,), (embeddings,), (matrix, offset), (out, bias) = (
        model.get_layer(name).get_weights() for name in names
    )
    return Weights(wide[:, 0], embeddings, matrix, offset, out[:, 0], bias[0])


def score(weights: Weights, ids: Ints) -> Floats:
    """Return the log-odds of hashed names, (n,) float64."""
    return np.asarray(network(weights)(ids).numpy()[:, 0], dtype=np.float64)


def fit(ids: Ints, labels: Ints, weights: Weights, fitting: Fitting, seed: int) -> Weights:
    """Return ``weights`` after Adam's steps on the batches that ``wide_deep.batches`` plans."""
    model = network(weights)
    steps = batches(len(ids), fitting, seed)
    schedule = keras.optimizers.schedules.CosineDecay(fitting.learning_rate, len(steps))
    optimiser = keras.optimizers.Adam(schedule, epsilon=1e-8)
    optimiser.build(model.trainable_variables)
    names, hostile = tf.constant(ids), tf.constant(labels, tf.float32)

    def train(steps: tf.Tensor) -> None:
        for rows in steps:
            with tf.GradientTape() as tape:
                scores = model(tf.gather(names, rows))[:, 0]
                told = tf.gather(hostile, rows)
                losses = tf.nn.sigmoid_cross_entropy_with_logits(told, scores)
                loss = tf.reduce_mean(losses)
            slopes = tape.gradient(loss, model.trainable_variables)
            dense = [tf.convert_to_tensor(slope) for slope in slopes]  # Adam moves every row
            optimiser.apply(dense, model.trainable_variables)

    tf.function(train)(tf.constant(steps))
    return held(model)
