"""Handovers by TSANet: what our side does is told there, and what is done there is told here, each once."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, effect, every
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused, Unavailable
from services.support.adapters.tsanet import Link, link_of
from services.support.deciders.handover import (
    PARTNER,
    STORE,
    TSANET,
    Command,
    ExchangeNote,
    NoteDelivered,
    RefuseHandover,
    RequestHandover,
    handover,
)
from services.support.deciders.handover_state import Handover
from services.support.deciders.ticket import OpenTicket, ticket
from services.support.deciders.ticket_state import Ticket
from services.support.deciders.written import LONGEST_SUMMARY, LONGEST_TEXT
from services.support.events import Entitlement, HandoverRequested, Question
from services.support.policies.tsanet import LANES, LAST, is_ours, news, number_at_tsanet, receiver_named, token_of
from services.support.ports import Case
from services.support.projections import handovers
from services.support.service.desk import settings_of
from services.support.service.telling_tsanet import answers_of, described, say
from services.support.service.ticketing import Ticketing, number_of

logger = logging.getLogger(__name__)
MINUTE = 60
STAFF = ("support", "operator")
NAMES = uuid.UUID("5f0d0d6c-6a2b-5d7b-9b8e-3f7f6d1c8a10")  # of what comes from TSANet
Told = dict[str, Any]


class AtTSANet(Ticketing):
    link: Link | None = Provided(lambda config: link_of(settings_of(config)))

    # -- from here to there

    @effect(LANES[0])
    @effect(LANES[1])
    def tell_tsanet(self, effect: Attempt) -> None:
        """Does nothing where the handover went another way."""
        id = str(effect.arguments["handover"])
        history = self.log.read(handover.stream(id))
        state = handover.fold([each.event for each in history])
        told = next(at for at, each in enumerate(history) if each.id == effect.arguments["event"])
        event = history[told].event
        if not isinstance(state, Handover) or state.requested.by != "tsanet":
            return
        if isinstance(event, HandoverRequested):
            self._open_there(state, effect)
        else:
            self._say_there(event, [each.event for each in history[:told]], state, effect)

    def _open_there(self, state: Handover, effect: Attempt) -> None:
        if state.delivered is not None:
            return
        cases, number = self._must_link().cases, self._number_at_tsanet(state)
        if state.is_over:
            found = cases.opened(number)  # its answer may have been lost before it was taken back
            if found is not None:
                self._deliver(state.id, found, effect)
                cases.close(found.token)
            return
        try:
            case = self._opened_there(state, number)
        except Unavailable:
            raise
        except Refused as no:
            self._note(state.id, RefuseHandover(no.detail or no.code), effect)
            return
        self._deliver(state.id, case, effect)

    def _deliver(self, id: str, case: Case, effect: Attempt) -> None:
        self._note(id, NoteDelivered(case.token, case.number, case.respond_by), effect)
        self._reconcile(case, id)

    def _opened_there(self, state: Handover, number: str) -> Case:
        requested, about = state.requested, self.log.fold(ticket, state.requested.ticket)
        if not isinstance(about, Ticket):
            raise Conflicting("no-such-ticket", requested.ticket)
        summary, description = described(about, requested.note)
        answers = answers_of(requested.answers)
        return self._must_link().cases.open(requested.partner, number, summary, description, about.priority, answers)

    def _say_there(self, event: Any, before: Sequence[Any], state: Handover, effect: Attempt) -> None:
        """What came before an end is said before it: afterwards nothing is taken any more."""
        token = token_of(state)
        if not token:
            if state.is_over:
                return  # it never came so far
            raise Unavailable("tsanet-not-delivered", state.id)
        about = self.log.fold(ticket, state.requested.ticket)
        priority = about.priority if isinstance(about, Ticket) else 3
        cases = self._must_link().cases
        for at, each in enumerate(before if isinstance(event, LAST) else ()):
            if is_ours(each):
                with suppress(Invalid, Forbidden, Missing, Conflicting):
                    say(cases, token, each, before[:at], priority)
        try:
            say(cases, token, event, before, priority)
        except Unavailable:
            raise
        except Refused as no:
            self._follow_up(token)
            refusal = ExchangeNote(f"tsanet-refused-{effect.id}", f"TSANet did not take this: {no.detail or no.code}")
            self._as_tsanet(state.id, refusal.message, refusal)

    def _number_at_tsanet(self, state: Handover) -> str:
        history = self._history(state.requested.ticket)
        return number_at_tsanet(number_of(history[0].position), state.id)

    # -- from there to here

    @rpc(expected_exceptions=Refused)
    def tsanet_notice(self, headers: Mapping[str, str], body: str) -> Told:
        """A ping: no more than that there is something to be read. A refusal makes TSANet send it again."""
        token = self._must_link().hook.read(headers, body)
        self._follow_up(token)
        return {"token": token}

    @every(MINUTE)
    def poll_tsanet(self) -> None:
        """Pings get lost: what happened is found all the same."""
        if self.link is not None:
            self._polled(self.link)

    @rpc(expected_exceptions=Refused)
    def look_at_tsanet(self, context: dict[str, Any]) -> Told:
        """At once what is else done each minute; as `tsanet_status`."""
        Context.load(context).must_have(*STAFF)
        self._polled(self._must_link())
        return self._status()

    @rpc(expected_exceptions=Refused)
    def tsanet_status(self, context: dict[str, Any]) -> Told:
        """{member, url, user, asked_at: of this process's last look, wrong: what could not be done in it, cases}."""
        Context.load(context).must_have(*STAFF)
        return self._status()

    def _status(self) -> Told:
        link = self.link
        if link is None:
            return {"member": False}
        told = {"url": self.settings.tsanet, "user": self.settings.tsanet_user, "cases": link.seen.cases}
        return {"member": True, **told, "asked_at": _iso(link.seen.at), "wrong": list(link.seen.wrong)}

    @rpc(expected_exceptions=Refused)
    def partners(self, name: str, context: dict[str, Any]) -> list[Told]:
        """[{company, department, document, to: as which it is handed a ticket}]; empty where we are no member."""
        Context.load(context).must_have(*STAFF)
        if self.link is None:
            return []
        found = self.link.cases.partners(name)
        return [{**vars(each), "to": receiver_named(each.company, each.document)} for each in found]

    def _partner_form(self, document: str) -> tuple[Question, ...]:
        """What the partner wants to know; `document` as `partners` tells it."""
        asked = self._must_link().cases.form(document)
        return tuple(Question(each.name, each.label, each.kind, each.required, each.options) for each in asked)

    def _polled(self, link: Link) -> None:
        """One case that cannot be read holds up no other, and is looked at again next time."""
        wrong: list[str] = []
        try:
            link.hook.subscribe()
        except Refused as no:
            wrong.append(f"{no.code} {no.detail}")
        link.seen.missed.update(self._open_here(link))
        looked_at = 0
        try:
            for token in sorted({*link.seen.missed, *link.cases.waiting()}):
                looked_at += 1
                self._looked_at(link, token, wrong)
        except Refused as no:
            wrong.append(f"{no.code} {no.detail}")
        link.seen.note(self.clock.now(), looked_at, wrong)

    def _open_here(self, link: Link) -> list[str]:
        """At the first look: what ended there while the store was down for longer than TSANet is asked about."""
        if link.seen.at is not None:
            return []
        with self.views.begin() as db:
            return [str(each["token"]) for each in handovers.open_at_tsanet(db)]

    def _looked_at(self, link: Link, token: str, wrong: list[str]) -> None:
        link.seen.missed.add(token)
        try:
            self._follow_up(token)
        except Refused as no:
            wrong.append(f"{token[:40]}: {no.code} {no.detail}")
            if not isinstance(no, Missing):
                return
        except Exception as broken:  # what one partner wrote must not end the look at all others
            logger.exception("a case at TSANet could not be looked at")
            wrong.append(f"{token[:40]}: {type(broken).__name__}")
            return
        link.seen.missed.discard(token)

    def _follow_up(self, token: str) -> None:
        self._reconcile(self._must_link().cases.case(token))

    def _reconcile(self, case: Case, id: str = "") -> None:
        """What is refused here has been overtaken: both sides did something at the same time, and ours counts."""
        id = id or self._handover_of(case)
        state = self.log.fold(handover, id) if id else None
        if not isinstance(state, Handover):
            return
        for key, command in news(case, state):
            self._as_tsanet(id, key, command)
        after = self.log.fold(handover, id)
        if case.ours and after.phase in ("returned", "closed") and case.status in ("OPEN", "ACCEPTED"):
            self._must_link().cases.close(case.token)

    def _handover_of(self, case: Case) -> str:
        """Empty: none of ours, or it came and went before anybody here heard of it."""
        if not case.ours:
            id = str(uuid.uuid5(NAMES, f"handover {case.token}"))
            known = isinstance(self.log.fold(handover, id), Handover)
            if not known and case.status in ("OPEN", "INFORMATION"):
                self._take_in(case, id)
            return id
        with self.views.begin() as db:
            found = handovers.at_tsanet(db, case.token)
        return str(found["id"]) if found else ""

    def _take_in(self, case: Case, id: str) -> None:
        """A partner's request becomes a ticket of the partner's that is handed to the store's desk."""
        company, named = f"{PARTNER}{case.company}", str(uuid.uuid5(NAMES, f"ticket {case.token}"))
        summary = " ".join(case.summary.split())[:LONGEST_SUMMARY] or case.their_case or case.number
        opening = OpenTicket(
            ticket=named,
            subject=company,
            holder=company,
            **dict.fromkeys(("product", "publisher", "plan", "tag", "digest"), ""),
            priority=case.priority,
            summary=summary,
            description=case.description[:LONGEST_TEXT] or summary,
            attachments=(),
            entitlement=Entitlement("", "", None, ""),
            terms=self._terms("", "", ""),
            owner=company,
            channel="tsanet",
            calendars=self._calendars(STORE),
        )
        self._give(named, opening, self._by_tsanet(f"{case.token} ticket"))
        between = (id, named, company, company, STORE, "tsanet")
        request = RequestHandover(*between, due=case.respond_by, partner=case.token)
        self.log.execute(handover, id, request, self._by_tsanet(f"{case.token} handover"))

    # -- how

    def _note(self, id: str, command: Command, effect: Attempt) -> None:
        cause = effect.cause()
        key = cause.new_id(f"{effect.id} {type(command).__name__}")
        self.log.execute(handover, id, command, replace(cause, command_id=key))

    def _as_tsanet(self, id: str, key: str, command: Command) -> None:
        try:
            self.log.execute(handover, id, command, self._by_tsanet(f"{id} {key}"))
        except Unavailable:
            raise
        except Refused:
            return

    def _by_tsanet(self, key: str) -> Context:
        by = Context("tsanet", TSANET, self.clock.now())
        return replace(by, command_id=by.new_id(key))

    def _must_link(self) -> Link:
        if self.link is None:
            raise Unavailable("tsanet-no-member")
        return self.link


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
