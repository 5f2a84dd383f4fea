"""POST /webhooks/stripe and /webhooks/tsanet: what others send goes to the service that knows them, as it came."""

from flask import Blueprint, Response, jsonify, request

from eventlog.refusal import Invalid
from gateway.parts import parts

SIGNED = ("X-Hub-Signature-256",)

door = Blueprint("webhooks_door", __name__, url_prefix="/webhooks")


@door.post("/stripe")
def stripe() -> Response:
    """200 once it is kept; anything else makes Stripe send it again."""
    return jsonify(parts().rpc.billing.receive_webhook(_body(), request.headers.get("Stripe-Signature", "")))


@door.post("/tsanet")
def tsanet() -> Response:
    """200 once its case was looked at; anything else makes TSANet send it again."""
    signed = {name: request.headers.get(name, "") for name in SIGNED}
    parts().rpc.support.tsanet_notice(signed, _body())
    return jsonify({"kept": True})


def _body() -> str:
    try:
        return request.get_data().decode()
    except UnicodeDecodeError as wrong:
        raise Invalid("malformed-request") from wrong
