"""The API of orders: what a publisher sold elsewhere is placed, claimed with its link, accepted, and cancelled."""

from typing import Any

from flask import Response

from eventlog.refusal import Invalid, Missing
from gateway.auth import caller, command_context, needs
from gateway.checkout import orders_schemas as schemas
from gateway.checkout.plans_named import named_plan
from gateway.checkout.whose import of_caller
from gateway.http import Blueprint, Nothing, done, page_of
from gateway.parts import parts
from gateway.rpc import Answer, Billing

blp = Blueprint("orders", __name__, url_prefix="/api/v1", description="Orders: bring your own licence")
ORDER = "/orders/<order>"
EDITORS = ("owner", "editor")
SHOWN = tuple(name for name in schemas.Order().fields if name not in ("plan", "metadata", "claim_url"))


def billing() -> Billing:
    return parts().rpc.billing


def context() -> dict[str, Any]:
    return command_context().dump()


@blp.route("/orders", methods=["POST"])
@blp.arguments(schemas.OrderWanted)
@blp.response(201, schemas.Order)
@needs("publish")
def place_order(sent: dict[str, Any]) -> Response:
    """Place an order for what was sold elsewhere; whoever gets its `claim_url` claims it, once."""
    plan = named_plan(sent.pop("plan"))
    wanted = sent | {name: sent[name] and sent[name].isoformat() for name in ("starts", "ends")}
    return done(shown(billing().place_order(plan.publisher, plan.product, plan.plan, wanted, context())), 201)


@blp.route("/orders", methods=["GET"])
@blp.arguments(schemas.WhoseOrders, location="query")
@blp.response(200, schemas.Orders)
@needs("publish", "read", "buy")
def orders(asked: dict[str, Any]) -> dict[str, Any]:
    """Those that a publisher placed, for its people; else those that the caller or its organisation claimed."""
    if asked["publisher"]:
        found = billing().orders_placed_by(asked["publisher"]) if works_for(asked["publisher"]) else []
    else:
        found = billing().orders_of(of_caller(asked["holder"]))
    return page_of([shown(each) for each in found], len(found))


@blp.route(ORDER, methods=["GET"])
@blp.response(200, schemas.Order)
@needs("publish", "read", "buy")
def order(order: str) -> dict[str, Any]:
    """For its publisher's people, and for who belongs to its holder."""
    return shown(seen(order))


@blp.route(ORDER, methods=["PATCH"])
@blp.arguments(schemas.OrderChanges)
@blp.response(200, schemas.Order)
@needs("publish")
def change_order(sent: dict[str, Any], order: str) -> Response:
    """For its publisher: cancel it for good, or give it another last day."""
    seen(order)
    if ("state" in sent) == ("ends" in sent):
        raise Invalid("invalid-input", "state or ends")
    if "state" in sent:
        return done(shown(billing().cancel_order(order, sent["reason"], context())))
    ends = sent["ends"] and sent["ends"].isoformat()
    return done(shown(billing().extend_order(order, ends, context())))


@blp.route(f"{ORDER}/claim", methods=["POST"])
@blp.arguments(schemas.Claim)
@blp.response(200, schemas.Order)
@needs("buy")
def claim_order(sent: dict[str, Any], order: str) -> Response:
    """Claim it with the last part of its link, for oneself or for an organisation; nobody else can afterwards."""
    holder = sent["holder"] or caller().account
    return done(shown(billing().claim_order(order, sent["claim"], holder, context())))


@blp.route(f"{ORDER}/accept", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Order)
@needs("buy")
def accept_order(sent: dict[str, Any], order: str) -> Response:
    """Accept what was claimed; its plan's terms were accepted before. Then it can be pulled."""
    seen(order)
    return done(shown(billing().accept_order(order, context())))


@blp.route(f"{ORDER}/keys", methods=["GET"])
@blp.response(200, schemas.Keys)
@needs("read", "buy")
def order_keys(order: str) -> dict[str, Any]:
    """The product keys with their values, for who belongs to the holder alone, once it is accepted."""
    seen(order)
    found = billing().order_keys(order, context())
    return page_of(found, len(found))


def seen(order: str) -> Answer:
    """The order, where the caller works for its publisher or belongs to its holder; else it looks unknown."""
    found = billing().order(order)
    if not works_for(found["publisher"]) and not belongs_to(found["holder"]):
        raise Missing("order-unknown")
    return found


def shown(found: Answer) -> Answer:
    """As the API tells it to this caller."""
    told = {name: found[name] for name in (*SHOWN, "position") if name in found}
    told["plan"] = f"{found['address']}/{found.get('plan_id') or found['plan']}"
    if works_for(found["publisher"]):
        told["metadata"] = found["metadata"]
        if found.get("claim"):
            told["claim_url"] = claim_url(found["id"], found["claim"])
    return told


def claim_url(order: str, claim: str) -> str:
    return f"{parts().settings.url}/orders/{order}/claim/{claim}"


def works_for(publisher: str) -> bool:
    return not caller().roles.isdisjoint({f"{publisher}:{role}" for role in EDITORS})


def belongs_to(holder: str) -> bool:
    return bool(holder) and (
        holder == caller().account or any(role.startswith(f"{holder}:") for role in caller().roles)
    )
