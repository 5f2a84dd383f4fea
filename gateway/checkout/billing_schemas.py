"""What is sent and answered of billing details, cards and invoices."""

from marshmallow import fields, validate

from gateway.checkout.buying_schemas import A_DAY, LONGEST, Whose, money
from gateway.http import Schema

# Of the payment company. JSON schema's patterns know no \Z, so the document tells none.
THEIR_ID = validate.And(validate.Regexp(r"^[A-Za-z0-9_]{1,255}\Z"))


class Details(Schema):
    name = fields.String(required=True, validate=LONGEST, metadata={"description": "as it stands on the invoice"})
    address = fields.String(
        required=True, validate=LONGEST, metadata={"description": "lines of a postal address, without the country"}
    )
    email = fields.String(load_default="", validate=LONGEST, metadata={"description": "where invoices go"})
    tax_id = fields.String(load_default="", validate=LONGEST, metadata={"description": "such as DE123456789"})
    country = fields.String(
        required=True, validate=validate.Length(equal=2), metadata={"description": "ISO 3166-1, two letters"}
    )
    currency = fields.String(
        load_default="", validate=validate.Length(max=3), metadata={"description": "ISO 4217; empty: each plan's own"}
    )


class DetailsWanted(Details, Whose):
    pass


class KeptDetails(Schema):
    name = fields.String()
    address = fields.String()
    email = fields.String()
    tax_id = fields.String()
    country = fields.String()
    currency = fields.String()
    is_business = fields.Boolean()


class PaymentMethod(Schema):
    id = fields.String(required=True)
    brand = fields.String()
    last4 = fields.String()
    expires = fields.String(metadata={"description": "2028-09"})


class Customer(Schema):
    details = fields.Nested(KeptDetails, allow_none=True)
    methods = fields.List(fields.Nested(PaymentMethod))
    currency = fields.String(allow_none=True)
    pays_by_card = fields.Boolean(metadata={"description": "whether this store takes cards"})


class CardWanted(Whose):
    token = fields.String(
        required=True,
        validate=THEIR_ID,
        metadata={"description": "the payment company's for a card (pm_…): no number of a card ever comes here"},
    )


class CardPlaceWanted(Whose):
    back = fields.String(
        load_default="/my-content/billing",
        validate=validate.Length(max=2000),
        metadata={"description": "the page of this store that the browser comes back to"},
    )


class CardPlace(Schema):
    url = fields.String(required=True, metadata={"description": "the payment company's page, where a card is entered"})


class CardEntered(Whose):
    session = fields.String(
        required=True, validate=THEIR_ID, metadata={"description": "as it stands in the address that was led back to"}
    )


class PaymentMethods(Schema):
    items = fields.List(fields.Nested(PaymentMethod), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Party(Schema):
    name = fields.String()
    address = fields.String()
    country = fields.String()
    tax_id = fields.String()
    bank = fields.String(metadata={"description": "lines of the account that transfers go to; empty: it is asked for"})


class InvoiceLine(Schema):
    kind = fields.String(metadata={"description": "plan, use, rest, discount or top_up"})
    text = fields.String()
    quantity = fields.Integer()
    amount = money()


class InvoiceTax(Schema):
    name = fields.String()
    percent = fields.String()
    base = money()
    amount = money()


class Payment(Schema):
    on = fields.String(metadata=A_DAY)
    method = fields.String(metadata={"description": "card, transfer or credit: of what no credit paid"})
    reference = fields.String()


class CreditNote(Schema):
    id = fields.String()
    number = fields.String(allow_none=True)
    on = fields.String(allow_none=True, metadata=A_DAY)
    net = money()
    tax = money()
    total = money()
    reason = fields.String()
    refunded = fields.Boolean()
    refund = fields.String(
        metadata={"description": "none: it was never paid; due, sent or failed; credit: all of it went there"}
    )
    to_credit = money(metadata={"description": "what of it went back to the customer's credit"})


class Overpayment(Schema):
    id = fields.String()
    amount = money()
    refund = fields.String(metadata={"description": "due, sent or failed"})


class Dispute(Schema):
    id = fields.String()
    on = fields.String(metadata=A_DAY)
    amount = money()
    reason = fields.String()
    answer_until = fields.String(allow_none=True, metadata=A_DAY)
    state = fields.String(metadata={"description": "open, won or lost"})


class Invoice(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    state = fields.String(
        required=True,
        metadata={"description": "open, paid, overdue, declined, action_needed, unknown, written_off or credited"},
    )
    on = fields.String(allow_none=True, metadata=A_DAY)
    due = fields.String(metadata=A_DAY)
    due_again = fields.String(
        allow_none=True,
        metadata={
            "description": "until when it is to be paid, where a transfer for it was taken back",
            "format": "date",
        },
    )
    holder = fields.String(required=True)
    name = fields.String()
    address = fields.String()
    email = fields.String()
    tax_id = fields.String()
    country = fields.String()
    seller = fields.Nested(Party)
    subscription = fields.String()
    plan = fields.String()
    publisher = fields.String()
    lines = fields.List(fields.Nested(InvoiceLine))
    taxes = fields.List(fields.Nested(InvoiceTax))
    net = money()
    tax = money()
    total = money()
    from_credit = money(metadata={"description": "what the customer's credit pays of it"})
    paid = fields.Nested(Payment, allow_none=True)
    credit_notes = fields.List(fields.Nested(CreditNote))
    overpayments = fields.List(fields.Nested(Overpayment))
    disputes = fields.List(fields.Nested(Dispute))
    owed = money()
    left = money(metadata={"description": "what credit notes left of the total"})
    creditable = money(metadata={"description": "what a credit note may still take back of it"})
    starts = fields.String(metadata=A_DAY)
    ends = fields.String(metadata=A_DAY)
    payment = fields.String(metadata={"description": "card or invoice"})
    attempt = fields.Integer(metadata={"description": "how often a card was charged, or tried"})


class Invoices(Schema):
    items = fields.List(fields.Nested(Invoice), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
