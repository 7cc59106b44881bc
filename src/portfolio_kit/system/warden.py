"""A program that starts a command and ends all that came of it when its asker has gone.

``child`` starts it as ``python -I -S warden.py COMMAND...``; nothing imports it, and it imports
little, for each command pays for it. Its standard input is one end of a pair of sockets. The
asker holds the other: a byte asks for an interrupt, and when the asker ends, killed or not,
the system closes that end. On it the warden says ``cannot ERRNO`` or ``ended STATUS``, once.

It keeps every descriptor that it was given, a lock's too, for as long as anything lives.
On Linux that is whatever the command began, in sessions of its own too: orphans become the
warden's children. Elsewhere it is the command's process group.
"""

import os
import select
import signal
import sys
from contextlib import suppress

#: The socket; the command reads nothing.
_ASKER = 0

#: linux/prctl.h
_DEATH_SIGNAL, _SUBREAPER = 1, 36


def main(command: list[str]) -> None:
    """Start ``command``, say how it ended, and end what is left of it when the asker goes."""
    _control(_SUBREAPER, 1)
    woken = _wake_up()
    if _asked() == b"":
        return
    warden = os.getpid()
    leader = os.fork()
    if leader == 0:
        _become(command, warden)
    _let_go_of_output()
    _end_all(leader, ended=_watch(leader, woken))


def _control(*arguments: int) -> None:
    """Call Linux's prctl; elsewhere there is none."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(*arguments, 0, 0, 0)


def _wake_up() -> int:
    """Return a descriptor that can be read when a child has ended."""
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    return woken


def _asked() -> bytes | None:
    """Return what the asker has said; nothing when it has gone, None while it is silent."""
    try:
        return os.read(_ASKER, 64) if select.select([_ASKER], [], [], 0)[0] else None
    except ConnectionResetError:  # it went without hearing what we had said
        return b""


def _become(command: list[str], warden: int) -> None:
    """Become the command, in a session of its own: no terminal can ask it for a password."""
    try:
        line = os.dup(_ASKER)  # closed by what comes
        os.setsid()
        _control(_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != warden:  # it ended before it could be of consequence
            return
        for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), _ASKER)
        try:
            os.execvp(command[0], command)  # noqa: S606 - a list, as its asker gave it
        except OSError as error:
            os.write(line, f"cannot {error.errno}\n".encode())
    finally:
        os._exit(127)


def _let_go_of_output() -> None:
    """Leave the output to the command: who reads it wants to know when that has closed it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for output in (1, 2):
        os.dup2(nothing, output)


def _watch(leader: int, woken: int) -> bool:
    """Interrupt the command when asked to, until the asker has gone; return whether it ended."""
    ended = False
    while True:
        ready = select.select([_ASKER, woken], [], [])[0]
        if woken in ready:
            os.read(woken, 64)
            ended = _reap(leader) or ended
        if _ASKER in ready:
            if not _asked():
                return ended
            if not ended:
                _send(leader, signal.SIGINT)


def _reap(leader: int) -> bool:
    """Take leave of children that have ended, orphans too; say how the command did, if it has."""
    gone = False
    with suppress(ChildProcessError):  # none is left
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == leader:
                gone = True
                with suppress(BrokenPipeError):  # the asker has gone
                    os.write(_ASKER, b"ended %d\n" % os.waitstatus_to_exitcode(ended[1]))
    return gone


def _send(leader: int, number: int) -> None:
    """Send a signal to the command's group, or to the command before it has made one."""
    with suppress(PermissionError):  # macOS: EPERM for a dead group
        try:
            os.killpg(leader, number)
        except ProcessLookupError:
            os.kill(leader, number)


def _end_all(leader: int, *, ended: bool) -> None:
    """End what is left by force, and wait until it has ended."""
    if not ended:
        _send(leader, signal.SIGKILL)
        os.waitpid(leader, 0)
    elif sys.platform != "linux":
        # The number of a group stays taken while one of its members lives.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
    while children := _children():
        for child in children:  # nobody else reaps it: the number is its own
            with suppress(PermissionError):  # it became another user's: it is waited for
                os.kill(child, signal.SIGKILL)
        os.waitpid(-1, 0)


def _children() -> list[int]:
    """Return our own children, which orphans of the command become on Linux."""
    mine, found = b"%d" % os.getpid(), []
    for process in os.scandir("/proc") if sys.platform == "linux" else ():
        if process.name.isdigit():
            with suppress(OSError):  # it has ended
                with open(f"{process.path}/stat", "rb") as file:  # noqa: PTH123 - slow to import
                    parent = file.read().rpartition(b")")[2].split()[1]
                if parent == mine:
                    found.append(int(process.name))
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
