"""A report of a smoke run, and what its file says: for the tests of the page."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from {{ cookiecutter.package }} import page
from {{ cookiecutter.package }}.section import Listing, Section, Setting

HOSTILE = '</script><script>alert("x")</script> & ${title}'
MANIFEST = {
    "title": "A report",
    "summary": HOSTILE,
    "highlights": ["The first finding"],
    "limitations": ["The first limit"],
}
LISTING = Listing("Models", ("Model", "AUC"), ((HOSTILE, "0.77"), ("Second", "0.76")), HOSTILE)


class Report(NamedTuple):
    """The file, and what it was made from."""

    path: Path
    setting: Setting

    def text(self) -> str:
        """Return the file."""
        return self.path.read_text(encoding="utf-8")

    def model(self) -> dict[str, Any]:
        """Return the data in the page; Any: JSON."""
        return dict(json.loads(Elements(self.text()).inside["application/json"]))


def report(setting: Setting, folder: Path) -> Report:
    """Write the report of a smoke run into ``folder``."""
    page.write(folder / "report.html", MANIFEST, setting, [Section(listings=(LISTING,))])
    return Report(folder / "report.html", setting)


class Elements(HTMLParser):
    """Every element with its attributes, and the texts of styles and scripts."""

    def __init__(self, text: str) -> None:
        """Read ``text``."""
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember the text of the last element of its kind."""
        tag, attributes = self.seen[-1] if self.seen else ("", {})
        if tag in ("style", "script"):
            self.inside.setdefault(str(attributes.get("type", tag)), data)
