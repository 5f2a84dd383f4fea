"""An invoice as its events tell it: what it asks for, what came of it, and what is still owed either way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from services.billing.events import (
    CreditApplied,
    CreditNoteIssued,
    CreditRestored,
    DisputeClosed,
    DisputeOpened,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    InvoicePrepared,
    InvoiceWrittenOff,
    OverpaymentReceived,
    PaymentActionNeeded,
    PaymentDeclined,
    PaymentRequested,
    PaymentUnknown,
    RefundFailed,
    RefundIssued,
    TaxAsked,
    TaxBooked,
    TaxCalculated,
    TaxTakenBack,
    TransferTakenBack,
    WriteOffReversed,
)
from vocabulary.money import Money, nothing, total

Event: TypeAlias = (
    TaxAsked
    | InvoicePrepared
    | TaxCalculated
    | TaxBooked
    | TaxTakenBack
    | InvoiceIssued
    | PaymentRequested
    | InvoiceOverdue
    | InvoicePaid
    | OverpaymentReceived
    | TransferTakenBack
    | PaymentDeclined
    | PaymentActionNeeded
    | PaymentUnknown
    | CreditApplied
    | CreditNoteIssued
    | CreditRestored
    | RefundIssued
    | RefundFailed
    | InvoiceWrittenOff
    | WriteOffReversed
    | DisputeOpened
    | DisputeClosed
)


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Waiting:
    """Until the payment company has said what its taxes are."""

    asked: TaxAsked


@dataclass(frozen=True)
class Prepared:
    """Without a number yet."""

    bill: InvoicePrepared
    calculation: str = ""  # taxcalc_… at the payment company; empty: its taxes are the store's own


@dataclass(frozen=True)
class Refund:
    """Money that goes back: of a credit note, or of what was paid too much."""

    amount: Money
    method: str  # card | transfer: how it came
    payment: str  # the reference that it came under
    standing: str = "due"  # due | sent | failed
    sent: str = ""  # the reference under which it was


@dataclass(frozen=True)
class Came:
    """Money, by its reference: what was owed of it, and what nobody owed."""

    amount: Money
    on: date
    method: str  # card | transfer | credit


@dataclass(frozen=True)
class Issued:
    """`standing` is of the payment: idle | requested | declined | action_needed | unknown."""

    bill: InvoicePrepared
    number: str
    on: date
    attempt: int  # of charging a card; 0: none yet
    standing: str
    overdue: bool = False
    paid: InvoicePaid | None = None
    payments: Mapping[str, Came] = field(default_factory=dict)  # all that came, by reference
    taken_back: tuple[TransferTakenBack, ...] = ()  # of that: transfers that are recorded no more
    applied: CreditApplied | None = None
    credits: Mapping[str, CreditNoteIssued] = field(default_factory=dict)
    restored: Mapping[str, Money] = field(default_factory=dict)  # to the customer's credit, by credit note
    refunds: Mapping[str, Refund] = field(default_factory=dict)
    written_off: InvoiceWrittenOff | None = None
    after_write_off: bool = False  # it was paid after all
    disputes: Mapping[str, DisputeOpened] = field(default_factory=dict)
    closed: Mapping[str, DisputeClosed] = field(default_factory=dict)
    calculation: str = ""  # as of Prepared
    tax_booked: str = ""  # tax_… there
    tax_booked_again: bool = False  # after a write-off that was paid after all
    tax_taken_back: Mapping[str, str] = field(default_factory=dict)  # tax_… by credit note, write_off_of, lost_in
    calculated_anew: bool = False  # `calculation` is one that was made after its issue, with the same taxes

    @property
    def currency(self) -> str:
        return self.bill.total.currency

    @property
    def due(self) -> date:
        """The day until which it is asked for; later than its paper says, where a transfer was taken back."""
        return self.due_again or self.bill.due

    @property
    def due_again(self) -> date | None:
        return next((each.due for each in reversed(self.taken_back) if each.due), None)

    @property
    def credited(self) -> Money:
        """Net and tax of all credit notes."""
        return total((each.total for each in self.credits.values()), self.currency)

    @property
    def left(self) -> Money:
        """What the credit notes left of it."""
        return self.bill.total - self.credited

    @property
    def creditable(self) -> Money:
        """What a credit note may take back of it: what a lost dispute took, the customer has already."""
        return self.left - self.lost_in_disputes

    @property
    def from_credit(self) -> Money:
        """What the customer's credit pays of it, without what credit notes gave back."""
        applied = self.applied.amount if self.applied else nothing(self.currency)
        return applied - total(self.restored.values(), self.currency)

    @property
    def rest(self) -> Money:
        """What is left, and no credit pays."""
        return self.left - self.from_credit

    @property
    def owed(self) -> Money:
        """By the customer."""
        return nothing(self.currency) if self.paid or self.written_off else self.rest

    @property
    def tax_to_book_again(self) -> bool:
        """What was written off, and taken back at the payment company, was paid after all."""
        gone = write_off_of(self.bill.invoice) in self.tax_taken_back
        return gone and self.written_off is None and not self.tax_booked_again

    @property
    def tax_taken_back_by_credits(self) -> Money:
        taken = (each.total for id, each in self.credits.items() if id in self.tax_taken_back)
        return total(taken, self.currency)

    @property
    def tax_never_written_off(self) -> Money:
        """What credit paid of what was written off, and is to be booked again: the payment company counts it still."""
        applied = self.applied.amount if self.applied else nothing(self.currency)
        taken = (amount for id, amount in self.restored.items() if id in self.tax_taken_back)
        return applied - total(taken, self.currency)

    @property
    def disputed(self) -> bool:
        return bool(self.disputes.keys() - self.closed.keys())

    @property
    def lost(self) -> bool:
        return bool(self.lost_disputes)

    @property
    def lost_disputes(self) -> Mapping[str, DisputeClosed]:
        return {id: each for id, each in self.closed.items() if not each.won}

    @property
    def lost_in_disputes(self) -> Money:
        """Net and tax that lost disputes took of it; what they took beside was paid twice."""
        return total((each.net + each.tax for each in self.lost_disputes.values()), self.currency)

    @property
    def state(self) -> str:
        """open | paid | overdue | declined | action_needed | unknown | written_off | credited."""
        if not self.left.amount:
            return "credited"
        if self.paid:
            return "paid"
        if self.written_off:
            return "written_off"
        if self.standing in ("declined", "action_needed", "unknown"):
            return self.standing
        return "overdue" if self.overdue else "open"


State: TypeAlias = Absent | Waiting | Prepared | Issued


def evolve(state: State, event: Event) -> State:
    match state, event:
        case _, TaxAsked():
            return Waiting(event)
        case _, InvoicePrepared():
            return Prepared(event)
        case Prepared(), TaxCalculated(calculation=calculation):
            return replace(state, calculation=calculation)
        case Prepared(bill), InvoiceIssued(number=number, on=on, payment=payment):
            charged = payment == "card"
            standing = "requested" if charged else "idle"
            return Issued(bill, number, on, int(charged), standing, calculation=state.calculation)
        case Issued(), _:
            return after(state, event)
        case _:
            return state


def after(state: Issued, event: Event) -> Issued:
    match event:
        case PaymentRequested(attempt=attempt):
            return replace(state, attempt=attempt, standing="requested")
        case PaymentDeclined():
            return replace(state, standing="declined")
        case PaymentActionNeeded():
            return replace(state, standing="action_needed")
        case PaymentUnknown():
            return replace(state, standing="unknown")
        case InvoiceOverdue():
            return replace(state, overdue=True)
        case InvoicePaid():
            return replace(state, paid=event, standing="idle", payments=_came(state, event))
        case InvoiceWrittenOff():
            return replace(state, written_off=event)
        case WriteOffReversed():
            return replace(state, written_off=None, after_write_off=True)
        case DisputeOpened(dispute=dispute):
            return replace(state, disputes={**state.disputes, dispute: event})
        case DisputeClosed(dispute=dispute):
            return replace(state, closed={**state.closed, dispute: event})
        case _:
            return _moved(state, event)


def _moved(state: Issued, event: Event) -> Issued:
    """What goes back to the customer."""
    match event:
        case CreditNoteIssued(credit_note=id):
            credited = replace(state, credits={**state.credits, id: event})
            if not event.refunded or state.paid is None:
                return credited
            return _with(credited, id, Refund(event.total, state.paid.method, state.paid.reference))
        case TransferTakenBack():
            return _without(state, event)
        case OverpaymentReceived(overpayment=id):
            received = replace(state, payments=_came(state, event))
            return _with(received, id, Refund(event.amount, event.method, event.reference))
        case CreditApplied():
            return replace(state, applied=event)
        case CreditRestored(credit_note=id, amount=amount):
            return _restored(state, id, amount)
        case RefundIssued(credit_note=id, reference=reference):
            return _with(state, id, replace(state.refunds[id], standing="sent", sent=reference))
        case RefundFailed(credit_note=id):
            return _with(state, id, replace(state.refunds[id], standing="failed"))
        case _:
            return _taxed(state, event)


def _taxed(state: Issued, event: Event) -> Issued:
    """What the payment company has of its taxes."""
    match event:
        case TaxCalculated(calculation=calculation):
            return replace(state, calculation=calculation, calculated_anew=True)
        case TaxBooked(transaction=transaction):
            return replace(state, tax_booked=transaction, tax_booked_again=bool(state.tax_booked))
        case TaxTakenBack(credit_note=id, transaction=transaction):
            return replace(state, tax_taken_back={**state.tax_taken_back, id: transaction})
        case _:
            return state


def _came(state: Issued, event: InvoicePaid | OverpaymentReceived) -> Mapping[str, Came]:
    before = state.payments.get(event.reference)
    amount = event.amount + before.amount if before else event.amount
    return {**state.payments, event.reference: Came(amount, event.on, event.method)}


def _without(state: Issued, event: TransferTakenBack) -> Issued:
    """As if it had not come; what was paid by it is asked for anew, until a later day."""
    payments = {reference: came for reference, came in state.payments.items() if reference != event.reference}
    refunds = {id: refund for id, refund in state.refunds.items() if id != event.overpayment}
    after = replace(state, payments=payments, refunds=refunds, taken_back=(*state.taken_back, event))
    return replace(after, paid=None, overdue=False) if event.due else after


def write_off_of(invoice: str) -> str:
    """What its write-off is called where the tax is taken back."""
    return f"{invoice}-written-off"


def lost_in(invoice: str, dispute: str) -> str:
    """What a lost dispute is called where the tax is taken back."""
    return f"{invoice}-lost-{dispute}"


def _restored(state: Issued, id: str, amount: Money) -> Issued:
    """The rest of the credit note's money goes back the way it came; where there is none, nothing does."""
    refunds, refund = dict(state.refunds), state.refunds.get(id)
    if refund is not None:
        refunds[id] = replace(refund, amount=refund.amount - amount)
        if not refunds[id].amount.amount:
            del refunds[id]
    return replace(state, restored={**state.restored, id: amount}, refunds=refunds)


def _with(state: Issued, id: str, refund: Refund) -> Issued:
    return replace(state, refunds={**state.refunds, id: refund})
