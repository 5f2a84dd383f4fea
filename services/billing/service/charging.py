"""Charges and refunds by the payment company: looked up before anything is sent again, and noted on their invoices."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import effect
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.refusal import Conflicting, Missing, Refused, Unavailable
from services.billing.deciders.invoice import (
    Issued,
    NoteAction,
    NoteDecline,
    NoteRefund,
    NoteRefundFailed,
    NoteUnknown,
    PayInvoice,
    RecordPayment,
    invoice,
)
from services.billing.policies import credit as beside
from services.billing.policies import payments as policies
from services.billing.ports import Charge, NotReached, NotTaken, Payment, Refund, Unanswered
from services.billing.service.cards import KeptCards, asking
from services.billing.service.turns import TurnByTurn
from vocabulary.money import nothing

CARD = "card"
ASKED_FOR = ("requested", "unknown")
AT_ONCE = 8  # charges of each lane that wait for the payment company: as many as there are connections to it, in all
OPEN = ("action", "declined")  # what the customer could still bring to an end at the bank


def in_every_lane(method: Any) -> Any:
    for lane in policies.CHARGE:
        effect(lane, at_once=AT_ONCE, lane="invoice", marked=True)(method)
    return method


class Charging(KeptCards):
    turns = TurnByTurn()

    @rpc(expected_exceptions=Refused)
    def pay(self, invoice_id: str, context: dict[str, Any]) -> dict[str, Any]:
        """The customer wants the invoice charged to the card now."""
        by, state = Context.load(context), self._charged(invoice_id)
        by.must_act_for(state.bill.holder, "owner", "billing")
        self._must_take_cards()
        if self._paying(state.bill.holder).card is None:
            raise Conflicting("card-missing")
        return {"position": self.log.execute(invoice, invoice_id, PayInvoice(), by).position}

    @rpc(expected_exceptions=Refused)
    def confirmation_of(self, invoice_id: str) -> dict[str, Any]:
        """`url` is the bank's page where the customer confirms; empty where there is nothing to confirm."""
        state, cards = self._charged(invoice_id), self._must_take_cards()
        pays = self._paying(state.bill.holder)
        if state.standing != "action_needed" or pays.card is None:
            return {"url": ""}
        back = f"{self.settings.url}/my-content/invoices/{invoice_id}"
        by = Context("", "policy:payments", self.clock.now(), causation=f"asked for {invoice_id}")
        with asking():
            charges = cards.charges_of(pays.account, invoice_id)
            for each in charges:
                self._note_payment(each, by)
            waiting = [each for each in charges if each.attempt == state.attempt and each.state == "action"]
            return {"url": cards.confirmation(waiting[0].reference, pays.card.method, back) if waiting else ""}

    @in_every_lane
    def charge(self, effect: Attempt) -> None:
        """Once for each attempt, whatever was answered and whoever was killed: what is there already is noted."""
        id, attempt = str(effect.arguments["invoice"]), int(str(effect.arguments["attempt"]))
        if self.cards is None:
            raise Unavailable("payments-away", "there is no key of the payment company")
        with self.turns.of(id), answered():
            state = self.log.fold(invoice, id)
            if not self._is_asked_for(state, attempt):
                return
            if _is_new(state, effect) or not self._noted_before(state, attempt, effect.cause()):
                self._charge(state, attempt, effect.cause())

    @effect(policies.REFUND)
    def send_back(self, effect: Attempt) -> None:
        """What came by card goes back to it; what came by transfer is for finance to send."""
        id, credit_note = str(effect.arguments["invoice"]), str(effect.arguments["credit_note"])
        state = self.log.fold(invoice, id)
        due = state.refunds.get(credit_note) if isinstance(state, Issued) else None
        if due is None or due.method != CARD or due.standing == "sent" or self.cards is None:
            return
        with self.turns.of(due.payment), answered():
            try:
                self._note_refund(id, self.cards.refund(due.payment, credit_note, due.amount), effect.cause())
            except NotTaken as no:
                self._on_invoice(id, NoteRefundFailed(credit_note, no.code), effect.cause(), credit_note)

    @effect(policies.WITHDRAW)
    def withdraw(self, effect: Attempt) -> None:
        """Nobody is to pay at the bank what is owed no more."""
        id = str(effect.arguments["invoice"])
        state = self.log.fold(invoice, id)
        account = self._paying(state.bill.holder).account if isinstance(state, Issued) else ""
        if self.cards is None or not account or state.bill.payment != CARD or state.owed.amount:
            return
        with self.turns.of(id), answered():
            self._withdraw(self.cards.charges_of(account, id), id, effect.cause())

    def _is_asked_for(self, state: Any, attempt: int) -> bool:
        waits = isinstance(state, Issued) and state.attempt == attempt and state.standing in ASKED_FOR
        return waits and bool(state.owed.amount)

    def _noted_before(self, state: Issued, attempt: int, by: Context) -> bool:
        """Whether this attempt, or the payment itself, is there already; else earlier ones can be paid no more."""
        account = self._paying(state.bill.holder).account
        if self.cards is None or not account:
            return False
        id = state.bill.invoice
        charges = self.cards.charges_of(account, id)
        own = [each for each in charges if each.attempt == attempt or each.state == "paid"]
        for each in own:
            self._note_payment(each, by)
        if not own:
            own = [each for each in self._withdraw(charges, id, by) if each.state == "paid"]
        return bool(own)

    def _withdraw(self, charges: Iterable[Payment], id: str, by: Context) -> list[Payment]:
        """As they stand afterwards: one may have been paid in the last moment."""
        withdrawn = [self._must_take_cards().withdraw(each.reference) for each in charges if each.state in OPEN]
        for each in withdrawn:
            if each.state == "paid":
                self._note_payment(each, by)
        return withdrawn

    def _charge(self, state: Issued, attempt: int, by: Context) -> None:
        bill, pays = state.bill, self._paying(state.bill.holder)
        if self.cards is None or pays.card is None:
            self._on_invoice(bill.invoice, NoteDecline(attempt, "card-missing", ""), by, "")
            return
        whose = (bill.invoice, attempt, pays.account, pays.card.method)
        try:
            payment = self.cards.charge(Charge(*whose, state.owed, bill.subscription, state.number))
        except NotTaken as no:
            self._on_invoice(bill.invoice, NoteDecline(attempt, no.code, ""), by, no.code)
        except ValueError as unmovable:
            self._on_invoice(bill.invoice, NoteDecline(attempt, "amount-unmovable", ""), by, str(unmovable))
        except Unanswered:
            self._on_invoice(bill.invoice, NoteUnknown(attempt), by, "")
            raise
        else:
            self._note_payment(payment, by, state)

    # -- what the payment company has is noted, from wherever it was heard of

    def _note_payment(self, payment: Payment, by: Context, known: Issued | None = None) -> bool:
        """Whether it was news. What is none of ours is passed over; `known` is the invoice where it was read before."""
        if not payment.invoice:
            return False
        is_known = known is not None and known.bill.invoice == payment.invoice
        if not is_known and not isinstance(self.log.fold(invoice, payment.invoice), Issued):
            return False
        command: Any
        match payment.state:
            case "paid":
                fee = payment.fee or nothing(payment.amount.currency)
                command = RecordPayment(payment.amount, CARD, payment.reference, fee)
            case "action":
                command = NoteAction(payment.attempt, payment.reference)
            case "declined" | "withdrawn":
                command = NoteDecline(payment.attempt, payment.code, payment.reference)
            case _:
                return False
        return self._on_invoice(payment.invoice, command, by, f"{payment.reference} {payment.state}")

    def _note_refund(self, id: str, refund: Refund, by: Context) -> bool:
        command = (
            NoteRefund(refund.credit_note, CARD, refund.reference)
            if refund.state == "sent"
            else NoteRefundFailed(refund.credit_note, refund.reason)
        )
        return self._on_invoice(id, command, by, f"{refund.reference} {refund.state}")

    def _on_invoice(self, id: str, command: Any, by: Context, what: str) -> bool:
        """`what` sets apart the commands that one cause gives to one invoice."""
        named = replace(by, actor="policy:payments", command_id=by.new_id(f"{by.causation} {id} {command} {what}"))
        return bool(self.log.execute(invoice, id, command, named, also=beside.beside).events)

    def _charged(self, id: str) -> Issued:
        state = self.log.fold(invoice, id)
        if not isinstance(state, Issued):
            raise Missing("invoice-unknown")
        return state


def _is_new(state: Issued, effect: Attempt) -> bool:
    """Whether nothing of it can be there: it was never begun, and no earlier attempt could still be paid.

    A log that was put back may have lost that it was begun. Of a period that starts today that was today, and the
    payment company answers to the attempt's key as it did.
    """
    is_first = (effect.attempt, state.attempt, state.standing) == (1, 1, "requested")
    return is_first and state.bill.starts == effect.at.astimezone(UTC).date()


@contextmanager
def answered() -> Iterator[None]:
    """What the payment company does not answer is asked again later, by the outbox."""
    try:
        yield
    except (NotReached, Unanswered) as away:
        raise Unavailable("payments-away", str(away)) from away
