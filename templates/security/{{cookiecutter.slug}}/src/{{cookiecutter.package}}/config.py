"""Every value that a run depends on, with its meaning, unit and source."""

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, NamedTuple


class SetupError(ValueError):
    """What was asked for cannot be run; the message says what to do."""


class About(NamedTuple):
    """What a value is; the flags of the command line and their help are made from it."""

    meaning: str
    unit: str
    source: str


@dataclass(frozen=True)
class Config:
    """One run. Equal configurations give equal results, byte for byte, times apart."""

    seed: Annotated[int, About("models, streams, samples", "seed", "arbitrary")] = 0
    split_seed: Annotated[int, About("random split, benign times", "seed", "arbitrary")] = 0
    most_names: Annotated[int, About("names that are used", "names", "all")] = 1_000_000
    validation_share: Annotated[float, About("end of the past, for choices", "1", "chosen")] = 0.1
    test_share: Annotated[float, About("the future, for reporting", "1", "customary")] = 0.4
    rate: Annotated[float, About("false positives at operating points", "1", "chosen")] = {% if cookiecutter.dataset == "csv" %}0.1{% else %}0.01{% endif %}
    # Detectors
    buckets: Annotated[int, About("hashed n-grams are told apart by", "buckets", "cost")] = 65_536
    strength: Annotated[float, About("inverse L2 penalty, linear", "1", "near the best")] = 10.0
{%- if cookiecutter.framework != "sklearn" %}
    dims: Annotated[int, About("numbers of an n-gram's embedding", "dims", "study")] = 32
    hidden: Annotated[int, About("width of the hidden layer", "units", "study")] = 32
    epochs: Annotated[int, About("passes over the training names", "epochs", "study")] = 3
    batch_size: Annotated[int, About("names in a step", "names", "customary")] = 256
    learning_rate: Annotated[float, About("first step size of Adam", "1", "study")] = 0.003
{%- endif %}
    resamples: Annotated[int, About("bootstrap samples of an interval", "samples", "cost")] = 400
    # Drift
    eras: Annotated[int, About("equal parts of the stream", "eras", "chosen")] = {% if cookiecutter.dataset == "csv" %}4{% else %}8{% endif %}
    known_eras: Annotated[int, About("eras whose labels are known at first", "eras", "chosen")] = 2
    delay: Annotated[int, About("events until a label is known", "events", "chosen")] = 2_000
    reported: Annotated[float, About("share of hostile names ever reported", "1", "chosen")] = 0.2
    online_rate: Annotated[float, About("step size of AdaGrad", "1", "study")] = 0.3
    chunk: Annotated[int, About("events between two updates", "events", "cost")] = 50
    # A new family
    streams: Annotated[int, About("streams with and without a new family", "streams", "cost")] = 5
    events: Annotated[int, About("events of such a stream", "events", "cost")] = 6_000
    onset: Annotated[int, About("event from which the family is there", "event", "chosen")] = 2_000
    family_share: Annotated[float, About("the family's share of traffic", "1", "chosen")] = 0.1
    label_lag: Annotated[int, About("events until a label arrives", "events", "chosen")] = 500
    recovered: Annotated[float, About("share found that counts as recovered", "1", "chosen")] = 0.8
    # Attackers
    attacked: Annotated[int, About("hostile names that are edited", "names", "cost")] = 1_000
    edits: Annotated[int, About("most edits of a name", "edits", "chosen")] = 3
    rounds: Annotated[int, About("rounds of adversarial training", "rounds", "cost")] = 3
    seeds: Annotated[int, About("names attacked for each round", "names", "cost")] = 1_500
    enumerated: Annotated[int, About("names whose worst case is exact", "names", "cost")] = 100
    campaign: Annotated[str, About("letters of the campaign", "text", "chosen")] = "{% if cookiecutter.dataset == "csv" %}support{% else %}binance{% endif %}"
    poison: Annotated[int, About("false reports that somebody sends", "reports", "chosen")] = 300
    # What an analyst sees
    traffic: Annotated[int, About("names seen a day", "names", "assumed")] = 1_000_000
    prior: Annotated[float, About("share of hostile names in traffic", "1", "assumed")] = 0.001
    miss_cost: Annotated[float, About("cost of a miss, in false alarms", "1", "assumed")] = 50.0
{%- if cookiecutter.service %}
    # The service
    load_seconds: Annotated[float, About("load on the service", "seconds", "cost")] = 5.0
{%- endif %}

    def __post_init__(self) -> None:
        """Refuse values with which no run makes sense."""
        shares = ("validation_share", "test_share", "rate", "reported", "family_share", "prior")
        free = ("seed", "split_seed", "delay", "label_lag")
        for name in Config.__annotations__:
            value = getattr(self, name)
            if name not in (*free, "campaign") and not value > 0:
                raise SetupError(f"{name} is {value}; give it a value above 0")
            if name in (*shares, "recovered") and value > 1:
                raise SetupError(f"{name} is {value}; give it a value of at most 1")
        if self.test_share + self.validation_share >= 1:
            raise SetupError("test_share and validation_share leave nothing; lower one of them")
        if self.known_eras >= self.eras:
            raise SetupError(f"known_eras is {self.known_eras}; give it less than eras")
        if self.onset >= self.events:
            raise SetupError(f"onset is {self.onset}; give it less than events")

    def smoke(self) -> "Config":
        """Return the same run, cut so short that only its plumbing is tried."""
        return replace(
            self,
            most_names=min(self.most_names, 4_000),
            rate=max(self.rate, 0.1),
            buckets=4_096,
{%- if cookiecutter.framework != "sklearn" %}
            epochs=1,
{%- endif %}
            resamples=50,
            eras=4,
            delay=200,
            streams=2,
            events=1_000,
            onset=300,
            label_lag=100,
            attacked=40,
            rounds=1,
            seeds=60,
            enumerated=3,
            poison=60,
{%- if cookiecutter.service %}
            load_seconds=0.1,
{%- endif %}
        )

    def as_json(self) -> dict[str, Any]:
        """Return every field; Any, because JSON holds numbers."""
        return asdict(self)
