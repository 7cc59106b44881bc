"""Addresses of git repositories as people write them: ``URL[@ref]``, scp form, ``gh:``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from portfolio_kit.errors import TemplateError

#: Cookiecutter's abbreviations.
ABBREVIATIONS = {
    "gh": "https://github.com/{}.git",
    "gl": "https://gitlab.com/{}.git",
    "bb": "https://bitbucket.org/{}",
}

SCHEMES = ("https", "http", "ssh", "git", "file")

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[^/]*)(?P<path>/.*)?", re.IGNORECASE)
_SCP = re.compile(r"(?P<host>[\w.+-]+@[\w.-]+):(?P<path>.+)")
_SHORT = re.compile(rf"(?P<short>{'|'.join(ABBREVIATIONS)}):(?P<path>[^/].*)")


@dataclass(frozen=True)
class Address:
    """A repository and what to check out of it; ``ref`` None is its default branch."""

    url: str
    ref: str | None

    @property
    def shown(self) -> str:
        """The URL without a password or token, for messages and for the answers file."""
        without = re.sub(r"^(https?://)[^/@]*@", r"\1", self.url, flags=re.IGNORECASE)
        return re.sub(r"^(ssh://[^/@:]*):[^/@]*@", r"\1@", without, flags=re.IGNORECASE)

    @property
    def name(self) -> str:
        """The repository's own name, safe as a folder name."""
        last = re.split(r"[/:]", self.url.rstrip("/"))[-1].removesuffix(".git")
        return re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip(".-") or "template"


def parse(reference: str) -> Address | None:
    """Return the address that ``reference`` is; None when it can only be a name or a folder.

    Raises:
        TemplateError: it would be an option or a command to git, or no transport of ours.
    """
    if reference.startswith("-"):
        raise TemplateError(f"{reference!r} is an option; give a name, a folder or a URL")
    if re.match(r"[A-Za-z0-9+.-]+::", reference):
        raise TemplateError(f"{reference!r} would run a command; give an https or ssh URL")
    reference = re.sub(r"^git\+(?=[a-z]+:)", "", reference)
    found = _SHORT.fullmatch(reference) or _URL.fullmatch(reference) or _SCP.fullmatch(reference)
    if found is None:
        return None
    parts = found.groupdict()
    _refuse(reference, parts)
    path, ref = _split(parts["path"] or "", parts.get("scheme"))
    url = reference[: found.start("path")] + path if parts["path"] else reference
    if parts.get("short"):
        url = ABBREVIATIONS[parts["short"]].format(path)
    return Address(url, ref)


def _refuse(reference: str, parts: dict[str, str | None]) -> None:
    scheme, host = parts.get("scheme"), (parts.get("host") or "").rpartition("@")[2]
    if scheme is not None and scheme.lower() not in SCHEMES:
        raise TemplateError(
            f"{reference!r}: {scheme} is no transport of ours; use one of: {', '.join(SCHEMES)}"
        )
    if host.startswith("-") or re.search(r"[\x00-\x20\x7f]", reference):
        raise TemplateError(f"{reference!r} is no address of a repository; correct it")
    if reference.lower().endswith(".zip"):
        raise TemplateError(f"{reference!r} is an archive; unpack it and give the folder")


def _split(path: str, scheme: str | None) -> tuple[str, str | None]:
    """Split a path at the ``@`` of its ref; one after a slash, or in an existing file, is none."""
    before, at, ref = path.rpartition("@")
    is_file = scheme is not None and scheme.lower() == "file" and Path(path).exists()
    if not at or before.endswith("/") or is_file:
        return path, None
    if not ref or ref.startswith("-"):
        raise TemplateError(f"{ref!r} is no branch, tag or commit; write URL@ref")
    return before, ref
