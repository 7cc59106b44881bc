"""Our measures and those of Quantus (Hedstroem et al. 2023) give the same numbers.

Quantus draws sets and nudges itself; they are written down as it uses them, and ours get the same.
"""

from typing import Any

import numpy as np
import pytest
from toy import ATTRIBUTIONS, BASELINE, FEATURES, MATRIX, OUTPUT, ROWS, X, log_odds

from {{ cookiecutter.package }} import quality, removal, shapley
from {{ cookiecutter.package }}.table import Floats, Ints

WHY = "the referees are not installed: pip install -e '.[crosscheck]'"
quantus = pytest.importorskip("quantus", reason=WHY)
torch = pytest.importorskip("torch", reason=WHY)

pytestmark = pytest.mark.filterwarnings("ignore")  # Quantus warns of its own parameters
PLAIN = {"abs": False, "normalise": False, "disable_warnings": True, "return_aggregate": False}
Quantus = Any  # and torch: packages that may be missing
GAME = shapley.Game(log_odds, BASELINE)


def _toy() -> Quantus:
    """Return the toy for Quantus: inputs (n, 1, d), two scores of which the second is f."""
    hidden = torch.nn.Linear(*MATRIX.shape, bias=False)
    scores = torch.nn.Linear(len(OUTPUT), 2, bias=False)
    hidden.weight.data = torch.tensor(MATRIX.T)
    scores.weight.data = torch.tensor(np.stack([0 * OUTPUT, OUTPUT]))
    return torch.nn.Sequential(torch.nn.Flatten(), hidden, torch.nn.Tanh(), scores).eval()


def _asked(metric: Quantus, attributions: Floats = ATTRIBUTIONS, **more: object) -> Floats:
    """Return what a metric of Quantus says of the toy, for each row."""
    given = {
        "model": _toy(),
        "x_batch": X[:, None, :].copy(),
        "y_batch": np.ones(ROWS, dtype=int),
        "a_batch": attributions[:, None, :].astype(np.float64),
        "softmax": False,
        "channel_first": True,
    }
    return np.array(metric(**given, **more))


def test_faithfulness_correlation(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the very subsets that Quantus drew, each row its own."""
    drawn: list[Ints] = []

    def without(arr: Floats, indices: Ints, **_: object) -> Floats:
        drawn.append(indices.copy())
        changed = arr.copy()
        np.put_along_axis(changed, indices, 0.0, axis=1)
        return changed

    # Quantus draws from NumPy's global generator.
    monkeypatch.setattr("numpy.random.choice", np.random.default_rng(0).choice)
    metric = quantus.FaithfulnessCorrelation(
        nr_runs=40, subset_size=3, perturb_func=without, **PLAIN
    )
    theirs = _asked(metric)

    for row in range(ROWS):
        sets = np.zeros((len(drawn), FEATURES), dtype=bool)
        for run, indices in enumerate(drawn):
            sets[run, indices[row]] = True
        lost = quality.losses(GAME, X[row : row + 1], sets)
        ours = quality.faithfulness_correlation(ATTRIBUTIONS[row : row + 1], sets, lost)
        assert ours[0] == pytest.approx(theirs[row], abs=1e-5)


def test_the_curve_of_removal() -> None:
    """Pixel flipping is our curve of what is most relevant first, after the first removal."""
    theirs = _asked(quantus.PixelFlipping(perturb_baseline=0.0, **PLAIN))

    above = log_odds(X) > log_odds(BASELINE)  # the others are turned in our curves
    ours = removal.curves(GAME, X, ATTRIBUTIONS).most_first[:, 1:]
    assert above.any()
    assert np.abs(ours[above] - theirs[above]).max() < 1e-5


def test_sparseness() -> None:
    """The Gini index of the sizes."""
    theirs = _asked(quantus.Sparseness(**{**PLAIN, "abs": True}))

    assert np.abs(quality.gini(ATTRIBUTIONS) - theirs).max() < 1e-5


def test_maximal_sensitivity() -> None:
    """On the very nudges that Quantus used: occlusion is what is nudged."""
    nudges = np.random.default_rng(1).normal(0, 0.1, (5, FEATURES)).astype(np.float32)
    left = iter(nudges)

    def nudged(arr: Floats, **_: object) -> Floats:
        return np.asarray(arr + next(left))

    def explain(x: Floats) -> Floats:
        alone = np.eye(FEATURES, dtype=bool)
        return np.stack([log_odds(row[None]) - GAME.values(row, ~alone) for row in x])

    def asked(inputs: Floats, **_: object) -> Floats:
        return explain(np.asarray(inputs)[:, 0])[:, None]

    metric = quantus.MaxSensitivity(nr_samples=5, perturb_func=nudged, **PLAIN)
    theirs = _asked(metric, explain(X), explain_func=asked)

    ours = quality.max_sensitivity(explain, X, explain(X), nudges)
    assert np.abs(ours - theirs).max() < 1e-4
