"""One account by the API, for operators: how it stands, and the sign-in service that opens it no more."""

from typing import Any

from flask import Response
from marshmallow import fields

from eventlog.refusal import Forbidden
from gateway.account import schemas
from gateway.auth import caller, command_context, needs
from gateway.http import Blueprint, Schema, done
from gateway.parts import parts

blp = Blueprint("standing", __name__, url_prefix="/api/v1", description="Accounts, for operators")


class Standing(Schema):
    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    verified = fields.Boolean(required=True, metadata={"description": "whether the address is confirmed"})
    suspended = fields.Boolean(required=True)
    second_factor = fields.Boolean(required=True)
    sign_in_service = fields.Boolean(required=True, metadata={"description": "whether that opens the account"})
    roles = fields.List(fields.String(), required=True)
    tokens = fields.Integer(required=True, metadata={"description": "how many access tokens count"})


@blp.route("/accounts/<account>", methods=["GET"])
@blp.response(200, Standing)
@needs("staff")
def standing(account: str) -> dict[str, Any]:
    """For operators: whose it is, whether it is suspended, and what signs in to it."""
    if "operator" not in caller().roles:
        raise Forbidden("staff-only")
    return parts().rpc.identity.account_standing(account)


@blp.route("/accounts/<account>/sign-in-service", methods=["DELETE"])
@blp.response(200, schemas.OfAccount)
@needs("staff")
def unlink(account: str) -> Response:
    """For operators: the sign-in service opens the account no more; its owner is told by a letter."""
    return done(parts().rpc.identity.unlink_identity(account, command_context().dump()))
