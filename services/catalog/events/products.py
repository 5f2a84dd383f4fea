"""What the catalogue tells of products: their listing, and their way to the shelves and off them again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records, Texts
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
    screenshots: tuple[str, ...] = ()  # sha256:… of files in the media store, in the order in which they are shown
    install: str = ""  # Markdown; empty: the pull command says it all


def listing_gained_screenshots(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had neither pictures nor install instructions."""
    return v1 | {"screenshots": [], "install": ""}


class ListingEditedSchema(EventSchema):
    event, stored_as = ListingEdited, "catalog.listing-edited"
    upcasters = (listing_gained_screenshots,)

    product = fields.String(required=True)
    name = fields.String(required=True)
    short_description = fields.String(required=True)
    description = fields.String(required=True)
    categories = Texts(required=True)
    tags = Texts(required=True)
    links = Records(Link, LinkSchema, required=True)
    logo = fields.String(required=True)
    licence = fields.String(required=True)
    screenshots = Texts(required=True)
    install = fields.String(required=True)


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
class ProductFeatured:
    """Shown first, by the store's own choice."""

    product: str


@dataclass(frozen=True)
class ProductUnfeatured:
    product: str


@dataclass(frozen=True)
class TransferWithdrawn:
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
ProductFeaturedSchema = _of_a_product(ProductFeatured, "catalog.product-featured")
ProductUnfeaturedSchema = _of_a_product(ProductUnfeatured, "catalog.product-unfeatured")
TransferWithdrawnSchema = _of_a_product(TransferWithdrawn, "catalog.transfer-withdrawn")
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


@dataclass(frozen=True)
class PublicationScheduled:
    """It goes on the shelves at this time, if it may then."""

    product: str
    at: datetime


class PublicationScheduledSchema(EventSchema):
    event, stored_as = PublicationScheduled, "catalog.publication-scheduled"

    product = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PublicationUnscheduled:
    """It does not go on the shelves by itself any more: taken back, or it could not when its time came."""

    product: str
    reason: str = ""  # a code of vocabulary.unpublished; empty: it was taken back
    about: str = ""  # the plan that it is for, if one is


def unscheduling_gained_a_reason(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say why."""
    return v1 | {"reason": "", "about": ""}


class PublicationUnscheduledSchema(EventSchema):
    event, stored_as = PublicationUnscheduled, "catalog.publication-unscheduled"
    upcasters = (unscheduling_gained_a_reason,)

    product = fields.String(required=True)
    reason = fields.String(required=True)
    about = fields.String(required=True)


@dataclass(frozen=True)
class TransferOffered:
    """Another publisher may take the product over."""

    product: str
    to: str  # that publisher's slug
    by: str  # the account that offered it


class TransferOfferedSchema(EventSchema):
    event, stored_as = TransferOffered, "catalog.transfer-offered"

    product = fields.String(required=True)
    to = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class ProductTransferred:
    """Accepted: the product is another publisher's. Its repositories keep their names, its old address leads on."""

    product: str
    publisher: str  # whose it is now
    slug: str
    before: str  # publisher/product, as it was


class ProductTransferredSchema(EventSchema):
    event, stored_as = ProductTransferred, "catalog.product-transferred"

    product = fields.String(required=True)
    publisher = fields.String(required=True)
    slug = fields.String(required=True)
    before = fields.String(required=True)
