"""A template: its questions, its layers, and what it says about itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portfolio_kit.errors import TemplateError, Where
from portfolio_kit.schema import validator
from portfolio_kit.template import kit_keys, questions_file, skill
from portfolio_kit.template import layers as stack
from portfolio_kit.template.layers import Layer, When, as_text, holds
from portfolio_kit.template.question import Kind, Question
from portfolio_kit.template.skill import Skill


@dataclass(frozen=True)
class Origin:
    """Where a template was fetched from; empty for one that was a folder already."""

    url: str | None = None
    ref: str | None = None
    commit: str | None = None
    directory: str | None = None


@dataclass(frozen=True)
class Template:
    """Everything known about a template before a question is answered.

    ``private`` holds the keys that begin with an underscore, as they are written. ``includes``
    are the folders in which ``{% include %}`` looks, ``boundary`` is the folder that holds all
    of it. ``command`` is Jinja. ``note`` are lines that the person should read, such as that
    an offline copy is used. ``order`` is that of all entries in ``cookiecutter.json``: a private
    one is rendered with the answers before it. ``typed`` is the person's word for it and
    ``place`` its folder in such words: Cookiecutter's ``_template`` and ``_repo_dir``.
    ``ask`` names the questions that matter, in the order in which they are asked; empty = all.
    ``own`` are the questions that the template itself names, not a layer below it.
    ``migrations`` say what became of the answers of an older version.
    """

    name: str
    root: Path
    title: str = ""
    description: str = ""
    version: str = ""
    questions: tuple[Question, ...] = ()
    private: Mapping[str, Any] = field(default_factory=dict)  # JSON
    layers: tuple[Layer, ...] = ()
    includes: tuple[Path, ...] = ()
    skills: tuple[Skill, ...] = ()
    frameworks: tuple[str, ...] = ()
    minutes: float | None = None
    command: str | None = None
    extras: tuple[Mapping[str, Any], ...] = ()  # {"name": str, "when": When}
    prepare: tuple[tuple[str, When], ...] = ()  # what a person does before the first run
    clashes: tuple[Mapping[str, Any], ...] = ()  # JSON Schemas of answers that do not go together
    builtin: bool = False
    boundary: Path = Path()
    origin: Origin = field(default_factory=Origin)
    typed: str = ""
    place: str = ""
    note: str | None = None
    order: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    headline: str = ""
    sizes: tuple[Mapping[str, Any], ...] = ()  # {"megabytes": number, "note": str, "when": When}
    times: tuple[Mapping[str, Any], ...] = ()  # {"seconds": number, "when": When}
    own: frozenset[str] = frozenset()
    migrations: tuple[Mapping[str, Any], ...] = ()  # from one version's answers to the next's

    def size(self, answers: Mapping[str, Any]) -> tuple[float, str]:
        """Return the megabytes of a project's environment and a remark; 0 when nobody said."""
        meant = [size for size in self.sizes if holds(stack.condition(size), answers)]
        notes = dict.fromkeys(size["note"] for size in meant if "note" in size)
        return sum(size["megabytes"] for size in meant), "; ".join(notes)

    def seconds(self, answers: Mapping[str, Any]) -> float:
        """Return how long a project's main command takes; 0 when nobody said."""
        meant = [time for time in self.times if holds(stack.condition(time), answers)]
        return float(60 * (self.minutes or 0) + sum(time["seconds"] for time in meant))

    def broken(self, answers: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield which of the ``answers`` do not go together, and what to do instead."""
        for rule in self.clashes:
            meant = tuple(rule["not"]["properties"])
            if answers.keys() >= {*meant}:
                together = {name: answers[name] for name in meant}
                if not validator(rule).is_valid(together):
                    yield meant, rule["description"]

    def preparations(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what a person does before the first run of a project with these answers."""
        return tuple(said for said, when in self.prepare if holds(when, answers))

    @property
    def tells(self) -> bool:
        """Whether it knows of the person's own words, and its projects have a file for them."""
        found = (path for layer in self.layers for path in layer.root.glob("*/story.toml"))
        return bool(self.version) and any(found)


def load(  # noqa: PLR0913 - each is known of a template from outside
    root: Path,
    *,
    name: str | None = None,
    builtin: bool = False,
    origin: Origin | None = None,
    boundary: Path | None = None,
    said: Mapping[str, str] | None = None,
) -> Template:
    """Return the template in the folder ``root``.

    Args:
        root: holds ``cookiecutter.json``.
        name: what it is called; the folder's name when nobody called it.
        builtin: it is one of ours: validated by our tests, not again at each start.
        origin: where ``root`` was fetched from.
        boundary: the folder in which everything of it must lie; ``root`` when none is given.
        said: title and description from an index of templates; its own words are stronger.

    Raises:
        TemplateError: one problem for each thing that is wrong with ``cookiecutter.json``.
    """
    root = root.absolute()
    name = name or root.name
    inside = boundary or (root.parent if builtin else root)
    own = questions_file.read(root, None if builtin else inside)
    if not builtin:
        kit_keys.refuse(own, root)
    kit = own.get(stack.ABOUT, {})
    layers = stack.find(root, name, kit.get("layers", ()), None if builtin else inside)
    includes = stack.includes(root, layers)
    entries = stack.entries(root, own, layers, None if builtin else (inside, kit_keys.refuse))
    questions = tuple(_questions(entries, root))
    if not builtin:
        kit_keys.check(entries.get(stack.ABOUT, {}), questions, root)
    said, title = said or {}, kit.get("title", name)
    return Template(
        name=name,
        root=root,
        title=str(said.get("title", title) if title == name else title),
        description=str(kit.get("description", "") or said.get("description", "")),
        version=kit.get("version", ""),
        questions=questions,
        private={key: entries[key] for key in entries if _is_private(key)},
        layers=tuple(layers),
        includes=includes,
        skills=skill.read(kit.get("skills", ())),
        frameworks=tuple(kit.get("frameworks", ())),
        minutes=kit.get("minutes"),
        command=kit.get("command"),
        extras=tuple(
            {"name": extra["name"], "when": stack.condition(extra)}
            for extra in kit.get("extras", ())
        ),
        prepare=tuple((entry["say"], stack.condition(entry)) for entry in kit.get("prepare", ())),
        clashes=tuple(entries.get(stack.ABOUT, {}).get("answers", {}).get("allOf", ())),
        builtin=builtin,
        boundary=inside,
        origin=origin or Origin(),
        order=tuple(key for key in entries if not key.startswith("_") or _is_private(key)),
        ask=tuple(kit.get("ask", ())),
        headline=kit.get("headline", ""),
        sizes=tuple(kit.get("sizes", ())),
        times=tuple(kit.get("times", ())),
        own=frozenset(own),
        migrations=tuple(kit.get("migrations", ())),
    )


def _is_private(key: str) -> bool:
    return key.startswith("_") and key not in (stack.ABOUT, stack.PROMPTS)


def _questions(entries: Mapping[str, Any], root: Path) -> Iterator[Question]:
    """Yield every question in the order of the file, mappings too."""
    kit = entries.get(stack.ABOUT, {})
    prompts = entries.get(stack.PROMPTS) or {}
    for name, raw in entries.items():
        if name.startswith("_"):
            continue
        if isinstance(raw, list) and not raw:
            where = Where(str(root / questions_file.NAME), key=name)
            raise TemplateError(f"{name} is an empty list", "give it a choice", where=where)
        said = prompts.get(name, "")
        labels = said if isinstance(said, dict) else {"__prompt__": said}
        schema = kit.get("answers", {}).get("properties", {}).get(name, {})
        offered = schema.get("enum", ()) if isinstance(raw, str) else ()
        offered = raw if isinstance(raw, list) else offered
        several = isinstance(raw, list) and name in kit.get("several", ())
        yield Question(
            name=name,
            kind="several" if several else "choice" if offered else _kind(raw),
            default=[] if several else raw[0] if isinstance(raw, list) else raw,
            choices=tuple(as_text(choice) for choice in offered),
            prompt=str(labels.get("__prompt__", "")),
            labels={key: str(label) for key, label in labels.items() if key != "__prompt__"},
            help=kit.get("help", {}).get(name, ""),
            schema=schema,
            raw=raw,
            when=stack.condition({"when": kit.get("when", {}).get(name, {})}),
        )


def _kind(raw: object) -> Kind:
    """Return what kind of question Cookiecutter makes of an entry."""
    kinds: tuple[tuple[type, Kind], ...] = (
        (list, "choice"),
        (bool, "boolean"),
        (dict, "mapping"),
    )
    return next((kind for type_, kind in kinds if isinstance(raw, type_)), "text")
