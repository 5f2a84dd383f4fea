"""The API of licences: read and downloaded, changed by who may, and checked offline or online by what has one."""

from typing import Any

from flask import Response, jsonify, make_response

from eventlog.refusal import Missing
from gateway.auth import caller, command_context, needs
from gateway.checkout.buying_schemas import Whose
from gateway.checkout.keyed import product_key
from gateway.checkout.whose import of_caller, seen
from gateway.http import Blueprint, done, page_of
from gateway.papers import licences_schemas as schemas
from gateway.parts import parts
from gateway.rpc import Answer, Billing
from gateway.views.tables import rfc3339

blp = Blueprint("licences", __name__, url_prefix="/api/v1", description="Licences")
LICENCE = "/subscriptions/<subscription>/licence"
SHORT = "public, max-age=300"


def billing() -> Billing:
    return parts().rpc.billing


def context() -> dict[str, Any]:
    return command_context().dump()


@blp.route("/licences", methods=["GET"])
@blp.arguments(Whose, location="query")
@blp.response(200, schemas.Licences)
@needs("read", "buy")
def licences(asked: dict[str, Any]) -> dict[str, Any]:
    """One's own, or an organisation's for its members; newest first."""
    found = billing().licences_of(of_caller(asked["holder"]))
    return page_of(found, len(found))


@blp.route(LICENCE, methods=["GET"])
@blp.response(200, schemas.Licence)
@needs("read", "buy")
def licence(subscription: str) -> dict[str, Any]:
    """For who has it, for its publisher, and for staff; what is hidden is shown to its publisher alone."""
    found = _licence(subscription)
    return shown(found) | {"product_key": product_key(subscription, found["holder"])}


@blp.route(f"{LICENCE}.jws", methods=["GET"])
@blp.response(200, content_type="application/jose")
@needs("read", "buy")
def licence_file(subscription: str) -> Response:
    """The signed licence as a file, for machines that cannot ask."""
    found = _licence(subscription)
    if found["licence"] is None:
        raise Missing("licence-revoked")
    response = make_response(found["licence"])
    response.content_type = "application/jose"
    name = f"{found['product'].replace('/', '-')}-{found['plan']}.jws"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blp.route(f"{LICENCE}/replace", methods=["POST"])
@blp.response(200, schemas.Licence)
@needs("buy", "publish")
def replace_licence(subscription: str) -> Response:
    """A new licence in place of one that fell into other hands; all seats are free again."""
    _licence(subscription)
    return _changed(subscription, billing().replace_licence(subscription, context()))


@blp.route(f"{LICENCE}/free-seat", methods=["POST"])
@blp.arguments(schemas.SeatGone)
@blp.response(200, schemas.Licence)
@needs("buy", "publish")
def free_seat(sent: dict[str, Any], subscription: str) -> Response:
    """The seat of an installation that is gone."""
    _licence(subscription)
    return _changed(subscription, billing().free_seat(subscription, sent["seat"], context()))


@blp.route(f"{LICENCE}/values", methods=["POST"])
@blp.arguments(schemas.ValuesWanted)
@blp.response(200, schemas.Licence)
@needs("publish")
def agree_values(sent: dict[str, Any], subscription: str) -> Response:
    """The publisher grants this customer other values than its plan has; they outlast renewals."""
    _licence(subscription)
    return _changed(subscription, billing().agree_values(subscription, sent["values"], context()))


@blp.route(f"{LICENCE}/revoke", methods=["POST"])
@blp.arguments(schemas.Reason)
@blp.response(200, schemas.Licence)
@needs("publish", "staff")
def revoke_licence(sent: dict[str, Any], subscription: str) -> Response:
    """By its publisher, or an operator: it counts no more, and no renewal brings it back."""
    _licence(subscription)
    return _changed(subscription, billing().revoke_licence(subscription, sent["reason"], context()))


@blp.route("/licence-keys", methods=["GET"])
@blp.response(200, schemas.Keys)
def licence_keys() -> Response:
    """The public keys that licences are verified with, the newest first; to be kept where there is no network."""
    response = jsonify(billing().licence_keys())
    response.headers["Cache-Control"] = SHORT
    return response


@blp.route("/licences/revoked", methods=["GET"])
@blp.response(200, schemas.RevokedLicences)
def revoked_licences() -> Response:
    """Licences that were taken back and have not expired; signed as well, for who carries the list elsewhere."""
    response = jsonify(billing().revoked_licences())
    response.headers["Cache-Control"] = SHORT
    return response


@blp.route("/licences/check", methods=["POST"])
@blp.arguments(schemas.Presented)
@blp.response(200, schemas.Checked)
def check_licence(sent: dict[str, Any]) -> dict[str, Any]:
    """Whether a licence counts now. The licence itself is the credential: no token is asked for."""
    return billing().check_licence(sent["licence"])


@blp.route("/licences/seats", methods=["POST"])
@blp.arguments(schemas.SeatWanted)
@blp.response(200, schemas.Seats)
def take_seat(sent: dict[str, Any]) -> Response:
    """An installation takes a seat at its start: 409 `seats-taken` where there are no more; its own is its own."""
    return done(_seats(billing().take_seat(sent["licence"], sent["seat"], context())))


@blp.route("/licences/seats/leave", methods=["POST"])
@blp.arguments(schemas.SeatWanted)
@blp.response(200, schemas.Seats)
def leave_seat(sent: dict[str, Any]) -> Response:
    """An installation that ends gives its seat back."""
    return done(_seats(billing().leave_seat(sent["licence"], sent["seat"], context())))


@blp.route("/licences/usage", methods=["POST"])
@blp.arguments(schemas.UseByLicence)
@blp.response(200, schemas.Reported)
def report_usage(sent: dict[str, Any]) -> Response:
    """Units that were used of a metered component, told by an installation: each id counts once."""
    told = (sent["component"], sent["amount"], rfc3339(sent["at"].timestamp()), sent["id"])
    reported = billing().report_usage(sent["licence"], *told, context())
    answer = {name: sent[name] for name in ("component", "amount", "id")}
    return done({**answer, "position": reported.get("position")})


def shown(found: Answer) -> Answer:
    """As the API tells it to this caller."""
    hidden = not caller().owns(found["publisher"])
    return found | {"fields": [each for each in found["fields"] if not (hidden and each["hidden"])]}


def _licence(subscription: str) -> Answer:
    found = billing().licence_of(subscription)
    return found if caller().owns(found["publisher"]) else seen(found, "licence-unknown")


def _changed(subscription: str, executed: Answer) -> Response:
    found = billing().licence_of(subscription)
    told = {**shown(found), "product_key": product_key(subscription, found["holder"])}
    return done({**told, "position": executed.get("position")})


def _seats(told: Answer) -> Answer:
    return {"licence": told["id"], "seats": told["seats"], "taken": len(told["taken"]), "position": told["position"]}
