"""TreeSHAP of gradient boosting, by shap, in its two meanings; both are called "SHAP values".

Lundberg et al. 2020 (https://arxiv.org/abs/1905.04610): algorithm 3 breaks the dependence between
features with a background (the game of ``shapley.py``), algorithm 2 follows the shares of training
rows at each split (another game).
"""

import numpy as np
import shap
from sklearn.ensemble import HistGradientBoostingClassifier

from .table import Floats

TOLERANCE = 1e-4  # log-odds; float32 thresholds leave some 1e-7, the fault below 0.1 and more


def round_thresholds(model: HistGradientBoostingClassifier) -> None:
    """Round the thresholds of a fitted model down to float32; float32 rows notice nothing.

    scikit-learn compares with the middle of two values, in float64; shap rounds it to the nearest
    float32. Of two neighbouring values that can be the upper one, which then takes the other way.
    """
    for trees in model._predictors:  # no public name; shap reads the same one
        for tree in trees:
            exact = tree.nodes["num_threshold"]
            nearest = exact.astype(np.float32)
            below = np.nextafter(nearest, np.float32(-np.inf))
            tree.nodes["num_threshold"] = np.where(nearest > exact, below, nearest)


def interventional(model: HistGradientBoostingClassifier, x: Floats, background: Floats) -> Floats:
    """Return exact Shapley values of the interventional game: (n, d).

    Raises:
        ValueError: they do not add up to f(x) - mean f(background). That happens when the model
            was fitted on float64, because shap casts its thresholds to float32 (shap issue 5116).
    """
    whole = shap.maskers.Independent(
        background, max_samples=len(background)
    )  # default: 100 of them
    explainer = shap.TreeExplainer(model, whole, feature_perturbation="interventional")
    values = explainer.shap_values(x, check_additivity=False)  # checked here, for every row
    return _adding_up(
        values, model.decision_function(x) - model.decision_function(background).mean()
    )


def path_dependent(model: HistGradientBoostingClassifier, x: Floats) -> Floats:
    """Return the values of the game in which training rows fill what is unknown: (n, d).

    Raises:
        ValueError: they do not add up to f(x) minus the expected value.
    """
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = explainer.shap_values(x, check_additivity=False)
    return _adding_up(values, model.decision_function(x) - np.ravel(explainer.expected_value)[0])


def _adding_up(values: Floats, total: Floats) -> Floats:
    error = float(np.abs(values.sum(axis=1) - total).max())
    if error > TOLERANCE:
        raise ValueError(
            f"TreeSHAP values miss the model's output by {error:.2g} log-odds; "
            "fit the model on float32, and explain float32 rows"
        )
    return values
