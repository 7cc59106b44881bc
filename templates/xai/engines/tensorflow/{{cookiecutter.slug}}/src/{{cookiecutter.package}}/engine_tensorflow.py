"""The network in TensorFlow: a Keras 3 model, and gradients by GradientTape."""

from dataclasses import dataclass
from functools import cached_property

import keras
import numpy as np
import tensorflow as tf

from .network import Fitting, Layer, Weights, batches, initial
from .table import Floats, Ints

NAME = "TensorFlow"
PACKAGES = ("tensorflow", "keras")


def mlp(weights: Weights) -> keras.Sequential:
    """Return the network of ``network.py``; its last axis holds the log-odds alone."""
    *hidden, last = weights.layers
    model = keras.Sequential(
        [
            keras.Input((len(weights.mean),)),
            keras.layers.Normalization(mean=weights.mean, variance=weights.scale**2),
            keras.layers.Activation(keras.ops.arcsinh),
            *(keras.layers.Dense(len(layer.bias), "silu") for layer in hidden),
            keras.layers.Dense(len(last.bias)),
        ]
    )
    for dense, layer in zip(_trained(model), weights.layers, strict=True):
        dense.set_weights(layer)
    return model


def _trained(model: keras.Sequential) -> list[keras.layers.Layer]:
    return [layer for layer in model.layers if layer.trainable_variables]


@dataclass(frozen=True)
class Network:
    """A fitted network as a function of rows (n, d) in the table's units."""

    weights: Weights

    @cached_property
    def _model(self) -> keras.Sequential:
        return mlp(self.weights)

    @cached_property
    def _log_odds(self) -> tf.types.experimental.PolymorphicFunction:
        model = self._model  # made here, not while the graph is traced

        def scores(x: tf.Tensor) -> tf.Tensor:
            return model(x)[:, 0]

        return tf.function(scores, input_signature=[_signature(self.weights)])

    @cached_property
    def _gradient(self) -> tf.types.experimental.PolymorphicFunction:
        model = self._model  # as above

        def gradient(x: tf.Tensor) -> tf.Tensor:
            with tf.GradientTape() as tape:
                tape.watch(x)
                scores = model(x)
            return tape.gradient(scores, x)

        return tf.function(gradient, input_signature=[_signature(self.weights)])

    def __getstate__(self) -> dict[str, Weights]:
        """Return what travels to another process: weights, without the compiled graph."""
        return {"weights": self.weights}

    def __call__(self, x: Floats) -> Floats:
        """Return the log-odds f(x): (n,)."""
        return np.asarray(self._log_odds(tf.constant(x, tf.float32)), dtype=np.float64)

    def gradient(self, x: Floats) -> Floats:
        """Return df/dx at each row: (n, d)."""
        return np.asarray(self._gradient(tf.constant(x, tf.float32)), dtype=np.float64)


def _signature(weights: Weights) -> tf.TensorSpec:
    """Return rows of any number: compiled once, not once for each number."""
    return tf.TensorSpec((None, len(weights.mean)), tf.float32)


def fit(x: Floats, y: Ints, fitting: Fitting, seed: int) -> Network:
    """Return a network fitted by Adam on the steps that ``network.batches`` plans."""
    weights = initial(x, fitting.hidden, seed)
    model = mlp(weights)
    steps = batches(len(x), fitting, seed)
    schedule = keras.optimizers.schedules.CosineDecay(fitting.learning_rate, len(steps))
    optimiser = keras.optimizers.Adam(schedule, epsilon=1e-8)
    optimiser.build(model.trainable_variables)
    rows, events = tf.constant(x, tf.float32), tf.constant(y, tf.float32)

    def train(steps: tf.Tensor) -> None:
        for batch in steps:
            with tf.GradientTape() as tape:
                scores = model(tf.gather(rows, batch))[:, 0]
                losses = tf.nn.sigmoid_cross_entropy_with_logits(tf.gather(events, batch), scores)
                loss = tf.reduce_mean(losses)
            variables = model.trainable_variables
            optimiser.apply(tape.gradient(loss, variables), variables)

    tf.function(train)(tf.constant(steps))
    layers = tuple(Layer(*step.get_weights()) for step in _trained(model))
    return Network(Weights(weights.mean, weights.scale, layers))
