"""Lines of Python that hold code: no blank, no comment, no docstring."""

from __future__ import annotations

import io
import tokenize
import warnings
from collections.abc import Iterator

#: What stands between and around the words of a line.
_IDLE = frozenset(
    (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
)


def count(source: str) -> int:
    """Return how many lines of ``source`` hold code; text that is no Python by its full lines."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # since Python 3.12 a number such as 1if warns
            statements = list(_statements(source))
    except (SyntaxError, ValueError, tokenize.TokenError):
        lines = (line.strip() for line in source.splitlines())
        return sum(bool(line) and not line.startswith("#") for line in lines)
    return len(
        {
            line
            for statement in statements
            if any(token.type != tokenize.STRING for token in statement)
            for token in statement
            for line in range(token.start[0], token.end[0] + 1)
        }
    )


def _statements(source: str) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the words of each statement; those of a docstring are texts alone."""
    statement: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NEWLINE:
            yield statement
            statement = []
        elif token.type not in _IDLE:
            statement.append(token)
