"""What is sent and answered where something is subscribed to, and paid for."""

from typing import Any

from marshmallow import fields, validate

from gateway.catalog.schemas import ComponentSchema
from gateway.http import Schema

LONGEST = validate.Length(max=1000)
FOR_WHOM = {"description": "the organisation that it is for; oneself where none is named"}
PAYMENTS = ("card", "invoice")
A_DAY = {"description": "YYYY-MM-DD, in UTC"}
A_TIME = {"description": "RFC 3339"}


class Dry(Schema):
    dry_run = fields.Boolean(
        load_default=False, metadata={"description": "answer with amounts and dates, and change nothing"}
    )


class Whose(Schema):
    holder = fields.String(load_default="", validate=validate.Length(max=63), metadata=FOR_WHOM)


class SubscriptionWanted(Whose):
    plan = fields.String(required=True, validate=LONGEST, metadata={"description": "PUBLISHER/PRODUCT/PLAN"})
    trial = fields.Boolean(load_default=False, metadata={"description": "try it first, where the plan can be tried"})
    quantity = fields.Integer(load_default=1, strict=True)
    coupon = fields.String(load_default="", validate=LONGEST)
    payment = fields.String(load_default="card", validate=validate.OneOf(PAYMENTS))
    currency = fields.String(
        load_default="", validate=validate.Length(max=3), metadata={"description": "ISO 4217; empty: the customer's"}
    )


class PlanWanted(Schema):
    plan = fields.String(
        required=True, validate=LONGEST, metadata={"description": "another plan of the product: its id or its address"}
    )


class QuantityWanted(Schema):
    quantity = fields.Integer(required=True, strict=True)


class PaymentWanted(Schema):
    payment = fields.String(required=True, validate=validate.OneOf(PAYMENTS))


class Use(Schema):
    component = fields.String(required=True, validate=LONGEST)
    amount = fields.Integer(required=True, strict=True, metadata={"description": "units"})
    at = fields.AwareDateTime(format="iso", required=True)
    id = fields.String(
        required=True, validate=LONGEST, metadata={"description": "the reporter's own: what comes again counts once"}
    )


class Amount(Schema):
    amount = fields.Integer(required=True, metadata={"description": "in minor units: 1900 is 19.00 USD"})
    currency = fields.String(required=True, metadata={"description": "ISO 4217"})


def money(**more: Any) -> fields.Nested:
    return fields.Nested(Amount, allow_none=True, **more)


class Counted(Schema):
    component = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    amount = fields.Integer(required=True, metadata={"description": "units"})
    so_far = fields.Nested(Amount, required=True, metadata={"description": "what these units cost, without tax"})


class Usage(Schema):
    items = fields.List(fields.Nested(Counted), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Next(Schema):
    on = fields.String(metadata=A_DAY)
    amount = money()
    total = money(metadata={"description": "with tax; null where it is worked out when the charge is made"})


class Scheduled(Schema):
    plan = fields.String(allow_none=True)
    quantity = fields.Integer(allow_none=True)
    on = fields.String(metadata=A_DAY)


class PriceChange(Schema):
    price = money(metadata={"description": "of one unit for one interval"})
    on = fields.String(metadata={"description": "the day of the renewal from which on it counts"})


class Agreement(Schema):
    version = fields.String(required=True)
    digest = fields.String(required=True, metadata={"description": "of the text that was accepted: sha256:…"})


class Subscription(Schema):
    id = fields.String(required=True)
    state = fields.String(
        required=True,
        metadata={"description": "trialing, awaiting_payment, active, past_due, cancelled, lapsed or ended"},
    )
    plan = fields.String(required=True, metadata={"description": "PUBLISHER/PRODUCT/PLAN"})
    plan_name = fields.String()
    holder = fields.String(required=True)
    quantity = fields.Integer()
    seats_given = fields.Integer(metadata={"description": "of the quantity: to people who have one or are invited"})
    price = money()
    interval = fields.String(metadata={"description": "month, year or 30_days"})
    components = fields.List(
        fields.Nested(ComponentSchema), metadata={"description": "charged by use, at the price that was agreed on"}
    )
    terms = fields.Nested(Agreement, allow_none=True, metadata={"description": "frozen as they were accepted"})
    trial_until = fields.String(allow_none=True, metadata=A_TIME)
    starts = fields.String(allow_none=True, metadata=A_DAY)
    ends = fields.String(allow_none=True, metadata={"description": "the day on which the next period starts"})
    until = fields.String(
        required=True, allow_none=True, metadata={"description": "until when it may be pulled; null: no end is set"}
    )
    cancel_at_period_end = fields.Boolean(required=True)
    next = fields.Nested(Next, allow_none=True)
    scheduled = fields.Nested(Scheduled, allow_none=True)
    price_change = fields.Nested(
        PriceChange, allow_none=True, metadata={"description": "announced by the publisher, and not come yet"}
    )
    payment = fields.String()
    source = fields.String()
    repository = fields.String()
    invoice = fields.String(allow_none=True, metadata={"description": "the newest one's id"})
    pull_command = fields.String(required=True)
    licence_url = fields.String(required=True)
    confirm_url = fields.String(metadata={"description": "where the customer confirms the payment (3-D Secure)"})


class Subscriptions(Schema):
    items = fields.List(fields.Nested(Subscription), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class PricedLine(Schema):
    kind = fields.String(metadata={"description": "plan, use, rest, discount or top_up"})
    text = fields.String()
    quantity = fields.Integer()
    amount = money()


class Tax(Schema):
    name = fields.String()
    percent = fields.String()
    amount = money()


class Today(Schema):
    lines = fields.List(fields.Nested(PricedLine))
    net = money()
    taxes = fields.List(fields.Nested(Tax))
    tax = money()
    total = money()
    credit = money(metadata={"description": "what the customer's credit would pay of it"})
    to_pay = money(metadata={"description": "the rest"})


class Then(Schema):
    on = fields.String(metadata=A_DAY)
    net = money()
    tax = money()
    total = money()


class Rehearsed(Schema):
    """What would happen, by the code that would make it happen."""

    dry_run = fields.Boolean(required=True)
    state = fields.String(required=True)
    today = fields.Nested(Today, allow_none=True)
    then = fields.Nested(Then, allow_none=True)
    until = fields.String(allow_none=True, metadata=A_TIME)
    scheduled = fields.Nested(Scheduled, allow_none=True)
    unused = money(metadata={"description": "paid for and not used yet, where another plan waits for the period's end"})
