"""From a template, answers and a config to the order of a bake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from portfolio_kit.answers import context
from portfolio_kit.baking import bake
from portfolio_kit.baking.bake import GitPlan
from portfolio_kit.config.config import Value
from portfolio_kit.errors import SAY_WHO, AnswerError, Problem
from portfolio_kit.git.repository import Identity
from portfolio_kit.render import render
from portfolio_kit.render.hooks import How

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Order
    from portfolio_kit.config.config import Config
    from portfolio_kit.template.template import Template

Answers = Mapping[str, "Value"]

_NOTHING: Answers = MappingProxyType({})

_NOBODY = Problem("nobody is known as the author", SAY_WHO)

#: Questions on who the author is.
_WHO = frozenset(("author_name", "author_email"))


@dataclass(frozen=True)
class Terms:
    """What the command line says about a bake, whichever project it is."""

    output: Path
    date: datetime
    git: bool = True
    nested: bool = False
    trust: bool = False
    hooks: How = field(default_factory=How)


@dataclass(frozen=True)
class Wanted:
    """A template with what is known of its answers, and the person's own words."""

    template: Template
    answers: Answers
    story: Mapping[str, Any]  # texts and lists of texts


def order(wanted: Wanted, config: Config, terms: Terms) -> Order:
    """Return the order; what is not answered is answered by the template's defaults.

    Raises:
        TrustError: the template wants to run code.
        AnswerError: everything that is wrong with the answers.
    """
    if not terms.trust:  # before a default is rendered: it may need the extension
        render.refuse_untrusted(wanted.template, skip_hooks=terms.hooks.skip)
    template, nobody = wanted.template, _unknown_author(wanted)
    private = bake.private(template, terms.date, wanted.story)
    try:
        answers = context.resolve(template, wanted.answers, private=private, trust=terms.trust)
    except AnswerError as error:
        # Nobody's name and address are wrong, too; that is said already.
        others = [one for one in error.problems if one.where.key not in _WHO or not nobody]
        said = [*nobody, *others]
        raise AnswerError([*said, *_ownerless(wanted.answers, config)]) from error
    if problems := [*nobody, *_ownerless(wanted.answers, config)]:
        raise AnswerError(problems)
    author = identity(answers, config, wanted.answers)
    plan = _plan(config, terms)
    made = bake.Order(
        *(template, answers, terms.output, terms.date, author, plan, terms.trust, terms.hooks),
        given={
            name: value.value for name, value in wanted.answers.items() if name in template.private
        },
    )
    return _with_remote(made, config) if "remote" in config.git else made


def _unknown_author(wanted: Wanted) -> list[Problem]:
    """Return the problem of baking for nobody: licence and citation of ours name an author."""
    if not wanted.template.builtin or _WHO & wanted.answers.keys():
        return []
    return [_NOBODY]


def _ownerless(answers: Answers, config: Config) -> list[Problem]:
    """Return the problem of a remote whose address names a GitHub user that nobody knows."""
    address, said = config.git.get("remote"), answers.get("github")
    github = (said.value if said else "") or getattr(config.author.get("github"), "value", "")
    if address is None or "{github}" not in address.value or github:
        return []
    what = f"remote {address.value!r} needs {{github}}, which is empty"
    return [address.placed(Problem(what, "set author.github, or answer github=NAME"))]


def identity(
    answers: Mapping[str, Any], config: Config, given: Answers = _NOTHING
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


def _plan(config: Config, terms: Terms) -> GitPlan:
    said = {key: value.value for key, value in config.git.items()}
    return GitPlan(
        enabled=terms.git,
        nested=terms.nested,
        branch=said.get("branch", "main"),
        sign=said.get("sign"),
        subject=said.get("message"),
    )


def _with_remote(made: Order, config: Config) -> Order:
    """Fill the placeholders of ``git.remote``."""
    from dataclasses import replace

    address = config.git["remote"]
    github = made.answers.get("github") or getattr(config.author.get("github"), "value", "")
    slug = bake.destination(made).name
    remote = str(address.value).replace("{github}", str(github)).replace("{slug}", slug)
    return replace(made, git=replace(made.git, remote=remote))
