"""Part 5: which explainers pass the checks, and whether the checks reject what is broken."""

from dataclasses import dataclass, replace

from . import checks, explainers, quality, strangers
from .broken import BROKEN
from .checks import LEVEL
from .metrics import metric, rounded
from .models import Model
from .section import Listing, Metric, Section, Setting
from .shapley import Game
from .strangers import CASES
from .table import Floats

EXPLAINED = 16  # rows
BACKGROUND = 10  # rows; fewer than elsewhere, because strangers are many
COALITIONS = 128
SOUND = "Permutation Shapley"  # what is broken on purpose is made of it
BLIND = 0.9  # chosen; likeness of strangers: an explainer that never sees the model has 1
WITH = f"strangers by {' and by '.join(CASES).lower()}"  # each explainer is a case of each


@dataclass(frozen=True)
class Verdict:
    """What the checks say about one explainer of one model.

    Attributes:
        case: how strangers differ from the model.
        label: the explainer.
        broken: on purpose, or the control.
        model: p-value, as ``row`` and ``feature``.
        blind: whether strangers look alike by this explainer, on average above ``BLIND``.
    """

    case: str
    label: str
    broken: bool
    model: float
    blind: bool
    row: float
    feature: float

    @property
    def failed(self) -> tuple[str, ...]:
        """Return the checks that reject it."""
        checked = {
            "model": self.blind or self.model <= LEVEL,
            "row": self.row > LEVEL,
            "features": self.feature > LEVEL,
        }
        return tuple(name for name, fails in checked.items() if fails)


def measure(setting: Setting) -> Section:
    """Return the verdicts on real and on broken explainers."""
    verdicts = tuple(
        verdict
        for case, fitted in CASES.items()
        for verdict in _judged(case, fitted(setting, 2 * setting.config.nulls + 1), setting)
    )
    broken = [verdict for verdict in verdicts if verdict.broken]
    real = [verdict for verdict in verdicts if not verdict.broken]
    caught = sum(bool(verdict.failed) for verdict in broken)
    passed = sum(not verdict.failed for verdict in real)
    says = (
        f"The sanity checks reject {caught} of {len(broken)} cases of broken explainers "
        f"({len(broken) // len(CASES)} explainers, {WITH})"
    )
    limit = f"Sanity checks, of which that of the model fails {100 * LEVEL:g} % of sound explainers"
    failing = [f"{v.label} ({v.case.lower()}: {', '.join(v.failed)})" for v in real if v.failed]
    return Section(
        metrics=(
            _counted("broken_rejected", "Broken explainers that the checks reject", caught, broken),
            _counted("explainers_passed", "Explainers that pass every check", passed, real),
        ),
        results={"sanity": [_document(verdict) for verdict in verdicts]},
        listings=(_listing(verdicts, setting.config.nulls),),
        highlights=(f"{says}, and pass {passed} of {len(real)} others",),
        limitations=(f"{limit} by chance, reject: {'; '.join(failing)}",) if failing else (),
    )


def _judged(case: str, fitted: tuple[Model, ...], setting: Setting) -> list[Verdict]:
    """Return the verdicts on the explainers of ``fitted``: the model, then strangers."""
    config = replace(setting.config, permutations=4 * BACKGROUND, coalitions=COALITIONS)
    x, background = setting.table.x[setting.rows[:EXPLAINED]], setting.background[:BACKGROUND]
    sets = quality.subsets(config.subsets, x.shape[1], config.seed)
    lost = quality.losses(Game(fitted[0].log_odds, background), x, sets)
    told: dict[str, list[Floats]] = {}
    for model in fitted:
        for explainer in explainers.of(model, background, config):
            told.setdefault(explainer.label, []).append(explainer.explain(x))
    for label, wrong in BROKEN.items():
        told[label] = [wrong(x, good) for good in told[SOUND]]
    nulls = {label: checks.strangers_null(others) for label, (_, _, *others) in told.items()}
    return [
        Verdict(
            case,
            label,
            label in BROKEN or label == explainers.RANDOM.label,
            checks.model_p(own, stranger, nulls[label]),
            float(nulls[label].mean()) > BLIND,
            checks.row_p(own, sets, lost, config.seed),
            checks.feature_p(own, sets, lost, config.seed),
        )
        for label, (own, stranger, *_) in told.items()
    ]


def _counted(name: str, label: str, count: int, of: list[Verdict]) -> Metric:
    kind = ("count", "higher", "test")
    against = ("all of them", len(of))
    return metric(name, label, kind, count, n=len(of), of="cases", baseline=against)


def _listing(verdicts: tuple[Verdict, ...], nulls: int) -> Listing:
    """Return the p-value of each check, and which of them reject."""
    rows = tuple(
        (
            v.case,
            v.label + (" (broken on purpose)" if v.broken else ""),
            *(f"{p:.3f}" for p in (v.model, v.row, v.feature)),
            f"rejected: {', '.join(v.failed)}" if v.failed else "passed",
        )
        for v in verdicts
    )
    return Listing(
        "Sanity checks",
        ("Strangers", "Explainer", "p, model", "p, row", "p, features", "Verdict"),
        rows,
        "Strangers differ by random weights or by shuffled labels; the model beside the latter is "
        f"a small one, {strangers.TREES} trees of boosting on {strangers.FITTED:,} rows at most, "
        "and its strangers are as small. Model: explanations of the "
        f"model and of a stranger are more alike than {nulls} pairs of strangers when p is "
        f"at most {LEVEL:g}, and that rejects; so does a mean likeness of strangers above "
        f"{BLIND:g}, a limit that was chosen. Row, features: the explanation fits its own row, and "
        f"its own features, better than others when p is at most {LEVEL:g}; above, that rejects.",
    )


def _document(verdict: Verdict) -> dict[str, object]:
    return {
        "strangers": verdict.case,
        "explainer": verdict.label,
        "broken": verdict.broken,
        "blind": verdict.blind,
        "p": [rounded(p, 4) for p in (verdict.model, verdict.row, verdict.feature)],
        "rejected by": list(verdict.failed),
    }
