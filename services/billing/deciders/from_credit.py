"""The part of an invoice that its customer's credit pays, and what of it a credit note gives back."""

from eventlog.decider import Context
from services.billing.deciders.invoice_state import Event, Issued
from services.billing.events import CreditApplied, CreditNoteIssued, CreditRestored, InvoicePaid, InvoicePrepared
from vocabulary.money import Money, nothing

BY_CREDIT = "credit"


def applied(bill: InvoicePrepared, balance: Money, by: Context) -> list[Event]:
    """At its issue; what is covered as a whole is paid by that."""
    amount = min(balance, bill.total, key=lambda money: money.amount)
    whose = (bill.invoice, bill.holder, bill.subscription)
    covered = [_covered(bill, by)] if amount == bill.total else []
    return [CreditApplied(*whose, amount, by.today), *covered] if amount.amount else []


def restored(note: CreditNoteIssued, state: Issued, by: Context) -> list[Event]:
    """What money has paid, or was still to pay, is taken back first, and then what credit has paid.

    A lost dispute took of the money, too.
    """
    left = state.creditable - note.total
    back = state.from_credit - left
    kept = min(state.from_credit, left, key=lambda money: money.amount)
    events: list[Event] = []
    if back.amount > 0:
        events.append(CreditRestored(note.invoice, note.credit_note, note.holder, back, by.today))
    if state.paid is None and kept.amount and kept == left:
        events.append(_covered(state.bill, by))
    return events


def _covered(bill: InvoicePrepared, by: Context) -> InvoicePaid:
    """No money came."""
    zero, whose = nothing(bill.total.currency), (bill.invoice, bill.holder, bill.subscription)
    return InvoicePaid(*whose, zero, BY_CREDIT, f"{BY_CREDIT}-{bill.invoice}", zero, by.today)
