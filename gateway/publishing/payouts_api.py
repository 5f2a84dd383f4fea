"""The API of payouts: where a publisher's money goes, and how it is sent there."""

from typing import Any

from flask import Response, jsonify

from gateway.auth import needs
from gateway.http import Nothing, done
from gateway.parts import parts
from gateway.publishing import payout_schemas as schemas
from gateway.publishing.api import blp, context
from gateway.publishing.selling import billing, must_see_money

__all__ = ["blp"]

PAYOUTS = "/publishers/<publisher>/payouts"


@blp.route(PAYOUTS, methods=["GET"])
@blp.response(200, schemas.Payee)
@blp.alt_response(404)
@needs("publish", "staff")
def payouts(publisher: str) -> Response:
    """Where its money goes, and which part of its sales is its own."""
    must_see_money(publisher)
    return jsonify(billing().payee(publisher))


@blp.route(f"{PAYOUTS}/connect", methods=["POST"])
@blp.arguments(schemas.PayoutsWanted)
@blp.response(200, schemas.Payee)
@blp.alt_response(404)
@needs("publish")
def connect_payouts(sent: dict[str, Any], publisher: str) -> Response:
    """By bank transfer at once; by `stripe` its owner goes on at the answer's `url`, and comes back to finish."""
    must_see_money(publisher)
    return done(billing().connect_payouts(publisher, sent["way"], back_to(publisher), context()))


@blp.route(f"{PAYOUTS}/finish", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Payee)
@blp.alt_response(404)
@needs("publish")
def finish_payouts(sent: dict[str, Any], publisher: str) -> Response:
    """Ask the payment company whether it has all that it needs; connected where it has."""
    must_see_money(publisher)
    return done(billing().finish_payouts(publisher, context()))


@blp.route(f"{PAYOUTS}/disconnect", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Payee)
@blp.alt_response(404)
@needs("publish")
def disconnect_payouts(sent: dict[str, Any], publisher: str) -> Response:
    """What is due waits then until payouts are connected anew."""
    must_see_money(publisher)
    return done(billing().disconnect_payouts(publisher, context()))


def back_to(publisher: str) -> str:
    """Where the payment company leads its visitor back to."""
    return f"{parts().settings.url}/publish/{publisher}/payouts?back=1"
