"""What a trusted template's own code sees around it is what Cookiecutter lets it see."""

import subprocess
from pathlib import Path

import pytest
from commandline import call
from cookiecutter.main import cookiecutter  # type: ignore[import-untyped] # has no types

ROOT = "{{cookiecutter.slug}}"

#: An extension that looks around: each filter is one way to look.
LOOKS = {
    "folder": "pathlib.Path.cwd().name",
    "files": "' '.join(sorted(os.listdir()))",
    "beside": "pathlib.Path('../VERSION').read_text()",
    "commit": "git('rev-parse', 'HEAD')",
    "tag": "git('describe', '--tags', '--always')",
    "log": "git('log', '--format=%s')",
    "clean": "git('status', '--porcelain', '--untracked-files=no') or 'clean'",
    "top": "pathlib.Path(git('rev-parse', '--show-cdup')).as_posix()",
}

LOCAL = """\
import os, pathlib, subprocess
from cookiecutter.utils import simple_filter
def git(*words):
    done = subprocess.run(['git', *words], capture_output=True, text=True)
    return done.stdout.strip()
"""
LOCAL += "".join(
    f"@simple_filter\ndef {name}(text):\n    return text + {look}\n" for name, look in LOOKS.items()
)


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A repository with two commits and a tag whose template has the extension."""
    root = tmp_path / "there" / "git-looks"
    files = {
        "cookiecutter.json": '{"slug": "p", "_extensions": ['
        + ", ".join(f'"local_extensions.{name}"' for name in LOOKS)
        + "]}",
        "local_extensions.py": LOCAL,
        "VERSION": "7",
        **{f"{ROOT}/{name}.txt": f"{{{{ '' | {name} }}}}" for name in LOOKS},
        f"{ROOT}/facts.txt": "{{ cookiecutter._template }}\n{{ cookiecutter._repo_dir }}\n"
        "{{ cookiecutter._checkout }}\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(root, "init", "--quiet")
    for message in ("one", "two"):
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--allow-empty", "-m", message)
    git(root, "tag", "-m", "v1", "v1")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "three")
    return root


def told(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.name.removesuffix(".txt") in {*LOOKS, "facts"}
    }


@pytest.mark.parametrize("checkout", [None, "v1"])
@pytest.mark.parametrize("kind", ["folder", "address"])
def test_an_extension_looks_around_in_the_template(  # noqa: PLR0913 - two are multiplied
    kind: str,
    checkout: str | None,
    *,
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if kind == "folder" and checkout:
        git(template, "checkout", "--quiet", checkout)
    (tmp_path / "here").mkdir()
    git(tmp_path / "here", "init", "--quiet")  # the person's own work, which is nobody's business
    monkeypatch.chdir(tmp_path / "here")
    source = str(template) if kind == "folder" else f"file://{template}"
    asked = checkout if kind == "address" else None
    cookiecutter(source, asked, no_input=True, output_dir="../theirs")

    words = ["--checkout", asked] if asked else []
    said = call(capsys, *("new", source, *words, "--no-input", "--trust", "--output", "../ours"))

    assert said.status == 0, said.err
    ours, theirs = told(tmp_path / "ours/p"), told(tmp_path / "theirs/p")
    if kind == "address":  # both keep clones, in places of their own
        ours["facts.txt"] = ours["facts.txt"].replace(ours["facts.txt"].split("\n")[1], "", 1)
        theirs["facts.txt"] = theirs["facts.txt"].replace(theirs["facts.txt"].split("\n")[1], "", 1)
    assert ours == theirs
    assert ours["commit.txt"] == git(template, "rev-parse", f"{checkout or 'HEAD'}^{{commit}}")
    assert Path.cwd() == tmp_path / "here"


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("../there/plain", {}),
        ("../there/../there/plain/", {}),
        ("./plain", {}),
        ("../there", {"directory": "plain"}),
        ("../there/", {"directory": "plain"}),
        ("../there/nest", {"template": "one"}),
    ],
)
def test_a_template_is_called_as_the_person_called_it(
    typed: str,
    options: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for top in ("there/plain", "here/plain", "there/nest/one"):
        (tmp_path / top / ROOT).mkdir(parents=True)
        (tmp_path / top / "cookiecutter.json").write_text('{"slug": "p"}', encoding="utf-8")
        facts = "{{ cookiecutter._template }}\n{{ cookiecutter._repo_dir }}\n"
        (tmp_path / top / ROOT / "facts.txt").write_text(facts, encoding="utf-8")
    nest = '{"templates": {"one": {"path": "./one", "title": "One", "description": "x"}}}'
    (tmp_path / "there/nest/cookiecutter.json").write_text(nest, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "here")
    cookiecutter(typed, no_input=True, output_dir="../theirs", directory=options.get("directory"))

    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    said = call(capsys, "new", typed, *words, "--no-input", "--output", "../ours")

    assert said.status == 0, said.err
    assert told(tmp_path / "ours/p") == told(tmp_path / "theirs/p")


def test_the_working_folder_is_found_again_when_it_was_renamed(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portfolio_kit.render import render
    from portfolio_kit.template import template as templates

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there/else")

    render.render(templates.load(template), {"slug": "p"}, tmp_path / "ours", trust=True)

    assert Path("/proc/self/cwd").readlink() == tmp_path / "there/else"
