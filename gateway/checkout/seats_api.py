"""The API of seats: people are invited to those that were bought, take them, and give them back."""

from typing import Any

from flask import Response

from gateway.auth import caller, needs
from gateway.catalog.pages import command_of
from gateway.checkout import seats_schemas as schemas
from gateway.checkout.orders_api import billing, context
from gateway.checkout.whose import seen
from gateway.http import Blueprint, done, page_of
from gateway.parts import database
from gateway.rpc import Answer
from gateway.views import listings

blp = Blueprint("seats", __name__, url_prefix="/api/v1", description="Seats")
SEATS = "/subscriptions/<subscription>/seats"


@blp.route(SEATS, methods=["GET"])
@blp.response(200, schemas.Seats)
@needs("read", "buy")
def seats(subscription: str) -> dict[str, Any]:
    """For who buys for the holder."""
    return shown(_seen(subscription))


@blp.route(SEATS, methods=["POST"])
@blp.arguments(schemas.SeatInvited)
@blp.response(201, schemas.Seats)
@needs("buy")
def invite_to_seat(sent: dict[str, Any], subscription: str) -> Response:
    """Invite somebody by a letter; 409 `no-seat-left` where all that were bought are given."""
    _seen(subscription)
    invited = billing().invite_to_seat(subscription, sent["email"], context())
    return done(shown(invited) | {"position": invited["position"]}, 201)


@blp.route(f"{SEATS}/<seat>", methods=["DELETE"])
@blp.response(200, schemas.SeatAsked(only=("seat", "subscription")))
@needs("buy")
def end_seat(subscription: str, seat: str) -> Response:
    """Take it back, as who bought it, or give it back, as who has it; it can be given to somebody else then."""
    ended = billing().end_seat(subscription, seat, context())
    return done({"seat": seat, "subscription": subscription, "position": ended["position"]})


@blp.route("/seats", methods=["GET"])
@blp.response(200, schemas.SeatsHeld)
@needs("read", "buy")
def seats_held() -> dict[str, Any]:
    """The caller's own."""
    found = billing().seats_held(caller().account)
    return page_of([asked(each) for each in found], len(found))


@blp.route("/seats/accept", methods=["POST"])
@blp.arguments(schemas.SeatAccepted)
@blp.response(200, schemas.SeatAsked)
@needs("buy")
def accept_seat(sent: dict[str, Any]) -> Response:
    """Take the seat that a letter invites to; who has it may pull as long as the subscription runs."""
    taken = billing().accept_seat(sent["token"], context())
    return done(asked(taken) | {"position": taken["position"]})


def shown(found: Answer) -> Answer:
    return {name: found[name] for name in schemas.Seats().fields}


def asked(found: Answer) -> Answer:
    """One seat, with what it opens."""
    product = listings.product_by_id(database(), found["product"])
    plan = product.plan(found["plan"]) if product else None
    return {
        "seat": found["seat"],
        "subscription": found["subscription"],
        "plan": f"{found['address']}/{found['plan']}",
        "plan_name": found["plan_name"],
        "until": found["until"],
        "pull_command": command_of(product, plan) if product and plan else "",
    }


def _seen(subscription: str) -> Answer:
    """For whom the addresses of invited people are."""
    return seen(billing().seats_of(subscription), "subscription-unknown", buys=True)
