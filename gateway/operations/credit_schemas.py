"""What is sent and answered of credit that finance grants and takes back."""

from marshmallow import fields, validate

from gateway.checkout.buying_schemas import A_DAY
from gateway.checkout.credit_schemas import Advance
from gateway.http import Schema

REASON = fields.String(required=True, validate=validate.Length(max=2_000))
HOLDER = fields.String(
    required=True,
    validate=validate.Length(min=1, max=63),
    metadata={"description": "an account's or organisation's id"},
)


class GrantWanted(Schema):
    holder = HOLDER
    amount = fields.Nested(Advance, required=True)
    reason = REASON
    expires = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "the first day on which it pays no more"} | A_DAY
    )


class WithdrawalWanted(Schema):
    holder = HOLDER
    currency = fields.String(required=True, validate=validate.Length(equal=3))
    reason = REASON


class HeldCredit(Schema):
    holder = fields.String(required=True)
    currency = fields.String(required=True)
    name = fields.String(metadata={"description": "as its billing details have it; empty where there are none"})
    amount = fields.Integer(metadata={"description": "minor units"})
    held = fields.Integer(metadata={"description": "minor units beside it, while a payment is disputed"})


class EveryCredit(Schema):
    items = fields.List(fields.Nested(HeldCredit), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
