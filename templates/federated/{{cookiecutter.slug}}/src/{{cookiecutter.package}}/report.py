"""From outcomes to files: results, figures, manifest, and the README's regions."""

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import _showcase, data, engine, experiment, figures, findings, metrics, provenance, speed
from .config import Config
from .data import Digits
from .experiment import Outcome


def run(root: Path, config: Config, profile: str, command: str, *, record: bool = False) -> bool:
    """Run the experiment and write what it measured; return whether a tracked file changed.

    Args:
        root: the project's folder.
        config: the experiment.
        profile: ``smoke`` writes into build/ only.
        command: what was typed, for the manifest.
        record: renew times and provenance although the results are those on record.
    """
    begun = time.perf_counter()
    packages = (*engine.PACKAGES, "numpy", "scikit-learn", "matplotlib")
    origin = provenance.record(root, packages, config.seeds)  # before the run changes files
    digits = data.load(config.test_share, config.validation_share, config.split_seed)
    outcomes = [experiment.run(config, digits, digits.test, seed) for seed in config.seeds]
    trained = time.perf_counter() - begun
    timed = speed.measure(config, digits)
    staged = _showcase.stage(root, profile)
    found = metrics.measured(config, digits, outcomes, timed)
    _write_results(staged / "results", config, outcomes, found)
    figures.draw(staged / "figures", config, outcomes)
    seconds = time.perf_counter() - begun
    times = {"seconds": seconds, "training_seconds": trained, **timed._asdict()}
    del times["difference"]
    _write(staged / "results" / "timings.json", {k: round(v, 3) for k, v in times.items()})
    manifest = {
        **provenance.project(root),
        "highlights": findings.highlights(found),
        "limitations": findings.limitations(config, digits, outcomes, found),
        "run": {
            "command": command,
            "seconds": round(seconds, 1),
            "device": "cpu",
            "profile": profile,
        },
        "metrics": found,
        "figures": _figures(config, found),
        "data": [_data(digits)],
        "provenance": origin,
    }
    return _showcase.publish(root, staged, manifest, record=record)


def _write(path: Path, document: object) -> None:
    """Write JSON with one line for each innermost list: small, and a diff can be read."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    text = re.sub(r"\[[^\[\]{}]+\]", lambda found: " ".join(found[0].split()), text)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_results(
    folder: Path, config: Config, outcomes: Sequence[Outcome], found: Sequence[metrics.Metric]
) -> None:
    """Write everything that the same seeds measure again."""
    lasting = [metric for metric in found if not metric.get("volatile")]
    _write(folder / "summary.json", {"config": config.as_json(), "metrics": lasting})
    curves = {f"seed {o.seed}": np.round(o.curve, 3).tolist() for o in outcomes}
    _write(folder / "curves.json", curves)
    clients = {
        f"seed {o.seed}": {
            "label_counts": o.label_counts.tolist(),
            "moved": o.moved,
            "local_only": np.round(o.alone, 3).tolist(),
            "federated_own_mix": np.round(o.federated_own, 3).tolist(),
            "local_only_own_mix": np.round(o.alone_own, 3).tolist(),
        }
        for o in outcomes
    }
    _write(folder / "clients.json", clients)


def _figures(config: Config, found: Sequence[metrics.Metric]) -> list[dict[str, Any]]:
    """Return the manifest's figures; Any, because it is JSON."""
    said = findings.against(found)
    value = {metric["id"]: metric["display"] for metric in found}
    return [
        {
            "path": "figures/accuracy.svg",
            "dark": "figures/accuracy-dark.svg",
            "alt": f"Test accuracy by communication round: FedAvg ends at "
            f"{value['fedavg_accuracy']}, centralised training at "
            f"{value['centralised_accuracy']}, the mean client alone at {value['local_accuracy']}",
            "caption": f"{findings.highlights(found)[0]}. {said['own_mix_accuracy']}. "
            "The test images were never trained or tuned on.",
            "hero": True,
        },
        {
            "path": "figures/partition.svg",
            "dark": "figures/partition-dark.svg",
            "alt": f"Bubbles show how many images of each digit each of {config.clients} clients "
            "holds, for the first seed",
            "caption": f"Each digit is dealt to clients by its own draw from a Dirichlet "
            f"distribution with concentration {config.alpha:g}.",
        },
    ]


def _data(digits: Digits) -> dict[str, Any]:
    """Return the manifest's entry of the data; Any, because it is JSON."""
    return {
        "name": data.NAME,
        "license": data.LICENSE,
        "url": data.URL,
        "rows": len(digits.labels),
        "synthetic": False,
        "sha256": f"sha256:{digits.sha256}",
    }
