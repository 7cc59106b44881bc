"""The explainers of a model, each as a function from rows to attributions in log-odds."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import gradients, kernel_shap, lime, occlusion, shapley, trees
from .config import Config
from .models import Model
from .shapley import Game
from .table import Floats

Explain = Callable[[Floats], Floats]  # rows (n, d) -> attributions (n, d)

CONTROL = "random"


@dataclass(frozen=True)
class Explainer:
    """One way to explain a model, under the name that tables and results use."""

    name: str
    label: str
    explain: Explain


def of(model: Model, background: Floats, config: Config) -> tuple[Explainer, ...]:
    """Return the explainers that ``model`` allows, the random control last.

    Args:
        model: what is explained.
        background: (b, d) rows that stand for "unknown"; their mean is the baseline of paths.
        config: sample sizes and the seed.
    """
    found = anywhere(Game(model.log_odds, background), config)
    if model.name == "neural":
        found = (*found, *along_paths(model.fitted.gradient, background, config))
    if model.name == "boosting":
        found = (*found, *through_trees(model, background))
    return (*found, RANDOM)


def anywhere(game: Game, config: Config) -> tuple[Explainer, ...]:
    """Return the explainers that only ask the model for its output."""

    def sampled(x: Floats) -> Floats:
        return shapley.permutations(game, x, config.permutations, config.seed)

    def regressed(x: Floats) -> Floats:
        count = max(config.coalitions, 8 * game.players)  # fewer cannot tell the features apart
        return kernel_shap.kernel(game, x, count, config.seed)

    def imitated(x: Floats) -> Floats:
        return lime.lime(game.log_odds, x, game.background, config.neighbours, config.seed)

    return (
        Explainer("shapley", "Permutation Shapley", sampled),
        Explainer("kernel", "KernelSHAP", regressed),
        Explainer("lime", "Continuous LIME", imitated),
        Explainer("occlusion", "Occlusion", lambda x: occlusion.occlusion(game, x)),
    )


def along_paths(
    gradient: gradients.Gradient, background: Floats, config: Config
) -> tuple[Explainer, ...]:
    """Return the explainers that need df/dx."""
    mean = background.mean(axis=0)

    def integrated(x: Floats) -> Floats:
        return gradients.integrated(gradient, x, mean, config.nodes)

    return (
        Explainer(
            "expected", "Expected gradients", lambda x: gradients.expected(gradient, x, background)
        ),
        Explainer("integrated", "Integrated gradients", integrated),
        Explainer(
            "times_input", "Gradient x input", lambda x: gradients.times_input(gradient, x, mean)
        ),
    )


def through_trees(model: Model, background: Floats) -> tuple[Explainer, ...]:
    """Return the explainers that read the trees of gradient boosting."""
    return (
        Explainer(
            "tree",
            "TreeSHAP, interventional",
            lambda x: trees.interventional(model.fitted, x, background),
        ),
        Explainer(
            "tree_path", "TreeSHAP, path-dependent", lambda x: trees.path_dependent(model.fitted, x)
        ),
    )


def control(x: Floats) -> Floats:
    """Return noise that depends on the bytes of a row and on nothing else: (n, d)."""
    rows = (np.random.default_rng(zlib.crc32(row.tobytes())) for row in x)
    return np.stack([rng.normal(size=x.shape[1]) for rng in rows])


RANDOM = Explainer(CONTROL, "Random (control)", control)
