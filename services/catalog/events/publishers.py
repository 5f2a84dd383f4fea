"""What the catalogue tells of publishers."""

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True)
class PublisherEdited:
    """The whole profile as it now reads."""

    publisher: str
    website: str
    phone: str | Erased
    email: str | Erased
    logo: str
    legal_name: str


class PublisherEditedSchema(EventSchema):
    event, stored_as = PublisherEdited, "catalog.publisher-edited"
    personal, personal_of = ("phone", "email"), "publisher"

    publisher = fields.String(required=True)
    website = fields.String(required=True)
    phone = fields.String(required=True)
    email = fields.String(required=True)
    logo = fields.String(required=True)
    legal_name = fields.String(required=True)


@dataclass(frozen=True)
class AgreementAccepted:
    """The store's agreement with its publishers, in the version that was accepted."""

    publisher: str
    version: str
    digest: str  # sha256:… of its text
    by: str  # the account that accepted it


class AgreementAcceptedSchema(EventSchema):
    event, stored_as = AgreementAccepted, "catalog.agreement-accepted"

    publisher = fields.String(required=True)
    version = fields.String(required=True)
    digest = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class SupportSet:
    """How the publisher's customers are helped."""

    publisher: str
    policy: str  # Markdown
    hours: str  # in words
    contacts: str | Erased  # in words: who answers, by which way
    tsanet: str  # its membership of TSANet; empty: none


class SupportSetSchema(EventSchema):
    event, stored_as = SupportSet, "catalog.support-set"
    personal, personal_of = ("contacts",), "publisher"

    publisher = fields.String(required=True)
    policy = fields.String(required=True)
    hours = fields.String(required=True)
    contacts = fields.String(required=True)
    tsanet = fields.String(required=True)


@dataclass(frozen=True)
class DomainProven:
    """The domain of its website is the publisher's: what makes it a verified one."""

    publisher: str
    domain: str
    how: str  # dns | well-known
    at: datetime


class DomainProvenSchema(EventSchema):
    event, stored_as = DomainProven, "catalog.domain-proven"

    publisher = fields.String(required=True)
    domain = fields.String(required=True)
    how = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PublisherSuspended:
    """Nothing new from it: no pushes, releases or publications; what is on the shelves stays."""

    publisher: str
    reason: str


class PublisherSuspendedSchema(EventSchema):
    event, stored_as = PublisherSuspended, "catalog.publisher-suspended"

    publisher = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class PublisherReinstated:
    publisher: str


class PublisherReinstatedSchema(EventSchema):
    event, stored_as = PublisherReinstated, "catalog.publisher-reinstated"

    publisher = fields.String(required=True)


@dataclass(frozen=True)
class PayoutsNoted:
    """Whether billing knows where the publisher's money goes: without that it publishes nothing that is paid for."""

    publisher: str
    connected: bool


class PayoutsNotedSchema(EventSchema):
    event, stored_as = PayoutsNoted, "catalog.payouts-noted"

    publisher = fields.String(required=True)
    connected = fields.Boolean(required=True)


@dataclass(frozen=True)
class SigningKeyRegistered:
    """From now on nothing of the publisher's is released that none of its keys has signed."""

    publisher: str
    key: str  # its id: the SHA-256 of its DER form, in hexadecimal digits
    name: str
    pem: str
    at: datetime


class SigningKeyRegisteredSchema(EventSchema):
    event, stored_as = SigningKeyRegistered, "catalog.signing-key-registered"

    publisher = fields.String(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    pem = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SigningKeyWithdrawn:
    """What it signed before stays released, and is not believed any more in what is to come."""

    publisher: str
    key: str
    at: datetime


class SigningKeyWithdrawnSchema(EventSchema):
    event, stored_as = SigningKeyWithdrawn, "catalog.signing-key-withdrawn"

    publisher = fields.String(required=True)
    key = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
