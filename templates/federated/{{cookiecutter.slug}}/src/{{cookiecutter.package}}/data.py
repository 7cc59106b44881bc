"""The data: 1,797 handwritten digits that scikit-learn carries, and their split."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]

CLASSES = 10
BRIGHTEST = 16  # pixels count the black dots of a 4 x 4 block, 0 to 16
NAME = "Optical Recognition of Handwritten Digits, test part, as carried by scikit-learn"
LICENSE = "CC-BY-4.0"  # of the UCI repository; scikit-learn itself is BSD-3-Clause
URL = "https://archive.ics.uci.edu/dataset/80"


class Task(NamedTuple):
    """What every training here has in common."""

    images: Floats  # (rows, pixels), all of them
    labels: Ints  # (rows,)
    rate: float  # step size of SGD
    probe: Floats  # (probes, pixels), images to predict when trained


@dataclass(frozen=True)
class Digits:
    """Images, labels, and which rows train, validate and test.

    Rows are named everywhere by their index in ``images``: an index list cannot silently change
    what it means when it travels from the partition to a batch.

    Attributes:
        images: (rows, 64) float32 in [0, 1].
        labels: (rows,) digits 0 to 9.
        train: rows that clients may hold.
        validation: rows that choose hyper-parameters, and nothing else.
        test: rows that are reported, and nothing else.
        sha256: checksum of the pixels and labels as bytes.
    """

    images: Floats
    labels: Ints
    train: Ints
    validation: Ints
    test: Ints
    sha256: str


def load(test_share: float, validation_share: float, seed: int) -> Digits:
    """Return the digits with a split that keeps the share of each label.

    Args:
        test_share: share of all rows, in (0, 1).
        validation_share: share of all rows, in (0, 1).
        seed: draws the split.
    """
    bunch = load_digits()
    pixels = bunch.data.astype(np.uint8)
    labels = bunch.target.astype(np.int64)
    rows = np.arange(len(labels))
    rest, test = train_test_split(rows, test_size=test_share, stratify=labels, random_state=seed)
    train, validation = train_test_split(
        rest,
        test_size=validation_share / (1 - test_share),
        stratify=labels[rest],
        random_state=seed,
    )
    return Digits(
        images=(pixels / BRIGHTEST).astype(np.float32),
        labels=labels,
        train=np.sort(train),
        validation=np.sort(validation),
        test=np.sort(test),
        sha256=hashlib.sha256(pixels.tobytes() + labels.astype(np.uint8).tobytes()).hexdigest(),
    )
