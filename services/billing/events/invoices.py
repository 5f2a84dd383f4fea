"""What billing tells of invoices: made out, numbered, paid or not, corrected, and argued about."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from eventlog.schema import Erased, EventSchema, Record, Records
from services.billing.events.subscriptions import Line, LineSchema
from services.catalog.events import MoneySchema
from vocabulary.money import Money


@dataclass(frozen=True)
class TaxLine:
    name: str  # VAT 19 %, reverse charge …
    percent: str  # decimal: "19", "8.1"
    base: Money
    amount: Money


class TaxLineSchema(Schema):
    name = fields.String(required=True)
    percent = fields.String(required=True)
    base = Record(Money, MoneySchema, required=True)
    amount = Record(Money, MoneySchema, required=True)


@dataclass(frozen=True)
class InvoicePrepared:
    """All that an invoice says but its number, which follows the order of these events, without a gap."""

    invoice: str
    seller: str  # whose series of numbers it belongs to
    holder: str
    subject: str  # billing-<holder>
    name: str | Erased
    address: str | Erased
    email: str | Erased
    tax_id: str | Erased
    country: str
    subscription: str
    publisher: str
    product: str
    plan: str
    plan_address: str  # publisher/product/plan, as it was then
    lines: tuple[Line, ...]
    taxes: tuple[TaxLine, ...]
    net: Money
    tax: Money
    total: Money
    publisher_share: Money  # of the net amount
    payment: str  # card | invoice
    starts: date
    ends: date
    due: date


class InvoicePreparedSchema(EventSchema):
    event, stored_as = InvoicePrepared, "billing.invoice-prepared"
    personal, personal_of = ("name", "address", "tax_id", "email"), "subject"

    invoice = fields.String(required=True)
    seller = fields.String(required=True)
    holder = fields.String(required=True)
    subject = fields.String(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    email = fields.String(required=True)
    tax_id = fields.String(required=True)
    country = fields.String(required=True)
    subscription = fields.String(required=True)
    publisher = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    plan_address = fields.String(required=True)
    lines = Records(Line, LineSchema, required=True)
    taxes = Records(TaxLine, TaxLineSchema, required=True)
    net = Record(Money, MoneySchema, required=True)
    tax = Record(Money, MoneySchema, required=True)
    total = Record(Money, MoneySchema, required=True)
    publisher_share = Record(Money, MoneySchema, required=True)
    payment = fields.String(required=True)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True)
    due = fields.Date(required=True)


@dataclass(frozen=True)
class InvoiceIssued:
    invoice: str
    number: str
    on: date
    holder: str
    subscription: str
    publisher: str
    net: Money
    tax: Money
    total: Money
    publisher_share: Money
    payment: str
    due: date


class InvoiceIssuedSchema(EventSchema):
    event, stored_as = InvoiceIssued, "billing.invoice-issued"

    invoice = fields.String(required=True)
    number = fields.String(required=True)
    on = fields.Date(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    publisher = fields.String(required=True)
    net = Record(Money, MoneySchema, required=True)
    tax = Record(Money, MoneySchema, required=True)
    total = Record(Money, MoneySchema, required=True)
    publisher_share = Record(Money, MoneySchema, required=True)
    payment = fields.String(required=True)
    due = fields.Date(required=True)


@dataclass(frozen=True)
class PaymentRequested:
    """The card is to be charged once more: on its day, or because the customer asks."""

    invoice: str
    holder: str
    subscription: str
    attempt: int  # 1 was the one with the invoice
    by: str


class PaymentRequestedSchema(EventSchema):
    event, stored_as = PaymentRequested, "billing.payment-requested"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    attempt = fields.Integer(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class InvoiceOverdue:
    """Its day has passed without a transfer."""

    invoice: str
    holder: str
    subscription: str
    due: date


class InvoiceOverdueSchema(EventSchema):
    event, stored_as = InvoiceOverdue, "billing.invoice-overdue"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    due = fields.Date(required=True)


@dataclass(frozen=True)
class InvoicePaid:
    """Paid in full. `fee` is what the payment company keeps."""

    invoice: str
    holder: str
    subscription: str
    amount: Money
    method: str  # card | transfer
    reference: str  # at the payment company (pi_…), or on the bank statement
    fee: Money
    on: date


class InvoicePaidSchema(EventSchema):
    event, stored_as = InvoicePaid, "billing.invoice-paid"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    method = fields.String(required=True)
    reference = fields.String(required=True)
    fee = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class OverpaymentReceived:
    """Money that nobody owed, or not any more: it goes back, as a credit note's does."""

    overpayment: str
    invoice: str
    holder: str
    subscription: str
    amount: Money
    method: str  # card | transfer
    reference: str
    fee: Money
    on: date


class OverpaymentReceivedSchema(EventSchema):
    event, stored_as = OverpaymentReceived, "billing.overpayment-received"

    overpayment = fields.String(required=True)
    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    method = fields.String(required=True)
    reference = fields.String(required=True)
    fee = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class TransferTakenBack:
    """It had been recorded by mistake: no such money came for this invoice."""

    invoice: str
    holder: str
    subscription: str
    reference: str  # under which it was recorded, and may be again
    amount: Money  # that was owed, and is again; nothing where nobody owed it
    overpayment: str  # that was part of it; empty: none
    too_much: Money  # as that says, and goes back no more
    due: date | None  # until when the invoice is to be paid now; None: nothing is owed by this
    reason: str  # finance's own
    on: date
    by: str


class TransferTakenBackSchema(EventSchema):
    event, stored_as = TransferTakenBack, "billing.transfer-taken-back"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    reference = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    overpayment = fields.String(required=True)
    too_much = Record(Money, MoneySchema, required=True)
    due = fields.Date(required=True, allow_none=True)
    reason = fields.String(required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class PaymentDeclined:
    invoice: str
    holder: str
    subscription: str
    attempt: int  # 1 is the first
    code: str  # the payment company's: card_declined, insufficient_funds …
    reference: str
    next_try: date | None


class PaymentDeclinedSchema(EventSchema):
    event, stored_as = PaymentDeclined, "billing.payment-declined"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    attempt = fields.Integer(required=True)
    code = fields.String(required=True)
    reference = fields.String(required=True)
    next_try = fields.Date(required=True, allow_none=True)


@dataclass(frozen=True)
class PaymentActionNeeded:
    """The customer's bank wants the customer to confirm (3-D Secure)."""

    invoice: str
    holder: str
    subscription: str
    attempt: int
    reference: str  # pi_…: where to confirm is asked for when it is wanted


class PaymentActionNeededSchema(EventSchema):
    event, stored_as = PaymentActionNeeded, "billing.payment-action-needed"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    attempt = fields.Integer(required=True)
    reference = fields.String(required=True)


@dataclass(frozen=True)
class PaymentUnknown:
    """Sent, and never answered: asked for, and not sent again before that is known."""

    invoice: str
    holder: str
    subscription: str
    attempt: int


class PaymentUnknownSchema(EventSchema):
    event, stored_as = PaymentUnknown, "billing.payment-unknown"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    attempt = fields.Integer(required=True)


@dataclass(frozen=True)
class CreditNoteIssued:
    """What is taken back of an invoice; where it was paid, the money goes back, too."""

    credit_note: str
    number: str
    on: date
    invoice: str
    holder: str
    subscription: str
    publisher: str
    net: Money
    tax: Money
    total: Money
    publisher_share: Money
    reason: str
    refunded: bool  # the money goes back; else it was never paid
    by: str


class CreditNoteIssuedSchema(EventSchema):
    event, stored_as = CreditNoteIssued, "billing.credit-note-issued"

    credit_note = fields.String(required=True)
    number = fields.String(required=True)
    on = fields.Date(required=True)
    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    publisher = fields.String(required=True)
    net = Record(Money, MoneySchema, required=True)
    tax = Record(Money, MoneySchema, required=True)
    total = Record(Money, MoneySchema, required=True)
    publisher_share = Record(Money, MoneySchema, required=True)
    reason = fields.String(required=True)
    refunded = fields.Boolean(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class RefundIssued:
    """The money of a credit note is on its way back, or what was paid too much."""

    credit_note: str  # or the id of the overpayment
    invoice: str
    holder: str
    amount: Money
    method: str  # card | transfer
    reference: str
    on: date


class RefundIssuedSchema(EventSchema):
    event, stored_as = RefundIssued, "billing.refund-issued"

    credit_note = fields.String(required=True)
    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    method = fields.String(required=True)
    reference = fields.String(required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class RefundFailed:
    """The payment company could not send it back; it is to be sent another way."""

    credit_note: str
    invoice: str
    holder: str
    amount: Money
    reason: str
    was_sent: bool  # it had left, and is here again


class RefundFailedSchema(EventSchema):
    event, stored_as = RefundFailed, "billing.refund-failed"

    credit_note = fields.String(required=True)
    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    reason = fields.String(required=True)
    was_sent = fields.Boolean(required=True)


@dataclass(frozen=True)
class InvoiceWrittenOff:
    """What is still owed is given up."""

    invoice: str
    holder: str
    subscription: str
    publisher: str
    net: Money
    tax: Money
    total: Money
    publisher_share: Money
    reason: str
    on: date
    by: str


class InvoiceWrittenOffSchema(EventSchema):
    event, stored_as = InvoiceWrittenOff, "billing.invoice-written-off"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    publisher = fields.String(required=True)
    net = Record(Money, MoneySchema, required=True)
    tax = Record(Money, MoneySchema, required=True)
    total = Record(Money, MoneySchema, required=True)
    publisher_share = Record(Money, MoneySchema, required=True)
    reason = fields.String(required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class WriteOffReversed:
    """What was given up was paid after all: these are the amounts of the write-off."""

    invoice: str
    holder: str
    subscription: str
    publisher: str
    net: Money
    tax: Money
    total: Money
    publisher_share: Money
    on: date


class WriteOffReversedSchema(EventSchema):
    event, stored_as = WriteOffReversed, "billing.write-off-reversed"

    invoice = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    publisher = fields.String(required=True)
    net = Record(Money, MoneySchema, required=True)
    tax = Record(Money, MoneySchema, required=True)
    total = Record(Money, MoneySchema, required=True)
    publisher_share = Record(Money, MoneySchema, required=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class DisputeOpened:
    """The customer's bank takes the money back until it is decided who is right."""

    invoice: str
    dispute: str  # dp_…
    holder: str
    subscription: str
    publisher: str
    amount: Money
    fee: Money
    reason: str
    answer_until: date | None
    on: date


class DisputeOpenedSchema(EventSchema):
    event, stored_as = DisputeOpened, "billing.dispute-opened"

    invoice = fields.String(required=True)
    dispute = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    publisher = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    fee = Record(Money, MoneySchema, required=True)
    reason = fields.String(required=True)
    answer_until = fields.Date(required=True, allow_none=True)
    on = fields.Date(required=True)


@dataclass(frozen=True)
class DisputeClosed:
    """Won: the money is here again. Lost: it is gone, and publisher and store bear their shares of it."""

    invoice: str
    dispute: str
    holder: str
    subscription: str
    publisher: str
    amount: Money  # net and tax
    net: Money
    tax: Money
    publisher_share: Money
    won: bool
    on: date


class DisputeClosedSchema(EventSchema):
    event, stored_as = DisputeClosed, "billing.dispute-closed"

    invoice = fields.String(required=True)
    dispute = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    publisher = fields.String(required=True)
    amount = Record(Money, MoneySchema, required=True)
    net = Record(Money, MoneySchema, required=True)
    tax = Record(Money, MoneySchema, required=True)
    publisher_share = Record(Money, MoneySchema, required=True)
    won = fields.Boolean(required=True)
    on = fields.Date(required=True)
