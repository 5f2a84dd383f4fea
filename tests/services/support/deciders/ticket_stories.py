"""Stories of a ticket: Ada's, first with the store's desk, where Sam and Sue are; Pat is of Acme's."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from eventlog.decider import Context
from eventlog.testing import Outcome, Scenario, acting
from services.support.deciders.ticket import ticket
from services.support.events import ClockSet
from tests.controls import support as told

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)  # a Monday, an hour after it was opened

ada = acting(told.ADA, at=NOW)
sam = acting(told.SAM, "support", at=NOW)
pat = acting(told.PAT, "acme:support", at=NOW)
eve = acting("eve", at=NOW)
policy = acting("policy:support", at=NOW)

nothing: Scenario[Any, Any, Any] = Scenario(ticket, sam)
story = nothing.given(told.opened, told.clock_set)
answered = story.given(replace(told.replied, waits=False))
with_acme = story.given(told.handed_over)
resolved = story.given(told.resolved)


def clock(outcome: Outcome[Any]) -> ClockSet:
    """How the command set it; fails where it did not."""
    assert outcome.refused is None, outcome.refused
    found = [event for event in outcome.events if isinstance(event, ClockSet)]
    assert len(found) == 1
    return found[0]


def without_clock(outcome: Outcome[Any]) -> list[Any]:
    assert outcome.refused is None, outcome.refused
    return [event for event in outcome.events if not isinstance(event, ClockSet)]


def at(by: Context, moment: datetime) -> Context:
    return replace(by, at=moment)
