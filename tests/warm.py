"""Run pytest in a project again and again, in one process that has its libraries imported.

Started as a program by the project's own python. Each line on standard input holds seconds and
arguments for pytest; each is run in a fork, so that none sees what another changed, and answered
with one line: its exit status and the last of what it printed.
"""

import ast
import contextlib
import gc
import importlib
import importlib.metadata
import io
import json
import os
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# Plugins of pytest that are imported before pytest begins lose nothing that these runs use.
IMPORTED = ("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning")
SAID = 6000  # characters of its output that are handed on


def libraries(project: Path) -> Iterator[str]:
    """Yield what the project's source and tests import at their top and do not hold."""
    files = [*project.glob("src/*/*.py"), *project.glob("tests/*.py")]
    own = {path.name for path in project.glob("src/*")} | {path.stem for path in files}
    for path in files:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [str(node.module)]
            else:
                continue
            yield from (name for name in names if name.split(".")[0] not in own)


def warm_up(project: Path) -> None:
    """Import what every run would import; what cannot be is the runs' business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in sorted(set(libraries(project))):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        for plugin in importlib.metadata.entry_points(group="pytest11"):
            plugin.load()
    gc.freeze()  # what is there now is never garbage: runs need not look through it
    threads = len(list(Path("/proc/self/task").iterdir()))
    assert threads == 1, f"{threads} threads: a fork would lose all but one"


class FirstFailure:
    """Hypothesis reports the first example that fails: nobody reads a smaller one."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        settings.register_profile("first", settings(), phases=(Phase.explicit, Phase.generate))
        settings.load_profile("first")


def forked(seconds: float, arguments: list[str]) -> tuple[int, str]:
    """Run pytest with ``arguments`` in a fork; return its exit status and its output's end."""
    out, name = tempfile.mkstemp()
    log = Path(name)
    child = os.fork()
    if not child:
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.setsid()
        status = 70
        try:
            status = int(pytest.main([*IMPORTED, *arguments], plugins=[FirstFailure()]))
        except BaseException:  # noqa: BLE001 - whatever it is, the fork ends here and says so
            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)
    os.close(out)
    status = waited(child, seconds)
    said = log.read_text(encoding="utf-8", errors="replace")
    log.unlink()
    return status, said[-SAID:]


def waited(child: int, seconds: float) -> int:
    """Return the child's exit status, or 124 when it took too long and was ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 124


def serve() -> None:
    """Answer one request after another until there are no more."""
    sys.path.insert(0, str(Path.cwd()))  # as `python -m pytest` does
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # only answers go to whoever asks
    warm_up(Path.cwd())
    print("ready", file=answers, flush=True)
    for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
        status, said = forked(*json.loads(line))
        print(json.dumps([status, said]), file=answers, flush=True)


if __name__ == "__main__":
    serve()
