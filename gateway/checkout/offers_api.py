"""The API of offers and coupons: a price for one customer alone, and what is taken off for whoever knows the code."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Forbidden, Missing
from gateway.auth import needs
from gateway.checkout import offers_schemas as schemas
from gateway.checkout.buying_schemas import Dry, Rehearsed
from gateway.checkout.orders_api import belongs_to, billing, context, works_for
from gateway.checkout.plans_named import named_plan
from gateway.checkout.settling import settled
from gateway.checkout.whose import of_caller
from gateway.http import Blueprint, Nothing, done, page_of
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.views import accounts

blp = Blueprint("offers", __name__, url_prefix="/api/v1", description="Offers and coupons")
OFFER = "/offers/<offer>"
COUPON = "/coupons/<publisher>/<code>"
SHOWN = tuple(name for name in schemas.Offer().fields if name not in ("plan", "to", "offer_url"))


@blp.route("/offers", methods=["POST"])
@blp.arguments(schemas.OfferWanted)
@blp.response(201, schemas.Offer)
@needs("publish")
def extend_offer(sent: dict[str, Any]) -> Response:
    """Offer a plan at another price to one organisation or account; nobody else sees it.

    To who has a subscription already, a renewal of it (from its period's end on), or a replacement (at once).
    """
    plan = named_plan(sent.pop("plan"))
    if sent["to"] or not sent["changes"]:
        must_be_known(sent["to"])
    wanted = sent | {"until": sent["until"].isoformat()}
    return done(shown(billing().extend_offer(plan.publisher, plan.product, plan.plan, wanted, context())), 201)


@blp.route("/offers", methods=["GET"])
@blp.arguments(schemas.WhoseOffers, location="query")
@blp.response(200, schemas.Offers)
@needs("publish", "read", "buy")
def offers(asked: dict[str, Any]) -> dict[str, Any]:
    """Those that a publisher made, for its people; else those made to the caller or its organisation."""
    if asked["publisher"]:
        found = billing().offers_of(asked["publisher"]) if works_for(asked["publisher"]) else []
    else:
        found = billing().offers_to(of_caller(asked["holder"]))
    return page_of([shown(each) for each in found], len(found))


@blp.route(OFFER, methods=["GET"])
@blp.response(200, schemas.Offer)
@needs("publish", "read", "buy")
def offer(offer: str) -> dict[str, Any]:
    """For its publisher's people, and for whom it is made to."""
    return shown(seen(offer))


@blp.route(f"{OFFER}/accept", methods=["POST"])
@blp.arguments(schemas.Acceptance, required=False)
@blp.arguments(Dry, location="query")
@blp.response(200, schemas.Offer)
@blp.alt_response(200, schema=Rehearsed, description="the dry run")
@needs("buy")
def accept_offer(sent: dict[str, Any], asked: dict[str, Any], offer: str) -> Response:
    """Accept it: the subscription starts at its price, or goes on at it; the plan's terms were accepted before."""
    seen(offer)
    answer = billing().accept_offer(offer, sent["payment"], asked["dry_run"], context())
    if asked["dry_run"]:
        return jsonify(answer)
    settled(billing().subscription(answer["subscription"]))
    return done(shown(answer))


@blp.route(f"{OFFER}/decline", methods=["POST"])
@blp.arguments(schemas.Declining, required=False)
@blp.response(200, schemas.Offer)
@needs("buy")
def decline_offer(sent: dict[str, Any], offer: str) -> Response:
    """Say that it is not wanted: it cannot be accepted any more, and its publisher is told."""
    seen(offer)
    return done(shown(billing().decline_offer(offer, sent["reason"], context())))


@blp.route(f"{OFFER}/withdraw", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Offer)
@needs("publish")
def withdraw_offer(sent: dict[str, Any], offer: str) -> Response:
    """Take back what was not accepted yet."""
    seen(offer)
    return done(shown(billing().withdraw_offer(offer, context())))


@blp.route("/coupons", methods=["POST"])
@blp.arguments(schemas.CouponWanted)
@blp.response(201, schemas.Coupon)
@needs("publish")
def create_coupon(sent: dict[str, Any]) -> Response:
    """Take a part or an amount off for whoever enters the code, once a customer."""
    wanted = {**sent, "address": sent["product"], "until": sent["until"] and sent["until"].isoformat()}
    return done(coupon_shown(billing().create_coupon(sent["publisher"], wanted, context())), 201)


@blp.route("/coupons", methods=["GET"])
@blp.arguments(schemas.CouponsAsked, location="query")
@blp.response(200, schemas.Coupons)
@needs("publish")
def coupons(asked: dict[str, Any]) -> dict[str, Any]:
    """A publisher's, for its people."""
    if not works_for(asked["publisher"]):
        raise Forbidden("not-yours")
    found = billing().coupons_of(asked["publisher"])
    return page_of([coupon_shown(each) for each in found], len(found))


@blp.route(f"{COUPON}/retire", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Coupon)
@needs("publish")
def retire_coupon(sent: dict[str, Any], publisher: str, code: str) -> Response:
    """It counts no more; who redeemed it keeps what it takes off."""
    return done(coupon_shown(billing().retire_coupon(publisher, code, context())))


def seen(offer: str) -> Answer:
    """The offer, where the caller works for its publisher or belongs to whom it is made to; else it looks unknown."""
    found = billing().offer(offer)
    if not works_for(found["publisher"]) and not belongs_to(found["holder"]):
        raise Missing("offer-unknown")
    return found


def shown(found: Answer) -> Answer:
    told = {name: found[name] for name in (*SHOWN, "position") if name in found}
    plan, url = f"{found['address']}/{found['plan']}", f"{parts().settings.url}/offers/{found['id']}"
    return told | {"plan": plan, "to": found["holder"], "offer_url": url}


def coupon_shown(found: Answer) -> Answer:
    told = {name: found[name] for name in (*schemas.Coupon().fields, "position") if name in found}
    return told | {"product": found["address"]}


def must_be_known(to: str) -> None:
    """An organisation's name, or an account's id: an e-mail address would tell strangers who has an account."""
    if accounts.organization(database(), to) is None and accounts.account(database(), to) is None:
        raise Missing("customer-unknown", to)
