"""The store's support looks at a customer's pages where the customer lets it; the customer sees each look."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Missing, Refused
from services.support.deciders import looking as deciding
from services.support.deciders.handover_state import speaks_for
from services.support.deciders.looking import (
    AskToLook,
    Command,
    GrantLook,
    LapseLook,
    Look,
    Looking,
    RefuseLook,
    WithdrawLook,
    looking,
)
from services.support.deciders.looking import State as LookingState
from services.support.deciders.sides import is_customer
from services.support.deciders.ticket_state import STORE, Ticket
from services.support.events import LookAsked
from services.support.policies.looks import LAPSE
from services.support.projections import looks as view
from services.support.projections import people
from services.support.service.showing import iso
from services.support.service.ticketing import Ticketing, number_of

MOST = 50  # tickets
Told = dict[str, Any]
Sent = dict[str, Any]  # Context.dump()


class Looks(Ticketing):
    @rpc(expected_exceptions=Refused)
    def look_of(self, ticket: str, context: Sent) -> Told:
        """{ticket, number, holder, state, asked, until, trail, may}; state: none | asked | open | refused | withdrawn |
        lapsed. For the ticket's customer and the store's desk.

        `trail`, the newest first: {what, page, by {id, name}, at}.
        """
        by = Context.load(context)
        state, history = self._seen(ticket, by)
        return self._look_told(state, history, by)

    @rpc(expected_exceptions=Refused)
    def looks_of(self, context: Sent) -> list[Told]:
        """As look_of has each, of who asks and of organisations that they speak for; the last asked first."""
        by = Context.load(context)
        named = {role.partition(":")[0] for role in by.roles if role.partition(":")[2] in deciding.GRANTS}
        with self.views.begin() as db:
            tickets = view.of_holders(db, {by.actor, *named}, MOST)
        found = (self._readable(each, by) for each in tickets)
        return [self._look_told(state, history, by) for state, history in found]

    @rpc(expected_exceptions=Refused)
    def ask_to_look(self, ticket: str, text: str, context: Sent) -> Told:
        by = Context.load(context)
        state, history = self._seen(ticket, by)
        opened = state.opened
        asked = AskToLook(state.id, opened.subject, opened.holder, text, is_over=_is_over(state))
        return self._on_look(state, history, asked, by)

    @rpc(expected_exceptions=Refused)
    def grant_look(self, ticket: str, hours: int, context: Sent) -> Told:
        by = Context.load(context)
        return self._on_look(*self._seen(ticket, by), GrantLook(hours), by)

    @rpc(expected_exceptions=Refused)
    def refuse_look(self, ticket: str, context: Sent) -> Told:
        by = Context.load(context)
        return self._on_look(*self._seen(ticket, by), RefuseLook(), by)

    @rpc(expected_exceptions=Refused)
    def withdraw_look(self, ticket: str, context: Sent) -> Told:
        by = Context.load(context)
        return self._on_look(*self._seen(ticket, by), WithdrawLook(), by)

    @rpc(expected_exceptions=Refused)
    def look(self, ticket: str, page: str, context: Sent) -> Told:
        """As look_of, once the look is recorded. Each is one of its own, under whatever key it was asked: an answer
        that is repeated would outlast the consent.
        """
        by = replace(Context.load(context), command_id=str(uuid.uuid4()), fingerprint="")
        state, history = self._seen(ticket, by)
        return self._on_look(state, history, Look(page, is_over=_is_over(state)), by)

    def lapse_look(self, fired: Fired) -> None:
        self.log.execute(looking, fired.subject, LapseLook(), fired.cause())

    def _seen(self, named: str, by: Context) -> tuple[Ticket, list[Recorded]]:
        state, history = self._readable(named, by)
        if not is_customer(state, by) and not speaks_for(STORE, by):
            raise Missing("no-such-ticket", named[:80])
        return state, history

    def _on_look(self, state: Ticket, history: list[Recorded], command: Command, by: Context) -> Told:
        executed = self.log.execute(looking, state.id, command, by)
        return {**self._look_told(state, history, by), "position": executed.position}

    def _named(self, state: Ticket) -> str:
        """The organisation, or who opened it."""
        with self.views.begin() as db:
            organization = people.organization_name(db, state.opened.holder)
        return organization or self._names([state.opened.subject]).get(state.opened.subject, "")

    def _look_told(self, state: Ticket, history: list[Recorded], by: Context) -> Told:
        events = self.log.read(looking.stream(state.id))
        found = looking.fold([each.event for each in events])
        names = self._names(getattr(each.event, "by", "") for each in events)
        trail = [_entry(each, names) for each in reversed(events)]
        known = found if isinstance(found, Looking) else None
        return {
            "ticket": state.id,
            "number": number_of(history[0].position),
            "holder": state.opened.holder,
            "customer": self._named(state),
            "state": state_of(found, state, by),
            "asked": _asked(known.asked, names) if known else None,
            "until": iso(known.until) if known else None,
            "trail": trail,
            "may": deciding.may(found, by, is_over=_is_over(state)),
        }


def state_at(log: Any, state: Ticket, by: Context) -> str:
    """As look_of tells it beside the ticket; empty to whom it is not told."""
    is_told = is_customer(state, by) or speaks_for(STORE, by)
    return state_of(log.fold(looking, state.id), state, by) if is_told else ""


def state_of(found: LookingState, state: Ticket, by: Context) -> str:
    """What was asked or granted on a ticket ends with it."""
    phase = found.phase_at(by.at) if isinstance(found, Looking) else "none"
    return "lapsed" if _is_over(state) and phase in ("asked", "open") else phase


def _is_over(state: Ticket) -> bool:
    return state.phase in ("closed", "merged")


def _asked(asked: LookAsked, names: Mapping[str, str]) -> Told:
    text = asked.text if isinstance(asked.text, str) else ""
    return {"by": {"id": asked.by, "name": names.get(asked.by, "")}, "text": text, "at": asked.at.isoformat()}


def _entry(recorded: Recorded, names: Mapping[str, str]) -> Told:
    """`what`: asked | granted | refused | withdrawn | lapsed | looked."""
    event = recorded.event
    by = getattr(event, "by", "")
    what = recorded.type.rpartition("-")[2]
    return {
        "what": what,
        "page": getattr(event, "page", ""),
        "by": {"id": by, "name": names.get(by, "")},
        "at": recorded.time.isoformat(),
        "until": iso(getattr(event, "until", None)),
    }


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {LAPSE: Looks.lapse_look}
