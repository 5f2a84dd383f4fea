"""The API of webhooks: addresses of other systems, which are told of what concerns their owner."""

from typing import Any

from flask import Response, jsonify

from gateway.auth import command_context, needs
from gateway.http import Blueprint, Nothing, done, page_of
from gateway.parts import parts
from gateway.rpc import Notifications
from gateway.webhooks import examples, schemas

blp = Blueprint("webhooks", __name__, url_prefix="/api/v1", description="Addresses of other systems that are told")

WEBHOOK = "/webhooks/<webhook>"
SEEING = ("read", "buy", "publish")
CHANGING = ("buy", "publish")


@blp.route("/webhooks", methods=["GET"])
@blp.arguments(schemas.OfOwner, location="query")
@blp.response(200, schemas.WebhookPage)
@needs(*SEEING)
def webhooks(asked: dict[str, Any]) -> Response:
    """Those of an owner for whom one speaks: a publisher's editors, an organisation's owners, an account itself."""
    found = service().webhooks(asked["owner"], context())["items"]
    return jsonify(page_of(found, len(found)))


@blp.route("/webhooks", methods=["POST"])
@blp.arguments(schemas.WebhookWanted, example=examples.WANTED)
@blp.response(201, schemas.Made, example=examples.MADE)
@blp.alt_response(409)
@needs(*CHANGING)
def add_webhook(sent: dict[str, Any]) -> Response:
    """At most 20 for one owner. What is sent is signed by the secret, as Standard Webhooks says."""
    return done(service().add_webhook(sent, context()), 201)


@blp.route(WEBHOOK, methods=["GET"])
@blp.response(200, schemas.Webhook, example=examples.WEBHOOK)
@blp.alt_response(404)
@needs(*SEEING)
def webhook(webhook: str) -> Response:
    """Where it is, what it hears of, and how the last delivery went."""
    return jsonify(service().webhook(webhook, context()))


@blp.route(WEBHOOK, methods=["PATCH"])
@blp.arguments(schemas.WebhookChange, example={"kinds": ["statement.ready"]})
@blp.response(200, schemas.Of)
@blp.alt_response(404)
@needs(*CHANGING)
def change_webhook(sent: dict[str, Any], webhook: str) -> Response:
    """At another address what waits is tried again at once."""
    return done({"id": webhook, **service().change_webhook(webhook, sent, context())})


@blp.route(WEBHOOK, methods=["DELETE"])
@blp.response(200, schemas.Of)
@blp.alt_response(404)
@needs(*CHANGING)
def remove_webhook(webhook: str) -> Response:
    """With its address, its secrets and all that is known of its deliveries."""
    return done({"id": webhook, **service().remove_webhook(webhook, context())})


@blp.route(f"{WEBHOOK}/secret", methods=["POST"])
@blp.arguments(schemas.SecretWanted, required=False)
@blp.response(200, schemas.Rotated)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*CHANGING)
def rotate_webhook_secret(sent: dict[str, Any], webhook: str) -> Response:
    """A new secret; for a day all is signed with the one before, too, and there is no third one, unless at once."""
    at_once = bool(sent.get("at_once"))
    return done({"id": webhook, **service().rotate_webhook_secret(webhook, at_once, context())})


@blp.route(f"{WEBHOOK}/test", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(202, schemas.UnderWay)
@blp.alt_response(404)
@blp.alt_response(429)
@needs(*CHANGING)
def test_webhook(sent: dict[str, Any], webhook: str) -> Response:
    """A message of the type webhook.test, sent once, also while the webhook is stopped."""
    return done({"id": webhook, **service().test_webhook(webhook, context())}, 202)


@blp.route(f"{WEBHOOK}/stop", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Of)
@blp.alt_response(404)
@needs(*CHANGING)
def stop_webhook(sent: dict[str, Any], webhook: str) -> Response:
    """Nothing more is sent; what waits is kept among its deliveries as not sent."""
    return done({"id": webhook, **service().stop_webhook(webhook, context())})


@blp.route(f"{WEBHOOK}/resume", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Of)
@blp.alt_response(404)
@needs(*CHANGING)
def resume_webhook(sent: dict[str, Any], webhook: str) -> Response:
    """What happens from now on is sent; what was not sent meanwhile can be redelivered."""
    return done({"id": webhook, **service().resume_webhook(webhook, context())})


@blp.route(f"{WEBHOOK}/deliveries", methods=["GET"])
@blp.arguments(schemas.DeliveriesWanted, location="query")
@blp.response(200, schemas.DeliveryPage, example={"items": [examples.DELIVERY], "next": None})
@blp.alt_response(404)
@needs(*SEEING)
def webhook_deliveries(asked: dict[str, Any], webhook: str) -> Response:
    """Each attempt of the last 30 days, the newest first."""
    page = {"before": asked["after"], "limit": asked["limit"]}
    return jsonify(service().webhook_deliveries(webhook, page, context()))


@blp.route(f"{WEBHOOK}/deliveries/<delivery>", methods=["GET"])
@blp.response(200, schemas.WholeDelivery)
@blp.alt_response(404)
@needs(*SEEING)
def webhook_delivery(webhook: str, delivery: str) -> Response:
    """With what was sent and what was answered."""
    return jsonify(service().webhook_delivery(webhook, delivery, context()))


@blp.route(f"{WEBHOOK}/deliveries/<delivery>/redeliver", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(202, schemas.UnderWay)
@blp.alt_response(404)
@blp.alt_response(429)
@needs(*CHANGING)
def redeliver(sent: dict[str, Any], webhook: str, delivery: str) -> Response:
    """The same message under its own id, once, also while the webhook rests or is stopped."""
    message = service().webhook_delivery(webhook, delivery, context())["message"]
    return done({"id": webhook, **service().redeliver(webhook, message, context())}, 202)


def service() -> Notifications:
    return parts().rpc.notifications


def context() -> dict[str, Any]:
    return command_context().dump()
