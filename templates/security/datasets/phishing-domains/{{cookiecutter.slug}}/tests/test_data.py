"""The data that the project carries are those that it was made with."""

import gzip
from pathlib import Path

import pytest

from {{ cookiecutter.package }} import data
from {{ cookiecutter.package }}.config import Config, SetupError
from {{ cookiecutter.package }}.names import normal


def test_names_and_counts_are_those_of_the_data_card() -> None:
    """Each registered domain once, in the order of the list; no hard negative among them."""
    corpus = data.load(Config())

    assert int(corpus.labels.sum()) == 11_814
    assert len(corpus.names) == 51_814
    assert len(corpus.hard_negatives) == 1_133  # three of the 1,136 were reported all the same
    assert all(name == normal(name) for name in corpus.names)
    lines = gzip.decompress(Path(data.__file__).with_name(data.HOSTILE).read_bytes()).decode()
    listed = [host for host, _, own in (row.split(",") for row in lines.split()[1:]) if own == "1"]
    assert (
        list(corpus.pick(corpus.hostile(corpus.past.train)))
        == listed[: len(corpus.hostile(corpus.past.train))]
    )


def test_a_smaller_corpus_covers_the_same_years() -> None:
    """Every so-many-th name is taken, not the first ones."""
    corpus = data.load(Config(most_names=3_000))

    whole = data.load(Config())
    assert 2_800 <= len(corpus.names) <= 3_000
    assert abs(corpus.labels.mean() - whole.labels.mean()) < 0.01


def test_a_changed_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its checksum."""
    monkeypatch.setitem(data.SHA256, data.BENIGN, "0" * 64)

    with pytest.raises(SetupError, match=r"benign_domains.txt.gz has another checksum"):
        data.load(Config())
