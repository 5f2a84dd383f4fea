"""What is sent and answered about notices and how somebody wants to hear of them."""

from typing import Any

from marshmallow import fields, validate

from gateway.http import Schema
from services.notifications.events import BY_NAME, CUSTOMER, PUBLISHER, STAFF

GROUPS = (CUSTOMER, PUBLISHER, STAFF)
MAILS = ("off", "now", "daily", "weekly")
SHORT = validate.Length(max=200)
MOST = 500
TIME = validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", error="A time of day such as 22:00.")
IDS = {"description": "of notices"}
KIND = {"description": "such as version.released"}
QUIET = {"description": "local time, such as 22:00; equal times: no quiet hours"}


class NoticesWanted(Schema):
    group = fields.String(load_default="", validate=validate.OneOf(["", *GROUPS]))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *BY_NAME]), metadata=KIND)
    product = fields.String(load_default="", validate=SHORT, metadata={"description": "publisher/product"})
    unread = fields.Boolean(load_default=False, metadata={"description": "true: only what was not read"})
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
    after = fields.String(load_default="", validate=SHORT, metadata={"description": "`next` of the page before"})


class Notice(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True, metadata=KIND)
    group = fields.String(required=True, validate=validate.OneOf(GROUPS))
    about = fields.String(required=True, metadata={"description": "id of the product, ticket … that it is about"})
    title = fields.String(required=True)
    text = fields.String(required=True)
    product = fields.String(required=True, metadata={"description": "publisher/product; empty: about none"})
    link = fields.String(required=True, metadata={"description": "where to see it; empty: nowhere"})
    at = fields.String(required=True, metadata={"description": "when you were told"})
    happened = fields.String(required=True, metadata={"description": "when it was so"})
    read = fields.Boolean(required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class NoticePage(Schema):
    items = fields.List(fields.Nested(Notice), required=True)
    total = fields.Integer(required=True, metadata={"description": "of this question"})
    unread = fields.Integer(required=True, metadata={"description": "of all that you were told"})
    next = fields.String(required=True, allow_none=True)


class Some(Schema):
    ids = fields.List(
        fields.String(validate=SHORT), required=True, validate=validate.Length(min=1, max=MOST), metadata=IDS
    )


class ReadWanted(Schema):
    ids = fields.List(fields.String(validate=SHORT), validate=validate.Length(min=1, max=MOST), metadata=IDS)
    until = fields.AwareDateTime(
        format="iso", metadata={"description": "instead of ids: all that you were told until then"}
    )


class Marked(Schema):
    ids = fields.List(fields.String(), metadata=IDS)
    until = fields.String()


class Ways(Schema):
    page = fields.Boolean(metadata={"description": "shown in the inbox"})
    mail = fields.String(validate=validate.OneOf(MAILS))


class Delivery(Schema):
    quiet_from = fields.String(validate=TIME, metadata=QUIET)
    quiet_until = fields.String(validate=TIME, metadata=QUIET)
    zone = fields.String(validate=SHORT, metadata={"description": "such as Europe/Berlin: of all times here"})
    digest_at = fields.String(validate=TIME, metadata={"description": "when a daily or weekly letter comes"})
    digest_on = fields.Integer(
        validate=validate.Range(min=0, max=6),
        metadata={"description": "the weekday of the weekly letter: 0 Monday … 6 Sunday"},
    )
    language = fields.String(validate=validate.OneOf(["en", "de"]))


class NamedWays(Ways):
    """As GET has it; `group` and `chosen` are not changed by what is sent."""

    name = fields.String(required=True, validate=validate.OneOf([*BY_NAME]))
    group = fields.String(validate=validate.OneOf(GROUPS))
    chosen = fields.Boolean()


WAYS: dict[str, Any] = {"page": {"type": "boolean"}, "mail": {"type": "string", "enum": [*MAILS]}}
NAMED_WAYS: dict[str, Any] = {
    "name": {"type": "string", "enum": [*BY_NAME]},
    "group": {"type": "string", "enum": [*GROUPS]},
    "chosen": {"type": "boolean"},
    **WAYS,
}
KINDS_WANTED = {
    "description": "by name, or as a list as GET has it",
    "oneOf": [
        {
            "type": "object",
            "additionalProperties": {"type": "object", "properties": WAYS, "additionalProperties": False},
        },
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": NAMED_WAYS,
                "required": ["name"],
                "additionalProperties": False,
            },
        },
    ],
}


class Kinds(fields.Field[dict[str, dict[str, Any]]]):
    """{name: ways}, of that or of [{name, page, mail}]."""

    by_name = fields.Dict(keys=fields.String(validate=validate.OneOf([*BY_NAME])), values=fields.Nested(Ways))
    listed = fields.List(fields.Nested(NamedWays))

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> dict[str, dict[str, Any]]:
        if not isinstance(value, list):
            return dict(self.by_name.deserialize(value))
        listed: list[Any] = self.listed.deserialize(value)
        return {one["name"]: {way: one[way] for way in WAYS if way in one} for one in listed}


class KindWays(Schema):
    name = fields.String(required=True, metadata=KIND)
    group = fields.String(required=True, validate=validate.OneOf(GROUPS))
    page = fields.Boolean(required=True)
    mail = fields.String(required=True, validate=validate.OneOf(MAILS))
    chosen = fields.Boolean(required=True, metadata={"description": "false: as it is unless somebody says so"})


class MailState(Schema):
    state = fields.String(required=True, validate=validate.OneOf(["ok", "stopped"]))
    reason = fields.String(required=True, metadata={"description": "bounced or complained; empty: letters are sent"})
    code = fields.String(required=True, metadata={"description": "such as 5.1.1"})
    since = fields.String(required=True, allow_none=True)


class PreferencesWanted(Delivery):
    """What is not named stays as it is; what GET answered may be sent back."""

    kinds = Kinds(load_default=dict, metadata=KINDS_WANTED)
    mail = fields.Nested(MailState, metadata={"description": "as GET has it; it is not changed by what is sent"})


class Preferences(Delivery):
    kinds = fields.List(fields.Nested(KindWays), required=True)
    mail = fields.Nested(MailState, required=True)


class Feed(Schema):
    url = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "shown once, and the one before is dead; null where the request is a repeated one"},
    )
