"""On which line each key of a TOML text stands: ``tomllib`` tells values without places."""

import re
from dataclasses import dataclass, field

from portfolio_kit.schema import KeyPath

# A text in three quotes may end in up to five: the first two belong to it.
TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\r]+|\#[^\n]*)
    | (?P<newline>\n)
    | (?P<quoted>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5} | \"(?:[^"\\\n]|\\.)*\" | '[^'\n]*')
    | (?P<mark>[][{},=.])
    | (?P<bare>[^\s\#"'\[\]{},=.]+)
    """,
    re.VERBOSE | re.DOTALL,
)


def locate(text: str) -> dict[KeyPath, int]:
    """Return the line (from 1) of every key, table and array item of ``text``.

    ``text`` is TOML that ``tomllib`` has accepted; what is wrong with any other is for
    ``tomllib`` to say. A table stands where it is first named, an item where it begins.
    """
    scan = _Scan()
    for token in TOKEN.finditer(text):
        kind, content = token.lastgroup, token.group()
        if kind == "newline":
            scan.end_line()
        elif kind == "mark":
            scan.mark(content)
        elif kind != "blank":
            scan.word(content)
        scan.line += content.count("\n")
    return scan.lines


@dataclass
class _Open:
    """An array or an inline table that has not ended yet; ``item`` counts an array's items."""

    path: KeyPath
    item: int | None


@dataclass
class _Scan:
    """Where the scan stands. Nesting is a list, not recursion: no depth can break it."""

    lines: dict[KeyPath, int] = field(default_factory=dict)
    line: int = 1
    table: KeyPath = ()  # of the last [header]
    tables: dict[KeyPath, int] = field(default_factory=dict)  # [[headers]] seen of each name
    opened: list[_Open] = field(default_factory=list)
    brackets: int = 0  # of the header that is being read
    keys: list[str] = field(default_factory=list)  # a.b.c, as far as it has been read
    target: KeyPath = ()  # what the value being read is the value of
    in_value: bool = False

    def end_line(self) -> None:
        if not self.opened:
            self.in_value = False

    def word(self, content: str) -> None:
        if self.in_value:
            self._place()
        else:
            self.keys.append(_name(content))

    def mark(self, content: str) -> None:
        if content == "=":
            self._assign()
        elif content == "[" and not self.in_value:
            self.brackets += 1
        elif content == "]" and self.brackets:
            self._header()
        elif content in "[{":
            self._begin(content)
        elif content in "]}":
            self.opened.pop()
            self.in_value = True
        elif content == ",":
            self._next()

    def _assign(self) -> None:
        base = self.opened[-1].path if self.opened else self.table
        self.target = self._name_all(base, self.keys)
        self.keys, self.in_value = [], True

    def _header(self) -> None:
        """End a ``[header]``, or the first half of the end of a ``[[header]]``."""
        if self.keys:
            *parents, last = self.keys
            self.table = (*self._name_all((), parents), last)
            self.lines.setdefault(self.table, self.line)
            if self.brackets == 2:
                count = self.tables[self.table] = self.tables.get(self.table, 0) + 1
                self.table = (*self.table, count - 1)
                self.lines[self.table] = self.line
            self.keys = []
        self.brackets -= 1

    def _name_all(self, base: KeyPath, keys: list[str]) -> KeyPath:
        """Return the path of the dotted ``keys``; of an array of tables they mean the last."""
        path = base
        for key in keys:
            path = (*path, key)
            self.lines.setdefault(path, self.line)
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
        return path

    def _place(self) -> KeyPath:
        """Return the path of the value that begins or goes on here."""
        if not self.opened or self.opened[-1].item is None:
            return self.target
        path = (*self.opened[-1].path, self.opened[-1].item)
        self.lines.setdefault(path, self.line)
        return path

    def _begin(self, bracket: str) -> None:
        self.opened.append(_Open(self._place(), 0 if bracket == "[" else None))
        self.in_value = bracket == "["

    def _next(self) -> None:
        innermost = self.opened[-1]
        if innermost.item is None:
            self.in_value = False
        else:
            innermost.item += 1


def _name(key: str) -> str:
    """Return what a bare or quoted key says."""
    if key[0] not in "\"'":
        return key
    if "\\" not in key or key[0] == "'":
        return key[1:-1]
    import tomllib

    return next(iter(tomllib.loads(f"{key} = 0")))  # its escapes are not worth a second reading
