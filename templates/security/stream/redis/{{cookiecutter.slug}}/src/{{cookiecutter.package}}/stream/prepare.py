"""Fit the detector that workers load.

``python -m {{ cookiecutter.package }}.stream.prepare FILE`` writes it, and prints
its SHA-256 and nothing else. Workers are told that and refuse any other file, so keep it where
whoever can change the file cannot change it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import data, models, rates, store
from ..config import Config, SetupError


def prepare(path: Path, config: Config) -> str:
    """Write the headline's detector with the threshold of the past; return the SHA-256."""
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; return the exit status."""
    command = f"python -m {__spec__.name}"
    made = argparse.ArgumentParser(prog=command, description="Fit the detector that workers load.")
    made.add_argument("file", type=Path, help="where to write it, such as build/detector.npz")
    options = made.parse_args(arguments)
    try:
        checksum = prepare(options.file, Config())
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{checksum}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
