"""The generated example: what a table must look like, and something to run before you have one."""

import numpy as np

SEED = 0
FEATURES = ("age", "pressure", "glucose", "rate", "dose", "weight")
SITES = {"Aarhus": 60, "Basel": 120, "Cork": 240, "Delft": 420, "Evora": 660, "Faro": 1000}


def text() -> str:
    """Return the table as CSV.

    Sites differ in size, in what is measured there (each feature is shifted by up to one standard
    deviation) and in how common the outcome is; the rule behind the outcome is the same for all.
    """
    rng = np.random.default_rng(SEED)
    lines = [",".join(("site", "label", *FEATURES))]
    for site, rows in SITES.items():
        shift = rng.uniform(-1, 1, len(FEATURES))
        x = rng.normal(shift, 1, (rows, len(FEATURES)))
        risk = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.7 * x[:, 3] - 0.4 * x[:, 4] ** 2
        ill = risk + rng.normal(0, 0.5, rows) > rng.uniform(-0.5, 0.5)
        for features, outcome in zip(x, ill, strict=True):
            cells = (f"{value:.3f}" for value in features)
            lines.append(",".join((site, "event" if outcome else "none", *cells)))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":  # python -m {{ cookiecutter.package }}.example
    from .showcase.settings import SetupError
    from .source import write_example

    try:
        write_example()
    except SetupError as error:
        raise SystemExit(str(error)) from None
