"""What is sent and answered about offers to one customer, and about coupons."""

from marshmallow import fields, validate

from gateway.checkout.buying_schemas import A_TIME, LONGEST, PAYMENTS, Amount, money
from gateway.http import Schema

INTERVALS = ("month", "year", "30_days")
KINDS = ("private", "renewal", "replacement")
SHORT = validate.Length(max=63)
NOTE = validate.Length(max=5000)


class OfferWanted(Schema):
    plan = fields.String(required=True, validate=LONGEST, metadata={"description": "PUBLISHER/PRODUCT/PLAN"})
    to = fields.String(
        load_default="",
        validate=SHORT,
        metadata={
            "description": "an organisation, or an account's id; empty: who has the subscription that it changes"
        },
    )
    price = fields.Nested(
        Amount,
        required=True,
        allow_none=True,
        metadata={"description": "of one unit for one interval; null: free"},
    )
    interval = fields.String(load_default="month", validate=validate.OneOf(INTERVALS))
    quantity = fields.Integer(load_default=1, strict=True)
    trial_days = fields.Integer(load_default=0, strict=True)
    until = fields.AwareDateTime(
        format="iso", required=True, metadata={"description": "when it runs out; a year from now at most"}
    )
    note = fields.String(load_default="", validate=NOTE, metadata={"description": "for the customer to read"})
    kind = fields.String(
        load_default="private",
        validate=validate.OneOf(KINDS),
        metadata={"description": "private: a new subscription; renewal: of one at its period's end; replacement: now"},
    )
    changes = fields.String(
        load_default="", validate=SHORT, metadata={"description": "the subscription that it renews or replaces"}
    )


class Acceptance(Schema):
    payment = fields.String(load_default="card", validate=validate.OneOf(PAYMENTS))


class Declining(Schema):
    reason = fields.String(load_default="", validate=NOTE, metadata={"description": "for the publisher to read"})


class WhoseOffers(Schema):
    publisher = fields.String(load_default="", validate=SHORT, metadata={"description": "made by"})
    holder = fields.String(load_default="", validate=SHORT, metadata={"description": "made to this organisation"})


class Offer(Schema):
    id = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "open, accepted, declined, withdrawn or expired"})
    plan = fields.String(required=True, metadata={"description": "PUBLISHER/PRODUCT/PLAN"})
    to = fields.String(required=True)
    price = money(required=True)
    interval = fields.String(required=True)
    quantity = fields.Integer(required=True)
    trial_days = fields.Integer(required=True)
    until = fields.String(required=True, metadata=A_TIME)
    note = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "private, renewal or replacement"})
    changes = fields.String(required=True, metadata={"description": "the subscription that it renews or replaces"})
    subscription = fields.String(required=True, metadata={"description": "empty until it is accepted"})
    reason = fields.String(required=True, metadata={"description": "why it was declined; may be empty"})
    offer_url = fields.String(required=True, metadata={"description": "where its customer accepts it"})


class Offers(Schema):
    items = fields.List(fields.Nested(Offer), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class CouponWanted(Schema):
    publisher = fields.String(required=True, validate=SHORT)
    code = fields.String(required=True, validate=LONGEST, metadata={"description": "letters and digits; in capitals"})
    product = fields.String(
        load_default="", validate=LONGEST, metadata={"description": "PUBLISHER/PRODUCT; empty: all of the publisher's"}
    )
    percent = fields.Integer(load_default=0, strict=True, metadata={"description": "to take off; else an amount"})
    amount = fields.Nested(Amount, load_default=None, allow_none=True)
    periods = fields.Integer(load_default=1, strict=True, metadata={"description": "that it is taken off; 0: all"})
    limit = fields.Integer(load_default=0, strict=True, metadata={"description": "customers; 0: any number"})
    until = fields.AwareDateTime(format="iso", load_default=None, allow_none=True)


class CouponsAsked(Schema):
    publisher = fields.String(required=True, validate=SHORT)


class Coupon(Schema):
    publisher = fields.String(required=True)
    code = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "open, retired or expired"})
    product = fields.String(required=True)
    percent = fields.Integer(required=True)
    amount = money(required=True)
    periods = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    redeemed = fields.Integer(required=True, metadata={"description": "customers so far"})
    until = fields.String(required=True, allow_none=True, metadata=A_TIME)


class Coupons(Schema):
    items = fields.List(fields.Nested(Coupon), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
