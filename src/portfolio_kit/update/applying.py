"""The merge of a plan into the work tree, and the way back when it stops half way."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from portfolio_kit.errors import Problem, RepositoryError
from portfolio_kit.git import merging
from portfolio_kit.git.adding import some
from portfolio_kit.git.commands import GitError, translated
from portfolio_kit.git.merging import Outcome
from portfolio_kit.update import journal
from portfolio_kit.update.journal import Journal
from portfolio_kit.update.plan import Plan

#: Makes another commit of a bake that was merged before and reverted: else git had it already.
_AGAIN = "Once more: it was merged before, and taken back.\n"


@dataclass(frozen=True)
class Applied:
    """The commits of a merge: from ``base``, of ``bake``; ``commit`` None while paths conflict.

    ``files`` says of each path whether it is added (``A``), changed (``M``) or deleted (``D``).
    """

    base: str
    bake: str
    commit: str | None
    conflicts: tuple[str, ...]
    files: Mapping[str, str]


def previewed(plan: Plan) -> Outcome | None:
    """Return what a merge would give; None when this git cannot tell.

    Raises:
        RepositoryError: files that git does not know lie where the merge adds some.
    """
    outcome = merging.previewed(plan.store, plan.trio, plan.by)
    tree = plan.theirs if outcome is None else outcome.tree
    states = plan.store.differing(plan.trio.ours, tree)
    added = [path for path, state in states.items() if state == "A"]
    if found := merging.in_the_way(plan.store.project, added):
        raise RepositoryError(
            f"not in git, and the update adds files there: {some(found)}",
            "move or commit them",
        )
    return outcome


def apply(plan: Plan) -> Applied:
    """Merge, by git itself: so its ``--abort``, rerere and a person's tools know the merge.

    For its time other commits stand for base and bake, in which the program's own words are
    ours, and where no commit of the history is the base, one with it as a parent stands for
    HEAD. What is recorded are the true ones.

    Raises:
        RepositoryError: git refused, or the person's hook.
    """
    store, by, trio = plan.store, plan.by, plan.trio
    outcome = previewed(plan)
    base = plan.base.commit or store.commit(plan.base.tree, (), _noted(plan), by)
    bake = _bake(plan, base)
    unsigned = replace(by, sign=False)
    whole = bake
    if outcome is not None:
        whole = store.commit(outcome.tree, (plan.head,), "what the merge writes", unsigned)
    files = store.differing(plan.head, whole)
    stand_ins = {}
    if trio.base != plan.base.tree:
        stand_ins[base] = store.commit(trio.base, store.parents(base), "base", unsigned)
    if trio.theirs != plan.theirs:
        stand_ins[bake] = store.commit(trio.theirs, (base,), "theirs", unsigned)
    if plan.base.commit is None:
        above = (*store.parents(plan.head), base)
        stand_ins[plan.head] = store.commit(trio.ours, above, "ours", unsigned)
    with merging.replacing(store, stand_ins):
        anchor = None
        if not store.is_ancestor(base, plan.head):
            anchor = store.commit(trio.ours, (plan.head, base), _noted(plan), by)
        journal.write(store, Journal(plan.head, whole))
        conflicts = _merge(plan, bake, whole, anchor)
        if anchor is not None and conflicts:  # to which `git merge --abort` goes back
            store.git("update-ref", "HEAD", plan.head)
    # The work is done: no failure of what only tidies up and reports says otherwise.
    commit = None
    with suppress(GitError, OSError):
        journal.forget(store)
        commit = None if conflicts else store.resolve("HEAD^{commit}")
        if outcome is None:
            files = store.differing(plan.head, commit or whole)
    return Applied(base, bake, commit, conflicts, files)


def _bake(plan: Plan, base: str) -> str:
    """Return a commit of what the template bakes now, which the history does not have yet."""
    message = f"{plan.bake}{_trailer(plan.theirs)}"
    bake = plan.store.commit(plan.theirs, (base,), message, plan.by)
    while plan.store.is_ancestor(bake, plan.head):  # merged at this date already, and reverted
        message = message.replace("\n\n", f"\n\n{_AGAIN}", 1)
        bake = plan.store.commit(plan.theirs, (base,), message, plan.by)
    return bake


def _merge(plan: Plan, bake: str, whole: str, anchor: str | None) -> tuple[str, ...]:
    """Let git merge; what it leaves half done is taken back.

    A shallow clone knows no other base than one that is a parent: then a commit goes on the branch
    before, the ``anchor``. Its tree is that of HEAD, so that neither index nor work tree change.

    Raises:
        RepositoryError: git refused, or the person's hook.
    """
    store = plan.store
    try:
        if anchor is not None:
            words = ("update-ref", "-m", "portfolio-kit: note the base", "HEAD")
            with translated():
                store.aloud(*words, anchor, plan.head)
        return merging.merge(store, bake, plan.message, plan.by)
    except merging.StoppedError:
        store.git("update-ref", "HEAD", plan.head)  # to which `git merge --abort` goes back
        journal.forget(store)
        raise
    except merging.BrokenError as error:
        if problem := _took_back(plan, whole):
            raise RepositoryError([*error.problems, problem]) from error
        what = f"{error}; {store.project} is as it was before"
        raise RepositoryError(what, "free space, then update again") from error
    except RepositoryError as error:  # nothing of the work tree has changed
        if anchor is not None and (problem := _took_back(plan, whole)):
            raise RepositoryError([*error.problems, problem]) from error
        journal.forget(store)
        raise
    except BaseException as error:  # Ctrl-C, which git has heard too
        if problem := _took_back(plan, whole):
            raise RepositoryError([problem]) from error
        raise


def _took_back(plan: Plan, whole: str) -> Problem | None:
    """Bring everything back to where it was; return what is left to do where that fails.

    Tracked files held what HEAD holds, and where the merge adds files there were none.
    """
    store = plan.store
    note = Journal(plan.head, whole)
    try:
        (store.directory / "index.lock").unlink(missing_ok=True)  # its git has ended
        for words in merging.way_back(whole, plan.head):
            store.git(*words)
    except (GitError, OSError):
        return journal.ended(store, note)
    journal.forget(store)
    return None


def _noted(plan: Plan) -> str:
    """Return the message of a base that no commit of the history is."""
    return f"chore: note what was baked\n\n{_trailer(plan.base.tree)}"


def _trailer(tree: str) -> str:
    return f"Portfolio-Kit-Bake: git:{tree}\n"
