"""Scripts of a template: found, rendered, run in the project, and removed."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from portfolio_kit.errors import RenderError, TemplateError, TrustError
from portfolio_kit.jinja import engine
from portfolio_kit.render import hooks
from portfolio_kit.system.reader import Reader

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
    how = hooks.How(hear=lambda text: sys.stdout.write(f"{text}\n"))
    hooks.run("post_gen_project", template, project, env, CONTEXT, reader=Reader(None), how=how)


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
    hook(
        template,
        "import sys\nprint('first', flush=True)\nprint('second', file=sys.stderr)\n"
        "open('{{ cookiecutter.slug }}.txt', 'w').write('made')\n",
    )

    run(template, project)

    assert (project / "demo.txt").read_text() == "made"
    assert capfd.readouterr() == ("first\nsecond\n", "")
    assert not list((project.parent / "temporary").iterdir())


def test_a_hook_works_in_no_repository_of_a_git_that_started_us(
    template: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(project / "theirs"))
    monkeypatch.setenv("THEIRS", "stays")
    hook(
        template,
        "import os, subprocess\nsubprocess.run(['git', 'init', '--quiet'], check=True)\n"
        "open('said.txt', 'w').write(os.environ['THEIRS'])\n",
    )

    run(template, project)

    assert (project / ".git").is_dir()
    assert (project / "said.txt").read_text() == "stays"


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

    assert caught.value.lines[0] == said
    assert not list((project.parent / "temporary").iterdir())


def test_a_hook_that_fails_is_quoted(template: Path, project: Path) -> None:
    lines = "\n".join(f"print({number})" for number in range(9))
    hook(template, f"import sys\n{lines}\nsys.stdout.flush()\nsys.exit('no')\n")

    with pytest.raises(RenderError) as caught:
        run(template, project)

    assert caught.value.lines[1:] == ("  | 5", "  | 6", "  | 7", "  | 8", "  | no")


def test_a_hook_that_takes_the_project_away_is_said(template: Path, project: Path) -> None:
    hook(template, "import os, shutil\nshutil.rmtree(os.getcwd())\n")

    with pytest.raises(RenderError, match="has taken the project's folder away; correct the hook"):
        run(template, project)


@contextmanager
def before_questions(*, trust: bool, skip: bool = False) -> Iterator[hooks.BeforeQuestions]:
    """Give what runs a hook before the questions; its copies are gone at the end."""
    with ExitStack() as copies:
        yield hooks.BeforeQuestions(hooks.How(skip), trust, copies.enter_context)


def test_a_hook_before_the_questions_changes_a_copy_that_goes(template: Path) -> None:
    (template / "cookiecutter.json").write_text("{}")
    hook(template, "open('cookiecutter.json', 'w').write('[]')", "pre_prompt.py")

    with before_questions(trust=True) as prepare:
        bound, copy = prepare(template, template)
        changed = (copy / "cookiecutter.json").read_text()

    assert (bound, copy.name, changed) == (copy, "template", "[]")
    assert (template / "cookiecutter.json").read_text() == "{}"
    assert not copy.parent.exists()


def test_a_template_in_a_template_is_copied_once(template: Path) -> None:
    for folder in (template, template / "inner"):
        (folder / "hooks").mkdir(parents=True, exist_ok=True)
        (folder / "hooks/pre_prompt.py").write_text("open('ran', 'a').write('x')")

    with before_questions(trust=True) as prepare:
        bound, outer = prepare(template, template)
        again, inner = prepare(bound, outer / "inner")

        assert (again, inner) == (bound, outer / "inner")
        assert [(folder / "ran").read_text() for folder in (outer, inner)] == ["x", "x"]


@pytest.mark.parametrize(
    ("trust", "skip", "name"),
    [(True, False, "other.py"), (True, True, "pre_prompt.py"), (False, True, "pre_prompt.py")],
)
def test_a_template_without_that_hook_is_not_copied(
    template: Path, name: str, *, trust: bool, skip: bool
) -> None:
    hook(template, "raise SystemExit(1)", name)

    with before_questions(skip=skip, trust=trust) as prepare:
        assert prepare(template, template) == (template, template)


def test_a_hook_before_the_questions_is_refused_by_name(template: Path) -> None:
    hook(template, "", "pre_prompt.sh")
    hook(template, "")

    with (
        before_questions(trust=False) as prepare,
        pytest.raises(TrustError) as caught,
    ):
        prepare(template, template)

    assert caught.value.lines == tuple(
        f"hook {name} of template would run code; read it, then pass --trust or --skip-hooks"
        for name in ("post_gen_project.py", "pre_prompt.sh")
    )


def test_a_template_that_cannot_be_copied_is_said(template: Path) -> None:
    hook(template, "", "pre_prompt.py")
    (template / "broken").symlink_to("nowhere")

    with (
        before_questions(trust=True) as prepare,
        pytest.raises(TemplateError, match="runs in a copy, which cannot") as e,
    ):
        prepare(template, template)

    (line,) = e.value.lines
    assert "broken" in line
