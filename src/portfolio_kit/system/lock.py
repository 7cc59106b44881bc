"""A file that one process holds at a time; the system lets go of it when that process ends.

So a lock is never stale: what a killed process leaves behind is a file that nobody holds.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from portfolio_kit.system import textfile

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: What the system says of a file that somebody else holds; Windows has no word of its own for it.
_HELD = OSError if sys.platform == "win32" else BlockingIOError


def hold(path: Path, *, inherited: bool = False) -> IO[bytes] | None:
    """Lock the file ``path``, making it if need be; None when somebody else holds it.

    Closing the file lets go. A holder may remove the file before that, where the system can.
    ``inherited``: children that are started with ``close_fds=False`` hold it too, so that it
    stays locked until the last of them has ended, also when we are killed. Not on Windows.

    Raises:
        OSError: it cannot be locked; what was not there is not there then.
    """
    while True:
        new = not os.path.lexists(path)
        lock = open(path, "ab", opener=textfile.opened)  # noqa: SIM115 - pathlib knows no opener
        try:
            if sys.platform == "win32":
                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except _HELD:
            lock.close()
            return None
        except OSError:  # a file system without locks
            lock.close()
            if new:
                path.unlink(missing_ok=True)
            raise
        # Its last holder may have removed it between our open and our lock.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
                os.set_inheritable(lock.fileno(), inherited and os.name != "nt")
                return lock
        lock.close()
