"""What the regions of a README say of a manifest."""

import html
from collections.abc import Mapping, Sequence

from .display import code, installed, number, sentence, table, text
from .errors import ShowcaseError
from .manifest import Manifest
from .regions import find, splice

REQUIRED = ("headline", "figure", "results", "reproduce")


def not_run(command: str) -> dict[str, str]:
    """Return the bodies of the required regions before anything was measured."""
    typed = code(installed(command))
    return {
        "headline": f"Not measured yet: {typed} measures it.",
        "figure": f"No figure yet: {typed} draws it.",
        "results": f"No results yet: {typed} writes them here.",
        "reproduce": f"Nothing recorded yet: {typed} records seeds, versions and times here.",
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


def refresh(text: str, bodies: Mapping[str, str], *, force: bool = False) -> str:
    """Splice those ``bodies`` that ``text`` has a region for; the required ones must have one."""
    wanted = {*REQUIRED, *(region.name for region in find(text))}
    return splice(text, {name: bodies[name] for name in bodies if name in wanted}, force=force)


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
        f"**{text(headline(manifest))}, {_verdict(metric)} "
        f"{text(_number(baseline, metric['unit']))} for {text(baseline['label'])}"
        f"{_within(metric)}{_sample(metric) and f' ({_sample(metric)})'}.**"
    )


def _verdict(metric: Manifest) -> str:
    """Say plainly whether the metric beats its baseline."""
    value, baseline = metric["value"], metric["baseline"]["value"]
    if metric["better"] == "target":
        return "with a target of"
    if number(value, metric["unit"]) == number(baseline, metric["unit"]):
        return "equal to"
    return "better than" if (value > baseline) == (metric["better"] == "higher") else "worse than"


def _within(metric: Manifest) -> str:
    gap = abs(metric["value"] - metric["baseline"]["value"])
    spread = max(metric.get("sd", 0), metric["baseline"].get("sd", 0))
    return ", a difference within one standard deviation" if 0 < gap <= spread else ""


def _number(measured: Manifest, unit: str) -> str:
    return number(measured["value"], unit, sd=measured.get("sd"))


def _sample(metric: Manifest) -> str:
    split = [] if metric["split"] == "none" else [f"{metric['split']} data"]
    return ", ".join(split + ([f"n = {metric['n']:,}"] if "n" in metric else []))


def _figure(figure: Manifest, made_up: str = "") -> str:
    image = f"![{text(figure['alt'])}]({figure['path']})"
    if "dark" in figure:
        alt, light, dark = (html.escape(figure[key]) for key in ("alt", "path", "dark"))
        image = (
            "<picture>\n"
            f'  <source media="(prefers-color-scheme: dark)" srcset="{dark}">\n'
            f'  <img alt="{" ".join(alt.split())}" src="{light}">\n'
            "</picture>"
        )
    words = (sentence(figure.get("caption", "")), sentence(made_up.capitalize()))
    caption = text(" ".join(filter(None, words)))
    return f"{image}\n\n_{caption}_" if caption else image


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
        f"{text(_number(baseline, metric['unit']))} ({text(baseline['label'])})" if baseline else ""
    )
    result = f"{bold}{text(metric['display'])}{bold}"
    return text(metric["label"]) + arrow + mark, result, against, _sample(metric)


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
