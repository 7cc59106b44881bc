"""Where templates come from: the built-in ones, folders, and clones of git repositories."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import portfolio_kit
from portfolio_kit.errors import TemplateError, Where, similar
from portfolio_kit.template import private_keys, questions_file, template
from portfolio_kit.template.template import Origin, Template

if TYPE_CHECKING:
    from portfolio_kit.git.address import Address

_QUESTIONS = "cookiecutter.json"

#: Takes the folder that bounds a template and the template's own, and gives those to read instead.
Prepare = Callable[[Path, Path], tuple[Path, Path]]


def _as_it_is(bound: Path, folder: Path) -> tuple[Path, Path]:
    return bound, folder


@dataclass(frozen=True)
class Fetch:
    """How the repository of an address is fetched, and what of it.

    ``checkout`` is a branch, tag or commit, stronger than the address's own. ``abbreviations``
    are those of the person, beside ``gh:`` and its like. ``asks``: git may ask on the terminal.
    ``prepare`` is called before anything of a template is read, of a folder's too.
    """

    checkout: str | None = None
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    asks: bool = False
    prepare: Prepare = _as_it_is


def builtin_root() -> Path:
    """Return the folder of the built-in templates: in the package, or beside it in a checkout."""
    package = Path(portfolio_kit.__file__).resolve().parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if (folder / _QUESTIONS).is_file():
            return folder
    raise TemplateError(f"{package} has no templates", "install portfolio-kit anew")


def builtins() -> list[Template]:
    """Return the built-in templates in the order of their index."""
    root = builtin_root()
    return [
        template.load(root / said["path"], name=name, builtin=True, said=said)
        for name, said in _builtin_index(root).items()
    ]


def is_builtin(reference: str) -> bool:
    """Say whether a reference is the name of a built-in template: a folder gives way to it."""
    return reference in _builtin_index(builtin_root())


def _builtin_index(root: Path) -> dict[str, Mapping[str, str]]:
    index: dict[str, Mapping[str, str]] = questions_file.read(root)["templates"]
    return index


def find(
    reference: str,
    *,
    cache: Path,
    directory: str | None = None,
    nested: str | None = None,
    fetch: Fetch | None = None,
) -> Template:
    """Return the template that a person means.

    Args:
        reference: a built-in name, a folder, or a git URL with an optional ``@ref``.
        cache: the folder in which clones are kept.
        directory: where in the folder or repository the template lies.
        nested: which one, of several that the folder's ``cookiecutter.json`` lists.
        fetch: how a git repository is fetched, and what is done before a template is read.

    Raises:
        TemplateError: there is no such template, or it is not well formed.
        RepositoryError: the repository cannot be had, or has no such ref.
    """
    fetch = fetch or Fetch()
    root = builtin_root()
    index = _builtin_index(root)
    if reference in index:
        if told := directory or nested or fetch.checkout:
            raise TemplateError(f"{reference} is one template", f"leave {told!r} out")
        said = index[reference]
        return template.load(root / said["path"], name=reference, builtin=True, said=said)
    from portfolio_kit.git import address  # a template of ours pays for none of its patterns

    known = {**address.ABBREVIATIONS, **fetch.abbreviations}
    where = address.parse(reference, known)
    if where is not None:
        wanted = _Wanted(directory, nested, fetch.prepare)
        found = _fetched(where, cache, wanted, fetch)
        return found if nested else replace(found, typed=_typed(reference, where))
    folder = Path(reference)
    if reference and folder.is_dir():
        if fetch.checkout:
            raise TemplateError(
                f"{folder.resolve()} is a folder, which is taken as it is",
                f"leave --checkout out, or for {fetch.checkout} of its repository give: "
                f"{folder.resolve().as_uri()}",
            )
        there = _Place(folder.resolve(), folder.resolve().name)
        found = _open(there, _Wanted(directory, nested, fetch.prepare))
        whole = [reference, *filter(None, [directory])]
        place = os.path.join(*whole)  # noqa: PTH118 - as typed, which a Path would tidy up
        return found if nested else replace(found, typed=reference, place=place)
    raise _nothing(reference, index, known)


def _typed(reference: str, where: Address) -> str:
    """Return an address as the person wrote it, without a ref and without a secret."""
    from portfolio_kit.system import redact

    plain = reference.removesuffix(f"@{where.ref}") if where.ref else reference
    return redact.public(plain)


def _nothing(reference: str, index: Iterable[str], abbreviations: Iterable[str]) -> TemplateError:
    """Say that a reference means nothing, and what may have been meant."""
    from portfolio_kit.git import hints
    from portfolio_kit.system import redact

    advice = hints.meant(reference, abbreviations) or f"the built-in ones are: {', '.join(index)}"
    shown = redact.address(reference)
    return TemplateError(
        f"{shown!r} is neither a built-in template, nor a folder, nor a git URL",
        similar(reference, index) or advice,
    )


class _Place:
    """A folder of files in which a template lies, and how it got there."""

    def __init__(self, folder: Path, name: str, origin: Origin | None = None) -> None:
        self.folder, self.name, self.origin = folder, name, origin

    def inside(self, path: str) -> Path:
        """Return the folder ``path`` of this place; one that leaves it is refused."""
        try:
            found = (self.folder / path).resolve()
        except (RuntimeError, ValueError) as error:  # a loop of links, a NUL
            raise TemplateError(f"{path!r} is no name of a folder", "correct it") from error
        if not found.is_relative_to(self.folder.resolve()):
            raise TemplateError(f"{path!r} leaves {self.name}", "give a folder inside it")
        if not found.is_dir():
            raise TemplateError(f"{self.name} has no folder {path!r}", _candidates(self.folder))
        return found


@dataclass(frozen=True)
class _Wanted:
    """Which template of a place is meant, and what is done before it is read."""

    directory: str | None
    nested: str | None
    prepare: Prepare


def _fetched(where: Address, cache: Path, wanted: _Wanted, fetch: Fetch) -> Template:
    from portfolio_kit.git import address, clones

    said = None
    if fetch.checkout is not None:
        address.check_ref(fetch.checkout)
        if where.ref not in (None, fetch.checkout):
            said = f"--checkout {fetch.checkout} counts, and not @{where.ref}"
        where = replace(where, ref=fetch.checkout)
    copy = clones.get(where, cache, asks=fetch.asks)
    origin = Origin(url=where.shown, ref=where.ref, commit=copy.commit)
    found = _open(_Place(copy.files, where.name, origin), wanted)
    note = "\n".join(filter(None, ("; ".join(filter(None, (said, copy.note))), found.note)))
    return replace(found, note=note or None)


def _open(place: _Place, wanted: _Wanted) -> Template:
    """Load the template of a place: at its top, in a folder of it, or one of a list."""
    folder, name = place.folder, place.name
    directory, nested = wanted.directory, wanted.nested
    if directory:
        folder, name = place.inside(directory), Path(directory).name or name
    if not (folder / _QUESTIONS).is_file():
        raise TemplateError(f"{directory or name} has no {_QUESTIONS}", _candidates(folder))
    place, folder = _prepared(place, folder, wanted.prepare)
    listed = _listed(questions_file.read(folder, place.folder), folder)
    said: Mapping[str, str] = {}
    if listed:
        name, said = _chosen(listed, nested, name)
        folder = _Place(folder, place.name).inside(said["path"])
    elif nested:
        raise TemplateError(f"{name} is one template, not a list of them", f"leave {nested!r} out")
    if not (folder / _QUESTIONS).is_file():
        raise TemplateError(
            f"{name} has no {_QUESTIONS}", "its list of templates names a wrong path"
        )
    if listed:
        place, folder = _prepared(place, folder, wanted.prepare)
    return _loaded(place, folder, name, said)


def _prepared(place: _Place, folder: Path, prepare: Prepare) -> tuple[_Place, Path]:
    """Return place and folder to read instead of these."""
    top, inside = prepare(place.folder, folder)
    return _Place(top, place.name, place.origin), inside


def _loaded(place: _Place, folder: Path, name: str, said: Mapping[str, str]) -> Template:
    """Load a template, and note which of its submodules are not there."""
    from portfolio_kit.template import submodules

    loaded = _read(place, folder, name, said)
    lines = submodules.missing(place.folder.resolve(), folder)
    return replace(loaded, note="\n".join(lines) or None)


def _read(place: _Place, folder: Path, name: str, said: Mapping[str, str]) -> Template:
    top = place.folder.resolve()
    if place.origin is None:
        return template.load(folder, name=name, boundary=top, said=said)
    path = folder.resolve().relative_to(top).as_posix()
    origin = replace(place.origin, directory=None if path == "." else path)
    return template.load(folder, name=name, origin=origin, boundary=top, said=said)


def _listed(entries: Mapping[str, Any], folder: Path) -> dict[str, Mapping[str, str]]:
    """Return the templates that a ``cookiecutter.json`` lists, of either form; usually none."""
    new, old = entries.get("templates"), entries.get("template")
    if isinstance(new, dict):
        if problems := list(private_keys.problems(entries)):
            where = Where(str(folder / _QUESTIONS))
            raise TemplateError(problem.at(where) for problem in problems)
        return new
    if isinstance(old, list) and all("(" in str(item) and str(item).endswith(")") for item in old):
        pairs = (str(item).removesuffix(")").partition("(") for item in old)
        return {label.strip() or path: {"path": path} for label, _, path in pairs}
    return {}


def _chosen(
    listed: Mapping[str, Mapping[str, str]], nested: str | None, name: str
) -> tuple[str, Mapping[str, str]]:
    """Return the entry that is meant, by its name or by its path."""
    if nested is None:
        raise TemplateError(
            f"{name} holds several templates", f"choose one with --template: {', '.join(listed)}"
        )
    for label, said in listed.items():
        if nested in (label, said["path"], Path(said["path"]).name):
            return label, said
    advice = similar(nested, listed) or f"choose one of: {', '.join(listed)}"
    raise TemplateError(f"{name} holds no template {nested!r}", advice)


def _candidates(folder: Path) -> str:
    """Return where in a folder templates lie, as advice."""
    found = sorted(
        path.parent.relative_to(folder).as_posix()
        for depth in ("*", "*/*")
        for path in folder.glob(f"{depth}/{_QUESTIONS}")
    )
    if not found:
        return "give the folder of a Cookiecutter template"
    return f"give the directory of one of its templates: {', '.join(found)}"
