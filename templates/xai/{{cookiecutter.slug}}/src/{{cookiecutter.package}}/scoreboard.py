"""Part 2: the explainers of one model side by side, by every measure and with every baseline.

The headline is about the explainer that is most faithful on validation rows; what is reported is
its value on test rows. Measures disagree about the others, and the run says how far.
"""

from dataclasses import replace

import numpy as np

from . import accuracy, data, explainers, figure_disagreement, figure_frontier, figure_removal
from .explainers import CONTROL
from .metrics import listed, metric, rounded
from .models import Model
from .scores import BASELINES, Score, disagreement, faithfulness, judge, sensitivity
from .section import Listing, Metric, Section, Setting
from .table import Floats

FEW = 4  # a part of the judged rows, 1 in so many, is nudged: each nudge explains it again


def measure(setting: Setting) -> Section:
    """Return what was measured of the explainers of the neural and of the boosting model."""
    config, table, subject = setting.config, setting.table, setting.subject
    x = table.x[setting.rows[: config.judged]]
    best = _chosen(setting)
    scores = _scores(setting, subject, x)
    nudged = x[: max(1, len(x) // FEW)]
    scores = tuple(
        replace(s, sensitivity=sensitivity(s.explainer, nudged, table.scale, config))
        for s in scores
    )
    boards = {subject.name: scores}
    if subject.name != "boosting":
        boards["boosting"] = _scores(setting, setting.models["boosting"], x[: len(x) // 2])
    tau = disagreement(scores)
    return Section(
        metrics=_metrics(setting, scores, best),
        figures=(
            figure_frontier.draw(setting, scores, best),
            figure_removal.draw(setting, scores, x, best),
            figure_disagreement.draw(setting, tau),
        ),
        results={"explainers": {name: _document(board) for name, board in boards.items()}},
        listings=tuple(_listing(setting.models[name], board) for name, board in boards.items()),
        highlights=(_highlight(scores, best, subject),),
        limitations=(_limitation(scores, tau),),
        times={f"explain_{s.explainer.name}": s.seconds for s in scores},
    )


def _scores(setting: Setting, model: Model, x: Floats) -> tuple[Score, ...]:
    """Return the scores of all explainers of ``model`` on the rows ``x``."""
    explained = explainers.of(model, setting.background, setting.config)
    return judge(model.log_odds, explained, x, setting.background, setting.config)


def _chosen(setting: Setting) -> str:
    """Return the explainer that is most faithful on validation rows, drawn by the seed."""
    config, table = setting.config, setting.table
    rng = np.random.default_rng([config.seed, 6])
    count = min(len(setting.rows[: config.judged]), len(table.validation))
    rows = rng.choice(table.validation, count, replace=False)
    explained = explainers.of(setting.subject, setting.background, config)
    log_odds, x = setting.subject.log_odds, table.x[np.sort(rows)]
    found = faithfulness(log_odds, explained[:-1], x, setting.background, config)
    return max(found, key=lambda name: found[name])


def _metrics(setting: Setting, scores: tuple[Score, ...], best: str) -> tuple[Metric, ...]:
    """Return what the best explainer achieves against the control."""
    by = {score.explainer.name: score for score in scores}
    label = by[best].explainer.label
    words = {
        "faithfulness": ("faithfulness", f"Faithfulness correlation, {label}", "1"),
        "removal": ("removal_gain", f"Symmetric relevance gain, {label}", "log-odds"),
    }
    found = []
    for name, (key, says, unit) in words.items():
        values = by[best].by[name, BASELINES[0]]
        drawn = accuracy.counts(len(values), setting.config.resamples, setting.config.seed)
        ends = accuracy.interval(drawn @ values / len(values))
        against = ("random control", by[CONTROL].summary(name))
        kind = (unit, "higher", "test")
        mean = float(values.mean())
        found.append(metric(key, says, kind, mean, ci95=ends, n=len(values), baseline=against))
    return (*found, _time(by[best], by["kernel"]))


def _time(best: Score, kernel: Score) -> Metric:
    """Return what an explanation costs."""
    label = f"Time to explain a row, {best.explainer.label}"
    kind = ("ms", "lower", "none")
    compared = kernel.explainer.label, 1000 * kernel.seconds
    return metric(
        "explain_time", label, kind, 1000 * best.seconds, baseline=compared, volatile=True
    )


def _listing(model: Model, scores: tuple[Score, ...]) -> Listing:
    """Return the scoreboard of one model; times are elsewhere, because they differ each time."""
    nudged = scores[0].sensitivity is not None
    head = ("Explainer", "Faithfulness", "Relevance gain", "Infidelity", "Gini")
    rows = tuple(
        (
            score.explainer.label,
            *(f"{score.summary(name):.3f}" for name in ("faithfulness", "removal", "infidelity")),
            f"{score.gini.mean():.2f}",
            *(() if score.sensitivity is None else (f"{score.sensitivity.mean():.2f}",)),
        )
        for score in scores
    )
    return Listing(
        f"Explainers of: {model.label}",
        (*head, *(("Max-sensitivity",) if nudged else ())),
        rows,
        f"Means over {len(scores[0].gini)} test rows; infidelity is the median, 0 is perfect and 1 "
        "as good as saying nothing. What is removed is filled from other rows. Higher is better "
        "for faithfulness (a correlation) and relevance gain (log-odds), lower for infidelity "
        "and max-sensitivity; Gini says how sparse an explanation is.",
    )


def _document(scores: tuple[Score, ...]) -> dict[str, object]:
    """Return everything that was measured, without times."""
    return {
        score.explainer.name: {
            **{
                f"{name}, {baseline}": rounded(score.summary(name, baseline))
                for name, baseline in score.by
            },
            "gini": rounded(float(score.gini.mean())),
            **(_rows(score) if data.PUBLIC else {}),
        }
        for score in scores
    }


def _rows(score: Score) -> dict[str, object]:
    """Return the measures of single rows."""
    return {
        "faithfulness by row": listed(score.by["faithfulness", BASELINES[0]], 3),
        "sensitivity by row": [] if score.sensitivity is None else listed(score.sensitivity, 3),
    }


def _highlight(scores: tuple[Score, ...], best: str, subject: Model) -> str:
    by = {score.explainer.name: score for score in scores}
    return (
        f"{by[best].explainer.label} of the {subject.noun} correlates "
        f"{by[best].summary('faithfulness'):.2f} with what the model loses without features, "
        f"the random control {by[CONTROL].summary('faithfulness'):.2f}"
    )


def _limitation(scores: tuple[Score, ...], tau: Floats) -> str:
    winners = [f"{_best(scores, baseline).explainer.label} ({baseline})" for baseline in BASELINES]
    apart = tau[np.triu_indices(len(tau), 1)]
    return (
        "Most faithful, by what fills a removed feature, are "
        f"{'; '.join(winners)}; {len(tau)} rankings by measure and baseline agree with Kendall's "
        f"tau of {apart.min():.2f} to {apart.max():.2f}"
    )


def _best(scores: tuple[Score, ...], baseline: str) -> Score:
    return max(scores, key=lambda score: score.summary("faithfulness", baseline))
