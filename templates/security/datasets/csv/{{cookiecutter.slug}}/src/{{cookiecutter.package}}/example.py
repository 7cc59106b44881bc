"""The generated example: what a table must look like, and something to run before you have one."""

from datetime import date, timedelta

import numpy as np

SEED = 0
ROWS = {"hostile": 1_500, "benign": 4_500}
WORDS = ("river", "stone", "garden", "paper", "cloud", "amber", "lemon", "maple", "coffee")
LURES = ("login", "verify", "wallet", "secure", "update", "support")
ENDINGS = ("com", "net", "org", "info", "example")


def text() -> str:
    """Return the table as CSV: campaigns that change their lure every half year."""
    rng = np.random.default_rng(SEED)
    seen: dict[str, str] = {}
    for label, rows in ROWS.items():
        made = 0
        while made < rows:
            name = _name(rng, label, made / rows)
            if name not in seen:
                day = date(2023, 1, 1) + timedelta(days=int(1_095 * made / rows))
                seen[name] = f"{name},{label},{day.isoformat()}"
                made += 1
    return "\n".join(["name,label,date", *seen.values()]) + "\n"


def _name(rng: np.random.Generator, label: str, time: float) -> str:
    """Return a name; lures are words that benign names use now and then too."""
    words = list(rng.choice(WORDS, 2))
    newest = int(time * len(LURES)) if label == "hostile" else len(LURES) - 1
    lure = newest if label == "hostile" and rng.random() < 0.8 else rng.integers(newest + 1)
    if rng.random() < (0.8 if label == "hostile" else 0.05):
        words[1] = LURES[lure]
    joint = "-" if rng.random() < (0.6 if label == "hostile" else 0.3) else ""
    return f"{joint.join(words)}{rng.integers(1_000)}.{rng.choice(ENDINGS)}"
