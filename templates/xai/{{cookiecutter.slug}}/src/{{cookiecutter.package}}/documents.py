"""Results as files: JSON that a diff can be read of, and tables for people."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from .section import Listing
from .showcase import display


def listed(listings: Sequence[Listing]) -> str:
    """Return the tables for people, which GitHub shows with the folder."""
    text = ""
    for listing in listings:
        table = display.table(listing.head, listing.rows)
        note = f"\n\n{listing.note}" if listing.note else ""
        text += f"\n## {listing.title}\n\n{table}{note}\n"
    return text


def write(path: Path, document: object) -> None:
    """Write JSON with one line for each innermost list: small, and a diff can be read."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    text = re.sub(r"\[[^\[\]{}]+\]", lambda found: " ".join(found[0].split()), text)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
