"""What the catalogue tells of publishers."""

from dataclasses import dataclass

from marshmallow import fields

from eventlog.schema import Erased, EventSchema, Records
from services.catalog.events.reasons import Reason, ReasonSchema


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
class PublisherRejected:
    publisher: str
    reasons: tuple[Reason, ...]


class PublisherRejectedSchema(EventSchema):
    event, stored_as = PublisherRejected, "catalog.publisher-rejected"

    publisher = fields.String(required=True)
    reasons = Records(Reason, ReasonSchema, required=True)
