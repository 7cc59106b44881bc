"""Choices are made on the end of the past, among values of which the configuration holds one."""

from dataclasses import replace
from typing import get_type_hints

import numpy as np
import pytest

from {{ cookiecutter.package }} import tuning
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.section import Setting


def test_every_value_that_the_study_chooses_is_among_those_it_tries() -> None:
    """And has a field."""
    for grid in tuning.GRIDS.values():
        for name, values in grid.items():
            assert name in get_type_hints(Config)
            assert getattr(Config(), name) in values


def test_the_future_has_no_part_in_the_choice(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turning over every label of the future changes nothing."""
    monkeypatch.setattr(tuning, "GRIDS", {"linear": {"strength": (1.0, 10.0)}})
    corpus = setting.corpus
    turned = np.where(np.isin(np.arange(len(corpus.names)), corpus.past.test), 1, 0)
    other = replace(corpus, labels=np.abs(corpus.labels - turned))

    one = tuning.measure(setting)
    two = tuning.measure(replace(setting, corpus=other))

    assert one.results == two.results
    assert len(one.listings[0].rows) == 2
