"""Clocks of tickets: asked when their time has come, and set anew when a desk has another calendar."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from services.support.deciders.desk import desk
from services.support.deciders.ticket import CheckSla, SetClock, ticket
from services.support.deciders.ticket_state import Ticket
from services.support.events import CalendarSet, ClockSet
from services.support.policies.clocks import CHECK
from services.support.projections import queues
from services.support.service.ticketing import Ticketing

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event


class Clocks(Ticketing):
    @follow("support", CalendarSet)
    def set_clocks(self, event: CalendarSet, recorded: Recorded) -> None:
        """Of every open ticket of the desk: whatever was set before it is known to the view."""
        if not self.views.wait_for(f"support:{recorded.position}", CATCH_UP):
            raise Unavailable("view-behind", "tickets")
        with self.views.begin() as db:
            waiting = queues.on_clock_of(db, event.desk, event.version)
        for id in waiting:
            self._set_clock(id, recorded.cause())

    @follow("support", ClockSet)
    def set_again(self, event: ClockSet, recorded: Recorded) -> None:
        """Decided before the desk had its newest calendar, and stored after that was told."""
        if event.what and event.calendar < len(self.log.fold(desk, event.desk).calendars):
            self._set_clock(event.ticket, recorded.cause())

    def _set_clock(self, id: str, cause: Context) -> None:
        state = self.log.fold(ticket, id)
        if isinstance(state, Ticket):
            self.log.execute(ticket, id, SetClock(self._calendars_of(state)), cause)

    def check_due(self, fired: Fired) -> None:
        state = self.log.fold(ticket, fired.subject)
        if isinstance(state, Ticket):
            levels = {one.desk: self.log.fold(desk, one.desk).levels for one in state.holdings}
            command = CheckSla(self._calendars_of(state), levels)
            self.log.execute(ticket, fired.subject, command, fired.cause())


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {CHECK: Clocks.check_due}
