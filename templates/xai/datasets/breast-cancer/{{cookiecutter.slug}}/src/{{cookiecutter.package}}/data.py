"""The data: 569 biopsies of breast masses, which scikit-learn carries."""

import hashlib

import numpy as np
from sklearn.datasets import load_breast_cancer

from .config import Config
from .table import Feature, Table, bands, split

NAME = "Breast Cancer Wisconsin (Diagnostic), as carried by scikit-learn"
LICENSE = "CC-BY-4.0"  # of the UCI repository; scikit-learn itself is BSD-3-Clause
URL = "https://doi.org/10.24432/C5DW2B"
SYNTHETIC = False
PUBLIC = True  # single rows may be shown
CASE, CASES, EVENT, REFUSED = "biopsy", "biopsies", "malignancy", "flagged"  # for people

WORDS = {"mean": "mean", "error": "standard error of", "worst": "worst"}


def _feature(name: str) -> Feature:
    """Return a measurement of cell nuclei; nobody can act on one, so all of them are history."""
    statistic = next(word for word in WORDS if word in name)
    what = name.replace(statistic, "").strip()
    label = f"{WORDS[statistic]} {what}".capitalize()
    return Feature(name.replace(" ", "_"), label, what, kind="real")


def load(config: Config) -> Table:
    """Return the table, of which ``config.rows`` rows at most, and its split.

    The event is malignancy, which scikit-learn codes as 0. The data say nothing about patients,
    so that the groups of the analysis of fairness are sizes of the nuclei.
    """
    bunch = load_breast_cancer()
    x = bunch.data.astype(np.float32)[: config.rows]
    y = 1 - bunch.target.astype(np.int64)[: config.rows]
    radius = x[:, 0]
    middle = float(np.median(radius))
    labels = (f"below {middle:.1f}", f"from {middle:.1f}")
    parts = split(y, config.test_share, config.validation_share, config.split_seed)
    checksum = hashlib.sha256(bunch.data.tobytes() + bunch.target.tobytes()).hexdigest()
    features = tuple(_feature(str(name)) for name in bunch.feature_names)
    sensitive = (bands(radius, (middle,), labels, "nucleus radius"),)
    return Table(x, y, features, *parts, sensitive, f"sha256:{checksum}")
