"""Settings: from a TOML file and the command line into a frozen dataclass, each mistake said."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pytest

from portfolio_kit.carried import ShowcaseError, settings
from portfolio_kit.carried.settings import About, SetupError


@dataclass(frozen=True)
class Config:
    """An experiment."""

    rounds: Annotated[int, About("rounds of it", "rounds", "chosen")]
    rate: Annotated[float, About("step, 5 % is small", "1", "Ada 1843")] = 0.3
    kind: Annotated[Literal["iid", "shards"], About("of split", "", "chosen")] = "iid"
    seeds: Annotated[tuple[int, ...], About("repetitions", "seed", "chosen")] = (0, 1)
    fast: Annotated[bool, About("whether to hurry", "", "chosen")] = False

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if self.rounds < 1:
            raise SetupError(f"rounds is {self.rounds}; give it 1 or more")


@dataclass(frozen=True)
class Size:
    """Settings of a part that are of two kinds by name."""

    kind: Annotated[Literal[1, 2], About("of size", "", "chosen")] = 1


def stored(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def parsed(kind: type, arguments: list[str], *, part: str = settings.CONFIG) -> dict[str, object]:
    parser = argparse.ArgumentParser(exit_on_error=False)
    settings.flags(parser, kind, {"rounds": 7}, part)
    return settings.typed(kind, vars(parser.parse_args(arguments)), part)


def test_a_table_gives_values_and_the_class_gives_the_rest(tmp_path: Path) -> None:
    file = stored(tmp_path, '[config]\nrounds = 5\nrate = 1\nkind = "shards"\nseeds = [3]\n')

    assert settings.read(Config, file) == Config(5, 1.0, "shards", (3,))
    assert isinstance(settings.read(Config, file).rate, float)


def test_a_part_has_a_table_of_its_name(tmp_path: Path) -> None:
    file = stored(tmp_path, "[config]\nrounds = 5\n[skew]\nrounds = 9\n")

    assert settings.read(Config, file, "skew").rounds == 9


def test_without_a_file_the_class_alone_counts(tmp_path: Path) -> None:
    assert settings.read(Size, tmp_path / "settings.toml") == Size()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rounds = 1.5", "settings.toml: [config] rounds is 1.5; give it a whole number"),
        ("rounds = true", "settings.toml: [config] rounds is True; give it a whole number"),
        ('rate = "x"', "settings.toml: [config] rate is 'x'; give it a number"),
        ("fast = 1", "settings.toml: [config] fast is 1; give it true or false"),
        ('kind = "x"', "settings.toml: [config] kind is 'x'; give it one of: iid, shards"),
        ("seeds = 1", "settings.toml: [config] seeds is 1; give it a list"),
        ("seeds = [1.5]", "settings.toml: [config] seeds is [1.5]; give it a whole number"),
        (
            "round = 1",
            (
                "settings.toml: [config] round is no setting; "
                "write one of: rounds, rate, kind, seeds, fast"
            ),
        ),
    ],
)
def test_a_wrong_value_is_said_with_what_is_allowed(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(SetupError) as caught:
        settings.read(Config, stored(tmp_path, f"[config]\n{line}\n"))

    assert str(caught.value) == said


def test_a_value_in_the_place_of_a_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        settings.read(Config, stored(tmp_path, "config = 5\n"))

    assert str(caught.value) == "settings.toml: config is no table; begin one with [config]"


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        settings.read(Config, stored(tmp_path, "[config]\nround = 1\nrate = true\n"))

    assert len(str(caught.value).splitlines()) == 2


def test_a_value_that_is_nowhere_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(
        SetupError, match=r"^settings.toml: \[config\] lacks rounds; give it a value$"
    ):
        settings.read(Config, stored(tmp_path, "[config]\nrate = 1.0\n"))


def test_a_file_that_is_no_toml_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        ShowcaseError, match=r"^settings\.toml is no TOML \(.*\); put it right$"
    ) as caught:
        settings.read(Config, stored(tmp_path, "[config\n"))

    assert "\n" not in str(caught.value)


def test_the_checks_of_the_class_count(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="rounds is 0; give it 1 or more"):
        settings.read(Config, stored(tmp_path, "[config]\nrounds = 0\n"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", {}),
        ("--rounds 3 --rate 0.5", {"rounds": 3, "rate": 0.5}),
        ("--kind shards", {"kind": "shards"}),
        ("--seeds 4 5", {"seeds": (4, 5)}),
        ("--fast", {"fast": True}),
        ("--no-fast", {"fast": False}),
    ],
)
def test_each_field_has_a_flag(typed: str, found: dict[str, object]) -> None:
    assert parsed(Config, typed.split()) == found


def test_the_flags_of_a_part_bear_its_name() -> None:
    assert parsed(Config, ["--the-skew-rounds", "3"], part="the_skew") == {"rounds": 3}
    assert parsed(Size, ["--size-kind", "2"], part="size") == {"kind": 2}


def test_the_help_says_meaning_default_and_source() -> None:
    parser = argparse.ArgumentParser()
    settings.flags(parser, Config, {"rounds": 7, "seeds": (1, 2)})

    said = " ".join(parser.format_help().split())

    assert "--rounds ROUNDS rounds of it (default 7; chosen)" in said
    assert "--rate NUMBER step, 5 % is small (default 0.3; Ada 1843)" in said
    assert "--seeds SEED [SEED ...] repetitions (default 1 2; chosen)" in said
    assert "{iid,shards}" in said


def test_a_value_without_default_says_none() -> None:
    parser = argparse.ArgumentParser()
    settings.flags(parser, Config, {})

    assert "rounds of it (chosen)" in parser.format_help()
