"""Long work lets the others have their turn."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from eventlog import turns as turns_module
from eventlog.turns import SLICE, in_turns


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the work paused each time; the clock goes on by half a slice whenever it is looked at."""
    given: list[float] = []
    clock = iter(range(1_000))
    told = SimpleNamespace(monotonic=lambda: next(clock) * SLICE / 2, sleep=given.append)
    monkeypatch.setattr(turns_module, "time", told)
    return given


def test_all_of_it_comes_in_its_order_and_others_run_between_two_slices(turns: list[float]) -> None:
    assert list(in_turns(range(9))) == list(range(9))
    assert turns == [0, 0, 0]


def test_what_is_short_is_not_interrupted(turns: list[float]) -> None:
    assert list(in_turns("ab")) == ["a", "b"]
    assert turns == []


def test_it_is_asked_for_no_more_than_is_taken(turns: list[float]) -> None:
    coming: Iterator[int] = iter(range(3))
    assert next(in_turns(coming)) == 0
    assert list(coming) == [1, 2]
