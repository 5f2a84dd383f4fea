"""What our side of a handover does is told at TSANet, each once; it waits while TSANet is away."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from eventlog.amqp import effect
from eventlog.outbox import Attempt
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused, Unavailable
from services.support.deciders.handover import Command, ExchangeNote, NoteDelivered, RefuseHandover, handover
from services.support.deciders.handover_state import Handover
from services.support.deciders.ticket import ticket
from services.support.deciders.ticket_state import Ticket
from services.support.events import HandoverRequested
from services.support.policies.tsanet import LANES, LAST, is_ours, number_at_tsanet, token_of
from services.support.ports import Case
from services.support.service.cases_at_tsanet import CasesAtTSANet
from services.support.service.telling_tsanet import answers_of, described, say
from services.support.service.ticketing import number_of


class SendingToTSANet(CasesAtTSANet):
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
        token = token_of(state) or self._token_there(state)
        if not token:
            return
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

    def _token_there(self, state: Handover) -> str:
        """Of a case whose answer may have been lost before we took it back; empty: it never came so far."""
        if not state.is_over:
            raise Unavailable("tsanet-not-delivered", state.id)
        found = self._must_link().cases.opened(self._number_at_tsanet(state))
        return found.token if found else ""

    def _number_at_tsanet(self, state: Handover) -> str:
        history = self._history(state.requested.ticket)
        return number_at_tsanet(number_of(history[0].position), state.id)

    def _note(self, id: str, command: Command, effect: Attempt) -> None:
        cause = effect.cause()
        key = cause.new_id(f"{effect.id} {type(command).__name__}")
        self.log.execute(handover, id, command, replace(cause, command_id=key))
