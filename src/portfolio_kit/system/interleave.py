"""Several works in one thread: while one waits for a process, another goes on.

A work is a generator that yields what it waits for and returns its result. Signals reach the
one thread there is, and what was begun is tidied up as in any other code.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class Waiting(Protocol):
    """What a work waits for, such as a process; ``poll`` gives None until it is there."""

    def poll(self) -> int | None:
        """Return anything but None when the work can go on without waiting."""


Work = Generator[Waiting, None, Result]


def finish(work: Work[Result]) -> Result:
    """Do one work by itself, waiting where it waits."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


def each(works: Iterable[Work[Result]], width: int) -> Generator[Result, None, None]:
    """Do ``works``, ``width`` at a time, and yield their results in the order of the works.

    The oldest goes on first: a work may wait for one before it. When this iterator is closed,
    or an exception ends it, the works that were begun are closed too.
    """
    waiting: dict[int, tuple[Work[Result], Waiting]] = {}
    done: dict[int, Result] = {}
    coming, told = enumerate(works), 0
    with ExitStack() as begun:
        while found := _next(waiting, coming, width):
            number, work = found
            if number not in waiting:
                begun.enter_context(closing(work))
            try:
                waiting[number] = work, next(work)
            except StopIteration as end:
                waiting.pop(number, None)
                done[number] = end.value
            while told in done:
                yield done.pop(told)
                told += 1


def _next(
    waiting: dict[int, tuple[Work[Result], Waiting]],
    coming: Iterator[tuple[int, Work[Result]]],
    width: int,
) -> tuple[int, Work[Result]] | None:
    """Return what goes on: one whose process is done, a new one, else the oldest."""
    for number, (work, process) in waiting.items():
        if process.poll() is not None:
            return number, work
    if len(waiting) < width:
        for new in coming:
            return new
    return next(((number, work) for number, (work, _) in waiting.items()), None)
