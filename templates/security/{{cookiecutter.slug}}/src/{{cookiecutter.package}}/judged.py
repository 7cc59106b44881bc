"""Every detector on the test rows of both splits, with bootstrap values that can be paired."""

from dataclasses import dataclass

from . import calibration, models, rates
from .corpus import Floats, Ints
from .detector import probability
from .section import Setting

SPLITS = {"random": "random split", "past": "split by time"}


@dataclass(frozen=True)
class Judged:
    """One detector on the test rows of one split.

    Attributes:
        scores: (n,), log-odds of the test rows.
        labels: (n,).
        tpr: by false positive rate: share found, and its bootstrap values.
        error: expected calibration error.
    """

    scores: Floats
    labels: Ints
    tpr: dict[float, tuple[float, Floats]]
    error: float

    @property
    def auc(self) -> float:
        """Return the area under the ROC curve."""
        return rates.auc(self.scores, self.labels)


Table = dict[str, dict[str, Judged]]  # by split, by detector


def judge(setting: Setting) -> Table:
    """Return every detector on the test rows of both splits; those of one share their samples."""
    corpus, config = setting.corpus, setting.config
    fresh = models.fit(corpus, corpus.random.train, config, config.seed)
    held = corpus.random.test
    found = {name: model.score(corpus.pick(held)) for name, model in fresh.items()}
    future = corpus.past.test
    return {
        "random": _judged(setting, held, found),
        "past": _judged(setting, future, {k: v[future] for k, v in setting.scores.items()}),
    }


def _judged(setting: Setting, rows: Ints, scores: dict[str, Floats]) -> dict[str, Judged]:
    labels = setting.corpus.labels[rows]
    drawn = rates.resamples(labels, setting.config.resamples, setting.config.seed)
    measured = rates.measurable(int((labels == 0).sum()))[:2]
    return {
        name: Judged(
            each,
            labels,
            {
                rate: (rates.tpr(each, labels, rate), rates.tpr_samples(each, labels, rate, drawn))
                for rate in measured
            },
            calibration.error(probability(each), labels),
        )
        for name, each in scores.items()
    }
