"""For the store's staff: why somebody may pull or not."""

import time
from typing import Any

from marshmallow import fields, validate

from eventlog.refusal import Forbidden, Missing
from gateway.auth import caller, needs
from gateway.http import Blueprint, Schema
from gateway.operations.explaining import explain
from gateway.parts import database, parts

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


@blp.route("/why", methods=["GET"])
@blp.arguments(Asked, location="query")
@blp.response(200, Explanation)
@needs("staff")
def why(asked: dict[str, Any]) -> dict[str, object]:
    """Why HOLDER may pull REPOSITORY, or why not, by the events behind the answer."""
    must_be(MAY_ASK)
    return explain(database(), _account(asked["holder"]), asked["repository"], time.time())


def must_be(roles: frozenset[str]) -> None:
    if not caller().roles & roles:
        raise Forbidden("staff-only", " or ".join(sorted(roles)))


def _account(holder: str) -> str:
    if "@" not in holder:
        return holder
    found = parts().rpc.identity.account_of(holder)
    if found is None:
        raise Missing("unknown-account")
    return found
