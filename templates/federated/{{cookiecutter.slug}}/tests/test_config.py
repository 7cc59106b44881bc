"""The configuration: every value has a flag, and none that makes no sense is taken."""

from dataclasses import replace
from typing import Any

import pytest

from {{ cookiecutter.package }}.__main__ import parser
from {{ cookiecutter.package }}.config import TUNED_FOR, Config, SetupError


def test_every_value_of_the_configuration_has_a_flag() -> None:
    """With the default of the configuration."""
    options = vars(parser().parse_args([]))

    assert {name: options[name] for name in vars(Config())} == vars(Config())


def test_flags_have_the_types_of_their_fields() -> None:
    """Several seeds are whole numbers; a partition is one of four."""
    options = parser().parse_args(["--seeds", "3", "4", "--alpha", "1", "--partition", "iid"])

    assert (options.seeds, options.alpha, options.partition) == ([3, 4], 1.0, "iid")


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
        replace(Config(), **values)


def test_a_setting_in_which_nothing_was_tuned_says_in_what_it_differs() -> None:
    """Every value that the work of a round depends on counts."""
    tuned = replace(Config(), **TUNED_FOR)

    assert tuned.untuned == ()
    assert replace(tuned, hidden=7).untuned == ("hidden 7 instead of 64",)


def test_a_smoke_run_is_the_same_experiment_cut_short() -> None:
    """Few rounds and one seed; nothing else differs."""
    short = Config().smoke()

    assert short.rounds <= 3
    assert len(short.seeds) == 1
    assert replace(short, rounds=Config().rounds, seeds=Config().seeds) == Config()
