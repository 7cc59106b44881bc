"""What the regions of a README, and the page of ``results/``, say of a manifest."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence

from .display import arrowed, installed, number, sentence, table, text
from .errors import ShowcaseError
from .manifest import Manifest, made_up
from .regions import find, splice

REQUIRED = ("headline", "figure", "results", "reproduce")
ROWS = 8  # of the results on the first page


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
    found = manifest.get("highlights")
    parts = [
        "# Results in full\n\nWritten by the run, as the JSON files beside it.",
        _every(manifest["metrics"]),
        *(_figure(figure, folder="../") for figure in others),
        f"## Findings\n\n{_listed(found)}" if found else "",
        f"## What it does not show\n\n{_listed(manifest['limitations'])}",
        tables.strip("\n"),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


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
    words = [f"Measured: {text(manifest['headline']['text'])}"]
    if "expectation" in story:
        words.insert(0, f"Expected before the run: {text(story['expectation'])}")
    if answer := story.get("answer"):
        at = answer["commit"] and f" (written at commit {answer['commit'][4:11]})"
        words.append(f"Answer: {text(answer['text'])}{at or ''}")
    return "\n\n".join(words)


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
    first, metrics = manifest["headline"]["metrics"], manifest["metrics"]
    named = [metric for name in first for metric in metrics if metric["id"] == name]
    shown = [*named, *(metric for metric in metrics if metric not in named)][:ROWS]
    common = Counter(map(_sample, shown)).most_common(1)[0][0]
    rows = []
    for metric in shown:
        sample, bold = _sample(metric), "**" if metric["id"] == first[0] else ""
        other = f" ({sample})" if sample not in ("", common) else ""
        result = f"{bold}{text(metric['display'])}{bold}"
        rows.append((_name(metric) + other, result, _against(metric, "baseline")))
    sampled = f"Sample: {common}, unless a row says otherwise. " if common else ""
    whole = f"[results/README.md](results/README.md) holds all {len(metrics)} metrics"
    head = ("Metric", "Result", "Baseline")
    return f"{table(head, rows)}\n\n{sampled}{_signs(rows)} {whole}, with tables and figures."


def _every(metrics: Sequence[Manifest]) -> str:
    """Return all metrics with all that is known of each."""
    rows = []
    for metric in metrics:
        gap = metric.get("gap")
        apart = text(number(gap["value"], metric["unit"], ci95=gap["ci95"])) if gap else ""
        baseline, ceiling = _against(metric, "baseline"), _against(metric, "ceiling")
        known = (_name(metric), text(metric["display"]), baseline, apart, ceiling)
        rows.append((*known, _sample(metric)))
    head = ("Metric", "Result", "Baseline", "Difference", "Ceiling", "Sample")
    return f"{table(head, rows)}\n\n{_signs(rows)}"


def _name(metric: Manifest) -> str:
    return arrowed(metric["label"], metric["better"]) + (" †" if metric.get("volatile") else "")


def _against(metric: Manifest, name: str) -> str:
    other = metric.get(name)
    if other is None:
        return ""
    shown = number(other["value"], metric["unit"], sd=other.get("sd"))
    return f"{text(shown)} ({text(other['label'])})"


def _signs(rows: Sequence[Sequence[str]]) -> str:
    """Explain the signs that are there."""
    spread = " ± is one standard deviation." if "±" in str(rows) else ""
    volatile = " † depends on the machine and its load." if "†" in str(rows) else ""
    return f"↑ higher is better, ↓ lower is better.{spread}{volatile}"


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
