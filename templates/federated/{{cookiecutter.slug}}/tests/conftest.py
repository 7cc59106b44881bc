"""What several tests need: the digits, a small task, and one that nothing has rounded."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import data
from {{ cookiecutter.package }}.config import Config


@pytest.fixture(scope="session")
def digits() -> data.Digits:
    """Return the data with the split of the default configuration."""
    config = Config()
    return data.load(config.test_share, config.validation_share, config.split_seed)


@pytest.fixture(scope="session")
def task(digits: data.Digits) -> data.Task:
    """Return the task of the engine, in float32."""
    return data.Task(digits.images, digits.labels, 0.1, digits.images[digits.test])


@pytest.fixture(scope="session")
def exact(task: data.Task) -> data.Task:
    """Return the same task for the oracle, in float64."""
    return task._replace(images=task.images.astype(np.float64))
