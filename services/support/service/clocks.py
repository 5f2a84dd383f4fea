"""Clocks of tickets: asked when their time has come, and set anew when a desk has another calendar."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from eventlog.amqp import every, follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from services.support.deciders.desk import desk
from services.support.deciders.ticket import CheckSla, SetClock, ticket
from services.support.deciders.ticket_state import Ticket
from services.support.events import CalendarSet
from services.support.policies.clocks import CHECK
from services.support.projections import queues
from services.support.projections.behind import on_older_calendars
from services.support.service.ticketing import Ticketing

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event
AGAIN = 5  # seconds
TOGETHER = 50  # tickets that are set in one transaction
SETTLED = timedelta(seconds=15)  # in which all are set that the view knew of


class Clocks(Ticketing):
    settled = SETTLED

    @follow("support", CalendarSet)
    def set_clocks(self, event: CalendarSet, recorded: Recorded) -> None:
        """Of every open ticket of the desk, as the view has them: all that were set before it."""
        if not self.views.wait_for(f"support:{recorded.position}", CATCH_UP):
            raise Unavailable("view-behind", "tickets")
        with self.views.begin() as db:
            waiting = queues.on_clock_of(db, event.desk, event.version)
        self._set(event.desk, waiting, recorded.cause())

    @every(AGAIN)
    def set_clocks_again(self) -> None:
        """Of tickets on which something was decided before their desk's newest calendar was told, and stored after."""
        with self.views.begin() as db:
            behind = on_older_calendars(db, self.clock.now() - self.settled)
        for name, waiting in behind.items():
            self._set(name, waiting, Context("", "policy:support", self.clock.now(), causation=str(uuid4())))

    def _set(self, name: str, tickets: Sequence[str], cause: Context) -> None:
        """By the desk's calendars as they are now; one that is another desk's by now is left as it is."""
        command = SetClock(self._calendars(name))
        for start in range(0, len(tickets), TOGETHER):
            self.log.execute_all(ticket, tickets[start : start + TOGETHER], command, cause)

    def check_due(self, fired: Fired) -> None:
        state = self.log.fold(ticket, fired.subject)
        if isinstance(state, Ticket):
            levels = {one.desk: self.log.fold(desk, one.desk).levels for one in state.holdings}
            command = CheckSla(self._calendars_of(state), levels)
            self.log.execute(ticket, fired.subject, command, fired.cause())


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {CHECK: Clocks.check_due}
