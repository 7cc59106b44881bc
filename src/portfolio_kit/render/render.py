"""Rendering: the layers of a template and every question's answer become files."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio_kit.errors import Problem, RenderError, TrustError
from portfolio_kit.jinja import budget, engine
from portfolio_kit.render import confine, hooks, layer_files, skills
from portfolio_kit.render.fragments import Fragments
from portfolio_kit.system.reader import Reader
from portfolio_kit.template.layers import Layer, holds
from portfolio_kit.template.template import Template

_EVERY_HOOK = hooks.How()


@dataclass(frozen=True)
class Rendered:
    """A project's folder and the files in it, as sorted relative paths with slashes."""

    project: Path
    files: tuple[str, ...]


def hooked(template: Template) -> list[str]:
    """Return the hooks of a template, by the names of their scripts."""
    return [] if template.builtin else [script.name for script in hooks.find(template.root)]


def extensions(template: Template) -> list[str]:
    """Return the extensions of a template that would run code of its own."""
    return [] if template.builtin else engine.foreign_extensions(template.private)


def command(template: Template, answers: Mapping[str, Any]) -> str | None:
    """Return the main command of a project; None where the template names none."""
    said = template.command
    if said is None or "{" not in said:
        return said
    env = engine.environment({"cookiecutter": answers}, [], trusted=template.builtin)
    return engine.render_text(env, said, {"cookiecutter": answers}, "command")


def refuse_untrusted(template: Template, *, skip_hooks: bool = False) -> None:
    """Refuse a template that would run code.

    Raises:
        TrustError: one problem for each hook, unless they are skipped, and each extension.
    """
    if template.builtin:
        return
    scripts = () if skip_hooks else hooked(template)
    wanted = [
        *((f"hook {name} of {template.name}", "--trust or --skip-hooks") for name in scripts),
        *((f"extension {name} of {template.name}", "--trust") for name in extensions(template)),
    ]
    if wanted:
        raise TrustError(
            Problem(f"{what} would run code", f"read it, then pass {options}")
            for what, options in wanted
        )


def project_name(
    template: Template,
    answers: Mapping[str, Any],
    *,
    trust: bool = False,
    how: hooks.How = _EVERY_HOOK,
) -> str:
    """Return the name of the project's folder.

    Raises:
        TrustError: the template wants to run code.
        RenderError: the name is none that every system can make.
    """
    if not trust:
        refuse_untrusted(template, skip_hooks=how.skip)
    context = _context(template, answers, Path())
    with _extensions(template, trust=trust):
        layer = _chosen(template, answers)[0]
        return _root_name(_source(template, layer, context, trust=trust, first=True))


def render(
    template: Template,
    answers: Mapping[str, Any],
    into: Path,
    *,
    trust: bool = False,
    how: hooks.How = _EVERY_HOOK,
) -> Rendered:
    """Write the project's folder into the folder ``into``.

    Args:
        template: its layers are rendered in order; a file takes the place of an earlier layer's.
        answers: the ``cookiecutter`` dictionary, private values too.
        into: nothing outside of ``into`` is written.
        trust: run the hooks and extensions of a foreign template, and lift its sandbox.
        how: whether its hooks run, and who hears them.

    Raises:
        TrustError: the template wants to run code; nothing has been rendered.
        RenderError: a file or a name that cannot be rendered; ``into`` holds half a project.
        BakeError: the disk refuses.
    """
    if not trust:
        refuse_untrusted(template, skip_hooks=how.skip)
    if _runs_extensions(template, trust=trust):
        into = into.absolute()
    context = _context(template, answers, into)
    tree: confine.Tree | None = None
    with _extensions(template, trust=trust):
        if template.version:  # else a plain Cookiecutter template, which may have such a variable
            context["cookiecutter"]["_skills"] = skills.places(template, answers)
        for layer in _chosen(template, answers):
            source = _source(template, layer, context, trust=trust, first=tree is None)
            name = _root_name(source)
            if tree is None:
                tree = _begin(into, name, source)
                _hook("pre_gen_project", template, tree, source, how)
            elif tree.root.name != name:
                raise RenderError(
                    f"{source.where}: renders to {name!r}, the layers before it to "
                    f"{tree.root.name!r}",
                    "give the folders of all layers one name",
                )
            with _working_in(source.folder, template, trust=trust):
                layer_files.folder(source, tree)
        assert tree is not None  # noqa: S101 - there is always a layer: _chosen
        if not (trust or template.builtin):
            confine.refuse_repositories(name for name, _ in _entries(tree.root))
        _hook("post_gen_project", template, tree, source, how)
    files = (
        name
        for name, is_folder in _entries(tree.root)
        if not is_folder and not name.startswith(".git/")  # a hook's own repository
    )
    return Rendered(tree.root, tuple(sorted(files)))


def _context(template: Template, answers: Mapping[str, Any], into: Path) -> dict[str, Any]:
    """Return what Jinja sees; a template may change its copy, never the caller's answers."""
    values = OrderedDict(deepcopy(dict(answers)))
    for name in ("_extensions", "_jinja2_env_vars", "_copy_without_render", "_new_lines"):
        if name in template.private:
            values.setdefault(name, template.private[name])
    if not template.builtin:
        values.setdefault("_output_dir", str(into.absolute()))
        said = {
            "_template": template.typed or str(template.root),
            "_repo_dir": template.place or str(template.root),
            "_checkout": template.origin.ref,
        }
        # A template that knows us has a name; else Cookiecutter's own words win.
        values.update(values | said if not template.version else said | values)
    asked = {
        question.name: question.default if question.raw is None else question.raw
        for question in template.questions
    }
    return {"cookiecutter": values, "_cookiecutter": asked}


def _runs_extensions(template: Template, *, trust: bool) -> bool:
    return trust and bool(extensions(template))


def _extensions(template: Template, *, trust: bool) -> AbstractContextManager[None]:
    """Let a trusted template's extensions be imported, and hold any other to its budget."""
    if _runs_extensions(template, trust=trust):
        return engine.importable(template.root)
    return budget.held(trusted=trust or template.builtin)


@contextmanager
def _working_in(folder: Path, template: Template, *, trust: bool) -> Iterator[None]:
    """Work in a folder of the template, as Cookiecutter does: its extensions look around them.

    The way back is an open folder: its name may have changed, or be gone.
    """
    if not _runs_extensions(template, trust=trust):
        yield
        return
    before = os.open(os.curdir, os.O_RDONLY)
    try:
        os.chdir(folder)
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def _chosen(template: Template, answers: Mapping[str, Any]) -> list[Layer]:
    layers = [layer for layer in template.layers if holds(layer.when, answers)]
    if not layers:
        raise RenderError(f"{template.name}: no layer is left for these answers", "change them")
    return layers


def _source(
    template: Template, layer: Layer, context: Mapping[str, Any], *, trust: bool, first: bool
) -> layer_files.Source:
    trusted, bound = template.builtin or trust, template.bound(trust=trust)
    folder = _project_folder(layer, engine.options(context["cookiecutter"]))
    search = [folder, *template.includes]
    ours = template.root.parent if template.builtin else None
    env = engine.environment(context, search, trusted=trusted, bound=bound, ours=ours)
    if template.builtin:
        context = {**context, "fragments": Fragments(template, env, context)}
    inside = layer.root == template.root or template.root in layer.root.parents
    base = template.root if inside else template.root.parent
    where = os.path.relpath(folder, base).replace(os.sep, "/")
    return layer_files.Source(
        folder, where, env, context, Reader(bound), first=first, ours=template.builtin
    )


def _project_folder(layer: Layer, variables: Mapping[str, Any]) -> Path:
    """Return the layer's folder whose name is a template: Cookiecutter's rule to find it."""
    begin = variables.get("variable_start_string", "{{")
    end = variables.get("variable_end_string", "}}")
    for folder in sorted(layer.root.iterdir()):
        name = folder.name
        if "cookiecutter" in name and begin in name and end in name:
            if folder.is_symlink() or not folder.is_dir():
                raise RenderError(f"{layer.root}: {name} is no folder", "make it one")
            return folder
    raise RenderError(
        f"{layer.root}: no folder to render",
        "name one after a question: {{cookiecutter.slug}}",
    )


def _root_name(source: layer_files.Source) -> str:
    name = engine.render_text(source.env, source.folder.name, source.context, source.where)
    confine.refuse(name, source.where)
    if "/" in name or "\\" in name:
        raise RenderError(
            f"{source.where}: the name {name!r} is more than one folder",
            "correct the name or the answers it is made of",
        )
    return name


def _begin(into: Path, name: str, source: layer_files.Source) -> confine.Tree:
    """Make the project's folder, which must be new."""
    root = into / name
    try:
        root.mkdir(parents=True)
    except FileExistsError:
        raise RenderError(
            f"{source.where}: {root} already exists", "remove it or choose another name"
        ) from None
    except OSError as error:
        raise confine.unwritable(root, error) from error
    return confine.Tree(root, None if source.reader.bound is None else confine.PROJECT)


def _hook(
    name: str, template: Template, tree: confine.Tree, source: layer_files.Source, how: hooks.How
) -> None:
    hooks.run(
        *(name, template.root, tree.root, source.env, source.context),
        reader=source.reader,
        how=how,
    )


def _entries(root: Path) -> Iterator[tuple[str, bool]]:
    """Yield everything below ``root``, what hooks made too, and whether it is a folder."""
    folders = [""]
    while folders:
        above = folders.pop()
        with os.scandir(root / above) as entries:
            for entry in entries:
                name = f"{above}/{entry.name}" if above else entry.name
                is_folder = entry.is_dir(follow_symlinks=False)  # a link is one file
                if is_folder:
                    folders.append(name)
                yield name, is_folder
