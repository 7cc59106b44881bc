"""Attacks on the project's own detectors, side by side with their exact worst case."""

from dataclasses import replace

import pytest

from {{ cookiecutter.package }} import drawing, evasion
from {{ cookiecutter.package }}.section import Setting


@pytest.mark.parametrize("edits", [1, 3])
def test_every_table_has_a_cell_for_each_number_of_edits(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, edits: int
) -> None:
    """Also where the budget is below that of the exact search, which then has the same one."""
    monkeypatch.setattr(drawing, "draw", lambda *_: None)
    config = replace(setting.config, edits=edits)

    section = evasion.measure(replace(setting, config=config))

    for listing in section.listings:
        assert {len(row) for row in listing.rows} == {len(listing.head)}
    found = section.results["evasion"]
    exact = [row["exact_by_edits"] for name, row in found.items() if name.endswith(", exact")]
    assert [len(shares) for shares in exact] == [min(edits, evasion.EXACT_EDITS) + 1] * 2
