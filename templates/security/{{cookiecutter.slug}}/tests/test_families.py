"""New families: paired with their control, and never there before their onset."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import families, family_report, generators, injection
from {{ cookiecutter.package }}.family_report import Outcome
from {{ cookiecutter.package }}.injection import Guard, Stream
from {{ cookiecutter.package }}.names import normal
from {{ cookiecutter.package }}.section import Setting


@pytest.fixture(scope="module")
def watch(setting: Setting) -> Guard:
    """Return what watches the streams."""
    return injection.guard(setting)


@pytest.mark.parametrize("family", generators.FAMILIES)
def test_a_family_holds_names(family: str, setting: Setting) -> None:
    """As many as asked for, the same for the same seed."""
    generate = generators.FAMILIES[family]

    made = generate(np.random.default_rng(1), setting.corpus, 50)

    assert made == generate(np.random.default_rng(1), setting.corpus, 50)
    assert len(made) == 50
    assert all(name == normal(name) for name in made)
    assert len(set(made)) > 25


def test_a_stream_differs_from_its_control_only_where_the_family_is(setting: Setting) -> None:
    """Which is nowhere before the onset, and hostile everywhere."""
    control = injection.control(setting, 0)
    rng = np.random.default_rng(2)
    names = generators.hashes(rng, setting.corpus, setting.config.events)

    stream = injection.inject(setting, control, names, rng)

    width = control.ids.shape[1]
    assert not stream.new[: setting.config.onset].any()
    assert np.array_equal(stream.ids[~stream.new][:, :width], control.ids[~stream.new])
    assert np.array_equal(stream.labels[~stream.new], control.labels[~stream.new])
    assert stream.labels[stream.new].all()
    share = stream.new[setting.config.onset :].mean()
    assert abs(share - setting.config.family_share) < 0.05


def test_the_control_is_always_there(setting: Setting) -> None:
    """First in the table, over as many streams as every family."""
    table = families.measure(setting).results["families"]

    assert list(table) == [family_report.CONTROL, *generators.FAMILIES]
    assert {row["streams"] for row in table.values()} == {setting.config.streams}


def test_errors_are_known_when_their_labels_are(setting: Setting, watch: Guard) -> None:
    """An alarm on errors comes at least a lag after the onset."""
    control = injection.control(setting, 0)
    new = np.arange(setting.config.events) >= setting.config.onset
    wrong = Stream(control.ids, np.where(new, 1 - control.labels, control.labels), new)

    outcome = families.observe(setting, watch, wrong)

    for name, at in outcome.alarms.items():
        if name.endswith("errors"):
            assert at is not None
            assert at >= setting.config.label_lag


def test_recovery_is_the_end_of_the_first_good_window() -> None:
    """And needs a full one."""
    events = np.arange(0, 1_000, 10)
    caught = np.arange(100) >= 30

    assert families.recovery(events, caught, 0.8) == events[30 + 40 - 1]
    assert families.recovery(events[:49], np.ones(49, bool), 0.8) is None
    assert families.recovery(events, np.zeros(100, bool), 0.8) is None


def test_alarms_before_the_onset_are_false() -> None:
    """They are counted apart, and give no delay; never is later than any event."""
    signals = injection.SIGNALS
    outcomes = [
        Outcome(dict.fromkeys(signals, at), back, 0.5)
        for at, back in ((-3, None), (100, 10), (200, None))
    ]

    row = family_report.summary(outcomes)

    assert row["adwin_errors"] == {"alarms": 2, "too_early": 1, "median_delay": 200}
    assert row["recovery"] is None
    assert family_report.middle([3, None, 1]) == 3
