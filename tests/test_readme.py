"""Our own README is true: its commands exist, its config file is one, its regions are current."""

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
from commandline import SCRIPT, process

from portfolio_kit import cli
from portfolio_kit.answers import context
from portfolio_kit.carried import regions
from portfolio_kit.cli import sources
from portfolio_kit.config import config
from portfolio_kit.config.config import Value
from portfolio_kit.git import identity
from portfolio_kit.schema import published
from portfolio_kit.template import catalog

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PROSE = "\n".join(
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md")
)


def test_the_page_for_authors_names_every_key_of_a_template() -> None:
    page = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    keys = published("template.schema.json")["properties"]

    named = page.partition("## What `_portfolio_kit` may say")[2].partition("## Layers")[0]
    assert [key for key in keys if f"`{key}`" not in named] == []


def blocks(language: str) -> list[str]:
    """Return the code blocks of README in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


CONSOLE = [line for block in blocks("console") for line in block.splitlines() if line.strip()]
OURS = [line for line in CONSOLE if line.startswith("portfolio-kit ")]
MAKE = sorted(set(re.findall(r"\bmake ([a-z][a-z-]*)\b`", PROSE)) | {"demo"})
NAMED = sorted(set(re.findall(r"`portfolio-kit ([^`]+)`", PROSE)))


def chosen(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that a line names, and what is left of the line."""
    command: click.Command = cli.group
    with cli.group.make_context(cli.NAME, ["list"]) as ctx:
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            found = command.get_command(ctx, words[0])
            assert found is not None, f"there is no command {words[0]!r}"
            command, words = found, words[1:]
    return command, words


def test_readme_has_commands_to_hold() -> None:
    assert len(OURS) >= 4
    assert len(NAMED) >= 10


@pytest.mark.parametrize("line", OURS)
def test_a_command_of_a_block_is_parsed(line: str, tmp_path: Path) -> None:
    command, words = chosen(shlex.split(line, comments=True)[1:])

    # An unknown option or a wrong value raises. With its group, as click keeps what `-h` is.
    with (
        cli.group.make_context(cli.NAME, ["list"]) as group,
        command.make_context(command.name, words, parent=group),
    ):
        pass


@pytest.mark.parametrize(
    "line", [line for line in OURS if line.split()[1] in ("list", "show") or "--no-input" in line]
)
def test_a_command_of_a_block_that_needs_nobody_does_its_work(line: str, tmp_path: Path) -> None:
    said = process(*shlex.split(line, comments=True)[1:], cwd=tmp_path)

    assert said.status == 0, said.err


def test_what_new_is_told_in_a_block_are_answers() -> None:
    for line in OURS:
        words = shlex.split(line, comments=True)[1:]
        given = [word for word in words[2:] if "=" in word and not word.startswith("-")]
        if words[0] == "new" and given:
            template = catalog.find(words[1], cache=Path())
            answers = sources.parse_arguments(given)
            assert answers.keys() <= {question.name for question in template.questions}


@pytest.mark.parametrize("words", NAMED)
def test_a_command_and_its_options_named_in_prose_exist(words: str) -> None:
    names = words.partition(" --")[0].split("|")  # `config init|show|schema`
    first = shlex.split(names[0])
    for name in (first, *([*first[:-1], other] for other in names[1:])):
        command, _ = chosen([word for word in name if re.fullmatch("[a-z]+", word)])
        options = {option for param in command.params for option in param.opts}
        assert set(re.findall(r"--[a-z-]+", words)) <= options | {"--help", "--version"}


def test_every_option_named_in_readme_is_one_of_ours() -> None:
    commands = [chosen([name])[0] for name in cli.COMMANDS]
    known = {option for command in commands for param in command.params for option in param.opts}
    foreign = re.sub(r"`make [^`]*`|`(?:cookiecutter|copier) [^`]*`|(?m:^gh .*$)", "", TEXT)

    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"<!--.*?-->", "", foreign)))

    assert named <= known | {"--help", "--version"}


@pytest.mark.parametrize("target", MAKE)
def test_a_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_config_example_is_a_config_file_whose_projects_can_be_baked(tmp_path: Path) -> None:
    (example,) = blocks("toml")
    file = tmp_path / "portfolio.toml"
    file.write_text(example, encoding="utf-8")

    loaded = config.load([file], user=tmp_path / "none")

    assert len(loaded.projects) == len(tomllib.loads(example)["project"]) == 1
    said = process("build", "--dry-run", cwd=tmp_path)
    assert said.status == 0, said.err
    assert "1 planned" in said.out


def test_every_completion_line_gives_a_script_that_completes(tmp_path: Path) -> None:
    (block,) = (block for block in blocks("console") if "_PORTFOLIO_KIT_COMPLETE" in block)

    for line in block.splitlines():
        variable = re.search(r"(_PORTFOLIO_KIT_COMPLETE)=(\w+)_source portfolio-kit", line)
        assert variable is not None, line
        said = process(cwd=tmp_path, **{variable[1]: f"{variable[2]}_source"})
        assert said.status == 0
        assert "portfolio-kit" in said.out
        assert variable[2] in line.partition("#")[2]


def test_the_bash_line_works_as_it_stands(tmp_path: Path) -> None:
    (line,) = (line for line in CONSOLE if "bash_source" in line)
    path = f"{Path(SCRIPT).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", f"{line}\ncomplete -p portfolio-kit"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "portfolio-kit" in done.stdout


def test_the_commands_region_is_what_help_says(tmp_path: Path) -> None:
    region = {region.name: region.body for region in regions.find(TEXT)}["commands"]
    rows = re.findall(r"^\| `portfolio-kit (\S+)`\s*\| (.*?)\s*\|$", region, re.MULTILINE)

    assert rows == [(name, line) for name, (_, line) in cli.COMMANDS.items()]
    helped = process("--help", cwd=tmp_path).out
    assert (
        re.findall(r"^  ([a-z]+) {2,}(.*)$", helped.partition("Commands:")[2], re.MULTILINE) == rows
    )


def test_the_templates_region_is_the_catalog() -> None:
    region = {region.name: region.body for region in regions.find(TEXT)}["templates"]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in region.splitlines()[2:]
    ]

    assert rows == [
        [f"`{known.name}`", known.description, ", ".join(known.frameworks), f"{known.minutes:g}"]
        for known in catalog.builtins()
    ]


def test_no_region_was_edited_by_hand() -> None:
    assert regions.splice(TEXT, {}) == TEXT


def test_every_link_and_picture_is_there() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", TEXT)

    assert [link for link in links if not (ROOT / link.partition("#")[0]).exists()] == []


def test_the_exit_statuses_are_those_that_readme_lists(tmp_path: Path) -> None:
    assert process("list", cwd=tmp_path).status == 0
    assert process("show", "nowhere", cwd=tmp_path).status == 1
    assert process("nonsense", cwd=tmp_path).status == 2


def test_the_order_of_precedence_is_the_one_that_readme_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = " ".join(TEXT.split())
    assert (
        "The command line is stronger than a `[[project]]`, which is stronger than `[defaults]`, "
        "then your own `config.toml`, then git, then the template's default."
    ) in told
    user, own = tmp_path / "config.toml", tmp_path / "portfolio.toml"
    user.write_text('[author]\nname = "user"\n[defaults]\nlicense = "none"\n', encoding="utf-8")
    own.write_text(
        '[defaults]\nlicense = "Apache-2.0"\npython = "3.12"\n'
        '[[project]]\ntemplate = "federated"\nanswers = {python = "3.13", rounds = 5}\n',
        encoding="utf-8",
    )
    git = {"name": Value("git", "git"), "email": Value("git@example.org", "git")}
    loaded = config.over(git, config.load([user, own], user=user))
    template = catalog.find("federated", cache=Path())

    answers = context.gather(
        template, loaded, loaded.projects[0], sources.parse_arguments(["rounds=7"])
    )

    found = {name: answers[name].value for name in ("license", "python", "author_name")}
    assert found == {"license": "Apache-2.0", "python": "3.13", "author_name": "user"}
    assert str(answers["rounds"].value) == "7"
    assert answers["author_email"].value == "git@example.org"
    assert "title" not in answers  # the template's default is last
    assert identity.here(tmp_path)["name"].value == "Ada Lovelace"
