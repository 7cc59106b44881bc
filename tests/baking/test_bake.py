"""Bake: a committed repository or no trace, the same commit for the same order."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from portfolio_kit.baking import bake
from portfolio_kit.baking.order import GitPlan, Order, Terms, Wanted, take_order
from portfolio_kit.config import config
from portfolio_kit.config.config import Value
from portfolio_kit.errors import BakeError, PortfolioKitError, RenderError, RepositoryError
from portfolio_kit.git.repository import Identity
from portfolio_kit.template import catalog, template

ADA = Identity("Ada Lovelace", "ada@example.org")
SMALL = {
    "cookiecutter.json": '{"title": "Small", "slug": "small"}',
    "{{cookiecutter.slug}}/README.md": "# {{ cookiecutter.title }}\n",
    "{{cookiecutter.slug}}/data/a.csv": "1,2\n",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


def everything(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def order(make_template, tmp_path, date) -> Order:
    small = template.load(make_template(SMALL))
    answers = {"title": "Small", "slug": "small"}
    return Order(small, answers, tmp_path / "out" / "small", date, ADA)


def federated(output: Path, date, **answers) -> Order:
    found = next(known for known in catalog.builtins() if known.name == "federated")
    person = {"author_name": ADA.name, "author_email": ADA.email}
    given = {name: Value(value, "argument") for name, value in (person | answers).items()}
    return take_order(Wanted(found, given, {}), config.load([]), Terms(output, date))


def test_a_bake_is_one_commit_on_main_with_a_clean_tree(order, tmp_path):
    baked = bake.bake(order)

    assert baked.path == tmp_path / "out" / "small"
    assert baked.files == (".portfolio-kit.json", "README.md", "data/a.csv")
    assert git(baked.path, "log", "--format=%H") == baked.commit
    assert git(baked.path, "status", "--porcelain") == ""
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["small"]


def test_the_message_says_what_baked_it_and_how_to_repeat_it(order):
    baked = bake.bake(order)

    said = git(baked.path, "log", "-1", "--format=%B")
    assert said.startswith("feat: Small\n\nBaked by portfolio-kit ")
    assert (
        "portfolio-kit new --from .portfolio-kit.json --set-date 2026-02-03T04:05:06+00:00" in said
    )
    assert git(baked.path, "log", "-1", "--format=%(trailers:key=Portfolio-Kit-Template)")


def test_the_same_order_gives_the_same_commit(tmp_path, date):
    one = bake.bake(federated(tmp_path / "one", date))
    two = bake.bake(federated(tmp_path / "two", date))

    assert one.commit == two.commit


def test_another_answer_gives_another_commit(tmp_path, date):
    one = bake.bake(federated(tmp_path / "one", date))
    two = bake.bake(federated(tmp_path / "two", date, framework="numpy"))

    assert one.commit != two.commit


def test_the_recipe_holds_every_answer_and_no_path(tmp_path, date):
    baked = bake.bake(federated(tmp_path / "out", date))

    text = (baked.path / ".portfolio-kit.json").read_text(encoding="utf-8")
    known = json.loads(text)
    assert known["template"] == "federated"
    assert known["answers"]["framework"] == "jax"
    assert known["command"] == f"python -m {known['answers']['package']}"
    assert str(tmp_path) not in text


def test_a_baked_readme_shows_no_number_before_its_first_run(tmp_path, date):
    baked = bake.bake(federated(tmp_path / "out", date))

    readme = (baked.path / "README.md").read_text(encoding="utf-8")
    assert "python -m " in readme
    assert "cookiecutter" not in readme
    assert not (baked.path / "results").exists()
    assert not (baked.path / "showcase.json").exists()


@pytest.mark.parametrize("kind", ["folder", "empty folder", "file", "broken link"])
def test_nothing_that_stands_at_the_destination_is_touched(order, tmp_path, kind):
    place = tmp_path / "out" / "small"
    place.parent.mkdir()
    if kind == "file":
        place.write_text("mine", encoding="utf-8")
    elif kind == "broken link":
        place.symlink_to("nowhere")
    else:
        place.mkdir()
        if kind == "folder":
            (place / "mine.txt").write_text("mine", encoding="utf-8")
    before = everything(tmp_path / "out")

    with pytest.raises(BakeError, match="small already exists; remove it, or choose another"):
        bake.bake(order)

    assert everything(tmp_path / "out") == before
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["small"]


def test_a_commit_by_nobody_is_refused_before_anything_is_written(order, tmp_path):
    with pytest.raises(RepositoryError, match=r"set author\.name and author\.email"):
        bake.bake(replace(order, author=None))

    assert not (tmp_path / "out").exists()


def test_without_git_nobody_is_needed_and_no_repository_is_made(order):
    baked = bake.bake(replace(order, author=None, git=GitPlan(commits=False)))

    assert baked.commit is None
    assert not (baked.path / ".git").exists()


def test_a_bake_in_a_work_tree_is_refused_unless_nested(order, tmp_path):
    (tmp_path / "out").mkdir()
    git(tmp_path / "out", "init")

    with pytest.raises(BakeError, match=r"would lie inside the git repository .* pass --nested"):
        bake.bake(order)
    baked = bake.bake(replace(order, git=GitPlan(commits=False)))

    assert baked.commit is None
    assert not (baked.path / ".git").exists()


def test_a_place_that_the_work_tree_ignores_is_no_part_of_it(order, tmp_path):
    git(tmp_path, "init")
    (tmp_path / ".gitignore").write_text("out/\n", encoding="utf-8")

    assert bake.bake(order).commit


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.txt", "{% if %}"),
        ("undefined.txt", "{{ cookiecutter.nobody }}"),
        ("latin.txt", "caf\xe9 {{ cookiecutter.slug }}".encode("latin-1")),
        ("{{cookiecutter.nobody}}.txt", "x"),
    ],
)
def test_a_template_that_cannot_be_rendered_leaves_no_trace(
    make_template, order, tmp_path, name, content
):
    root = make_template({**SMALL, f"{{{{cookiecutter.slug}}}}/{name}": content})
    broken = replace(order, template=template.load(root))

    with pytest.raises(RenderError) as caught:
        bake.bake(broken)

    assert len(caught.value.lines) == 1
    assert name in caught.value.lines[0]
    assert not (tmp_path / "out").exists()


def test_a_failing_hook_of_the_person_leaves_the_project_with_the_way_to_finish(
    order, home, tmp_path
):
    hooks = home / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    with (home / ".gitconfig").open("a") as config:
        config.write(f"[core]\n\thooksPath = {hooks}\n")

    with pytest.raises(RepositoryError) as caught:
        bake.bake(order)

    said, *commands = caught.value.lines
    assert said.startswith("git commit failed: not today; ")
    (hooks / "pre-commit").unlink()
    for command in commands:
        subprocess.run(command.split(), check=True, capture_output=True)
    project = tmp_path / "out" / "small"
    assert git(project, "log", "-1", "--format=%s") == "feat: Small"
    assert git(project, "status", "--porcelain") == ""


def test_a_preview_names_the_files_and_the_commit_and_writes_nothing(order, tmp_path):
    seen = bake.preview(order)

    assert not (tmp_path / "out").exists()
    assert seen.files == bake.bake(order).files
    assert seen.message is not None
    assert seen.message.startswith("feat: Small\n")


def test_a_preview_without_git_has_no_message(order):
    assert bake.preview(replace(order, git=GitPlan(commits=False))).message is None


def test_a_read_only_output_is_one_line_and_unchanged(order, tmp_path):
    output = tmp_path / "out"
    output.mkdir()
    output.chmod(0o500)
    try:
        bake.bake(order)
    except PortfolioKitError as error:
        assert "cannot be written (Permission denied)" in error.lines[0]  # noqa: PT017 - root writes anywhere
        assert list(output.iterdir()) == []
    finally:
        output.chmod(0o700)


def test_the_subject_the_branch_and_the_remote_are_the_persons(order):
    plan = GitPlan(branch="trunk", subject="feat: mine", remote="git@example.org:ada/small.git")

    baked = bake.bake(replace(order, git=plan))

    assert git(baked.path, "log", "-1", "--format=%s") == "feat: mine"
    assert git(baked.path, "symbolic-ref", "--short", "HEAD") == "trunk"
    assert git(baked.path, "remote", "get-url", "origin") == "git@example.org:ada/small.git"


def test_a_foreign_template_sees_the_output_folder_and_not_the_staging_folder(
    make_template, order, tmp_path
):
    name = "{{cookiecutter.slug}}/where.txt"
    root = make_template({**SMALL, name: "{{ cookiecutter._output_dir }}"})

    baked = bake.bake(replace(order, template=template.load(root)))

    assert (baked.path / "where.txt").read_text(encoding="utf-8") == str(tmp_path / "out")


def test_the_defaults_of_a_trusted_template_may_use_its_own_extension(
    make_template, tmp_path, date
):
    root = make_template(
        {
            "cookiecutter.json": '{"slug": "{{ \'SMALL\' | quiet }}", "_extensions": ["own.Own"]}',
            "own.py": "from jinja2.ext import Extension\n\n\nclass Own(Extension):\n"
            "    def __init__(self, env):\n        super().__init__(env)\n"
            "        env.filters['quiet'] = str.lower\n",
            "{{cookiecutter.slug}}/a.txt": "{{ 'LOUD' | quiet }}",
        }
    )
    loaded = template.load(root)
    terms = Terms(tmp_path / "out", date, git=False, trust=True)

    baked = bake.bake(take_order(Wanted(loaded, {}, {}), config.load([]), terms))

    assert baked.path.name == "small"
    assert (baked.path / "a.txt").read_text(encoding="utf-8") == "loud"
