"""What the methods about tickets share: a ticket by its id or number, what desks promise, and people's names."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eventlog.decider import Context
from eventlog.log import Executed
from eventlog.personal import reveal
from eventlog.recorded import Recorded
from eventlog.refusal import Missing
from services.support.deciders import desk_state
from services.support.deciders.desk import desk
from services.support.deciders.handover import handover, place_of
from services.support.deciders.handover_state import Handover
from services.support.deciders.sides import desks_of, is_customer, must_read
from services.support.deciders.ticket import Command, ticket
from services.support.deciders.ticket_state import PARTNER, STORE, Ticket
from services.support.events import Attached, Calendar, Terms, TicketOpened
from services.support.policies import reading
from services.support.projections import catalogue, people
from services.support.service.desk import Desk

NUMBER = re.compile(r"[Tt]-([0-9]{1,12})")
STAFF = ("support", "operator")
OF_A_DESK = ("owner", "support")  # of a publisher
PATIENCE = 0.5  # seconds in which an opening gets its position


def number_of(position: int) -> str:
    return f"T-{position}"


def attached(given: Iterable[Mapping[str, Any]]) -> tuple[Attached, ...]:
    names = ("id", "media_type", "size", "digest")
    return tuple(Attached(**{name: each[name] for name in names}) for each in given)


class Ticketing(Desk):
    def _id(self, named: str) -> str:
        """Of a ticket that is named by its id or its number."""
        numbered = NUMBER.fullmatch(named.strip())
        if numbered is None:
            return named.strip()
        found = self.log.read_all(int(numbered[1]) - 1, 1)
        if not found or not isinstance(found[0].event, TicketOpened) or found[0].position != int(numbered[1]):
            raise Missing("no-such-ticket", named[:80])
        return str(found[0].event.ticket)

    def _history(self, id: str) -> list[Recorded]:
        """Its events, once the first has the position that is its number."""
        until = time.monotonic() + PATIENCE
        while (found := self.log.read(ticket.stream(id))) and not found[0].position and time.monotonic() < until:
            time.sleep(0.005)
        return list(found)

    def _readable(self, named: str, by: Context) -> tuple[Ticket, list[Recorded]]:
        """As it stands, with its events; one that the caller may not read looks as if there were none.

        To the people of a desk that has no more to do with it, as it stood when it left them.
        """
        history = self._history(self._id(named))
        state = ticket.fold([each.event for each in history])
        if not isinstance(state, Ticket):
            raise Missing("no-such-ticket", named[:80])
        must_read(state, by)
        desks = desks_of(state, by)
        if not desks or STORE in desks or is_customer(state, by) or reading.holds(state, desks):
            return state, history
        handed = self._handover(state.id)
        if handed is not None and handed.requested.receiver in desks:
            return state, history
        history = reading.until_it_left(history, desks)
        state = ticket.fold([each.event for each in history])
        if not isinstance(state, Ticket):
            raise Missing("no-such-ticket", named[:80])
        return state, history

    def _handover(self, ticket: str) -> Handover | None:
        """The one that is under way."""
        stream = self.log.holder_of(place_of(ticket))
        found = None if stream is None else self.log.fold(handover, stream.partition("-")[2])
        return found if isinstance(found, Handover) else None

    def _give(self, id: str, command: Command, by: Context) -> Executed:
        executed: Executed = self.log.execute(ticket, id, command, by)
        return executed

    def _calendars(self, *names: str) -> dict[str, tuple[Calendar, ...]]:
        """Of these desks, as they are in the log now; partners have none."""
        known = {name for name in names if name and not name.startswith(f"{PARTNER}:")}
        return {name: self.log.fold(desk, name).calendars for name in sorted(known)}

    def _calendars_of(self, state: Ticket) -> dict[str, tuple[Calendar, ...]]:
        return self._calendars(*(each.desk for each in state.holdings))

    def _terms(self, publisher: str, product: str, plan: str) -> tuple[Terms, ...]:
        """What is promised about the product to who has the plan."""
        own = self.log.fold(desk, publisher) if publisher else desk_state.Desk()
        return desk_state.promised(own, self.log.fold(desk, STORE), product, plan)

    def _people(self, desk: str) -> frozenset[str]:
        with self.views.begin() as db:
            return people.people_of(db, "", STAFF) if desk == STORE else people.people_of(db, desk, OF_A_DESK)

    def _publisher(self, opened: TicketOpened) -> str:
        """Whose the product is now that the ticket is about; it may have been another's when it was opened."""
        with self.views.begin() as db:
            found = catalogue.product_of(db, opened.product) if opened.product else None
        return str(found["publisher"]) if found is not None else opened.publisher

    def _names(self, accounts: Iterable[str]) -> dict[str, str]:
        """People's own; empty where somebody was erased, and where nobody has this id."""
        wanted = {account for account in accounts if account}
        with self.views.begin() as db:
            found = people.names_of(db, wanted)
        return dict(zip(found, self._shown(list(found.items())), strict=True))

    def _shown(self, hidden: Sequence[tuple[str, str]]) -> list[str]:
        """Ciphertexts as text, each beside the subject whose key opens it; empty where that was erased."""
        keys = self.keys.of(sorted({subject for subject, _ in hidden})) if hidden else {}
        shown = (reveal(text, keys.get(subject)) for subject, text in hidden)
        return [text if isinstance(text, str) else "" for text in shown]
