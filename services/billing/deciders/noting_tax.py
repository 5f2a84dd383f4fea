"""What the payment company has of an invoice's taxes: booked at its issue, taken back by what is owed no more."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Missing
from services.billing.deciders.invoice_state import Event, Issued, lost_in, write_off_of
from services.billing.events import TaxBooked, TaxCalculated, TaxTakenBack


@dataclass(frozen=True)
class NoteTaxBooked:
    """At its issue, or again: what was written off was paid after all."""

    transaction: str


@dataclass(frozen=True)
class NoteTaxTakenBack:
    credit_note: str  # or `write_off_of` the invoice, or `lost_in` a dispute
    transaction: str


@dataclass(frozen=True)
class NoteTaxCalculated:
    """Once more, with the same taxes: the company does not keep the first calculation for ever."""

    calculation: str


Command: TypeAlias = NoteTaxBooked | NoteTaxTakenBack | NoteTaxCalculated


def decide(command: Command, state: Issued, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-charge")
    match command:
        case NoteTaxBooked(transaction):
            wanted = not state.tax_booked or state.tax_to_book_again
            return [TaxBooked(state.bill.invoice, transaction)] if wanted else []
        case NoteTaxTakenBack(credit_note, transaction):
            if credit_note not in _taken(state):
                raise Missing("credit-note-unknown")
            known = credit_note in state.tax_taken_back
            return [] if known else [TaxTakenBack(state.bill.invoice, credit_note, transaction)]
        case NoteTaxCalculated(calculation):
            known = state.calculated_anew or not state.calculation
            return [] if known else [TaxCalculated(state.bill.invoice, calculation)]


def _taken(state: Issued) -> set[str]:
    """What can have taken some of its tax back. A write-off may be reversed by now."""
    id = state.bill.invoice
    return {*state.credits, write_off_of(id), *(lost_in(id, dispute) for dispute in state.lost_disputes)}
