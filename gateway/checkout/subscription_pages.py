"""One subscription: how it stands, and every change of it, whose amounts and days are shown before it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import command_context, signed_in
from gateway.checkout.cards import charged_card
from gateway.checkout.content import RUNNING, drawn_subscription
from gateway.checkout.keyed import product_key
from gateway.checkout.switching import had_at_once
from gateway.checkout.whose import buys_for, seen
from gateway.errors import status_of
from gateway.http import remember
from gateway.markdown import rendered
from gateway.mistakes import sentence
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import listings

pages = Blueprint("subscription_pages", __name__)
SUBSCRIPTION = "/my-content/subscriptions/<subscription>"


@dataclass(frozen=True)
class Change:
    """What is wanted: `ask(dry)` asks billing for it; `fields` are sent with the confirmation."""

    title: str
    button: str
    ask: Callable[[bool], Answer]
    fields: dict[str, str]


@pages.get(SUBSCRIPTION)
@signed_in
def subscription(subscription: str) -> str:
    return _page(subscription)


@pages.get(f"{SUBSCRIPTION}/<any(cancel,switch,quantity):change>")
@signed_in
def rehearse(subscription: str, change: str) -> str | tuple[str, int]:
    """What the change comes to, and a button that makes it."""
    return _rehearsed(subscription, change)


@pages.post(f"{SUBSCRIPTION}/<any(cancel,switch,quantity):change>")
@signed_in
def make(subscription: str, change: str) -> Response | str | tuple[str, int]:
    found = _seen(subscription)
    return _made(subscription, lambda: _change(found, change).ask(False))


@pages.post(f"{SUBSCRIPTION}/switch/terms")
@signed_in
def accept_terms(subscription: str) -> Response | str | tuple[str, int]:
    """Of the plan that is switched to, which are its own."""
    found, plan = _seen(subscription), request.form.get("plan", "")
    if request.form.get("accept") != "yes":
        return _rehearsed(subscription, "switch")
    told = (found["product"], plan, request.form.get("version", ""), found["holder"])
    try:
        parts().rpc.billing.accept_terms(*told, _context())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(subscription, refused), status_of(refused)
    return redirect(f"/my-content/subscriptions/{subscription}/switch?plan={plan}", 303)


@pages.post(f"{SUBSCRIPTION}/resume")
@signed_in
def resume(subscription: str) -> Response | str | tuple[str, int]:
    return _made(subscription, lambda: parts().rpc.billing.resume(subscription, False, _context()))


@pages.post(f"{SUBSCRIPTION}/payment")
@signed_in
def change_payment(subscription: str) -> Response | str | tuple[str, int]:
    payment = request.form.get("payment", "")
    return _made(subscription, lambda: parts().rpc.billing.change_payment(subscription, payment, _context()))


@pages.post(f"{SUBSCRIPTION}/schedule/drop")
@signed_in
def drop_schedule(subscription: str) -> Response | str | tuple[str, int]:
    return _made(subscription, lambda: parts().rpc.billing.drop_schedule(subscription, _context()))


def _change(found: Answer, change: str) -> Change:
    billing, name = parts().rpc.billing, found["id"]
    if change == "cancel":
        words = gettext("Cancel the trial") if found["state"] == "trialing" else gettext("Cancel the subscription")
        return Change(words, words, lambda dry: billing.cancel(name, dry, _context()), {})
    if change == "switch":
        plan, words = request.values.get("plan", ""), gettext("Switch the plan")
        return Change(words, words, lambda dry: billing.switch(name, plan, dry, _context()), {"plan": plan})
    quantity, words = _number(request.values.get("quantity", "")), gettext("Change the quantity")
    fields = {"quantity": str(quantity)}
    return Change(words, words, lambda dry: billing.change_quantity(name, quantity, dry, _context()), fields)


def _rehearsed(subscription: str, change: str) -> str | tuple[str, int]:
    found = _seen(subscription)
    wanted = _change(found, change)
    product = listings.product_by_id(database(), found["product"])
    plan = product.plan(wanted.fields["plan"]) if product and "plan" in wanted.fields else None
    try:
        amounts = wanted.ask(True)
    except Unavailable:
        raise
    except Refused as refused:
        if refused.code == "terms-not-accepted" and plan is not None:
            return _terms(found, plan), status_of(refused)
        return _page(subscription, refused), status_of(refused)
    when = _when(found, amounts, change, wanted.fields)
    waits_for = amounts["unused"] if when == "later" and plan is not None else None
    return render_template(
        "checkout/change.html",
        subscription=drawn_subscription(found),
        waits_for=waits_for,
        sooner=had_at_once(found, waits_for, product.plans) if waits_for and product else [],
        change=change,
        wanted=wanted,
        plan=plan,
        amounts=amounts,
        when=when,
        scheduled_plan=_plan_name(product, amounts),
        here="my-content",
    )


def _when(found: Answer, amounts: Answer, change: str, wanted: dict[str, str]) -> str:
    """now | later: with the next period | never: it is so already | stays: so that what was scheduled does not come."""
    then = amounts["scheduled"] or {"plan": None, "quantity": None}
    new = wanted.get("plan" if change == "switch" else "quantity")
    if change == "switch":
        mine, next_one = found["plan_id"], (then["plan"] or "").rpartition("/")[2]
    else:
        mine, next_one = str(found["quantity"]), str(then["quantity"] or "")
    if new == next_one:
        return "later"
    if new != mine:
        return "now"
    return "never" if amounts["scheduled"] == found["scheduled"] else "stays"


def _terms(found: Answer, plan: listings.Plan) -> str:
    text = Markup(rendered(plan.terms_text, 3))  # noqa: S704 - cleaned by nh3
    told = {"subscription": drawn_subscription(found), "plan": plan, "text": text}
    return render_template("checkout/switch_terms.html", **told, here="my-content")


def _made(subscription: str, ask: Callable[[], Answer]) -> Response | str | tuple[str, int]:
    _seen(subscription)
    try:
        done = ask()
    except Unavailable:
        raise
    except Refused as refused:
        return _page(subscription, refused), status_of(refused)
    return remember(make_response(redirect(f"/my-content/subscriptions/{subscription}", 303)), done)


def _page(subscription: str, refused: Refused | None = None) -> str:
    found = _seen(subscription)
    product = listings.product_by_id(database(), found["product"])
    others = [plan for plan in product.plans if plan.id != found["plan_id"]] if product else []
    used = parts().rpc.billing.usage_of(subscription) if found["state"] in RUNNING else []
    drawn = drawn_subscription(found)
    return render_template(
        "checkout/subscription.html",
        subscription=drawn | {"comes_back": drawn["comes_back"] and _is_owed(found["invoice"])},
        product=product,
        others=[plan for plan in others if plan.access == "subscribers"],
        scheduled_plan=_plan_name(product, found),
        refused={"text": sentence(refused), "code": refused.code} if refused else None,
        product_key=product_key(subscription, found["holder"]),
        card=charged_card(found["holder"]) if found["payment"] == "card" and buys_for(found["holder"]) else None,
        used=used,
        used_so_far=used and {**used[0]["so_far"], "amount": sum(each["so_far"]["amount"] for each in used)},
        here="my-content",
    )


def _seen(subscription: str) -> Answer:
    return seen(parts().rpc.billing.subscription(subscription), "subscription-unknown")


def _is_owed(invoice: str) -> bool:
    """What was given up, or credited, cannot be paid on its page."""
    return bool(parts().rpc.billing.invoice(invoice)["owed"]["amount"])


def _plan_name(product: listings.Product | None, found: Answer) -> str:
    wanted = (found["scheduled"] or {}).get("plan") or ""
    plan = product.plan(wanted.rpartition("/")[2]) if product and wanted else None
    return plan.name if plan else wanted


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() and len(text) < 10 else 0


def _context() -> dict[str, Any]:
    return command_context().dump()
