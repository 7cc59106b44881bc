"""Our explainers and measures agree with those of captum (Kokhlikyan et al. 2020)."""

from typing import Any

import numpy as np
import pytest
from toy import ATTRIBUTIONS, BASELINE, FEATURES, MATRIX, OUTPUT, ROWS, X, log_odds

from {{ cookiecutter.package }} import occlusion, quality, shapley

WHY = "the referees are not installed: pip install -e '.[crosscheck]'"
attr = pytest.importorskip("captum.attr", reason=WHY)
metrics = pytest.importorskip("captum.metrics", reason=WHY)
torch = pytest.importorskip("torch", reason=WHY)

Tensor = Any  # of a package that may be missing
GAME = shapley.Game(log_odds, BASELINE)


def _toy(x: Tensor) -> Tensor:
    """Return f of the toy for captum."""
    return torch.tanh(x @ torch.tensor(MATRIX)) @ torch.tensor(OUTPUT)


def test_shapley_values_by_enumeration() -> None:
    """Against one baseline, which is all that captum knows; captum goes through all 720 orders."""
    theirs = attr.ShapleyValues(_toy).attribute(torch.tensor(X), torch.tensor(BASELINE))

    assert np.abs(shapley.exact(GAME, X) - theirs.numpy()).max() < 1e-5


def test_occlusion() -> None:
    """What captum calls the ablation of a feature."""
    theirs = attr.FeatureAblation(_toy).attribute(torch.tensor(X), torch.tensor(BASELINE))

    assert np.abs(occlusion.occlusion(GAME, X) - theirs.numpy()).max() < 1e-5


def test_infidelity() -> None:
    """Before ours is divided by that of saying nothing; the same sets for both."""
    sets = quality.subsets(30, FEATURES, seed=0)
    left = iter(sets)

    def removed(inputs: Tensor, _: Tensor) -> tuple[Tensor, Tensor]:
        gone = torch.tensor(next(left)).expand(ROWS, FEATURES)
        return gone.float(), torch.where(gone, torch.tensor(BASELINE), inputs)

    inputs, said = torch.tensor(X), torch.tensor(ATTRIBUTIONS, dtype=torch.float32)
    theirs = metrics.infidelity(
        _toy,
        removed,
        inputs,
        said,
        baselines=torch.tensor(BASELINE),
        n_perturb_samples=len(sets),
        max_examples_per_batch=ROWS,
    )

    lost = quality.losses(GAME, X, sets)
    ours = quality.infidelity(ATTRIBUTIONS, sets, lost) * np.square(lost).mean(axis=1)
    assert np.allclose(ours, theirs.numpy(), rtol=1e-4)
