"""What is sent and answered of credit that customers have with the store."""

from marshmallow import fields, validate

from gateway.checkout.buying_schemas import A_DAY, PAYMENTS, Whose, money
from gateway.http import Schema
from vocabulary.money import MOST


class Advance(Schema):
    amount = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, MOST), metadata={"description": "minor units"}
    )
    currency = fields.String(required=True, validate=validate.Length(equal=3), metadata={"description": "ISO 4217"})


class TopUpWanted(Whose):
    amount = fields.Nested(Advance, required=True)
    payment = fields.String(load_default="card", validate=validate.OneOf(PAYMENTS))


class TopUp(Schema):
    invoice = fields.String(required=True, metadata={"description": "the id of the invoice for it"})
    state = fields.String(metadata={"description": "of the invoice; there is credit once it is paid"})
    confirm_url = fields.String(metadata={"description": "where the customer confirms the payment (3-D Secure)"})


class CreditLot(Schema):
    id = fields.String(required=True, metadata={"description": "of a top-up the invoice's"})
    kind = fields.String(metadata={"description": "granted or topped_up"})
    left = money()
    held = money(metadata={"description": "pays for nothing while the payment for it is disputed"})
    expires = fields.String(allow_none=True, metadata={"description": "the first day on which it pays no more"})


class CreditBalance(Schema):
    currency = fields.String(required=True)
    balance = money(metadata={"description": "what the next invoices are paid from"})
    held = money(metadata={"description": "beside it, while a payment is disputed: then free again, or taken back"})
    lots = fields.List(fields.Nested(CreditLot), metadata={"description": "what is spent first comes first"})


class CreditBalances(Schema):
    items = fields.List(fields.Nested(CreditBalance), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class CreditMovement(Schema):
    position = fields.Integer(required=True)
    day = fields.String(metadata=A_DAY)
    kind = fields.String(
        metadata={"description": "granted, topped_up, spent, returned, expired, paid_back, withdrawn, held or freed"}
    )
    amount = fields.Integer(metadata={"description": "minor units; below zero where it leaves the balance"})
    currency = fields.String()
    credit = fields.String(metadata={"description": "the lot; empty where it may be several"})
    invoice = fields.String()
    number = fields.String(allow_none=True, metadata={"description": "of the invoice"})
    reason = fields.String(
        metadata={
            "description": "of what was granted; `dispute-lost` where the bank has taken the money back; else empty"
        }
    )
    expires = fields.String(allow_none=True, metadata=A_DAY)


class HistoryAsked(Whose):
    before = fields.Integer(load_default=0, validate=validate.Range(0, 2**53), metadata={"description": "`next`"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class CreditMovements(Schema):
    items = fields.List(fields.Nested(CreditMovement), required=True)
    next = fields.Integer(required=True, allow_none=True)
