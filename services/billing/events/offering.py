"""What billing tells of what is offered: its own note of the catalogue's products and plans."""

from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from eventlog.schema import EventSchema, Record, Records
from services.catalog.events import LicenceField, LicenceFieldSchema, Price, PriceSchema


@dataclass(frozen=True)
class ProductNoted:
    """Billing's own note of a product in the catalogue, under the address that people know it by."""

    product: str
    address: str  # publisher/product


class ProductNotedSchema(EventSchema):
    event, stored_as = ProductNoted, "billing.product-noted"

    product = fields.String(required=True)
    address = fields.String(required=True)


@dataclass(frozen=True)
class PlanOffered:
    """Billing's own note of a plan in the catalogue as it stands, so that its deciders need not look elsewhere."""

    product: str  # the product's id
    plan: str
    address: str  # publisher/product, for words to people
    repository: str  # publisher/repository
    access: str
    terms_version: str  # empty: no terms
    terms_digest: str
    name: str = ""
    price: Price | None = None  # None: free
    licence_fields: tuple[LicenceField, ...] = ()


def plan_gained_a_price(v1: dict[str, Any]) -> dict[str, Any]:
    """In version 1 every plan was free, and its name was not noted."""
    return v1 | {"name": v1["plan"], "price": None, "licence_fields": []}


class PlanOfferedSchema(EventSchema):
    event, stored_as = PlanOffered, "billing.plan-offered"
    upcasters = (plan_gained_a_price,)

    product = fields.String(required=True)
    plan = fields.String(required=True)
    address = fields.String(required=True)
    repository = fields.String(required=True)
    access = fields.String(required=True)
    terms_version = fields.String(required=True)
    terms_digest = fields.String(required=True)
    name = fields.String(required=True)
    price = Record(Price, PriceSchema, required=True, allow_none=True)
    licence_fields = Records(LicenceField, LicenceFieldSchema, required=True)


@dataclass(frozen=True)
class PlanWithdrawn:
    product: str
    plan: str


class PlanWithdrawnSchema(EventSchema):
    event, stored_as = PlanWithdrawn, "billing.plan-withdrawn"

    product = fields.String(required=True)
    plan = fields.String(required=True)


@dataclass(frozen=True)
class OfferingOpened:
    """The product stands on the shelves: its terms can be accepted."""

    product: str


class OfferingOpenedSchema(EventSchema):
    event, stored_as = OfferingOpened, "billing.offering-opened"

    product = fields.String(required=True)


@dataclass(frozen=True)
class OfferingClosed:
    """No longer on the shelves; who has it keeps it."""

    product: str


class OfferingClosedSchema(EventSchema):
    event, stored_as = OfferingClosed, "billing.offering-closed"

    product = fields.String(required=True)


@dataclass(frozen=True)
class OfferingRevoked:
    """Neither had nor kept by anybody."""

    product: str


class OfferingRevokedSchema(EventSchema):
    event, stored_as = OfferingRevoked, "billing.offering-revoked"

    product = fields.String(required=True)
