"""An update is the same in every kind of repository, and under whatever settings and hooks."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from disturbed import (
    ADA,
    BASELESS,
    World,
    based,
    bytes_of,
    differing,
    git,
    history,
    hook,
    is_updated,
    put,
    save,
    state,
)

Make = Callable[[World, Path], Path]


def plain(world: World, _into: Path) -> Path:
    return world.project


def configured(*settings: str) -> Make:
    """Set keys of git in the project."""

    def make(world: World, _into: Path) -> Path:
        for setting in settings:
            key, _, value = setting.partition("=")
            git(world.project, "config", key, value)
        return world.project

    return make


def attributed(*lines: str) -> Make:
    """Give the project attributes of the person's own, with a filter that LFS is like."""

    def make(world: World, _into: Path) -> Path:
        put(world.project, {".gitattributes": "".join(f"{line}\n" for line in lines)})
        git(world.project, "config", "filter.upper.clean", "tr a-z A-Z")
        git(world.project, "config", "filter.upper.smudge", "tr A-Z a-z")
        git(world.project, "config", "filter.upper.required", "true")
        git(world.project, "add", "--renormalize", "--all")
        save(world.project, "Attributes")
        return world.project

    return make


def of_history(kind: str) -> Make:
    def make(world: World, into: Path) -> Path:
        return history(world.project, kind, into)

    return make


def deeper(world: World, into: Path) -> Path:
    """A shallow clone that ends above the bake, with a remote."""
    for number in range(3):
        put(world.project, {"mine.txt": f"{number}\n"})
        save(world.project)
    git(world.project, "clone", "--quiet", "--depth=3", world.project.as_uri(), str(into))
    return into


def partial(world: World, into: Path) -> Path:
    git(world.project, "config", "uploadpack.allowFilter", "true")
    words = ("--filter=blob:none", world.project.as_uri(), str(into))
    git(world.project, "clone", "--quiet", *words)
    return into


def sha256(world: World, _into: Path) -> Path:
    shutil.rmtree(world.project / ".git")
    git(world.project, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    save(world.project)
    return world.project


def submodule(world: World, into: Path) -> Path:
    git(world.project, "init", "--quiet", str(into))
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet")
    git(into, *words, str(world.project), "p")
    git(into, "commit", "--quiet", "--message", "A submodule")
    return into / "p"


def worktree(world: World, into: Path) -> Path:
    git(world.project, "worktree", "add", "--quiet", "-b", "other", str(into))
    return into


def sparse(world: World, _into: Path) -> Path:
    git(world.project, "sparse-checkout", "set", "--no-cone", "/*", "!/results/")
    return world.project


def replaced(world: World, _into: Path) -> Path:
    """A project whose person has joined an older history to it."""
    tree = git(world.project, "rev-parse", "HEAD^{tree}")
    older = git(world.project, "commit-tree", tree, "-m", "What was before")
    git(world.project, "replace", "--graft", git(world.project, "rev-parse", "HEAD^"), older)
    return world.project


def moved_to(name: str) -> Make:
    def make(world: World, into: Path) -> Path:
        into.mkdir()
        return Path(shutil.move(world.project, into / name))

    return make


def by_link(world: World, into: Path) -> Path:
    into.symlink_to(world.project)
    return into


def submodule_inside(world: World, into: Path) -> Path:
    """A project that has a submodule of its own."""
    git(world.project, "init", "--quiet", str(into))
    put(into, {"a.txt": "a\n"})
    save(into)
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet")
    git(world.project, *words, str(into), "lib")
    save(world.project, "A submodule")
    return world.project


def rebased(world: World, _into: Path) -> Path:
    tree = git(world.project, "rev-parse", "HEAD^^{tree}")
    root = git(world.project, "commit-tree", tree, "-m", "Another first commit")
    git(world.project, "rebase", "--quiet", "--onto", root, "HEAD^")
    return world.project


def squash_merged(world: World, _into: Path) -> Path:
    """A project that was updated before: its person squashed what the update merged."""
    git(world.project, "switch", "--quiet", "--create", "update")
    said = world.update("analyses=+drift", root=world.one)
    assert said.status == 0, said.err
    git(world.project, "switch", "--quiet", "main")
    git(world.project, "merge", "--quiet", "--squash", "update")
    git(world.project, "commit", "--quiet", "--message", "Add drift (#1)")
    git(world.project, "branch", "--quiet", "-D", "update")
    return world.project


def cherry_picked(world: World, _into: Path) -> Path:
    git(world.project, "switch", "--quiet", "--create", "update")
    said = world.update("analyses=+drift", root=world.one)
    assert said.status == 0, said.err
    git(world.project, "switch", "--quiet", "main")
    git(world.project, "cherry-pick", "--mainline=1", "update")
    return world.project


def merged_twice(world: World, _into: Path) -> Path:
    for answer in ("analyses=+drift", "analyses=-drift", "privacy=dp"):
        said = world.update(answer, root=world.one)
        assert said.status == 0, said.err
    return world.project


KINDS: dict[str, Make] = {
    "plain": plain,
    "squashed": of_history("squashed"),
    "shallow": of_history("shallow"),
    "deeper": deeper,
    "rebased": rebased,
    "squash-merged": squash_merged,
    "cherry-picked": cherry_picked,
    "merged-twice": merged_twice,
    "partial": partial,
    "sha256": sha256,
    "submodule": submodule,
    "worktree": worktree,
    "sparse": sparse,
    "replaced": replaced,
    "submodule-inside": submodule_inside,
    "blank": moved_to("my project"),
    "umlauts": moved_to("größer"),
    "quotes": moved_to('it\'s a "quoted" one'),
    "colon": moved_to("a:b"),
    "dash": moved_to("-p"),
    "link": by_link,
    "ff-only": configured("merge.ff=only"),
    "diff3": configured("merge.conflictStyle=diff3"),
    "squash": configured("branch.main.mergeOptions=--squash"),
    "no-commit": configured("branch.main.mergeOptions=--no-commit --ff-only"),
    "ours": configured("branch.main.mergeOptions=--strategy=ours"),
    "autocrlf": configured("core.autocrlf=true"),
    "autocrlf-input": configured("core.autocrlf=input"),
    "eol-crlf": configured("core.eol=crlf"),
    "safecrlf": configured("core.autocrlf=input", "core.safecrlf=true"),
    "rerere": configured("rerere.enabled=true", "rerere.autoUpdate=true"),
    "fsmonitor": configured("core.fsmonitor=true", "core.untrackedCache=true"),
    "split": configured("core.splitIndex=true"),
    "verify": configured("merge.verifySignatures=true"),
    "template": configured("commit.template=/nowhere/at/all"),
    "cleanup": configured("commit.cleanup=scissors", "core.commentChar=c"),
    "show": configured("log.showSignature=true", "format.pretty=oneline", "log.decorate=full"),
    "log": configured("log.follow=true", "log.date=human", "log.mailmap=true", "merge.log=20"),
    "diff": configured("diff.external=/bin/false", "diff.noprefix=true", "diff.renames=copies"),
    "order": configured("diff.orderFile=/nowhere/at/all", "diff.ignoreSubmodules=all"),
    "status": configured(
        *("status.short=true", "status.branch=true", "status.showUntrackedFiles=all"),
        *("status.relativePaths=true", "status.renames=copies", "status.showStash=true"),
    ),
    "no-untracked": configured("status.showUntrackedFiles=no"),
    "quiet-names": configured("core.quotePath=true"),
    "colour": configured("color.ui=always", "color.status=always", "color.branch=always"),
    "column": configured("column.ui=always", "core.pager=cat", "core.abbrev=4"),
    "rename-limit": configured("merge.renameLimit=1", "merge.renames=false", "diff.renames=false"),
    "directory-renames": configured("merge.directoryRenames=conflict"),
    "default": configured("merge.default=union"),
    "strategy": configured("pull.twohead=octopus", "pull.rebase=true"),
    "autostash": configured("merge.autoStash=true", "gc.auto=1", "maintenance.auto=true"),
    "no-modes": configured("core.fileMode=false"),
    "no-links": configured("core.symlinks=false"),
    "ignore-case": configured("core.ignoreCase=true", "core.precomposeUnicode=true"),
    "logs": configured("core.logAllRefUpdates=false"),
    "encoding": configured("i18n.commitEncoding=ISO-8859-1", "i18n.logOutputEncoding=UTF-16"),
    "replace-off": configured("core.useReplaceRefs=false"),
    "graph": configured("core.commitGraph=true", "fetch.writeCommitGraph=true"),
    "many-files": configured("feature.manyFiles=true", "index.version=4"),
    "fsck": configured("transfer.fsckObjects=true", "receive.denyCurrentBranch=refuse"),
    "union": attributed("README.md merge=union"),
    "ours-driver": attributed("*.md merge=binary"),
    "lfs": attributed("notes.txt filter=upper diff=upper merge=upper -text"),
    "lfs-new": attributed("*.txt filter=upper diff=upper merge=upper -text"),
    "lfs-code": attributed("results/*.json filter=upper"),
    "text": attributed("* text=auto eol=crlf"),
    "encoded": attributed("notes.txt working-tree-encoding=UTF-16"),
    "ident": attributed("*.py ident"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_dry_run_writes_not_one_byte_and_the_update_is_clean(
    world: World, tmp_path: Path, kind: str
) -> None:
    world = replace(world, project=KINDS[kind](world, tmp_path / "made"))
    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    before = bytes_of(world.project)

    dry = world.update(*base, "--dry-run")
    after = bytes_of(world.project)
    said = world.update(*base)

    assert dry.status == 0, dry.err
    assert not {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert said.status == (1 if kind == "ours-driver" else 0), said.err + said.out
    if said.status:
        assert "in conflict" in said.out
        git(world.project, "merge", "--abort")
        assert not git(world.project, "status", "--porcelain", "--untracked-files=no")
    else:
        assert is_updated(world.project)
        again = world.update()
        assert "up to date" in again.out, again.err


VARIABLES: dict[str, dict[str, str]] = {
    "dir": {"GIT_DIR": "/nowhere"},
    "dir-other": {"GIT_DIR": "OTHER/.git", "GIT_WORK_TREE": "OTHER"},
    "index": {"GIT_INDEX_FILE": "OTHER/index"},
    "work-tree": {"GIT_WORK_TREE": "OTHER"},
    "objects": {"GIT_OBJECT_DIRECTORY": "OTHER/objects"},
    "alternates": {"GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nowhere:OTHER"},
    "common": {"GIT_COMMON_DIR": "OTHER/.git"},
    "namespace": {"GIT_NAMESPACE": "other"},
    "replace-base": {"GIT_REPLACE_REF_BASE": "refs/heads/"},
    "no-replace": {"GIT_NO_REPLACE_OBJECTS": "1"},
    "graft": {"GIT_GRAFT_FILE": "OTHER/grafts"},
    "shallow-file": {"GIT_SHALLOW_FILE": "OTHER/shallow"},
    "prefix": {"GIT_PREFIX": "src/"},
    "author-date": {"GIT_AUTHOR_DATE": "2001-01-01 0:0"},
    "bad-date": {"GIT_AUTHOR_DATE": "nonsense", "GIT_COMMITTER_DATE": "nonsense"},
    "author": {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@example.org"},
    "nobody": {"GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": ""},
    "editor": {"GIT_EDITOR": "false", "GIT_SEQUENCE_EDITOR": "false", "GIT_PAGER": "false"},
    "edit": {"GIT_MERGE_AUTOEDIT": "yes", "EDITOR": "false", "VISUAL": "false"},
    "trace": {"GIT_TRACE": "1", "GIT_TRACE_SETUP": "1", "GIT_TRACE2": "1"},
    "pathspecs": {"GIT_ICASE_PATHSPECS": "1"},
    "noglob": {"GIT_NOGLOB_PATHSPECS": "1"},
    "glob": {"GIT_GLOB_PATHSPECS": "1"},
    "ceiling": {"GIT_CEILING_DIRECTORIES": "/", "GIT_DISCOVERY_ACROSS_FILESYSTEM": "0"},
    "external": {"GIT_EXTERNAL_DIFF": "false", "GIT_DIFF_OPTS": "--unified=0"},
    "locks": {"GIT_OPTIONAL_LOCKS": "0"},
    "version": {"GIT_INDEX_VERSION": "4", "GIT_DEFAULT_HASH": "sha256"},
    "action": {"GIT_REFLOG_ACTION": "other", "GIT_MERGE_VERBOSITY": "5"},
    "config-count": {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "merge.ff",
        "GIT_CONFIG_VALUE_0": "only",
        "GIT_CONFIG_KEY_1": "core.bare",
        "GIT_CONFIG_VALUE_1": "false",
    },
    "parameters": {"GIT_CONFIG_PARAMETERS": "'merge.ff'='only'"},
    "config": {"GIT_CONFIG": "OTHER/config", "GIT_CONFIG_GLOBAL": "OTHER/config"},
    "attributes": {"GIT_ATTR_NOSYSTEM": "1", "GIT_ATTR_SOURCE": "HEAD"},
    "locale": {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "LANG": "tr_TR.UTF-8"},
    "c": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "zone": {"TZ": "Asia/Kolkata"},
    "template": {"GIT_TEMPLATE_DIR": "OTHER"},
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", VARIABLES)
def test_no_variable_of_git_leads_an_update_astray(world: World, tmp_path: Path, kind: str) -> None:
    other = tmp_path / "other"
    git(tmp_path, "init", "--quiet", str(other))
    put(other, {"a.txt": "a\n", "objects/.keep": "", "config": ADA})
    save(other)
    env = {name: text.replace("OTHER", str(other)) for name, text in VARIABLES[kind].items()}
    history(world.project, "squashed", tmp_path)  # so that other commits stand for ours
    base = based(world, tmp_path / "base")
    before = bytes_of(other)

    said = world.update(*base, **env)

    assert said.status == 0, said.err
    assert is_updated(world.project)
    assert bytes_of(other) == before
    dates = set(git(world.project, "log", "-2", "--format=%ad %cd", "--first-parent").splitlines())
    assert "2001" not in dates.pop()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "squashed", "shallow"])
@pytest.mark.parametrize(
    "name",
    [
        *("pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-merge", "post-commit"),
        *(
            "reference-transaction",
            "post-index-change",
            "post-checkout",
            "pre-commit",
            "post-rewrite",
        ),
    ],
)
def test_a_hook_that_refuses_is_heard_and_can_be_answered(
    world: World, tmp_path: Path, name: str, kind: str
) -> None:
    project = history(world.project, kind, tmp_path / "made")
    world = replace(world, project=project)
    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    before = state(project)
    hook(project, name, "echo I say no >&2; exit 1")

    said = world.update(*base)

    if said.status == 0:
        assert is_updated(project)
        return
    assert said.is_refused(), said
    (project / ".git/hooks" / name).unlink()
    if (project / ".git/MERGE_HEAD").exists():
        assert "git merge --abort" in said.err
        again = world.update(*base)
        assert again.is_refused()
        command = again.err.splitlines()[-1].strip()
        subprocess.run(command, shell=True, check=True, capture_output=True)
    kept = differing(before, state(project))
    assert not kept or (kind == "shallow" and set(kept) == {"refs", "head"}), kept
    assert not git(project, "for-each-ref", "refs/portfolio-kit")
    assert world.update(*base).status == 0
    assert is_updated(project)


@pytest.mark.slow
@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("kind", ["plain", "squashed", "shallow"])
def test_commits_are_signed_as_the_person_signs(
    world: World, tmp_path: Path, kind: str, *, works: bool
) -> None:
    project = history(world.project, kind, tmp_path / "made")
    world = replace(world, project=project)
    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    signer = tmp_path / "gpg"
    told = "cat >/dev/null; printf '\\n[GNUPG:] SIG_CREATED \\n' >&2; echo A signature"
    signer.write_text(f"#!/bin/sh\n{told if works else 'exit 1'}\n", encoding="utf-8")
    signer.chmod(0o755)
    git(project, "config", "gpg.program", str(signer))
    git(project, "config", "commit.gpgSign", "true")
    before = state(project)

    said = world.update(*base)

    if works:
        assert said.status == 0, said.err
        assert is_updated(project)
        for commit in ("HEAD", "HEAD^2"):
            assert "gpgsig" in git(project, "cat-file", "commit", commit)
    else:
        assert said.is_refused(), said
        assert not differing(before, state(project))
