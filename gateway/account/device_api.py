"""The API of devices that have no browser (RFC 8628): `docker store login` asks, a person lets it in on a page."""

from typing import Any
from urllib.parse import quote

from flask import Response

from gateway.account import device_schemas as schemas
from gateway.auth import command_context, here
from gateway.http import Blueprint, done, in_force
from gateway.parts import parts

blp = Blueprint("device", __name__, url_prefix="/api/v1", description="Signing in where there is no browser")


@blp.route("/device", methods=["POST"])
@blp.arguments(schemas.DeviceWanted)
@blp.response(200, schemas.DeviceStarted)
def start_device(sent: dict[str, Any]) -> Response:
    """Ask to be let in: show `user_code` and `verification_uri`, then ask for the token at each `interval` of seconds.

    Each request is a device of its own, whatever its Idempotency-Key: the codes are kept nowhere.
    """
    started = parts().rpc.identity.start_device(sent["name"], sent["scopes"], here(), command_context().dump())
    page = f"{parts().settings.url}/device"
    links = {"verification_uri": page, "verification_uri_complete": f"{page}?code={quote(started['user_code'])}"}
    return done({**started, **links})


@blp.route("/device/token", methods=["POST"])
@blp.arguments(schemas.DeviceCode)
@blp.response(200, schemas.DeviceToken)
@blp.alt_response(400)
def take_device_token(sent: dict[str, Any]) -> Response:
    """The token, once somebody let the device in, and once.

    Else 400 with the code `authorization-pending`, `slow-down` (from then on five seconds more between two requests),
    `access-denied` or `device-code-expired`.
    """
    return done(in_force(parts().rpc.identity.take_device_token(sent["device_code"], command_context().dump())))
