"""Messages: what is let through is what was meant, and nothing else gets further."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }}.names import normal
from {{ cookiecutter.package }}.stream import payload

LABEL = st.text("az09", min_size=1, max_size=3)
NAME = st.lists(st.builds("{}-{}".format, LABEL, LABEL), min_size=2, max_size=4).map(".".join)
PLAIN = st.none() | st.booleans() | st.integers() | st.text('aé./:\n"\\', max_size=12) | NAME
JSON = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(LABEL, PLAIN, max_size=2)


def reason(sent: bytes) -> str:
    """Return why a message is refused; nothing when it is not."""
    try:
        payload.parse(sent)
    except payload.PayloadError as error:
        return str(error)
    return ""


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_sent_is_names_or_a_reason(sent: bytes) -> None:
    """No other error leaves the parser, what it returns is normal, and a reason is no link."""
    said = reason(sent)

    assert said.isprintable()
    assert "." not in said.replace("[.]", "").replace("such as example.org", "")
    names = [] if said else payload.parse(sent)
    assert bool(said) != (1 <= len(names) <= payload.MOST_NAMES)
    assert [normal(name) for name in names] == names


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON in UTF-8"),
        (b"[" * 60_000, "no JSON"),
        (b'{"names": ["a.example"]}', "no JSON list of texts"),
        (b'["a.example", 1]', "no JSON list of texts"),
        (b"[]", "0 names"),
        (json.dumps(["a.example"] * 257).encode(), "257 names"),
        (b'["' + b"a" * 65_536 + b'"]', "bytes; send at most 65536"),
        (b'["evil.example/path"]', r"evil\[.\]example/path' is no domain name"),
        (b'["' + b"a." * 150 + b'example"]', "characters; give at most 253"),
    ],
)
def test_a_bad_message_has_its_reason(sent: bytes, why: str) -> None:
    """Too large is said before anything is decoded."""
    with pytest.raises(payload.PayloadError, match=why):
        payload.parse(sent)


def test_a_publisher_cannot_send_what_no_worker_takes() -> None:
    """It hears of it at once."""
    with pytest.raises(payload.PayloadError, match="0 names"):
        payload.encode([])


def test_a_verdict_says_which_detector_flagged_what() -> None:
    """A score at the threshold flags nothing, as in the run."""
    text = payload.verdict(["a.example", "b.example"], np.array([0.0, 0.1]), 0.0, "sha256:0f")

    assert json.loads(text) == {
        "detector": "sha256:0f",
        "names": [["a.example", 0.5, False], ["b.example", 0.524979, True]],
    }
