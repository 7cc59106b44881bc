"""The source of the data: 5,000 digits of MNIST, carried in this package."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .showcase.settings import SetupError

BRIGHTEST = 255  # 8 bits
FILE = Path(__file__).with_name("mnist5k.npz")
SHA256 = "sha256:f814240cf7e0d3cbaacc1a898905819a40ab46fb317a600d2a4b91a5c184c810"


class Table(NamedTuple):
    """All rows of the data; they name no sites."""

    inputs: NDArray[np.uint8]  # (rows, 784) from 0 to 255
    labels: NDArray[np.int64]  # (rows,) the digits 0 to 9
    classes: tuple[str, ...]
    groups: NDArray[np.int64] | None  # None: who wrote an image is not known
    sites: tuple[str, ...]
    entry: dict[str, Any]  # of the manifest; Any, because it is JSON


def read(path: Path = FILE) -> Table:
    """Return the images, 500 of each digit.

    Raises:
        SetupError: the file is not the one whose results are known.
    """
    found = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise SetupError(f"{path.name} has the checksum {found}, not {SHA256}; restore it from git")
    with np.load(path) as held:
        images, labels = held["x"], held["y"].astype(np.int64)
    return Table(
        inputs=images.reshape(len(images), -1),
        labels=labels,
        classes=tuple("0123456789"),
        groups=None,
        sites=(),
        entry={
            "name": "MNIST, 500 training images of each digit",
            "license": "CC-BY-SA-3.0",
            "url": "http://yann.lecun.com/exdb/mnist/",
            "rows": len(labels),
            "synthetic": False,
            "sha256": SHA256,
        },
    )


def scaled(inputs: NDArray[np.uint8], _train: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return pixels in [0, 1]."""
    return np.asarray(inputs / BRIGHTEST, dtype=np.float32)
