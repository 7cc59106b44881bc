"""What several tests need: the data, a small task, and one that nothing has rounded."""
{% if cookiecutter.dataset == "csv" %}
from collections.abc import Iterator
from pathlib import Path
{% endif %}
import numpy as np
import pytest

from {{ cookiecutter.package }} import data{% if cookiecutter.dataset == "csv" %}, source{% endif %}
from {{ cookiecutter.package }}.config import Config

{% if cookiecutter.dataset == "csv" %}
@pytest.fixture(scope="session", autouse=True)
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let every test see the generated example, whatever lies in data/."""
    path = tmp_path_factory.mktemp("data") / "table.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "TABLE", path)
        yield path

{% endif %}
@pytest.fixture(scope="session")
def dataset() -> data.Dataset:
    """Return the data with the split of the default configuration."""
    config = Config()
    return data.load(config.test_share, config.validation_share, config.split_seed)


@pytest.fixture(scope="session")
def task(dataset: data.Dataset) -> data.Task:
    """Return the task of the engine, in float32."""
    return data.Task(dataset.inputs, dataset.labels, dataset.inputs[dataset.test])


@pytest.fixture(scope="session")
def exact(task: data.Task) -> data.Task:
    """Return the same task for the oracle, in float64."""
    return task._replace(inputs=task.inputs.astype(np.float64))
