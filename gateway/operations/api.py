"""For operators: why somebody may pull or not, and how far each service's log and the views over it are."""

import time
from typing import Any

from marshmallow import fields, validate

from eventlog.parked import listed
from eventlog.refusal import Forbidden, Missing, Refused
from gateway.auth import caller, needs
from gateway.http import Blueprint, Schema
from gateway.operations.explaining import explain
from gateway.operations.health import SERVICES
from gateway.parts import database, parts
from gateway.views.tables import Database

blp = Blueprint("operations", __name__, url_prefix="/api/v1/admin", description="For the store's staff")
MAY_ASK = frozenset({"operator", "support", "reviewer"})


class Asked(Schema):
    holder = fields.String(load_default="", metadata={"description": "an account's id or e-mail; empty: nobody"})
    repository = fields.String(required=True, validate=validate.Length(1, 255))


class Fact(Schema):
    event = fields.String(required=True)
    at = fields.String(required=True)
    text = fields.String(required=True)


class Explanation(Schema):
    allowed = fields.Boolean(required=True)
    rule = fields.String(required=True)
    code = fields.String(required=True)
    because = fields.List(fields.Nested(Fact), required=True)
    missing = fields.List(fields.String(), required=True)


class ParkedStream(Schema):
    follower = fields.String(required=True)
    stream = fields.String(required=True)
    position = fields.Integer(required=True)
    type = fields.String(required=True)
    error = fields.String(required=True)
    behind = fields.Integer(required=True)


class LogState(Schema):
    source = fields.String(required=True)
    state = fields.String(required=True)
    position = fields.Integer(required=True, allow_none=True)
    views = fields.Integer(required=True, metadata={"description": "the position that pages and pulls are at"})
    lag = fields.Integer(required=True, allow_none=True)
    parked = fields.List(fields.Nested(ParkedStream), required=True)


class Logs(Schema):
    items = fields.List(fields.Nested(LogState), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


@blp.route("/why", methods=["GET"])
@blp.arguments(Asked, location="query")
@blp.response(200, Explanation)
@needs("staff")
def why(asked: dict[str, Any]) -> dict[str, object]:
    """Why HOLDER may pull REPOSITORY, or why not, by the events behind the answer."""
    _must_be(MAY_ASK)
    return explain(database(), _account(asked["holder"]), asked["repository"], time.time())


@blp.route("/logs", methods=["GET"])
@blp.response(200, Logs)
@needs("staff")
def logs() -> dict[str, Any]:
    """Each service's log: its last position, how far the views are, and what is parked."""
    _must_be(frozenset({"operator"}))
    items = [_log(database(), source) for source in SERVICES]
    return {"items": items, "total": len(items), "next": None}


def _must_be(roles: frozenset[str]) -> None:
    if not caller().roles & roles:
        raise Forbidden("staff-only", " or ".join(sorted(roles)))


def _account(holder: str) -> str:
    if "@" not in holder:
        return holder
    found = parts().rpc.identity.account_of(holder)
    if found is None:
        raise Missing("unknown-account")
    return found


def _log(db: Database, source: str) -> dict[str, Any]:
    seen = parts().reader.position(source)
    try:
        position, state = int(getattr(parts().rpc, source).head()["position"]), "ready"
    except Refused:
        position, state = None, "away"
    held = [vars(stream) for stream in listed(db) if stream.source == source]
    lag = None if position is None else max(position - seen, 0)
    return {"source": source, "state": state, "position": position, "views": seen, "lag": lag, "parked": held}
