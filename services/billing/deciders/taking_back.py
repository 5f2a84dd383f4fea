"""A transfer that was recorded for the wrong invoice, or wrongly, is taken back, as long as nothing rests on it."""

from dataclasses import dataclass
from datetime import timedelta

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Missing
from services.billing.deciders.correcting import must_be_a_reason
from services.billing.deciders.invoice_state import Event, Issued
from services.billing.events import TransferTakenBack
from vocabulary.money import nothing

TRANSFER = "transfer"


@dataclass(frozen=True)
class TakeBackTransfer:
    """`days` are those that the customer has to pay from now on, where the invoice is owed again."""

    reference: str
    reason: str
    days: int


def decide(command: TakeBackTransfer, state: Issued, by: Context) -> list[Event]:
    by.must_have("finance")
    must_be_a_reason(command.reason)
    came = state.payments.get(command.reference)
    if came is None and any(each.reference == command.reference for each in state.taken_back):
        return []
    if came is None or came.method != TRANSFER:
        raise Missing("transfer-unknown", command.reference[:80])
    paid = state.paid is not None and state.paid.reference == command.reference
    if paid:
        _must_rest_nothing_on_it(state)
    too_much = _overpayment(command.reference, state)
    if too_much and state.refunds[too_much].standing == "sent":
        raise Conflicting("transfer-sent-back", state.refunds[too_much].sent)
    return [_taken_back(command, state, too_much, by)]


def _must_rest_nothing_on_it(state: Issued) -> None:
    """A month's statement never does: a publisher's share is booked as the invoice is issued."""
    if not state.bill.publisher:
        raise Conflicting("transfer-gave-credit")
    if state.disputes:
        raise Conflicting("transfer-disputed")
    if any(each.refunded for each in state.credits.values()):
        raise Conflicting("transfer-credited")
    if state.after_write_off:
        raise Conflicting("paid-after-write-off")


def _overpayment(reference: str, state: Issued) -> str:
    """What was paid too much with it; empty: nothing was."""
    beside = (id for id, each in state.refunds.items() if id not in state.credits and each.payment == reference)
    return next(beside, "")


def _taken_back(command: TakeBackTransfer, state: Issued, too_much: str, by: Context) -> TransferTakenBack:
    bill, zero = state.bill, nothing(state.currency)
    paid = state.paid if state.paid and state.paid.reference == command.reference else None
    return TransferTakenBack(
        invoice=bill.invoice,
        holder=bill.holder,
        subscription=bill.subscription,
        reference=command.reference,
        amount=paid.amount if paid else zero,
        overpayment=too_much,
        too_much=state.refunds[too_much].amount if too_much else zero,
        due=max(bill.due, by.today + timedelta(days=command.days)) if paid else None,
        reason=command.reason.strip(),
        on=by.today,
        by=by.actor,
    )
