"""What the regions of a README, and the page of ``results/``, say of a manifest."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence

from .display import code, installed, number, sentence, table, text
from .errors import ShowcaseError
from .manifest import Manifest, made_up
from .regions import find, splice

REQUIRED = ("headline", "figure", "results", "reproduce")
ROWS = 8  # of the results on the first page


def not_run(command: str) -> dict[str, str]:
    """Return the bodies of the regions before anything was measured."""
    typed = code(installed(command))
    return {
        "headline": f"Not measured yet: {typed} measures it.",
        "figure": f"No figure yet: {typed} draws it.",
        "results": f"No results yet: {typed} writes them here.",
        "findings": f"Nothing found yet: {typed} writes here what it finds, for and against.",
        "limits": f"Not known yet: {typed} says here what its numbers do not show.",
        "story": f"No answer yet: {typed} measures first.",
        "reproduce": f"Nothing recorded yet: {typed} records seeds, versions and times here.",
        "figures": "",  # an older README may have a region for them
    }


def bodies(manifest: Manifest) -> dict[str, str]:
    """Return the body of each region."""
    if manifest["run"]["profile"] == "smoke":
        raise ShowcaseError("a smoke run measured no results to show; make a full run")
    said = made_up(manifest.get("data", ())).removeprefix(", ")
    hero = [figure for figure in manifest["figures"] if figure.get("hero")]
    return {
        "headline": f"**{text(manifest['headline']['text'])}**",
        "figure": "\n\n".join(_figure(figure, said) for figure in hero),
        "results": _results(manifest),
        "findings": _listed(manifest.get("highlights") or ["Nothing beyond the table"]),
        "limits": _listed(manifest["limitations"]),
        "story": _story(manifest),
        "reproduce": _reproduce(manifest),
        "figures": "",
    }


def page(manifest: Manifest, tables: str) -> str:
    """Return ``results/README.md``: every metric and figure, all words, and the parts' tables."""
    others = [one for one in manifest["figures"] if not (one.get("hero") or one.get("card"))]
    return (
        "\n\n".join(
            [
                "# Results in full",
                "Written by the run, as the JSON files beside it.",
                _every(manifest["metrics"]),
                *(_figure(figure, folder="../") for figure in others),
                *(
                    ["## Findings", _listed(manifest["highlights"])]
                    if manifest["highlights"]
                    else ()
                ),
                "## What it does not show",
                _listed(manifest["limitations"]),
                *([tables.strip("\n")] if tables.strip() else ()),
            ]
        )
        + "\n"
    )


def refresh(text: str, bodies: Mapping[str, str], *, force: bool = False) -> str:
    """Splice those ``bodies`` that ``text`` has a region for; the required ones must have one."""
    wanted = {*REQUIRED, *(region.name for region in find(text))}
    return splice(text, {name: bodies[name] for name in bodies if name in wanted}, force=force)


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {text(sentence(one))}" for one in sentences)


def _story(manifest: Manifest) -> str:
    """Say what was expected beside what was measured, and the owner's answer."""
    story = manifest.get("story", {})
    if not story:
        return ""
    answer, words = story.get("answer"), [f"Measured: {text(manifest['headline']['text'])}"]
    if story.get("expectation"):
        words.insert(0, f"Expected before the run: {text(story['expectation'])}")
    if answer:
        at = answer["commit"] and f" (written at commit {answer['commit'][4:11]})"
        words.append(f"Answer: {text(answer['text'])}{at or ''}")
    return "\n\n".join(words)


def _number(measured: Manifest, unit: str) -> str:
    return number(measured["value"], unit, sd=measured.get("sd"))


def _sample(metric: Manifest) -> str:
    split = [] if metric["split"] == "none" else [f"{metric['split']} data"]
    of = metric.get("of", "repetitions")
    return ", ".join(split + ([f"{metric['n']:,} {of}"] if "n" in metric else []))


def _figure(figure: Manifest, said: str = "", folder: str = "") -> str:
    image = f"![{text(figure['alt'])}]({folder}{figure['path']})"
    if "dark" in figure:
        alt, light, dark = (html.escape(figure[key]) for key in ("alt", "path", "dark"))
        image = (
            "<picture>\n"
            f'  <source media="(prefers-color-scheme: dark)" srcset="{folder}{dark}">\n'
            f'  <img alt="{" ".join(alt.split())}" src="{folder}{light}">\n'
            "</picture>"
        )
    words = (sentence(figure.get("caption", "")), sentence(said.capitalize()))
    caption = text(" ".join(filter(None, words)))
    return f"{image}\n\n_{caption}_" if caption else image


def _results(manifest: Manifest) -> str:
    """Return the first rows, those of the headline before the others, and what holds for all."""
    first = manifest["headline"]["metrics"]
    named = [metric for name in first for metric in manifest["metrics"] if metric["id"] == name]
    shown = [*named, *(one for one in manifest["metrics"] if one["id"] not in first)][:ROWS]
    common = Counter(map(_sample, shown)).most_common(1)[0][0]
    rows = [_row(metric, common, bold="**" if metric["id"] == first[0] else "") for metric in shown]
    notes = [f"Sample: {common}, unless a row says otherwise."] if common else []
    whole = f"[results/README.md](results/README.md) holds all {len(manifest['metrics'])} metrics"
    notes += [*_signs(rows), f"{whole}, with tables and figures."]
    return table(("Metric", "Result", "Baseline"), rows) + "\n\n" + " ".join(notes)


def _row(metric: Manifest, common: str, bold: str) -> tuple[str, str, str]:
    sample, baseline = _sample(metric), metric.get("baseline")
    other = f" ({sample})" if sample not in ("", common) else ""
    return (
        _name(metric) + other,
        f"{bold}{text(metric['display'])}{bold}",
        _against(baseline, metric),
    )


def _every(metrics: Sequence[Manifest]) -> str:
    """Return all metrics with all that is known of each."""
    rows = []
    for metric in metrics:
        gap, unit = metric.get("gap"), metric["unit"]
        apart = text(number(gap["value"], unit, ci95=gap["ci95"])) if gap else ""
        against = [_against(metric.get(name), metric) for name in ("baseline", "ceiling")]
        row = (_name(metric), text(metric["display"]), against[0], apart, against[1])
        rows.append((*row, _sample(metric)))
    head = ("Metric", "Result", "Baseline", "Difference", "Ceiling", "Sample")
    return table(head, rows) + "\n\n" + " ".join(_signs(rows))


def _name(metric: Manifest) -> str:
    arrow = {"higher": " ↑", "lower": " ↓", "target": ""}[metric["better"]]
    return text(metric["label"]) + arrow + (" †" if metric.get("volatile") else "")


def _against(what: Manifest | None, metric: Manifest) -> str:
    return f"{text(_number(what, metric['unit']))} ({text(what['label'])})" if what else ""


def _signs(rows: Sequence[Sequence[str]]) -> list[str]:
    """Explain the signs that are there."""
    signs = {
        "±": "± is one standard deviation.",
        "†": "† depends on the machine and its load.",
    }
    known = [words for sign, words in signs.items() if sign in str(rows)]
    return ["↑ higher is better, ↓ lower is better.", *known]


def _reproduce(manifest: Manifest) -> str:
    run, made = manifest["run"], manifest["provenance"]
    commit = f"commit {made['commit'].removeprefix('git:')[:7]}" if made["commit"] else "no commit"
    packages = ", ".join(f"{name} {version}" for name, version in made["packages"].items())
    rows = [
        ("Measured", f"{made['created'][:10]}, in {run['seconds']:,.0f} s on {run['device']}"),
        ("Seeds", ", ".join(map(str, made["seeds"])) or "none"),
        ("Python", f"{made['python']} on {text(made['platform'])}"),
        ("Packages", text(packages) or "none beyond Python"),
        ("Source", commit + (", with uncommitted changes" if made["dirty"] else "")),
    ]
    for data in manifest.get("data", ()):
        origin = ("synthetic, " if data["synthetic"] else "") + f"{data['rows']:,} rows"
        digest = data["sha256"].removeprefix("sha256:")[:12]
        rows.append(("Data", f"{text(data['name'])}: {origin}, {text(data['license'])}, {digest}"))
    command = installed(" ".join(run["command"].split()))
    return f"```sh\n{command}\n```\n\n" + table(("Recorded", "Value"), rows)
