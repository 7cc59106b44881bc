"""What several tests need: the data, and a folder to run the project in."""

import shutil
{% if cookiecutter.dataset == "csv" -%}
from collections.abc import Iterator
{% endif -%}
from pathlib import Path

import pytest
from tiny import PROJECT

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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with the files of the project that a run reads."""
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    return tmp_path
