"""What is asked and answered; the OpenAPI document is made from it."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ..finding import TECHNIQUE
from ..names import LONGEST

MOST_NAMES = 256
FLAGGED: Final = "flagged"
PASSED: Final = "passed"
REFUSED: Final = "refused"
Name = Annotated[str, StringConstraints(max_length=LONGEST)]


class Names(BaseModel):
    """Names to score."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"names": ["example.org", "xn--bcher-kva.example"]}]},
    )

    names: list[Name] = Field(min_length=1, max_length=MOST_NAMES)


class Result(BaseModel):
    """What is thought of one name; results stand in the order of the names."""

    name: str | None = Field(description="Its normal form; null when it is no domain name.")
    verdict: Literal["flagged", "passed", "refused"] = Field(
        description="Whether its log-odds lie above the threshold; refused: it is no domain name."
    )
    score: Annotated[float, Field(ge=0, le=1)] | None = Field(
        description="Probability that it is hostile, to two decimals; null when it is refused."
    )
    techniques: list[str] = Field(
        description="What a flagged name is evidence of, by MITRE ATT&CK identifier.",
        examples=[[TECHNIQUE.uid]],
    )
    detail: str | None = Field(description="Why it is refused, defanged.")


class Scores(BaseModel):
    """The answer, and which detector gives it."""

    detector: str = Field(pattern="^sha256:[0-9a-f]{64}$", description="Checksum of its file.")
    threshold: float = Field(ge=0, le=1, description="Probability above which a name is flagged.")
    results: list[Result] = Field(min_length=1, max_length=MOST_NAMES)


class Health(BaseModel):
    """That the service lives, or is ready."""

    status: Literal["ok"] = "ok"
