"""Addresses of git repositories as people write them: ``URL[@ref]``, scp form, ``gh:``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portfolio_kit.errors import TemplateError
from portfolio_kit.git import hints
from portfolio_kit.system import redact

#: Cookiecutter's abbreviations.
ABBREVIATIONS = {
    "gh": "https://github.com/{}.git",
    "gl": "https://gitlab.com/{}.git",
    "bb": "https://bitbucket.org/{}",
}

SCHEMES = ("https", "http", "ssh", "git", "file")

_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[^/]*)(?P<path>/.*)?", re.IGNORECASE | re.DOTALL
)
_SCP = re.compile(r"(?P<host>[\w.+-]+@[\w.-]+):(?P<path>.+)", re.DOTALL)
_SHORT = re.compile(r"(?P<short>[A-Za-z][\w-]+):(?P<path>[^/\\].*)", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """A repository and what to check out of it; ``ref`` None is its default branch."""

    url: str
    ref: str | None

    @property
    def shown(self) -> str:
        """The URL without a password or token, for messages and for the recipe."""
        return redact.public(self.url)

    @property
    def name(self) -> str:
        """The repository's own name, safe as a folder name."""
        last = re.split(r"[/:]", self.shown.rstrip("/"))[-1].removesuffix(".git")
        return re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip(".-") or "template"


def parse(reference: str, abbreviations: Mapping[str, str] = ABBREVIATIONS) -> Address | None:
    """Return the address that ``reference`` is; None when it can only be a name or a folder.

    ``abbreviations`` are addresses with ``{}`` in the place of what follows ``NAME:``.

    Raises:
        TemplateError: it would be an option or a command to git, or no transport of ours.
    """
    if reference.startswith("-"):
        raise TemplateError(f"{reference!r} is an option", "give a name, a folder or a URL")
    if re.match(r"[A-Za-z0-9+.-]+::", reference):
        shown = redact.redact(reference)
        raise TemplateError(f"{shown!r} would run a command", "give an https or ssh URL")
    reference = re.sub(r"^git\+(?=[a-z]+:)", "", reference)
    short = _SHORT.fullmatch(reference)
    if short and short["short"] in abbreviations:
        return _expanded(abbreviations[short["short"]], short["path"])
    found = _URL.fullmatch(reference) or _SCP.fullmatch(reference)
    if found is None:
        return None
    parts = found.groupdict()
    _refuse(reference, parts)
    path, ref = _split(parts["path"] or "", parts.get("scheme"))
    url = reference[: found.start("path")] + path if parts["path"] else reference
    return Address(url, ref)


def is_abbreviated(reference: str) -> bool:
    """Say whether a reference looks like ``NAME:PATH``."""
    return bool(_SHORT.fullmatch(reference))


def _expanded(whole: str, path: str) -> Address:
    """Fill an abbreviation: what stands for the name may have a ref, the rest has none."""
    name, ref = _split(path, None)
    address = parse(whole.replace("{}", name), {})
    if address is None:
        shown = redact.address(whole)
        raise TemplateError(f"{shown!r} of [templates] is no git address", "correct it")
    return Address(address.url, ref or address.ref)


def check_ref(ref: str) -> None:
    """Refuse what cannot name a branch, a tag or a commit.

    Raises:
        TemplateError: it is empty, an option, or holds a blank.
    """
    if not ref or ref.startswith("-") or re.search(r"[\x00-\x20\x7f]", ref):
        raise TemplateError(f"{ref!r} is no branch, tag or commit", "write URL@ref")


def _refuse(reference: str, parts: dict[str, str | None]) -> None:
    shown = redact.address(reference)
    scheme, host = parts.get("scheme"), (parts.get("host") or "").rpartition("@")[2]
    if scheme is not None and scheme.lower() not in SCHEMES:
        raise TemplateError(
            f"{shown!r}: {scheme} is no transport of ours", f"use one of: {', '.join(SCHEMES)}"
        )
    body = f"{parts.get('host') or ''}{parts.get('path') or ''}"
    foreign = scheme is not None and scheme.lower() != "file"
    if foreign and redact.userinfo(body) > len(parts.get("host") or ""):
        raise TemplateError(
            f"{shown!r} holds a password with a slash",
            "write %2F for it, or leave the password out",
        )
    if host.startswith("-") or re.search(r"[\x00-\x20\x7f]", reference):
        raise TemplateError(f"{shown!r} is no address of a repository", "correct it")
    if hints.is_archive(reference):
        raise TemplateError(f"{shown!r} is an archive", "unpack it and give the folder")
    if meant := hints.page(reference):
        raise TemplateError(f"{shown!r} is a page", f"give: {redact.redact(meant)}")


def _split(path: str, scheme: str | None) -> tuple[str, str | None]:
    """Split a path at the ``@`` of its ref; one after a slash, or in an existing file, is none."""
    before, at, ref = path.rpartition("@")
    is_file = scheme is not None and scheme.lower() == "file" and Path(path).exists()
    if not at or before.endswith("/") or is_file:
        return path, None
    check_ref(ref)
    return before, ref
