"""Text as TOML writes it."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """Return ``text`` in quotes, on one line."""
    # JSON's escapes are TOML's; only DEL is TOML's alone
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
