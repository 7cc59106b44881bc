"""The main command of a project on the common ground, from its arguments to its README."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portfolio_kit import carried
from portfolio_kit.schema import published
from portfolio_kit.showcase import readme

README = "# A study of dice\n\n" + "".join(
    f"<!-- portfolio-kit:begin {name} -->\n\n<!-- portfolio-kit:end {name} -->\n\n"
    for name in ("headline", "figure", "results", "findings", "limits", "story", "reproduce")
)

PYPROJECT = """\
[project]
name = "dice-study"
description = "Whether a loaded die is found out."
keywords = ["dice"]
license = "MIT"
authors = [{ name = "Ada Lovelace", email = "ada@example.org" }]

[tool.portfolio-kit]
domain = "cybersecurity"
"""

CONFIG = '''\
"""What the study depends on."""

from dataclasses import dataclass, replace
from typing import Annotated

from .showcase.settings import About, SetupError


@dataclass(frozen=True)
class Config:
    """One experiment."""

    rolls: Annotated[int, About("rolls for each seed", "rolls", "chosen")]
    load: Annotated[float, About("how much a six weighs", "1", "chosen")] = 3.0
    seeds: Annotated[tuple[int, ...], About("repetitions", "seed", "chosen")] = (0, 1, 2, 3, 4)

    def __post_init__(self) -> None:
        if self.rolls < 1:
            raise SetupError(f"rolls is {self.rolls}; give it 1 or more")

    def smoke(self) -> "Config":
        return replace(self, rolls=10, seeds=self.seeds[:1])
'''

PARTS = '''\
"""The table of contents."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from .showcase.part import Column, Headline, Part, Report, Table, Value
from .showcase.settings import About


@dataclass(frozen=True)
class Data:
    entry = {"name": "Dice", "license": "CC0-1.0", "rows": 6, "synthetic": True,
             "sha256": "sha256:" + "00" * 32}


@dataclass(frozen=True)
class Settings:
    """Of the part that asks for another number."""

    face: Annotated[int, About("the other number", "1", "chosen")] = 1


def load(config):
    return Data()


def measure(config, data, settings):
    assert settings is None
    weights = [1, 1, 1, 1, 1, config.load]
    def share(seed, weights):
        rolls = random.Random(seed).choices(range(1, 7), weights, k=config.rolls)
        return 100 * rolls.count(6) / config.rolls
    return {
        "loaded": [share(seed, weights) for seed in config.seeds],
        "fair": [share(seed, [1] * 6) for seed in config.seeds],
    }


def report(numbers, folder: Path):
    (folder / "sixes.svg").write_text("<svg/>")
    rows = {name: (name + " die", {"sixes": Value.over(found)}) for name, found in numbers.items()}
    table = Table("sixes", "Sixes", (Column("sixes", "Sixes", "%"),), rows)
    metric = table.metric("loaded", "sixes", id="loaded", label="Sixes of the loaded die",
                          baseline="fair", chance=("a fair die", Value(100 / 6)))
    def card(title, sentence):
        (folder / "card.png").write_text(f"{title}\\n{sentence}")
        return {"path": "figures/card.png", "alt": f"{title}: {sentence}", "card": True}

    return Report(
        tables=[table],
        metrics=[metric],
        card=card,
        figures=[{"path": "figures/sixes.svg", "alt": "A bar for each of two dice", "hero": True}],
        findings=["The loaded die shows more sixes"],
        limitations=["Dice are simulated"],
        headline=Headline("The loaded die shows {loaded} sixes", ("loaded",)),
        documents={"rolls": numbers},
        times={"idle": 0},
    )


def measure_other(config, data, settings):
    return settings.face


def report_other(face, folder):
    return Report(documents={"other": {"face": face}}, findings=["There are other faces"])


def measure_long(config, data, settings):
    return None


def report_long(numbers, folder):
    table = Table("long", "Long", (Column("rolls", "Rolls", "count", "target", "none"),),
                  {"all": ("All", {"rolls": Value(7.0)})})
    metric = table.metric("all", "rolls", id="long_rolls", label="Rolls that took long")
    return Report(tables=[table], metrics=[metric], findings=["It took long"])


PARTS = (
    Part("dice", measure, report),
    Part("other_face", measure_other, report_other, Settings),
    Part("long", measure_long, report_long, study=True),
)
PACKAGES = ("pip",)
'''

MAIN = """\
from .config import Config
from .parts import PACKAGES, PARTS, load
from .showcase.command import Work, main

raise SystemExit(main(Work(Config, load, PARTS, PACKAGES)))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two parts, and a third that only a study measures."""
    package = tmp_path / "src" / "dice"
    shutil.copytree(Path(carried.__file__).parent, package / "showcase")
    texts = {
        "README.md": README,
        "pyproject.toml": PYPROJECT,
        "src/dice/__init__.py": '"""Whether a loaded die is found out."""\n',
        "src/dice/__main__.py": MAIN,
        "src/dice/config.py": CONFIG,
        "src/dice/parts.py": PARTS,
        "src/dice/settings.toml": "[config]\nrolls = 600\n\n[other_face]\nface = 2\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(project: Path, *words: str) -> tuple[int, str, str]:
    """Type the main command; return status, output and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "dice", *words],
        cwd=project,
        env={"PYTHONPATH": str(project / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def loaded(project: Path, name: str = "showcase.json") -> Any:
    return json.loads((project / name).read_bytes())


def snapshot(project: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and not {"build", "__pycache__"} & {*path.parts}
    }


def test_a_full_run_records_what_its_parts_say(project: Path) -> None:
    assert run(project) == (0, "results recorded\n", "")

    manifest = loaded(project)
    jsonschema_rs.validate(published("showcase.schema.json"), manifest)
    assert manifest["headline"]["text"].endswith(" sixes, on made-up data.")
    assert "refused" not in manifest["headline"]
    assert manifest["run"]["command"] == "python -m dice"
    assert manifest["domain"] == "cybersecurity"
    assert manifest["provenance"]["seeds"] == [0, 1, 2, 3, 4]
    assert list(manifest["provenance"]["packages"]) == ["pip"]
    assert manifest["highlights"] == ["The loaded die shows more sixes", "There are other faces"]
    assert readme.check(project, lambda: None) == []


@pytest.mark.parametrize("seeds", [("0", "1"), ("0", "1", "2", "3", "4")])
def test_the_card_shows_the_sentence_that_was_judged(project: Path, seeds: tuple[str]) -> None:
    run(project, "--seeds", *seeds)

    manifest = loaded(project)
    said = f"A study of dice\n{manifest['headline']['text']}"
    assert ("refused" in manifest["headline"]) == (len(seeds) < 5)
    assert (project / "figures/card.png").read_text(encoding="utf-8") == said
    assert [figure["path"] for figure in manifest["figures"] if figure.get("card")] == [
        "figures/card.png"
    ]
    assert "card.png" not in (project / "README.md").read_text(encoding="utf-8")


def test_the_results_hold_tables_documents_settings_and_times(project: Path) -> None:
    run(project, "--load", "4", "--other-face-face", "5")

    samples = loaded(project, "results/rolls.json")["loaded"]
    table = loaded(project, "results/sixes.json")
    summary = loaded(project, "results/summary.json")
    assert table["loaded"]["sixes"]["samples"] == [float(f"{sample:.6g}") for sample in samples]
    assert summary["config"] == {"rolls": 600, "load": 4.0, "seeds": [0, 1, 2, 3, 4]}
    assert summary["other_face"] == {"face": 5}
    assert summary["metrics"] == loaded(project)["metrics"]
    assert loaded(project, "results/other.json") == {"face": 5}
    times = loaded(project, "results/timings.json")
    assert times.keys() == {"seconds", "idle", "part_dice", "part_other_face"}
    page = (project / "results/README.md").read_text(encoding="utf-8")
    assert "## Sixes\n" in page
    command = "python -m dice --load 4 --other-face-face 5"
    assert loaded(project)["run"]["command"] == command


def test_another_run_changes_nothing_unless_times_are_renewed(project: Path) -> None:
    run(project)
    before = snapshot(project)

    assert run(project)[1] == "same results as on record: nothing to write\n"
    assert snapshot(project) == before

    assert run(project, "--record")[1] == "results recorded\n"
    assert loaded(project)["run"]["command"] == "python -m dice"


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        (
            "--seeds 5 6 7 8 9",
            {
                "figures/card.png",  # it holds the headline
                "results/rolls.json",
                "results/sixes.json",
                "results/summary.json",
            },
        ),
        ("--other-face-face 6", {"results/other.json", "results/summary.json"}),
    ],
)
def test_what_is_typed_changes_what_depends_on_it(
    project: Path, words: str, changed: set[str]
) -> None:
    run(project)
    before = snapshot(project)

    run(project, *words.split())

    after = snapshot(project)
    different = {name for name in after if after[name] != before[name]}
    kept = {"showcase.json", "README.md", "results/README.md", "results/timings.json"}
    assert different - kept == changed


def test_a_smoke_run_stays_in_its_folder(project: Path) -> None:
    before = snapshot(project)

    assert run(project, "--profile", "smoke")[1] == "smoke run finished: see build/smoke/\n"
    assert snapshot(project) == before
    assert loaded(project, "build/smoke/results/summary.json")["config"]["seeds"] == [0]
    assert "refused" in loaded(project, "build/smoke/showcase.json")["headline"]


def test_a_study_measures_more_and_a_full_run_leaves_it(project: Path) -> None:
    run(project, "--profile", "study")
    before = snapshot(project)

    assert loaded(project)["run"]["profile"] == "study"
    assert "It took long" in loaded(project)["highlights"]
    assert [metric["id"] for metric in loaded(project)["metrics"]] == ["loaded", "long_rolls"]
    assert run(project)[1] == "same results as on record: nothing to write\n"
    assert snapshot(project) == before


def test_what_a_part_wrote_goes_with_the_part(project: Path) -> None:
    run(project)
    own = project / "results/mine.json"
    own.write_text("[]", encoding="utf-8")
    parts = project / "src/dice/parts.py"
    gone = '    Part("other_face", measure_other, report_other, Settings),\n'
    parts.write_text(PARTS.replace(gone, ""), encoding="utf-8")
    (project / "src/dice/settings.toml").write_text("[config]\nrolls = 600\n", encoding="utf-8")
    assert (project / "results/other.json").exists()

    assert run(project)[0] == 0

    assert not (project / "results/other.json").exists()
    assert own.exists()
    assert (project / "results/sixes.json").exists()
    assert loaded(project, "results/files.json") == {
        "dice": ["figures/sixes.svg", "results/rolls.json", "results/sixes.json"]
    }


def test_a_part_and_a_study_of_one_name_have_their_files_together(project: Path) -> None:
    parts = project / "src/dice/parts.py"
    parts.write_text(PARTS.replace('Part("long",', 'Part("dice",'), encoding="utf-8")
    run(project, "--profile", "study")
    before = snapshot(project)

    assert run(project)[1] == "same results as on record: nothing to write\n"
    assert snapshot(project) == before
    assert "results/long.json" in loaded(project, "results/files.json")["dice"]


def test_what_a_study_wrote_stays_the_studys(project: Path) -> None:
    run(project, "--profile", "study")

    run(project, "--rolls", "500")

    assert (project / "results/long.json").exists()
    assert loaded(project, "results/files.json")["long"] == ["results/long.json"]


@pytest.mark.parametrize(
    "damaged", ["", "[]", "{", '{"x": 1}', '{"x": ["../../pyproject.toml", "results/../a.b", 1]}']
)
def test_a_list_of_files_that_no_run_wrote_takes_nothing_away(project: Path, damaged: str) -> None:
    run(project)
    (project / "results/files.json").write_text(damaged, encoding="utf-8")
    kept = snapshot(project)

    assert run(project, "--rolls", "500")[0] == 0
    assert kept.keys() <= snapshot(project).keys()


def test_only_a_project_that_has_a_study_offers_one(project: Path) -> None:
    parts = project / "src/dice/parts.py"
    parts.write_text(PARTS.replace(", study=True", ""), encoding="utf-8")

    status, _, said = run(project, "--profile", "study")

    assert status == 2
    assert "invalid choice: 'study'" in said


def test_the_help_says_what_the_project_is_and_every_value(project: Path) -> None:
    status, said, _ = run(project, "--help")

    assert status == 0
    words = " ".join(said.split())
    assert "usage: python -m dice" in words
    assert "Whether a loaded die is found out." in words
    assert "--rolls ROLLS rolls for each seed (default 600; chosen)" in words
    assert "--other-face-face NUMBER the other number (default 2; chosen)" in words


@pytest.mark.parametrize(
    ("settings", "words", "said"),
    [
        ("[config]\nrolls = 0", "", "rolls is 0; give it 1 or more"),
        ("[config]\nrolls = 5", "--rolls -1", "rolls is -1; give it 1 or more"),
        ("", "", "settings.toml: [config] lacks rolls; give it a value"),
        (
            "[config]\nrolls = 5\n[othr]\n[x]",
            "",
            (
                "settings.toml: [othr] belongs to no part; name one of: config, other_face\n"
                "settings.toml: [x] belongs to no part; name one of: config, other_face"
            ),
        ),
    ],
)
def test_a_wrong_setting_is_one_line_and_changes_nothing(
    project: Path, settings: str, words: str, said: str
) -> None:
    (project / "src/dice/settings.toml").write_text(settings, encoding="utf-8")
    before = snapshot(project)

    assert run(project, *words.split()) == (1, "", f"{said}\n")
    assert snapshot(project) == before


def test_another_folder_is_no_project(project: Path, tmp_path_factory: Any) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = subprocess.run(
        [sys.executable, "-m", "dice"],
        cwd=elsewhere,
        env={"PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == f"{elsewhere} is not the project's folder; change into it\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("README.md", None, "README.md is not there; restore it from git"),
        ("README.md", b"# \xff", "line 1: README.md is not UTF-8; save it as UTF-8"),
        ("pyproject.toml", b"[project", "pyproject.toml is no TOML \\(.*\\); put it right"),
    ],
)
def test_what_says_what_the_project_is_has_to_be_read(
    project: Path, name: str, content: bytes | None, said: str
) -> None:
    (project / name).unlink() if content is None else (project / name).write_bytes(content)

    status, _, error = run(project)

    assert status == 1
    assert re.fullmatch(said, error.strip())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("headline=Headline", "times_=Headline", None),
        (
            '"The loaded die shows {loaded} sixes"',
            '"So: {sixes}"',
            "headline names {sixes}, which is no metric;",
        ),
        ("        headline=Headline(", "        headline=None and Headline(", "headline: "),
    ],
)
def test_a_report_that_says_no_headline_is_refused(
    project: Path, old: str, new: str, said: str | None
) -> None:
    parts = project / "src/dice/parts.py"
    parts.write_text(PARTS.replace(old, new), encoding="utf-8")

    status, _, error = run(project)

    assert status == 1
    assert error.startswith(said) if said else "Traceback" in error
    assert not (project / "showcase.json").exists()


def test_the_owners_words_and_skills_with_evidence_are_recorded(project: Path) -> None:
    (project / "docs").mkdir()
    (project / "docs/skills.toml").write_text(
        '[counting]\nname = "Counting"\nevidence = [{ metric = "loaded" }]\n'
        '[flying]\nname = "Flying"\nevidence = [{ file = "wings.py" }]\n',
        encoding="utf-8",
    )
    (project / "story.toml").write_text(
        'question = "Is it found out?"\nexpectation = "Yes"\nanswer = "Yes: {loaded}."\n',
        encoding="utf-8",
    )

    assert run(project) == (0, "results recorded\n", "")

    manifest = loaded(project)
    short = manifest["metrics"][0]["short"]
    assert [skill["id"] for skill in manifest["skills"]] == ["counting"]
    assert manifest["story"] == {
        "question": "Is it found out?",
        "expectation": "Yes",
        "answer": {"text": f"Yes: {short}.", "commit": None},
    }
    jsonschema_rs.validate(published("showcase.schema.json"), manifest)
    page = (project / "README.md").read_text(encoding="utf-8")
    assert f"Expected before the run: Yes\n\nMeasured: {manifest['headline']['text']}" in page
    assert f"Answer: Yes: {short}." in page


def test_an_answer_that_is_written_later_is_recorded_by_the_next_run(project: Path) -> None:
    run(project)
    (project / "story.toml").write_text('answer = "It is."\n', encoding="utf-8")

    assert run(project)[1] == "results recorded\n"
    assert "Answer: It is." in (project / "README.md").read_text(encoding="utf-8")
    assert run(project)[1].startswith("same results")


def test_what_was_expected_before_a_run_stays_what_was_expected(project: Path) -> None:
    said = 'question = "Loaded?"\nexpectation = "{}"\n'
    story = project / "story.toml"
    story.write_text(said.format("A third"), encoding="utf-8")
    run(project)
    story.write_text(said.format("What came out"), encoding="utf-8")

    assert run(project, "--rolls", "500")[0] == 0
    assert loaded(project)["story"]["expectation"] == "A third"
    story.write_text(said.format("Half").replace("Loaded", "How much"), encoding="utf-8")
    assert run(project, "--rolls", "400")[0] == 0
    assert loaded(project)["story"] == {"question": "How much?", "expectation": "Half"}


def test_an_answer_may_hold_anything(project: Path) -> None:
    marker = "<!-- portfolio-kit:end story -->"
    (project / "story.toml").write_text(f'answer = "```\\n{marker} <b> |"', encoding="utf-8")

    assert run(project) == (0, "results recorded\n", "")
    assert run(project)[1].startswith("same results")
    assert "Answer: \\`\\`\\` \\<!-- " in (project / "README.md").read_text(encoding="utf-8")


def test_an_answer_that_names_no_metric_changes_nothing(project: Path) -> None:
    run(project)
    (project / "story.toml").write_text('answer = "{loadde}"\n', encoding="utf-8")
    before = snapshot(project)

    said = "story.toml: answer names {loadde}, which is no metric; did you mean {loaded}?\n"
    assert run(project) == (1, "", said)
    assert snapshot(project) == before


NO_KEYWORDS = PYPROJECT.replace('keywords = ["dice"]\n', "").replace('license = "MIT"\n', "")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("README.md", None, "README.md is not there; restore it from git"),
        ("README.md", b"# \xe9", "line 1: README.md is not UTF-8; save it as UTF-8"),
        ("pyproject.toml", b"x = ", "pyproject.toml is no TOML (Invalid value"),
        ("pyproject.toml", b"", "pyproject.toml: [project] lacks name; add it"),
        ("pyproject.toml", NO_KEYWORDS.encode(), "pyproject.toml: [project] lacks keywords; add"),
        (".portfolio-kit.json", b"{", ".portfolio-kit.json is no recipe (Expecting property"),
        (".portfolio-kit.json", b"[1]", ".portfolio-kit.json is no recipe (cannot convert"),
        ("story.toml", b"answer = 1", "story.toml: answer is no text; write it in quotes"),
        ("docs/skills.toml", b"x = 1", "docs/skills.toml: x is no table; begin one with [x]"),
        ("src/dice/settings.toml", b"config = 1", "settings.toml: config is no table; begin one"),
    ],
)
def test_a_file_of_the_project_that_is_wrong_is_said_before_anything_is_measured(
    project: Path, name: str, text: bytes | None, said: str
) -> None:
    file = project / name
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_bytes(text)
    parts = project / "src/dice/parts.py"
    parts.write_text(PARTS.replace("assert settings is None", "1 / 0"), encoding="utf-8")

    status, out, error = run(project)

    assert (status, out) == (1, "")
    assert error.startswith(said)


@pytest.mark.parametrize("blocked", ["build", "build/full", "results", "figures/sixes.svg"])
def test_what_is_in_the_way_of_the_results_is_said(project: Path, blocked: str) -> None:
    path = project / blocked
    path.parent.mkdir(exist_ok=True)
    if path.suffix:
        path.mkdir()
    else:
        path.write_text("mine", encoding="utf-8")

    status, out, error = run(project)

    assert (status, out, error.count("\n")) == (1, "", 1)
    assert str(path) in error
    assert error.endswith("; put it right, then run again\n")


def test_a_full_disk_is_said(project: Path) -> None:
    """Files of a kilobyte stand for it; the old results stay whole."""
    run(project)
    before = snapshot(project)
    code = "import resource, runpy, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)); runpy.run_module('dice')"
    done = subprocess.run(
        [sys.executable, "-c", code, "--load", "4"],
        cwd=project,
        env={"PYTHONPATH": str(project / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == "what the run writes: File too large; put it right, then run again\n"
    assert snapshot(project) == before


@pytest.mark.parametrize("text", ['{"schema_version": 2}', "{", "[]", "<<<<<<< HEAD"])
def test_a_damaged_manifest_is_written_anew(project: Path, text: str) -> None:
    (project / "showcase.json").write_text(text, encoding="utf-8")

    assert run(project) == (0, "results recorded\n", "")
    jsonschema_rs.validate(published("showcase.schema.json"), loaded(project))


# The judge, by whole runs ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--load 1", "reaches chance"),
        ("--seeds 0", "a verdict takes 5 seeds, and there were 1"),
        ("--load 1.5 --rolls 30", "reaches chance"),
    ],
)
def test_a_full_run_that_shows_nothing_has_no_headline(
    project: Path, words: str, reason: str
) -> None:
    assert run(project, *words.split()) == (0, "results recorded\n", "")

    headline = loaded(project)["headline"]
    page = (project / "README.md").read_text(encoding="utf-8")
    assert reason in headline["refused"]
    assert headline["text"].startswith("No headline, on made-up data: ")
    assert "**No headline, on made-up data: " in page
    assert "The loaded die shows" not in page.partition("portfolio-kit:end headline")[0]
    assert readme.check(project, lambda: None) == []
