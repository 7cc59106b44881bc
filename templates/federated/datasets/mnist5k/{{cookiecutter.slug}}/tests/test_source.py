"""The carried data: whole, balanced, and refused when changed."""

from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package }} import source


def test_there_are_500_images_of_each_digit() -> None:
    """With pixels between 0 and 1, and no site."""
    table = source.read()

    assert np.bincount(table.labels).tolist() == [500] * 10
    scaled = source.scaled(table.inputs, np.arange(9))
    assert scaled.shape == (5000, 784)
    assert (scaled.min(), scaled.max()) == (0, 1)
    assert table.groups is None


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    """Its checksum is that of the data card."""
    path = tmp_path / "mnist5k.npz"
    path.write_bytes(source.FILE.read_bytes()[:-1] + b"x")

    with pytest.raises(ValueError, match="restore it from git"):
        source.read(path)
