"""What is sent and answered about webhooks and what was delivered to them."""

from marshmallow import fields, validate

from gateway.http import Schema
from services.notifications.events import BY_NAME

SHORT = validate.Length(max=200)
OWNER = {"description": "publisher:SLUG, organization:SLUG or account:ID"}
KINDS = {"description": "which kinds of notices; empty: all that its owner may hear of"}
KIND = validate.OneOf([*BY_NAME])


class OfOwner(Schema):
    owner = fields.String(required=True, validate=validate.Length(min=1, max=200), metadata=OWNER)


class Given(Schema):
    url = fields.String(
        required=True,
        validate=validate.Length(min=1, max=2000),
        metadata={"description": "https, in everybody's network; may hold a secret, which is kept"},
    )
    kinds = fields.List(fields.String(validate=KIND), load_default=list, metadata=KINDS)
    description = fields.String(load_default="", validate=SHORT)


class WebhookWanted(Given):
    owner = fields.String(required=True, validate=validate.Length(min=1, max=200), metadata=OWNER)


class WebhookChange(Schema):
    """What is not named stays as it is."""

    url = fields.String(validate=validate.Length(min=1, max=2000))
    kinds = fields.List(fields.String(validate=KIND), metadata=KINDS)
    description = fields.String(validate=SHORT)


class Delivery(Schema):
    id = fields.String(required=True)
    message = fields.String(required=True, metadata={"description": "what webhook-id says, the same at each attempt"})
    kind = fields.String(required=True)
    attempt = fields.Integer(
        required=True, metadata={"description": "from 1 on; 0: it was not sent, and the error says why"}
    )
    at = fields.AwareDateTime(required=True)
    status = fields.Integer(required=True, metadata={"description": "of the answer; 0: there was none"})
    error = fields.String(required=True, metadata={"description": "empty: it was taken"})
    milliseconds = fields.Integer(required=True)


class WholeDelivery(Delivery):
    request = fields.String(required=True, metadata={"description": "the body, as it was signed"})
    answer = fields.String(required=True, metadata={"description": "its first 4 kB"})


class Webhook(Schema):
    id = fields.String(required=True)
    owner = fields.String(required=True, metadata=OWNER)
    url = fields.String(required=True)
    kinds = fields.List(fields.String(), required=True, metadata=KINDS)
    description = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["active", "stopped"]))
    reason = fields.String(required=True, metadata={"description": "of being stopped: owner, failing or gone"})
    created = fields.AwareDateTime(required=True)
    old_until = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "until when the secret before signs, too"}
    )
    rests_until = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "it failed, and is tried again then"}
    )
    last = fields.Nested(Delivery, required=True, allow_none=True)


class WebhookPage(Schema):
    items = fields.List(fields.Nested(Webhook), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Made(Schema):
    id = fields.String(required=True)
    secret = fields.String(required=True, metadata={"description": "whsec_…, shown once"})


class SecretWanted(Schema):
    at_once = fields.Boolean(
        load_default=False, metadata={"description": "true: it leaked, and nothing is signed with those before"}
    )


class Rotated(Schema):
    id = fields.String(required=True)
    secret = fields.String(required=True, metadata={"description": "shown once"})
    old_until = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "until when the one before signs, too; null: no more"}
    )


class Of(Schema):
    id = fields.String(required=True)


class UnderWay(Of):
    message = fields.String(required=True, metadata={"description": "what webhook-id says"})


class DeliveriesWanted(Schema):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    after = fields.String(load_default="", validate=SHORT, metadata={"description": "`next` of the page before"})


class DeliveryPage(Schema):
    items = fields.List(fields.Nested(Delivery), required=True)
    next = fields.String(required=True, allow_none=True)
