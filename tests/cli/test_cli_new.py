"""`new` without questions: what it bakes, prints and refuses."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from commandline import PLAIN, TEMPLATE, call, lines, process
from conftest import MakeTemplate

from portfolio_kit.template import catalog

Capture = pytest.CaptureFixture[str]


def git(project: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(project), *words], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_bake_says_where_it_is_what_it_committed_and_what_comes_next(
    here: Path,
    capsys: Capture,
    make_template: MakeTemplate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portfolio_kit.cli.next_steps.shutil.which", lambda _: None)  # no gh

    said = call(capsys, "new", make_template(TEMPLATE))

    commit = git(here / "small-thing", "rev-parse", "--short=7", "HEAD")
    assert said.status == 0
    assert [line.strip() for line in lines(said.out)] == [
        f"✔ small-thing  3 files, commit {commit}",
        "Author  Ada Lovelace <ada@example.org>  from git config ~/.gitconfig",
        "Next",
        "cd small-thing",
        "portfolio-kit run --trust",
        "git remote add origin git@github.com:OWNER/small-thing.git",
        "git push -u origin main",
        "It installs the project, runs it (about 30 s) and fills README.md.",
        "--trust runs the project's code: look at it first.",
        "Before the push, make an empty repository there: https://github.com/new",
    ]
    assert max(map(len, said.out.splitlines())) <= 80


def test_what_is_printed_can_be_copied_into_a_shell(
    here: Path, capsys: Capture, make_template: MakeTemplate, tmp_path: Path
) -> None:
    output = tmp_path / "a place, with blanks"

    said = call(capsys, "new", make_template(TEMPLATE), "--output", output)

    command = next(line for line in lines(said.out) if line.strip().startswith("cd "))
    ended = subprocess.run(
        ["sh", "-c", f"{command} && ls"], cwd=here, capture_output=True, text=True, check=True
    )
    assert "README.md" in ended.stdout


def test_the_home_is_meant_where_no_shell_has_said_so(
    here: Path, home: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    make_template(PLAIN).rename(home / "mine")
    (home / "p.toml").write_text('[[project]]\ntemplate = "~/mine"\n', encoding="utf-8")

    shown = call(capsys, "show", "~/mine")
    new = call(capsys, "new", "~/mine", "--output=~/out", "--no-input", "--config=~/p.toml")
    again = call(capsys, "new", "--from=~/out/thing/.portfolio-kit.json", "~/mine", "--no-input")
    built = call(capsys, "build", "~/p.toml", "--output=~/built")

    assert [said.status for said in (shown, new, again, built)] == [0, 0, 0, 0]
    assert (home / "out/thing/a.txt").is_file()
    assert (home / "built/thing/a.txt").is_file()
    assert [path.name for path in here.iterdir()] == ["thing"]


def test_answers_come_from_the_command_line(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    call(capsys, "new", make_template(TEMPLATE), "slug=s", "colour=green", "size=7", "loud=yes")

    assert (here / "s/src/colour.txt").read_text(encoding="utf-8") == "green 7\n"
    assert (here / "s/loud.txt").exists()


def test_every_mistake_is_said_at_once_and_nothing_is_left(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), "colour=blue", "size=10", "siez=1")

    assert (said.status, said.out) == (1, "")
    assert len(lines(said.err)) == 3
    assert "did you mean 'size'?" in said.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("words", [["nonsense"], ["size=1", "size=2"]], ids=str)
def test_a_word_that_is_no_answer_is_said(
    words: list[str], here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), *words)

    assert said.status == 1
    assert said.err.startswith("argument: ")
    assert list(here.iterdir()) == []


def test_a_template_must_be_named(capsys: Capture) -> None:
    said = call(capsys, "new")

    assert said.status == 2
    assert "portfolio-kit list" in said.err


def test_answers_come_from_the_config_file_of_the_working_folder(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    (here / "portfolio.toml").write_text('[defaults]\ncolour = "green"\n', encoding="utf-8")

    call(capsys, "new", make_template(TEMPLATE), "size=2")

    assert (here / "small-thing/src/colour.txt").read_text(encoding="utf-8") == "green 2\n"


def test_the_persons_own_config_is_weaker_than_the_portfolios(
    here: Path, home: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    mine = home / ".config/portfolio-kit/config.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text('[defaults]\ncolour = "green"\nsize = 8\n', encoding="utf-8")
    given = here / "other.toml"
    given.write_text("[defaults]\nsize = 4\n", encoding="utf-8")

    call(capsys, "new", make_template(TEMPLATE), "--config", given)

    assert (here / "small-thing/src/colour.txt").read_text(encoding="utf-8") == "green 4\n"


def test_a_config_file_that_is_named_must_be_there(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), "--config", "nowhere.toml")

    assert said.status == 1
    assert "nowhere.toml" in said.err


def test_a_dry_run_shows_tree_and_commit_and_writes_nothing(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), "--dry-run", "--set-date", "2026-02-03")

    assert list(here.iterdir()) == []
    assert "  └─ README.md" in said.out
    assert "feat: Small thing" in said.out
    assert "Portfolio-Kit-Template: template 1" in said.out
    assert "Nothing was written" in said.out


def test_a_dry_run_without_git_shows_no_commit(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), "--dry-run", "--no-git")

    assert "No commit would be made." in said.out
    assert "feat:" not in said.out


def test_a_dry_run_prints_one_document(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), "--dry-run", "--json")

    document = json.loads(said.out)
    assert document["path"] == str(here / "small-thing")
    assert document["message"].startswith("feat: Small thing\n")
    assert said.err == ""


@pytest.mark.parametrize("words", [[], ["--dry-run"]], ids=str)
def test_quiet_prints_nothing(
    words: list[str], here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(PLAIN), "--quiet", *words)

    assert said == type(said)(0, "", "")


def test_a_program_gets_one_document(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), "--json")

    document = json.loads(said.out)
    assert document["commit"] == git(here / "small-thing", "rev-parse", "HEAD")
    assert document["files"] == [".portfolio-kit.json", "README.md", "src/colour.txt"]
    assert document["command"] == "python -m it"


def test_a_failure_prints_no_document_but_its_problems(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    said = call(capsys, "new", make_template(TEMPLATE), "--json", "size=99")

    assert said.status == 1
    assert [problem["where"] for problem in json.loads(said.out)["problems"]] == [{"key": "size"}]
    assert "size" in said.err


def test_the_same_answers_and_date_give_the_same_commit(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(TEMPLATE)
    words = ["new", folder, "--json", "--set-date", "2026-02-03"]

    one = json.loads(call(capsys, *words, "--output", here / "a").out)
    two = json.loads(call(capsys, *words, "--output", here / "b").out)

    assert one["commit"] == two["commit"]
    assert git(here / "a/small-thing", "log", "-1", "--format=%aI") == "2026-02-03T00:00:00+00:00"


def test_an_existing_destination_is_refused_and_stays_as_it_is(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    (here / "small-thing").mkdir()

    said = call(capsys, "new", make_template(TEMPLATE))

    assert said.status == 1
    assert "already exists" in said.err
    assert list((here / "small-thing").iterdir()) == []


def test_a_repository_around_it_is_refused_unless_nested(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    git(here, "init", "--quiet")
    folder = make_template(TEMPLATE)

    refused = call(capsys, "new", folder)
    nested = call(capsys, "new", folder, "--nested")

    assert refused.status == 1
    assert "--nested" in refused.err
    assert "not committed: it is part of the repository around it" in nested.out
    assert not (here / "small-thing/.git").exists()


def test_without_git_there_is_no_repository_and_no_identity_is_needed(
    here: Path, no_identity: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    refused = call(capsys, "new", make_template(TEMPLATE))
    said = call(capsys, "new", make_template(TEMPLATE), "--no-git")

    assert refused.status == 1
    assert "git config --global user.name" in refused.err
    assert "3 files, not committed" in said.out
    assert not (here / "small-thing/.git").exists()


def test_the_git_table_of_the_config_is_used(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    (here / "portfolio.toml").write_text(
        '[author]\ngithub = "ada"\n[git]\nbranch = "trunk"\nmessage = "feat: mine"\n'
        'remote = "git@example.org:{github}/{slug}.git"\n',
        encoding="utf-8",
    )

    call(capsys, "new", make_template(TEMPLATE))

    project = here / "small-thing"
    assert git(project, "log", "-1", "--format=%s") == "feat: mine"
    assert git(project, "branch", "--show-current") == "trunk"
    assert git(project, "remote", "get-url", "origin") == "git@example.org:ada/small-thing.git"


def test_a_remote_that_needs_a_user_name_says_so(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    (here / "portfolio.toml").write_text(
        '[git]\nremote = "git@example.org:{github}/{slug}.git"\n', encoding="utf-8"
    )

    said = call(capsys, "new", make_template(TEMPLATE))

    assert said.status == 1
    assert said.err.startswith("portfolio.toml:2: remote")
    assert not (here / "small-thing").exists()


def test_a_recipe_bakes_the_same_commit_again(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    words = ["--json", "--set-date", "2026-02-03"]
    folder = make_template(TEMPLATE)
    one = json.loads(call(capsys, "new", folder, "colour=green", *words).out)

    again = call(
        capsys, "new", folder, "--from", here / "small-thing", *words, "--output", here / "again"
    )

    assert json.loads(again.out)["commit"] == one["commit"]


def test_an_answer_given_is_stronger_than_the_recipe(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(TEMPLATE)
    call(capsys, "new", folder, "colour=green")

    file = here / "small-thing/.portfolio-kit.json"
    call(capsys, "new", folder, "--from", file, "slug=other", "size=9")

    assert (here / "other/src/colour.txt").read_text(encoding="utf-8") == "green 9\n"


def test_a_recipe_of_a_clone_finds_the_very_commit(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(TEMPLATE)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=one")
    url, commit = folder.as_uri(), git(folder, "rev-parse", "HEAD")
    answers = {"title": "T", "slug": "t", "colour": "red", "size": 1, "loud": False}
    file = here / "answers.json"
    file.write_text(
        json.dumps(
            {
                "template": "template",
                "version": "1",
                "kit": "1",
                "layers": ["."],
                "answers": answers,
                "story": {},
                "date": "2026-01-01",
                "origin": {"url": url, "commit": commit},
            }
        ),
        encoding="utf-8",
    )
    (folder / "{{cookiecutter.slug}}/README.md").write_text("changed\n", encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message=two")

    said = call(capsys, "new", "--from", file)

    assert said.status == 0, said.err
    assert (here / "t/README.md").read_text(encoding="utf-8") == "# T\n"


def test_a_built_in_template_is_named_by_its_recipe(here: Path, capsys: Capture) -> None:
    call(capsys, "new", "federated", "slug=one-project")

    said = call(capsys, "new", "--from", here / "one-project", "slug=two", "package=two")

    assert said.status == 0, said.err
    assert (here / "two/README.md").exists()


def test_a_template_without_a_main_command_says_so_before_the_bake(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(PLAIN)

    said = call(capsys, "new", folder)
    refused = call(capsys, "new", folder, "--run", "name=other")

    assert "names no main command" in said.err
    assert "portfolio-kit run" not in said.out
    assert refused.status == 1
    assert not (here / "other").exists()


def test_a_readme_without_a_run_is_still_pointed_at(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    readme = {"{{cookiecutter.name}}/README.md": "words\n"}

    said = call(capsys, "new", make_template({**PLAIN, **readme}))

    assert "README.md says more" in said.out


def test_a_note_of_the_template_is_said(
    here: Path, capsys: Capture, make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    found = replace(catalog.find(str(make_template(TEMPLATE)), cache=here), note="an old copy")
    monkeypatch.setattr(catalog, "find", lambda *_, **__: found)

    assert call(capsys, "new", "any").err.startswith("an old copy\n")


def test_a_pipe_is_asked_nothing_and_told_what_was_taken(
    here: Path, make_template: MakeTemplate
) -> None:
    said = process("new", make_template(TEMPLATE), "colour=green", cwd=here)

    assert said.status == 0
    assert (here / "small-thing").is_dir()
    assert said.err == (
        "4 questions took their defaults: title='Small thing', slug=small-thing, size=3, loud=no "
        f"(portfolio-kit show {here.parent / 'template'} explains them)\n"
    )


@pytest.mark.parametrize("words", [["--no-input"], ["--dry-run"], []], ids=str)
@pytest.mark.parametrize("name", [found.name for found in catalog.builtins()])
def test_defaults_that_nobody_chose_are_said_the_weightiest_first(
    name: str, words: list[str], here: Path
) -> None:
    said = process("new", name, "slug=small", *words, cwd=here)

    (line,) = lines(said.err)
    found = catalog.find(name, cache=here)
    assert re.match(r"\d+ questions took their defaults: title=", line)
    assert line.endswith(f" (portfolio-kit show {name} explains them)")
    assert "slug=" not in line
    assert "author_name" not in line
    places = [line.index(f" {asked}=") for asked in found.ask]
    assert places == sorted(places)


@pytest.mark.parametrize("words", [["--quiet"], ["--json"]], ids=str)
def test_who_wants_no_words_gets_none_on_defaults(
    words: list[str], here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    assert call(capsys, "new", make_template(TEMPLATE), *words).err == ""


def test_one_default_is_one(here: Path, capsys: Capture, make_template: MakeTemplate) -> None:
    said = call(capsys, "new", make_template(PLAIN))

    assert "1 question took its default: name=thing " in said.err


def test_without_git_the_author_is_still_the_one_whom_git_knows(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call(capsys, "new", "federated", "slug=known", "--no-git", "--quiet")

    assert said.status == 0
    assert "Ada Lovelace" in (here / "known" / "LICENSE").read_text(encoding="utf-8")


def test_nobody_as_the_author_is_said_with_everything_else_that_is_wrong(
    here: Path, capsys: Capture, no_identity: Path
) -> None:
    said = call(capsys, "new", "federated", "framwork=jax", "--no-input")

    assert said.status == 1
    assert [line.split(";")[0] for line in lines(said.err)] == [
        "nobody is known as the author",
        "argument: framwork is no question of federated",
    ]
    assert list(here.iterdir()) == []


def test_a_recipe_of_a_folder_elsewhere_asks_for_the_template(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    template = make_template(PLAIN)
    call(capsys, "new", template, "--quiet")
    file = here / "thing/.portfolio-kit.json"

    alone = call(capsys, "new", "--from", file, "--output", "again")
    named = call(capsys, "new", template, "--from", file, "--output", "again", "--quiet")

    assert alone.status == 1
    assert alone.err == (
        f"{file} does not say where template 'template' is; "
        "name its folder or address: portfolio-kit new TEMPLATE --from FILE\n"
    )
    assert named.status == 0
    assert (here / "again/thing").is_dir()


def test_a_config_file_that_is_not_there_is_told_how_it_is_made(
    here: Path, capsys: Capture
) -> None:
    said = call(capsys, "build")

    assert said.status == 1
    assert said.err == ("portfolio.toml is not there; write one with: portfolio-kit config init\n")


@pytest.mark.skipif(os.name == "nt", reason="there a working folder cannot be removed")
def test_a_working_folder_that_is_gone_is_one_line(here: Path, capsys: Capture) -> None:
    here.rmdir()

    for words in (("new", "federated", "--no-input"), ("config", "show"), ("run",)):
        said = call(capsys, *words)

        assert (said.status, said.out) == (1, "")
        assert said.err == "the working folder is gone; change to another\n"
