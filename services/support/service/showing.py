"""A ticket as it is told to who reads it, with its timeline and, to staff, all that is known beside it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from eventlog.decider import Context
from eventlog.recorded import Recorded
from services.support.deciders import sides
from services.support.deciders.handover import handover
from services.support.deciders.handover_may import may as may_with_handover
from services.support.deciders.handover_may import sides_of
from services.support.deciders.handover_state import Handover, speaks_for
from services.support.deciders.ticket_clock import FIRST_RESPONSE, NEXT_UPDATE, is_late
from services.support.deciders.ticket_state import STORE, Ticket
from services.support.policies import handover_timeline, ticket_timeline
from services.support.projections import catalogue, handovers
from services.support.projections.tickets import kind_of
from services.support.service.ticketing import Ticketing, number_of

Told = dict[str, Any]


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


class Showing(Ticketing):
    def _told(self, state: Ticket, history: list[Recorded], by: Context) -> Told:
        """As api.md has it; without the context that only desks see."""
        desks = sides.desks_of(state, by)
        opened, handed = state.opened, self._handover(state.id)
        may = sides.may(state, by)
        if state.breaches and any(speaks_for(each.desk, by) for each in state.breaches.values()):
            may.append("annotate_breach")
        if handed is not None:
            may = [each for each in may if each != "hand_over"] + may_with_handover(handed, by)
        entries = self._timeline(state, history, by)
        names = self._names([opened.subject, state.assignee, *(each["by"] for each in entries)])
        for each in entries:
            each["by"] = {"id": each["by"], "name": names.get(each["by"], "")}
        return {
            "id": state.id,
            "number": number_of(history[0].position),
            "edition": history[-1].version,
            "state": state.phase,
            "waiting_on": kind_of(state.waiting_on),
            "owner": state.owner,
            "priority": state.priority,
            "summary": str(opened.summary) if isinstance(opened.summary, str) else "",
            "product": self._product(opened.product),
            "publisher": opened.publisher,
            "plan": opened.plan,
            "version": {"tag": opened.tag, "digest": opened.digest},
            "holder": opened.holder,
            "opener": {"id": opened.subject, "name": names.get(opened.subject, "")},
            "opened": opened.at.isoformat(),
            "assignee": {"id": state.assignee, "name": names.get(state.assignee, "")} if state.assignee else None,
            "entitlement": {**vars(opened.entitlement), "until": iso(opened.entitlement.until)},
            "sla": _sla(state, desks),
            "handover": self._handed(handed, by) if handed is not None and sides_of(handed, by) else None,
            "timeline": entries,
            "advisories": list(state.advisories),
            "merged_into": self._numbered(state.merged_into) if state.merged_into else "",
            "reopened_until": iso(state.reopened_until),
            "rating": state.stars or None,
            "may": may,
        }

    def _handed(self, state: Handover, by: Context) -> Told:
        requested, accepted = state.requested, state.accepted
        asked = state.phase == "requested" and bool(state.asked)
        is_sender = "sender" in sides_of(state, by)
        return {
            "id": state.id,
            "state": "information" if asked else state.phase,
            "sender": requested.sender,
            "receiver": requested.receiver,
            "with": requested.receiver if is_sender else requested.sender,
            "by": requested.by,
            "case_number": accepted.case_number if accepted else "",
            "engineer": _plain(accepted.engineer) if accepted else "",
            "next_steps": _plain(accepted.next_steps) if accepted else "",
            "partner_number": state.delivered.number if state.delivered else "",
            "due": iso(state.delivered.respond_by if state.delivered else requested.due),
            "answers": handover_timeline.answers_of(state),
            "note": _plain(requested.note),
            "may": may_with_handover(state, by),
        }

    def _timeline(self, state: Ticket, history: Iterable[Recorded], by: Context) -> list[Told]:
        """Oldest first: what was said and done on the ticket, and between its desks."""
        desks = sides.desks_of(state, by)
        opener = state.opened.subject
        own = [each for each in history if ticket_timeline.is_for(each.event, desks, state.breaches)]
        told = [(each.time, ticket_timeline.entry(each, opener)) for each in own]
        told += [(each.time, entry) for each, entry in self._between_desks(state.id, by)] if desks else []
        entries = [entry for _, entry in sorted(told, key=lambda one: one[0])]
        merged = [each["told"] for each in entries if each["kind"] == "merged"]
        numbers = {into: self._numbered(into) for into in merged}
        return [each | {"told": numbers.get(each.get("told"), each.get("told", ""))} for each in entries]

    def _between_desks(self, ticket: str, by: Context) -> Iterable[tuple[Recorded, Told]]:
        with self.views.begin() as db:
            ids = [each["id"] for each in handovers.of_ticket(db, ticket)]
        under_way = self._handover(ticket)
        for id in dict.fromkeys([*ids, *([under_way.id] if under_way else ())]):
            history = self.log.read(handover.stream(id))
            state = handover.fold([each.event for each in history])
            if isinstance(state, Handover) and (sides_of(state, by) or speaks_for(STORE, by)):
                yield from ((each, handover_timeline.entry(each, state)) for each in history)

    def _product(self, id: str) -> Told:
        with self.views.begin() as db:
            found = catalogue.product_of(db, id) if id else None
        if found is None:
            return {"id": id, "address": "", "name": ""}
        return {"id": id, "address": found["address"], "name": found["name"]}

    def _numbered(self, id: str) -> str:
        history = self._history(id)
        return number_of(history[0].position) if history else ""


def _sla(state: Ticket, desks: Collection[str]) -> Told:
    """What is owed, and by when; that a desk was late is told to itself and the store's alone."""
    clock = state.clock
    what = clock.what if clock is not None else ""
    due = clock.due if clock is not None else None
    late = [vars(each) for each in state.breaches.values() if ticket_timeline.is_for(each, desks)]
    return {
        "what": what,
        "started": iso(clock.started) if clock else None,
        "warned": iso(clock.warned) if clock else None,
        "due": iso(due),
        "first_response_due": iso(due) if what == FIRST_RESPONSE else None,
        "next_update_due": iso(due) if what == NEXT_UPDATE else None,
        "breached": is_late(state),
        "breaches": [_breach(each, state.notes_on) for each in late],
        "paused": state.phase == "open" and state.running is None,
    }


def _breach(told: Mapping[str, Any], notes: Mapping[str, str]) -> Told:
    said = notes.get(told["breach"], "")
    named = {name: told[name] for name in ("breach", "what", "desk", "priority")}
    return {**named, "due": iso(told["due"]), "at": iso(told["at"]), "annotations": [{"text": said}] if said else []}


def _plain(text: Any) -> str:
    return text if isinstance(text, str) else ""
