"""What is sent and answered about what publishers sold, and are paid."""

from typing import Any

from marshmallow import fields, validate

from gateway.http import Schema

A_MONTH = {"description": "such as 2026-11"}
A_DAY = {"description": "YYYY-MM-DD, in UTC"}
SIDES = ("day", "month", "plan", "movement")
LONGEST_REFERENCE = validate.Length(max=1000)


class SumOfMoney(Schema):
    amount = fields.Integer(required=True, metadata={"description": "in minor units: 1900 is 19.00 USD"})
    currency = fields.String(required=True, metadata={"description": "ISO 4217"})


def money(description: str = "") -> Any:
    return fields.Nested(SumOfMoney, required=True, metadata={"description": description} if description else {})


class Payee(Schema):
    publisher = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"description": "none, opened (asked for at the payment company) or connected"}
    )
    way = fields.String(required=True, metadata={"description": "stripe or transfer; empty: none yet"})
    account = fields.String(required=True, metadata={"description": "at the payment company"})
    share = fields.Integer(required=True, metadata={"description": "percent of the net amount, the publisher's"})
    listing_fee = fields.Nested(
        SumOfMoney,
        required=True,
        allow_none=True,
        metadata={"description": "of a year that a product begins on the shelves now; null: nothing"},
    )
    ways = fields.List(fields.String(), required=True, metadata={"description": "that there are in this store"})
    url = fields.String(metadata={"description": "the payment company's page, where the publisher goes on"})


class ListingFee(Schema):
    fee = fields.Nested(
        SumOfMoney,
        required=True,
        allow_none=True,
        metadata={"description": "of a year that begins now: taken from what is due to the publisher; null: nothing"},
    )
    until = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the day on which the next year begins; null: none yet"},
    )


class PayoutsWanted(Schema):
    way = fields.String(required=True, validate=validate.OneOf(("stripe", "transfer")))


class ShareWanted(Schema):
    percent = fields.Integer(required=True, strict=True)


class MonthWanted(Schema):
    month = fields.String(required=True, validate=validate.Length(max=7), metadata=A_MONTH)


class PayoutMade(Schema):
    reference = fields.String(required=True, validate=LONGEST_REFERENCE)


class Payout(Schema):
    state = fields.String(required=True, metadata={"description": "requested, sent or failed"})
    by = fields.String(required=True, metadata={"description": "stripe or transfer"})
    attempt = fields.Integer(required=True)
    reference = fields.String(required=True)
    reason = fields.String(required=True, metadata={"description": "why it failed"})
    on = fields.String(required=True, allow_none=True, metadata=A_DAY)


class PullsOfMonth(Schema):
    free = fields.Integer(required=True)
    paying = fields.Integer(required=True)


class Statement(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    publisher = fields.String(required=True)
    month = fields.String(required=True, metadata=A_MONTH)
    on = fields.String(required=True, metadata=A_DAY)
    currency = fields.String(required=True)
    sales = money("net")
    refunds = money("net")
    written_off = money("net")
    disputes = money("net, lost")
    tax = money("of all these together")
    store_share = money()
    listing_fees = money("of products' years on the shelves that began")
    carried = money("what the statement before left below zero")
    due = money("the publisher's; below zero: carried on into the next statement")
    pulls = fields.Nested(PullsOfMonth, required=True)
    state = fields.String(
        required=True, metadata={"description": "open, requested, sent, failed, or carried (nothing is paid out)"}
    )
    payout = fields.Nested(Payout, required=True, allow_none=True)


class StatementPage(Schema):
    items = fields.List(fields.Nested(Statement), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Debt(Schema):
    publisher = fields.String(required=True)
    currency = fields.String(required=True)
    owed = money("to the store: it is taken from the next statement above zero")
    carried = money("what of it the last statement left below zero; the rest is of months that are not closed yet")
    since = fields.String(required=True, metadata={"description": "that statement's month, 2026-11; empty: none"})


class Debts(Schema):
    items = fields.List(fields.Nested(Debt), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class StatementDone(Schema):
    id = fields.String(required=True)


class AsFile(Schema):
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))


class SalesArguments(AsFile):
    first = fields.Date(data_key="from", load_default=None, metadata={"description": "a day; 30 days in all"})
    last = fields.Date(data_key="to", load_default=None, metadata={"description": "a day, of UTC; today"})
    by = fields.String(load_default="day", validate=validate.OneOf(SIDES))


class SalesLine(Schema):
    key = fields.String(required=True, metadata={"description": "a day, a month, or PUBLISHER/PRODUCT/PLAN"})
    currency = fields.String(required=True)
    sales = money("net")
    refunds = money("net")
    written_off = money("net")
    disputes = money("net, lost")
    tax = money("of all these together")
    store_share = money()
    listing_fees = money("of products' years on the shelves that began")
    due = money("the publisher's")


class Movement(Schema):
    kind = fields.String(required=True, metadata={"description": "sale, refund, written_off, dispute or listing_fee"})
    id = fields.String(required=True)
    invoice = fields.String(required=True)
    number = fields.String(required=True, metadata={"description": "of the invoice, or of the credit note"})
    plan = fields.String(required=True, metadata={"description": "of a listing fee PUBLISHER/PRODUCT"})
    month = fields.String(required=True, metadata={"description": "whose statement it belongs to"})
    day = fields.String(required=True, metadata=A_DAY)
    net = money()
    tax = money()
    share = money("the publisher's, of the net amount")


class SalesPage(Schema):
    items = fields.List(fields.Dict(), required=True, metadata={"description": "sums, or by movement each of them"})
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class TrialLonger(Schema):
    days = fields.Integer(required=True, strict=True, validate=validate.Range(1, 365))
