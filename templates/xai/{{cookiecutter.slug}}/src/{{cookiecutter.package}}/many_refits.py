"""Study: do ten refits decide as many refits do which reasons are shown?"""

from dataclasses import replace

import numpy as np

from . import ranking, refits
from .metrics import metric, rounded
from .section import Listing, Section, Setting
from .table import Floats

MANY = 60
FIRST = 5  # reasons of a person, by the model itself
COUNTS = (5, 10, 20, 30)
OTHERS = MANY - max(COUNTS)  # refits that have no part in what they judge


def study(setting: Setting) -> Section:
    """Refit often, and compare what the first refits say with what others say."""
    config = replace(setting.config, refits=MANY)
    attributions = refits.explain(replace(setting, config=config))
    told, share = refits.itself(setting), setting.config.sign_share
    kept = {count: agreement(told, attributions, count, share) for count in COUNTS}
    used = setting.config.refits if setting.config.refits in kept else COUNTS[1]
    return Section(
        metrics=(
            metric(
                "verdicts_kept",
                f"Verdicts on reasons that {used} refits share with {OTHERS} others",
                ("%", "higher", "test"),
                100 * kept[used],
                n=len(setting.rows),
            ),
        ),
        results={"many_refits": {str(count): rounded(value) for count, value in kept.items()}},
        listings=(
            Listing(
                "Refits that are needed",
                ("Refits", "Same verdicts, %"),
                tuple((str(count), f"{100 * value:.1f}") for count, value in kept.items()),
                f"Whether each of a person's first {FIRST} reasons is shown or withheld, against "
                f"the verdict of {OTHERS} other refits.",
            ),
        ),
    )


def agreement(told: Floats, attributions: Floats, count: int, share: float) -> float:
    """Return the share of reasons that the first ``count`` refits judge as the last others do.

    Args:
        told: (n, d), by the model itself.
        attributions: (refits, n, d).
        count: of refits that judge.
        share: of refits that must agree on a sign.
    """
    first = ranking.ranks(told) <= FIRST
    few, others = (
        ranking.sign_share(told, values) >= share - 1e-9
        for values in (attributions[:count], attributions[-OTHERS:])
    )
    return float(np.mean((few == others)[first]))
