"""Handovers: asked for, answered, talked about and brought to their end; one command or one query a method."""

from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Missing, Refused
from services.support.deciders.handover import (
    AcceptHandover,
    CloseHandover,
    Command,
    ExchangeNote,
    GiveInformation,
    RejectHandover,
    RequestHandover,
    RequestInformation,
    ReturnHandover,
    handover,
)
from services.support.deciders.handover_may import sides_of
from services.support.deciders.handover_state import STORE, Handover, must_speak_for, speaks_for
from services.support.deciders.ticket import ticket
from services.support.deciders.ticket_state import Ticket
from services.support.policies import handover_timeline
from services.support.projections import handovers as view
from services.support.service.following import Following
from services.support.service.receivers import Receivers
from services.support.service.showing import Showing, iso
from services.support.service.ticketing import attached, number_of

MOST = 200
Told = dict[str, Any]
Sent = dict[str, Any]  # Context.dump()


class Handovers(Following, Receivers, Showing):
    @rpc(expected_exceptions=Refused)
    def hand_over(self, named: str, to: str, by: str, answers: dict[str, str], note: str, context: Sent) -> Told:
        """`to` and `by` as `receivers` tells them, `answers` to the receiver's form by name."""
        asking = Context.load(context)
        id = asking.new_id("handover")
        state = self._settled(named, asking)
        if isinstance(self.log.fold(handover, id), Handover):  # asked again: what is sent is compared, no more
            command = RequestHandover(id, state.id, "", "", "", by)
        else:
            command = self._asked(id, state, to, by, asking, answers, note)
        return self._do(id, command, asking)

    @rpc(expected_exceptions=Refused)
    def handover(self, id: str, context: Sent) -> Told:
        """For the people of both desks."""
        return self._handover_told(id, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def handovers(self, desk: str, state: str, context: Sent) -> list[Told]:
        """Of a desk, newest first; `state` is one that they can be in, `open`, or empty: any."""
        must_speak_for(desk, Context.load(context))
        with self.views.begin() as db:
            rows = view.of_desk(db, desk, state, MOST)
        summaries = self._shown([(row["opener"], row["summary"]) for row in rows])
        return [_row(row, summary, desk) for row, summary in zip(rows, summaries, strict=True)]

    @rpc(expected_exceptions=Refused)
    def accept_handover(self, id: str, case_number: str, engineer: str, next_steps: str, context: Sent) -> Told:
        """The store's own case number is the ticket's, where no other is given."""
        by = Context.load(context)
        requested = self._handover_readable(id, by).requested
        if requested.receiver == STORE and not case_number.strip():
            case_number = self._about(requested.ticket)["number"]
        return self._do(id, AcceptHandover(case_number, engineer, next_steps), by)

    @rpc(expected_exceptions=Refused)
    def reject_handover(self, id: str, reason: str, context: Sent) -> Told:
        return self._do(id, RejectHandover(reason), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def request_information(self, id: str, text: str, context: Sent) -> Told:
        by = Context.load(context)
        return self._do(id, RequestInformation(by.new_id("message"), text), by)

    @rpc(expected_exceptions=Refused)
    def give_information(self, id: str, text: str, context: Sent) -> Told:
        by = Context.load(context)
        return self._do(id, GiveInformation(by.new_id("message"), text), by)

    @rpc(expected_exceptions=Refused)
    def exchange_note(self, id: str, text: str, attachments: list[dict[str, Any]], context: Sent) -> Told:
        by = Context.load(context)
        return self._do(id, ExchangeNote(by.new_id("message"), text, attached(attachments)), by)

    @rpc(expected_exceptions=Refused)
    def close_handover(self, id: str, context: Sent) -> Told:
        return self._do(id, CloseHandover(), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def return_handover(self, id: str, reason: str, context: Sent) -> Told:
        return self._do(id, ReturnHandover(reason), Context.load(context))

    def _do(self, id: str, command: Command, by: Context) -> Told:
        """The handover as it then stands; its ticket has heard of it."""
        if not isinstance(command, RequestHandover):
            self._handover_readable(id, by)
        executed = self.log.execute(handover, id, command, by)
        position = self._follow(id)
        return {**self._handover_told(id, by), "position": position or executed.position}

    def _settled(self, named: str, by: Context) -> Ticket:
        """The ticket, back with its owner where the handover that brought it elsewhere is over."""
        state, _ = self._readable(named, by)
        last = state.holdings[-1].handover
        if last and self._follow(last):
            state, _ = self._readable(state.id, by)
        return state

    def _asked(
        self, id: str, state: Ticket, to: str, by: str, asking: Context, answers: dict[str, str], note: str
    ) -> RequestHandover:
        must_speak_for(state.owner, asking)
        way = self._way(to, by)
        self._must_be_there(way, state)
        return RequestHandover(
            handover=id,
            ticket=state.id,
            subject=state.opened.subject,
            sender=state.owner,
            receiver=way.receiver,
            by=by,
            answers=answers,
            questions=way.questions,
            note=note,
            due=self._due(way, state, asking),
            partner=way.partner,
            over=state.phase != "open",
        )

    def _handover_readable(self, id: str, by: Context) -> Handover:
        """To others it looks as if there were none."""
        state = self.log.fold(handover, id)
        if not isinstance(state, Handover) or not (sides_of(state, by) or speaks_for(STORE, by)):
            raise Missing("no-such-handover", id[:80])
        return state

    def _handover_told(self, id: str, by: Context) -> Told:
        state = self._handover_readable(id, by)
        entries = [handover_timeline.entry(each, state) for each in self.log.read(handover.stream(id))]
        names = self._names(each["by"] for each in entries)
        told = [each | {"told": "", "by": {"id": each["by"], "name": names.get(each["by"], "")}} for each in entries]
        return {
            **self._handed(state, by),
            "ticket": self._about(state.requested.ticket),
            "waits_on": state.waits_on,
            "asked": {side: _plain(question.text) for side, question in state.asked.items()},
            "reason": _plain(state.reason),
            "requested": state.requested.at.isoformat(),
            "timeline": told,
        }

    def _about(self, id: str) -> Told:
        history = self._history(id)
        state = ticket.fold([each.event for each in history])
        if not isinstance(state, Ticket):
            raise Missing("no-such-ticket", id[:80])
        return {
            "id": id,
            "number": number_of(history[0].position),
            "opener": state.opened.subject,
            "summary": _plain(state.opened.summary),
            "priority": state.priority,
            "state": state.phase,
            "owner": state.owner,
        }


def _row(row: Told, summary: str, desk: str) -> Told:
    names = ("id", "sender", "receiver", "by", "state", "case_number")
    is_asked = row["state"] == "requested" and row["asks_sender"]
    ticket = {"id": row["ticket"], "number": number_of(row["number"]), "summary": summary, "priority": row["priority"]}
    return {
        **{name: row[name] for name in names},
        "state": "information" if is_asked else row["state"],
        "with": row["receiver"] if desk == row["sender"] else row["sender"],
        "ticket": ticket,
        "due": iso(row["due"]),
        "requested": row["requested"].isoformat(),
    }


def _plain(text: Any) -> str:
    return text if isinstance(text, str) else ""
