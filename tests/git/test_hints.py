"""What a reference means: refs with strange names, abbreviations, and advice about wrong ones."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import served
from commandline import PLAIN, SCRIPT, call
from sample_manifest import sample

from portfolio_kit.showcase import manifest

Capture = pytest.CaptureFixture[str]

#: Names of branches that an address cannot hold after its `@`, or not easily.
REFS = ["release@3", "@scope/x", "feature/x@2", "a@b@c", "v1", "größe", "v1.0-rc.1"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose `main` bakes `thing`, and each of REFS a project of its own."""
    root = served.template(tmp_path / "x", PLAIN)
    for number, ref in enumerate(REFS):
        served.git(root, "checkout", "-q", "--orphan", f"b{number}")
        (root / "cookiecutter.json").write_text(json.dumps({"name": f"thing-{number}"}))
        served.git(root, "commit", "-qam", ref)
        served.git(root, *(["tag", "-f", ref] if number % 2 == 0 else ["branch", ref]))
    served.git(root, "checkout", "-q", "main")
    return root


def baked(here: Path) -> list[str]:
    return sorted(path.name for path in here.iterdir())


@pytest.mark.parametrize("ref", REFS)
def test_checkout_names_any_ref(capsys: Capture, here: Path, repository: Path, ref: str) -> None:
    said = call(capsys, "new", f"file://{repository}", "--checkout", ref, "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")
    assert baked(here) == [f"thing-{REFS.index(ref)}"]
    recipe = json.loads((here / baked(here)[0] / ".portfolio-kit.json").read_text("utf-8"))
    assert recipe["origin"]["ref"] == ref


def test_show_takes_a_checkout_too(capsys: Capture, here: Path, repository: Path) -> None:
    said = call(capsys, "show", f"file://{repository}", "--checkout", "release@3", "--json")

    assert json.loads(said.out)["questions"][0]["default"] == "thing-0"


def test_checkout_is_stronger_than_the_address_and_that_is_said(
    capsys: Capture, here: Path, repository: Path
) -> None:
    said = call(capsys, "new", f"file://{repository}@v1", "--checkout", "release@3", "--no-input")

    assert baked(here) == ["thing-0"]
    assert "--checkout release@3 counts, and not @v1" in said.err


def test_both_may_say_the_same(capsys: Capture, here: Path, repository: Path) -> None:
    said = call(capsys, "new", f"file://{repository}@v1", "--checkout", "v1", "--no-input")

    assert (said.status, "counts" in said.err) == (0, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["federated", "--checkout", "v1"], "federated is one template; leave 'v1' out"),
        (["URL", "--checkout", ""], "'' is no branch, tag or commit"),
        (["URL", "--checkout", "-x"], "'-x' is no branch, tag or commit"),
        (["URL", "--checkout", "a b"], "'a b' is no branch, tag or commit"),
        (["URL", "--checkout", "nope"], "has no branch, tag or commit 'nope'; it has: "),
        (["URL", "--checkout", "relase@3"], "'relase@3'; did you mean 'release@3'?"),
        (["FOLDER", "--checkout", "v1"], "for v1 of its repository give: file:///"),
    ],
)
def test_a_checkout_that_cannot_be_is_one_line(
    capsys: Capture, here: Path, repository: Path, words: list[str], said: str
) -> None:
    known = {"URL": f"file://{repository}", "FOLDER": str(repository)}

    answer = call(capsys, "new", *(known.get(word, word) for word in words), "--no-input")

    assert answer.status == 1
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("./work@v1", "./work is a folder"),
        ("./repo@v1", "for v1 of its repository, say: file:///"),
        ("./bare.git@v1", "for v1 of its repository, say: file:///"),
        ("./a.zip", "unpack the archive and give the folder"),
        ("./a.tar.gz", "unpack the archive and give the folder"),
        ("there/is/no.TGZ", "unpack the archive and give the folder"),
        ("https://h.example/x.tar.gz", "is an archive; unpack it"),
        ("https://github.com/o/r/archive/refs/heads/main.zip", "is an archive; unpack it"),
        ("./file.txt", "give its folder"),
        ("owner/repo", "for a repository on GitHub, say: gh:owner/repo"),
        ("owner/repo@v1", "say: gh:owner/repo@v1"),
        ("github.com/o/r", "for a git address, say: https://github.com/o/r"),
        ("www.github.com/o/r.git", "say: https://github.com/o/r.git"),
        ("git@github.com/o/r", "say: git@github.com:o/r"),
        ("https://github.com/o/r/tree/main", "give: https://github.com/o/r@main"),
        ("https://github.com/o/r/tree/main/", "give: https://github.com/o/r@main"),
        (
            "https://github.com/o/r/tree/main/sub/deep",
            "give: https://github.com/o/r@main --directory sub/deep",
        ),
        (
            "https://github.com/o/r/blob/v1/sub/cookiecutter.json",
            "give: https://github.com/o/r@v1 --directory sub",
        ),
        ("https://github.com/o/r/blob/v1/README.md", "give: https://github.com/o/r@v1"),
        ("https://github.acme.example/o/r/tree/main/s", "acme.example/o/r@main --directory s"),
        ("https://gitlab.com/g/s/r/-/tree/main/sub", "gitlab.com/g/s/r@main --directory sub"),
        ("https://git.acme.example/g/r/-/blob/v1/a/b.py", "acme.example/g/r@v1 --directory a"),
        ("https://bitbucket.org/o/r/src/main/sub", "bitbucket.org/o/r@main --directory sub"),
        ("https://codeberg.org/o/r/src/branch/main/sub", "codeberg.org/o/r@main --directory sub"),
        ("https://u:s3cretword@github.com/o/r/tree/main", "github.com/o/r@main"),
        ("gi:o/r", "gi: is no abbreviation; there are bb:, gh:, gl:; [templates] adds others"),
        ("federate", "did you mean 'federated'?"),
    ],
)
def test_what_is_no_template_is_answered_with_what_to_give(
    capsys: Capture, here: Path, reference: str, meant: str
) -> None:
    (here / "work").mkdir()
    (here / "repo" / ".git").mkdir(parents=True)
    (here / "bare.git").mkdir()
    (here / "bare.git" / "HEAD").touch()
    for name in ("a.zip", "a.tar.gz", "file.txt"):
        (here / name).touch()

    said = call(capsys, "new", reference, "--no-input")

    assert said.status == 1
    (line,) = said.err.splitlines()
    assert meant in line
    assert "s3cretword" not in line


def test_a_folder_that_is_called_like_an_archive_is_a_template(
    capsys: Capture, here: Path, make_template
) -> None:
    root = make_template(PLAIN).rename(here / "x.zip")

    said = call(capsys, "new", f"./{root.name}", "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")


@pytest.mark.parametrize("ref", ["v9", "f" * 40, None])
def test_offline_it_is_the_copy_that_lacks_a_ref(
    capsys: Capture, here: Path, repository: Path, ref: str | None
) -> None:
    call(capsys, "show", f"file://{repository}")
    repository.rename(repository.with_name("away"))

    said = call(capsys, "new", f"file://{repository}{f'@{ref}' if ref else ''}", "--no-input")

    if ref is None:
        assert said.status == 0
        assert "cannot be reached ('" in said.err
        assert "using the clone of last time, at commit" in said.err
    else:
        assert said.status == 1
        (line,) = said.err.splitlines()
        assert line.startswith(f"file://{repository} cannot be reached (")
        assert f"the copy of last time has no branch, tag or commit {ref!r}; connect" in line


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
@pytest.mark.parametrize("ref", ["", "@v1"])
def test_an_empty_repository_is_said_to_be_empty(
    capsys: Capture, here: Path, tmp_path: Path, kind: str, ref: str
) -> None:
    served.git(tmp_path, "init", "-q", "--bare", f"--object-format={kind}", "empty")

    for _ in range(2):  # once cloned, once fetched
        said = call(capsys, "new", f"file://{tmp_path}/empty{ref}", "--no-input")

        assert said.status == 1
        assert said.err == (
            f"file://{tmp_path}/empty is empty: it has no commit yet; push a template to it first\n"
        )


def test_what_was_empty_can_be_filled(capsys: Capture, here: Path, tmp_path: Path) -> None:
    served.git(tmp_path, "init", "-q", "--bare", "-b", "main", "empty")
    call(capsys, "new", f"file://{tmp_path}/empty", "--no-input")
    full = served.template(tmp_path / "full", PLAIN)
    served.git(full, "push", "-q", f"{tmp_path}/empty", "main")

    said = call(capsys, "new", f"file://{tmp_path}/empty", "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")


def test_a_repository_without_a_default_branch_says_what_to_choose(
    capsys: Capture, here: Path, repository: Path
) -> None:
    served.git(repository, "symbolic-ref", "HEAD", "refs/heads/gone")

    said = call(capsys, "new", f"file://{repository}", "--no-input")

    assert said.status == 1
    assert "has no default branch; choose with --checkout: " in said.err


@pytest.mark.parametrize("pinned", [False, True])
def test_a_sha256_repository_is_a_template_like_any_other(
    capsys: Capture, here: Path, tmp_path: Path, *, pinned: bool
) -> None:
    root = served.template(tmp_path / "x", PLAIN, kind="sha256")
    commit = served.git(root, "rev-parse", "HEAD")
    at = f"@{commit}" if pinned else ""

    for number in (1, 2):
        said = call(capsys, "new", f"file://{root}{at}", f"name=t{number}", "--no-input", "--quiet")
        assert (said.status, said.err) == (0, "")

    assert len(commit) == 64
    recipe = json.loads((here / "t2" / ".portfolio-kit.json").read_text("utf-8"))
    assert recipe["origin"]["commit"] == commit


def test_a_project_may_have_sha256_itself(
    capsys: Capture, here: Path, monkeypatch: pytest.MonkeyPatch, make_template
) -> None:
    monkeypatch.setenv("GIT_DEFAULT_HASH", "sha256")

    said = call(capsys, "new", str(make_template(PLAIN)), "--no-input", "--json")

    assert len(json.loads(said.out)["commit"]) == 64


def test_a_manifest_may_name_a_sha256_commit() -> None:
    for digits, wrong in ((40, 0), (64, 0), (41, 1), (50, 1)):
        document = sample()
        document["provenance"]["commit"] = "git:" + "0" * digits

        assert len(manifest.validate(document, "showcase.json")) == wrong


# [templates] --------------------------------------------------------------------------------------


@pytest.fixture
def acme(here: Path, repository: Path) -> Path:
    (here / "portfolio.toml").write_text(
        f'[templates]\nacme = "file://{repository.parent}/{{}}"\n'
        f'gh = "file://{repository.parent}/{{}}"\n'
    )
    return here


@pytest.mark.parametrize(
    ("reference", "made"), [("acme:x", "thing"), ("acme:x@v1", "thing-4"), ("gh:x", "thing")]
)
def test_an_abbreviation_of_the_config_stands_for_an_address(
    capsys: Capture, acme: Path, reference: str, made: str
) -> None:
    said = call(capsys, "new", reference, "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")
    assert (acme / made / "a.txt").is_file()
    assert json.loads(call(capsys, "show", reference, "--json").out)["name"] == "x"


def test_a_project_of_the_config_may_use_it(capsys: Capture, acme: Path) -> None:
    with (acme / "portfolio.toml").open("a") as config:
        config.write('[[project]]\ntemplate = "acme:x@release@3"\n')
        config.write('[[project]]\ntemplate = "acme:x"\nanswers = { name = "other" }\n')

    said = call(capsys, "build", "--quiet")

    # The last `@` is that of the ref: `release@3` needs --checkout, which a config file has not.
    assert said.status == 1
    assert (acme / "other").is_dir()


def test_the_file_for_every_portfolio_may_hold_abbreviations(
    capsys: Capture, here: Path, repository: Path, home: Path
) -> None:
    folder = home / ".config" / "portfolio-kit"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f'[templates]\nmy = "file://{repository.parent}/{{}}"\n')

    said = call(capsys, "new", "my:x", "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")


def test_abbreviations_are_shown_with_their_place(capsys: Capture, acme: Path) -> None:
    said = call(capsys, "config", "show")

    assert "templates.acme" in said.out
    assert "portfolio.toml:2" in said.out


def test_an_unknown_abbreviation_is_answered_with_those_there_are(
    capsys: Capture, acme: Path
) -> None:
    assert "did you mean 'acme'?" in call(capsys, "new", "acne:x", "--no-input").err
    assert "there are acme:, bb:, gh:, gl:" in call(capsys, "new", "zzz:x", "--no-input").err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('acme = "git@h:acme/x.git"', "give a git address with {} in it once"),
        ('acme = "git@h:{}/{}.git"', "give a git address with {} in it once"),
        ('acme = "git@h:{name}.git"', "give a git address with {} in it once"),
        ('acme = "git@h:a b/{}.git"', "give a git address with {} in it once"),
        ('acme = "./folder/{}"', "give a git address with {} in it once"),
        ('acme = "{}"', "give a git address with {} in it once"),
        ("acme = 3", "give a git address with {} in it once"),
        ('https = "git@h:{}.git"', "templates.https is no name for it"),
        ('HTTP = "git@h:{}.git"', "templates.HTTP is no name for it"),
        ('ssh = "git@h:{}.git"', "templates.ssh is no name for it"),
        ('file = "git@h:{}.git"', "templates.file is no name for it"),
        ('c = "git@h:{}.git"', "templates.c is no name for it"),
        ('"a b" = "git@h:{}.git"', "is no name for it"),
        ('"a:b" = "git@h:{}.git"', "is no name for it"),
        ('acme = "ext::sh {}"', "give a git address with {} in it once"),
    ],
)
def test_an_abbreviation_that_cannot_work_is_refused_where_it_stands(
    capsys: Capture, here: Path, line: str, said: str
) -> None:
    (here / "portfolio.toml").write_text(f"[templates]\n{line}\n")

    answer = call(capsys, "config", "show")

    assert answer.status == 1
    assert answer.err.startswith("portfolio.toml:2: ")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_scheme_that_is_none_of_ours_is_refused_when_it_is_used(
    capsys: Capture, here: Path
) -> None:
    (here / "portfolio.toml").write_text('[templates]\nold = "svn://h.example/{}"\n')

    said = call(capsys, "new", "old:x", "--no-input")

    assert said.status == 1
    assert "svn is no transport of ours" in said.err


def test_a_wrong_config_does_not_keep_a_template_from_being_shown(
    capsys: Capture, here: Path, repository: Path
) -> None:
    (here / "portfolio.toml").write_text("[templates]\nc = 1\n")

    assert call(capsys, "show", f"file://{repository}", "--json").status == 0
    assert call(capsys, "show", "acme:x").err.startswith("portfolio.toml:2: templates.c is no name")


def test_a_shell_completes_abbreviations(acme: Path) -> None:
    done = subprocess.run(
        [SCRIPT],
        env={
            **os.environ,
            "_PORTFOLIO_KIT_COMPLETE": "bash_complete",
            "COMP_WORDS": "portfolio-kit new ac",
            "COMP_CWORD": "2",
        },
        capture_output=True,
        text=True,
        check=True,
        cwd=acme,
    )

    assert done.stdout == "open,acme:\n"
