"""A part of the run: what a killed worker costs, and how many names a second workers score."""

from pathlib import Path
from tempfile import TemporaryDirectory

from .. import store
from ..metrics import metric
from ..section import Listing, Section, Setting
from . import processes
from .trial import IDLE, SIZE, Killed, Trial

NAMES = 25_600  # of the corpus, in 400 messages
ABSENT = (
    "No redis-server was on PATH: what a killed worker costs, and how fast workers are, was not "
    "measured in this run"
)


def measure(setting: Setting) -> Section:
    """Kill a worker that holds messages and count; time one worker and two."""
    if processes.redis_server() is None:
        return Section(limitations=(ABSENT,))
    names = setting.corpus.names[:NAMES]
    with TemporaryDirectory() as made:
        folder = Path(made)
        path = folder / "detector.npz"
        limit = setting.threshold(setting.subject, setting.config.rate)
        checksum = store.save(path, setting.models[setting.subject], limit)
        with processes.serving(folder) as url:
            killed, rates = Trial(url, path, checksum, names).run()
    return _section(len(names), killed, rates)


def _section(names: int, killed: Killed, rates: tuple[float, float]) -> Section:
    wrong = metric(
        "stream_recovery",
        "Messages lost or doubled when a stream worker is killed",
        ("count", "lower", "test"),
        killed.lost + killed.doubled,
        n=killed.sent,
    )
    kind = ("/s", "higher", "test")
    told = ("Names that one stream worker scores", "Names that two stream workers score")
    speeds = tuple(
        metric(f"stream_rate_{count}", label, kind, rate, n=names, volatile=True)
        for count, (label, rate) in enumerate(zip(told, rates, strict=True), start=1)
    )
    times = {f"stream_names_a_second_{count}": rate for count, rate in enumerate(rates, start=1)}
    return Section(
        metrics=(wrong, *speeds),
        results={"stream": _document(killed)},
        listings=(_listing(killed),),
        limitations=_limits(killed),
        times={**times, "stream_messages_held_by_the_killed_worker": killed.held},
    )


def _document(killed: Killed) -> dict[str, int]:
    """Return the counts that do not depend on the moment at which the worker was killed."""
    return {
        "messages": killed.sent,
        "names_of_a_message": SIZE,
        "lost": killed.lost,
        "doubled": killed.doubled,
        "changed_flags": killed.changed,
        "still_pending": killed.pending,
    }


def _listing(killed: Killed) -> Listing:
    counts = (killed.sent, killed.lost, killed.doubled, killed.changed, killed.pending)
    return Listing(
        "A stream worker is killed",
        ("Messages", "Lost ↓", "Doubled ↓", "Flags changed ↓", "Still pending ↓"),
        (tuple(f"{count:,}" for count in counts),),
        f"The worker got SIGKILL while it held messages that it had read and not acknowledged; "
        f"`timings.json` says how many. Another took them over after {IDLE:g} seconds. "
        f"{SIZE} names a message.",
    )


def _limits(killed: Killed) -> tuple[str, ...]:
    speed = "Stream workers, the server and the publisher shared one machine while they were timed"
    wrong = killed.lost + killed.doubled + killed.changed + killed.pending
    said = f"A killed stream worker left {wrong} messages lost, doubled, changed or held"
    return (speed, said) if wrong else (speed,)
