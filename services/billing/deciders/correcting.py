"""An invoice corrected after its issue: credit notes, money sent back, what is given up, and disputes at the bank."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.deciders.from_credit import restored
from services.billing.deciders.invoice_state import Event, Issued, Refund
from services.billing.deciders.parts import Parts, part_of
from services.billing.events import (
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    InvoiceWrittenOff,
    RefundFailed,
    RefundIssued,
)
from vocabulary.money import Money

NUMBER_TAKEN = "number-taken"
REASON = 2_000


@dataclass(frozen=True)
class IssueCreditNote:
    """`amount` with tax; None: all that is left of the invoice."""

    number: str
    amount: Money | None
    reason: str


@dataclass(frozen=True)
class NoteRefund:
    """The money of this credit note, or overpayment, was sent back."""

    credit_note: str
    method: str  # card | transfer
    reference: str


@dataclass(frozen=True)
class NoteRefundFailed:
    credit_note: str
    reason: str


@dataclass(frozen=True)
class WriteOff:
    reason: str


@dataclass(frozen=True)
class OpenDispute:
    dispute: str
    amount: Money
    fee: Money
    reason: str
    answer_until: date | None


@dataclass(frozen=True)
class CloseDispute:
    dispute: str
    won: bool


Command: TypeAlias = IssueCreditNote | NoteRefund | NoteRefundFailed | WriteOff | OpenDispute | CloseDispute


def decide(command: Command, state: Issued, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        by.must_have("finance")
    match command:
        case IssueCreditNote():
            return _credit(command, state, by)
        case WriteOff(reason):
            return _write_off(reason, state, by)
        case NoteRefund() | NoteRefundFailed():
            return _refunded(command, state, by)
        case OpenDispute() | CloseDispute():
            return _disputed(command, state, by)


def _credit(command: IssueCreditNote, state: Issued, by: Context) -> list[Event]:
    if command.amount is None and not state.left.amount:
        return []
    must_be_a_reason(command.reason)
    _must_be_creditable(state)
    amount = command.amount or state.creditable
    if amount.currency != state.currency:
        raise Invalid("currency-differs", state.currency)
    if amount.amount <= 0:
        raise Invalid("amount-invalid")
    if amount.amount > state.creditable.amount:
        raise Invalid("more-than-left", str(state.creditable))
    if any(each.number == command.number for each in state.credits.values()):
        raise Conflicting(NUMBER_TAKEN, command.number)  # its reservation is this invoice's own
    part = part_of(state.bill, state.credited + state.lost_in_disputes, amount)
    note = _credit_note(command, part, state, by)
    return [note, *restored(note, state, by)]


def must_be_a_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > REASON:
        raise Invalid("explanation-missing" if not reason.strip() else "explanation-too-long", str(REASON))


def _must_be_creditable(state: Issued) -> None:
    if state.written_off:
        raise Conflicting("written-off")
    if state.disputed:
        raise Conflicting("disputed")
    if state.lost and state.creditable.amount <= 0:
        raise Conflicting("dispute-lost")


def _credit_note(command: IssueCreditNote, part: Parts, state: Issued, by: Context) -> CreditNoteIssued:
    return CreditNoteIssued(
        credit_note=by.new_id("credit-note"),
        number=command.number,
        on=by.today,
        invoice=state.bill.invoice,
        holder=state.bill.holder,
        subscription=state.bill.subscription,
        publisher=state.bill.publisher,
        net=part.net,
        tax=part.tax,
        total=part.total,
        publisher_share=part.publisher_share,
        reason=command.reason.strip(),
        refunded=state.paid is not None,
        by=by.actor,
    )


def _write_off(reason: str, state: Issued, by: Context) -> list[Event]:
    if state.written_off:
        return []
    must_be_a_reason(reason)
    if not state.owed.amount:
        raise Conflicting("nothing-owed")
    if state.standing in ("requested", "unknown"):
        raise Conflicting("payment-under-way")
    bill, part = state.bill, part_of(state.bill, state.credited, state.owed)
    amounts = (part.net, part.tax, part.total, part.publisher_share)
    whose = (bill.invoice, bill.holder, bill.subscription, bill.publisher)
    return [InvoiceWrittenOff(*whose, *amounts, reason.strip(), by.today, by.actor)]


def _refunded(command: NoteRefund | NoteRefundFailed, state: Issued, by: Context) -> list[Event]:
    refund = state.refunds.get(command.credit_note)
    if refund is None:
        raise Missing("credit-note-unknown")
    match command:
        case NoteRefund(id, method, reference) if refund.standing != "sent":
            if not reference.strip():
                raise Invalid("reference-missing")
            whose = (id, state.bill.invoice, state.bill.holder)
            return [RefundIssued(*whose, refund.amount, method, reference, by.today)]
        case NoteRefund(method="transfer", reference=reference) if reference.strip() != refund.sent:
            raise Conflicting("sent-already", refund.sent)
        case NoteRefundFailed(id, reason) if refund.standing != "failed":
            return [_failed(id, reason, refund, state)]
        case _:
            return []


def _failed(id: str, reason: str, refund: Refund, state: Issued) -> RefundFailed:
    was_sent = refund.standing == "sent"
    return RefundFailed(id, state.bill.invoice, state.bill.holder, refund.amount, reason, was_sent)


def _disputed(command: OpenDispute | CloseDispute, state: Issued, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-payment")
    bill = state.bill
    match command:
        case OpenDispute(dispute) if dispute in state.disputes:
            return []
        case OpenDispute(dispute, amount, fee, reason, until):
            if not state.payments:
                raise Conflicting("not-paid")
            whose = (bill.invoice, dispute, bill.holder, bill.subscription, bill.publisher)
            return [DisputeOpened(*whose, amount, fee, reason, until, by.today)]
        case CloseDispute(dispute) if dispute in state.closed:
            return []
        case CloseDispute(dispute) if dispute not in state.disputes:
            raise Missing("dispute-unknown")
        case CloseDispute(dispute, won):
            return [_closed(state.disputes[dispute], won, state, by)]


def _closed(opened: DisputeOpened, won: bool, state: Issued, by: Context) -> DisputeClosed:
    """What credit notes and lost disputes took is nobody's any more, and what credit paid no bank can take.

    Of the rest alone the publisher bears a share.
    """
    gone = state.credited + state.lost_in_disputes
    borne = min(opened.amount, state.rest - state.lost_in_disputes, key=lambda money: money.amount)
    part = part_of(state.bill, gone, borne)
    return DisputeClosed(
        invoice=opened.invoice,
        dispute=opened.dispute,
        holder=opened.holder,
        subscription=opened.subscription,
        publisher=opened.publisher,
        amount=opened.amount,
        net=part.net,
        tax=part.tax,
        publisher_share=part.publisher_share,
        won=won,
        on=by.today,
    )
