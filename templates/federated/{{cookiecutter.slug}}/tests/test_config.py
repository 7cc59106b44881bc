"""The configuration: none of its values is taken that makes no sense."""

from dataclasses import replace
from typing import Any

import pytest
from tiny import CONFIG

from {{ cookiecutter.package }} import tuned
from {{ cookiecutter.package }}.showcase.settings import SetupError


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"alpha": 0.0}, "alpha is 0.0; give it a value above 0"),
        ({"rounds": -1}, "rounds is -1; give it a value above 0"),
        ({"test_share": 0.9, "validation_share": 0.2}, "leave nothing"),
        ({"seeds": (1, 1)}, "give different ones"),
        ({"seeds": ()}, "give different ones"),
        ({"worst_share": 2.0}, r"worst_share is 2.0; give it a value in \(0, 1\]"),
        ({"learning_rate": float("inf")}, "learning_rate is inf; give it a value above 0"),
        ({"prox_mu": -0.1}, "prox_mu is -0.1; give it a value above 0"),
        ({"participation": 1.5}, r"participation is 1.5; give it a value in \(0, 1\]"),
    ],
)
def test_values_that_make_no_sense_are_refused(values: dict[str, Any], message: str) -> None:
    """With the value, and what to do."""
    with pytest.raises(SetupError, match=message):
        replace(CONFIG, **values)


def test_a_setting_in_which_nothing_was_tuned_says_in_what_it_differs() -> None:
    """Every value that the work of a round depends on counts, and whose data they are."""
    made_up = bool(tuned.FOR.get("made_up_data", False))
    there: dict[str, Any] = {n: tuned.FOR[n] for n in tuned.FOR if n in vars(CONFIG)}

    config = replace(CONFIG, **there)

    assert config.untuned(made_up=made_up) == ()
    other = replace(config, hidden=7)
    assert other.untuned(made_up=made_up) == ("hidden 7 instead of 64",)


def test_a_smoke_run_is_the_same_experiment_cut_short() -> None:
    """Few rounds and one seed; nothing else differs."""
    short = CONFIG.smoke()

    assert short.rounds <= 3
    assert len(short.seeds) == 1
    assert replace(short, rounds=CONFIG.rounds, seeds=CONFIG.seeds) == CONFIG
