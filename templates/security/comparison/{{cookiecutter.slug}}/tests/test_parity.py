"""Two engines are one detector: the same scores, the same training, the same lines."""

import re
from pathlib import Path

import numpy as np
import pytest

{% for name in [cookiecutter.framework, cookiecutter.compare_with]|sort -%}
from {{ cookiecutter.package }} import engine_{{ name }} as {% if name == cookiecutter.framework %}engine{% else %}other{% endif %}
{% endfor -%}
from {{ cookiecutter.package }} import features
from {{ cookiecutter.package }}.wide_deep import Fitting, Weights, initial

PROJECT = Path(__file__).parents[1]
NAMES = [f"{word}{number}.example" for number in range(64) for word in ("river", "pay-now", "x")]
LABELS = np.array([0, 1, 0] * 64)
FITTING = Fitting(dims=4, hidden=8, epochs=2, batch_size=32, learning_rate=0.01)


@pytest.fixture(scope="module")
def weights() -> Weights:
    """Return weights of which none is 0 but padding's."""
    rng = np.random.default_rng(1)
    start = initial(512, FITTING, 0)
    moved = (np.asarray(a + rng.normal(0, 0.1, a.shape), dtype=np.float32) for a in start)
    held = Weights(*moved)
    held.wide[0] = held.embeddings[0] = 0
    return held


def test_the_same_weights_give_the_same_scores(weights: Weights) -> None:
    """To what float32 may lose."""
    ids = features.ids(NAMES, 512)

    assert np.abs(engine.score(weights, ids) - other.score(weights, ids)).max() < 1e-5


def test_the_same_steps_end_in_the_same_detector(weights: Weights) -> None:
    """Adam's slow start and its falling rate included.

    Scores are compared, not weights: where a slope is nearly 0, Adam divides rounding by rounding.
    """
    ids = features.ids(NAMES, 512)
    before = engine.score(weights, ids)

    ours = engine.score(engine.fit(ids, LABELS, weights, FITTING, 0), ids)
    theirs = other.score(other.fit(ids, LABELS, weights, FITTING, 0), ids)

    assert np.abs(ours - before).max() > 0.5
    assert np.abs(ours - theirs).max() < 1e-3


def test_the_table_of_the_readme_quotes_lines_that_are_there() -> None:
    """Each cell is a line of its engine."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|`]+ \| `([^`|]+)` \| `([^`|]+)` \|$", readme, re.MULTILINE)
    sources = [Path(each.__file__).read_text(encoding="utf-8") for each in (other, engine)]

    assert len(rows) == 6
    for row in rows:
        for line, source in zip(row, sources, strict=True):
            assert line in source
