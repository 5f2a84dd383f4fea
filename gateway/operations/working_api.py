"""For operators: who works for the store."""

from typing import Any

from marshmallow import fields

from gateway.auth import needs
from gateway.http import Schema
from gateway.operations import working
from gateway.operations.api import blp, must_be
from gateway.operations.logs_api import OPERATOR
from gateway.parts import database, parts


class Held(Schema):
    role = fields.String(required=True, metadata={"description": "support, reviewer, finance, operator"})
    by = fields.String(required=True, metadata={"description": "the account that granted it; the first operator's own"})
    by_name = fields.String(required=True)
    since = fields.String(required=True)


class Person(Schema):
    account = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.Nested(Held), required=True)


class People(Schema):
    items = fields.List(fields.Nested(Person), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


@blp.route("/staff", methods=["GET"])
@blp.response(200, People)
@needs("staff")
def staff() -> dict[str, Any]:
    """For operators: everybody with a staff role, by whom each role was granted, and when."""
    must_be(OPERATOR)
    found = working.people(database(), parts().rpc.identity)
    return {"items": found, "total": len(found), "next": None}
