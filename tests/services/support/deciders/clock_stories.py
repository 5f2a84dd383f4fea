"""Ada's ticket as its clock sees it: commands in their order, each at its time, by office hours of UTC."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from eventlog.decider import Context
from eventlog.testing import Scenario, acting
from services.support.deciders.ticket import OpenTicket, ticket
from services.support.deciders.ticket_state import Ticket
from services.support.events import Calendar, ClockSet
from tests.controls import support as told

MONDAY = told.AT  # nine o'clock, when the desk opens
ada, sam, pat = acting(told.ADA), acting(told.SAM, "support"), acting(told.PAT, "acme:support")
policy = acting("policy:support")
OPEN = OpenTicket(
    **{name: value for name, value in vars(told.opened).items() if name != "at"},
)


def at(hours: float, days: int = 0) -> datetime:
    """So many hours after nine o'clock on that Monday, or so many days later."""
    return MONDAY + timedelta(days=days, hours=hours)


class Story:
    """A ticket to which one thing happens after the other."""

    def __init__(self, calendars: Mapping[str, tuple[Calendar, ...]] | None = None) -> None:
        self.calendars = calendars or {}
        self.told: Scenario[Any, Any, Any] = Scenario(ticket, ada)

    def do(self, command: Any, by: Context, when: datetime) -> list[Any]:
        """What it decided; the ticket goes on from there."""
        if any(field.name == "calendars" for field in fields(command)):
            command = replace(command, calendars=self.calendars)
        outcome = self.told.by(by).on(when).when(command)
        assert outcome.refused is None, outcome.refused
        self.told = self.told.given(*outcome.events)
        return outcome.events

    @property
    def state(self) -> Ticket:
        return self.told.state  # type: ignore[no-any-return]

    @property
    def clock(self) -> ClockSet:
        assert self.state.clock is not None
        return self.state.clock

    @property
    def owes(self) -> tuple[str, str, datetime | None]:
        return self.clock.what, self.clock.desk, self.clock.due


def opened(calendars: Mapping[str, tuple[Calendar, ...]] | None = None, priority: int = 2) -> Story:
    """At nine; two support hours for the first answer and eight for the next, of the store's desk."""
    story = Story(calendars)
    story.do(replace(OPEN, priority=priority), ada, MONDAY)
    return story
