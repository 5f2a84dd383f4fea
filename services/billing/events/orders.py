"""What billing tells of orders: what a publisher sold elsewhere, claimed by its customer with a link."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from eventlog.schema import Erased, EventSchema, Records


@dataclass(frozen=True)
class Pair:
    name: str
    value: str


class PairSchema(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)


@dataclass(frozen=True)
class Key:
    """A product key that goes with an order; its value lies apart, hidden."""

    label: str
    media_type: str
    file_name: str


class KeySchema(Schema):
    label = fields.String(required=True)
    media_type = fields.String(required=True)
    file_name = fields.String(required=True)


@dataclass(frozen=True)
class OrderPlaced:
    order: str
    subject: str  # order-<id>: whose key hides the values of product keys
    publisher: str
    product: str
    plan: str
    address: str  # publisher/product
    repository: str
    starts: date
    ends: date | None  # None: for good
    quantity: int
    components: tuple[Pair, ...]
    keys: tuple[Key, ...]
    key_values: str | Erased  # a JSON list, in the order of the keys
    metadata: tuple[Pair, ...]
    by: str


class OrderPlacedSchema(EventSchema):
    event, stored_as = OrderPlaced, "billing.order-placed"
    personal, personal_of = ("key_values",), "subject"

    order = fields.String(required=True)
    subject = fields.String(required=True)
    publisher = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    address = fields.String(required=True)
    repository = fields.String(required=True)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True, allow_none=True)
    quantity = fields.Integer(required=True)
    components = Records(Pair, PairSchema, required=True)
    keys = Records(Key, KeySchema, required=True)
    key_values = fields.String(required=True)
    metadata = Records(Pair, PairSchema, required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class OrderClaimed:
    """Whoever has the link took it for this holder; it can be claimed by no other."""

    order: str
    holder: str
    by: str


class OrderClaimedSchema(EventSchema):
    event, stored_as = OrderClaimed, "billing.order-claimed"

    order = fields.String(required=True)
    holder = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class OrderFulfilled:
    order: str
    holder: str
    subscription: str


class OrderFulfilledSchema(EventSchema):
    event, stored_as = OrderFulfilled, "billing.order-fulfilled"

    order = fields.String(required=True)
    holder = fields.String(required=True)
    subscription = fields.String(required=True)


@dataclass(frozen=True)
class OrderExtended:
    order: str
    ends: date | None
    by: str


class OrderExtendedSchema(EventSchema):
    event, stored_as = OrderExtended, "billing.order-extended"

    order = fields.String(required=True)
    ends = fields.Date(required=True, allow_none=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class OrderCancelled:
    """Frozen: it keeps what it says, and opens nothing any more."""

    order: str
    reason: str
    by: str


class OrderCancelledSchema(EventSchema):
    event, stored_as = OrderCancelled, "billing.order-cancelled"

    order = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
