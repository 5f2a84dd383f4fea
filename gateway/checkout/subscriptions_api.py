"""The API of subscribing: a plan is tried or bought, changed, cancelled and resumed, each first as a dry run."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Invalid, Missing
from gateway.auth import caller, command_context, needs
from gateway.catalog.pages import command_of
from gateway.checkout import buying_schemas as schemas
from gateway.checkout.settling import settled
from gateway.checkout.whose import of_caller, seen
from gateway.http import Blueprint, done, page_of
from gateway.parts import database, parts
from gateway.rpc import Answer, Billing
from gateway.views import listings

blp = Blueprint("subscriptions", __name__, url_prefix="/api/v1", description="Subscriptions")
SUBSCRIPTION = "/subscriptions/<subscription>"


def billing() -> Billing:
    return parts().rpc.billing


def context() -> dict[str, Any]:
    return command_context().dump()


@blp.route("/subscriptions", methods=["POST"])
@blp.arguments(schemas.SubscriptionWanted)
@blp.arguments(schemas.Dry, location="query")
@blp.response(201, schemas.Subscription)
@blp.alt_response(200, schema=schemas.Rehearsed, description="the dry run")
@needs("buy")
def subscribe(sent: dict[str, Any], asked: dict[str, Any]) -> Response:
    """Try or buy a plan, for oneself or for an organisation by its owners and who does its billing.

    Paid by card, the answer waits some seconds for the bank: 402 `payment-declined` where it says no, and a
    `confirm_url` where it wants the customer to confirm.
    """
    product, plan = _product_and_plan(sent["plan"])
    holder = sent["holder"] or caller().account
    wanted = {name: sent[name] for name in ("quantity", "coupon", "trial", "payment", "currency")}
    answer = billing().subscribe(product, plan, holder, wanted, asked["dry_run"], context())
    return jsonify(answer) if asked["dry_run"] else done(shown(settled(answer)), 201)


@blp.route("/subscriptions", methods=["GET"])
@blp.arguments(schemas.Whose, location="query")
@blp.response(200, schemas.Subscriptions)
@needs("read", "buy")
def subscriptions(asked: dict[str, Any]) -> dict[str, Any]:
    """One's own, or an organisation's for its members; newest first, what is over among them."""
    found = [shown(each) for each in billing().subscriptions_of(of_caller(asked["holder"]))]
    return page_of(found, len(found))


@blp.route(SUBSCRIPTION, methods=["GET"])
@blp.response(200, schemas.Subscription)
@needs("read", "buy")
def subscription(subscription: str) -> dict[str, Any]:
    """For who has it, for its publisher, and for staff."""
    return shown(seen(billing().subscription(subscription), "subscription-unknown"))


@blp.route(f"{SUBSCRIPTION}/cancel", methods=["POST"])
@blp.arguments(schemas.Dry, location="query")
@blp.response(200, schemas.Subscription)
@needs("buy")
def cancel(asked: dict[str, Any], subscription: str) -> Response:
    """Not renew it; what is paid for can be pulled until it ends."""
    dry = asked["dry_run"]
    return _changed(subscription, dry, lambda: billing().cancel(subscription, dry, context()))


@blp.route(f"{SUBSCRIPTION}/resume", methods=["POST"])
@blp.arguments(schemas.Dry, location="query")
@blp.response(200, schemas.Subscription)
@needs("buy")
def resume(asked: dict[str, Any], subscription: str) -> Response:
    """Take a cancellation back before its day."""
    dry = asked["dry_run"]
    return _changed(subscription, dry, lambda: billing().resume(subscription, dry, context()))


@blp.route(f"{SUBSCRIPTION}/switch", methods=["POST"])
@blp.arguments(schemas.PlanWanted)
@blp.arguments(schemas.Dry, location="query")
@blp.response(200, schemas.Subscription)
@needs("buy")
def switch(sent: dict[str, Any], asked: dict[str, Any], subscription: str) -> Response:
    """To another plan of the product: at once to what costs more, at the period's end to what costs less."""
    dry, plan = asked["dry_run"], sent["plan"].rpartition("/")[2]
    return _changed(subscription, dry, lambda: billing().switch(subscription, plan, dry, context()))


@blp.route(f"{SUBSCRIPTION}/quantity", methods=["POST"])
@blp.arguments(schemas.QuantityWanted)
@blp.arguments(schemas.Dry, location="query")
@blp.response(200, schemas.Subscription)
@needs("buy")
def change_quantity(sent: dict[str, Any], asked: dict[str, Any], subscription: str) -> Response:
    """More at once, for what is left of the period; fewer from the next period on."""
    dry, quantity = asked["dry_run"], sent["quantity"]
    return _changed(subscription, dry, lambda: billing().change_quantity(subscription, quantity, dry, context()))


@blp.route(f"{SUBSCRIPTION}/payment", methods=["POST"])
@blp.arguments(schemas.PaymentWanted)
@blp.response(200, schemas.Subscription)
@needs("buy")
def change_payment(sent: dict[str, Any], subscription: str) -> Response:
    """By card or by invoice, from the next period on."""
    return _changed(subscription, False, lambda: billing().change_payment(subscription, sent["payment"], context()))


@blp.route(f"{SUBSCRIPTION}/schedule", methods=["DELETE"])
@blp.response(200, schemas.Subscription)
@needs("buy")
def drop_schedule(subscription: str) -> Response:
    """Neither plan nor quantity change at the period's end."""
    return _changed(subscription, False, lambda: billing().drop_schedule(subscription, context()))


@blp.route(f"{SUBSCRIPTION}/usage", methods=["POST"])
@blp.arguments(schemas.Use)
@blp.response(200, schemas.Subscription)
@needs("buy")
def record_usage(sent: dict[str, Any], subscription: str) -> Response:
    """Units that were used of a metered component; what comes again with the same id counts once."""
    seen(billing().subscription(subscription), "subscription-unknown")
    told = (sent["component"], sent["amount"], sent["at"].isoformat(), sent["id"])
    billing().record_usage(subscription, *told, context())
    return done(shown(billing().subscription(subscription)))


@blp.route(f"{SUBSCRIPTION}/usage", methods=["GET"])
@blp.response(200, schemas.Usage)
@needs("read", "buy")
def usage(subscription: str) -> dict[str, Any]:
    """What was used of each metered component since it was charged last."""
    seen(billing().subscription(subscription), "subscription-unknown")
    counted = billing().usage_of(subscription)
    return page_of(counted, len(counted))


def shown(subscription: Answer) -> Answer:
    """As the API tells it: with what to pull, and where its licence is."""
    product = listings.product_by_id(database(), subscription["product"])
    plan = product.plan(subscription["plan_id"]) if product else None
    command = command_of(product, plan) if product and plan else ""
    address = f"{parts().settings.url}/api/v1/subscriptions/{subscription['id']}/licence"
    told = {name: subscription[name] for name in _TOLD if name in subscription}
    return told | {"pull_command": command, "licence_url": address}


_TOLD = (*(name for name in schemas.Subscription().fields if name not in ("pull_command", "licence_url")), "position")


def _product_and_plan(address: str) -> tuple[str, str]:
    """The product's id and the plan's, of PUBLISHER/PRODUCT/PLAN."""
    slug, _, plan = address.rpartition("/")
    if slug.count("/") != 1:
        raise Invalid("invalid-input", "plan: PUBLISHER/PRODUCT/PLAN")
    slug = listings.moved(database(), slug) or slug
    found = listings.product(database(), slug, visible_to=caller())
    if found is None:
        raise Missing("product-unknown")
    return found.id, plan


def _changed(subscription: str, dry: bool, change: Callable[[], Answer]) -> Response:
    """The subscription after the change; of a dry run its amounts and days."""
    seen(billing().subscription(subscription), "subscription-unknown")
    answer = change()
    return jsonify(answer) if dry else done(shown(answer))
