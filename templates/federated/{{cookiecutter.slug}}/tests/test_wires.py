"""Every value of the configuration is wired to the results that depend on it, and to no others."""

from dataclasses import fields, replace
from functools import cache
from types import ModuleType
from typing import Any

import light
import pytest

from {{ cookiecutter.package }} import data, engines, experiment, model, report
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.data import Floats, Ints, Task
from {{ cookiecutter.package }}.model import Shape
from {{ cookiecutter.package }}.source import read

BASE = replace(light.CONFIG, seeds=(0,))
FEDERATED = {"FedAvg", "FedProx", "FedAdam", "SCAFFOLD"}
TRAINED = {*FEDERATED, "centralised", "alone"}
DEALT = {"dealt", *FEDERATED, "alone"}
SPLIT = {"split", "dealt", *TRAINED}

#: Each field with another value, and what has to change: written by hand, never recorded.
WIRES: list[tuple[str, Any, set[str]]] = [
    ("engine", "doubled", TRAINED),
    ("partition", "iid", DEALT),
    ("clients", 6, DEALT),
    ("alpha", 3.0, DEALT),
    ("shards", 3, DEALT),
    ("participation", 1.0, {*FEDERATED, "alone"}),
    ("rounds", 5, TRAINED),
    ("seeds", (1,), {"dealt", *TRAINED}),
    ("local_steps", 5, TRAINED),
    ("batch_size", 9, TRAINED),
    ("hidden", 9, TRAINED),
    ("min_samples", 90, DEALT),
    ("learning_rate", 0.7, {"FedAvg"}),
    ("server_rate", 0.7, {"FedAvg"}),
    ("prox_learning_rate", 0.7, {"FedProx"}),
    ("prox_server_rate", 0.7, {"FedProx"}),
    ("prox_mu", 0.7, {"FedProx"}),
    ("adam_learning_rate", 0.7, {"FedAdam"}),
    ("adam_server_rate", 0.7, {"FedAdam"}),
    ("adam_tau", 0.7, {"FedAdam"}),
    ("scaffold_learning_rate", 0.7, {"SCAFFOLD"}),
    ("scaffold_server_rate", 0.7, {"SCAFFOLD"}),
    ("centralised_learning_rate", 0.7, {"centralised"}),
    ("local_learning_rate", 0.007, {"alone"}),
    ("test_share", 0.3, SPLIT),
    ("validation_share", 0.3, SPLIT),
    ("split_seed", 1, SPLIT),
    ("target", 0.0, {"rounds"}),
    ("worst_share", 0.6, {"worst"}),
]
TABLE = read()
OTHERWISE: dict[str, dict[str, Any]] = {  # where it matters
    "shards": {"partition": "shards"},
    "min_samples": {"clients": 12, "alpha": 0.03},
}


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train with the reference, or with one whose steps are twice as long."""

    def local_updates(
        w: Floats,
        shape: Shape,
        task: Task,
        rate: float,
        rows: Ints,
        mu: float,
        correction: Floats | None,
    ) -> Floats:
        return light.local_updates(w, shape, task, 2 * rate, rows, mu, correction)

    doubled = ModuleType("doubled")
    vars(doubled).update({**vars(light), "local_updates": local_updates})
    monkeypatch.setattr(engines, "load", {"light": light, "doubled": doubled}.get)
    # Each experiment would read it again.
    monkeypatch.setattr(f"{data.__package__}.source.read", lambda: TABLE)


@cache
def _results(config: Config) -> dict[str, str]:
    """Return what an experiment is made of, each part as text that differs when the part does."""
    dataset = data.load(config)
    numbers = experiment.measure(config, dataset)
    trained = {**numbers.strategies, "centralised": numbers.centralised}
    weights = {name: [score.weights for score in of] for name, of in trained.items()}
    rows = report.table(numbers).rows
    cells = {name: [row[1].get(name) for row in rows.values()] for name in ("rounds", "worst")}
    parts: dict[str, Any] = {
        "split": [part.tolist() for part in (dataset.train, dataset.validation, dataset.test)],
        "dealt": [[rows.tolist() for rows in one.dealt.clients] for one in numbers.drawn],
        **{name: [model.flat(w).tolist() for w in of if w] for name, of in weights.items()},
        "alone": [(score.test.tolist(), score.own.tolist()) for score in numbers.alone],
        **cells,
    }
    return {name: repr(part) for name, part in parts.items()}


@pytest.mark.parametrize(("field", "value", "expected"), WIRES, ids=[row[0] for row in WIRES])
def test_a_value_changes_exactly_what_depends_on_it(
    field: str, value: object, expected: set[str]
) -> None:
    """What follows from a training, its rounds and its worst clients, may change with it."""
    base = replace(BASE, **OTHERWISE.get(field, {}))
    other: dict[str, Any] = {field: value}

    before, after = _results(base), _results(replace(base, **other))

    changed = {name for name in before if before[name] != after[name]}
    follows = {"rounds", "worst"} if expected & TRAINED else set()
    assert changed - follows == expected


def test_every_field_of_the_configuration_has_a_wire() -> None:
    """One more than the table knows would be tested by nobody."""
    assert [row[0] for row in WIRES] == [field.name for field in fields(Config)]
