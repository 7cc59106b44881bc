"""Flag names and write what was found, as STIX, Sigma or OCSF.

``python -m {{ cookiecutter.package }}.export stix NAME ...``
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from . import data, models, ocsf, rates, sigma, stix
from .config import Config, SetupError
from .finding import Finding
from .names import normal

FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "stix": lambda findings: json.dumps(stix.bundle(findings), indent=2),
    "sigma": sigma.rule,
    "ocsf": lambda findings: json.dumps(ocsf.events(findings), indent=2),
}


def findings(names: Sequence[str], config: Config, seen: datetime, days: int) -> list[Finding]:
    """Return those of ``names`` that the linear detector flags, each once.

    It is fitted on the past here and now, which takes a second; its threshold is that of the run.

    Raises:
        SetupError: what is no domain name, all of it at once.
    """
    known = _normal(names)
    corpus = data.load(config)
    past = corpus.past
    detector = models.fit_linear(corpus.pick(past.train), corpus.labels[past.train], config)
    benign = detector.score(corpus.pick(corpus.benign(past.validation)))
    limit = rates.threshold(benign, config.rate)
    scored = zip(known, detector.score(known).tolist(), strict=True)
    return [Finding(name, score, seen, days) for name, score in scored if score > limit]


def _normal(names: Sequence[str]) -> list[str]:
    """Return the names in normal form, each once, or say which ones have none."""
    found: dict[str, None] = {}
    wrong: list[str] = []
    for name in names:
        try:
            found[normal(name)] = None
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise SetupError("\n".join(wrong))
    return list(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the export to standard output; return the exit status."""
    command = f"python -m {__package__}.export"
    made = argparse.ArgumentParser(prog=command, description=(__doc__ or "").partition("\n")[0])
    made.add_argument("format", choices=FORMATS)
    made.add_argument("names", nargs="*", help="names to score; without any, a name a line is read")
    made.add_argument("--days", type=int, default=30, help="days that a finding holds (30)")
    options = made.parse_args(arguments)
    names = options.names or [line for line in sys.stdin.read().splitlines() if line.strip()]
    try:
        found = findings(names, Config(), datetime.now(UTC), options.days)
        text = FORMATS[options.format](found)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(text.rstrip() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
