"""Verdicts are the detector's; what is flagged is logged, and nothing else that was sent."""

import io
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import THRESHOLD, ask, names, scorer, service

from {{ cookiecutter.package }}.finding import TECHNIQUE
from {{ cookiecutter.package }}.names import normal
from {{ cookiecutter.package }}.service.scoring import Scorer
from {{ cookiecutter.package }}.store import Stored

TEXTS = st.text("aB9-_.\u00fc\u3002\0 ", max_size=12) | st.text("ab-.", min_size=3, max_size=12)


def _normal(text: str) -> str | None:
    try:
        return normal(text)
    except ValueError:
        return None


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_results_are_the_detectors_in_the_order_of_the_names(texts: list[str]) -> None:
    """What is no name is refused where it stands, and costs the others nothing."""
    held = scorer()

    results = held.score(texts).results

    assert len(results) == len(texts)
    for text, result in zip(texts, results, strict=True):
        name = _normal(text)
        assert result.name == name
        if name is None:
            assert (result.verdict, result.score) == ("refused", None)
            assert result.detail
            continue
        odds = float(held.stored.detector.score([name])[0])
        assert result.detail is None
        assert result.verdict == ("flagged" if odds > held.stored.threshold else "passed")
        assert result.score == pytest.approx(1 / (1 + np.exp(-odds)), abs=0.0051)
        assert result.techniques == ([TECHNIQUE.uid] if result.verdict == "flagged" else [])


def test_a_name_is_flagged_above_the_threshold_and_not_at_it() -> None:
    """As everywhere in this project, a tie is no alarm."""
    detector = scorer().stored.detector
    odds = float(detector.score(["example.org"])[0])

    def verdict(threshold: float) -> str:
        held = Scorer(Stored(detector, threshold), "0" * 64)
        return held.score(["example.org"]).results[0].verdict

    assert verdict(odds) == "passed"
    assert verdict(float(np.nextafter(odds, -np.inf))) == "flagged"


def test_an_answer_says_which_detector_gave_it() -> None:
    """By checksum and threshold; names come back in normal form."""
    reply = ask(service(), "POST /v1/scores", names("B\u00fccher.EXAMPLE.", "no name"))

    assert reply.status == 200
    assert reply.json["detector"] == "sha256:" + "0" * 64
    assert reply.json["threshold"] == pytest.approx(1 / (1 + np.exp(-THRESHOLD)))
    assert [each["name"] for each in reply.json["results"]] == ["xn--bcher-kva.example", None]


def test_flagged_names_are_logged_defanged_and_with_an_identifier() -> None:
    """So that somebody finds them, and nobody visits them."""
    stream = io.StringIO()
    asked = [f"{word}.example" for word in ("river", "stone", "garden", "paper", "cloud")]

    sent = [("Content-Type", "application/json"), ("X-Request-ID", "ticket-7")]
    reply = ask(service(stream=stream), "POST /v1/scores", names(*asked), headers=sent)

    flagged = [each["name"] for each in reply.json["results"] if each["verdict"] == "flagged"]
    line = json.loads(stream.getvalue())
    assert 0 < len(flagged) < len(asked)
    assert line["flagged"] == [name.replace(".", "[.]") for name in flagged]
    assert line["request_id"] == reply.headers["x-request-id"] == "ticket-7"


def test_an_identifier_that_could_break_a_log_is_replaced() -> None:
    """Only letters, digits and a few signs are taken over."""
    reply = ask(service(), "GET /healthz", headers=[("X-Request-ID", 'a"b\r\nc')])

    assert re.fullmatch("[0-9a-f]{32}", reply.headers["x-request-id"])
