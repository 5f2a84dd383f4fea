"""What the payment company has of an invoice's taxes: booked at its issue, taken back by credits and a write-off."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Missing
from services.billing.deciders.invoice_state import Event, Issued, write_off_of
from services.billing.events import TaxBooked, TaxTakenBack


@dataclass(frozen=True)
class NoteTaxBooked:
    """At its issue, or again: what was written off was paid after all."""

    transaction: str


@dataclass(frozen=True)
class NoteTaxTakenBack:
    credit_note: str  # or `write_off_of` the invoice
    transaction: str


Command: TypeAlias = NoteTaxBooked | NoteTaxTakenBack


def decide(command: Command, state: Issued, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-charge")
    match command:
        case NoteTaxBooked(transaction):
            wanted = not state.tax_booked or state.tax_to_book_again
            return [TaxBooked(state.bill.invoice, transaction)] if wanted else []
        case NoteTaxTakenBack(credit_note, transaction):
            if credit_note not in state.credits and credit_note != write_off_of(state.bill.invoice):
                raise Missing("credit-note-unknown")
            known = credit_note in state.tax_taken_back
            return [] if known else [TaxTakenBack(state.bill.invoice, credit_note, transaction)]
