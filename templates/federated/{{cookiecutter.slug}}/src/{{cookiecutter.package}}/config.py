{% set digits = {"local_steps": 10, "learning_rate": 0.3, "server_rate": 3.0, "prox_learning_rate": 0.3, "prox_server_rate": 3.0, "prox_mu": 0.001, "adam_learning_rate": 0.3, "adam_server_rate": 0.1, "adam_tau": 0.0001, "scaffold_learning_rate": 0.3, "scaffold_server_rate": 3.0, "centralised_learning_rate": 1.0, "local_learning_rate": 0.3, "target": 95.0} -%}
{% set mnist5k = {"local_steps": 5, "learning_rate": 0.1, "server_rate": 5.0, "prox_learning_rate": 0.3, "prox_server_rate": 3.0, "prox_mu": 0.001, "adam_learning_rate": 0.1, "adam_server_rate": 0.1, "adam_tau": 0.001, "scaffold_learning_rate": 0.3, "scaffold_server_rate": 3.0, "centralised_learning_rate": 0.3, "local_learning_rate": 0.3, "target": 90.0} -%}
{% set csv = {"local_steps": 10, "learning_rate": 0.3, "server_rate": 1.0, "prox_learning_rate": 0.3, "prox_server_rate": 1.0, "prox_mu": 0.001, "adam_learning_rate": 0.3, "adam_server_rate": 0.01, "adam_tau": 0.0001, "scaffold_learning_rate": 1.0, "scaffold_server_rate": 0.5, "centralised_learning_rate": 0.3, "local_learning_rate": 1.0, "target": 85.0} -%}
{% set tuned = {"digits": digits, "mnist5k": mnist5k, "csv": csv}[cookiecutter.dataset] -%}
"""Every value that an experiment depends on, with its meaning, unit and source."""

import math
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, NamedTuple

{% set place = {"partition": "natural"} if cookiecutter.dataset == "csv" else {"partition": "dirichlet", "clients": 10, "alpha": 0.1} -%}
# Where the study tuned{{ ", on the generated example" if cookiecutter.dataset == "csv" }}. Any: fields are of several types.
TUNED_FOR: dict[str, Any] = {
{%- for name, value in place.items() %}
    "{{ name }}": {{ value|tojson }},
{%- endfor %}
    "participation": 1.0,
    "rounds": 100,
    "local_steps": {{ tuned.local_steps }},
    "batch_size": 32,
    "hidden": 64,
}
MAY_BE_ZERO = ("prox_mu", "split_seed", "target")
UP_TO_ONE = ("worst_share", "participation"{% if cookiecutter.privacy == "dp" %}, "dp_rate"{% endif %})
Kind = Literal["dirichlet", "iid", "shards", "natural"]
{% if cookiecutter.study -%}
TUNED = "study"  # chosen by --profile study on validation data, see results/study.json
{%- else -%}
TUNED = "tuned"  # on validation data, by a grid that a project baked with study=yes holds and runs
{%- endif %}


class SetupError(ValueError):
    """What was asked for cannot be run; the message says what to do."""


class About(NamedTuple):
    """What a value is; the flags of the command line and their help are made from it."""

    meaning: str
    unit: str
    source: str


@dataclass(frozen=True)
class Config:
    """One experiment. Equal configurations give equal results, byte for byte."""

    partition: Annotated[
        Kind,
        About("how samples come to clients; natural takes the sites of the data", "", "chosen"),
    ] = "{{ cookiecutter.partition }}"
    clients: Annotated[int, About("who share the data, unless natural", "clients", "chosen")] = {{ cookiecutter.clients }}
    alpha: Annotated[float, About("Dirichlet label skew, small is skewed", "1", "chosen")] = {{ cookiecutter.alpha|float }}
    second_alpha: Annotated[float, About("another skew, for comparison", "1", "chosen")] = {% if cookiecutter.alpha|float < 1 %}{{ (cookiecutter.alpha|float * 10)|round(6) }}{% else %}{{ (cookiecutter.alpha|float / 10)|round(6) }}{% endif %}
    shards: Annotated[int, About("shards of a client", "shards", "McMahan 2017: 2")] = 2
    participation: Annotated[float, About("share of clients in a round", "1", "chosen")] = {% if cookiecutter.clients|int <= 50 or cookiecutter.partition == 'natural' %}1.0{% else %}0.1{% endif %}
    rounds: Annotated[int, About("rounds of communication", "rounds", "chosen")] = {{ cookiecutter.rounds }}
    seeds: Annotated[
        tuple[int, ...],
        About("repetitions: each draws partition, first weights, batches", "seed", "chosen"),
    ] = {% if cookiecutter.framework == "torch" or cookiecutter.dataset == "mnist5k" %}(0, 1, 2){% else %}(0, 1, 2, 3, 4){% endif %}
    engine: Annotated[str, About("what trains the clients", "", "chosen")] = "{{ cookiecutter.framework }}"
    local_steps: Annotated[int, About("SGD steps of a client in a round", "steps", "chosen")] = {{ tuned.local_steps }}
    batch_size: Annotated[int, About("samples in a step", "samples", "McMahan: 10 to 50")] = 32
    hidden: Annotated[int, About("width of the hidden layer", "units", "chosen")] = 64
    min_samples: Annotated[int, About("fewest samples of a client", "samples", "chosen")] = {% if cookiecutter.clients|int <= 50 %}5{% else %}1{% endif %}
    learning_rate: Annotated[float, About("FedAvg: step of a client", "1", TUNED)] = {{ tuned.learning_rate }}
    server_rate: Annotated[float, About("FedAvg: step of the server", "1", TUNED)] = {{ tuned.server_rate }}
    prox_learning_rate: Annotated[float, About("FedProx: step of a client", "1", TUNED)] = {{ tuned.prox_learning_rate }}
    prox_server_rate: Annotated[float, About("FedProx: step of the server", "1", TUNED)] = {{ tuned.prox_server_rate }}
    prox_mu: Annotated[float, About("FedProx: pull to the server's weights", "1", TUNED)] = {{ tuned.prox_mu }}
    adam_learning_rate: Annotated[float, About("FedAdam: step of a client", "1", TUNED)] = {{ tuned.adam_learning_rate }}
    adam_server_rate: Annotated[float, About("FedAdam: step of the server", "1", TUNED)] = {{ tuned.adam_server_rate }}
    adam_tau: Annotated[float, About("FedAdam: added to the root of squares", "1", TUNED)] = {{ tuned.adam_tau }}
    scaffold_learning_rate: Annotated[float, About("SCAFFOLD: step of a client", "1", TUNED)] = {{ tuned.scaffold_learning_rate }}
    scaffold_server_rate: Annotated[float, About("SCAFFOLD: step of the server", "1", TUNED)] = {{ tuned.scaffold_server_rate }}
    centralised_learning_rate: Annotated[float, About("step when centralised", "1", TUNED)] = {{ tuned.centralised_learning_rate }}
    local_learning_rate: Annotated[float, About("step of a client alone", "1", TUNED)] = {{ tuned.local_learning_rate }}
{%- if cookiecutter.privacy == "dp" %}
{% include "config/dp.py" %}
{%- endif %}
    test_share: Annotated[float, About("share of samples for testing", "1", "customary")] = 0.2
    validation_share: Annotated[float, About("share for choosing", "1", "customary")] = 0.15
    split_seed: Annotated[int, About("draws the split for all seeds", "seed", "arbitrary")] = 0
    target: Annotated[float, About("test accuracy to count rounds to", "%", "chosen")] = {{ tuned.target }}
    worst_share: Annotated[float, About("share of worst clients", "1", "Li et al. 2020")] = 0.1

    def __post_init__(self) -> None:
        """Refuse values with which no run makes sense."""
        for name, value in vars(self).items():
            if not isinstance(value, int | float):
                continue
            if not (0 < value < math.inf or (value == 0 and name in MAY_BE_ZERO)):
                raise SetupError(f"{name} is {value}; give it a value above 0")
            if value > 1 and name in UP_TO_ONE:
                raise SetupError(f"{name} is {value}; give it a value in (0, 1]")
{%- if cookiecutter.privacy == "dp" %}
            if value >= 1 and name == "dp_delta":
                raise SetupError(f"{name} is {value}; give it a value below 1")
{%- endif %}
        if self.test_share + self.validation_share >= 1:
            raise SetupError("test_share and validation_share leave nothing; lower one of them")
        if not self.seeds or len(set(self.seeds)) < len(self.seeds) or min(self.seeds) < 0:
            raise SetupError(f"seeds are {self.seeds}; give different ones, none below 0")

    @property
    def untuned(self) -> tuple[str, ...]:
        """Return the values that differ from those at which the study tuned the rates."""
        return tuple(
            f"{name} {getattr(self, name)} instead of {value}"
            for name, value in TUNED_FOR.items()
            if getattr(self, name) != value
        )

    def smoke(self) -> "Config":
        """Return the same experiment, cut so short that only its plumbing is tried."""
        return replace(self, rounds=min(self.rounds, 3), seeds=self.seeds[:1])
