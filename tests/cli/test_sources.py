"""Words of a command line become answers, or all that is wrong with them is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.cli import sources
from portfolio_kit.errors import AnswerError


@given(
    st.dictionaries(
        st.text(min_size=1).map(str.strip).filter(lambda name: name and "=" not in name), st.text()
    )
)
def test_words_written_from_answers_are_read_back(answers: dict[str, str]) -> None:
    parsed = sources.parse_arguments([f"{name}={value}" for name, value in answers.items()])

    assert {name: value.value for name, value in parsed.items()} == answers
    assert {value.source for value in parsed.values()} <= {"argument"}


def test_every_malformed_word_is_said_at_once() -> None:
    with pytest.raises(AnswerError) as caught:
        sources.parse_arguments(["title", "=x", "slug=a", "slug=b", "city=\udcff"])

    assert caught.value.lines == (
        "argument: 'title' is no answer; write question=answer",
        "argument: '=x' is no answer; write question=answer",
        "argument: slug is answered twice; answer it once",
        "argument: city is not UTF-8; give it in UTF-8",
    )
