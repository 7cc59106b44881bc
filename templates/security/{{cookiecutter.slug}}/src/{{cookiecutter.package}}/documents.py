"""The files of a run in ``results/``: JSON for programs, a page for people."""

import json
import re
from pathlib import Path

from .config import Config
from .section import Listing, Section
from .showcase import display


def write(folder: Path, config: Config, section: Section, seconds: float) -> None:
    """Write the parts' documents, the summary, and the times apart."""
    lasting = [metric for metric in section.metrics if not metric.get("volatile")]
    summary = {"summary": {"config": config.as_json(), "metrics": lasting}}
    for stem, document in {**summary, **section.results}.items():
        _json(folder / f"{stem}.json", document)
    times = {"seconds": seconds, **section.times}
    _json(folder / "timings.json", {name: round(value, 4) for name, value in times.items()})


def listed(section: Section) -> str:
    """Return the tables for people, which GitHub shows with the folder."""
    return "".join(map(_tabled, section.listings))


def _tabled(listing: Listing) -> str:
    note = f"\n\n{listing.note}" if listing.note else ""
    return f"\n## {listing.title}\n\n{display.table(listing.head, listing.rows)}{note}\n"


def _json(path: Path, document: object) -> None:
    """Write JSON with one line for each innermost list: small, and a diff can be read."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    text = re.sub(r"\[[^\[\]{}]+\]", lambda found: " ".join(found[0].split()), text)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
