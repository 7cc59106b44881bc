"""What no judgement of the sandbox foresees ends all the same: time and memory are counted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import SCRIPT, call
from conftest import MakeTemplate

from portfolio_kit.errors import RenderError
from portfolio_kit.jinja import budget

#: Bodies that take memory or time without end, each past every judgement of one expression.
LAVISH = {
    "lists that are kept": "{% set l=[] %}{% for i in range(100000) %}"
    "{% set _=l.append([i]*4000000) %}{% endfor %}",
    "a join": "{{ (range(100000)|map('string'))|join('x'*3000000)|length }}",
    "an indent": "{{ ('\\n'*1000000 ~ 'a')|indent(1000000, blank=true)|length }}",
    "a view": "{% set ns=namespace(a=['x'*1000]) %}{% for i in range(9) %}"
    "{% set ns.a=[ns.a]*10 %}{% endfor %}{{ {'a':ns.a}.values() }}",
}
ENDLESS = {
    "a pattern": "{{ ('a'*40 ~ '!')|slugify(regex_pattern='(a+)+$') }}",
    "loops": "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
    "a power": "{{ 1.5|round(2000000000,'floor') }}",
}

#: Runs the command line with a shorter patience: the seconds are the test's, the rest is ours.
HURRIED = (
    "import sys; from portfolio_kit import cli; from portfolio_kit.jinja import budget; "
    "budget.SECONDS = 1.0; "
    "sys.exit(cli.main(sys.argv[1:]))"
)


def _files(place: str, body: str) -> dict[str, str]:
    questions = {"slug": "p", **({"q": body} if place == "question" else {})}
    return {
        "cookiecutter.json": json.dumps(questions),
        "{{cookiecutter.slug}}/f": body if place == "file" else "x",
    }


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="what holds a process is Linux's")
@pytest.mark.parametrize("place", ["file", "question"])
@pytest.mark.parametrize("kind", [*LAVISH, *ENDLESS])
@pytest.mark.parametrize("command", ["new", "show"])
def test_a_template_without_trust_ends(
    command: str, kind: str, place: str, make_template: MakeTemplate, tmp_path: Path
) -> None:
    root = make_template(_files(place, {**LAVISH, **ENDLESS}[kind]))
    options = ["--no-input", "--output", "out"] if command == "new" else []

    done = subprocess.run(
        [sys.executable, "-c", HURRIED, command, str(root), *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    said = " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in said
    assert "takes" in said or "makes more than" in said or "sandbox refuses" in said, said
    assert done.returncode == (1 if command == "new" else 0)
    assert not (tmp_path / "out").exists()


def test_a_block_that_takes_little_is_left_alone_and_leaves_no_limit() -> None:
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_AS)

    with budget.held(trusted=False), budget.held(trusted=False):
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
        assert resource.getrlimit(resource.RLIMIT_AS) != before

    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_what_is_trusted_has_no_limit() -> None:
    import signal

    with budget.held(trusted=True):
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_a_block_that_works_on_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "SECONDS", 0.2)

    def work_on() -> None:
        with budget.held(trusted=False):
            while True:
                pass

    with pytest.raises(RenderError, match="takes more than 0 s"):
        work_on()


@pytest.mark.parametrize("command", ["new", "show"])
def test_folders_without_end_are_refused_in_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "deep"
    (root / "{{cookiecutter.slug}}").mkdir(parents=True)
    (root / "cookiecutter.json").write_text('{"slug": "p"}', encoding="utf-8")
    before = os.open(os.curdir, os.O_RDONLY)
    try:
        os.chdir(root / "{{cookiecutter.slug}}")
        for _ in range(1200):  # longer than a path may be
            Path("a").mkdir()
            os.chdir("a")
    finally:
        os.fchdir(before)
        os.close(before)
    options = ("--no-input", "--output", tmp_path / "out") if command == "new" else ()

    said = call(capsys, command, root, *options)

    assert "more than 100 folders deep; flatten it" in " ".join((said.out + said.err).split())
    assert not (tmp_path / "out").exists()
    subprocess.run(["rm", "-rf", str(root)], check=True)  # deeper than Python's own can


@pytest.mark.parametrize(
    "name", ["{{cookiecutter.slug}}/big", "templates/part", "cookiecutter.json"]
)
def test_a_file_that_says_to_have_any_size_is_not_read(
    name: str, make_template: MakeTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_template(
        {"cookiecutter.json": '{"slug": "p"}', "{{cookiecutter.slug}}/f": "{% include 'part' %}"}
    )
    (root / name).parent.mkdir(exist_ok=True)
    with (root / name).open("ab") as file:
        file.truncate(50 * 2**30)

    said = call(capsys, "new", root, "--no-input", "--output", tmp_path / "out")

    assert said.status == 1
    assert "has more than 64 MiB" in said.err or "memory" in said.err


def test_the_command_itself_has_the_patience_that_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/foreign-templates.md").read_text(encoding="utf-8")

    assert f"{budget.SECONDS:.0f} seconds" in page
    assert f"{budget.MEMORY // 2**20} MiB of memory" in page
    assert Path(SCRIPT).exists()
