"""What `--json` prints: plain documents of templates, bakes and runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portfolio_kit.baking.additions import Addition
    from portfolio_kit.baking.bake import Bake, Preview
    from portfolio_kit.base.stale import Freshness
    from portfolio_kit.cli.pages.project import Seen
    from portfolio_kit.git.repository import Identity
    from portfolio_kit.running.runner import Run
    from portfolio_kit.template.question import Question
    from portfolio_kit.template.skill import Skill
    from portfolio_kit.template.template import Template

Document = dict[str, Any]  # JSON

#: What each choice of each question that takes several adds.
Additions = Mapping[str, Mapping[str, "Addition"]]


def summary(template: Template) -> Document:
    """Return what `list` says of a template."""
    return {
        "name": template.name,
        "title": template.title,
        "description": template.description,
        "version": template.version,
        "frameworks": list(template.frameworks),
        "minutes": template.minutes,
    }


def details(
    template: Template,
    defaults: Mapping[str, Any],
    files: Sequence[str] | None,
    added: Additions,
) -> Document:
    """Return what `show` says of a template; ``files`` None when its defaults give no project."""
    from portfolio_kit.render.render import hooked
    from portfolio_kit.template.skill import chosen

    return summary(template) | {
        "skills": _skills(chosen(template.skills, defaults)),
        "command": template.command,
        "layers": [
            {
                "name": layer.name,
                "when": {name: list(allowed) for name, allowed in layer.when.items()},
            }
            for layer in template.layers
        ],
        "questions": [
            _question(question, defaults, added.get(question.name, {}))
            for question in template.questions
        ],
        "hooks": hooked(template),
        "files": None if files is None else list(files),
    }


def _question(
    question: Question, defaults: Mapping[str, Any], added: Mapping[str, Addition]
) -> Document:
    return {
        "name": question.name,
        "kind": question.kind,
        "prompt": question.prompt,
        "help": question.help,
        "default": defaults.get(question.name, question.default),
        "choices": list(question.choices),
        "labels": dict(question.labels),
        "schema": dict(question.schema),
        "when": {name: list(allowed) for name, allowed in question.when.items()},
        "adds": {
            choice: {"files": more.files, "lines": more.lines, "seconds": more.seconds}
            for choice, more in added.items()
        },
    }


def project(seen: Seen) -> Document:
    """Return what `show` says of a project, as ``project.schema.json`` describes it."""
    from portfolio_kit.system import redact

    baked, template = seen.baked, seen.template
    said = {
        "project": str(seen.project.absolute()),
        "title": seen.title,
        "template": {
            "name": baked.template,
            "baked": baked.version,
            "offered": template.version if template else None,
        },
        "kit": baked.kit,
        "date": baked.date,
        "answers": dict(baked.answers),
        "command": baked.command,
        "seconds": seen.seconds,
        "skills": _skills(seen.skills),
        "why": seen.why or None,
        "additions": [
            {
                "answer": step.word,
                "command": seen.command(step),
                "about": step.about,
                "files": added.files,
                "lines": added.lines,
                "seconds": added.seconds,
                "skills": _skills(added.skills),
            }
            for step, added in seen.added
        ],
    }
    return dict(redact.deep(said))


def _skills(skills: Sequence[Skill]) -> list[Document]:
    return [{"id": skill.id, "name": skill.name} for skill in skills]


def bake(baked: Bake, template: Template, ran: Run | None = None) -> Document:
    """Return what a bake has made, and what its run did."""
    made = {
        "template": template.name,
        "version": template.version,
        "path": str(baked.path.absolute()),
        "commit": baked.commit,
        "author": author(baked.author),
        "command": baked.command,
        "files": list(baked.files),
        "left_out": list(baked.left_out),
        "skipped_hooks": list(baked.skipped),
        "notes": list(baked.notes),
    }
    return made if ran is None else made | {"run": run(ran)}


def preview(seen: Preview, template: Template) -> Document:
    """Return what a bake would make."""
    return {
        "template": template.name,
        "version": template.version,
        "path": str(seen.path.absolute()),
        "message": seen.message,
        "author": author(seen.author),
        "files": list(seen.files),
    }


def author(who: Identity | None) -> Document | None:
    """Return who is published as the author; ``source`` says where that is set."""
    return None if who is None else {"name": who.name, "email": who.email, "source": who.source}


def freshness(fresh: Freshness) -> Document:
    """Return which results were measured before a change, and why nobody can tell, if so."""
    stale = [{"part": one.part, "cause": one.cause} for one in fresh.stale]
    return {"stale": stale, "not_checked": fresh.not_checked or None}


def run(ran: Run) -> Document:
    """Return what a run did."""
    return {
        "project": str(ran.project.absolute()),
        "commit": ran.commit,
        "author": author(ran.author),
        "changed": list(ran.changed),
        "seconds": round(ran.seconds, 1),
        "log": str(ran.log.absolute()),
        "notes": list(ran.notes),
        "unchanged_since": ran.unchanged_since,
    }
