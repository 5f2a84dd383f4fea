"""How somebody wants to hear of things, what they have read, and whether letters reach them."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import EventSchema, Texts


@dataclass(frozen=True)
class PreferenceSet:
    """Of one kind of notice, by each way."""

    account: str
    kind: str
    page: bool  # it is shown in the inbox
    mail: str  # off | now | daily | weekly
    by: str  # page | api | letter: the link or the button of a letter
    at: datetime


class PreferenceSetSchema(EventSchema):
    event, stored_as = PreferenceSet, "notifications.preference-set"

    account = fields.String(required=True)
    kind = fields.String(required=True)
    page = fields.Boolean(required=True)
    mail = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class DeliverySet:
    """When letters come, and in which language; quiet hours are local times, and equal ones are none."""

    account: str
    quiet_from: str  # 22:00
    quiet_until: str  # 07:30
    zone: str  # an IANA time zone
    digest_at: str  # 07:30, when a digest comes
    digest_on: int  # the weekday of the weekly one: 0 Monday … 6 Sunday
    language: str  # en | de
    at: datetime


class DeliverySetSchema(EventSchema):
    event, stored_as = DeliverySet, "notifications.delivery-set"

    account = fields.String(required=True)
    quiet_from = fields.String(required=True)
    quiet_until = fields.String(required=True)
    zone = fields.String(required=True)
    digest_at = fields.String(required=True)
    digest_on = fields.Integer(required=True)
    language = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class MailStopped:
    """Letters to the address came back for good, or its owner called one spam: no more are sent there."""

    account: str
    reason: str  # bounced | complained
    code: str  # of the failure, 5.1.1; empty: none was told
    at: datetime


class MailStoppedSchema(EventSchema):
    event, stored_as = MailStopped, "notifications.mail-stopped"

    account = fields.String(required=True)
    reason = fields.String(required=True)
    code = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class MailResumed:
    account: str
    at: datetime


class MailResumedSchema(EventSchema):
    event, stored_as = MailResumed, "notifications.mail-resumed"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class NoticesRead:
    account: str
    notices: tuple[str, ...]  # ids of announcements
    at: datetime


class NoticesReadSchema(EventSchema):
    event, stored_as = NoticesRead, "notifications.notices-read"

    account = fields.String(required=True)
    notices = Texts(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class NoticesUnread:
    account: str
    notices: tuple[str, ...]
    at: datetime


class NoticesUnreadSchema(EventSchema):
    event, stored_as = NoticesUnread, "notifications.notices-unread"

    account = fields.String(required=True)
    notices = Texts(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class AllNoticesRead:
    """Those that were addressed until then."""

    account: str
    until: datetime
    at: datetime


class AllNoticesReadSchema(EventSchema):
    event, stored_as = AllNoticesRead, "notifications.all-notices-read"

    account = fields.String(required=True)
    until = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class DigestSent:
    """A digest was put together and goes out; which notices it tells of."""

    account: str
    digest: str  # daily:2026-11-30 or weekly:2026-12-04
    notices: tuple[str, ...]
    at: datetime


class DigestSentSchema(EventSchema):
    event, stored_as = DigestSent, "notifications.digest-sent"

    account = fields.String(required=True)
    digest = fields.String(required=True)
    notices = Texts(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class FeedRenewed:
    """Their own feed has a new address, and the one before is dead. The address is a secret, and lies elsewhere."""

    account: str
    at: datetime


class FeedRenewedSchema(EventSchema):
    event, stored_as = FeedRenewed, "notifications.feed-renewed"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
