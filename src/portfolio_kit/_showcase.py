"""Show what a run measured: ``showcase.json``, and the regions of a README that are filled from it.

A region lies between two lines of a Markdown file, its markers::

    <!-- portfolio-kit:begin results sum=0123456789ab -->
    <!-- portfolio-kit:end results -->

The text between them belongs to the program, every other word to the people who write the file.
The sum tells whether somebody wrote inside; then nothing is replaced. Standard library only.
"""

import contextlib
import ctypes
import errno
import hashlib
import html
import io
import json
import os
import re
import shutil
import signal
import stat
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

if sys.platform != "win32":
    import fcntl

Manifest = Mapping[str, Any]  # Any: JSON, whose types the schema of showcase.json holds

_BOM = "\ufeff"
_FOLDERS = ("results", "figures")
_TRIES, _PAUSE = 50, 0.02  # seconds between two attempts at a file that somebody saves meanwhile
REQUIRED = ("headline", "figure", "results", "reproduce")
_MARKER = re.compile(
    r"<!-- portfolio-kit:(begin|end) ([a-z][a-z0-9-]*)(?: sum=([0-9a-f]{12}))? -->\s*"
)
_MEANT = re.compile(r"<!--\s*portfolio-?kit\s*:", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_HIDING = tuple(
    (re.compile(" {0,3}(" + begin + ")", re.IGNORECASE), re.compile(".*" + end, re.IGNORECASE))
    for begin, end in (
        (r"<(?:pre|script|style|textarea)(?=[\s>]|$)", r"</(?:pre|script|style|textarea)>"),
        ("<!--", "-->"),
        (r"<\?", r"\?>"),
        (r"<!\[CDATA\[", r"\]\]>"),
        ("<![a-z]", ">"),
    )
)
_NEVER = re.compile(r"(?!)")
_AGAIN = re.compile(r"((?!-->).)*<!--")
_DETAILS = re.compile(r"(?<!\\)<(/?)details\b", re.IGNORECASE)
_COMMENT = re.compile(r" {0,3}<!--(?!.*-->)")
_SPECIAL = re.compile(r"[\\`*\[\]<|~$]|(?<=-)>|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_INDENTED = re.compile(r" {4}| {0,3}\t")


#: No measurement; a larger whole number is none that Python can round.
_HUGE = 1e308


class ShowcaseError(ValueError):
    """What cannot be shown without loss; each argument is one line about one thing."""

    def __str__(self) -> str:
        """Return the lines."""
        return "\n".join(map(str, self.args))


class Region(NamedTuple):
    """What lies between two markers; lines count from 1 and are those of the markers."""

    name: str
    start_line: int
    end_line: int
    sum: str | None
    body: str


class _Marker(NamedTuple):
    line: int
    begins: bool
    name: str
    sum: str | None


# Regions: finding them, and replacing what they hold ---------------------------------------------


def regions(text: str) -> list[Region]:
    """Return the regions of ``text`` in order; markers in code and comments do not count.

    Raises:
        ShowcaseError: a marker is malformed, orphan, nested, or there twice.
    """
    lines = _lines(text)
    found: list[Region] = []
    opened: _Marker | None = None
    for marker in _markers(lines):
        where = f"line {marker.line}: region {marker.name!r}"
        inside = f"{opened.name!r} of line {opened.line}" if opened else "no region"
        if marker.begins:
            if opened:
                raise ShowcaseError(f"{where} begins inside {inside}; end that one before it")
            if marker.name in (region.name for region in found):
                raise ShowcaseError(f"{where} is there twice; delete one of the two")
            opened = marker
        else:
            if opened is None or opened.name != marker.name:
                raise ShowcaseError(
                    f"{where} ends, but {inside} is open; add its begin marker or delete the line"
                )
            inner = [line.rstrip("\r\n") for line in lines[opened.line : marker.line - 1]]
            body = "\n".join(inner).strip("\n")
            found.append(Region(marker.name, opened.line, marker.line, opened.sum, body))
            opened = None
    if opened:
        raise ShowcaseError(
            f"line {opened.line}: region {opened.name!r} has no end; "
            f"add the line '<!-- portfolio-kit:end {opened.name} -->' where it stops"
        )
    return found


def splice(text: str, bodies: Mapping[str, str], *, force: bool = False) -> str:
    """Return ``text`` with ``bodies`` in its regions, and with every other character as it was.

    A region that differs from its body only as formatters make it differ stays as it is.

    Raises:
        ShowcaseError: a region is missing, malformed, or was edited by hand (``force`` replaces
            an edited region that has a body; the others are still refused).
    """
    lines = _lines(text)
    found = {region.name: region for region in regions(text)}
    for name in bodies:
        if name not in found:
            raise ShowcaseError(_missing(name, text))
    if lost := [
        _edited(region, replaceable=region.name in bodies)
        for region in found.values()
        if _is_edited(region) and not (force and region.name in bodies)
    ]:
        raise ShowcaseError(*lost)
    for name, region in reversed(found.items()):  # from the end, so that line numbers stay true
        if name in bodies and not region.sum == _sum(bodies[name]) == _sum(region.body):
            first = lines[region.start_line - 1]
            eol = first[len(first.rstrip("\r\n")) :]
            body = bodies[name].strip("\n")
            begin = f"<!-- portfolio-kit:begin {name} sum={_sum(body)} -->"
            new = [begin, "", *body.split("\n"), ""] if body else [begin, ""]
            lines[region.start_line - 1 : region.end_line - 1] = [line + eol for line in new]
    result = (_BOM if text.startswith(_BOM) else "") + "".join(lines)
    for region in regions(result):  # a body with a marker or an open fence shows here
        if region.name in bodies and region.sum != _sum(region.body):
            raise ShowcaseError(f"the text for region {region.name!r} would break its markers")
    return result


def refresh(text: str, bodies: Mapping[str, str], *, force: bool = False) -> str:
    """Splice those ``bodies`` that ``text`` has a region for; the required ones must have one."""
    wanted = {*REQUIRED, *(region.name for region in regions(text))}
    return splice(text, {name: bodies[name] for name in bodies if name in wanted}, force=force)


def fill(readme: Path, manifest: Manifest, *, force: bool = False) -> bool:
    """Fill the regions of ``readme`` from ``manifest``; return whether the file changed."""
    texts = bodies(manifest)
    old, new = rewrite(readme, lambda text: refresh(text, texts, force=force))
    return old != new


# Files: read, and replaced without loss ----------------------------------------------------------


def read(path: Path) -> str:
    """Return the text of ``path``, with its line endings and its byte order mark."""
    return _decoded(path, _bytes(path))


def _bytes(path: Path, *, settled: bool = False) -> bytes | None:
    """Return what a file holds; None when it is not there.

    Raises:
        BlockingIOError: somebody has it open for writing, and it is to be ``settled``.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise ShowcaseError(f"{path.name} is no file; put one in its place")
        with path.open("rb") as file:
            if settled:
                _hold(file)
            return file.read()
    except FileNotFoundError:
        return None


def _hold(file: BinaryIO) -> None:
    """Let nobody write into a file until it is closed, where the system can: on Linux.

    Raises:
        BlockingIOError: somebody has it open for writing.
    """
    if sys.platform == "linux":
        try:
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # says who waits; it ends nobody
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            raise
        except OSError:  # somebody else's file, or a file system without leases
            return


def _decoded(path: Path, content: bytes | None) -> str:
    if content is None:
        raise ShowcaseError(f"{path.name} is not there; restore it from git")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ShowcaseError(f"line {line}: {path.name} is not UTF-8; save it as UTF-8") from error


def rewrite(path: Path, change: Callable[[str], str]) -> tuple[str, str]:
    """Replace the text of ``path`` by what ``change`` makes of it; return the old and the new.

    When somebody saves the file meanwhile, what they saved is changed instead.

    Raises:
        ShowcaseError: the text cannot be read or changed, or is saved over and over.
    """
    refused: list[bytes | None] = []
    for _ in range(_TRIES):
        with contextlib.suppress(BlockingIOError):
            seen = _bytes(path, settled=True)
            try:
                old = _decoded(path, seen)
                new = change(old)
            except ShowcaseError:
                if seen in refused:
                    raise
                refused = [seen]  # perhaps it is half saved, or just being moved
            else:
                if old == new or _put(path.resolve(), new.encode(), instead_of=old.encode()):
                    return old, new
        time.sleep(_PAUSE)
    raise ShowcaseError(f"{path.name} is being saved all the time; close it elsewhere, try again")


def write(path: Path, content: bytes) -> bool:
    """Replace ``path`` unless it holds ``content`` already; return whether it changed.

    After a crash it is the old file or the new one, never a part of one.
    """
    target = path.resolve()  # a link stays a link, the file behind it is replaced
    if target.exists() and target.read_bytes() == content:
        return False
    return _put(target, content)


def _put(target: Path, content: bytes, *, instead_of: bytes | None = None) -> bool:
    """Replace a file; with ``instead_of`` only while it holds that, and say whether it did."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(target, temporary)
        if instead_of is None:
            temporary.replace(target)
    except BaseException:
        temporary.unlink()
        raise
    return instead_of is None or _exchange(temporary, target, instead_of)


def _exchange(temporary: Path, target: Path, expected: bytes) -> bool:
    """Put ``temporary`` in the place of ``target``, which is expected to hold certain bytes.

    The two are swapped and what came out is looked at: when somebody has saved meanwhile, it
    goes back. When they have saved once more since, that comes out then, and goes back too.
    Nothing is removed before it was recognised: an interrupt leaves one file too many.
    """
    for attempt in range(_TRIES):
        inserted = temporary.read_bytes()
        try:
            swapped = _swap(temporary, target)
        except FileNotFoundError:  # moved away by somebody who is about to save
            if attempt:
                with contextlib.suppress(FileExistsError):
                    os.link(temporary, target)
            temporary.unlink()
            return False
        if not swapped:
            return _replace(temporary, target, expected)
        if _is_settled(temporary, expected):
            temporary.unlink()
            return attempt == 0
        expected = inserted
    return False


def _replace(temporary: Path, target: Path, expected: bytes) -> bool:
    """Do what ``_exchange`` does where files cannot be swapped, but for the blink of an eye."""
    if _bytes(target) != expected:
        temporary.unlink()
        return False
    temporary.replace(target)
    return True


def _swap(one: Path, other: Path) -> bool:
    """Let two files change places at once; say whether the system can do that."""
    names, here, swap = (os.fsencode(one), os.fsencode(other)), -100, 2  # linux/fs.h, sys/stdio.h
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, swap)
        else:
            failed = library.renameat2(here, names[0], here, names[1], swap)
    except (AttributeError, TypeError):  # a system or a C library without it
        return False
    if failed and ctypes.get_errno() == errno.ENOENT:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(other))
    return not failed


def _is_settled(path: Path, content: bytes) -> bool:
    """Say whether a file holds ``content`` and nobody is about to write into it."""
    try:
        return _bytes(path, settled=True) == content
    except BlockingIOError:
        return False


def unclosed(text: str) -> str | None:
    """Say what begins in ``text``, is never closed and so hides what follows; None: nothing does.

    A fence or a comment that holds the beginning of another one was meant to end before it.
    """
    where, what, end, again = 0, "", _NEVER, _NEVER
    details: list[int] = []
    for number, line in enumerate(_lines(text), start=1):
        if where:
            if again.match(line):
                break
            where = 0 if end.match(line) else where
        elif hiding := _hiding(line):
            where, (what, end, again) = number, hiding
        elif not _INDENTED.match(line):
            for ends in _DETAILS.findall(_outside_code(line)):
                details = details[:-1] if ends else [*details, number]
    if not where and not details:
        return None
    where, what = (where, what) if where else (details[0], "<details")
    return f"line {where}: {what!r} is never closed and hides everything below; close it"


def _hiding(line: str) -> tuple[str, re.Pattern[str], re.Pattern[str]] | None:
    """Return what a line begins that hides what follows, what ends that, and what must not come."""
    if fence := _FENCE.match(line):
        return (
            fence[1],
            _closing(fence[1]),
            re.compile(r" {0,3}" + fence[1] + fence[1][0] + r"*\s*\w"),
        )
    for begin, end in _HIDING:
        if (found := begin.match(line)) and not end.match(line, found.end()):
            return found[1], end, _AGAIN if found[1] == "<!--" else _NEVER
    return None


def _closing(fence: str) -> re.Pattern[str]:
    return re.compile(r" {0,3}" + fence + fence[0] + r"*\s*$")


def _lines(text: str) -> list[str]:
    """Split at Markdown's line ends only (not at form feeds), and keep them."""
    return list(io.StringIO(text.removeprefix(_BOM), newline=""))


def _markers(lines: Sequence[str]) -> Iterator[_Marker]:
    """Yield the markers; a comment that means to be one and is not is refused."""
    for number, line in _seen(lines):
        if not _MEANT.search(_outside_code(line)):
            continue
        match = _MARKER.fullmatch(line)
        if not match or (match[1] == "end" and match[3]):
            raise ShowcaseError(
                f"line {number}: {line.strip()!r} is not a marker; write "
                "'<!-- portfolio-kit:begin NAME -->' or '<!-- portfolio-kit:end NAME -->', "
                "alone on the line"
            )
        yield _Marker(number, match[1] == "begin", match[2], match[3])


def _outside_code(line: str) -> str:
    """Return a line without its code spans: from some backticks to the next that are as many."""
    runs = [match.span() for match in re.finditer("`+", line)]
    closing: dict[int, tuple[int, int]] = {}  # where each span ends, by where it begins
    later: dict[int, tuple[int, int]] = {}
    for start, end in reversed(runs):
        if end - start in later:
            closing[start] = later[end - start]
        later[end - start] = (start, end)
    kept, done = [], 0
    for start, _ in runs:
        if start >= done and start in closing:
            kept.append(line[done:start])
            done = closing[start][1]
    return "".join([*kept, line[done:]])


def _seen(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that are neither code nor inside a comment of several lines."""
    closing: re.Pattern[str] | None = None
    for number, line in enumerate(lines, start=1):
        if closing:
            closing = None if closing.match(line) else closing
        elif fence := _FENCE.match(line):
            closing = _closing(fence[1])
        elif not _INDENTED.match(line):
            closing = re.compile(r".*-->") if _COMMENT.match(line) else None
            yield number, line


def _sum(body: str) -> str:
    """Return a checksum that survives formatters, which pad tables and drop needless escapes."""
    rows = (re.sub("-+", "-", s) if re.fullmatch(r"[\s|:-]+", s) else s for s in body.split("\n"))
    plain = re.sub(r"\\([!-/:-@[-`{-~])", r"\1", " ".join(rows))
    plain = re.sub(r"\s*\|\s*", "|", " ".join(plain.split()))
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _is_edited(region: Region) -> bool:
    return region.sum != _sum(region.body) if region.sum else bool(region.body.strip())


def _edited(region: Region, *, replaceable: bool) -> str:
    where = f"line {region.start_line}: region {region.name!r}"
    drop = ", or replace it, in the project's folder, with: portfolio-kit showcase --force"
    drop = drop if replaceable else ""
    if not region.sum:
        return f"{where} holds text but has no sum; move the text outside its markers{drop}"
    return (
        f"{where} was edited by hand; move your words outside its markers, "
        f"then empty it and delete its 'sum={region.sum}'{drop}"
    )


def _missing(name: str, text: str) -> str:
    begin, end = (f"<!-- portfolio-kit:{kind} {name} -->" for kind in ("begin", "end"))
    if f"portfolio-kit:begin {name}" in text:
        return f"region {name!r} is only in code or a comment; put {begin!r} and {end!r} outside"
    return f"region {name!r} is missing; add the lines {begin!r} and {end!r} where it belongs"


# What the regions hold ---------------------------------------------------------------------------


def display(
    value: float, unit: str, *, sd: float | None = None, ci95: Sequence[float] | None = None
) -> str:
    """Return a number as people read it: its digits follow its spread, ``93.6 ± 1.1 %``.

    Args:
        value: in ``unit``, not yet rounded.
        unit: printed after the number, except "1" (a ratio) and "count".
        sd: standard deviation; printed with two significant digits, the value with as many places.
        ci95: ends of a 95 % confidence interval; printed when there is no ``sd``.
    """
    numbers = [value, *([] if sd is None else [sd]), *(ci95 or ())]
    if not all(abs(number) < _HUGE for number in numbers):
        raise ShowcaseError(f"{numbers} has a number that is not finite; repair the measurement")
    exponent = int(f"{sd or value:.{1 if sd else 2}e}".partition("e")[2])
    places = min(max((1 if sd else 2) - exponent, 0), 6)
    if unit == "count" and float(value).is_integer() and not sd:
        places = 0
    elif unit == "%" and not sd and (abs(value) >= 1 or value == 0):
        places = 1
    shape = ".1e" if 0 < max(abs(value), sd or 0) < 1e-4 else f"z,.{places}f"
    suffix = "" if unit in ("1", "count") else f" {unit}"
    if sd is not None:
        return f"{value:{shape}} ± {sd:{shape}}{suffix}"
    if ci95:
        return f"{value:{shape}}{suffix} (95 % CI {ci95[0]:{shape}} to {ci95[1]:{shape}})"
    return f"{value:{shape}}{suffix}"


def not_run(command: str) -> dict[str, str]:
    """Return the bodies of the required regions before anything was measured."""
    code = _code(_installed(command))
    return {
        "headline": f"Not measured yet: {code} measures it.",
        "figure": f"No figure yet: {code} draws it.",
        "results": f"No results yet: {code} writes them here.",
        "reproduce": f"Nothing recorded yet: {code} records seeds, versions and times here.",
    }


def bodies(manifest: Manifest) -> dict[str, str]:
    """Return the body of each region; ``figures`` is empty when there is only the hero."""
    if manifest["run"]["profile"] == "smoke":
        raise ShowcaseError("a smoke run measured no results to show; make a full run")
    hero = [figure for figure in manifest["figures"] if figure.get("hero")]
    others = [figure for figure in manifest["figures"] if not figure.get("hero")]
    return {
        "headline": _headline(manifest),
        "figure": "\n\n".join(_figure(figure, _made_up(manifest)) for figure in hero),
        "results": _results(manifest["metrics"]),
        "figures": "\n\n".join(map(_figure, others)),
        "reproduce": _reproduce(manifest),
    }


def headline(manifest: Manifest) -> str:
    """Return what was measured first, as plain text: never without the word for made-up data."""
    metric = _first(manifest)
    made_up = _made_up(manifest)
    return f"{metric['label']}{made_up and f', {made_up}'}: {metric['display']}"


def _first(manifest: Manifest) -> Manifest:
    return next(metric for metric in manifest["metrics"] if metric.get("headline"))


def _made_up(manifest: Manifest) -> str:
    """Return what has to be said of data that nobody measured; nothing of other data."""
    synthetic = [entry["synthetic"] for entry in manifest.get("data", ())]
    if not any(synthetic):
        return ""
    return "on made-up data" if all(synthetic) else "on partly made-up data"


def _headline(manifest: Manifest) -> str:
    metric = _first(manifest)
    baseline = metric["baseline"]
    return (
        f"**{_text(headline(manifest))}, {_verdict(metric)} "
        f"{_text(_number(baseline, metric['unit']))} for {_text(baseline['label'])}"
        f"{_within(metric)}{_sample(metric) and f' ({_sample(metric)})'}.**"
    )


def _verdict(metric: Manifest) -> str:
    """Say plainly whether the metric beats its baseline."""
    value, baseline = metric["value"], metric["baseline"]["value"]
    if metric["better"] == "target":
        return "with a target of"
    if display(value, metric["unit"]) == display(baseline, metric["unit"]):
        return "equal to"
    return "better than" if (value > baseline) == (metric["better"] == "higher") else "worse than"


def _within(metric: Manifest) -> str:
    gap = abs(metric["value"] - metric["baseline"]["value"])
    spread = max(metric.get("sd", 0), metric["baseline"].get("sd", 0))
    return ", a difference within one standard deviation" if 0 < gap <= spread else ""


def _number(measured: Manifest, unit: str) -> str:
    return display(measured["value"], unit, sd=measured.get("sd"))


def _sample(metric: Manifest) -> str:
    split = [] if metric["split"] == "none" else [f"{metric['split']} data"]
    return ", ".join(split + ([f"n = {metric['n']:,}"] if "n" in metric else []))


def _figure(figure: Manifest, made_up: str = "") -> str:
    image = f"![{_text(figure['alt'])}]({figure['path']})"
    if "dark" in figure:
        alt, light, dark = (html.escape(figure[key]) for key in ("alt", "path", "dark"))
        image = (
            "<picture>\n"
            f'  <source media="(prefers-color-scheme: dark)" srcset="{dark}">\n'
            f'  <img alt="{" ".join(alt.split())}" src="{light}">\n'
            "</picture>"
        )
    words = (_sentence(figure.get("caption", "")), _sentence(made_up.capitalize()))
    caption = _text(" ".join(filter(None, words)))
    return f"{image}\n\n_{caption}_" if caption else image


def _sentence(words: str) -> str:
    text = " ".join(words.split())
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _results(metrics: Sequence[Manifest]) -> str:
    rows = [_row(metric) for metric in metrics]
    notes = ["↑ higher is better, ↓ lower is better."]
    if "±" in str(rows):
        notes.append("± is one standard deviation over n repetitions.")
    if "†" in str(rows):
        notes.append("† depends on the machine and its load.")
    return table(("Metric", "Result", "Baseline", "Measured on"), rows) + "\n\n" + " ".join(notes)


def _row(metric: Manifest) -> tuple[str, str, str, str]:
    arrow = {"higher": " ↑", "lower": " ↓", "target": ""}[metric["better"]]
    mark = " †" if metric.get("volatile") else ""
    bold = "**" if metric.get("headline") else ""
    baseline = metric.get("baseline")
    against = (
        f"{_text(_number(baseline, metric['unit']))} ({_text(baseline['label'])})"
        if baseline
        else ""
    )
    result = f"{bold}{_text(metric['display'])}{bold}"
    return _text(metric["label"]) + arrow + mark, result, against, _sample(metric)


def _reproduce(manifest: Manifest) -> str:
    run, made = manifest["run"], manifest["provenance"]
    commit = f"commit {made['commit'].removeprefix('git:')[:7]}" if made["commit"] else "no commit"
    packages = ", ".join(f"{name} {version}" for name, version in made["packages"].items())
    rows = [
        ("Measured", f"{made['created'][:10]}, in {run['seconds']:,.0f} s on {run['device']}"),
        ("Seeds", ", ".join(map(str, made["seeds"])) or "none"),
        ("Python", f"{made['python']} on {_text(made['platform'])}"),
        ("Packages", _text(packages) or "none beyond Python"),
        ("Source", commit + (", with uncommitted changes" if made["dirty"] else "")),
    ]
    for data in manifest.get("data", ()):
        origin = ("synthetic, " if data["synthetic"] else "") + f"{data['rows']:,} rows"
        digest = data["sha256"].removeprefix("sha256:")[:12]
        rows.append(
            ("Data", f"{_text(data['name'])}: {origin}, {_text(data['license'])}, {digest}")
        )
    command = _installed(" ".join(run["command"].split()))
    return f"```sh\n{command}\n```\n\n" + table(("Recorded", "Value"), rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a padded Markdown table, as formatters would write it."""
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| "
        + " | ".join(s + " " * (w - _width(s)) for s, w in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def _width(text: str) -> int:
    """Return how many columns ``text`` takes: East Asian letters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _text(value: str) -> str:
    """Return ``value`` as Markdown that shows exactly these words, in a table cell too."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(value.split()))


def _installed(command: str) -> str:
    """Return a command as it works in the project's folder, where nothing is activated."""
    return re.sub(r"^python3?(?=\s)", ".venv/bin/python", command.strip())


def _code(value: str) -> str:
    ticks = "`" * (1 + max(map(len, re.findall("`+", value)), default=0))
    pad = " " if "`" in value else ""
    return f"{ticks}{pad}{' '.join(value.split())}{pad}{ticks}"


# From a run into the project ---------------------------------------------------------------------


def stage(root: Path, profile: str) -> Path:
    """Return ``build/<profile>``, emptied, with the folders that a run writes into."""
    staged = root / "build" / profile
    shutil.rmtree(staged, ignore_errors=True)
    for name in _FOLDERS:
        (staged / name).mkdir(parents=True)
    return staged


def publish(root: Path, staged: Path, manifest: Manifest, *, record: bool = False) -> bool:
    """Put what a run wrote under ``staged`` into the project; return whether a file changed.

    The figures' sums are added to the manifest here. A smoke run stays where it is. A run that
    measured the same again, apart from times, changes nothing unless ``record`` renews them.

    Raises:
        ShowcaseError: README could not be filled; everything else is in place by then.
    """
    figures = [{**f, "sha256": file_sum(staged / f["path"])} for f in manifest["figures"]]
    new: Manifest = {**manifest, "figures": figures}
    content = json.dumps(new, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write(staged / "showcase.json", content.encode())
    if new["run"]["profile"] == "smoke":
        return False
    files = [path for name in _FOLDERS for path in sorted((staged / name).rglob("*"))]
    moves = {root / p.relative_to(staged): p.read_bytes() for p in files if p.is_file()}
    passing = {root / path for path in ("results/timings.json", *_volatile_paths(new))}
    lasts = all(
        path.exists() and (path in passing or path.read_bytes() == moves[path]) for path in moves
    )
    recorded = root / "showcase.json"
    old = _recorded(recorded)
    if old and lasts and not record and same_results(old, new):
        return fill(root / "README.md", old)
    moves[recorded] = content.encode()
    changed = [write(path, moves[path]) for path in moves]
    return fill(root / "README.md", new) or any(changed)


def same_results(old: Manifest, new: Manifest) -> bool:
    """Return whether two manifests differ in times and provenance only.

    A full run that measures its part of a recorded study again says so too.
    """
    if (old["run"]["profile"], new["run"]["profile"]) == ("study", "full"):
        ids = {metric["id"] for metric in new["metrics"]}
        paths = {figure["path"] for figure in new["figures"]}
        metrics = [metric for metric in old["metrics"] if metric["id"] in ids]
        figures = [figure for figure in old["figures"] if figure["path"] in paths]
        old = {**old, "run": new["run"], "metrics": metrics, "figures": figures}
    return _lasting(old) == _lasting(new)


def file_sum(path: Path) -> str:
    """Return the checksum of a file as ``showcase.json`` writes it."""
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def _recorded(path: Path) -> Manifest | None:
    """Return the manifest in ``path``, if there is one that a run can be compared with."""
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    whole = isinstance(found, dict) and found.keys() >= {"run", "metrics", "figures"}
    return found if whole else None


def _lasting(manifest: Manifest) -> str:
    """Return the part of a manifest that another run at another time measures again."""
    kept = {"metrics": ("id", "label", "unit", "better"), "figures": ("path", "dark")}
    entries = {
        name: [
            {key: entry.get(key) for key in keys} if entry.get("volatile") else entry
            for entry in manifest[name]
        ]
        for name, keys in kept.items()
    }
    run = {**manifest["run"], "seconds": None}
    return json.dumps({**manifest, **entries, "run": run, "provenance": None}, sort_keys=True)


def _volatile_paths(manifest: Manifest) -> list[str]:
    figures = [figure for figure in manifest["figures"] if figure.get("volatile")]
    return [figure[key] for figure in figures for key in ("path", "dark") if key in figure]
