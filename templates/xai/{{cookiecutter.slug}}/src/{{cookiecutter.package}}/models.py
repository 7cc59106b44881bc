"""The models, each fitted and seen as one thing: a function from rows to log-odds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

{% if cookiecutter.framework != "sklearn" -%}
from . import engine_{{ cookiecutter.framework }} as engine
{% endif -%}
from . import trees
from .config import Config
{% if cookiecutter.framework != "sklearn" -%}
from .network import Fitting
{% endif -%}
from .table import Floats, Ints, Table

{% if cookiecutter.framework == "sklearn" -%}
PACKAGES: tuple[str, ...] = ()
{%- else -%}
PACKAGES = engine.PACKAGES
{%- endif %}


@dataclass(frozen=True)
class Model:
    """A fitted model.

    Attributes:
        name: its key.
        label: what people read.
        log_odds: rows (n, d) in the table's units to log-odds of the event (n,), float64.
        fitted: the estimator or network behind it, for what looks inside.
        seconds: how long fitting took.
    """

    name: str
    label: str
    log_odds: Callable[[Floats], Floats]
    fitted: Any  # Any: scikit-learn, interpret and the engine have nothing in common
    seconds: float

    @property
    def noun(self) -> str:
        """Return the label as it stands within a sentence; abbreviations keep their capitals."""
        first, rest = self.label[0], self.label[1:]
        return self.label if rest[0].isupper() else first.lower() + rest


def probability(log_odds: Floats) -> Floats:
    """Return the probability of the event, in (0, 1)."""
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def fit(table: Table, config: Config) -> dict[str, Model]:
    """Return every model that is compared, fitted on the training rows with ``config.seed``."""
    return {name: refit(name, table, table.train, config, config.seed) for name in COMPARED}


def refit(name: str, table: Table, rows: Ints, config: Config, seed: int) -> Model:
    """Return the model ``name`` fitted on ``rows``, which may repeat, with a seed of its own."""
    begun = time.perf_counter()
    fitted, log_odds = FITS[name](table, rows, config, seed)
    return Model(name, LABELS[name], log_odds, fitted, time.perf_counter() - begun)


Fit = tuple[Any, Callable[[Floats], Floats]]  # Any: as in Model


def _logistic(table: Table, rows: Ints, config: Config, seed: int) -> Fit:
    kinds = [feature.kind for feature in table.features]
    codes = [column for column, kind in enumerate(kinds) if kind == "category"]
    prepared = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), codes), remainder=StandardScaler()
    )
    regression = LogisticRegression(C=config.penalty, max_iter=1000, random_state=seed)
    precise = FunctionTransformer(np.asarray, kw_args={"dtype": np.float64})
    model = make_pipeline(precise, prepared, regression).fit(table.x[rows], table.y[rows])
    return model, model.decision_function


def _ebm(table: Table, rows: Ints, config: Config, seed: int) -> Fit:
    kinds = [feature.kind for feature in table.features]
    model = ExplainableBoostingClassifier(
        feature_names=table.names,
        feature_types=["nominal" if kind == "category" else "continuous" for kind in kinds],
        interactions=config.interactions,
        max_bins=256,
        max_interaction_bins=32,
        outer_bags=config.bags,
        n_jobs=1,  # more processes cost more than they save at this size
        random_state=seed,
    )
    model.fit(table.x[rows], table.y[rows])
    return model, model.decision_function


def _additive(table: Table, rows: Ints, config: Config, seed: int) -> Fit:
    return _ebm(table, rows, replace(config, interactions=0), seed)


def _boosting(table: Table, rows: Ints, config: Config, seed: int) -> Fit:
    # Categories stay numbers: shap explains HistGradientBoosting's categorical splits wrongly
    # (shap issue 3436).
    model = HistGradientBoostingClassifier(
        max_iter=config.trees,
        learning_rate=config.tree_rate,
        early_stopping=False,  # else it holds rows back as soon as there are 10,000
        random_state=seed,
    )
    model.fit(table.x[rows], table.y[rows])
    trees.round_thresholds(model)
    return model, model.decision_function
{%- if cookiecutter.framework != "sklearn" %}


def _neural(table: Table, rows: Ints, config: Config, seed: int) -> Fit:
    fitting = Fitting(config.hidden, config.epochs, config.batch_size, config.learning_rate)
    network = engine.fit(table.x[rows], table.y[rows], fitting, seed)
    return network, network
{%- endif %}


LABELS = {
    "logistic": "Logistic regression",
    "ebm": "EBM, the glass box",
    "boosting": "Gradient boosting",
{%- if cookiecutter.framework != "sklearn" %}
    "neural": f"Neural network ({engine.NAME})",
{%- endif %}
    "additive": "EBM without pairs",
}
COMPARED = tuple(name for name in LABELS if name != "additive")  # which serves as ground truth
FITS: dict[str, Callable[[Table, Ints, Config, int], Fit]] = {
    "logistic": _logistic,
    "ebm": _ebm,
    "boosting": _boosting,
{%- if cookiecutter.framework != "sklearn" %}
    "neural": _neural,
{%- endif %}
    "additive": _additive,
}
