"""The border for text that is not ours: what a terminal would obey or hide is shown instead.

A template, a config file, an error of git or a hook may hold anything: sequences that move the
cursor and write over what stands there, marks that turn text around, letters that nobody sees,
line ends that forge a line of ours. One reads what is printed before one trusts it.
"""

from __future__ import annotations

import re

# As a rule nothing is suspect, so that no start of the program pays for compiling patterns.
_SUSPECT = "[^ -~]"

#: Categories of Unicode that nobody sees: controls, formats, half characters, line ends.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))

#: Letters and marks that are drawn as nothing: fillers, joiners, selectors of a variant.
_BLANK = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

#: What holds an emoji together, after another symbol only: the joiner, the choice of colour.
_EMOJI = ("\u200d", "\ufe0f")

_NAMES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    r"""Return ``text`` on one line, with what nobody would see spelled as Python spells it.

    ESC is ``\x1b``, an override of the direction ``\u202e``, a line end ``\n``. Letters of
    every language and emoji stay as they are.
    """
    plain = text.isascii() and text.isprintable()
    return text if plain else re.sub(_SUSPECT, _spelled, text)


def _spelled(found: re.Match[str]) -> str:
    import unicodedata

    character = found[0]
    if unicodedata.category(character) not in _UNSEEN and not re.match(_BLANK, character):
        return character
    if character in _EMOJI and _follows_symbol(found.string, found.start()):
        return character
    return _NAMES.get(character) or _escape(ord(character))


def _follows_symbol(text: str, at: int) -> bool:
    """Say whether the character at ``at`` follows a symbol, which may have a colour of its own."""
    import unicodedata

    before = text[max(at - 2, 0) : at].rstrip("\ufe0f")[-1:]
    return bool(before) and unicodedata.category(before) in ("So", "Sk")


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
