"""Fit the detector of the headline on the past, and save it for the service.

It prints the checksum that the service asks for.

``python -m {{ cookiecutter.package }}.service.fit``
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import data, models, rates, store
from ..config import Config, SetupError
from .settings import VARIABLES


def fit(path: Path, config: Config) -> str:
    """Save the detector and the threshold that the past gives it; return the file's SHA-256."""
    corpus = data.load(config)
    past = corpus.past
    names, labels = corpus.pick(past.train), corpus.labels[past.train]
{%- if cookiecutter.framework == "sklearn" %}
    detector = models.fit_linear(names, labels, config)
{%- else %}
    detector = models.fit_neural(names, labels, config, config.seed)
{%- endif %}
    benign = detector.score(corpus.pick(corpus.benign(past.validation)))
    return store.save(path, detector, rates.threshold(benign, config.rate))


def main(arguments: Sequence[str] | None = None, config: Config | None = None) -> int:
    """Write the file and print its checksum, and nothing else; return the exit status."""
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = VARIABLES["SCORING_DETECTOR"].default
    made.add_argument("file", nargs="?", default=default, help=f"where to (default {default})")
    path = Path(made.parse_args(arguments).file)
    try:
        checksum = fit(path, config or Config())
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{checksum}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
