"""Time and memory that rendering may take without trust: what no judgement foresees ends here.

The sandbox judges what an expression would make. A pattern that never ends, two loops in each
other or a thousand lists that are all kept pass such judgement; the system counts them.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Never

from portfolio_kit.errors import RenderError

#: Seconds of this process's own work; thousands of files take a few.
SECONDS = 30.0

#: Bytes on top of what the process has; a template of 64 MiB of text takes a third of it.
MEMORY = 2**30


class SpentError(Exception):
    """Rendering has taken the time that it may take without trust."""


@contextmanager
def held(*, trusted: bool) -> Iterator[None]:
    """Let a block take no more than SECONDS and MEMORY, unless its template is trusted.

    In a block that is held already the outer one counts. Elsewhere than in the main thread no
    signal comes, and Windows has neither limit.

    Raises:
        RenderError: it wants more.
    """
    if trusted or sys.platform == "win32" or _is_held():
        yield
        return
    with ExitStack() as limits:
        try:
            limits.enter_context(_timed())
            limits.enter_context(_bounded())
            yield
        except (SpentError, MemoryError) as error:
            limits.close()
            what, advice = spent(error)
            raise RenderError(f"the template {what}", advice) from error


def spent(error: SpentError | MemoryError) -> tuple[str, str]:
    """Say what a template took too much of, and what to do."""
    if isinstance(error, SpentError):
        return f"takes more than {SECONDS:.0f} s", "read the template, then pass --trust"
    most = f"without --trust {MEMORY // 2**20} MiB are the most"
    return f"takes too much memory ({most})", "correct the template"


if sys.platform == "win32":  # pragma: no cover  # coverage is measured on Linux

    def _is_held() -> bool:
        return True

    def _timed() -> Never:
        raise NotImplementedError

    _bounded = _timed

else:
    import resource

    def _is_held() -> bool:
        """Say whether the block is held already, or cannot be."""
        main = threading.current_thread() is threading.main_thread()
        return not main or signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0

    @contextmanager
    def _timed() -> Iterator[None]:
        """Raise SpentError in the block after SECONDS of work, and each second from then on.

        An exception that a signal raises can be lost, in the callback of a weak reference say.
        """
        before = signal.signal(signal.SIGVTALRM, _end)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, 1.0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)

    def _end(_number: int, _frame: FrameType | None) -> Never:
        raise SpentError

    @contextmanager
    def _bounded() -> Iterator[None]:
        """Let the process have MEMORY more than it has; a limit of the person's is kept."""
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        size = _size()
        most = size + MEMORY
        if not size or (soft != resource.RLIM_INFINITY and soft < most):
            yield
            return
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    def _size() -> int:
        """Return the bytes of address space that the process has (Linux)."""
        try:
            with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - each bake opens it
                return int(file.read().split()[0]) * resource.getpagesize()
        except (OSError, ValueError, IndexError):
            return 0
