"""An invoice and its payment: by a card that is charged, declined and tried again, or by a transfer."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.billing.deciders.invoice_state import Came, Event, Issued
from services.billing.events import (
    InvoiceOverdue,
    InvoicePaid,
    InvoiceWrittenOff,
    OverpaymentReceived,
    PaymentActionNeeded,
    PaymentDeclined,
    PaymentRequested,
    PaymentUnknown,
    WriteOffReversed,
)
from vocabulary.money import Money, nothing

RETRY_DAYS = (1, 3, 5, 7)  # after issue
METHODS = ("card", "transfer")
UNDER_WAY = ("requested", "unknown")


@dataclass(frozen=True)
class RecordPayment:
    """`fee` is what the payment company keeps, in whichever currency; `on` None: today."""

    amount: Money
    method: str  # card | transfer
    reference: str
    fee: Money
    on: date | None = None


@dataclass(frozen=True)
class NoteDecline:
    attempt: int
    code: str
    reference: str


@dataclass(frozen=True)
class NoteAction:
    """The customer's bank wants the customer to confirm."""

    attempt: int
    reference: str


@dataclass(frozen=True)
class NoteUnknown:
    attempt: int


@dataclass(frozen=True)
class RetryPayment:
    """`attempt` is the one that is to be made; nothing where it was made."""

    attempt: int


@dataclass(frozen=True)
class PayInvoice:
    """The customer wants it charged now."""


@dataclass(frozen=True)
class MarkOverdue:
    pass


Command: TypeAlias = RecordPayment | NoteDecline | NoteAction | NoteUnknown | RetryPayment | PayInvoice | MarkOverdue


def decide(command: Command, state: Issued, by: Context) -> list[Event]:
    match command:
        case PayInvoice():
            return _pay(state, by)
        case RecordPayment():
            return _record(command, state, by)
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-payment")
    return _noted(command, state, by) if state.owed.amount else []


def _pay(state: Issued, by: Context) -> list[Event]:
    by.must_act_for(state.bill.holder, "owner", "billing")
    if not state.owed.amount:
        raise Conflicting("nothing-owed")
    if state.standing == "unknown":
        raise Conflicting("payment-under-way")
    return [] if state.standing == "requested" else [_requested(state, state.attempt + 1, by)]


def _requested(state: Issued, attempt: int, by: Context) -> PaymentRequested:
    return PaymentRequested(state.bill.invoice, state.bill.holder, state.bill.subscription, attempt, by.actor)


def _noted(command: Command, state: Issued, by: Context) -> list[Event]:
    bill = (state.bill.invoice, state.bill.holder, state.bill.subscription)
    match command:
        case MarkOverdue():
            return [] if state.overdue or _has_days_left(state, by.today) else [InvoiceOverdue(*bill, state.due)]
        case RetryPayment(attempt):
            due = state.standing == "declined" and attempt > state.attempt
            return [_requested(state, attempt, by)] if due else []
        case NoteDecline(attempt, code, reference) if _waits(attempt, state, *UNDER_WAY, "action_needed"):
            return [PaymentDeclined(*bill, attempt, code, reference, next_try(state, by.today))]
        case NoteAction(attempt, reference) if _waits(attempt, state, *UNDER_WAY):
            return [PaymentActionNeeded(*bill, attempt, reference)]
        case NoteUnknown(attempt) if _waits(attempt, state, "requested"):
            return [PaymentUnknown(*bill, attempt)]
        case _:
            return []


def _has_days_left(state: Issued, today: date) -> bool:
    """What was asked for anew is late once that day has passed, and not the one before."""
    return state.due_again is not None and today <= state.due_again


def _waits(attempt: int, state: Issued, *standings: str) -> bool:
    """What is told of an earlier attempt, or again, or after the answer, says nothing new."""
    return attempt == state.attempt and state.standing in standings


def next_try(state: Issued, today: date) -> date | None:
    """The day on which the card is charged again; None: not by itself any more."""
    if state.bill.payment != "card" or not state.bill.publisher:  # a top-up is asked for once
        return None
    days = (state.on + timedelta(days=each) for each in RETRY_DAYS)
    return next((day for day in days if day > today), None)


def _record(command: RecordPayment, state: Issued, by: Context) -> list[Event]:
    """Money that has come is booked, whatever it was for; what nobody owes goes back."""
    if not by.actor.startswith("policy:"):
        by.must_have("finance")
    if command.reference in state.payments:
        _must_be_the_same(command, state.payments[command.reference], by)
        return []
    _must_be_money(command, state, by)
    due = nothing(state.currency) if state.paid else state.rest
    if command.amount.amount < due.amount:
        raise Invalid("amount-differs", str(due))
    events: list[Event] = []
    if due.amount and state.written_off:
        events.append(_reversed(state.written_off, by))
    if due.amount:
        events.append(_paid(command, due, state, by))
    if command.amount != due:
        events.append(_overpaid(command, due, state, by))
    return events


def _must_be_the_same(command: RecordPayment, came: Came, by: Context) -> None:
    """Banks give the reference that the customer wrote, the invoice's number perhaps, however often it paid."""
    if command.method == "transfer" and (command.amount, command.on or by.today) != (came.amount, came.on):
        raise Conflicting("reference-recorded", f"{came.amount}, {came.on}")


def _must_be_money(command: RecordPayment, state: Issued, by: Context) -> None:
    if command.method not in METHODS:
        raise Invalid("method-unknown", command.method[:40])
    if not command.reference.strip():
        raise Invalid("reference-missing")
    if command.amount.currency != state.currency:
        raise Invalid("currency-differs", state.currency)
    if command.amount.amount <= 0 or command.fee.amount < 0:
        raise Invalid("amount-invalid")
    if command.on is not None and not state.on <= command.on <= by.today:
        raise Invalid("day-invalid", f"{state.on} to {by.today}")


def _reversed(gone: InvoiceWrittenOff, by: Context) -> WriteOffReversed:
    amounts = (gone.net, gone.tax, gone.total, gone.publisher_share)
    return WriteOffReversed(gone.invoice, gone.holder, gone.subscription, gone.publisher, *amounts, by.today)


def _paid(command: RecordPayment, due: Money, state: Issued, by: Context) -> InvoicePaid:
    return InvoicePaid(
        invoice=state.bill.invoice,
        holder=state.bill.holder,
        subscription=state.bill.subscription,
        amount=due,
        method=command.method,
        reference=command.reference,
        fee=command.fee,
        on=command.on or by.today,
    )


def _overpaid(command: RecordPayment, due: Money, state: Issued, by: Context) -> OverpaymentReceived:
    return OverpaymentReceived(
        overpayment=by.new_id("overpayment"),
        invoice=state.bill.invoice,
        holder=state.bill.holder,
        subscription=state.bill.subscription,
        amount=command.amount - due,
        method=command.method,
        reference=command.reference,
        fee=nothing(command.fee.currency) if due.amount else command.fee,
        on=command.on or by.today,
    )
