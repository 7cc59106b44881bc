"""What somebody may have meant by a reference that is no template."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from pathlib import Path

from portfolio_kit.errors import similar

#: A folder of a repository as the pages of hosts show it: /OWNER/NAME/tree/REF/SUB.
_PAGES = (
    (r"[^/]*github[^/]*", r"(?:tree|blob)"),
    (r"[^/]+", r"-/(?:tree|blob)"),  # GitLab
    (r"bitbucket\.org", r"src"),
    (r"[^/]+", r"src/(?:branch|tag|commit)"),  # Forgejo, Gitea
)

#: Addresses as people say them, and how git wants them.
_FORMS = (
    (r"(?:www\.)?([\w-]+(?:\.[\w-]+)+/[\w.-]+/\S+)", "for a git address, say: https://{}"),
    (r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/(\S+)", "for a git address, say: {}:{}"),
    (r"([\w-][\w.-]*/[\w-][\w.-]*(?:@\S+)?)", "for a repository on GitHub, say: gh:{}"),
)

_ARCHIVE = re.compile(r"\.(?:zip|tar|tgz|tbz2?|txz|(?:tar\.)?(?:gz|bz2|xz|zst))$", re.IGNORECASE)


def page(url: str) -> str | None:
    """Return what to give for the address of a page that shows a folder; None for another."""
    for host, word in _PAGES:
        found = re.fullmatch(
            rf"(?P<repo>https?://{host}/.+?)/{word}/(?P<ref>[^/?#]+)(?P<sub>/[^?#]*)?([?#].*)?",
            url,
            re.IGNORECASE,
        )
        if found:
            sub = (found["sub"] or "").strip("/")
            if "/blob/" in url or sub.endswith("cookiecutter.json"):
                sub = sub.rpartition("/")[0]
            folder = f" --directory {shlex.quote(sub)}" if sub else ""
            return f"{found['repo']}@{found['ref']}{folder}"
    return None


def is_archive(reference: str) -> bool:
    """Say whether a reference ends like the name of an archive."""
    return bool(_ARCHIVE.search(reference))


def meant(reference: str, abbreviations: Iterable[str]) -> str | None:
    """Return advice about a reference that is neither a name, nor a folder, nor an address."""
    if is_archive(reference):
        return "unpack the archive and give the folder"
    before, at, ref = reference.rpartition("@")
    if at and before and ref and Path(before).is_dir():
        return _of_folder(before, ref)
    if reference and Path(reference).exists():
        return "give its folder"
    for pattern, advice in _FORMS:
        if found := re.fullmatch(pattern, reference):
            return advice.format(*found.groups())
    found = re.fullmatch(r"([A-Za-z][\w-]+):[^/\\].*", reference)
    return _of_abbreviation(found[1], sorted(abbreviations)) if found else None


def _of_folder(before: str, ref: str) -> str:
    """Say how to take a branch or tag of a folder: only a repository has some."""
    folder = Path(before)
    if (folder / ".git").exists() or (folder / "HEAD").is_file():
        return f"for {ref} of its repository, say: {folder.resolve().as_uri()}@{ref}"
    return f"{before} is a folder and no git repository, so that it has no {ref!r}; leave @ out"


def _of_abbreviation(name: str, known: list[str]) -> str:
    near = similar(name, known)
    listed = ", ".join(f"{each}:" for each in known)
    return near or f"{name}: is no abbreviation; there are {listed}; [templates] adds others"
