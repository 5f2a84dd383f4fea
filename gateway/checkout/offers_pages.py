"""The pages of offers: what publishers offer somebody, with the exact amounts, accepted or left."""

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing, Refused, Unavailable
from gateway.auth import caller, signed_in
from gateway.checkout.cards import charged_card
from gateway.checkout.orders_api import belongs_to, billing, context
from gateway.checkout.orders_pages import accept_terms, deed_of, described, may_buy_for, name_of, unread
from gateway.checkout.settling import settled
from gateway.errors import status_of
from gateway.holders import holders, named
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.rpc import Answer
from gateway.translation import gettext

pages = Blueprint("offers_pages", __name__)
Page = str | Response | tuple[str, int]
PAYMENTS = ("card", "invoice")


@pages.get("/offers")
@signed_in
def offers() -> str:
    """What was offered to the reader or an organisation of theirs, and the orders that they claimed."""
    every = holders()
    shown = named(request.args.get("holder", ""), every)
    return render_template(
        "checkout/offers.html",
        offers=[(one, *described(one)) for one in billing().offers_to(shown.id)],
        orders=[(one, *described(one)) for one in billing().orders_of(shown.id)],
        holders=every,
        holder=shown,
        account=caller().account,
        section="offers",
        here="my-content",
    )


@pages.get("/offers/<offer>")
@signed_in
def offer_page(offer: str) -> Page:
    return _offer(offer)


@pages.post("/offers/<offer>/accept")
@signed_in
def accept_offer(offer: str) -> Page:
    found = _mine(offer)
    _, plan = described(found)
    if problems := unread(plan):
        return _offer(offer, problems), 422
    try:
        accept_terms(found, plan)
        done = billing().accept_offer(offer, _payment(), False, context())
        settled(billing().subscription(done["subscription"]))
    except Unavailable:
        raise
    except Refused as refused:
        return _offer(offer, of_refusal(refused, {"terms-outdated": "accept"})), status_of(refused)
    return remember(make_response(redirect(f"/offers/{offer}?told=accepted", 303)), done)


@pages.post("/offers/<offer>/decline")
@signed_in
def decline_offer(offer: str) -> Page:
    _mine(offer)
    try:
        done = billing().decline_offer(offer, _reason(), context())
    except Unavailable:
        raise
    except Refused as refused:
        return _offer(offer, of_refusal(refused, {"text-too-long": "reason"})), status_of(refused)
    return remember(make_response(redirect(f"/offers/{offer}?told=declined", 303)), done)


def _reason() -> str:
    """A browser sends lines with CR LF."""
    return request.form.get("reason", "").replace("\r\n", "\n").strip()


def _payment() -> str:
    """As the reader chose; a card where the store takes them and nothing was chosen."""
    asked = request.values.get("payment", "")
    return asked if asked in PAYMENTS else "card" if takes_cards() else "invoice"


def takes_cards() -> bool:
    return bool(billing().payments_ready()["cards"])


def _mine(offer: str) -> Answer:
    """The offer, for whom it is made to; to others there is nothing at its address."""
    try:
        found = billing().offer(offer)
    except Missing:
        abort(404)
    if not belongs_to(found["holder"]):
        abort(404)
    return found


def _offer(offer: str, problems: Mistakes | None = None) -> str:
    found = _mine(offer)
    product, plan = described(found)
    amounts, missing = _amounts(found)
    words = {
        "accepted": gettext("The offer is accepted."),
        "declined": gettext("The offer is declined, and its publisher is told."),
    }
    return render_template(
        "checkout/offer.html",
        offer=found,
        product=product,
        plan=plan,
        holder=name_of(found["holder"]),
        buys=may_buy_for(found["holder"]),
        payment=_payment(),
        takes_cards=takes_cards(),
        card=charged_card(found["holder"]) if amounts else None,
        amounts=amounts,
        missing=missing,
        text=deed_of(plan),
        problems=problems,
        typed=_reason(),
        told=words.get(request.args.get("told", ""), ""),
        here="my-content",
    )


def _amounts(found: Answer) -> tuple[Answer | None, str]:
    """What it comes to, by a dry run; or the code of what has to be there first."""
    if found["state"] != "open" or not may_buy_for(found["holder"]):
        return None, ""
    try:
        return billing().accept_offer(found["id"], _payment(), True, context()), ""
    except Unavailable:
        raise
    except Refused as refused:
        return None, refused.code
