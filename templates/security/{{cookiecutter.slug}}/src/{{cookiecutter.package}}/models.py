"""The detectors, each fitted on the names of some rows."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

{% if cookiecutter.framework != "sklearn" -%}
from . import detector, features
from . import engine_{{ cookiecutter.framework }} as engine
{% else -%}
from . import detector, features
{% endif -%}
from .config import Config
from .corpus import Corpus, Ints
from .detector import Detector, Lexical, Linear
{%- if cookiecutter.framework != "sklearn" %}
from .wide_deep import Fitting, WideDeep, initial
{%- endif %}

LABELS = {
    "lexical": "Counts (length, digits, ...)",
    "linear": "Linear n-grams",
{%- if cookiecutter.framework != "sklearn" %}
    "neural": f"Wide and deep ({engine.NAME})",
{%- endif %}
}
PACKAGES: tuple[str, ...] = {% if cookiecutter.framework != "sklearn" %}engine.PACKAGES{% else %}(){% endif %}


def said(name: str) -> str:
    """Return a detector's label as it stands within a sentence."""
    return LABELS[name][0].lower() + LABELS[name][1:]


def fit(corpus: Corpus, rows: Ints, config: Config, {% if cookiecutter.framework == "sklearn" %}_{% endif %}seed: int) -> dict[str, Detector]:
    """Return every detector that is compared, fitted on ``rows``."""
    names, labels = corpus.pick(rows), corpus.labels[rows]
    return {
        "lexical": fit_lexical(names, labels),
        "linear": fit_linear(names, labels, config),
{%- if cookiecutter.framework != "sklearn" %}
        "neural": fit_neural(names, labels, config, seed),
{%- endif %}
    }


def fit_lexical(names: Sequence[str], labels: Ints) -> Lexical:
    """Return a logistic regression on counts; standardised for fitting, then put back."""
    x = features.lexical(names)
    spread = x.std(axis=0)
    scale = np.where(spread > 0, spread, 1)
    fitted = LogisticRegression(solver="liblinear").fit((x - x.mean(axis=0)) / scale, labels)
    weights = fitted.coef_[0] / scale
    return Lexical(weights, float(fitted.intercept_[0] - x.mean(axis=0) @ weights))


def fit_linear(names: Sequence[str], labels: Ints, config: Config) -> Linear:
    """Return a logistic regression on hashed n-grams.

    Solved by coordinate descent (Fan et al. 2008), whose result does not depend on a seed's
    luck beyond its tolerance; ``config.strength`` is the inverse of the L2 penalty.
    """
    return fit_ids(features.ids(names, config.buckets), labels, config)


def fit_ids(ids: Ints, labels: Ints, config: Config) -> Linear:
    """Return ``fit_linear`` of names that are hashed already, (n, width)."""
    # Coordinate descent in random order: the seed is fixed, because it only orders the steps.
    solver = LogisticRegression(C=config.strength, solver="liblinear", tol=1e-3, random_state=0)
    fitted = solver.fit(sparse(ids, config.buckets), labels)
    weights = fitted.coef_[0].astype(np.float32)
    weights[0] = 0  # padding
    return Linear(weights, float(fitted.intercept_[0]))


def sparse(ids: Ints, buckets: int) -> csr_matrix:
    """Return hashed names as rows of n-gram counts over the root of their number."""
    there = ids > 0
    each = there.sum(axis=1)
    values = np.repeat(1 / detector.scale(ids), each)
    starts = np.concatenate([[0], np.cumsum(each)])
    return csr_matrix((values, ids[there], starts), shape=(len(ids), buckets))
{%- if cookiecutter.framework != "sklearn" %}


def fit_neural(names: Sequence[str], labels: Ints, config: Config, seed: int) -> WideDeep:
    """Return the network, trained by {{ {"jax": "JAX", "torch": "PyTorch", "tensorflow": "TensorFlow"}[cookiecutter.framework] }}."""
    fitting = fitting_of(config)
    ids = features.ids(names, config.buckets)
    start = initial(config.buckets, fitting, seed)
    return WideDeep(engine.fit(ids, labels, start, fitting, seed))


def fitting_of(config: Config) -> Fitting:
    """Return how the configuration has the network fitted."""
    return Fitting(
        config.dims, config.hidden, config.epochs, config.batch_size, config.learning_rate
    )
{%- endif %}
