"""What the catalogue tells of products: their listing, their plans, and their way to the shelves."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Record, Records, Texts
from services.catalog.events.reasons import Reason, ReasonSchema


@dataclass(frozen=True)
class ProductDrafted:
    product: str  # the product's id
    publisher: str
    slug: str
    kind: str  # container | plugin | compose | service
    external: bool  # its images lie in another registry: never staged, signed or gated


class ProductDraftedSchema(EventSchema):
    event, stored_as = ProductDrafted, "catalog.product-drafted"

    product = fields.String(required=True)
    publisher = fields.String(required=True)
    slug = fields.String(required=True)
    kind = fields.String(required=True)
    external = fields.Boolean(required=True)


@dataclass(frozen=True)
class Link:
    """Where a product lives elsewhere: `what` is website | documentation | source | support | licence."""

    what: str
    url: str


class LinkSchema(Schema):
    what = fields.String(required=True)
    url = fields.String(required=True)


@dataclass(frozen=True)
class ListingEdited:
    """The whole listing as it now reads."""

    product: str
    name: str
    short_description: str  # at most 140 characters
    description: str  # Markdown
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[Link, ...]
    logo: str  # sha256:… of a file in the media store; empty: none
    licence: str  # SPDX or a short text; empty: not told


class ListingEditedSchema(EventSchema):
    event, stored_as = ListingEdited, "catalog.listing-edited"

    product = fields.String(required=True)
    name = fields.String(required=True)
    short_description = fields.String(required=True)
    description = fields.String(required=True)
    categories = Texts(required=True)
    tags = Texts(required=True)
    links = Records(Link, LinkSchema, required=True)
    logo = fields.String(required=True)
    licence = fields.String(required=True)


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


class PlanAddedSchema(EventSchema):
    event, stored_as = PlanAdded, "catalog.plan-added"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    repository = fields.String(required=True)
    access = fields.String(required=True)
    terms = Record(Terms, TermsSchema, required=True, allow_none=True)


@dataclass(frozen=True)
class PlanChanged:
    """The whole plan as it now is; its repository never changes."""

    product: str
    plan: str
    name: str
    description: str
    access: str
    terms: Terms | None


class PlanChangedSchema(EventSchema):
    event, stored_as = PlanChanged, "catalog.plan-changed"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    access = fields.String(required=True)
    terms = Record(Terms, TermsSchema, required=True, allow_none=True)


@dataclass(frozen=True)
class PlanRetired:
    product: str
    plan: str


class PlanRetiredSchema(EventSchema):
    event, stored_as = PlanRetired, "catalog.plan-retired"

    product = fields.String(required=True)
    plan = fields.String(required=True)


def _of_a_product(event_type: type, stored: str) -> type[EventSchema]:
    """The schema of an event that says no more than which product."""
    return type(
        f"{event_type.__name__}Schema",
        (EventSchema,),
        {"event": event_type, "stored_as": stored, "product": fields.String(required=True)},
    )


@dataclass(frozen=True)
class ProductSubmitted:
    product: str


@dataclass(frozen=True)
class SubmissionWithdrawn:
    """Back to a draft, at its publisher's wish."""

    product: str


@dataclass(frozen=True)
class ProductApproved:
    product: str


@dataclass(frozen=True)
class ProductPublished:
    product: str


@dataclass(frozen=True)
class ProductUnlisted:
    """Gone from the shelves; who has it keeps it."""

    product: str


@dataclass(frozen=True)
class HoldLifted:
    product: str


@dataclass(frozen=True)
class ProductRevoked:
    """Neither found nor pulled any more."""

    product: str


ProductSubmittedSchema = _of_a_product(ProductSubmitted, "catalog.product-submitted")
SubmissionWithdrawnSchema = _of_a_product(SubmissionWithdrawn, "catalog.submission-withdrawn")
ProductApprovedSchema = _of_a_product(ProductApproved, "catalog.product-approved")
ProductPublishedSchema = _of_a_product(ProductPublished, "catalog.product-published")
ProductUnlistedSchema = _of_a_product(ProductUnlisted, "catalog.product-unlisted")
HoldLiftedSchema = _of_a_product(HoldLifted, "catalog.hold-lifted")
ProductRevokedSchema = _of_a_product(ProductRevoked, "catalog.product-revoked")


@dataclass(frozen=True)
class ProductRejected:
    product: str
    reasons: tuple[Reason, ...]


class ProductRejectedSchema(EventSchema):
    event, stored_as = ProductRejected, "catalog.product-rejected"

    product = fields.String(required=True)
    reasons = Records(Reason, ReasonSchema, required=True)


@dataclass(frozen=True)
class ProductHeld:
    """A warning on the page; it still pulls."""

    product: str
    reason: str


class ProductHeldSchema(EventSchema):
    event, stored_as = ProductHeld, "catalog.product-held"

    product = fields.String(required=True)
    reason = fields.String(required=True)
