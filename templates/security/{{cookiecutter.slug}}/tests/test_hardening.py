"""Adversarial training: unseen names stay unseen, and every detector faces its own attack."""

from collections.abc import Sequence

import numpy as np

from {{ cookiecutter.package }} import hardening
from {{ cookiecutter.package }}.corpus import Ints
from {{ cookiecutter.package }}.detector import Detector
from {{ cookiecutter.package }}.section import Setting


def test_hardening_trains_on_no_name_of_the_corpus_twice(setting: Setting) -> None:
    """The future must stay unseen, even if an edit happens to hit a name of it."""
    given_names: list[str] = []

    def fit(names: Sequence[str], labels: Ints) -> Detector:
        given_names.extend(names)
        return hardening.linear(setting)(names, labels)

    hardening.harden(setting, fit, setting.models["linear"], 1)

    corpus = setting.corpus
    past = corpus.pick(corpus.past.train)
    added = given_names[len(past) :]
    assert tuple(given_names[: len(past)]) == past
    assert added
    assert not set(added) & set(corpus.names)


def test_each_round_is_attacked_anew(setting: Setting) -> None:
    """The attacked names' scores are those of that round's detector: the attack is adaptive."""
    rounds = hardening.harden(setting, hardening.linear(setting), setting.models["linear"], 1)

    assert len(rounds) == 2
    for each in rounds:
        for names, scores in zip(each.attacked.names, each.attacked.scores, strict=True):
            np.testing.assert_allclose(each.detector.score(names), scores, atol=1e-9)
        assert (np.diff(each.found) <= 0).all()


def test_the_target_of_an_attack_is_hostile_and_of_the_future(setting: Setting) -> None:
    """An attack on names that trained the detector would look too weak."""
    rows = hardening.targets(setting)

    assert (setting.corpus.labels[rows] == 1).all()
    assert set(rows) <= set(setting.corpus.past.test)
    assert len(set(rows)) == setting.config.attacked
