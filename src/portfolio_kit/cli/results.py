"""What became of the projects of a config file: one line for each, and their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from portfolio_kit.cli import documents, reporting
from portfolio_kit.cli.terminal import display
from portfolio_kit.running.portfolio import Result, State
from portfolio_kit.showcase import readme
from portfolio_kit.system import redact

#: What a state looks like: a mark, a style.
_MARKS: dict[State, tuple[str, str]] = {
    "baked": ("✔", "good"),
    "ran": ("✔", "good"),
    "planned": ("·", "key"),
    "exists": ("·", "quiet"),
    "failed": ("✘", "bad"),
}


def problems(results: Sequence[Result], *, quiet: bool) -> None:
    """Say on standard error what is wrong, and unless ``quiet`` what else one should know."""
    for result in results:
        display.problems(result.placed())
        if result.baked is not None and not quiet:
            reporting.skipped(result.baked)
            for note in result.baked.notes:
                display.line(f"{result.name}: {note}", stderr=True)


def document(result: Result) -> documents.Document:
    """Return what became of a project as `--json` prints it."""
    baked, ran = result.baked, result.ran
    said = {
        "name": result.name,
        "template": result.plan.project.template,
        "state": result.state,
        "note": result.note,
        "path": str(result.path.absolute()) if result.path else None,
        "commit": baked.commit if baked else None,
        "author": documents.author(result.author),
        "left_out": list(baked.left_out) if baked else [],
        "notes": list(baked.notes) if baked else [],
        "run": documents.run(ran) if ran else None,
        "problems": [problem.document() for problem in result.placed()],
    }
    return dict(redact.deep(said))


def summary(results: Sequence[Result]) -> None:
    """Print one line for each project, then how many there are of each state."""
    display.line()
    names = [display.shown(result.name) for result in results]
    width = max(map(len, names))
    for name, result in zip(names, results, strict=True):
        mark, style = _MARKS[result.state]
        display.pieces(
            (f"  {mark} ", style),
            (name.ljust(width), "head"),
            (f"  {_said(result)}", "quiet"),
        )
        if result.baked is not None:
            reporting.left_out(result.baked)
        for note in result.ran.notes if result.ran else ():
            display.paragraph(note, "      ", "      ")
    authors = dict.fromkeys(result.author for result in results if result.author is not None)
    if authors:
        display.line()
    for who in authors:
        reporting.author(who)
    counts = [(state, sum(result.state == state for result in results)) for state in _MARKS]
    display.line()
    display.line("  " + ", ".join(f"{count} {state}" for state, count in counts if count))


def _said(result: Result) -> str:
    if result.ran is not None:
        return readme.headline(result.ran.project) or "ran"
    if result.baked is not None and result.baked.commit:
        return f"{result.state}, commit {result.baked.commit[:7]}"
    return f"{result.state}, {result.note}" if result.note else result.state


@contextmanager
def counted(total: int, *, silent: bool) -> Iterator[Callable[[Result], None]]:
    """Give a function that hears of each project as it is done."""
    if silent:
        yield lambda _: None
    elif not display.is_interactive():
        yield lambda result: display.line(f"{result.state}: {result.name}")
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("  {task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
        )
        with Progress(
            *columns,
            console=display.console(),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as bar:
            task = bar.add_task("Baking", total=total)
            yield lambda result: bar.update(task, advance=1, description=display.shown(result.name))
