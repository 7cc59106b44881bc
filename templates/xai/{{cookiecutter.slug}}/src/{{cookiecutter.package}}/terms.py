"""The exact Shapley values of a glass box, read from its terms.

An EBM is a sum of functions of one feature and of pairs (Lou et al. 2013). A term of one feature,
minus its mean over the background, is that feature's Shapley value; a pair's is shared between
both by the four coalitions that concern it. No sampling, and no other explainer, is involved.
"""

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier

from .table import Floats


def additive(model: ExplainableBoostingClassifier, x: Floats) -> Floats:
    """Return the log-odds of the glass box without its pairs: (n,)."""
    single = [len(features) == 1 for features in model.term_features_]
    return np.asarray(model.intercept_[0] + model.eval_terms(x)[:, single].sum(axis=1))


def additive_shapley(model: ExplainableBoostingClassifier, x: Floats, background: Floats) -> Floats:
    """Return the Shapley values of ``additive``, which are its centred terms: (n, d), log-odds."""
    values = np.zeros(x.shape)
    own, there = model.eval_terms(x), model.eval_terms(background)
    for number, features in enumerate(model.term_features_):
        if len(features) == 1:
            values[:, features[0]] = own[:, number] - there[:, number].mean()
    return values


def shapley(model: ExplainableBoostingClassifier, x: Floats, background: Floats) -> Floats:
    """Return the Shapley values of the glass box with its pairs: (n, d), log-odds.

    Raises:
        ValueError: a term has more than two features.
    """
    values = additive_shapley(model, x, background)
    own, there = model.eval_terms(x), model.eval_terms(background)
    for number, features in enumerate(model.term_features_):
        if len(features) > 2:
            raise ValueError(f"term {number} has {len(features)} features; fit pairs at most")
        if len(features) == 2:
            first, second = (_known(model, number, x, background, f) for f in features)
            empty, both = there[:, number].mean(), own[:, number]
            values[:, features[0]] += (first - empty + both - second) / 2
            values[:, features[1]] += (second - empty + both - first) / 2
    return values


def _known(
    model: ExplainableBoostingClassifier, term: int, x: Floats, background: Floats, feature: int
) -> Floats:
    """Return the mean of a term over the background when only ``feature`` is known: (n,)."""
    mixed = np.repeat(background[None], len(x), axis=0)
    mixed[:, :, feature] = x[:, feature, None]
    scores = model.eval_terms(mixed.reshape(-1, x.shape[1]))[:, term]
    return np.asarray(scores.reshape(len(x), len(background)).mean(axis=1))
