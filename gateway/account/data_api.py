"""One's own data by the API: taken along, and erased."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Forbidden
from gateway.account import schemas
from gateway.account.basic import account_by_basic
from gateway.account.own_data import FILE, gathered
from gateway.auth import caller, command_context, here, needs
from gateway.http import Blueprint, done
from gateway.parts import parts

blp = Blueprint("own_data", __name__, url_prefix="/api/v1", description="What the store holds of oneself, and its end")


@blp.route("/me/export", methods=["GET"])
@blp.response(200, schemas.OwnData)
@blp.doc(security=[{"basic": []}], parameters=[schemas.ONE_TIME_CODE])
def export() -> Response:
    """All that the store holds of you, as one document; by e-mail address and password (Basic)."""
    account = account_by_basic()
    if not account:
        raise Forbidden("not-signed-in", "this takes the e-mail address and the password")
    response = jsonify(gathered(account))
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blp.route("/me/erase", methods=["POST"])
@blp.arguments(schemas.OwnPassword)
@blp.response(202, schemas.Erasing)
@needs("read")
def erase(sent: dict[str, Any]) -> Response:
    """Erase your account and all that is personal in the store, for good; the password is asked again.

    Your subscriptions end at once. What you paid in advance and did not spend goes back the way it came.
    """
    account = caller().account
    parts().rpc.identity.confirm(account, sent["password"], here())
    erased = parts().rpc.identity.erase(account, command_context().dump())
    return done({"account": account, "state": "under-way", **erased}, 202)
