"""A released version of a template never changes: what its defaults bake has the sum on record."""

import json
import tomllib
from pathlib import Path

import pytest
from projects import TEMPLATES, baked

RELEASED = tomllib.loads(Path(__file__).with_name("released.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_version_bakes_what_it_always_baked(name, tmp_path):
    """Another sum needs another version; of one that nobody has yet, the sum is renewed."""
    version = TEMPLATES[name].version
    recipe = json.loads((baked(name, tmp_path, {}) / ".portfolio-kit.json").read_bytes())

    assert RELEASED[name].get(version) == recipe["files"], f"{name} {version}: {recipe['files']}"


def test_no_sum_stands_for_two_versions():
    for name, sums in RELEASED.items():
        assert name in TEMPLATES
        assert len(set(sums.values())) == len(sums)
