"""Hooks from the command line: run, heard, skipped or refused, and what they wrote."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from commandline import call
from conftest import MakeTemplate

Capture = pytest.CaptureFixture[str]
ROOT = "{{cookiecutter.slug}}"
FILES = {
    "cookiecutter.json": '{"slug": "demo"}',
    f"{ROOT}/a.txt": "{{ cookiecutter.added|default('not there') }}\n",
}
ADDS = """\
import json, pathlib
print("asking nobody")
path = pathlib.Path("cookiecutter.json")
path.write_text(json.dumps({**json.loads(path.read_text()), "added": "by the hook"}))
"""
SAYS = """\
import sys
print("to the one", flush=True)
print("to the other", file=sys.stderr, flush=True)
sys.exit({{ cookiecutter.status|default(0) }})
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and a place of its own for temporary files."""
    for name in ("here", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    project = '[[project]]\ntemplate = "./template"\n'
    (tmp_path / "portfolio.toml").write_text(project, encoding="utf-8")
    return tmp_path / "here"


def temporary(here: Path) -> list[Path]:
    return list((here.parent / "temporary").iterdir())


@pytest.mark.parametrize("command", ["new", "build"])
def test_a_hook_runs_before_the_questions_are_read(
    command: str, here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template({**FILES, "hooks/pre_prompt.py": ADDS})
    words = ("build", "../portfolio.toml") if command == "build" else ("new", folder)

    said = call(capsys, *words, "--trust")

    assert said.status == 0
    assert (here / "demo/a.txt").read_text() == "by the hook\n"
    assert "asking nobody\n" in said.err
    recipe = json.loads((here / "demo/.portfolio-kit.json").read_text())
    assert (recipe["template"], recipe["answers"]["added"]) == ("template", "by the hook")
    assert "added" not in (folder / "cookiecutter.json").read_text()
    assert temporary(here) == []


def test_a_hook_of_a_list_of_templates_runs_before_the_list_is_read(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    hook = """\
import json, pathlib
pathlib.Path("cookiecutter.json").write_text(json.dumps({"templates": {"a": {"path": "one"}}}))
"""
    nested = {f"one/{name}": text for name, text in FILES.items()}
    nested["one/hooks/pre_prompt.py"] = ADDS
    folder = make_template({**nested, "cookiecutter.json": "{}", "hooks/pre_prompt.py": hook})

    said = call(capsys, "new", folder, "--trust", "--template", "a")

    assert said.status == 0
    assert (here / "demo/a.txt").read_text() == "by the hook\n"
    assert temporary(here) == []


@pytest.mark.parametrize("command", ["new", "build", "new --dry-run"])
@pytest.mark.parametrize("name", ["pre_prompt.py", "pre_gen_project.sh", "post_gen_project.py"])
def test_a_hook_is_refused_by_name_before_a_default_is_rendered(
    command: str,
    name: str,
    here: Path,
    capsys: Capture,
    make_template: MakeTemplate,
) -> None:
    questions = '{"slug": "demo", "x": "{{ cookiecutter.slug|shout }}", "_extensions": ["no.such"]}'
    folder = make_template({**FILES, "cookiecutter.json": questions, f"hooks/{name}": "exit(1)"})
    words = ("build", "../portfolio.toml") if command == "build" else (*command.split(), folder)

    said = call(capsys, *words)

    assert said.status == 1
    assert f"hook {name} of template would run code; read it, then pass --trust" in said.err
    assert "shout" not in said.err
    assert not (here / "demo").exists()
    assert temporary(here) == []


@pytest.mark.parametrize("command", ["new", "build", "show", "new --dry-run"])
def test_an_extension_is_refused_by_name_before_a_default_is_rendered(
    command: str, capsys: Capture, make_template: MakeTemplate
) -> None:
    questions = '{"slug": "demo", "x": "{{ cookiecutter.slug|shout }}", "_extensions": ["no.such"]}'
    folder = make_template({**FILES, "cookiecutter.json": questions})
    words = ("build", "../portfolio.toml") if command == "build" else (*command.split(), folder)

    said = call(capsys, *words)

    assert "extension no.such of template would run code; read it, then pass --trust" in (
        said.err + said.out
    )
    assert "filter" not in said.err + said.out


@pytest.mark.parametrize("command", ["new", "build"])
def test_a_template_bakes_without_its_hooks(
    command: str, here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    hooks = {f"hooks/{name}.py": "exit(1)" for name in ("pre_prompt", "post_gen_project")}
    folder = make_template({**FILES, **hooks})
    words = ("build", "../portfolio.toml") if command == "build" else ("new", folder)

    said = call(capsys, *words, "--skip-hooks", "--set-date", "2026-02-03")

    assert said.status == 0
    assert "hook post_gen_project.py was skipped\nhook pre_prompt.py was skipped\n" in said.err
    assert (here / "demo/a.txt").read_text() == "not there\n"
    log = ["git", "-C", "demo", "log", "-1", "--format=%B"]
    message = subprocess.run(log, capture_output=True, text=True, check=True).stdout
    assert "--set-date 2026-02-03T00:00:00+00:00 --skip-hooks\n" in message


def test_a_program_is_told_what_was_skipped(capsys: Capture, make_template: MakeTemplate) -> None:
    folder = make_template({**FILES, "hooks/post_gen_project.py": "exit(1)"})

    said = call(capsys, "new", folder, "--skip-hooks", "--json")

    assert json.loads(said.out)["skipped_hooks"] == ["post_gen_project.py"]


def test_extensions_need_trust_when_hooks_are_skipped(
    capsys: Capture, make_template: MakeTemplate
) -> None:
    questions = '{"slug": "demo", "_extensions": ["no.such"]}'
    hook = {"hooks/post_gen_project.py": "exit(1)", "cookiecutter.json": questions}

    said = call(capsys, "new", make_template({**FILES, **hook}), "--skip-hooks")

    assert said.err.splitlines()[1:] == [
        "extension no.such of template would run code; read it, then pass --trust"
    ]


@pytest.mark.parametrize("words", [(), ("--json",)], ids=str)
def test_what_hooks_say_goes_to_standard_error(
    words: Sequence[str], capsys: Capture, make_template: MakeTemplate
) -> None:
    hooks = {f"hooks/{name}_gen_project.py": SAYS for name in ("pre", "post")}

    said = call(capsys, "new", make_template({**FILES, **hooks}), "--trust", *words)

    assert said.status == 0
    assert said.err.count("to the one\nto the other\n") == 2
    assert "to the" not in said.out
    if words:
        assert json.loads(said.out)["files"] == [".portfolio-kit.json", "a.txt"]


@pytest.mark.parametrize("status", [0, 3])
def test_quiet_quotes_a_hook_only_when_it_fails(
    status: int, here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    questions = json.dumps({"slug": "demo", "status": status})
    folder = make_template(
        {**FILES, "cookiecutter.json": questions, "hooks/post_gen_project.py": SAYS}
    )

    said = call(capsys, "new", folder, "--trust", "--quiet")

    assert said.out == ""
    assert said.err == ("" if not status else (
        "hook post_gen_project.py ended with exit status 3: to the other; "
        "change the answers, or correct the hook\n  | to the one\n  | to the other\n"
    ))  # fmt: skip
    assert (here / "demo").exists() is (status == 0)


@pytest.mark.parametrize("place", ["a place", "ä"])
def test_what_a_hook_writes_of_its_place_is_true_at_the_end(
    place: str, here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    hook = """\
import json, os, pathlib, urllib.parse
cwd = pathlib.Path.cwd()
assert cwd.name == "{{ cookiecutter.slug }}"
pathlib.Path("plain.txt").write_text(f"{cwd}/x\\n", encoding="utf-8")
pathlib.Path("place.json").write_text(json.dumps({"at": str(cwd)}))
pathlib.Path("url.txt").write_text(cwd.as_uri())
pathlib.Path("latin.txt").write_bytes(b"\\xe9 " + os.fsencode(cwd))
pathlib.Path("link").symlink_to(cwd / "a.txt")
pathlib.Path("folder").symlink_to(cwd)
pathlib.Path("near").symlink_to("a.txt")
pathlib.Path("run.sh").write_text(f"#!{cwd}/a.txt\\n", encoding="utf-8")
pathlib.Path("run.sh").chmod(0o555)
os.link("plain.txt", "same.txt")
"""
    folder = make_template({**FILES, "hooks/post_gen_project.py": hook})

    said = call(capsys, "new", folder, "--trust", "--no-git", "--output", place)

    project = (here / place / "demo").resolve()
    assert (said.status, said.err.count("staging")) == (0, 0)
    assert (project / "plain.txt").read_text(encoding="utf-8") == f"{project}/x\n"
    assert (project / "same.txt").read_text(encoding="utf-8") == f"{project}/x\n"
    assert json.loads((project / "place.json").read_text()) == {"at": str(project)}
    assert (project / "url.txt").read_text() == project.as_uri()
    assert (project / "latin.txt").read_bytes() == b"\xe9 " + os.fsencode(project)
    assert (project / "link").readlink() == project / "a.txt"
    assert (project / "folder").readlink() == project
    assert (project / "near").readlink() == Path("a.txt")
    assert (project / "run.sh").read_text(encoding="utf-8") == f"#!{project}/a.txt\n"
    assert (project / "run.sh").stat().st_mode & 0o777 == 0o555


def test_an_environment_that_a_hook_makes_works(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    hook = f"#!/bin/sh\n{sys.executable} -m venv --without-pip .venv\n"
    folder = make_template(
        {**FILES, f"{ROOT}/.gitignore": ".venv\n", "hooks/post_gen_project.sh": hook}
    )

    said = call(capsys, "new", folder, "--trust")

    assert (said.status, said.err.count("made it")) == (0, 0)
    activated = subprocess.run(
        [". demo/.venv/bin/activate && python -c 'import sys; print(sys.prefix)'"],
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert activated.stdout.strip() == str(here.resolve() / "demo/.venv")


def test_a_place_in_a_file_that_is_no_text_is_said(
    capsys: Capture, make_template: MakeTemplate
) -> None:
    hook = (
        "import os, pathlib\npathlib.Path('b.bin').write_bytes(b'\\0' + os.fsencode(os.getcwd()))\n"
    )
    folder = make_template({**FILES, "hooks/post_gen_project.py": hook})

    said = call(capsys, "new", folder, "--trust")

    assert said.status == 0
    assert (
        "    b.bin holds the folder in which a hook made it, and which is gone; make it anew\n"
    ) in said.out


@pytest.mark.parametrize("name", ["pre_gen_project.py", "post_gen_project.py"])
def test_a_file_beside_the_project_is_refused(
    name: str, here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template({**FILES, f"hooks/{name}": "open('../sibling', 'w')"})

    said = call(capsys, "new", folder, "--trust")

    assert (said.status, list(here.iterdir())) == (1, [])
    assert said.err.splitlines()[-1] == (
        "a hook wrote 'sibling' beside the project, where it would be lost; "
        "let it write inside, or pass --skip-hooks"
    )


def test_a_hook_that_fails_leaves_nothing(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    for name in ("pre_prompt", "pre_gen_project", "post_gen_project"):
        folder = make_template({**FILES, f"hooks/{name}.py": "raise SystemExit('no')"})

        said = call(capsys, "new", folder, "--trust")

        assert f"hook {name}.py ended with exit status 1: no; change the answers" in said.err
        assert list(here.iterdir()) == temporary(here) == []
        (folder / f"hooks/{name}.py").unlink()
