"""Made-up loans: they show the format of data/table.csv and let the project run without it.

The chance of default depends on income, lateness and the burden of the loan, never on sex.
"""

import numpy as np

ROWS = 1500
HEADER = ("sex", "age", "income", "late", "amount", "months", "home", "defaulted")


def rows(seed: int = 0) -> list[dict[str, str]]:
    """Return the loans as a csv reader would, every value a text."""
    rng = np.random.default_rng(seed)
    age = rng.integers(19, 75, ROWS)
    income = np.round(np.exp(rng.normal(10.3, 0.45, ROWS)), -2).astype(int)
    late = rng.poisson(np.where(rng.random(ROWS) < 0.3, 2.0, 0.2))
    amount = np.round(np.exp(rng.normal(8.8, 0.7, ROWS)), -2).astype(int)
    months = rng.choice([12, 24, 36, 48, 60], ROWS)
    home = rng.choice(["own", "rent", "other"], ROWS, p=[0.4, 0.5, 0.1])
    burden = 12 * amount / months / income
    odds = -2.6 + 0.9 * late + 4.0 * burden - 1.2 * np.log(income / 30_000) - 0.3 * (home == "own")
    defaulted = (rng.random(ROWS) < 1 / (1 + np.exp(-odds))).astype(int)
    sex = rng.choice(["female", "male"], ROWS)
    columns = (sex, age, income, late, amount, months, home, defaulted)
    return [
        dict(zip(HEADER, map(str, values), strict=True)) for values in zip(*columns, strict=True)
    ]
