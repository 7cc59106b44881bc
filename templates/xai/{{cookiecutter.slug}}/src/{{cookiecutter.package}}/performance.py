"""Analysis 1: what the models are worth, and whether the glass box costs anything."""

from dataclasses import dataclass

import numpy as np

from . import accuracy, figure_reliability
from .metrics import Numbers, fitting, listed, metric
from .models import probability
from .section import Listing, Metric, Section, Setting
from .table import Floats

GLASS = "ebm"
BLACK = ("boosting", "neural")
SAMPLED = ("auc", "brier")  # measures with an interval


@dataclass(frozen=True)
class Score:
    """AUC, Brier score and calibration error of a model on test rows, with bootstrap values.

    Attributes:
        values: by measure.
        samples: by measure, (resamples,); the same samples for every model. None of calibration
            error: it is larger on a bootstrap sample than on the sample, an interval would lie.
    """

    values: dict[str, float]
    samples: dict[str, Floats]


def measure(setting: Setting) -> Section:
    """Compare all models on the test rows, with paired bootstrap intervals."""
    scores = score(setting)
    rival = black_box(setting)
    gap = scores[GLASS].values["auc"] - scores[rival].values["auc"]
    interval = accuracy.interval(scores[GLASS].samples["auc"] - scores[rival].samples["auc"])
    figure = figure_reliability.draw(setting)
    labels = {name: model.label for name, model in setting.models.items()}
    return Section(
        metrics=_metrics(setting, scores, rival, (gap, interval)),
        figures=(figure,),
        results={"models": _document(scores)},
        listings=(_listing(scores, labels, len(setting.table.test)),),
        highlights=(verdict(gap, interval, setting.models[rival].noun, len(setting.table.test)),),
        times={f"fit_{name}": model.seconds for name, model in setting.models.items()},
    )


def score(setting: Setting) -> dict[str, Score]:
    """Return the score of every model, all on the same bootstrap samples."""
    table, config = setting.table, setting.config
    y = table.y[table.test]
    ones = np.ones(len(y))
    counts = accuracy.counts(len(y), config.resamples, config.seed)
    measures = {
        "auc": accuracy.auc,
        "brier": accuracy.brier,
        "calibration_error": accuracy.calibration_error,
    }
    found = {}
    for name, model in setting.models.items():
        p = probability(model.log_odds(table.x[table.test]))
        found[name] = Score(
            {key: float(of(p, y, ones)) for key, of in measures.items()},
            {key: measures[key](p, y, counts) for key in SAMPLED},
        )
    return found


def black_box(setting: Setting) -> str:
    """Return the black box with the best AUC on validation rows: test rows choose nothing."""
    table = setting.table
    y = table.y[table.validation]
    ones = np.ones(len(y))

    def worth(name: str) -> float:
        p = setting.models[name].log_odds(table.x[table.validation])
        return float(accuracy.auc(p, y, ones))

    return max((name for name in BLACK if name in setting.models), key=worth)


def verdict(gap: float, interval: tuple[float, float], rival: str, rows: int) -> str:
    """Say whether transparency costs anything, as the interval of the AUC's difference has it."""
    low, high = interval
    numbers = f"{gap:+.4f} AUC against {rival} (95 % CI {low:+.4f} to {high:+.4f})"
    if high < 0:
        return f"Transparency costs accuracy here: the glass box has {numbers}"
    if low > 0:
        return f"The glass box is the better model here: {numbers}"
    return (
        f"Transparency costs nothing that {rows:,} test rows can show: the glass box has {numbers}"
    )


def _metrics(
    setting: Setting,
    scores: dict[str, Score],
    rival: str,
    gap: tuple[float, tuple[float, float]],
) -> tuple[Metric, ...]:
    n, glass, black = len(setting.table.test), scores[GLASS], scores[rival]
    label = setting.models[rival].noun
    kinds = (
        ("auc", "AUC of the glass box (EBM)", "higher"),
        ("calibration_error", "Calibration error of the glass box", "lower"),
    )
    found = [
        metric(
            f"glass_box_{key}",
            text,
            ("1", better, "test"),
            glass.values[key],
            ci95=accuracy.interval(glass.samples[key]) if key in SAMPLED else (),
            n=n,
            baseline=(label, black.values[key]),
        )
        for key, text, better in kinds
    ]
    text = fitting(f"AUC of the glass box over that of {label}, in hundredths")
    value, interval = 100 * gap[0], [100 * end for end in gap[1]]
    kind = ("1", "higher", "test")
    transparency = metric("transparency", text, kind, value, ci95=interval, n=n)
    return (*found, transparency, _time(setting, rival))


def _time(setting: Setting, rival: str) -> Metric:
    """Return what fitting costs, which belongs to the price of transparency."""
    glass, black = setting.models[GLASS], setting.models[rival]
    label, kind = "Time to fit the glass box (EBM)", ("s", "lower", "none")
    against = (black.noun, black.seconds)
    return metric("fit_time", label, kind, glass.seconds, baseline=against, volatile=True)


def _document(scores: dict[str, Score]) -> dict[str, object]:
    return {
        name: {
            key: {
                "value": listed(np.asarray(value)),
                **({"ci95": _ends(each, key)} if key in SAMPLED else {}),
            }
            for key, value in each.values.items()
        }
        for name, each in scores.items()
    }


def _ends(each: Score, key: str) -> Numbers:
    return listed(np.asarray(accuracy.interval(each.samples[key])))


def _listing(scores: dict[str, Score], labels: dict[str, str], n: int) -> Listing:
    def cell(each: Score, key: str, places: int) -> str:
        low, high = accuracy.interval(each.samples[key])
        return f"{each.values[key]:.{places}f} ({low:.{places}f} to {high:.{places}f})"

    return Listing(
        "Models",
        ("Model", "AUC ↑", "Brier score ↓", "Calibration error ↓"),
        tuple(
            (
                labels[name],
                cell(each, "auc", 3),
                cell(each, "brier", 4),
                f"{each.values['calibration_error']:.4f}",
            )
            for name, each in scores.items()
        ),
        f"{n:,} test rows; in brackets, 95 % bootstrap intervals. Calibration error has none: it "
        "is larger on a bootstrap sample than on the sample. Seconds of fitting: `timings.json`.",
    )
