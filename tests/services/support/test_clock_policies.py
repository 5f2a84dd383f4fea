"""A deadline asks when a warning, a breach or the next level is due, and no sooner."""

from dataclasses import replace
from typing import Any

from eventlog.effects import Due
from eventlog.testing import recorded
from services.support.policies.clocks import CHECK, caused
from tests.controls import support as told


def due_after(event: Any) -> list[Due]:
    return [each for each in caused(event, recorded(event, "ticket-1")) if isinstance(each, Due)]


def test_a_clock_asks_when_it_warns_and_when_it_is_due() -> None:
    clock = told.clock_set
    assert due_after(clock) == [Due(CHECK, at, told.TICKET) for at in (clock.warned, clock.due) if at]


def test_a_clock_that_stands_still_asks_nothing() -> None:
    assert due_after(replace(told.clock_set, what="", started=None, warned=None, due=None)) == []


def test_a_breach_and_a_level_ask_when_the_next_level_is_told() -> None:
    assert due_after(told.breached) == [Due(CHECK, told.breached.next, told.TICKET)]
    assert due_after(told.escalated) == [Due(CHECK, told.escalated.next, told.TICKET)]


def test_the_last_level_asks_nothing_more() -> None:
    assert due_after(replace(told.escalated, next=None)) == []
    assert due_after(replace(told.breached, next=None)) == []
