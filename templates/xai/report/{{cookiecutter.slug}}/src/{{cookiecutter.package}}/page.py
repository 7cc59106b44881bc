"""The report: one HTML file in which the glass box runs, with the run's tables below it.

It loads nothing, and its content security policy lets nothing run but the script that is in it.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from . import data, embedded
from .section import Listing, Section, Setting

ASSETS = Path(__file__).with_name("assets")
SCRIPTS = ("model.js", "shape.js", "bars.js", "controls.js", "view.js")
NUMBER = re.compile(r"\W{0,2}\d|\W?$")  # columns whose cells all begin so are set to the right


def write(
    path: Path, manifest: Mapping[str, Any], setting: Setting, sections: Sequence[Section]
) -> None:
    """Write the report.

    Args:
        path: of the HTML file.
        manifest: of the run, whose title, summary, highlights and limitations are shown; Any: JSON.
        setting: the models, of which ``ebm`` runs in the page, and the table.
        sections: of a full run; their listings are shown in this order.
    """
    style = _asset("page.css")
    script = "\n".join(map(_asset, SCRIPTS))
    listings = [listing for section in sections for listing in section.listings]
    panels = [
        ("found", "What was found", _items(manifest["highlights"])),
        ("measured", "What was measured", _index(listings) + "".join(map(_table, listings))),
        ("limits", "What this does not show", _items(manifest["limitations"])),
    ]
    text = Template(_asset("page.html")).substitute(
        title=escape(manifest["title"]),
        summary=escape(manifest["summary"]),
        style=style,
        style_sum=_sum(style),
        script=script,
        script_sum=_sum(script),
        model=_json(embedded.document(setting)),
        links=" ".join(f'<a href="#{name}">{heading}</a>' for name, heading, _ in panels),
        panels="\n".join(_panel(*panel) for panel in panels),
        origin=_origin(manifest),
    )
    path.write_text(text, encoding="utf-8", newline="\n")


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _json(document: object) -> str:
    """Return JSON without "<": words of a table could close the script element that holds them."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _sum(text: str) -> str:
    """Return the source expression that a content security policy names ``text`` by.

    In the page its quotes are entities: scanners take a quoted sum for a secret.
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _panel(name: str, heading: str, body: str) -> str:
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{heading}</h2>\n{body}</section>'
    )


def _items(sentences: Sequence[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{escape(one)}</li>" for one in sentences) + "\n</ul>\n"


def _index(listings: Sequence[Listing]) -> str:
    """Return links to the tables."""
    links = " ".join(f'<a href="#{_name(one)}">{escape(one.title)}</a>' for one in listings)
    return f'<nav aria-label="Tables">{links}</nav>\n'


def _name(listing: Listing) -> str:
    """Return an anchor made of the title's letters and digits."""
    return "table-" + re.sub(r"\W+", "-", listing.title.lower()).strip("-")


def _table(listing: Listing) -> str:
    """Return a table that scrolls by itself where the page is too narrow for it."""
    title, anchor = escape(listing.title), _name(listing)
    columns = ([row[k] for row in listing.rows] for k in range(len(listing.head)))
    classes = [' class="number"' if all(map(NUMBER.match, cells)) else "" for cells in columns]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>'
        for name, kind in zip(listing.head, classes, strict=True)
    )
    rows = "\n".join(f"<tr>{_cells(row, classes)}</tr>" for row in listing.rows)
    note = f'<p class="note">{escape(listing.note)}</p>\n' if listing.note else ""
    return (
        f'<h3 id="{anchor}">{title}</h3>\n{note}'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{title}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody></table></div>\n"
    )


def _cells(row: Sequence[str], classes: Sequence[str]) -> str:
    first, *others = zip(row, classes, strict=True)
    cells = "".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in others)
    return f'<th scope="row"{first[1]}>{escape(first[0])}</th>{cells}'


def _origin(manifest: Mapping[str, Any]) -> str:
    """Return where data and code come from; Any: JSON."""
    source = f'<a href="{escape(data.URL)}">{escape(data.NAME)}</a>' if data.URL else data.NAME
    made = manifest.get("repository")
    code = f' Made by <a href="{escape(made)}">this code</a>.' if made else ""
    return f"Data: {source}, {escape(data.LICENSE)}.{code}"
