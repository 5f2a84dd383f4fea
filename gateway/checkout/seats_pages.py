"""The pages of seats: who has one of a subscription, and a seat that a letter invites to."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing, Refused, Unavailable
from gateway.auth import caller, signed_in
from gateway.checkout.content import drawn_subscription
from gateway.checkout.orders_api import billing, context
from gateway.checkout.seats_api import asked
from gateway.checkout.whose import buys_for, seen
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal, sentence
from gateway.parts import database
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import listings

pages = Blueprint("seats_pages", __name__)
SEATS = "/my-content/subscriptions/<subscription>/seats"
INVITATION = "/invitations/seats/<token>"
Page = str | Response | tuple[str, int]
OF_EMAIL = ("email-unfit", "seat-waits", "seat-given")


@pages.get(SEATS)
@signed_in
def seats(subscription: str) -> Page:
    return _page(subscription)


@pages.post(SEATS)
@signed_in
def invite_to_seat(subscription: str) -> Page:
    email = request.form.get("email", "").strip()
    if not email:
        return _page(subscription, of_fields({"email": gettext("Enter an e-mail address")})), 422
    return _do(subscription, lambda: billing().invite_to_seat(subscription, email, context()), "invited")


@pages.post(f"{SEATS}/<seat>/end")
@signed_in
def take_seat_back(subscription: str, seat: str) -> Page:
    return _do(subscription, lambda: billing().end_seat(subscription, seat, context()), "taken-back")


@pages.get("/my-content/seats")
@signed_in
def seats_held() -> str:
    words = {"left": gettext("The seat is given back.")}
    return render_template(
        "checkout/seats_held.html",
        seats=[_named(each) for each in billing().seats_held(caller().account)],
        told=words.get(request.args.get("told", ""), ""),
        here="my-content",
    )


@pages.post("/my-content/seats/<subscription>/<seat>/leave")
@signed_in
def leave_seat(subscription: str, seat: str) -> Page:
    done = billing().end_seat(subscription, seat, context())
    return remember(make_response(redirect("/my-content/seats?told=left", 303)), done)


@pages.get(INVITATION)
def seat_invitation(token: str) -> Page:
    return _invitation(token)


@pages.post(INVITATION)
@signed_in
def accept_seat(token: str) -> Page:
    try:
        done = billing().accept_seat(token, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _invitation(token, refused)
    return remember(make_response(redirect(f"/invitations/seats/{token}", 303)), done)


def _do(subscription: str, change: Callable[[], Answer], told: str) -> Page:
    _seen(subscription)
    try:
        done = change()
    except Unavailable:
        raise
    except Refused as refused:
        return _page(subscription, of_refusal(refused, dict.fromkeys(OF_EMAIL, "email"))), status_of(refused)
    address = f"/my-content/subscriptions/{subscription}/seats?told={told}"
    return remember(make_response(redirect(address, 303)), done)


def _page(subscription: str, problems: Mistakes | None = None) -> str:
    found = _seen(subscription)
    words = {
        "invited": gettext("The invitation is on its way by mail. It lasts fourteen days."),
        "taken-back": gettext("The seat is free again."),
    }
    return render_template(
        "checkout/seats.html",
        subscription=drawn_subscription(billing().subscription(subscription)),
        found=found,
        buys=buys_for(found["holder"]),
        email=request.form.get("email", ""),
        problems=problems,
        told=words.get(request.args.get("told", ""), ""),
        here="my-content",
    )


def _invitation(token: str, refused: Refused | None = None) -> Page:
    try:
        found = billing().seat_invitation(token)
    except Missing as gone:
        return render_template("checkout/seat.html", seat=None, text=sentence(gone), code=gone.code), 404
    mine = bool(found["account"]) and found["account"] == caller().account
    page = render_template(
        "checkout/seat.html",
        seat=_named(found),
        mine=mine,
        gone=bool(found["account"]) and not mine,
        address=f"/invitations/seats/{token}",
        text=sentence(refused) if refused else "",
        code=refused.code if refused else "",
        here="my-content" if mine else "",
    )
    return (page, status_of(refused)) if refused else page


def _named(found: Answer) -> dict[str, Any]:
    """As the API tells it, with the product as people know it."""
    product = listings.product_by_id(database(), found["product"])
    named = {"name": product.name, "publisher": product.publisher_name} if product else {}
    return {"name": found["address"], "publisher": found["address"].partition("/")[0], **asked(found), **named}


def _seen(subscription: str) -> Answer:
    return seen(billing().seats_of(subscription), "subscription-unknown", buys=True)
