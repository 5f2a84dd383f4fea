"""What the catalogue tells of a product because of what certification found: certified, graded, held for a hole."""

from dataclasses import dataclass
from datetime import date, datetime

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records, Texts


@dataclass(frozen=True)
class ProductCertified:
    """Customers may pull an image of it that carries a certificate: the newest one that does."""

    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    platforms: tuple[str, ...]
    since: date
    until: date  # the last day


class ProductCertifiedSchema(EventSchema):
    event, stored_as = ProductCertified, "catalog.product-certified"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    platforms = Texts(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)


@dataclass(frozen=True)
class ProductUncertified:
    """No image of it that customers may pull under a tag carries a certificate any more."""

    product: str
    why: str  # expired | revoked | withdrawn


class ProductUncertifiedSchema(EventSchema):
    event, stored_as = ProductUncertified, "catalog.product-uncertified"

    product = fields.String(required=True)
    why = fields.String(required=True)


@dataclass(frozen=True)
class ProductGraded:
    """A to F: the worst platform of the newest release of any plan; empty: none is graded."""

    product: str
    grade: str


class ProductGradedSchema(EventSchema):
    event, stored_as = ProductGraded, "catalog.product-graded"

    product = fields.String(required=True)
    grade = fields.String(required=True)


@dataclass(frozen=True)
class MissedFix:
    """A hole that was not mended when it was due."""

    vulnerability: str
    advisory: str
    severity: str
    due: datetime


class MissedFixSchema(Schema):
    vulnerability = fields.String(required=True)
    advisory = fields.String(required=True)
    severity = fields.String(required=True)
    due = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SecurityHoldPlaced:
    """All that is missed now; beside a person's hold, which is lifted by itself."""

    product: str
    missed: tuple[MissedFix, ...]  # never empty


class SecurityHoldPlacedSchema(EventSchema):
    event, stored_as = SecurityHoldPlaced, "catalog.security-hold-placed"

    product = fields.String(required=True)
    missed = Records(MissedFix, MissedFixSchema, required=True)


@dataclass(frozen=True)
class SecurityHoldLifted:
    """Nothing is missed any more."""

    product: str


class SecurityHoldLiftedSchema(EventSchema):
    event, stored_as = SecurityHoldLifted, "catalog.security-hold-lifted"

    product = fields.String(required=True)
