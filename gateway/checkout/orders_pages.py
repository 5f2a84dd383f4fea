"""The pages of orders: claimed with the link that came from the publisher, accepted, and shown with their keys."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from eventlog.refusal import Missing, Refused, Unavailable
from gateway.auth import caller, signed_in
from gateway.catalog.pages import command_of
from gateway.checkout.orders_api import belongs_to, billing, context
from gateway.errors import status_of
from gateway.holders import holders
from gateway.http import remember
from gateway.markdown import rendered
from gateway.mistakes import Mistakes, of_fields, of_refusal, sentence
from gateway.parts import database
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import listings
from gateway.views.listings import Plan, Product

pages = Blueprint("orders_pages", __name__)
Page = str | Response | tuple[str, int]


@pages.get("/orders/<order>/claim/<claim>")
def claim_page(order: Any, claim: str) -> Page:
    return _claim(order, claim)


@pages.post("/orders/<order>/claim/<claim>")
@signed_in
def claim_order(order: Any, claim: str) -> Page:
    holder = request.form.get("holder", "") or caller().account
    try:
        done = billing().claim_order(order, claim, holder, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _claim(order, claim, of_refusal(refused, {"not-yours": "holder"}), status_of(refused))
    return remember(make_response(redirect(f"/orders/{order}?told=claimed", 303)), done)


@pages.get("/orders/<order>")
@signed_in
def order_page(order: str) -> Page:
    return _order(order)


@pages.post("/orders/<order>/accept")
@signed_in
def accept_order(order: str) -> Page:
    """The plan's terms first, where it has any, then the order itself."""
    found = _mine(order)
    _, plan = described(found)
    if problems := unread(plan):
        return _order(order, problems), 422
    try:
        accept_terms(found, plan)
        done = billing().accept_order(order, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _order(order, of_refusal(refused, {"terms-outdated": "accept"})), status_of(refused)
    return remember(make_response(redirect(f"/orders/{order}?told=accepted", 303)), done)


def unread(plan: Plan | None) -> Mistakes | None:
    """What is said where the plan has terms and their box was not ticked."""
    if plan is None or not plan.terms_version or request.form.get("accept") == "yes":
        return None
    return of_fields({"accept": gettext("Read the terms, then tick the box to accept them")})


def accept_terms(found: Answer, plan: Plan | None) -> None:
    """The version that was read, for the holder of an order or an offer; nothing where the plan has none."""
    if plan is not None and plan.terms_version:
        version = request.form.get("version", "")
        billing().accept_terms(found["product"], found["plan"], version, found["holder"], of_terms())


def of_terms() -> dict[str, Any]:
    """The context of the acceptance, which is a command of its own."""
    told = context()
    return told | {"command_id": f"{told['command_id']}-terms"[-200:], "fingerprint": ""}


def described(found: Answer) -> tuple[Product | None, Plan | None]:
    """What the shelves say of an order's or an offer's product and plan."""
    product = listings.product_by_id(database(), found["product"])
    return product, product.plan(found["plan"]) if product else None


def name_of(holder: str) -> str:
    """Of an organisation; empty for the reader."""
    return next((one.name for one in holders() if one.slug and one.id == holder), "")


def may_buy_for(holder: str) -> bool:
    return any(one.id == holder and one.buys for one in holders())


def deed_of(plan: Plan | None) -> Markup:
    """The terms as they are read."""
    return Markup(rendered(plan.terms_text, 3)) if plan else Markup()  # noqa: S704 - cleaned by nh3


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _mine(order: str) -> Answer:
    """The order, for who belongs to its holder; to others there is nothing at its address."""
    try:
        found = billing().order(order)
    except Missing:
        abort(404)
    if not belongs_to(found["holder"]):
        abort(404)
    return found


def _claim(order: str, claim: str, problems: Mistakes | None = None, status: int = 200) -> Page:
    try:
        found = billing().claimable(order, claim)
    except Missing as gone:
        return render_template("checkout/claim.html", order=None, text=sentence(gone), code=gone.code), 404
    if belongs_to(found["holder"]):
        return redirect(f"/orders/{order}", 303)
    product, plan = described(found)
    buyers = [one for one in holders() if one.buys]
    page = render_template(
        "checkout/claim.html",
        order=found,
        product=product,
        plan=plan,
        address=f"/orders/{order}/claim/{claim}",
        today=_today(),
        choices=[("", gettext("Myself")), *((one.slug, one.name) for one in buyers if one.slug)],
        problems=problems,
    )
    return page, status


def _order(order: str, problems: Mistakes | None = None) -> str:
    found = _mine(order)
    product, plan = described(found)
    words = {
        "claimed": gettext("The order is yours. Accept it to pull."),
        "accepted": gettext("The order is accepted."),
    }
    fulfilled = found["state"] == "fulfilled"
    return render_template(
        "checkout/order.html",
        order=found,
        product=product,
        plan=plan,
        holder=name_of(found["holder"]),
        buys=may_buy_for(found["holder"]),
        begun=found["starts"] <= _today(),
        text=deed_of(plan),
        command=command_of(product, plan) if fulfilled and product and plan else "",
        keys=billing().order_keys(order, context()) if fulfilled and found["keys"] else [],
        problems=problems,
        told=words.get(request.args.get("told", ""), ""),
        here="my-content",
    )
