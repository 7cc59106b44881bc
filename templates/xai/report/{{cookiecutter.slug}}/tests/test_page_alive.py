"""The report in a browser: the model runs in it, for everybody, and calls nobody."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import Page, browser, executable
from reported import LISTING, Report, report

from {{ cookiecutter.package }} import glassbox, models, page
from {{ cookiecutter.package }}.section import Setting

pytestmark = pytest.mark.slow  # a browser starts

AXE = Path(os.environ.get("AXE_CORE", "node_modules/axe-core/axe.min.js"))
TOLERANCE = 2e-6


@pytest.fixture(scope="module")
def written(setting: Setting, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return the report of a smoke run."""
    return report(setting, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return a tab of a headless browser."""
    if not (found := executable()):
        pytest.skip("no Chromium or Chrome on this machine's path, or no POSIX pipes to drive it")
    with browser(found, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def _computed(tab: Page, model: object, function: str, rows: list[list[float]]) -> list[Any]:
    """Return what a function of the page's model.js gives for each row; Any: JSON."""
    lines = (
        "(() => {",
        (page.ASSETS / "model.js").read_text(encoding="utf-8"),
        f"const model = {json.dumps(model)};",
        f"return {json.dumps(rows)}.map((row) => {function}(model, row));",
        "})()",
    )
    return list(tab.evaluate("\n".join(lines)))


def _probability(setting: Setting, values: list[float]) -> float:
    """Return what the glass box says in Python."""
    log_odds = setting.models["ebm"].log_odds(np.array([values], np.float32))
    return float(models.probability(log_odds)[0])


def test_the_page_and_python_agree(tab: Page, written: Report) -> None:
    """As the page itself reports when it opens, with nothing in its console."""
    tab.open(written.path)

    assert float(tab.evaluate("document.getElementById('check').dataset.largest")) <= TOLERANCE
    assert "within the 2e-6" in tab.evaluate("document.getElementById('check').textContent")
    troubles = ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")
    assert not [event for event in tab.events if event["method"] in troubles]


def test_the_page_asks_the_network_for_nothing(tab: Page, written: Report) -> None:
    """The file itself is all that is read."""
    tab.open(written.path)

    asked = [event for event in tab.events if event["method"] == "Network.requestWillBeSent"]
    addresses = [event["params"]["request"]["url"] for event in asked]
    assert addresses == [written.path.resolve().as_uri()]


def test_every_test_row_is_decided_and_explained_alike(tab: Page, written: Report) -> None:
    """By the page's own functions, on rows that it has never seen."""
    table, model = written.setting.table, written.setting.models["ebm"]
    rows = table.x[table.test[:500]]
    parts = glassbox.terms(model.fitted, table.x[table.train])

    tab.open(written.path)
    found = _computed(tab, written.model(), "explain", rows.tolist())

    log_odds = np.array([row["logOdds"] for row in found])
    shares = np.array([row["shares"] for row in found])
    risk = models.probability(model.log_odds(rows))
    assert np.abs(models.probability(log_odds) - risk).max() <= TOLERANCE
    assert np.abs(shares - glassbox.shapley(parts, rows)).max() <= TOLERANCE


def _shown(tab: Page) -> float:
    """Return the probability that the page shows."""
    return float(tab.evaluate("document.getElementById('probability').textContent").rstrip(" %"))


def test_a_slider_moved_by_keyboard_shows_what_python_decides(tab: Page, written: Report) -> None:
    """The first slider that is not locked, one step to the right."""
    model = written.model()
    person = list(model["people"][model["opens"]]["values"])
    k = next(
        k
        for k, feature in enumerate(model["features"])
        if feature["kind"] != "category"
        and feature["mutability"] != "immutable"
        and feature["values"].index(person[k]) + 1 < len(feature["values"])
    )
    offered = model["features"][k]["values"]

    tab.open(written.path)
    tab.evaluate(f"document.getElementById('feature-{k}').focus()")
    tab.press("ArrowRight", 39)

    person[k] = offered[offered.index(person[k]) + 1]
    moved = tab.evaluate(f"document.getElementById('feature-{k}').value")
    assert moved == str(offered.index(person[k]))
    assert _shown(tab) == round(100 * _probability(written.setting, person), 1)


def test_every_control_is_reached_by_tab_and_named(tab: Page, written: Report) -> None:
    """From the link that skips the header to the last slider; what is locked is passed over."""
    tab.open(written.path)
    count = tab.evaluate(
        "document.querySelectorAll('a, button:enabled, select:enabled, input:enabled,"
        "[role=region]').length"
    )

    named = "((e) => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent)"
    reached = []
    for _ in range(count):
        tab.press("Tab", 9)
        reached.append(tab.evaluate(f"{named}(document.activeElement)"))

    assert reached[0] == "Skip to the decision"
    assert "Start from" in reached
    assert LISTING.title in reached
    assert all(name.strip() for name in reached)


def test_what_nobody_can_change_is_locked_until_asked(tab: Page, written: Report) -> None:
    """Those controls, and no others."""
    locked = "[...controls.querySelectorAll('input:disabled, select:disabled')].map((e) => e.id)"
    model = written.model()
    immutable = [
        f"feature-{k}" for k, f in enumerate(model["features"]) if f["mutability"] == "immutable"
    ]

    tab.open(written.path)
    before = tab.evaluate(locked)
    tab.evaluate("document.getElementById('unlock').click()")

    assert sorted(before) == sorted(immutable)
    assert tab.evaluate(locked) == []


def _steps(setting: Setting, model: dict[str, Any], values: list[float]) -> dict[int, int]:
    """Return the fewest steps by which each feature alone turns the decision, of all in Python.

    Only who is refused is bound to a feature's direction: a yes can be lost in both.
    """
    found: dict[int, int] = {}
    refused = _probability(setting, values) >= model["threshold"]
    for k, feature in enumerate(model["features"]):
        rows = np.repeat(np.array([values], np.float32), len(feature["values"]), axis=0)
        rows[:, k] = feature["values"]
        risk = models.probability(setting.models["ebm"].log_odds(rows))
        helps = (np.array(feature["values"]) - values[k]) * feature["direction"] >= 0
        turned = np.flatnonzero(((risk >= model["threshold"]) != refused) & (helps | (not refused)))
        if len(turned):
            found[k] = int(np.abs(turned - feature["values"].index(values[k])).min())
    return found


def test_single_changes_are_all_that_turn_the_decision_and_the_nearest(
    tab: Page, written: Report
) -> None:
    """For every person in the page, by trying every offered value of every feature in Python."""
    model = written.model()

    tab.open(written.path)
    found = _computed(tab, model, "flips", [person["values"] for person in model["people"]])

    assert any(found)
    for person, turns in zip(model["people"], found, strict=True):
        told = {turn["feature"]: turn["steps"] for turn in turns}
        assert told == _steps(written.setting, model, person["values"])


def test_try_changes_the_decision_and_reset_takes_it_back(tab: Page, written: Report) -> None:
    """The focus goes to the control that was moved."""
    tab.open(written.path)
    found = _computed(
        tab, written.model(), "flips", [p["values"] for p in written.model()["people"]]
    )
    person = next(k for k, turns in enumerate(found) if turns)
    tab.evaluate(f"person.value = {person}; person.dispatchEvent(new Event('change'))")
    if not tab.evaluate("document.querySelectorAll('#flips button').length"):
        tab.evaluate("unlock.click()")  # the only ways are through what nobody can change
    before = tab.evaluate("document.getElementById('decided').textContent")
    tab.evaluate("document.querySelector('#flips button').click()")
    after = tab.evaluate("document.getElementById('decided').textContent")
    focused = tab.evaluate("document.activeElement.id")
    tab.evaluate("document.getElementById('reset').click()")

    assert ("not" in before) != ("not" in after)
    assert focused.startswith("feature-")
    assert tab.evaluate("document.getElementById('decided').textContent") == before


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_wider_than_the_window(
    tab: Page, written: Report, width: int, *, dark: bool
) -> None:
    """Tables scroll by themselves."""
    tab.open(written.path, width, dark=dark)

    assert tab.evaluate("innerWidth") == width
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_barrier(tab: Page, written: Report, width: int, *, dark: bool) -> None:
    """All of its rules, contrast among them."""
    if not AXE.is_file():
        pytest.skip(f"{AXE} is not there: npm install --no-save axe-core, or AXE_CORE=its path")
    tab.open(written.path, width, dark=dark)
    tab.evaluate(AXE.read_text(encoding="utf-8") + "; 0")

    found = tab.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))")

    assert found == []
