"""Word of the payment company, believed only where it is read there, and what was never told, found by comparing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import effect, every
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.refusal import Forbidden, Missing, Refused
from services.billing.deciders.invoice import CloseDispute, Issued, NoteUnknown, OpenDispute, invoice
from services.billing.deciders.notice import ReceiveNotice, notice
from services.billing.policies import credit as beside
from services.billing.policies import payments as policies
from services.billing.ports import Cards, Dispute, NotTaken, Payouts, Refund
from services.billing.projections import invoices as shown
from services.billing.service.cards import PROCESSOR
from services.billing.service.charging import CARD, Charging, answered

HOUR = 3600
LOOKED_BACK = timedelta(days=1)  # what happened before was found by an earlier comparison
PAGE = 100
Found = dict[str, str]


class Payments(Charging):
    payouts: Payouts | None
    note_payout_account: Callable[[str, Context], None]  # as Payees has it

    @rpc(expected_exceptions=Refused)
    def receive_webhook(self, body: str, signature: str) -> dict[str, Any]:
        """Keeps its word, to be looked into at once; `kept`: whether it is about something of interest."""
        if self.cards is None:
            raise Missing("cards-not-taken")
        try:
            word = self.cards.notice(body.encode(), signature)
        except NotTaken as no:
            raise Forbidden("signature-wrong", no.detail) from no
        if not policies.is_heard(word.type):
            return {"kept": False}
        by = Context(word.id, f"policy:{PROCESSOR}", self.clock.now())
        self.log.execute(notice, word.id, ReceiveNotice(PROCESSOR, word.id, word.type, word.object, word.created), by)
        return {"kept": True}

    @effect(policies.READ_BACK)
    def read_back(self, effect: Attempt) -> None:
        type, thing = str(effect.arguments["type"]), str(effect.arguments["object"])
        if self.cards is None:
            return
        with answered():
            try:
                self._read_back(type, thing, self.cards, effect.cause())
            except NotTaken:
                return  # it is not there: somebody else's, or gone

    def _read_back(self, type: str, thing: str, cards: Cards, by: Context) -> None:
        if type.startswith("payment_intent."):
            with self.turns.of(thing):
                self._note_payment(cards.payment(thing), by)
        elif type.startswith("refund."):
            self._look_at_refund(cards.refund_of(thing), cards, by)
        elif type.startswith("charge.dispute."):
            self._look_at_dispute(cards.dispute(thing), cards, by)
        elif self.payouts is not None:
            publisher = self.payouts.account_state(thing).publisher
            if publisher:
                self.note_payout_account(publisher, by)

    def _look_at_refund(self, refund: Refund, cards: Cards, by: Context) -> bool:
        """Read again in its turn: what was read before may be old."""
        if not refund.invoice or not refund.credit_note:
            return False
        state = self.log.fold(invoice, refund.invoice)
        if not isinstance(state, Issued) or refund.credit_note not in state.refunds:
            return False
        with self.turns.of(refund.payment):
            return self._note_refund(refund.invoice, cards.refund_of(refund.reference), by)

    def _look_at_dispute(self, dispute: Dispute, cards: Cards, by: Context) -> bool:
        if not dispute.payment:
            return False
        with self.turns.of(dispute.payment):
            payment, latest = cards.payment(dispute.payment), cards.dispute(dispute.reference)
            if latest.state == "asked":
                return False
            if not payment.invoice or not isinstance(self.log.fold(invoice, payment.invoice), Issued):
                return False
            self._note_payment(payment, by)
            return self._note_dispute(payment.invoice, latest, by)

    def _note_dispute(self, id: str, dispute: Dispute, by: Context) -> bool:
        until = dispute.answer_until.date() if dispute.answer_until else None
        opening = OpenDispute(dispute.reference, dispute.amount, dispute.fee, dispute.reason, until)
        news = self._on_invoice(id, opening, by, dispute.reference)
        if dispute.state == "open":
            return news or self._held_late(id, dispute.reference, by)
        return self._on_invoice(id, CloseDispute(dispute.reference, dispute.state == "won"), by, dispute.state) or news

    def _held_late(self, id: str, dispute: str, by: Context) -> bool:
        """Of a dispute that was open before the store knew of holds (decision 0065); what is held already stays so."""
        state = self._charged(id)
        opened = [] if dispute in state.closed else [state.disputes[dispute]]
        named = replace(by, actor="policy:payments", command_id=by.new_id(f"{by.causation} {id} hold {dispute}"))
        held = [self.log.execute(*given, named).events for given in beside.beside(state, opened)]
        return any(held)

    # -- what was never told

    @every(HOUR)
    def compare(self) -> None:
        """Messages get lost: what is new there is found all the same."""
        if self.cards is not None:
            with answered():
                list(self._compared(self.cards, LOOKED_BACK))

    @rpc(expected_exceptions=Refused)
    def reconcile_payments(self, days: int, context: dict[str, Any]) -> list[Found]:
        """For operators and finance: what payment company and log did not agree on, and was noted.

        `what`: payment, refund, dispute (it was news here) · unknown (asked for, and not there).
        """
        Context.load(context).must_have("operator", "finance")
        cards = self._must_take_cards()
        with answered():
            return list(self._compared(cards, timedelta(days=days)))

    def _compared(self, cards: Cards, back: timedelta) -> Iterator[Found]:
        now = self.clock.now()
        by = Context(command_id="", actor="policy:compare-payments", at=now, causation=f"compared {now.isoformat()}")
        for payment in cards.payments_since(now - back):
            if self._note_payment(payment, by):
                yield _found("payment", payment.invoice, payment.reference)
        for refund in cards.refunds_since(now - back):
            if self._look_at_refund(refund, cards, by):
                yield _found("refund", refund.invoice, refund.reference)
        for dispute in cards.disputes_since(now - back):
            if self._look_at_dispute(dispute, cards, by):
                yield _found("dispute", "", dispute.reference)
        yield from self._asked_for(cards, by)

    def _asked_for(self, cards: Cards, by: Context) -> Iterator[Found]:
        """What is open here, and waits for the payment company."""
        for id, state in self._waiting():
            account = self._paying(state.bill.holder).account
            charges = cards.charges_of(account, id) if account else []
            for payment in charges:
                if self._note_payment(payment, by):
                    yield _found("payment", id, payment.reference)
            is_there = any(payment.attempt == state.attempt for payment in charges)
            if not is_there and self._on_invoice(id, NoteUnknown(state.attempt), by, ""):
                yield _found("unknown", id, "")

    def _waiting(self) -> Iterator[tuple[str, Issued]]:
        after = 0
        while True:
            with self.views.begin() as db:
                rows, _ = shown.open_ones(db, after, PAGE)
            for row in rows:
                state = self.log.fold(invoice, row.invoice)
                if isinstance(state, Issued) and state.bill.payment == CARD and state.standing != "declined":
                    yield row.invoice, state
            if len(rows) < PAGE:
                return
            after = rows[-1].position


def _found(what: str, invoice: str, reference: str) -> Found:
    return {"what": what, "invoice": invoice, "reference": reference}
