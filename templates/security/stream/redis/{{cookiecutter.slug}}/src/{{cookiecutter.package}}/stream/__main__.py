"""Work, publish, and look at what came of it.

``python -m {{ cookiecutter.package }}.stream --help``
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path

from redis.exceptions import RedisError

from .. import store
from ..config import SetupError
from ..names import defanged, normal
from .engine import UnreachableError
from .logs import configure, say
from .outcomes import Outcomes
from .payload import encode
from .redis_streams import RedisStreams
from .settings import VARIABLE, Settings
from .worker import Stop, Worker

PATIENCE = 60.0  # seconds that a publisher waits while the stream stays full
TOLD = {
    "names": "key of the stream",
    "group": "the workers that share it",
    "batch": "messages that are read at a time",
    "wait": "seconds to wait for messages",
    "idle": "seconds after which a held message is taken over",
    "deliveries": "how often a message is scored before it is given up",
    "most": "messages, verdicts and dead letters that are kept",
}


def work(options: argparse.Namespace, settings: Settings) -> None:
    """Score messages until SIGTERM or Ctrl-C; what was read by then is settled first."""
    stored = store.load(options.detector, options.sha256)
    configure()
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop.say)
    origin = options.sha256[:12]
    say("started", place=settings.place, consumer=settings.consumer, detector=f"sha256:{origin}")
    Worker(RedisStreams(settings), stored, f"sha256:{origin}", settings).run(stop)


def publish(options: argparse.Namespace, settings: Settings) -> None:
    """Send names, all of which are looked at first; wait while the stream is full.

    Raises:
        SetupError: what is no domain name, all of it at once; or the stream stays full.
    """
    typed = options.hosts or [line for line in sys.stdin.read().splitlines() if line.strip()]
    names, wrong = [], []
    for each in typed:
        try:
            names.append(normal(each))
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise SetupError("\n".join(wrong))
    engine = RedisStreams(settings)
    waiting = [encode(group) for group in _groups(names, options.size)]
    sent, deadline = 0, time.monotonic() + PATIENCE
    while sent < len(waiting):
        added = engine.publish(waiting[sent : sent + 100])
        sent += added
        if added:
            deadline = time.monotonic() + PATIENCE
        elif time.monotonic() > deadline:
            raise SetupError(f"the stream is full, {sent} messages were sent; start workers")
        else:
            time.sleep(0.1)
    sys.stdout.write(f"names sent: {len(names)}, messages: {sent}\n")


def verdicts(options: argparse.Namespace, settings: Settings) -> None:
    """Show the newest verdicts, defanged."""
    for scored in Outcomes(settings).verdicts(options.newest):
        for name, chance, flagged in scored.names:
            said = "flagged" if flagged else "passed"
            sys.stdout.write(f"{said}\t{chance:.3f}\t{defanged(name)}\n")


def dead_letters(options: argparse.Namespace, settings: Settings) -> None:
    """Show the newest dead letters, or send them again."""
    outcomes = Outcomes(settings)
    for letter in list(outcomes.dead_letters(options.newest)):
        if options.replay:
            outcomes.replay(letter)
        said = "sent again" if options.replay else f"deliveries {letter.deliveries}"
        sys.stdout.write(f"{letter.message}\t{said}\t{letter.reason}\t{letter.payload}\n")


def parser() -> argparse.ArgumentParser:
    """Return the command line; the server's address is no part of it: it may hold a password."""
    common = argparse.ArgumentParser(add_help=False)
    known = {field.name: field for field in fields(Settings)}
    for name, told in TOLD.items():
        default = known[name].default
        kind = type(default)
        common.add_argument(
            f"--{name}", type=kind, default=default, help=f"{told} (default {default})"
        )
    common.add_argument(
        "--plain", action="store_true", help="let others read the traffic to another machine"
    )
    told = f"{VARIABLE} holds the server's address (redis://127.0.0.1:6379)."
    made = argparse.ArgumentParser(prog=f"python -m {__package__}", description=told)
    commands = made.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, function: Callable[..., None]) -> argparse.ArgumentParser:
        said = (function.__doc__ or "").partition("\n")[0]
        command = commands.add_parser(name, parents=[common], help=said, description=said)
        command.set_defaults(function=function)
        return command

    worker = add("worker", work)
    worker.add_argument("detector", type=Path, help="file that prepare wrote")
    worker.add_argument("--sha256", required=True, help="checksum that prepare printed")
    publisher = add("publish", publish)
    publisher.add_argument("hosts", nargs="*", metavar="NAME", help="without any, a name a line")
    publisher.add_argument("--size", type=int, default=64, help="names of a message (64)")
    for name, function in (("verdicts", verdicts), ("dead-letters", dead_letters)):
        add(name, function).add_argument("--newest", type=int, default=20, help="so many (20)")
    commands.choices["dead-letters"].add_argument(
        "--replay", action="store_true", help="send them again"
    )
    return made


def _groups(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield names, ``size`` at a time."""
    if size < 1:
        raise SetupError(f"size is {size}; give at least 1")
    yield from (names[start : start + size] for start in range(0, len(names), size))


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        told = {name: getattr(options, name) for name in (*TOLD, "plain")}
        settings = Settings(os.environ.get(VARIABLE, "redis://127.0.0.1:6379"), **told)
        options.function(options, settings)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (RedisError, UnreachableError) as error:
        # The kind only: texts of a server are nothing that a terminal should show.
        kind = type(error.__cause__ or error).__name__
        sys.stderr.write(f"{settings.place} does not do what it should: {kind}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
