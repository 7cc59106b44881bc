"""A manifest as a project's run writes it, for the tests of what is made from manifests."""

import hashlib
import json
from pathlib import Path
from typing import Any

from portfolio_kit.carried import display

RECIPE = {
    "template": "federated",
    "version": "1",
    "kit": "0.1.0",
    "date": "2026-02-03",
    "layers": [],
    "answers": {},
    "story": {},
}

README = """\
# Federated digits

<!-- portfolio-kit:begin headline -->

<!-- portfolio-kit:end headline -->

<!-- portfolio-kit:begin figure -->

<!-- portfolio-kit:end figure -->

## Results

<!-- portfolio-kit:begin results -->

<!-- portfolio-kit:end results -->

## Findings

<!-- portfolio-kit:begin findings -->

<!-- portfolio-kit:end findings -->

## What it does not show

<!-- portfolio-kit:begin limits -->

<!-- portfolio-kit:end limits -->

## Why

My own words.

<!-- portfolio-kit:begin story -->

<!-- portfolio-kit:end story -->

## Reproduce

<!-- portfolio-kit:begin reproduce -->

<!-- portfolio-kit:end reproduce -->
"""

FILES = {"figures/accuracy.svg": b"<svg/>", "figures/clients.svg": b"<svg></svg>"}


def metric(name: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    """A metric whose display shows its value."""
    shown = display.number(value, unit, sd=more.get("sd"))
    short = display.short(value, unit, sd=more.get("sd"))
    label = more.pop("label", name.replace("_", " ").capitalize())
    known = {"id": name, "display": shown, "short": short, "label": label}
    known |= {"value": value, "unit": unit}
    return {**known, "better": "higher", "split": "test", **more}


def sample() -> dict[str, Any]:
    """A manifest that follows the schema; change what you like, it is yours."""
    sums = {
        name: "sha256:" + hashlib.sha256(content).hexdigest() for name, content in FILES.items()
    }
    return {
        "schema_version": 2,
        "name": "federated-digits",
        "title": "Federated digits",
        "summary": "Federated averaging on digits that no client shares.",
        "domain": "federated-learning",
        "tags": ["jax", "federated-learning"],
        "license": "MIT",
        "authors": [{"name": "Ada Lovelace", "email": "ada@example.org"}],
        "headline": {
            "text": "Ten clients reach 93.6 % together.",
            "metrics": ["test_accuracy"],
        },
        "highlights": ["Averaging helps the clients that have least"],
        "limitations": ["Clients are simulated in one process"],
        "skills": [],
        "run": {
            "command": "python -m federated_digits",
            "seconds": 38.2,
            "device": "cpu",
            "profile": "full",
        },
        "metrics": [
            metric(
                "test_accuracy",
                93.61,
                "%",
                sd=1.13,
                n=5,
                of="seeds",
                baseline={"label": "local training only", "value": 71.23, "sd": 2.31},
            ),
            metric("round_time", 0.0123, "s", better="lower", split="none", volatile=True),
        ],
        "figures": [
            {
                "path": "figures/accuracy.svg",
                "alt": "Test accuracy by round, with a band over three seeds",
                "caption": "The band is one standard deviation",
                "hero": True,
                "sha256": sums["figures/accuracy.svg"],
            },
            {
                "path": "figures/clients.svg",
                "alt": "Seconds per round against the number of clients",
                "volatile": True,
                "sha256": sums["figures/clients.svg"],
            },
        ],
        "data": [
            {
                "name": "Optical digits",
                "license": "CC-BY-4.0",
                "rows": 1797,
                "synthetic": False,
                "sha256": "sha256:" + "ab" * 32,
            }
        ],
        "provenance": {
            "created": "2026-02-03T04:05:06+00:00",
            "commit": "git:" + "a1" * 20,
            "dirty": False,
            "python": "3.12.4",
            "platform": "Linux x86_64",
            "packages": {"jax": "0.7.2", "numpy": "2.3.1"},
            "seeds": [0, 1, 2, 3, 4],
        },
    }


def first_version() -> dict[str, Any]:
    """The same as the first version of the schema had it."""
    manifest = {**sample(), "schema_version": 1}
    del manifest["headline"], manifest["skills"]
    for one in manifest["metrics"]:
        for name in ("short", "of"):
            one.pop(name, None)
    manifest["metrics"][0]["headline"] = True
    return manifest


def raw(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a run hands over of it: ids in the headline, and no sums of figures."""
    said = {**manifest["headline"], "text": "Ten clients reach {test_accuracy} together"}
    figures = [{k: one[k] for k in one if k != "sha256"} for one in manifest["figures"]]
    return {**manifest, "headline": said, "figures": figures}


def write_project(root: Path, manifest: dict[str, Any] | None = None) -> Path:
    """Write a project with a README, the figures and, when there is one, the manifest."""
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (root / "README.md").write_text(README, encoding="utf-8", newline="")
    (root / ".portfolio-kit.json").write_text(
        json.dumps({**RECIPE, "command": "python -m federated_digits"}), encoding="utf-8"
    )
    if manifest:
        (root / "showcase.json").write_text(
            json.dumps(manifest, ensure_ascii=False), encoding="utf-8"
        )
    return root
