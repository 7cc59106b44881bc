"""The three texts of a file as a merge is to see them: what is the program's is ours in all three.

A run has filled the regions of a README, and an editor may have changed its line ends: compared
word by word with two bakes that would be one conflict after another. So for the time of a merge
the base and the new bake are shown with *our* regions, and with our line ends. What then differs
are people's words and the template's, and those are git's to merge, by whatever driver the
person has chosen for the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portfolio_kit.carried.errors import ShowcaseError
from portfolio_kit.carried.markdown import BOM, lines_of
from portfolio_kit.carried.regions import find
from portfolio_kit.git.merging import Trio
from portfolio_kit.git.store import Store
from portfolio_kit.showcase import recipe

#: The lines of a region, both markers with them.
Block = Sequence[str]


def trio(store: Store, base: str, theirs: str) -> Trio:
    """Return the trees of the merge, with what is the program's as it is in ours."""
    old, own, new = (store.entries(tree) for tree in (base, "HEAD", theirs))
    old[recipe.NAME] = own[recipe.NAME]  # nobody edits it: the new one comes
    for_base: dict[str, str] = {}
    for_theirs: dict[str, str] = {}
    for path, entry in own.items():
        sides = [held.get(path) for held in (old, new)]
        if entry in sides or sides[0] == sides[1]:
            continue  # git needs no help where two of the three are one
        known = store.texts(one.id for one in (entry, *sides) if one is not None)
        if entry.id not in known or any("\0" in text for text in known.values()):
            continue  # a submodule, or no text
        texts = [None if side is None else known.get(side.id) for side in sides]
        shown = adapted(
            *(texts[0], known[entry.id], texts[1]), regions=path.lower().endswith(".md")
        )
        for seen, text, changed in zip(shown, texts, (for_base, for_theirs), strict=True):
            if seen is not None and seen != text:
                changed[path] = seen
    ours = store.resolve("HEAD^{tree}") or ""
    return Trio(store.with_texts(old, for_base), ours, store.with_texts(new, for_theirs))


def adapted(
    base: str | None, ours: str, theirs: str | None, *, regions: bool
) -> tuple[str | None, str | None]:
    """Return ``base`` and ``theirs`` as a merge with ``ours`` is to see them.

    Args:
        base: the file in the base; None where it is not there.
        ours: the file that is checked out.
        theirs: the file in the new bake; None where it is not there.
        regions: the file is Markdown, of which the program fills regions.
    """
    base, theirs = _dressed(base, ours), _dressed(theirs, ours)
    return _regions(base, ours, theirs) if regions else (base, theirs)


def _dressed(text: str | None, ours: str) -> str | None:
    """Return a text with the line ends and the byte order mark of ours."""
    if text is None or text == ours:
        return text
    bare = ours.replace("\r\n", "")
    if "\r\n" in ours and not {"\r", "\n"} & {*bare} and "\r" not in text:
        text = text.replace("\n", "\r\n")
    return BOM + text if ours.startswith(BOM) and not text.startswith(BOM) else text


def _regions(base: str | None, ours: str, theirs: str | None) -> tuple[str | None, str | None]:
    """Show our regions in both; markers that are out of order leave all to git."""
    try:
        old, own, new = (_blocks(text) for text in (base, ours, theirs))
    except ShowcaseError:
        return base, theirs
    for_base: dict[str, Block] = {}
    for_theirs: dict[str, Block] = {}
    for name in old.keys() | new.keys():
        if name not in own:
            if name in old:  # the person has taken it out: what became of its text is no change
                for_theirs[name] = old[name]
        elif own[name] != old.get(name):  # else nobody has filled it: the new words come
            for_base[name] = for_theirs[name] = own[name]
    return _with(base, for_base), _with(theirs, for_theirs)


def _blocks(text: str | None) -> dict[str, Block]:
    lines = lines_of(text or "")
    return {
        region.name: lines[region.start_line - 1 : region.end_line] for region in find(text or "")
    }


def _with(text: str | None, blocks: Mapping[str, Block]) -> str | None:
    """Return a text with other lines for some of its regions."""
    if text is None or not blocks:
        return text
    lines = lines_of(text)
    for region in reversed(find(text)):  # from the end, so that line numbers stay true
        if region.name in blocks:
            last = lines[region.end_line - 1]
            shown = [*blocks[region.name]]
            if region.end_line < len(lines) and shown[-1] == shown[-1].rstrip("\r\n"):
                shown[-1] += last[len(last.rstrip("\r\n")) :]  # ours ends its file there
            lines[region.start_line - 1 : region.end_line] = shown
    return (BOM if text.startswith(BOM) else "") + "".join(lines)
