"""What a part of a run is, and what it hands over: values, tables, words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, Unpack

from . import display, interval

Entry = dict[str, Any]  # Any: JSON, whose types the schema of showcase.json holds

#: More samples than these stand in no table of ``results/``: it is to stay small.
_MOST_SAMPLES = 50


def rounded(value: float, digits: int = 6) -> float:
    """Return ``value`` with so many significant digits: further ones are rounding."""
    return float(f"{value:.{digits}g}")


@dataclass(frozen=True)
class Value:
    """A number and how sure it is.

    Attributes:
        value: in the unit of its column.
        sd: sample standard deviation of what was sampled.
        ci95: ends of a 95 % interval of the value.
        n: how many were sampled.
        of: what was sampled: seeds, rows, splits.
        events: of a value that counts rare outcomes, how many there were.
        samples: the single numbers, in an order that a baseline shares.
    """

    value: float
    sd: float | None = None
    ci95: tuple[float, float] | None = None
    n: int | None = None
    of: str = ""
    events: int | None = None
    samples: tuple[float, ...] = field(default=(), repr=False)

    @classmethod
    def over(cls, samples: Sequence[float], of: str = "seeds") -> "Value":
        """Return the mean of ``samples`` with its spread and 95 % t interval."""
        kept = tuple(map(float, samples))
        return cls(*interval.mean(kept), len(kept), of, samples=kept)

    def minus(self, other: "Value") -> "Value | None":
        """Return the mean of the paired differences; None where fewer than two can be paired."""
        if len(self.samples) < 2 or len(self.samples) != len(other.samples):
            return None
        pairs = zip(self.samples, other.samples, strict=True)
        return Value.over([one - another for one, another in pairs], self.of)

    def entry(self, *names: str) -> Entry:
        """Return it as JSON, with those of its attributes only when there are ``names``."""
        spread = None if self.sd is None else rounded(self.sd)
        found: Entry = {"value": rounded(self.value), "sd": spread}
        found |= {"ci95": self.ci95 and [*map(rounded, self.ci95)]}
        found |= {"n": self.n, "of": self.of or None, "events": self.events}
        return {name: found[name] for name in names or found if found[name] is not None}

    def shown(self, unit: str) -> str:
        """Return it as people read it, with its spread."""
        return display.number(unit=unit, **self.entry("value", "sd", "ci95"))

    def short(self, unit: str) -> str:
        """Return it as a sentence quotes it."""
        return display.short(unit=unit, **self.entry("value", "sd", "ci95"))


@dataclass(frozen=True)
class Column:
    """What the values of a table's column are.

    Attributes:
        id: its name in ``results/``.
        label: what people read above it.
        unit: of its values; "1" is a ratio, "count" a number of things.
        better: higher, lower or target.
        split: the part of the data: train, validation, test or none.
    """

    id: str
    label: str
    unit: str
    better: str = "higher"
    split: str = "test"


class More(TypedDict):
    """What a metric of the manifest is besides its value.

    Attributes:
        id: its name in the manifest, which a headline and a story may quote.
        label: what people read, at most 60 characters.
        baseline: what it is to beat: a row of the same column, or label and value.
        ceiling: what it cannot be asked to beat, likewise.
        chance: what a guess reaches, likewise; an interval that reaches it carries no headline.
        gap: value minus baseline, when it is no mean of paired samples.
        volatile: it measures time.
    """

    id: str
    label: str
    baseline: NotRequired["str | tuple[str, Value]"]
    ceiling: NotRequired["str | tuple[str, Value]"]
    chance: NotRequired["str | tuple[str, Value]"]
    gap: NotRequired[Value]
    volatile: NotRequired[bool]


@dataclass(frozen=True)
class Table:
    """Results in rows and columns, which knows how they are written.

    Attributes:
        id: the stem of its file in ``results/``.
        title: above it, for people.
        columns: in their order; a row need not have a cell in each.
        rows: id to label and cells; a cell that is text is shown as it is.
        note: below it, for people.
        head: what the labels of the rows are, above them.
    """

    id: str
    title: str
    columns: Sequence[Column]
    rows: Mapping[str, tuple[str, Mapping[str, Value | str]]]
    note: str = ""
    head: str = ""

    def json(self) -> Entry:
        """Return it as JSON: rows and columns by their ids, numbers with six digits."""
        return {
            row: {"label": label, **{name: _stored(cell) for name, cell in cells.items()}}
            for row, (label, cells) in self.rows.items()
        }

    def listing(self) -> str:
        """Return it as Markdown, with its title and its note."""
        heads = (display.arrowed(one.label, one.better) for one in self.columns)
        rows = []
        for label, cells in self.rows.values():
            shown = (_shown(cells.get(one.id, ""), one.unit) for one in self.columns)
            rows.append((display.text(label), *shown))
        table = display.table((display.text(self.head), *heads), rows)
        return "\n\n".join(filter(None, (f"## {display.text(self.title)}", table, self.note)))

    def metric(self, row: str, column: str, **more: Unpack[More]) -> Entry:
        """Return the entry of the manifest for one cell."""
        kind = next(one for one in self.columns if one.id == column)
        value = self._value(row, column)
        shown, short = value.shown(kind.unit), value.short(kind.unit)
        entry: Entry = {"id": more["id"], "display": shown, "short": short, "label": more["label"]}
        entry |= {"unit": kind.unit, "better": kind.better, "split": kind.split, **value.entry()}
        if "baseline" in more:
            label, against = self._named(more["baseline"], column)
            entry["baseline"] = {"label": label, **against.entry("value", "sd", "ci95")}
            if gap := more.get("gap") or value.minus(against):
                entry["gap"] = gap.entry("value", "ci95")
        for name in ("ceiling", "chance"):
            if name in more:
                label, against = self._named(more[name], column)
                entry[name] = {"label": label, **against.entry("value")}
        return entry | ({"volatile": True} if more.get("volatile") else {})

    def _named(self, what: "str | tuple[str, Value]", column: str) -> tuple[str, Value]:
        return (self.rows[what][0], self._value(what, column)) if isinstance(what, str) else what

    def _value(self, row: str, column: str) -> Value:
        cell = self.rows[row][1][column]
        if isinstance(cell, str):
            raise TypeError(f"{self.id}: {row}, {column} is text; a metric is a value")
        return cell


def _stored(cell: Value | str) -> Entry | str:
    if isinstance(cell, str):
        return cell
    samples = [rounded(sample) for sample in cell.samples]
    return cell.entry() | ({"samples": samples} if 0 < len(samples) <= _MOST_SAMPLES else {})


def _shown(cell: Value | str, unit: str) -> str:
    return display.text(cell) if isinstance(cell, str) else cell.shown(unit)


@dataclass(frozen=True)
class Headline:
    """The sentence that a run was made for.

    Attributes:
        text: at most 20 words, with ``{metric_id}`` in the places of ``short`` values.
        metrics: the ids of one to three metrics; the first is judged.
    """

    text: str
    metrics: Sequence[str]


@dataclass(frozen=True)
class Report:
    """What a part says of what it measured.

    Attributes:
        tables: each is a file in ``results/`` and a section of its page.
        metrics: entries of the manifest, in the order of the README's table.
        figures: entries of the manifest, drawn already; one part of all has the hero.
        findings: sentences that a reader should remember, also those against the project.
        limitations: sentences on what the numbers do not show.
        headline: one part of all gives it.
        card: draws what a link to the project shows, of its title and the sentence that was
            judged; one part of all gives it.
        documents: file stem to JSON that the same seeds measure again, byte for byte.
        times: what depends on the machine; it goes to ``timings.json``.
    """

    tables: Sequence[Table] = ()
    metrics: Sequence[Entry] = ()
    figures: Sequence[Entry] = ()
    findings: Sequence[str] = ()
    limitations: Sequence[str] = ()
    headline: Headline | None = None
    card: Callable[[str, str], Entry] | None = None
    documents: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    times: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON


@dataclass(frozen=True)
class Part:
    """One section of a run: a method, and apart from it the words and figures.

    Attributes:
        name: of its settings in ``settings.toml``, its flags and its time.
        measure: configuration, data and the part's settings (or None) to numbers of any type.
        report: those numbers, and the folder for figures, to a report.
        settings: the frozen dataclass of its own settings.
        study: it is measured by ``--profile study`` only.
    """

    name: str
    measure: Callable[..., Any]  # Any: each part has its own numbers
    report: Callable[..., Report]
    settings: type | None = None
    study: bool = False
