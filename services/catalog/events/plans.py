"""What the catalogue tells of plans: which repository people get from a product, and on what terms."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Record, Records
from services.catalog.events.prices import LicenceField, LicenceFieldSchema, Price, PriceSchema


@dataclass(frozen=True)
class Terms:
    """A licence agreement in the version that is asked for."""

    version: str
    text: str  # Markdown
    digest: str  # sha256:… of the text


class TermsSchema(Schema):
    version = fields.String(required=True)
    text = fields.String(required=True)
    digest = fields.String(required=True)


@dataclass(frozen=True)
class PlanAdded:
    product: str
    plan: str  # its id, unique within the product
    name: str
    description: str
    repository: str  # publisher/repository; for an external product the name to pull elsewhere (`nginx`)
    access: str  # anyone | signed_in | terms | subscribers | byol
    terms: Terms | None
    channel: str = "stable"  # which sort of versions it brings: stable, beta, nightly …
    price: Price | None = None  # None: free
    licence_fields: tuple[LicenceField, ...] = ()


def plan_gained_a_channel(v1: dict[str, Any]) -> dict[str, Any]:
    """In version 1 every plan brought what was stable."""
    return v1 | {"channel": "stable"}


def plan_gained_a_price(v2: dict[str, Any]) -> dict[str, Any]:
    """In version 2 every plan was free."""
    return v2 | {"price": None, "licence_fields": []}


class PlanAddedSchema(EventSchema):
    event, stored_as = PlanAdded, "catalog.plan-added"
    upcasters = (plan_gained_a_channel, plan_gained_a_price)

    product = fields.String(required=True)
    plan = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    repository = fields.String(required=True)
    access = fields.String(required=True)
    terms = Record(Terms, TermsSchema, required=True, allow_none=True)
    channel = fields.String(required=True)
    price = Record(Price, PriceSchema, required=True, allow_none=True)
    licence_fields = Records(LicenceField, LicenceFieldSchema, required=True)


@dataclass(frozen=True)
class PlanChanged:
    """The whole plan as it now is; its repository never changes."""

    product: str
    plan: str
    name: str
    description: str
    access: str
    terms: Terms | None
    channel: str = "stable"
    price: Price | None = None
    licence_fields: tuple[LicenceField, ...] = ()


class PlanChangedSchema(EventSchema):
    event, stored_as = PlanChanged, "catalog.plan-changed"
    upcasters = (plan_gained_a_channel, plan_gained_a_price)

    product = fields.String(required=True)
    plan = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    access = fields.String(required=True)
    terms = Record(Terms, TermsSchema, required=True, allow_none=True)
    channel = fields.String(required=True)
    price = Record(Price, PriceSchema, required=True, allow_none=True)
    licence_fields = Records(LicenceField, LicenceFieldSchema, required=True)


@dataclass(frozen=True)
class PlanRetired:
    product: str
    plan: str


class PlanRetiredSchema(EventSchema):
    event, stored_as = PlanRetired, "catalog.plan-retired"

    product = fields.String(required=True)
    plan = fields.String(required=True)
