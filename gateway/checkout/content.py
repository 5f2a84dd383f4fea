"""What somebody has: subscriptions as billing tells them, and rights that accepted terms alone gave."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from eventlog.refusal import Unavailable
from gateway.catalog.pages import command_of
from gateway.checkout.present import confirm_url
from gateway.checkout.settling import OVER
from gateway.holders import Holder
from gateway.parts import database, parts
from gateway.views import access, listings
from gateway.views.access import Entitlement
from gateway.views.listings import Plan

RUNNING = ("trialing", "active", "past_due", "cancelled")
SCALE = 120  # how wide the scale of a clock is drawn


def subscriptions(holder: Holder) -> list[dict[str, Any]] | None:
    """What runs first, what is over last; None where billing does not answer."""
    try:
        found = parts().rpc.billing.subscriptions_of(holder.id)
        drawn = [drawn_subscription(each) for each in found]
    except Unavailable:
        return None
    return sorted(drawn, key=lambda each: each["state"] in OVER)


def drawn_subscription(subscription: dict[str, Any]) -> dict[str, Any]:
    """With its product's name and address, its command where it may be pulled, and how much of its time has run."""
    product = listings.product_by_id(database(), subscription["product"])
    plan = product.plan(subscription["plan_id"]) if product else None
    runs = subscription["state"] in RUNNING
    return {
        **subscription,
        "slug": product.slug if product and product.state in ("published", "held") else "",
        "name": product.name if product else subscription["address"],
        "publisher_name": product.publisher_name if product else subscription["publisher"],
        "held": product is not None and product.state == "held",
        "command": command_of(product, plan) if product and plan and runs else "",
        "clock": _clock(subscription),
        "comes_back": comes_back(subscription),
        "confirm_url": confirm_url(subscription),
    }


def comes_back(subscription: dict[str, Any]) -> bool:
    """Whether it goes on once it is paid: over for want of that, within the period that was not paid for (0025)."""
    owed = subscription["state"] == "lapsed" and subscription["invoice"]
    return bool(owed and (subscription["ends"] or "") > datetime.now(UTC).date().isoformat())


def rights(holder: Holder, told: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is had without a subscription among these."""
    known, now = {(each["product"], each["plan_id"]) for each in told}, datetime.now(UTC)
    mine = access.entitlements_of(database(), holder.id)
    return [_right(each, now) for each in mine if (each.product, each.plan) not in known]


def payments_ahead(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What will be charged next, by its day."""
    ahead = [each for each in told if each["next"] and each["next"].get("amount")]
    return sorted(ahead, key=lambda each: str(each["next"]["on"]))


def _clock(subscription: dict[str, Any]) -> dict[str, Any] | None:
    """Of a trial or a grace that runs: days left, and where on its scale that is; a renewal needs no clock."""
    if subscription["state"] not in ("trialing", "past_due") or not subscription["until"]:
        return None
    now, until = datetime.now(UTC), datetime.fromisoformat(subscription["until"])
    days = (until - now).total_seconds() / 86400
    whole = 14.0 if subscription["state"] == "past_due" else _length(subscription, until)
    run = min(max(whole - days, 0), whole) / whole if whole > 0 else 1.0
    late = subscription["state"] == "past_due" or run >= 0.75
    return {"left": max(int(days), 0), "state": "warn" if late else "ok", "run": max(round(SCALE * run), 4)}


def _length(subscription: dict[str, Any], until: datetime) -> float:
    if not subscription["starts"]:
        return 0.0
    began = datetime.fromisoformat(subscription["starts"]).replace(tzinfo=UTC)
    return (until - began).total_seconds() / 86400


def _right(right: Entitlement, now: datetime) -> dict[str, Any]:
    product = listings.product_by_id(database(), right.product)
    plan = product.plan(right.plan) if product else None
    state = _state(right, plan, now)
    on_shelf = product is not None and product.state in ("published", "held")
    return {
        "slug": product.slug if product and on_shelf else "",
        "offered": on_shelf and plan is not None,
        "name": product.name if product else right.repository,
        "publisher": product.publisher_name if product else "",
        "held": product is not None and product.state == "held",
        "plan": right.plan,
        "plan_name": plan.name if plan else right.plan,
        "state": state,
        "reason": right.reason,
        "since": _moment(right.at),
        "until": _moment(right.ended or right.until),
        "terms_version": right.terms_version,
        "repository": right.repository,
        "command": command_of(product, plan) if product and plan and state == "active" else "",
    }


def _state(right: Entitlement, plan: Plan | None, now: datetime) -> str:
    """active | renew (its terms have changed) | revoked | ended, as the token endpoint would decide."""
    if not right.runs(now.timestamp()):
        return "ended"
    decision = access.decide(database(), right.holder, right.repository, now.timestamp())
    if decision.allowed:
        return "active"
    if decision.code == "product-revoked":
        return "revoked"
    return "renew" if plan is not None and decision.code == "terms-not-accepted" else "ended"


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
