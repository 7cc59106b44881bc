"""Two frameworks, one network: the same explanations, and a table that quotes both engines."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package }} import comparison, gradients
{% for name in [cookiecutter.framework, cookiecutter.compare_with] | sort -%}
from {{ cookiecutter.package }} import engine_{{ name }} as {{ "engine" if name == cookiecutter.framework else "other" }}
{% endfor -%}
from {{ cookiecutter.package }}.network import Fitting
from {{ cookiecutter.package }}.section import Setting

README = Path(__file__).parents[1] / "README.md"


def test_integrated_gradients_agree_to_one_in_a_hundred_thousand(setting: Setting) -> None:
    """The same weights in both frameworks, on test rows of the project's data."""
    network, x = setting.models["neural"].fitted, setting.table.x[setting.table.test]
    mean = setting.background.mean(axis=0)

    ours = gradients.integrated(network.gradient, x, mean, 32)
    theirs = gradients.integrated(other.Network(network.weights).gradient, x, mean, 32)

    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_training_in_either_framework_gives_the_same_network(setting: Setting) -> None:
    """First weights, batches and step sizes are the same, so only rounding is left."""
    table = setting.table
    x, y = table.x[table.train], table.y[table.train]
    fitting = Fitting(hidden=8, epochs=2, batch_size=64, learning_rate=0.005)

    ours, theirs = (module.fit(x, y, fitting, 0)(x) for module in (engine, other))

    np.testing.assert_allclose(ours, theirs, atol=1e-3)


def test_the_part_reports_what_it_measured(setting: Setting) -> None:
    """Parity below its bar, and speed marked as volatile."""
    section = comparison.measure(setting)

    parity, pace = section.metrics
    assert parity["value"] <= comparison.BAR
    assert pace["volatile"]
    assert not section.limitations


def _quoted() -> list[tuple[str, str]]:
    """Return the code of each row of the migration table: (theirs, ours)."""
    text = README.read_text(encoding="utf-8")
    table = text.partition("| What |")[2].partition("\n\n")[0]
    rows = [line.split("|")[2:4] for line in table.splitlines()[2:]]
    return [(theirs.strip(" `"), ours.strip(" `")) for theirs, ours in rows]


@pytest.mark.parametrize("row", range(6))
def test_the_migration_table_quotes_both_engines(row: int) -> None:
    """Word for word, or it would drift from the code."""
    for module, code in zip((other, engine), _quoted()[row], strict=True):
        source = re.sub(r"\s+", " ", inspect.getsource(module))
        assert code in source
