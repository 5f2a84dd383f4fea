"""POST /webhooks/stripe: what the payment company sends goes to billing as it came, and is answered at once."""

from flask import Blueprint, Response, jsonify, request

from eventlog.refusal import Invalid
from gateway.parts import parts

door = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@door.post("/stripe")
def stripe() -> Response:
    """200 once it is kept; anything else makes Stripe send it again."""
    try:
        body = request.get_data().decode()
    except UnicodeDecodeError as wrong:
        raise Invalid("malformed-request") from wrong
    return jsonify(parts().rpc.billing.receive_webhook(body, request.headers.get("Stripe-Signature", "")))
