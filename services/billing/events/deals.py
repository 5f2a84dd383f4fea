"""What billing tells of deals: private prices for one customer, and coupons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import fields

from eventlog.schema import Erased, EventSchema, Record
from services.catalog.events import MoneySchema
from vocabulary.money import Money


def offers_were_for_new_subscriptions(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no others."""
    return {**v1, "kind": "private", "changes": ""}


@dataclass(frozen=True)
class OfferExtended:
    """A price for one organisation or account alone."""

    offer: str
    publisher: str
    product: str
    plan: str
    address: str  # publisher/product
    to: str  # account or organisation id
    price: Money | None  # of one unit for one interval; None: free
    interval: str
    quantity: int
    trial_days: int
    until: datetime  # it can be accepted
    note: str
    by: str
    kind: str = "private"  # private (a new subscription) | renewal (from the period's end) | replacement (at once)
    changes: str = ""  # the subscription that it renews or replaces


class OfferExtendedSchema(EventSchema):
    event, stored_as = OfferExtended, "billing.offer-extended"
    upcasters = (offers_were_for_new_subscriptions,)

    offer = fields.String(required=True)
    publisher = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    address = fields.String(required=True)
    to = fields.String(required=True)
    price = Record(Money, MoneySchema, required=True, allow_none=True)
    interval = fields.String(required=True)
    quantity = fields.Integer(required=True)
    trial_days = fields.Integer(required=True)
    until = fields.AwareDateTime(required=True)
    note = fields.String(required=True)
    by = fields.String(required=True)
    kind = fields.String(required=True)
    changes = fields.String(required=True)


@dataclass(frozen=True)
class OfferAccepted:
    offer: str
    holder: str
    subscription: str
    by: str


class OfferAcceptedSchema(EventSchema):
    event, stored_as = OfferAccepted, "billing.offer-accepted"

    offer = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class OfferReopened:
    """The first payment did not come: it can be accepted again while it is valid."""

    offer: str
    subscription: str


class OfferReopenedSchema(EventSchema):
    event, stored_as = OfferReopened, "billing.offer-reopened"

    offer = fields.String(required=True)
    subscription = fields.String(required=True)


@dataclass(frozen=True)
class OfferWithdrawn:
    offer: str
    by: str


class OfferWithdrawnSchema(EventSchema):
    event, stored_as = OfferWithdrawn, "billing.offer-withdrawn"

    offer = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class OfferDeclined:
    """Its customer does not want it; the reason is for its publisher, in the words of who declined it."""

    offer: str
    holder: str
    reason: str | Erased  # may be empty
    by: str


class OfferDeclinedSchema(EventSchema):
    event, stored_as = OfferDeclined, "billing.offer-declined"
    personal, personal_of = ("reason",), "by"

    offer = fields.String(required=True)
    holder = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class OfferExpired:
    offer: str


class OfferExpiredSchema(EventSchema):
    event, stored_as = OfferExpired, "billing.offer-expired"

    offer = fields.String(required=True)


@dataclass(frozen=True)
class CouponCreated:
    coupon: str  # its code, in capitals; unique within the publisher
    publisher: str
    address: str  # publisher/product that it is for; empty: all of the publisher's
    percent: int  # 0: a fixed amount
    amount: Money | None
    periods: int  # that it is taken off; 0: all
    limit: int  # customers who may redeem it; 0: any number
    until: datetime | None
    by: str


class CouponCreatedSchema(EventSchema):
    event, stored_as = CouponCreated, "billing.coupon-created"

    coupon = fields.String(required=True)
    publisher = fields.String(required=True)
    address = fields.String(required=True)
    percent = fields.Integer(required=True)
    amount = Record(Money, MoneySchema, required=True, allow_none=True)
    periods = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class CouponRedeemed:
    coupon: str
    publisher: str
    holder: str
    subscription: str


class CouponRedeemedSchema(EventSchema):
    event, stored_as = CouponRedeemed, "billing.coupon-redeemed"

    coupon = fields.String(required=True)
    publisher = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)


@dataclass(frozen=True)
class CouponReturned:
    """The subscription never ran: the customer may redeem it again."""

    coupon: str
    publisher: str
    holder: str
    subscription: str


class CouponReturnedSchema(EventSchema):
    event, stored_as = CouponReturned, "billing.coupon-returned"

    coupon = fields.String(required=True)
    publisher = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)


@dataclass(frozen=True)
class CouponRetired:
    coupon: str
    publisher: str
    by: str


class CouponRetiredSchema(EventSchema):
    event, stored_as = CouponRetired, "billing.coupon-retired"

    coupon = fields.String(required=True)
    publisher = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class CouponExpired:
    coupon: str
    publisher: str


class CouponExpiredSchema(EventSchema):
    event, stored_as = CouponExpired, "billing.coupon-expired"

    coupon = fields.String(required=True)
    publisher = fields.String(required=True)
