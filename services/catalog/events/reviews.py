"""What the catalogue tells of reviews: what customers say of a product, and what its publisher answers."""

from dataclasses import dataclass

from marshmallow import fields

from eventlog.schema import Erased, EventSchema


@dataclass(frozen=True)
class ReviewPosted:
    """`title` and `text` are the author's words: unreadable once the author is erased."""

    review: str
    product: str
    account: str
    stars: int  # 1 to 5
    title: str | Erased
    text: str | Erased


class ReviewPostedSchema(EventSchema):
    event, stored_as = ReviewPosted, "catalog.review-posted"
    personal, personal_of = ("title", "text"), "account"

    review = fields.String(required=True)
    product = fields.String(required=True)
    account = fields.String(required=True)
    stars = fields.Integer(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)


@dataclass(frozen=True)
class ReviewEdited:
    """The whole review as its author wants it now."""

    review: str
    product: str
    account: str
    stars: int
    title: str | Erased
    text: str | Erased


class ReviewEditedSchema(EventSchema):
    event, stored_as = ReviewEdited, "catalog.review-edited"
    personal, personal_of = ("title", "text"), "account"

    review = fields.String(required=True)
    product = fields.String(required=True)
    account = fields.String(required=True)
    stars = fields.Integer(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)


@dataclass(frozen=True)
class ReviewAnswered:
    """The publisher's answer, which replaces the one before."""

    review: str
    product: str
    publisher: str
    text: str
    by: str


class ReviewAnsweredSchema(EventSchema):
    event, stored_as = ReviewAnswered, "catalog.review-answered"

    review = fields.String(required=True)
    product = fields.String(required=True)
    publisher = fields.String(required=True)
    text = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class ReviewReported:
    """Somebody asks staff to look at it."""

    review: str
    product: str
    by: str
    reason: str


class ReviewReportedSchema(EventSchema):
    event, stored_as = ReviewReported, "catalog.review-reported"

    review = fields.String(required=True)
    product = fields.String(required=True)
    by = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class ReviewKept:
    """Staff looked at what was reported so far, and left it."""

    review: str
    product: str
    by: str


class ReviewKeptSchema(EventSchema):
    event, stored_as = ReviewKept, "catalog.review-kept"

    review = fields.String(required=True)
    product = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class ReviewRemoved:
    """Staff took it away; its stars count no more."""

    review: str
    product: str
    reason: str
    by: str


class ReviewRemovedSchema(EventSchema):
    event, stored_as = ReviewRemoved, "catalog.review-removed"

    review = fields.String(required=True)
    product = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class ReviewErased:
    """Its author was erased: the words are gone with the author, the stars stay."""

    review: str
    product: str


class ReviewErasedSchema(EventSchema):
    event, stored_as = ReviewErased, "catalog.review-erased"

    review = fields.String(required=True)
    product = fields.String(required=True)
