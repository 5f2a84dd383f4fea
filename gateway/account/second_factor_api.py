"""The second proof at a sign-in by the API (RFC 6238): turned on and off by its owner, and lifted by operators."""

from typing import Any

from flask import Response
from marshmallow import fields

from gateway.account import schemas
from gateway.auth import caller, command_context, here, needs
from gateway.http import Blueprint, Schema, done
from gateway.parts import parts

blp = Blueprint("second_factor", __name__, url_prefix="/api/v1", description="Two-factor sign-in")


class SecondFactor(Schema):
    on = fields.Boolean(required=True)
    recovery_codes = fields.Integer(required=True, metadata={"description": "how many are left"})


class TotpAsked(Schema):
    secret = fields.String(required=True, metadata={"description": "base 32, shown once"})
    address = fields.String(required=True, metadata={"description": "otpauth://totp/… for an app"})


class Code(Schema):
    code = fields.String(
        required=True, validate=schemas.LONGEST, metadata={"description": "of the app; six digits, good once"}
    )


class TotpEnabled(Schema):
    recovery_codes = fields.List(
        fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "shown once, each good once: null where it was on already"},
    )


@blp.route("/me/two-factor", methods=["GET"])
@blp.response(200, SecondFactor)
@needs("read")
def second_factor() -> dict[str, Any]:
    """Whether signing in with the password takes a code as well."""
    return parts().rpc.identity.second_factor(caller().account)


@blp.route("/me/two-factor", methods=["POST"])
@blp.arguments(schemas.OwnPassword)
@blp.response(200, TotpAsked)
@needs("read")
def begin(sent: dict[str, Any]) -> Response:
    """Get a secret for an app; it counts once `enable` was sent a code of it, within half an hour."""
    account = caller().account
    parts().rpc.identity.confirm(account, sent["password"], here())
    response = done(parts().rpc.identity.begin_totp(account, command_context().dump()))
    response.headers["Cache-Control"] = "no-store"
    return response


@blp.route("/me/two-factor/enable", methods=["POST"])
@blp.arguments(Code)
@blp.response(200, TotpEnabled)
@needs("read")
def enable(sent: dict[str, Any]) -> Response:
    """Turn it on: from now on `POST /tokens` with Basic takes a code in the header X-OTP."""
    context = command_context().dump()
    response = done(parts().rpc.identity.enable_totp(caller().account, sent["code"], here(), context))
    response.headers["Cache-Control"] = "no-store"
    return response


@blp.route("/me/two-factor/disable", methods=["POST"])
@blp.arguments(Code)
@blp.response(200, schemas.OfAccount)
@needs("read")
def disable(sent: dict[str, Any]) -> Response:
    """Turn it off, with a code of the app or a recovery code."""
    context = command_context().dump()
    return done(parts().rpc.identity.disable_totp(caller().account, sent["code"], here(), context))


@blp.route("/accounts/<account>/two-factor", methods=["DELETE"])
@blp.response(200, schemas.OfAccount)
@needs("staff")
def lift(account: str) -> Response:
    """For operators: turn it off for who lost their app and their recovery codes. Make sure first that it is them."""
    return done(parts().rpc.identity.lift_second_factor(account, command_context().dump()))
