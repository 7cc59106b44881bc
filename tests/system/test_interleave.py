"""Works side by side: each once, never more than the width, closed whatever happens."""

from collections.abc import Generator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.system import interleave


@dataclass
class Process:
    """Is there after ``patience`` looks; a work that goes on earlier waits for it."""

    patience: int

    def poll(self) -> int | None:
        self.patience -= 1
        return 0 if self.patience < 0 else None


@dataclass
class Log:
    events: list[tuple[str, int]] = field(default_factory=list)

    def work(self, name: int, waits: list[int]) -> Generator[Process, None, int]:
        self.events.append(("begun", name))
        try:
            for patience in waits:
                yield Process(patience)
            return name * name
        finally:
            self.events.append(("ended", name))


WAITS = st.lists(st.lists(st.integers(0, 3), max_size=3), max_size=8)


@given(waits=WAITS, width=st.integers(1, 4))
def test_every_work_is_done_once_and_no_more_than_the_width_at_a_time(
    waits: list[list[int]], width: int
) -> None:
    log = Log()

    done = list(interleave.each((log.work(n, w) for n, w in enumerate(waits)), width))

    assert done == [number * number for number in range(len(waits))]
    under_way = 0
    for event, _ in log.events:
        under_way += {"begun": 1, "ended": -1}[event]
        assert 0 <= under_way <= width


@given(waits=WAITS)
def test_one_at_a_time_is_one_after_the_other(waits: list[list[int]]) -> None:
    log = Log()

    list(interleave.each((log.work(n, w) for n, w in enumerate(waits)), 1))

    expected = [(event, n) for n in range(len(waits)) for event in ("begun", "ended")]
    assert log.events == expected


def test_while_one_waits_the_next_begins() -> None:
    log = Log()

    list(interleave.each((log.work(number, [9]) for number in range(2)), 2))

    assert [event for event, _ in log.events] == ["begun", "begun", "ended", "ended"]


def test_an_exception_closes_the_others() -> None:
    log = Log()

    def broken() -> Generator[Process, None, int]:
        yield Process(0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(interleave.each((work for work in (log.work(0, [9, 9]), broken())), 2))

    assert log.events == [("begun", 0), ("ended", 0)]


def test_to_finish_a_work_is_to_wait_where_it_waits() -> None:
    assert interleave.finish(Log().work(7, [3, 0, 9])) == 49
