"""Other seeds: everything is drawn anew, and differences are taken seed by seed."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import made

from {{ cookiecutter.package }} import data, repeats
from {{ cookiecutter.package }}.section import Setting


def test_each_seed_is_a_run_of_its_own(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is reported of a seed is what that seed finds; no seed is the run's."""
    monkeypatch.setattr(repeats, "SEEDS", 2)
    monkeypatch.setattr(data, "load", lambda config: made(600, 2_400, config.split_seed))

    section = repeats.measure(setting)

    first, second = repeats.seeds(setting.config)
    assert setting.config.seed not in (first, second)
    other = repeats.once(replace(setting.config, seed=second, split_seed=second), (0.1,))
    document = section.results["repeats"]
    assert len(document) == 2 * len(setting.models)
    assert document["split by time, linear"][1] == pytest.approx(other["past", "linear"], abs=1e-4)
    assert len(section.listings[0].rows) == len(document)


def test_a_difference_is_that_of_pairs(setting: Setting) -> None:
    """Two detectors that rise and fall together differ by no more than what sets them apart."""
    shares = np.array([[0.2, 0.5], [0.4, 0.7]])
    found = {("past", setting.subject): shares + 0.01, ("past", setting.rival): shares}

    said = repeats._verdict(setting, found, (0.01, 0.1))

    assert "by +1.0 ± 0.0 points at 0.01, +1.0 ± 0.0 points at 0.1" in said
