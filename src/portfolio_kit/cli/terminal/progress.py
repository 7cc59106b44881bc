"""The steps of a run while they happen: one living line on a terminal, plain lines in a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from portfolio_kit.cli.terminal import display

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from portfolio_kit.running.step import Event

Hear = Callable[["Event"], None]

_WIDTH = len("environment")
_RATE = 8  # times a second that the line is drawn


@contextmanager
def shown(*, silent: bool = False) -> Iterator[Hear]:
    """Give a function that hears the events of a run and shows them."""
    if silent:
        yield lambda _: None
    elif display.is_interactive():
        with _Living(display.console()) as living:
            yield living.hear
    else:
        yield _plain


def _plain(event: Event) -> None:
    """Say what portfolio-kit does; what the commands print is in the log."""
    if not event.output:
        display.line(f"{event.step}: {event.line}")


def elapsed(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


class _Living:
    """A line that lives: the step, how long it takes, what its command said last."""

    def __init__(self, console: Console) -> None:
        from rich.live import Live

        self._console = console
        self._marks = {True: display.shown("✔"), False: display.shown("✘")}
        self._frames = display.shown("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏").replace("?", "") or "-\\|/"
        self._step = ""
        self._said = self._last = ""
        self._began = 0.0
        self._live = Live(
            get_renderable=self._line,
            console=console,
            refresh_per_second=_RATE,
            transient=True,
            redirect_stdout=False,  # nobody else writes, and rich's stand-in knows no encoding
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._live.stop()
        self._end(good=kind is None)

    def hear(self, event: Event) -> None:
        """Show one event; the first of a step ends the step before it."""
        if event.step != self._step:
            self._end(good=True)
            self._step, self._said, self._began = event.step, "", time.perf_counter()
        if event.output:
            self._last = event.line.strip() or self._last
        else:
            self._said, self._last = event.line, ""

    def _end(self, *, good: bool) -> None:
        """Leave a line about a step that has ended."""
        if not self._step:
            return
        line = display.words(
            (f"  {self._marks[good]} ", "good" if good else "bad"),
            (self._step.ljust(_WIDTH), "head"),
            f"  {self._said}",
            (f"  {elapsed(time.perf_counter() - self._began)}", "quiet"),
        )
        self._console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
        self._step = ""

    def _line(self) -> Text:
        """Return the line as it is now; what is too long for the terminal is cut."""
        line = display.words()
        if self._step:
            frame = self._frames[int(time.perf_counter() * _RATE) % len(self._frames)]
            line = display.words(
                (f"  {frame} ", "key"),
                (self._step.ljust(_WIDTH), "head"),
                (f"  {elapsed(time.perf_counter() - self._began)}", "key"),
                (f"  {self._last or self._said}", "quiet"),
            )
        line.no_wrap, line.overflow = True, "ellipsis"
        return line
