"""For operators: who did what, and when, in all logs."""

from datetime import UTC, date, datetime, time
from typing import Any

from marshmallow import fields, validate

from gateway.auth import command_context, needs
from gateway.http import Schema
from gateway.operations import auditing
from gateway.operations.api import blp, must_be
from gateway.operations.logs_api import OPERATOR
from gateway.parts import parts
from gateway.rpc import OPERATED

LONGEST = 255


class Asked(Schema):
    actor = fields.String(
        load_default="",
        validate=validate.Length(0, LONGEST),
        metadata={"description": "an account's id, a robot's, or a policy of the store's: `policy:billing`"},
    )
    about = fields.String(
        load_default="",
        validate=validate.Length(0, LONGEST),
        metadata={
            "description": "a stream, what it is of, or a whole value in the event: an id, a slug, a correlation"
        },
    )
    type = fields.String(
        load_default="",
        validate=validate.Length(0, LONGEST),
        metadata={"description": "`identity.role-granted`, or `role-granted`"},
    )
    service = fields.String(load_default="", validate=validate.OneOf(["", *OPERATED]))
    first = fields.Date(data_key="from", load_default=None, metadata={"description": "a day, of UTC"})
    last = fields.Date(data_key="to", load_default=None, metadata={"description": "a day, which is in it"})
    after = fields.String(load_default="", validate=validate.Length(0, auditing.LONGEST_CURSOR))


class Event(Schema):
    service = fields.String(required=True)
    id = fields.String(required=True)
    type = fields.String(required=True)
    stream = fields.String(required=True)
    version = fields.Integer(required=True)
    position = fields.Integer(required=True)
    at = fields.String(required=True)
    actor = fields.String(required=True)
    correlation = fields.String(required=True, metadata={"description": "what one request led to has the same"})
    causation = fields.String(required=True, metadata={"description": "the event or command that it came of"})
    data = fields.Dict(required=True, metadata={"description": "what is personal stands as `(personal)`"})


class Events(Schema):
    items = fields.List(fields.Nested(Event), required=True)
    total = fields.Integer(required=True, allow_none=True, metadata={"description": "null: they are not counted"})
    next = fields.String(required=True, allow_none=True, metadata={"description": "also where a page has no items"})
    away = fields.List(fields.String(), required=True, metadata={"description": "services that did not answer"})


@blp.route("/audit", methods=["GET"])
@blp.arguments(Asked, location="query")
@blp.response(200, Events)
@needs("staff")
def audit(asked: dict[str, Any]) -> dict[str, Any]:
    """Events of all logs, the newest first. Each page reads a bounded part of them: follow `next` until it is null."""
    must_be(OPERATOR)
    wanted = {name: asked[name] for name in ("actor", "about", "type")} | period(asked["first"], asked["last"])
    found = auditing.search(parts().rpc, wanted, asked["service"], asked["after"], command_context().dump())
    return {"items": found.items, "total": None, "next": found.after or None, "away": found.away}


def period(first: date | None, last: date | None) -> dict[str, str]:
    """From the first day's beginning to the last one's end, in UTC; empty where there is none."""
    told = {"first": (first, time.min), "last": (last, time.max)}
    return {name: datetime.combine(day, at, UTC).isoformat() if day else "" for name, (day, at) in told.items()}
