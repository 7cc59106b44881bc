"""False reports and the quarantine: what it lets through contradicts nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import feedback, poisoning, quarantine
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.corpus import Corpus
from {{ cookiecutter.package }}.detector import Linear
from {{ cookiecutter.package }}.edits import registrable
from {{ cookiecutter.package }}.section import Setting

WEIGHTS = np.random.default_rng(0).normal(size=512).astype(np.float32)
WEIGHTS[0] = 0  # padding
TRUSTED = Linear(WEIGHTS, 0.0)
NAMES = st.lists(st.from_regex(r"[a-z]{2,9}\.com", fullmatch=True), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def poisoned(setting: Setting) -> Setting:
    """Return a setting with a campaign that the small corpus holds."""
    return replace(setting, config=replace(setting.config, campaign="support"))


@given(NAMES, st.floats(-2, 2))
def test_what_passes_contradicts_no_verdict(names: list[str], limit: float) -> None:
    """Benign reports pass for names that are not flagged; hostile ones always do."""
    benign = np.zeros(len(names), np.int64)

    held = quarantine.held(TRUSTED, limit, names, benign)

    assert np.array_equal(held, TRUSTED.score(names) > limit)
    assert not quarantine.held(TRUSTED, limit, names, benign + 1).any()


@given(NAMES, st.floats(-2, 2), st.floats(0, 2))
def test_a_stricter_detector_holds_no_less(names: list[str], limit: float, more: float) -> None:
    """The lower its threshold, the more it holds."""
    labels = np.zeros(len(names), np.int64)

    few = quarantine.held(TRUSTED, limit + more, names, labels)

    assert not (few & ~quarantine.held(TRUSTED, limit, names, labels)).any()


def test_a_report_is_judged_by_itself(poisoned: Setting) -> None:
    """A flood of reports does not help the one beside it: order and company change nothing."""
    reports = feedback.called_benign(feedback.look_alikes(poisoned)[:50])
    backwards = feedback.called_benign(reports.names[::-1])

    kept = feedback.passing(poisoned, reports).names

    assert kept == feedback.passing(poisoned, backwards).names[::-1]
    assert set(kept) <= set(reports.names)


def test_look_alikes_can_be_registered_and_are_new(poisoned: Setting) -> None:
    """They hold the campaign's word, and none is a name that the future judges."""
    names = feedback.look_alikes(poisoned)

    assert len(set(names)) == len(names) > poisoned.config.poison
    assert all(registrable(name) and "support" in name for name in names)
    assert not set(names) & set(poisoned.corpus.names)


def test_learning_from_nothing_changes_nothing(poisoned: Setting) -> None:
    """No reports give the detector that was there."""
    before = feedback.judged(poisoned, poisoned.models["linear"], 0)

    assert feedback.learn(poisoned, feedback.called_benign(())) == before


def test_a_pinned_quarantine_is_passed_by_every_report_sent(poisoned: Setting) -> None:
    """The patient attacker keeps the rules of the defence that he faces."""
    sent: list[feedback.Reports] = []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feedback, "learn", lambda _, reports: sent.append(reports))
        feedback.patient(poisoned, 2, pinned=True)

    (reports,) = sent
    assert reports.names
    assert len(set(reports.names)) == len(reports.names)
    assert feedback.passing(poisoned, reports).names == reports.names


def test_flipping_labels_leaves_the_corpus_alone(poisoned: Setting) -> None:
    """What judges is never poisoned."""
    before = poisoned.corpus.labels.copy()

    feedback.flipped(poisoned, 20)

    assert np.array_equal(before, poisoned.corpus.labels)


def test_every_scenario_is_there_and_the_quarantine_learns_less(poisoned: Setting) -> None:
    """Beside the reports stand no reports, as many random errors, and a cleverer attacker."""
    table = poisoning.scenarios(poisoned)

    assert len(table) == 7
    assert table[poisoning.CLEAN].accepted == 0
    assert table[poisoning.HELD].accepted <= table[poisoning.AIMED].accepted
    assert table[poisoning.AIMED].accepted == poisoned.config.poison


def test_a_campaign_that_is_not_there_is_said(corpus: Corpus, config: Config) -> None:
    """And nothing is measured, instead of a share of few names."""
    setting = Setting(replace(config, campaign="no-such-word"), corpus, {}, Path("not-drawn"))

    section = poisoning.measure(setting)

    assert not section.metrics
    assert "0 hostile names with 'no-such-word'" in section.limitations[0]
