"""Tickets: opened, read, answered, worked on and ended; one command or one query a method."""

from collections.abc import Callable, Mapping
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Missing, Refused, Unavailable
from services.identity.events import SubjectErased
from services.support.deciders import sides
from services.support.deciders.ticket import (
    Assign,
    Close,
    Command,
    LinkAdvisory,
    Merge,
    Note,
    Rate,
    Reopen,
    Reply,
    Resolve,
    SetPriority,
    ticket,
)
from services.support.deciders.ticket_state import Ticket
from services.support.policies.tickets import CLOSE
from services.support.projections import catalogue, queues
from services.support.service import looks
from services.support.service.beside import Beside
from services.support.service.opening import Opening
from services.support.service.ticketing import attached

CATCH_UP = 5.0  # seconds in which the view hears of what came before
Told = dict[str, Any]
Sent = dict[str, Any]  # Context.dump()


class Tickets(Opening, Beside):
    @rpc(expected_exceptions=Refused)
    def ticket(self, id: str, context: Sent) -> Told:
        """For its customer and for the desks that have or had it; `context` is for desks alone."""
        return self._shown_to(id, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def attachment(self, id: str, attachment: str, context: Sent) -> Told:
        """{id, media_type, size, digest} of a file that the caller may read where it is attached."""
        by = Context.load(context)
        state, history = self._readable(id, by)
        entries = self._timeline(state, history, by)
        found = next((file for each in entries for file in each["attachments"] if file["id"] == attachment), None)
        if found is None:
            raise Missing("no-such-attachment", attachment[:80])
        return dict(found)

    @rpc(expected_exceptions=Refused)
    def reply(
        self,
        id: str,
        text: str,
        attachments: list[dict[str, Any]],
        waits: bool,
        channel: str,
        mail: str,
        context: Sent,
    ) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        said = (by.new_id("message"), text, attached(attachments))
        calendars = self._calendars_of(state)
        return self._on_ticket(state, Reply(*said, waits=waits, channel=channel, mail=mail, calendars=calendars), by)

    @rpc(expected_exceptions=Refused)
    def note(self, id: str, text: str, attachments: list[dict[str, Any]], context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, Note(by.new_id("note"), text, attached(attachments)), by)

    @rpc(expected_exceptions=Refused)
    def advise(self, id: str, text: str, context: Sent) -> Told:
        """The customer is told how the publisher's own support is reached, after `text`."""
        by = Context.load(context)
        state, _ = self._readable(id, by)
        said = "\n\n".join(part for part in (text.strip(), self._support_of(self._publisher(state.opened))) if part)
        calendars = self._calendars_of(state)
        return self._on_ticket(state, Reply(by.new_id("message"), said, advised=True, calendars=calendars), by)

    @rpc(expected_exceptions=Refused)
    def assign(self, id: str, assignee: str, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, Assign(assignee, self._people(state.owner)), by)

    @rpc(expected_exceptions=Refused)
    def set_priority(self, id: str, priority: int, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, SetPriority(priority, self._calendars_of(state)), by)

    @rpc(expected_exceptions=Refused)
    def merge(self, id: str, into: str, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        other, _ = self._readable(into, by)
        named = (other.id, other.opened.holder, other.owner, other.phase == "open", state.id)
        return self._on_ticket(state, Merge(*named, self._calendars_of(state)), by)

    @rpc(expected_exceptions=Refused)
    def link_advisory(self, id: str, advisory: str, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, LinkAdvisory(advisory), by)

    @rpc(expected_exceptions=Refused)
    def resolve(self, id: str, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, Resolve(self._calendars_of(state)), by)

    @rpc(expected_exceptions=Refused)
    def reopen(self, id: str, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, Reopen(self._calendars_of(state)), by)

    @rpc(expected_exceptions=Refused)
    def close(self, id: str, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, Close(calendars=self._calendars_of(state)), by)

    @rpc(expected_exceptions=Refused)
    def rate(self, id: str, stars: int, context: Sent) -> Told:
        by = Context.load(context)
        state, _ = self._readable(id, by)
        return self._on_ticket(state, Rate(stars), by)

    @follow("identity", SubjectErased)
    def close_of_erased(self, event: SubjectErased, recorded: Recorded) -> None:
        """Nobody is left whom an answer would reach, and what was said of them is read here no more."""
        self.keys.must_be_gone(event.subject)
        if not self.views.wait_for(f"support:{self.log.head()}", CATCH_UP):
            raise Unavailable("view-behind", "tickets")
        with self.views.begin() as db:
            opened = queues.opened_by(db, event.subject)
        for id in opened:
            self.log.execute(ticket, id, Close(gone=True), recorded.cause())

    def close_due(self, fired: Fired) -> None:
        state = self.log.fold(ticket, fired.subject)
        calendars = self._calendars_of(state) if isinstance(state, Ticket) else {}
        self.log.execute(ticket, fired.subject, Close(calendars=calendars), fired.cause())

    def _on_ticket(self, state: Ticket, command: Command, by: Context) -> Told:
        """The ticket as it then stands for who gave the command."""
        executed = self._give(state.id, command, by)
        return {**self._shown_to(state.id, by), "position": executed.position}

    def _shown_to(self, named: str, by: Context) -> Told:
        state, history = self._readable(named, by)
        told = self._told(state, history, by)
        told["look"] = looks.state_at(self.log, state, by)
        return {**told, "context": self._context(state, by) if sides.desks_of(state, by) else None}

    def _support_of(self, publisher: str) -> str:
        """In the publisher's own words, and where the rest of them stands."""
        with self.views.begin() as db:
            found = catalogue.publisher_of(db, publisher)
        if found is None:
            return ""
        where = f"{self.settings.url}/publishers/{publisher}"
        return "\n\n".join(each for each in (found["name"], found["policy"], found["hours"], where) if each)


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {CLOSE: Tickets.close_due}
