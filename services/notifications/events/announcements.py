"""What became of a fact that concerns somebody: it is announced once, and then addressed to people, many at a time."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records, Texts


@dataclass(frozen=True)
class Told:
    """One thing that is said in a notice; nothing personal, and no secret."""

    name: str  # version, was, severity, until, amount …
    value: str


class ToldSchema(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)


@dataclass(frozen=True)
class NoticeAnnounced:
    """`announcement` is made of the fact's id and the kind: the same whatever is replayed."""

    announcement: str
    kind: str
    about: str  # id of the product, subscription, ticket, submission … that it is about
    product: str  # publisher/product; empty: none
    link: str  # path in the store where to see it, /acme/db
    facts: tuple[Told, ...]
    audiences: tuple[str, ...]  # who is meant, as services.notifications.policies.audience reads it
    happened: datetime  # when the fact was
    at: datetime


class NoticeAnnouncedSchema(EventSchema):
    event, stored_as = NoticeAnnounced, "notifications.notice-announced"

    announcement = fields.String(required=True)
    kind = fields.String(required=True)
    about = fields.String(required=True)
    product = fields.String(required=True)
    link = fields.String(required=True)
    facts = Records(Told, ToldSchema, required=True)
    audiences = Texts(required=True)
    happened = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class Recipient:
    """How one person hears of it, as they wanted it when it was addressed to them."""

    account: str
    page: bool
    mail: str  # off | now | daily | weekly
    send_at: datetime | None  # mail `now` in their quiet hours: when these are over; digests: when the next is due
    digest: str  # of a digest: which one, daily:2026-11-30 or weekly:2026-12-04; else empty


class RecipientSchema(Schema):
    account = fields.String(required=True)
    page = fields.Boolean(required=True)
    mail = fields.String(required=True)
    send_at = fields.AwareDateTime(required=True, allow_none=True)
    digest = fields.String(required=True)


@dataclass(frozen=True)
class NoticeAddressed:
    """To people who had not been told of it, and to webhooks that had not; who opted out is none of them."""

    announcement: str
    kind: str
    recipients: tuple[Recipient, ...]
    webhooks: tuple[str, ...]  # their ids
    at: datetime


class NoticeAddressedSchema(EventSchema):
    event, stored_as = NoticeAddressed, "notifications.notice-addressed"

    announcement = fields.String(required=True)
    kind = fields.String(required=True)
    recipients = Records(Recipient, RecipientSchema, required=True)
    webhooks = Texts(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class MailReleased:
    """Somebody's quiet hours are over: their letter goes out now."""

    announcement: str
    kind: str
    account: str
    at: datetime


class MailReleasedSchema(EventSchema):
    event, stored_as = MailReleased, "notifications.mail-released"

    announcement = fields.String(required=True)
    kind = fields.String(required=True)
    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
