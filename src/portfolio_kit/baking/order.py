"""The order of a bake: from a template, answers and a config to all that a bake depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portfolio_kit.answers import context
from portfolio_kit.config.config import Config, Value
from portfolio_kit.errors import SAY_WHO, AnswerError, Problem, RepositoryError
from portfolio_kit.git.repository import Identity
from portfolio_kit.render import render
from portfolio_kit.render.hooks import How
from portfolio_kit.template.template import Template

_NOTHING: Mapping[str, Value] = MappingProxyType({})

#: The problem of files that name an author, where nobody is known.
_UNKNOWN = Problem("nobody is known as the author", SAY_WHO)

#: Questions on who the author is.
_WHO = frozenset(("author_name", "author_email"))


@dataclass(frozen=True)
class Terms:
    """What is said about a bake, whichever project it is."""

    output: Path
    date: datetime
    git: bool = True
    nested: bool = False
    trust: bool = False
    hooks: How = field(default_factory=How)

    @property
    def commits(self) -> bool:
        """Whether a repository is made."""
        return self.git and not self.nested


@dataclass(frozen=True)
class Wanted:
    """A template with what is known of its answers, and the person's own words."""

    template: Template
    answers: Mapping[str, Value]
    story: Mapping[str, Any]  # texts and lists of texts


@dataclass(frozen=True)
class GitPlan:
    """What becomes of git: ``[git]`` of a config file and the options of the command line.

    Without ``commits`` no repository is made: the project is a folder as any other, or one of a
    repository that is there already.
    ``remote`` is an address, without placeholders. ``sign`` None leaves signing to git.
    """

    commits: bool = True
    branch: str = "main"
    remote: str | None = None
    sign: bool | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Order:
    """Everything that a bake depends on: the same order gives the same commit anywhere.

    ``context`` is all that the template sees, private keys included. ``destination`` is the
    folder that the bake makes. ``given`` are those of its private keys that somebody gave, as
    they were given. ``author`` is who is published: in the commit, and in files that name the
    author. ``scripts`` are the template's hooks that run, ``skipped`` those that do not.
    """

    template: Template
    context: Mapping[str, Any]  # as the template's questions allow
    destination: Path
    date: datetime
    author: Identity | None
    git: GitPlan = field(default_factory=GitPlan)
    trust: bool = False
    hooks: How = field(default_factory=How)
    given: Mapping[str, Any] = field(default_factory=dict)  # JSON
    scripts: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def take_order(wanted: Wanted, config: Config, terms: Terms) -> Order:
    """Return the order; what is not answered is answered by the template's defaults.

    Raises:
        TrustError: the template wants to run code.
        AnswerError: everything that is wrong with the answers.
        RenderError: the project's folder would have no name that every system can make.
    """
    template, trust, how = wanted.template, terms.trust, terms.hooks
    plan = _plan(config, terms)
    known = _resolved(wanted, config, terms)
    by = author(known, config, wanted.answers)
    hooked = tuple(render.hooked(template))
    name = render.project_name(template, known, trust=trust, how=how)
    if plan.remote is not None:
        github = known.get("github") or getattr(config.author.get("github"), "value", "")
        remote = plan.remote.replace("{github}", str(github)).replace("{slug}", name)
        plan = replace(plan, remote=remote)
    return Order(
        template,
        known,
        terms.output / name,
        terms.date,
        by if plan.commits or template.builtin else None,
        plan,
        trust,
        how,
        given={key: said.value for key, said in wanted.answers.items() if key in template.private},
        scripts=() if how.skip else hooked,
        skipped=hooked if how.skip else (),
    )


def _resolved(wanted: Wanted, config: Config, terms: Terms) -> dict[str, Any]:
    """Return the whole context, or say at once all that is missing or wrong."""
    template, known = wanted.template, wanted.answers
    ours, named = template.builtin, _WHO & known.keys()
    nobody = [_UNKNOWN] if ours and not named else []  # whom licence and citation name
    ownerless = _ownerless(known, config)
    if not (ours or terms.trust):  # before a default is rendered: it may need the extension
        render.refuse_untrusted(template, skip_hooks=terms.hooks.skip)
    private = context.private(template, terms.date, wanted.story)
    try:
        answers = context.resolve(template, known, private=private, trust=terms.trust)
    except AnswerError as error:
        # Nobody's name and address are wrong, too; that is said already.
        others = [one for one in error.problems if one.where.key not in _WHO or not nobody]
        raise AnswerError([*nobody, *others, *ownerless]) from error
    if problems := [*nobody, *ownerless]:
        raise AnswerError(problems)
    return answers


def _ownerless(answers: Mapping[str, Value], config: Config) -> list[Problem]:
    """Return the problem of a remote whose address names a GitHub user that nobody knows."""
    address, said = config.git.get("remote"), answers.get("github")
    github = (said.value if said else "") or getattr(config.author.get("github"), "value", "")
    if address is None or "{github}" not in address.value or github:
        return []
    what = f"remote {address.value!r} needs {{github}}, which is empty"
    return [address.placed(Problem(what, "set author.github, or answer github=NAME"))]


def _plan(config: Config, terms: Terms) -> GitPlan:
    """Return what becomes of git; the remote's placeholders are not filled yet."""
    said = {key: value.value for key, value in config.git.items()}
    return GitPlan(
        commits=terms.commits,
        branch=said.get("branch", "main"),
        remote=said.get("remote"),
        sign=said.get("sign"),
        subject=said.get("message"),
    )


def nobody(what: str = "the commit") -> RepositoryError:
    """Return the error of a commit by nobody; ``what`` is committed."""
    return RepositoryError(f"{what} needs a name and an address", SAY_WHO)


def author(
    answers: Mapping[str, Any], config: Config, given: Mapping[str, Value] = _NOTHING
) -> Identity | None:
    """Return who commits: the author that the answers name, else the config's, else git's.

    The answers come first: with the same answers a bake gives the same commit anywhere.
    ``given`` are those that somebody gave, with their sources.
    """
    found = []
    for key in ("name", "email"):
        answer = answers.get(f"author_{key}")
        source = (
            given[f"author_{key}"].source if f"author_{key}" in given else "the template's default"
        )
        value = Value(answer, source) if answer else config.author.get(key)
        if value is None or not value.value:
            return None
        found.append(value)
    name, email = found
    sources = (f"{name.source} (name)", f"{email.source} (address)")
    source = name.source if name.source == email.source else ", ".join(sources)
    return Identity(str(name.value), str(email.value), source)
