"""A README that somebody saves while its regions are filled keeps every word that was saved."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sample_manifest import metric, sample, write_project

from portfolio_kit import carried
from portfolio_kit.carried import files, results

#: Saves a file again and again, as an editor does: each time the word in it is another one, and
#: each time the last word that was saved must have come through.
EDITOR = """
import os, random, sys, time
from pathlib import Path

how, readme, stop = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
text = readme.read_text(encoding="utf-8")
random.seed(how)


def save(content):
    if how == "renames":
        aside = readme.with_name("README.md.part")
        aside.write_bytes(content)
        os.replace(aside, readme)
    elif how == "moves away":
        os.replace(readme, readme.with_name("README.md~"))
        readme.write_bytes(content)
    elif how == "writes over":
        with readme.open("r+b") as file:
            file.write(content)
            file.truncate()
    else:
        with readme.open("wb") as file:
            for start in range(0, len(content), 900):
                file.write(content[start:start + 900])
                file.flush()


number = 0
print("ready", flush=True)
while not stop.exists():
    number += 1
    word = f"saved-{number}-words"
    save(text.replace("My own words", word).encode())
    time.sleep(random.choice([0, 0.0002, 0.001, 0.004, 0.02]))
    for _ in range(200):
        try:
            if word in readme.read_text(encoding="utf-8"):
                break
        except (FileNotFoundError, UnicodeDecodeError):
            pass
        time.sleep(0.005)
    else:
        print("lost", word, flush=True)
print("saved", number, flush=True)
"""

BUSY = "README.md is being saved all the time; close it elsewhere, try again"
GONE = "README.md is not there; restore it from git"
HOW = ("renames", "truncates", "writes over", "moves away")


def measured(value: float) -> dict[str, Any]:
    """A manifest of another value, so that there is something to fill in."""
    manifest = sample()
    baseline = {"label": "local", "value": 71.2}
    manifest["metrics"][0] = metric("test_accuracy", value, "%", baseline=baseline)
    return manifest


@contextmanager
def edited(how: str, readme: Path) -> Iterator[list[str]]:
    """Let an editor save the file meanwhile; afterwards the list holds what it says."""
    said: list[str] = []
    stop = readme.with_name("stop")
    words = [sys.executable, "-c", EDITOR, how, str(readme), str(stop)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as editor:
        assert editor.stdout is not None
        assert editor.stdout.readline() == "ready\n"
        try:
            yield said
        finally:
            stop.touch()
            said.extend(line.strip() for line in editor.stdout)


@pytest.mark.parametrize("how", HOW)
def test_no_saved_word_is_lost_while_regions_are_filled(tmp_path: Path, how: str) -> None:
    readme = write_project(tmp_path, sample()) / "README.md"
    values = cycle([93.61, 88.25])
    filled, errors = 0, []

    with edited(how, readme) as said:
        until = time.monotonic() + 20  # on a machine that has others to serve
        while filled < 25 and time.monotonic() < until:
            try:
                filled += results.fill(readme, measured(next(values)))
            except carried.ShowcaseError as error:
                errors.append(str(error))

    assert set(errors) <= {BUSY, *([GONE] if how == "moves away" else [])}
    assert [line for line in said if line.startswith("lost")] == []
    number = int(said[-1].removeprefix("saved "))
    assert min(number, filled) > 5
    assert f"saved-{number}-words" in readme.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.glob(".README*")) == []


@pytest.mark.parametrize("can", ["swap", "compare"])
def test_a_save_between_reading_and_replacing_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can: str
) -> None:
    readme = write_project(tmp_path, sample()) / "README.md"
    saves = ["First save.", "Second save."]

    def save_meanwhile(text: str) -> str:
        new = text.replace("# Federated", "# FEDERATED")
        if saves:
            readme.write_text(text + saves.pop(0) + "\n", encoding="utf-8")
        return new

    if can == "compare":
        monkeypatch.setattr(files, "_swap", lambda *_: False)
    old, new = files.rewrite(readme, save_meanwhile)

    assert old.endswith("First save.\nSecond save.\n")
    assert readme.read_text(encoding="utf-8") == new == old.replace("# Federated", "# FEDERATED")
    assert list(tmp_path.glob(".README*")) == []


@pytest.mark.parametrize("can", ["swap", "compare"])
def test_a_file_that_is_saved_over_and_over_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can: str
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("0", encoding="utf-8")
    monkeypatch.setattr(files, "_PAUSE", 0)
    if can == "compare":
        monkeypatch.setattr(files, "_swap", lambda *_: False)

    def save_meanwhile(text: str) -> str:
        readme.write_text(str(int(text) + 1), encoding="utf-8")
        return "ours"

    with pytest.raises(carried.ShowcaseError, match=f"^{BUSY}$"):
        files.rewrite(readme, save_meanwhile)

    assert readme.read_text(encoding="utf-8") == str(files._TRIES)
    assert list(tmp_path.iterdir()) == [readme]


def test_a_file_that_somebody_has_open_for_writing_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("old", encoding="utf-8")
    monkeypatch.setattr(files, "_PAUSE", 0)

    with readme.open("r+", encoding="utf-8") as editor:
        with pytest.raises(carried.ShowcaseError, match=f"^{BUSY}$"):
            files.rewrite(readme, lambda _: "ours")
        editor.write("my own words")

    assert readme.read_text(encoding="utf-8") == "my own words"
    assert files.rewrite(readme, lambda _: "ours") == ("my own words", "ours")


def test_a_save_that_comes_while_another_goes_back_is_the_one_that_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("0", encoding="utf-8")
    real, swaps = files._swap, []

    def swap(one: Path, other: Path) -> bool:
        swaps.append(one)
        if len(swaps) <= 3:  # each time just before the files change places
            aside = tmp_path / "aside"
            aside.write_text(str(len(swaps)), encoding="utf-8")
            aside.replace(readme)
        return real(one, other)

    monkeypatch.setattr(files, "_swap", swap)
    old, _ = files.rewrite(readme, lambda text: f"ours after {text}")

    assert old == "3"
    assert readme.read_text(encoding="utf-8") == "ours after 3"
    assert list(tmp_path.iterdir()) == [readme]


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_readme_that_is_no_file_is_said(tmp_path: Path, kind: str) -> None:
    readme = tmp_path / "README.md"
    os.mkfifo(readme) if kind == "pipe" else readme.mkdir()

    with pytest.raises(carried.ShowcaseError, match=r"README\.md is no file; put one in its place"):
        files.rewrite(readme, str.upper)


def test_an_interrupt_after_the_swap_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("my words", encoding="utf-8")

    def interrupt(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_is_settled", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.rewrite(readme, lambda _: "ours")

    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"my words", "ours"}
