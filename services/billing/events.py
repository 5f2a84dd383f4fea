"""What billing tells: terms accepted, and who may pull what until when."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import EventSchema


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


class PlanOfferedSchema(EventSchema):
    event, stored_as = PlanOffered, "billing.plan-offered"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    address = fields.String(required=True)
    repository = fields.String(required=True)
    access = fields.String(required=True)
    terms_version = fields.String(required=True)
    terms_digest = fields.String(required=True)


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


@dataclass(frozen=True)
class TermsAccepted:
    holder: str  # account or organisation id
    product: str
    plan: str
    version: str
    digest: str  # of the agreement's text, as it was accepted
    by: str  # the account that accepted for the holder


class TermsAcceptedSchema(EventSchema):
    event, stored_as = TermsAccepted, "billing.terms-accepted"

    holder = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    version = fields.String(required=True)
    digest = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class EntitlementGranted:
    holder: str
    repository: str  # publisher/repository
    product: str
    plan: str
    until: datetime | None  # None: until it is ended
    reason: str  # terms-accepted | subscription | order …
    terms_version: str  # the version accepted; empty where none was asked


class EntitlementGrantedSchema(EventSchema):
    event, stored_as = EntitlementGranted, "billing.entitlement-granted"

    holder = fields.String(required=True)
    repository = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True)
    terms_version = fields.String(required=True)


@dataclass(frozen=True)
class EntitlementEnded:
    holder: str
    repository: str
    product: str
    plan: str
    reason: str


class EntitlementEndedSchema(EventSchema):
    event, stored_as = EntitlementEnded, "billing.entitlement-ended"

    holder = fields.String(required=True)
    repository = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    reason = fields.String(required=True)
