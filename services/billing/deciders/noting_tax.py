"""What the payment company has of an invoice's taxes: booked when it is issued, and taken back by its credit notes."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Missing
from services.billing.deciders.invoice_state import Event, Issued
from services.billing.events import TaxBooked, TaxTakenBack


@dataclass(frozen=True)
class NoteTaxBooked:
    transaction: str


@dataclass(frozen=True)
class NoteTaxTakenBack:
    credit_note: str
    transaction: str


Command: TypeAlias = NoteTaxBooked | NoteTaxTakenBack


def decide(command: Command, state: Issued, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-charge")
    match command:
        case NoteTaxBooked(transaction):
            return [] if state.tax_booked else [TaxBooked(state.bill.invoice, transaction)]
        case NoteTaxTakenBack(credit_note, transaction):
            if credit_note not in state.credits:
                raise Missing("credit-note-unknown")
            known = credit_note in state.tax_taken_back
            return [] if known else [TaxTakenBack(state.bill.invoice, credit_note, transaction)]
