"""Study: more rounds of adversarial training, for the detector of the headline too."""

import numpy as np

from . import evasion, hardening, models
from .hardening import Fit, Guarded
from .section import Listing, Section, Setting

ROUNDS = 6


def measure(setting: Setting) -> Section:
    """Harden each detector for twice as many rounds as usual; every round is attacked anew."""
    table = {
        models.LABELS[name]: hardening.harden(setting, fit, setting.models[name], ROUNDS)
        for name, fit in fits(setting).items()
    }
    documents = {name: list(map(evasion.document, rounds)) for name, rounds in table.items()}
    return Section(
        results={"hardening": documents},
        listings=tuple(_listing(name, rounds) for name, rounds in table.items()),
    )


def fits(setting: Setting) -> dict[str, Fit]:
    """Return what fits each detector that is hardened."""
{%- if cookiecutter.framework == "sklearn" %}
    return {"linear": hardening.linear(setting)}
{%- else %}
    config = setting.config
    return {
        "linear": hardening.linear(setting),
        "neural": lambda names, labels: models.fit_neural(names, labels, config, config.seed),
    }
{%- endif %}


def _listing(name: str, rounds: list[Guarded]) -> Listing:
    def cells(row: Guarded) -> tuple[str, ...]:
        return tuple(f"{100 * share:.1f} %" for share in (*row.found, row.clean, row.false))

    edits = np.arange(len(rounds[0].found))
    return Listing(
        f"{name}: rounds of adversarial training",
        ("Rounds", *(f"Edits: {count} ↑" for count in edits), "Clean ↑", "False positives ↓"),
        tuple((str(number), *cells(row)) for number, row in enumerate(rounds)),
        "Each round is attacked anew. Clean: all hostile names of the future, nobody attacks.",
    )
