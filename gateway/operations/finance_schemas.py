"""What is sent and answered of invoices that finance settles and corrects, and of the books."""

from marshmallow import fields, validate

from gateway.checkout.billing_schemas import CreditNote, Invoice
from gateway.checkout.buying_schemas import A_DAY, money
from gateway.http import Schema

WORDS = validate.Length(max=2_000)
LONGEST = validate.Length(max=200)
FORMAT = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))


class Amount(Schema):
    amount = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, 10**12), metadata={"description": "minor units"}
    )
    currency = fields.String(required=True, validate=validate.Length(equal=3))


class TransferCame(Schema):
    amount = fields.Nested(Amount, required=True)
    reference = fields.String(required=True, validate=LONGEST, metadata={"description": "as the bank statement has it"})
    on = fields.Date(load_default=None, allow_none=True, metadata=A_DAY)


class TransferWrong(Schema):
    reference = fields.String(required=True, validate=LONGEST, metadata={"description": "under which it was recorded"})
    reason = fields.String(required=True, validate=WORDS, metadata={"description": "for finance alone"})


class TakenBack(Schema):
    on = fields.String(metadata=A_DAY)
    reason = fields.String()
    by = fields.String(metadata={"description": "whose account"})


class Transfer(Schema):
    reference = fields.String()
    amount = money()
    on = fields.String(metadata=A_DAY)
    taken_back = fields.Nested(TakenBack, allow_none=True)


class CreditNoteWanted(Schema):
    amount = fields.Nested(
        Amount, load_default=None, allow_none=True, metadata={"description": "with tax; null: all that is left"}
    )
    reason = fields.String(required=True, validate=WORDS)


class RefundSent(Schema):
    reference = fields.String(required=True, validate=LONGEST)


class GivenUp(Schema):
    reason = fields.String(required=True, validate=WORDS)


class InvoicesAsked(Schema):
    state = fields.String(load_default="open", validate=validate.OneOf(("open", "all")))
    number = fields.String(
        load_default="", validate=LONGEST, metadata={"description": "of an invoice or one of its credit notes"}
    )
    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**53), metadata={"description": "`next`"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
    format = FORMAT


class CreditedInvoice(Invoice):
    dry_run = fields.Boolean()
    credit_note = fields.Nested(CreditNote, allow_none=True)


class TransferredInvoice(Invoice):
    dry_run = fields.Boolean()
    transfers = fields.List(fields.Nested(Transfer), metadata={"description": "recorded, and taken back"})


class InvoicePage(Schema):
    items = fields.List(fields.Nested(Invoice), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


class Refund(Schema):
    id = fields.String(required=True)
    kind = fields.String(metadata={"description": "credit_note or overpayment"})
    number = fields.String()
    invoice = fields.String()
    invoice_number = fields.String()
    holder = fields.String()
    name = fields.String(metadata={"description": "as the invoice has it"})
    day = fields.String(metadata=A_DAY)
    amount = fields.Integer(metadata={"description": "minor units"})
    currency = fields.String()
    reason = fields.String()
    standing = fields.String(metadata={"description": "none: it was never paid; due, sent or failed; credit"})
    position = fields.Integer()


class RefundsAsked(Schema):
    standing = fields.String(load_default="", validate=validate.OneOf(("", "none", "due", "sent", "failed", "credit")))


class Refunds(Schema):
    items = fields.List(fields.Nested(Refund), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


class Dispute(Schema):
    dispute = fields.String(required=True)
    invoice = fields.String()
    invoice_number = fields.String()
    holder = fields.String()
    day = fields.String(metadata=A_DAY)
    amount = fields.Integer(metadata={"description": "minor units"})
    currency = fields.String()
    reason = fields.String()
    answer_until = fields.String(allow_none=True, metadata=A_DAY)
    outcome = fields.String(metadata={"description": "won or lost; empty: not decided"})
    position = fields.Integer()


class Disputes(Schema):
    items = fields.List(fields.Nested(Dispute), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


class Account(Schema):
    account = fields.String(required=True)
    debit = money()
    credit = money()
    entries = fields.Integer()


class Balance(Schema):
    currency = fields.String(required=True)
    accounts = fields.List(fields.Nested(Account))
    debit = money()
    credit = money()


class TrialBalance(Schema):
    items = fields.List(fields.Nested(Balance), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


class Entry(Schema):
    place = fields.Integer(required=True)
    position = fields.Integer()
    account = fields.String()
    currency = fields.String()
    amount = fields.Integer(metadata={"description": "minor units; debits above zero, credits below"})
    day = fields.String(metadata=A_DAY)
    what = fields.String(metadata={"description": "the event's name"})
    subject = fields.String(metadata={"description": "the invoice or statement that it is of"})
    reference = fields.String()


class EntriesAsked(Schema):
    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**53), metadata={"description": "`next`"})
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))
    format = FORMAT


class Entries(Schema):
    items = fields.List(fields.Nested(Entry), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


class JournalAsked(Schema):
    first = fields.Date(load_default=None, data_key="from", metadata=A_DAY)
    last = fields.Date(load_default=None, data_key="to", metadata=A_DAY)
    format = FORMAT
