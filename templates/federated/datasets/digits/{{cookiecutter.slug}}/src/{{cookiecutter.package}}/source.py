"""The source of the data: 1,797 handwritten digits that scikit-learn carries."""

import hashlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

BRIGHTEST = 16  # pixels count the black dots of a 4 x 4 block, 0 to 16
WRITERS = 13  # of UCI's test part; whose an image is was not kept, but they follow one another


class Table(NamedTuple):
    """All rows of the data, with the writers as sites."""

    inputs: NDArray[np.uint8]  # (rows, 64) from 0 to 16
    labels: NDArray[np.int64]  # (rows,) the digits 0 to 9
    classes: tuple[str, ...]
    groups: NDArray[np.int64] | None  # (rows,) block of consecutive images, 0 to 12
    sites: tuple[str, ...]
    entry: dict[str, Any]  # of the manifest; Any, because it is JSON


def read() -> Table:
    """Return the digits; sites are 13 equal blocks of consecutive images, nearly the writers."""
    bunch = load_digits()
    pixels = bunch.data.astype(np.uint8)
    labels = bunch.target.astype(np.int64)
    digest = hashlib.sha256(pixels.tobytes() + labels.astype(np.uint8).tobytes()).hexdigest()
    return Table(
        inputs=pixels,
        labels=labels,
        classes=tuple("0123456789"),
        groups=np.arange(len(labels)) * WRITERS // len(labels),
        sites=tuple(f"block {number}" for number in range(1, WRITERS + 1)),
        entry={
            "name": "Optical Recognition of Handwritten Digits, test part, as in scikit-learn",
            "license": "CC-BY-4.0",  # of the UCI repository; scikit-learn itself is BSD-3-Clause
            "url": "https://archive.ics.uci.edu/dataset/80",
            "rows": len(labels),
            "synthetic": False,
            "sha256": f"sha256:{digest}",
        },
    )


def scaled(inputs: NDArray[np.uint8], _train: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return pixels in [0, 1]."""
    return np.asarray(inputs / BRIGHTEST, dtype=np.float32)
