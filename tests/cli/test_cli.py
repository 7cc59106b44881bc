"""The command line as a whole: help, exit status, errors, colours, pipes, signals."""

import io
import os
import re
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import click
import pytest
from commandline import PLAIN, SCRIPT, TEMPLATE, call, end, process, screen, terminal
from conftest import MakeTemplate

from portfolio_kit import __version__, cli
from portfolio_kit.cli import groups, machine, options
from portfolio_kit.cli.terminal import display, signals
from portfolio_kit.errors import ConfigError

ALL = [
    (),
    *((name,) for name in cli.COMMANDS),
    ("config", "init"),
    ("config", "show"),
    ("config", "schema"),
]


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    said = call(capsys, "--version")

    assert said == type(said)(0, f"portfolio-kit {__version__}\n", "")


@pytest.mark.parametrize("names", ALL, ids=" ".join)
def test_every_path_knows_the_home(names: tuple[str, ...]) -> None:
    command: click.Command = cli.group
    for name in names:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name) or command

    paths = [each for each in command.params if isinstance(each.type, click.Path)]
    assert [each.name for each in paths if not isinstance(each.type, options.File)] == []


def test_a_capital_letter_asks_for_the_version_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "-V") == call(capsys, "--version")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_command_with_many_options_has_them_in_groups(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = call(capsys, name, "--help").out
    options = re.findall(r"^  (?:-h, )?(--[a-z-]+)", out, re.MULTILINE)
    sections = re.findall(r"^([A-Z][A-Za-z ]+):$", out, re.MULTILINE)

    assert len(options) == len(set(options))
    if len(options) > 8:  # a longer list is not read any more
        assert "Options" not in sections
        assert "Other" not in sections
        assert sections == [title for title in groups.GROUPS if title in sections]
        assert len(sections) > 1


def test_an_option_stands_in_one_group() -> None:
    named = [name for names in groups.GROUPS.values() for name in names]

    assert len(named) == len(set(named))


def test_help_names_every_command_in_the_order_of_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = call(capsys, "--help")

    listed = said.out.partition("Commands:")[2].splitlines()
    assert [line.split()[0] for line in listed if line.startswith("  ")][:-1] == list(cli.COMMANDS)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_help_fits_eighty_columns_and_explains_each_option(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    said = call(capsys, *words, "--help")

    assert said.status == 0
    assert max(map(len, said.out.splitlines())) <= 80
    options = [line for line in said.out.splitlines() if line.startswith("  --")]
    assert all(len(line.split("  ")) > 2 for line in options), options


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_short_help_is_help(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, *words, "-h") == call(capsys, *words, "--help")


@pytest.mark.parametrize("name", ["check", "site", "publish"])
def test_what_does_not_exist_yet_is_not_there(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call(capsys, name)

    assert said.status == 2
    assert "No such command" in said.err


def test_a_wrong_command_is_misuse_and_the_right_one_is_suggested(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = call(capsys, "lst")

    assert (said.status, said.out) == (2, "")
    assert "Did you mean 'list'?" in said.err


def test_an_option_in_the_place_of_a_command_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "--nonsense").status == 2


def test_help_imports_no_command(tmp_path: Path) -> None:
    code = (
        "import sys; from portfolio_kit import cli; cli.main(['--help']);"
        "print(*sorted(m for m in sys.modules if m.startswith('portfolio_kit')), file=sys.stderr)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert set(ended.stderr.split()) == {
        "portfolio_kit",
        "portfolio_kit.cli",
        "portfolio_kit.cli.lazy",
        "portfolio_kit.cli.terminal",
        "portfolio_kit.cli.terminal.output",
        "portfolio_kit.cli.terminal.signals",
        "portfolio_kit.cli.terminal.visible",
    }


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (
            ["list"],
            {"git", "rich", "jinja2", "cookiecutter", "questionary", "jsonschema_rs", "tomllib"},
        ),
        (["config", "schema"], {"git", "rich", "jinja2", "cookiecutter", "questionary"}),
    ],
)
def test_a_command_imports_only_what_it_needs(
    words: list[str], unwanted: set[str], tmp_path: Path
) -> None:
    code = (
        f"import sys; from portfolio_kit import cli; assert cli.main({words!r}) == 0;"
        "print(*{m.partition('.')[0] for m in sys.modules}, file=sys.stderr)"
    )

    # Measuring coverage imports libraries of its own.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(ended.stderr.split()) & unwanted == set()


def test_list_imports_no_module_that_only_others_need(tmp_path: Path) -> None:
    code = (
        "import sys; from portfolio_kit import cli; assert cli.main(['list']) == 0;"
        "print(*(m for m in sys.modules if m.startswith('portfolio_kit.')), file=sys.stderr)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    rooms = {name.split(".")[1] for name in ended.stderr.split()}
    assert rooms == {"cli", "errors", "schema", "system", "template"}
    assert "portfolio_kit.cli.machine" not in ended.stderr


def test_module_and_script_are_the_same(tmp_path: Path) -> None:
    module = subprocess.run(
        [sys.executable, "-m", "portfolio_kit", "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert module.stdout == process("--help", cwd=tmp_path).out


def test_what_a_person_can_put_right_is_one_line_on_standard_error(tmp_path: Path) -> None:
    said = process("show", "federatd", cwd=tmp_path)

    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("'federatd' is neither")
    assert said.err.count("\n") == 1
    assert "did you mean 'federated'" in said.err


def test_a_bug_keeps_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("portfolio_kit.template.catalog.builtins", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        call(capsys, "list")


def test_errors_are_red_on_a_terminal_only(tmp_path: Path) -> None:
    child = terminal("show", "nowhere", cwd=tmp_path)

    assert end(child) == 1
    assert "\x1b[31m'nowhere'" in str(child.before)
    assert "\x1b" not in process("show", "nowhere", cwd=tmp_path).err


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_colours_can_be_refused(env: dict[str, str], tmp_path: Path) -> None:
    for words in (["list"], ["show", "nowhere"]):
        child = terminal(*words, cwd=tmp_path, env=env)
        end(child)

        colours = [f"\x1b[{bold}{number}m" for bold in ("", "1;") for number in range(30, 50)]
        assert not any(colour in str(child.before) for colour in colours)


def test_colours_can_be_forced_into_a_pipe(tmp_path: Path) -> None:
    assert "\x1b[31m" in process("show", "nowhere", cwd=tmp_path, FORCE_COLOR="1").err
    assert "\x1b[1;36m" in process("list", cwd=tmp_path, FORCE_COLOR="1").out
    refused = process("list", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b[1;36m" not in refused


@pytest.mark.parametrize("words", [["list"], ["show", "TEMPLATE"], ["new", "TEMPLATE"]], ids=str)
@pytest.mark.parametrize("env", [{}, {"FORCE_COLOR": "1"}], ids=["pipe", "forced"])
def test_an_encoding_without_our_glyphs_breaks_nothing(
    words: list[str], env: dict[str, str], tmp_path: Path, make_template: MakeTemplate
) -> None:
    folder = make_template(TEMPLATE)
    here = tmp_path / "here"
    here.mkdir()

    argv = [str(folder) if word == "TEMPLATE" else word for word in words]
    said = process(*argv, cwd=here, PYTHONIOENCODING="ascii", **env)

    assert said.status == 0, said.err
    assert said.out.isascii()
    assert "`- " in said.out or words[0] != "show"


def test_an_error_with_foreign_letters_can_be_said_in_ascii(tmp_path: Path) -> None:
    said = process("show", "größe", cwd=tmp_path, PYTHONIOENCODING="ascii")

    assert said.status == 1
    assert "gr??e" in said.err


def test_a_reader_that_has_seen_enough_ends_us_quietly(tmp_path: Path) -> None:
    with subprocess.Popen(
        [SCRIPT, "config", "schema"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()

        said = child.stderr.read()

    assert said == b""
    assert child.returncode == signals.PIPE


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_a_bake_without_a_trace(
    number: int, status: int, tmp_path: Path, make_template: MakeTemplate
) -> None:
    slow = "{% for i in range(90000) %}{{ i ** 9 }}{% endfor %}\n"
    files = {f"{{{{cookiecutter.name}}}}/{i}.txt": slow for i in range(200)}
    folder = make_template({**PLAIN, **files})
    output = tmp_path / "output"

    with subprocess.Popen(
        [SCRIPT, "new", str(folder), "--no-input", "--output", str(output)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as child:
        while not list(output.glob(".*staging/**/*.txt")):
            assert child.poll() is None
            time.sleep(0.01)
        child.send_signal(number)
        assert child.stderr is not None
        said = child.stderr.read()

    assert child.returncode == status
    assert b"Traceback" not in said
    assert not output.exists()


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with signals.as_exceptions():
            assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_signal_becomes_an_exception_once() -> None:
    with signals.as_exceptions(), pytest.raises(signals.Terminated) as caught:
        os.kill(os.getpid(), signal.SIGTERM)

    assert caught.value.status == 143


@pytest.mark.parametrize(
    ("number", "raised"),
    [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, signals.Terminated)],
)
def test_a_signal_that_python_swallows_comes_again(
    number: int, raised: type[BaseException]
) -> None:
    class Thing:
        pass

    def swallow() -> None:
        thing = Thing()
        watch = weakref.ref(thing, lambda _: os.kill(os.getpid(), number))
        del thing
        for _ in range(1000):  # until the signal comes again
            assert watch() is None
            time.sleep(0.01)

    with signals.as_exceptions(), pytest.raises(raised):
        swallow()


@pytest.mark.parametrize(
    ("raised", "status"),
    [(KeyboardInterrupt(), 130), (EOFError(), 130), (signals.Terminated(15), 143)],
)
def test_an_exception_of_a_signal_gives_its_status(
    raised: BaseException,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def end_() -> None:
        raise raised

    monkeypatch.setattr("portfolio_kit.template.catalog.builtins", end_)

    assert call(capsys, "list") == type(call(capsys, "list"))(status, "", "")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("2026-11-23", "2026-11-23T00:00:00+00:00"),
        ("2026-11-23T09:30:15.5", "2026-11-23T09:30:15+00:00"),
        ("2026-11-23T09:30:15+01:00", "2026-11-23T09:30:15+01:00"),
    ],
)
def test_a_date_without_a_zone_is_utc(given: str, found: str) -> None:
    assert machine.date(given).isoformat() == found


def test_the_date_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")

    assert machine.date(None).isoformat() == "1970-01-02T00:00:00+00:00"
    assert machine.date("2026-01-01").year == 2026


def test_the_date_is_now_when_nobody_says_otherwise() -> None:
    found = machine.date(None)

    assert abs(found.timestamp() - time.time()) < 5
    assert (found.microsecond, found.tzinfo is None) == (0, False)


@pytest.mark.parametrize("epoch", ["tomorrow", "9" * 40])
def test_a_wrong_epoch_is_said(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    with pytest.raises(ConfigError, match=r"SOURCE_DATE_EPOCH is .*; give seconds"):
        machine.date(None)


@pytest.mark.parametrize("given", ["yesterday", "1812-01-01", "2026-13-01"])
def test_a_date_that_git_cannot_keep_is_misuse(
    given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call(capsys, "new", tmp_path, "--set-date", given)

    assert said.status == 2
    assert repr(given) in said.err


@pytest.mark.parametrize(("count", "said"), [(0, "0 files"), (1, "1 file"), (98, "98 files")])
def test_one_file_is_no_files(count: int, said: str) -> None:
    assert display.files(count) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(None, ""), (2, "2 min"), (1.5, "1.5 min"), (0.5, "30 s")]
)
def test_minutes_are_said_as_people_say_them(minutes: float | None, said: str) -> None:
    assert display.minutes(minutes) == said


def test_no_rows_are_no_columns(capsys: pytest.CaptureFixture[str]) -> None:
    display.columns([])

    assert capsys.readouterr().out == ""


def test_a_document_is_ascii_where_the_encoding_is_not_utf8(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", latin)

    display.document({"ö": "—"})

    latin.flush()
    assert latin.buffer.getvalue().isascii()


def test_a_screen_narrower_than_the_table_is_no_reason_to_fail(tmp_path: Path) -> None:
    child = terminal("list", cwd=tmp_path, columns=30)

    assert end(child) == 0
    assert max(map(len, screen(child).splitlines()[:-1])) <= 30


@pytest.mark.parametrize("words", [(), ("config",)], ids=["portfolio-kit", "config"])
def test_a_group_alone_says_its_help_once(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    said = call(capsys, *words)

    assert (said.status, said.out) == (2, "")
    assert said.err == call(capsys, *words, "--help").out
