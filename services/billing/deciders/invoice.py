"""An invoice: prepared from a charge, numbered in its order, then settled or corrected, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Missing
from services.billing.deciders import correcting, noting_tax, settling, taking_back
from services.billing.deciders.correcting import (
    NUMBER_TAKEN,
    CloseDispute,
    IssueCreditNote,
    NoteRefund,
    NoteRefundFailed,
    OpenDispute,
    WriteOff,
)
from services.billing.deciders.from_credit import applied
from services.billing.deciders.invoice_state import Absent, Event, Issued, Prepared, Refund, State, Waiting, evolve
from services.billing.deciders.noting_tax import NoteTaxBooked, NoteTaxCalculated, NoteTaxTakenBack
from services.billing.deciders.settling import (
    MarkOverdue,
    NoteAction,
    NoteDecline,
    NoteUnknown,
    PayInvoice,
    RecordPayment,
    RetryPayment,
)
from services.billing.deciders.taking_back import TakeBackTransfer
from services.billing.events import InvoiceIssued, InvoicePrepared, TaxAsked, TaxCalculated
from vocabulary.money import Money

__all__ = [
    "NUMBER_TAKEN",
    "Absent",
    "AskTax",
    "CloseDispute",
    "IssueCreditNote",
    "IssueFromCredit",
    "IssueInvoice",
    "Issued",
    "MarkOverdue",
    "NoteAction",
    "NoteDecline",
    "NoteRefund",
    "NoteRefundFailed",
    "NoteTaxBooked",
    "NoteTaxCalculated",
    "NoteTaxTakenBack",
    "NoteUnknown",
    "OpenDispute",
    "PayInvoice",
    "PrepareInvoice",
    "Prepared",
    "RecordPayment",
    "Refund",
    "RetryPayment",
    "TakeBackTransfer",
    "Waiting",
    "WriteOff",
    "invoice",
]


@dataclass(frozen=True)
class AskTax:
    """The payment company is to say first what its taxes are."""

    asked: TaxAsked


@dataclass(frozen=True)
class PrepareInvoice:
    """`bill` is all that it will say, made by invoicing.bill; `calculation`: the payment company's, of its taxes."""

    bill: InvoicePrepared
    calculation: str = ""


@dataclass(frozen=True)
class IssueInvoice:
    seller: str
    number: str


@dataclass(frozen=True)
class IssueFromCredit:
    """As IssueInvoice; its customer has a balance, which pays as much of it as there is."""

    seller: str
    number: str
    balance: Money


MadeOut: TypeAlias = AskTax | PrepareInvoice | IssueInvoice | IssueFromCredit
Command: TypeAlias = MadeOut | settling.Command | correcting.Command | noting_tax.Command | TakeBackTransfer


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case ((AskTax() | PrepareInvoice() | IssueInvoice() | IssueFromCredit()), _):
            return _made_out(command, state, by)
        case _, Absent():
            raise Missing("invoice-unknown")
        case _, Waiting() | Prepared():
            raise Conflicting("not-issued")
        case (
            (
                RecordPayment()
                | NoteDecline()
                | NoteAction()
                | NoteUnknown()
                | RetryPayment()
                | PayInvoice()
                | MarkOverdue()
            ),
            Issued(),
        ):
            return settling.decide(command, state, by)
        case (
            (IssueCreditNote() | NoteRefund() | NoteRefundFailed() | WriteOff() | OpenDispute() | CloseDispute()),
            Issued(),
        ):
            return correcting.decide(command, state, by)
        case TakeBackTransfer(), Issued():
            return taking_back.decide(command, state, by)
        case ((NoteTaxBooked() | NoteTaxTakenBack() | NoteTaxCalculated()), Issued()):
            return noting_tax.decide(command, state, by)
    raise TypeError(command)


def _made_out(command: MadeOut, state: State, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-charge")
    match command, state:
        case AskTax(asked), Absent():
            return [asked]
        case PrepareInvoice(bill, ""), Absent() | Waiting():
            return [bill]
        case PrepareInvoice(bill, calculation), Absent() | Waiting():
            return [bill, TaxCalculated(bill.invoice, calculation)]
        case IssueInvoice() | IssueFromCredit(), Absent() | Waiting():
            raise Missing("invoice-unknown")
        case IssueInvoice(_, number), Prepared(bill):
            return [_issued(number, bill, by)]
        case IssueFromCredit(_, number, balance), Prepared(bill):
            return [_issued(number, bill, by), *applied(bill, balance, by)]
    return []


def _issued(number: str, bill: InvoicePrepared, by: Context) -> InvoiceIssued:
    return InvoiceIssued(
        invoice=bill.invoice,
        number=number,
        on=by.today,
        holder=bill.holder,
        subscription=bill.subscription,
        publisher=bill.publisher,
        net=bill.net,
        tax=bill.tax,
        total=bill.total,
        publisher_share=bill.publisher_share,
        payment=bill.payment,
        due=bill.due,
    )


def reserves(command: Command) -> Sequence[Reservation]:
    """A number is of one invoice, or credit note, alone."""
    match command:
        case IssueInvoice(seller, number) | IssueFromCredit(seller, number):
            return [Reservation(f"invoice-number-{seller}-{number}", NUMBER_TAKEN, number)]
        case IssueCreditNote(number=number):
            return [Reservation(f"credit-note-number-{number}", NUMBER_TAKEN, number)]
        case _:
            return []


invoice: Decider[Command, State, Event] = Decider("invoice", Absent(), decide, evolve, reserves)
