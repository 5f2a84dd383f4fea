"""What is sent and answered where a plan is tried."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.publishing.lengths import LONGEST
from gateway.publishing.payout_schemas import SumOfMoney

VERBS = (
    *("subscribe", "move", "next", "cancel", "resume", "switch", "change_quantity", "change_payment"),
    *("record_usage", "add_card", "confirm", "pay", "extend_trial", "change_price"),
)
CARD = {"description": "one of Stripe's test cards, by its number or its name (pm_card_visa), or paid-then-declined"}
WHOLE = validate.Range(-(10**15), 10**15)
STEPS = validate.Length(max=200)  # more than billing takes, which says how many
DETAILS = {"description": "by what happened; days YYYY-MM-DD, money {amount, currency}"}


class Step(Schema):
    do = fields.String(
        required=True,
        validate=validate.OneOf(VERBS),
        metadata={
            "description": "move takes days or until; next goes to when something happens; switch takes plan, "
            "change_quantity quantity, change_payment payment, record_usage component and amount, add_card card, "
            "extend_trial days, change_price price; confirm says yes at the buyer's bank; pay pays what is owed"
        },
    )
    card = fields.String(validate=LONGEST, metadata=CARD)
    payment = fields.String(validate=LONGEST, metadata={"description": "card (as it is left out) or invoice"})
    trial = fields.Boolean()
    quantity = fields.Integer(strict=True, validate=WHOLE)
    coupon = fields.String(validate=LONGEST, metadata={"description": "it counts as now, and is not used up"})
    days = fields.Integer(strict=True, validate=WHOLE)
    until = fields.Date(metadata={"description": "its noon, in UTC"})
    plan = fields.String(validate=LONGEST, metadata={"description": "another plan of the product"})
    component = fields.String(validate=LONGEST)
    amount = fields.Integer(strict=True, validate=WHOLE, metadata={"description": "units"})
    price = fields.Integer(
        strict=True, validate=WHOLE, metadata={"description": "of one unit from now on, in minor units"}
    )


class RehearsalWanted(Schema):
    steps = fields.List(
        fields.Nested(Step),
        required=True,
        validate=STEPS,
        metadata={"description": "all of them each time, up to 50; nothing is kept"},
    )
    starts = fields.Date(metadata={"description": "the day of the first step, from its noon on; left out: today"})
    country = fields.String(
        load_default="US", validate=LONGEST, metadata={"description": "the buyer's: two letters of ISO 3166-1"}
    )
    currency = fields.String(load_default="", validate=LONGEST)
    tax_id = fields.String(load_default="", validate=LONGEST, metadata={"description": "of a business"})


class Posting(Schema):
    account = fields.String(required=True)
    amount = fields.Nested(
        SumOfMoney, required=True, metadata={"description": "debits above zero; each entry sums to 0"}
    )


class TaxOfInvoice(Schema):
    name = fields.String(required=True)
    amount = fields.Nested(SumOfMoney, required=True)


class LineOfInvoice(Schema):
    kind = fields.String(required=True, metadata={"description": "plan, use, rest, discount or top_up"})
    text = fields.String(required=True)
    quantity = fields.Integer(required=True)
    amount = fields.Nested(SumOfMoney, required=True)


class InvoiceOfRehearsal(Schema):
    lines = fields.List(fields.Nested(LineOfInvoice), required=True)
    taxes = fields.List(fields.Nested(TaxOfInvoice), required=True)
    starts = fields.String(required=True)
    ends = fields.String(required=True)


class Happened(Schema):
    at = fields.String(required=True)
    what = fields.String(
        required=True, metadata={"description": "subscription-started, invoice-issued, payment-declined …"}
    )
    details = fields.Dict(keys=fields.String(), required=True, metadata=DETAILS)
    postings = fields.List(fields.Nested(Posting), required=True, metadata={"description": "in the store's books"})
    invoice = fields.Nested(InvoiceOfRehearsal, metadata={"description": "of invoice-issued"})


class RefusedStep(Schema):
    code = fields.String(required=True)
    detail = fields.String(required=True)


class PullOfStep(Schema):
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    allowed = fields.Boolean(required=True)
    code = fields.String(required=True, metadata={"description": "why not; empty: it is allowed"})
    reason = fields.String(required=True, metadata={"description": "trial, subscription, grace …"})
    until = fields.String(required=True, allow_none=True)
    command = fields.String(required=True)
    prints = fields.List(fields.String(), required=True, metadata={"description": "lines of docker's"})


class StepTold(Schema):
    step = fields.Integer(required=True)
    do = fields.String(required=True)
    at = fields.String(required=True, metadata={"description": "the time after it"})
    refused = fields.Nested(
        RefusedStep, required=True, allow_none=True, metadata={"description": "as a buyer would be refused"}
    )
    state = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    happened = fields.List(fields.Nested(Happened), required=True)
    pulls = fields.List(fields.Nested(PullOfStep), required=True)


class Coming(Schema):
    at = fields.String(required=True)
    what = fields.List(fields.String(), required=True)


class Rehearsal(Schema):
    product = fields.String(required=True)
    plan = fields.String(required=True)
    starts = fields.String(required=True)
    at = fields.String(required=True, metadata={"description": "the time after the last step"})
    steps = fields.List(fields.Nested(StepTold), required=True)
    subscription = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    licence = fields.Dict(
        keys=fields.String(), required=True, allow_none=True, metadata={"description": "what it would say; not signed"}
    )
    ledger = fields.List(fields.Nested(Posting), required=True, metadata={"description": "the balance of each account"})
    publisher = fields.List(
        fields.Nested(SumOfMoney), required=True, metadata={"description": "the publisher's share, by currency"}
    )
    next = fields.Nested(
        Coming, required=True, allow_none=True, metadata={"description": "if nothing is done; null: nothing more"}
    )
