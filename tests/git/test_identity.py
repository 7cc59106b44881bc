"""The author is the one of whom git would have made the commit, in that very place."""

import json
import os
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from commandline import PLAIN, Said, call, process
from conftest import MakeTemplate

from portfolio_kit.git import identity

BOB = "[user]\n\tname = Bob\n\temail = bob@example.org\n"
EVE = "[user]\n\tname = Eve\n\temail = eve@example.org\n"


@dataclass(frozen=True)
class Git:
    """What of git is set: files below the home, and variables; ``~`` is the home."""

    files: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)


def system(text: str, **more: str) -> Git:
    return Git(
        {"system": text, **more}, {"GIT_CONFIG_SYSTEM": "~/system", "GIT_CONFIG_NOSYSTEM": ""}
    )


def given(*pairs: tuple[str, str]) -> dict[str, str]:
    numbered = list(enumerate(pairs))
    keys = {f"GIT_CONFIG_KEY_{n}": key for n, (key, _) in numbered}
    values = {f"GIT_CONFIG_VALUE_{n}": value for n, (_, value) in numbered}
    return {"GIT_CONFIG_COUNT": str(len(pairs)), **keys, **values}


GLOBAL = ".gitconfig"
GITS = {
    "global": Git({GLOBAL: BOB}),
    "xdg": Git({"xdg/git/config": BOB}, {"XDG_CONFIG_HOME": "~/xdg"}),
    "home config": Git({".config/git/config": BOB}),
    "xdg below global": Git({"xdg/git/config": EVE, GLOBAL: BOB}, {"XDG_CONFIG_HOME": "~/xdg"}),
    "system": system(BOB),
    "system below global": system(EVE, **{GLOBAL: BOB}),
    "system name, global address": system(
        "[user]\n\tname = Bob\n", **{GLOBAL: "[user]\n\temail = bob@example.org\n"}
    ),
    "GIT_CONFIG_GLOBAL": Git({"elsewhere": BOB, GLOBAL: EVE}, {"GIT_CONFIG_GLOBAL": "~/elsewhere"}),
    "GIT_CONFIG is for git config alone": Git(
        {"other": EVE, GLOBAL: BOB}, {"GIT_CONFIG": "~/other"}
    ),
    "the last of two sections": Git({GLOBAL: EVE + BOB}),
    "the last of two keys": Git(
        {
            GLOBAL: "[user]\n\tname = Eve\n\tname = Bob\n"
            "\temail = e@x.org\n\temail = bob@example.org\n"
        }
    ),
    "an included file": Git({GLOBAL: f"{EVE}[include]\n\tpath = bob\n", "bob": BOB}),
    "an included file before": Git({GLOBAL: f"[include]\n\tpath = eve\n{BOB}", "eve": EVE}),
    "two included files": Git(
        {GLOBAL: "[include]\n\tpath = eve\n\tpath = bob\n", "eve": EVE, "bob": BOB}
    ),
    "included when in the folder": Git(
        {GLOBAL: f'{EVE}[includeIf "gitdir:~/work/"]\n\tpath = bob\n', "bob": BOB}
    ),
    "included when in another folder": Git(
        {GLOBAL: f'{BOB}[includeIf "gitdir:~/play/"]\n\tpath = eve\n', "eve": EVE}
    ),
    "included when somewhere below": Git(
        {GLOBAL: f'{EVE}[includeIf "gitdir:**/work/**"]\n\tpath = bob\n', "bob": BOB}
    ),
    "included in any case": Git(
        {GLOBAL: f'{EVE}[includeIf "gitdir/i:~/WORK/"]\n\tpath = bob\n', "bob": BOB}
    ),
    "included beside the file": Git(
        {GLOBAL: f'{EVE}[includeIf "gitdir:./work/"]\n\tpath = bob\n', "bob": BOB}
    ),
    "included on the branch": Git(
        {GLOBAL: f'{EVE}[includeIf "onbranch:main"]\n\tpath = bob\n', "bob": BOB}
    ),
    "included on another branch": Git(
        {GLOBAL: f'{BOB}[includeIf "onbranch:trunk"]\n\tpath = eve\n', "eve": EVE}
    ),
    "included, then overridden": Git(
        {GLOBAL: f'[includeIf "gitdir:~/work/"]\n\tpath = eve\n{BOB}', "eve": EVE}
    ),
    "included in an included file": Git(
        {
            GLOBAL: f"{EVE}[include]\n\tpath = more\n",
            "more": '[includeIf "gitdir:~/work/"]\n\tpath = bob\n',
            "bob": BOB,
        }
    ),
    "only the address included": Git(
        {
            GLOBAL: f'{EVE}[includeIf "gitdir:~/work/"]\n\tpath = bob\n',
            "bob": "[user]\n\temail = bob@example.org\n",
        }
    ),
    "author over user": Git({GLOBAL: f"[author]\n\tname = Bob\n\temail = bob@example.org\n{EVE}"}),
    "author's address over user's": Git({GLOBAL: f"{BOB}[author]\n\temail = b@work.org\n"}),
    "an empty author": Git({GLOBAL: f"{BOB}[author]\n\tname =\n\temail =\n"}),
    "committer alone": Git({GLOBAL: "[committer]\n\tname = Eve\n\temail = eve@example.org\n"}),
    "variables over files": Git(
        {GLOBAL: EVE}, {"GIT_AUTHOR_NAME": "Bob", "GIT_AUTHOR_EMAIL": "bob@example.org"}
    ),
    "the name by variable": Git({GLOBAL: EVE}, {"GIT_AUTHOR_NAME": "Bob"}),
    "an empty name by variable": Git({GLOBAL: EVE}, {"GIT_AUTHOR_NAME": ""}),
    "the committer's variables": Git(
        {GLOBAL: BOB}, {"GIT_COMMITTER_NAME": "Eve", "GIT_COMMITTER_EMAIL": "e@x.org"}
    ),
    "EMAIL": Git({GLOBAL: "[user]\n\tname = Bob\n"}, {"EMAIL": "bob@example.org"}),
    "EMAIL below user.email": Git({GLOBAL: BOB}, {"EMAIL": "eve@example.org"}),
    "GIT_CONFIG_COUNT": Git(
        {GLOBAL: EVE}, given(("user.name", "Bob"), ("user.email", "bob@example.org"))
    ),
    "nothing": Git(),
    "a name alone": Git({GLOBAL: "[user]\n\tname = Bob\n"}),
    "an address alone": Git({GLOBAL: "[user]\n\temail = bob@example.org\n"}),
    "a name of dots": Git({GLOBAL: "[user]\n\tname = ...\n\temail = bob@example.org\n"}),
    "an emptied name": Git({GLOBAL: f"{BOB}[user]\n\tname =\n"}),
    "blanks around": Git({GLOBAL: '[user]\n\tname = "  Bob  "\n\temail = " bob@example.org "\n'}),
    "brackets around": Git({GLOBAL: "[user]\n\tname = Bob\n\temail = <bob@example.org>\n"}),
    "a name with a comment": Git({GLOBAL: "[user]\n\tname = Bob # me\n\temail = b@x.org ; x\n"}),
    "only what is configured": Git({GLOBAL: f"{BOB}\tuseConfigOnly = true\n"}),
}


@pytest.fixture
def work(home: Path) -> Path:
    """The folder in which projects are baked."""
    folder = home / "work"
    folder.mkdir()
    return folder


def arrange(home: Path, said: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".gitconfig").unlink()
    monkeypatch.delenv("EMAIL", raising=False)
    for name, text in said.files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    for name, value in said.env.items():
        monkeypatch.setenv(name, value.replace("~", str(home)))


def gits_own(place: Path) -> str | None:
    """Return the author of a commit by git itself at ``place``; None when git knows nobody.

    Nobody is also whom git makes up of the machine's names, unless the address is EMAIL.
    """
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", place], check=True)
    words = ["git", "commit", "--quiet", "--allow-empty", "--message=x"]
    for strict in ("-c", "user.useConfigOnly=true"), ():
        line = [words[0], *strict, *words[1:]]
        committer = {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org"}
        env = {**os.environ, **committer}
        done = subprocess.run(line, cwd=place, env=env, check=False, capture_output=True)
        if done.returncode == 0:
            return log(place)
        if not os.environ.get("EMAIL"):
            return None
    return None


def log(project: Path) -> str:
    line = ["git", "log", "-1", "--format=%an <%ae>"]
    done = subprocess.run(line, cwd=project, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def bake(root: Path, output: Path, *words: str) -> Said:
    return process("new", root, *words, "--no-input", "--json", "--output", output, cwd=output)


@pytest.mark.parametrize("name", GITS)
def test_a_bake_is_by_whom_git_would_have_committed_there(
    home: Path,
    work: Path,
    make_template: MakeTemplate,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    arrange(home, GITS[name], monkeypatch)
    monkeypatch.setenv("HOSTNAME", socket.gethostname())

    said = bake(make_template(PLAIN), work)

    expected = gits_own(work / "other")
    if expected is None:
        assert said.status == 1, said.out
        assert "the commit needs a name and an address" in said.err
        assert [path.name for path in work.iterdir()] == ["other"]
    else:
        assert said.status == 0, said.err
        assert log(work / "thing") == expected


@pytest.mark.parametrize("option", ["", "--no-git", "--nested"])
def test_the_repository_around_a_folder_counts_only_for_what_becomes_a_part_of_it(
    work: Path, make_template: MakeTemplate, option: str
) -> None:
    subprocess.run(["git", "init", "--quiet", work], check=True)
    (work / ".gitignore").write_text("/inside/\n", encoding="utf-8")
    config = work / ".git/config"
    config.write_text(config.read_text() + BOB, encoding="utf-8")
    inside = work / "inside"
    inside.mkdir()
    words = ["federated", "slug=small", "--no-input", "--json", *filter(None, [option])]

    said = process("new", *words, cwd=inside)

    assert said.status == 0, said.err
    name = "Bob" if option == "--nested" else "Ada Lovelace"
    assert json.loads(said.out)["author"]["name"] == name
    assert name in (inside / "small/CITATION.cff").read_text() or name == "Ada Lovelace"
    recipe = json.loads((inside / "small/.portfolio-kit.json").read_text(encoding="utf-8"))
    assert recipe["answers"]["author_name"] == name


def test_a_condition_on_the_remote_holds_for_the_remote_that_the_bake_adds(
    home: Path, work: Path, make_template: MakeTemplate
) -> None:
    condition = '[includeIf "hasconfig:remote.*.url:git@example.org:acme/**"]\n\tpath = bob\n'
    (home / ".gitconfig").write_text(EVE + condition, encoding="utf-8")
    (home / "bob").write_text(BOB, encoding="utf-8")
    remote = '[author]\ngithub = "acme"\n[git]\nremote = "git@example.org:{github}/{slug}.git"\n'
    (work / "portfolio.toml").write_text(remote, encoding="utf-8")

    said = bake(make_template(PLAIN), work)

    assert said.status == 0, said.err
    assert log(work / "thing") == "Bob <bob@example.org>"


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_looking_for_the_author_leaves_nothing_behind(
    home: Path, work: Path, make_template: MakeTemplate, words: tuple[str, ...]
) -> None:
    (home / ".gitconfig").write_text(
        f'{EVE}[includeIf "gitdir:~/work/"]\n\tpath = bob\n', encoding="utf-8"
    )
    (home / "bob").write_text(BOB, encoding="utf-8")
    output = work / "not/there"

    said = process(
        *("new", make_template(PLAIN), "--no-input", "--json", "--output", output, *words), cwd=work
    )

    assert said.status == 0, said.err
    assert json.loads(said.out)["author"] == {
        "name": "Bob",
        "email": "bob@example.org",
        "source": "git config ~/bob",
    }
    left = {path.name for path in work.rglob("*") if ".git" not in str(path)}
    made = {"not", "there", "thing", "a.txt", ".portfolio-kit.json"}
    assert left == (set() if words else made)


SOURCES = [
    ([], "git config ~/.gitconfig"),
    (["author_name=Bob"], "argument (name), git config ~/.gitconfig (address)"),
    (["author_name=Bob", "author_email=bob@example.org"], "argument"),
]


@pytest.mark.parametrize(("words", "source"), SOURCES)
def test_the_summary_says_who_is_published_and_who_says_so(
    work: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    source: str,
) -> None:
    monkeypatch.chdir(work)
    name = "Bob" if words else "Ada Lovelace"
    email = "bob@example.org" if len(words) > 1 else "ada@example.org"
    line = ["new", "federated", *words, "--no-input"]

    for more in (["--dry-run"], []):
        said = " ".join(call(capsys, *line, *more).out.split())
        assert f"Author {name} <{email}> from {source}" in said
    documents = [json.loads(call(capsys, *line, "slug=b", "--json", "--dry-run").out)]
    documents.append(json.loads(call(capsys, *line, "slug=b", "--json").out))

    for document in documents:
        assert document["author"] == {"name": name, "email": email, "source": source}


def test_a_build_says_each_author_once(
    work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work)
    project = '[[project]]\ntemplate = "federated"\nslug = "{}"\nanswers = {{{}}}\n'
    others = 'author_name = "Bob", author_email = "bob@example.org"'
    texts = (project.format("a", ""), project.format("b", ""), project.format("c", others))
    (work / "portfolio.toml").write_text("".join(texts), encoding="utf-8")

    planned = call(capsys, "build", "--dry-run")
    document = json.loads(call(capsys, "build", "--json").out)

    said = [" ".join(line.split()) for line in planned.out.splitlines() if "Author" in line]
    assert said == [
        "Author Ada Lovelace <ada@example.org> from git config ~/.gitconfig",
        "Author Bob <bob@example.org> from portfolio.toml:12",
    ]
    names = [result["author"]["name"] for result in document]
    assert names == ["Ada Lovelace", "Ada Lovelace", "Bob"]


def test_what_a_config_file_says_wins_over_git(
    work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work)
    (work / "portfolio.toml").write_text('[author]\nemail = "a@work.org"\n', encoding="utf-8")

    document = json.loads(call(capsys, "new", "federated", "--no-input", "--json").out)

    assert document["author"]["source"] == (
        "git config ~/.gitconfig (name), portfolio.toml:2 (address)"
    )
    assert log(work / Path(document["path"]).name) == "Ada Lovelace <a@work.org>"


def test_identity_is_what_git_knows_in_a_repository_that_is_there(home: Path, work: Path) -> None:
    subprocess.run(["git", "init", "--quiet", work], check=True)
    config = work / ".git/config"
    config.write_text(config.read_text() + "[user]\n\temail = a@local.org\n", encoding="utf-8")

    said = identity.here(work / "sub")

    assert said["name"] == ("Ada Lovelace", f"git config {home}/.gitconfig")
    assert said["email"].value == "a@local.org"


def test_nobody_is_invented(no_identity: Path, work: Path) -> None:
    assert identity.here(work) == identity.there(work / "new") == {}
