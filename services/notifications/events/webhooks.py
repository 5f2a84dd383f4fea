"""Addresses of publishers' and customers' own systems that are told of what concerns them.

An address may hold a secret: it lies in a private table with the secrets that sign, and events know its host alone.
"""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import EventSchema, Texts


@dataclass(frozen=True)
class WebhookAdded:
    webhook: str
    owner: str  # publisher:SLUG | organization:SLUG | account:ID
    host: str
    kinds: tuple[str, ...]  # empty: all that the owner may hear of
    description: str
    by: str  # an account
    at: datetime


class WebhookAddedSchema(EventSchema):
    event, stored_as = WebhookAdded, "notifications.webhook-added"

    webhook = fields.String(required=True)
    owner = fields.String(required=True)
    host = fields.String(required=True)
    kinds = Texts(required=True)
    description = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class WebhookChanged:
    webhook: str
    host: str
    kinds: tuple[str, ...]
    description: str
    by: str
    at: datetime


class WebhookChangedSchema(EventSchema):
    event, stored_as = WebhookChanged, "notifications.webhook-changed"

    webhook = fields.String(required=True)
    host = fields.String(required=True)
    kinds = Texts(required=True)
    description = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class WebhookSecretRotated:
    """What is sent is signed with both until the old one is over."""

    webhook: str
    old_until: datetime
    by: str
    at: datetime


class WebhookSecretRotatedSchema(EventSchema):
    event, stored_as = WebhookSecretRotated, "notifications.webhook-secret-rotated"

    webhook = fields.String(required=True)
    old_until = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class WebhookTested:
    """Its owner asked for a message that tells of nothing."""

    webhook: str
    message: str
    by: str
    at: datetime


class WebhookTestedSchema(EventSchema):
    event, stored_as = WebhookTested, "notifications.webhook-tested"

    webhook = fields.String(required=True)
    message = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class RedeliveryRequested:
    webhook: str
    message: str  # that is delivered once more, under its own id
    request: str  # of this request
    by: str
    at: datetime


class RedeliveryRequestedSchema(EventSchema):
    event, stored_as = RedeliveryRequested, "notifications.redelivery-requested"

    webhook = fields.String(required=True)
    message = fields.String(required=True)
    request = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class WebhookStopped:
    """Nothing is delivered any more until its owner turns it on."""

    webhook: str
    owner: str
    host: str
    reason: str  # failing: three days long | gone: it answered 410 | owner
    by: str
    at: datetime


class WebhookStoppedSchema(EventSchema):
    event, stored_as = WebhookStopped, "notifications.webhook-stopped"

    webhook = fields.String(required=True)
    owner = fields.String(required=True)
    host = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class WebhookResumed:
    webhook: str
    by: str
    at: datetime


class WebhookResumedSchema(EventSchema):
    event, stored_as = WebhookResumed, "notifications.webhook-resumed"

    webhook = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class WebhookRemoved:
    webhook: str
    by: str
    at: datetime


class WebhookRemovedSchema(EventSchema):
    event, stored_as = WebhookRemoved, "notifications.webhook-removed"

    webhook = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
