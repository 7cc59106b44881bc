"""Scripts of a template: found, rendered, run in the project, and removed."""

import tempfile
from pathlib import Path

import pytest

from portfolio_kit import engine, hooks
from portfolio_kit.errors import RenderError

CONTEXT = {"cookiecutter": {"slug": "demo"}}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    (tmp_path / "template/hooks").mkdir(parents=True)
    return tmp_path / "template"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which hooks run; temporary files go beside it."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def run(template: Path, project: Path) -> None:
    env = engine.environment(CONTEXT, [], trusted=True)
    hooks.run("post_gen_project", template, project, env, CONTEXT)


def hook(template: Path, text: str | bytes, name: str = "post_gen_project.py") -> None:
    (template / "hooks" / name).write_bytes(text.encode() if isinstance(text, str) else text)


def test_only_hooks_are_found(template: Path) -> None:
    for name in ("pre_prompt.sh", "post_gen_project.py", "post_gen_project.py~", "lib.py"):
        hook(template, "", name)

    assert [path.name for path in hooks.find(template)] == ["post_gen_project.py", "pre_prompt.sh"]
    assert [path.name for path in hooks.find(template, "pre_prompt")] == ["pre_prompt.sh"]
    assert hooks.find(template / "hooks") == []


def test_a_hook_is_rendered_and_runs_in_the_project(
    template: Path, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    hook(template, "print('noise')\nopen('{{ cookiecutter.slug }}.txt', 'w').write('made')\n")

    run(template, project)

    assert (project / "demo.txt").read_text() == "made"
    assert capfd.readouterr() == ("", "")
    assert not list((project.parent / "temporary").iterdir())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "post_gen_project.py",
            "import sys\nprint('first', file=sys.stderr)\nsys.exit('no such slug')\n",
            (
                "hook post_gen_project.py ended with exit status 1: no such slug; "
                "change the answers, or correct the hook"
            ),
        ),
        (
            "post_gen_project.sh",
            "#!/bin/sh\nexit 3\n",
            (
                "hook post_gen_project.sh ended with exit status 3: it says nothing; "
                "change the answers, or correct the hook"
            ),
        ),
        (
            "post_gen_project.sh",
            "",
            (
                "hook post_gen_project.sh cannot be started: it names no interpreter; "
                "let its first line begin with #!"
            ),
        ),
        (
            "post_gen_project",
            "#!/no/such/program\n",
            (
                "hook post_gen_project cannot be started: No such file or directory; "
                "correct its first line"
            ),
        ),
        (
            "post_gen_project.py",
            "\n{{ nope }}",
            "hooks/post_gen_project.py:2: 'nope' is undefined; define it or correct the name",
        ),
        (
            "post_gen_project.py",
            b"\n# \xe9",
            "hooks/post_gen_project.py:2: byte 0xe9 is not UTF-8; save the file as UTF-8",
        ),
    ],
)
def test_a_hook_that_fails_is_one_line(
    name: str, text: str | bytes, said: str, template: Path, project: Path
) -> None:
    hook(template, text, name)

    with pytest.raises(RenderError) as caught:
        run(template, project)

    assert str(caught.value) == said
    assert not list((project.parent / "temporary").iterdir())


def test_a_hook_before_the_questions_changes_a_copy(template: Path, tmp_path: Path) -> None:
    (template / "cookiecutter.json").write_text("{}")
    hook(template, "open('cookiecutter.json', 'w').write('[]')", "pre_prompt.py")
    into = tmp_path / "copies"
    into.mkdir()

    copy = hooks.pre_prompt(template, into)

    assert copy == into / "template"
    assert (copy / "cookiecutter.json").read_text() == "[]"
    assert (template / "cookiecutter.json").read_text() == "{}"


def test_a_template_without_that_hook_is_not_copied(template: Path, tmp_path: Path) -> None:
    assert hooks.pre_prompt(template, tmp_path / "copies") == template
    assert not (tmp_path / "copies").exists()
