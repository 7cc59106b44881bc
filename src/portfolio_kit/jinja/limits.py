"""How much a template may make without trust: Jinja's sandbox, in which nothing grows for ever.

What one expression would make is judged before it is made; what many make is counted while they
make it. Trust lifts every limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import MAX_RANGE, SandboxedEnvironment

MIB = 2**20

#: Characters of one file, and of any text on the way to it.
FILE = 64 * MIB

#: Members of one list, and bits of one number.
_MEMBERS, _BITS = 8 * MIB, MIB

#: How many pieces of a text are kept apart.
_PIECES = 2**14

_Text = (str, bytes)
_Filter = Callable[..., Any]  # of Jinja, whose arguments are any values

#: Width and precision of ``%`` formats, and of those of ``str.format``.
_PERCENT = re.compile(r"%(?:\([^)]*\))?[-#0 +]*(\d+|\*)?(?:\.(\d+|\*))?")
_BRACES = re.compile(r"\{[^{}:]*:[^{}]*?(\d+)(?:\.(\d+))?")

#: Filters and methods whose whole numbers say how long the result is.
_SIZED = frozenset(
    (
        *("center", "indent", "batch", "slice", "tojson", "jsonify", "ljust", "rjust", "zfill"),
        *("expandtabs", "to_bytes", "random_ascii_string", "generate_lorem_ipsum"),
    )
)


class TooMuchError(SecurityError):
    """More than a template may make that is not trusted."""


def refuse(size: int, most: int = FILE) -> None:
    """Refuse a text, or a list with ``most`` members, of ``size``.

    Raises:
        TooMuchError: it is larger than ``most``.
    """
    if size > most:
        said = {
            FILE: f"more than {FILE // MIB} MiB of text",
            _MEMBERS: f"a list of more than {_MEMBERS} members",
            _BITS: f"a number of more than {_BITS} bits",
            MAX_RANGE: f"a range of more than {MAX_RANGE} numbers",
        }
        raise TooMuchError(f"it makes {said[most]}")


def measure(value: Any, seen: dict[int, tuple[Any, int]] | None = None) -> int:  # noqa: ANN401 - of a template
    """Return about how many characters ``value`` has as a text; of a list, with all in it."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, bytes):
        return 4 * len(value)
    if isinstance(value, int):
        return value.bit_length() // 3 + 1
    if isinstance(value, TemplateModule):
        return sum(map(len, value._body_stream))  # noqa: SLF001 - Jinja gives it no other way
    if not isinstance(value, list | tuple | set | frozenset | Mapping):
        return 0
    seen = {} if seen is None else seen
    if id(value) not in seen:  # a list of ten lists of ten lists is short until it is written
        seen[id(value)] = value, 0  # kept: what is gone gives its identity to the next one
        inner = value.items() if isinstance(value, Mapping) else value
        seen[id(value)] = value, sum(measure(item, seen) + 2 for item in inner)
    return seen[id(value)][1]


def _judged(value: Any) -> Any:  # noqa: ANN401 - whatever a template writes
    """Return ``value``, unless its text would be too long."""
    refuse(measure(value))
    return value


def concat(pieces: Iterable[str]) -> str:
    """Return the pieces as one text, counted while they come."""
    whole: list[str] = []
    some: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        refuse(size)
        some.append(piece)
        if len(some) > _PIECES:
            whole.append("".join(some))
            some.clear()
    return "".join((*whole, *some))


def _times(left: Any, right: Any) -> None:  # noqa: ANN401 - of a template
    if isinstance(left, int) and isinstance(right, int):
        refuse(left.bit_length() + right.bit_length(), _BITS)
        return
    several, count = (left, right) if isinstance(right, int) else (right, left)
    if isinstance(count, int) and isinstance(several, (*_Text, list, tuple)):
        refuse(len(several) * count, FILE if isinstance(several, _Text) else _MEMBERS)


def _power(left: Any, right: Any) -> None:  # noqa: ANN401 - of a template
    if isinstance(left, int) and isinstance(right, int) and abs(left) > 1:
        refuse(left.bit_length() * right, _BITS)


def _plus(left: Any, right: Any) -> None:  # noqa: ANN401 - of a template
    if isinstance(left, _Text) and isinstance(right, _Text):
        refuse(len(left) + len(right))
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        refuse(len(left) + len(right), _MEMBERS)


def _percent(left: Any, right: Any) -> None:  # noqa: ANN401 - of a template
    if isinstance(left, _Text):
        text = left if isinstance(left, str) else left.decode("latin-1")
        several = right if isinstance(right, tuple) else (right,)
        _formatted(_PERCENT.findall(text), len(text), several)


def _formatted(fields: Sequence[Sequence[str]], length: int, values: Sequence[Any]) -> None:
    """Refuse a format whose fields are as wide as they say, and as long as the longest value."""
    widths = [word for field in fields for word in field if word]
    widest = max((int(word[:20]) for word in widths if word != "*"), default=0)
    if "*" in widths:
        widest = max([widest, *(value for value in values if isinstance(value, int))])
    refuse(length + len(fields) * (widest + max(map(measure, values), default=0)))


def _braced(text: str, values: Sequence[Any]) -> None:
    """Refuse what ``str.format`` would make of ``text``; a width may be a value too."""
    widest = max((value for value in values if isinstance(value, int)), default=0)
    refuse(widest if re.search(r":[^{}]*\{", text) else 0)
    _formatted(_BRACES.findall(text), len(text), ())
    refuse(len(text) + text.count("{") * max(map(measure, values), default=0))


_JUDGES = {"*": _times, "**": _power, "+": _plus, "%": _percent}


def _filtered(name: str, values: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Judge a filter or a method by its arguments, the text it works on first."""
    several = (*values, *named.values())
    if name in _SIZED:
        refuse(max((value for value in several[1:] if isinstance(value, int)), default=0))
    if name == "format" and isinstance(several[0], str):
        _formatted(_PERCENT.findall(several[0]), len(several[0]), several[1:])
    if name in ("replace", "translate", "wordwrap", "expandtabs") and len(several) > 1:
        longest = max(map(measure, several[1:]))
        refuse(_times_put_in(name, several) * longest + measure(several[0]))
    if name in ("join", "string", "pprint", "tojson", "jsonify", "urlencode", "xmlattr"):
        size, count = measure(several[0]), len(several[0]) if hasattr(several[0], "__len__") else 0
        refuse(size + sum(map(measure, several[1:])) * count)
    if name == "sum" and isinstance(several[0], list | tuple):
        refuse(sum(len(item) for item in several[0] if isinstance(item, list)), _MEMBERS)


def _times_put_in(name: str, several: Sequence[Any]) -> int:
    """Return how often an argument of a method may be put into a text."""
    text, first = several[0], several[1]
    if name == "replace" and isinstance(text, _Text) and isinstance(first, type(text)):
        return len(text) + 1 if not first else text.count(first)  # type: ignore[arg-type] # same kind
    return measure(text)


def guarded(name: str, function: _Filter) -> _Filter:
    """Return a filter that is judged before it works, and what it gives afterwards."""
    skipped = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def judged(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - Jinja's own
        _filtered(name, args[skipped:], options)
        return _judged(function(*args, **options))

    return judged


class _Generator(CodeGenerator):
    """Writes ``a ~ b`` so that it is judged."""

    @optimizeconst
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        join = "str_join"
        if frame.eval_ctx.volatile:
            join = "(markup_join if context.eval_ctx.volatile else str_join)"
        elif frame.eval_ctx.autoescape:
            join = "markup_join"
        self.write(f"{join}(environment.judged((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write(")))")


class Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, in which no value and no text grows beyond what a file may hold."""

    intercepted_binops = frozenset(_JUDGES)
    code_generator_class = _Generator
    concat = staticmethod(concat)
    judged = staticmethod(_judged)

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Jinja's own
        """Take the options of Jinja's environment."""
        super().__init__(finalize=_judged, **options)
        self.globals["range"] = _range

    def guard(self) -> None:
        """Guard every filter there is; those of extensions are there now."""
        self.filters = {name: guarded(name, filter_) for name, filter_ in self.filters.items()}

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - of a template
        """Judge an operation, then do it."""
        _JUDGES[operator](left, right)
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> _Filter | None:  # noqa: ANN401 - of a template
        """Judge ``str.format``, which the sandbox replaces."""
        format_ = super().wrap_str_format(value)
        if format_ is None:
            return None

        @wraps(format_)
        def judged(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - of a template
            _braced(str(value.__self__), (*args, *options.values()))
            return format_(*args, **options)

        return judged

    def call(self, context: Context, called: Any, /, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - of a template
        """Judge a call, then make it."""
        owner, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
        if isinstance(owner, (*_Text, int)):
            _filtered(name, _with_text(owner, name, args), options)
        elif isinstance(owner, list):
            more = len(args[0]) if args and hasattr(args[0], "__len__") else 1
            refuse(len(owner) + more, _MEMBERS)
        elif name in _SIZED:
            _filtered(name, (None, *args), options)
        return super().call(context, called, *args, **options)


def _with_text(owner: Any, name: str, args: tuple[Any, ...]) -> tuple[Any, ...]:  # noqa: ANN401 - of a template
    """Return the arguments of a method in the order of a filter's."""
    return (*args, owner) if name == "join" else (owner, *args)


def _range(*args: int) -> range:
    """Return a range, as long as the sandbox allows it."""
    found = range(*args)
    steps = (found.stop - found.start) // found.step
    refuse(steps, MAX_RANGE)
    return found
