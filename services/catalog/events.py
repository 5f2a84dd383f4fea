"""What the catalogue tells: publishers, products with their plans, and the versions of each repository."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from eventlog.schema import Erased, EventSchema, Record, Records, Texts

# -- publishers


@dataclass(frozen=True)
class PublisherApplied:
    publisher: str  # the slug, which is its id
    owner: str  # the account that applied
    legal_name: str
    website: str
    phone: str | Erased
    email: str | Erased
    logo: str  # sha256:… of a file in the media store; empty: none


class PublisherAppliedSchema(EventSchema):
    event, stored_as = PublisherApplied, "catalog.publisher-applied"
    personal, personal_of = ("phone", "email"), "publisher"

    publisher = fields.String(required=True)
    owner = fields.String(required=True)
    legal_name = fields.String(required=True)
    website = fields.String(required=True)
    phone = fields.String(required=True)
    email = fields.String(required=True)
    logo = fields.String(required=True)


@dataclass(frozen=True)
class PublisherApproved:
    publisher: str


class PublisherApprovedSchema(EventSchema):
    event, stored_as = PublisherApproved, "catalog.publisher-approved"

    publisher = fields.String(required=True)


@dataclass(frozen=True)
class Reason:
    """Why something was turned down: the field it is about (empty: the whole), and words for its author."""

    field: str
    text: str


class ReasonSchema(Schema):
    field = fields.String(required=True)
    text = fields.String(required=True)


@dataclass(frozen=True)
class PublisherRejected:
    publisher: str
    reasons: tuple[Reason, ...]


class PublisherRejectedSchema(EventSchema):
    event, stored_as = PublisherRejected, "catalog.publisher-rejected"

    publisher = fields.String(required=True)
    reasons = Records(Reason, ReasonSchema, required=True)


# -- products


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


# -- versions of an external product


@dataclass(frozen=True)
class ListedVersion:
    """One image of another registry, by all tags that lead to it."""

    tags: tuple[str, ...]
    platforms: tuple[str, ...]  # linux/amd64, linux/arm/v7 …
    ref: str  # what tells it from another: commit and directory, or a digest
    created: str  # RFC 3339 date or time; empty: not known


class ListedVersionSchema(Schema):
    tags = Texts(required=True)
    platforms = Texts(required=True)
    ref = fields.String(required=True)
    created = fields.String(required=True)


@dataclass(frozen=True)
class VersionsListed:
    """All versions of an external product, as its source lists them now."""

    product: str
    plan: str
    source: str  # who lists them: docker-library/official-images
    listed: str  # RFC 3339 date of that list
    versions: tuple[ListedVersion, ...]


class VersionsListedSchema(EventSchema):
    event, stored_as = VersionsListed, "catalog.versions-listed"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    source = fields.String(required=True)
    listed = fields.String(required=True)
    versions = Records(ListedVersion, ListedVersionSchema, required=True)


# -- repositories: what was pushed, and what customers get


@dataclass(frozen=True)
class PushNoticed:
    """The registry told of a manifest under a tag of a staging repository."""

    repository: str  # publisher/repository
    tag: str
    digest: str
    media_type: str
    at: datetime


class PushNoticedSchema(EventSchema):
    event, stored_as = PushNoticed, "catalog.push-noticed"

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    media_type = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PlatformImage:
    """One platform of an image: its manifest, and its size as pulled (compressed bytes of config and layers)."""

    platform: str  # linux/arm64
    digest: str
    size: int
    layers: int


class PlatformImageSchema(Schema):
    platform = fields.String(required=True)
    digest = fields.String(required=True)
    size = fields.Integer(required=True)
    layers = fields.Integer(required=True)


@dataclass(frozen=True)
class VersionStaged:
    """A pushed image was read: these are its platforms."""

    repository: str
    tag: str
    digest: str
    media_type: str
    kind: str  # container | plugin
    platforms: tuple[PlatformImage, ...]
    created: str  # RFC 3339, from the image's config; empty: not told


class VersionStagedSchema(EventSchema):
    event, stored_as = VersionStaged, "catalog.version-staged"

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    media_type = fields.String(required=True)
    kind = fields.String(required=True)
    platforms = Records(PlatformImage, PlatformImageSchema, required=True)
    created = fields.String(required=True)


@dataclass(frozen=True)
class StagingRefused:
    """A pushed manifest cannot be released, and why: unreadable, no platform, a foreign media type."""

    repository: str
    tag: str
    digest: str
    reason: str


class StagingRefusedSchema(EventSchema):
    event, stored_as = StagingRefused, "catalog.staging-refused"

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class ReleaseRequested:
    release: str  # its id
    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    notes: str  # Markdown


class ReleaseRequestedSchema(EventSchema):
    event, stored_as = ReleaseRequested, "catalog.release-requested"

    release = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    notes = fields.String(required=True)


@dataclass(frozen=True)
class VersionReleased:
    """Customers reach it: every blob, manifest and at last the tag lie in the released repository."""

    release: str
    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    platforms: tuple[PlatformImage, ...]
    created: str
    notes: str
    at: datetime


class VersionReleasedSchema(EventSchema):
    event, stored_as = VersionReleased, "catalog.version-released"

    release = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    platforms = Records(PlatformImage, PlatformImageSchema, required=True)
    created = fields.String(required=True)
    notes = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class ReleaseFailed:
    release: str
    repository: str
    tag: str
    digest: str
    reason: str


class ReleaseFailedSchema(EventSchema):
    event, stored_as = ReleaseFailed, "catalog.release-failed"

    release = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)
