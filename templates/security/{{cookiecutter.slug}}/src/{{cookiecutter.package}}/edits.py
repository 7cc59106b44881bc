"""What an attacker may do to a name: edits after which it can be registered and still lures.

Nothing here registers, resolves or contacts anything; the names exist only as text.
"""

import re
from collections.abc import Iterator

from .names import LONGEST

# Anybody may register below these; with restricted ones (.edu, .gov) an attack looks too strong.
OPEN = ("com", "net", "org", "info", "xyz", "online", "site", "top", "io", "app", "co", "dev")
LOOK_ALIKES = {
    "a": ("4",),
    "b": ("8",),
    "d": ("cl",),
    "e": ("3",),
    "g": ("9", "q"),
    "i": ("1", "l"),
    "l": ("1", "i"),
    "m": ("rn",),
    "o": ("0",),
    "s": ("5",),
    "t": ("7",),
    "u": ("v",),
    "v": ("u",),
    "w": ("vv",),
    "z": ("2",),
}
WORDS = (
    "blog",
    "care",
    "club",
    "design",
    "get",
    "group",
    "home",
    "house",
    "hub",
    "media",
    "my",
    "shop",
    "studio",
    "team",
    "the",
    "web",
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def registrable(name: str) -> bool:
    """Say whether a registry that follows RFC 1035, 2.3.1, and RFC 5890, 2.3.1, can take a name.

    ``--`` in the third and fourth place is reserved; only ``xn--`` has a meaning there.
    """
    labels = name.split(".")
    return (
        len(name) <= LONGEST
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and (labels[0][2:4] != "--" or labels[0].startswith("xn--"))
    )


def variants(name: str) -> tuple[str, ...]:
    """Return every registrable name that is one edit away, each once, in a fixed order.

    An edit swaps everything behind the first label for an open top-level domain, or changes the
    first label: a look-alike of a letter, a letter doubled, a hyphen more or less, or a word at
    either end. An internationalised label is not changed, because its ASCII form is a code.
    """
    label, _, rest = name.partition(".")
    found = [f"{label}.{end}" for end in OPEN]
    if not label.startswith("xn--"):
        found += [f"{changed}.{rest}" for changed in _changed(label)]
    return tuple(dict.fromkeys(each for each in found if each != name and registrable(each)))


def _changed(label: str) -> Iterator[str]:
    """Yield the label after each edit; some cannot be registered, some come twice."""
    for at, letter in enumerate(label):
        before, after = label[:at], label[at + 1 :]
        for alike in LOOK_ALIKES.get(letter, ()):
            yield before + alike + after
        if letter == "-":
            yield before + after
        else:
            yield before + letter + letter + after
            yield f"{before}-{letter}{after}"
    for word in WORDS:
        yield word + label
        yield label + word
