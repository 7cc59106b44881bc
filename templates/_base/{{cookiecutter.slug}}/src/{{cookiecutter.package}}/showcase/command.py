"""The main command of a project: every part is measured and reported, and all of it recorded."""

import argparse
import inspect
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

from . import files, provenance, results, settings, skills, story
from .errors import ShowcaseError
from .headline import judged
from .part import Headline, Part, Report

PROFILES = {
    "full": "records results (default)",
    "smoke": "tries everything in seconds, in build/smoke/",
    "study": "records what takes minutes too",
}


@dataclass(frozen=True)
class Order:
    """What was asked for: where, how, by which command, with which settings by their tables."""

    root: Path
    profile: str
    command: str
    made: Mapping[str, Any]  # Any: dataclasses of the project
    record: bool


@dataclass(frozen=True)
class Work:
    """What a project measures.

    Attributes:
        config: the frozen dataclass of the experiment; ``settings.toml`` lies beside its module.
        load: configuration to data, whose ``entry`` or ``entries`` the manifest holds.
        parts: what is measured, in this order.
        packages: whose versions are recorded.
    """

    config: type
    load: Callable[..., Any]  # Any: data are whatever the parts take
    parts: Sequence[Part]
    packages: Sequence[str]

    @property
    def name(self) -> str:
        """Return the name of the project's package."""
        return self.config.__module__.partition(".")[0]

    @property
    def kinds(self) -> dict[str, type]:
        """Return the dataclasses that settings are read into, by the names of their tables."""
        own = {part.name: part.settings for part in self.parts if part.settings}
        return {settings.CONFIG: self.config, **own}


def main(work: Work, typed: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run a project: its main command. Return the exit status.

    Args:
        work: what it measures.
        typed: arguments; without them those of the process.
        root: the project's folder; without it the working folder.
    """
    typed = sys.argv[1:] if typed is None else typed
    try:
        order = _order(work, typed, root or Path.cwd())
        changed = _run(work, order)
    except ShowcaseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, a file in the way; of what a part reads, too
        where, what = error.filename or "what the run writes", error.strerror or error
        print(f"{where}: {what}; put it right, then run again", file=sys.stderr)
        return 1
    said = "results recorded" if changed else "same results as on record: nothing to write"
    print("smoke run finished: see build/smoke/" if order.profile == "smoke" else said)
    return 0


def _order(work: Work, typed: Sequence[str], root: Path) -> Order:
    """Return what was typed, over what ``settings.toml`` holds, which lies beside the config."""
    file = Path(inspect.getfile(work.config)).with_name(settings.NAME)
    if unknown := sorted({*files.toml(file.parent, file.name)} - {*work.kinds}):
        advice = f"belongs to no part; name one of: {', '.join(work.kinds)}"
        raise settings.SetupError(*(f"{file.name}: [{name}] {advice}" for name in unknown))
    stored = {name: settings.stored(kind, file, name) for name, kind in work.kinds.items()}
    options = vars(_parser(work, stored).parse_args(typed))
    if not (root / "pyproject.toml").is_file():
        raise settings.SetupError(f"{root} is not the project's folder; change into it")
    made: dict[str, Any] = {}  # Any: see Order
    for name, kind in work.kinds.items():
        values = {**stored[name], **settings.typed(kind, options, name)}
        made[name] = settings.made(kind, values, name)
        if options["profile"] == "smoke" and hasattr(made[name], "smoke"):
            made[name] = made[name].smoke()
    command = " ".join([f"python -m {work.name}", *(word for word in typed if word != "--record")])
    return Order(root, options["profile"], command, made, options["record"])


def _parser(work: Work, stored: Mapping[str, settings.Values]) -> argparse.ArgumentParser:
    """Return the command line; one flag for each field of each dataclass."""
    about = sys.modules[work.name].__doc__
    made = argparse.ArgumentParser(f"python -m {work.name}", description=about, allow_abbrev=False)
    known = [name for name in PROFILES if name != "study" or any(p.study for p in work.parts)]
    words = "; ".join(f"{name} {PROFILES[name]}" for name in known)
    made.add_argument("--profile", choices=known, default="full", help=words)
    made.add_argument("--record", action="store_true", help="renew times and provenance too")
    for name, kind in work.kinds.items():
        settings.flags(made, kind, stored[name], name)
    return made


def _run(work: Work, order: Order) -> bool:
    """Measure every part and write what was measured; return whether a tracked file changed."""
    begun, config = time.perf_counter(), order.made[settings.CONFIG]
    origin = provenance.record(order.root, work.packages, settings.seeds(config))
    about = provenance.project(order.root)
    for words in (story, skills):  # before minutes are spent, as all above
        words.told(order.root)
    data, staged = work.load(config), results.stage(order.root, order.profile)
    measured = _measured(work, order, data, staged / "figures")
    whole = reduce(_joined, (report for _, report in measured))
    seconds = time.perf_counter() - begun
    times = {"seconds": round(seconds, 3), **whole.times}
    written, done = [(p.name, _files(report)) for p, report in measured], [p for p, _ in measured]
    later = {part.name for part in work.parts if part not in done}
    owners = results.owners(order.root, written, (part.name for part in work.parts), later)
    fixed = {"summary": _summary(measured, order), "timings": times, "files": owners}
    documents = {**_documents(whole), **fixed}
    for stem, document in documents.items():
        results.write_json(staged / "results" / f"{stem}.json", document)
    run = {"command": order.command, "seconds": round(seconds, 1), "device": "cpu"}
    manifest: dict[str, Any] = {  # Any: JSON
        **about,
        "headline": asdict(whole.headline or Headline("", ("",))),
        "highlights": list(whole.findings)[:5],
        "limitations": list(whole.limitations),
        "run": {**run, "profile": order.profile},
        "metrics": list(whole.metrics),
        "figures": list(whole.figures),
        "data": list(getattr(data, "entries", None) or [data.entry]),
        "provenance": origin,
    }
    if whole.card:
        said = judged(manifest["headline"], manifest["metrics"], manifest["data"])["text"]
        manifest["figures"].append(whole.card(manifest["title"], said))
    tables = "\n\n".join(table.listing() for table in whole.tables)
    return results.publish(order.root, staged, manifest, tables=tables, record=order.record)


def _measured(work: Work, order: Order, data: object, figures: Path) -> list[tuple[Part, Report]]:
    """Return what each part reports, with its seconds."""
    reports = []
    for part in (part for part in work.parts if order.profile == "study" or not part.study):
        begun = time.perf_counter()
        numbers = part.measure(order.made[settings.CONFIG], data, order.made.get(part.name))
        report = part.report(numbers, figures)
        spent = {f"part_{part.name}": round(time.perf_counter() - begun, 3)}
        reports.append((part, replace(report, times={**report.times, **spent})))
    return reports


def _summary(measured: Sequence[tuple[Part, Report]], order: Order) -> dict[str, Any]:
    """Return all settings and what a full run measures, which a study measures too; Any: JSON."""
    full = [metric for part, report in measured if not part.study for metric in report.metrics]
    lasting = [metric for metric in full if not metric.get("volatile")]
    return {**{name: asdict(own) for name, own in order.made.items()}, "metrics": lasting}


def _documents(report: Report) -> dict[str, Any]:
    """Return the files of ``results/`` by their stems; Any: JSON."""
    return {**{table.id: table.json() for table in report.tables}, **report.documents}


def _files(report: Report) -> list[str]:
    """Return the files that a part has written when all is published."""
    drawn = [figure[key] for figure in report.figures for key in ("path", "dark") if key in figure]
    return [f"results/{stem}.json" for stem in _documents(report)] + drawn


def _joined(one: Report, other: Report) -> Report:
    """Return both, one after the other."""
    lists = ("tables", "metrics", "figures", "findings", "limitations")
    both = {name: [*getattr(one, name), *getattr(other, name)] for name in lists}
    documents, times = {**one.documents, **other.documents}, {**one.times, **other.times}
    headline, card = one.headline or other.headline, one.card or other.card
    return Report(**both, headline=headline, card=card, documents=documents, times=times)
