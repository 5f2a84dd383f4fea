"""The page of one licence: what it says, who sits on its seats, and a new one in its place."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.checkout.keyed import product_key
from gateway.checkout.whose import seen
from gateway.errors import status_of
from gateway.holders import BUYERS
from gateway.http import remember
from gateway.mistakes import sentence
from gateway.papers.licences_api import shown
from gateway.parts import database, parts
from gateway.rpc import Answer, Billing
from gateway.views import listings

pages = Blueprint("papers_pages", __name__)
LICENCE = "/my-content/licences/<subscription>"


@pages.get(LICENCE)
@signed_in
def licence(subscription: str) -> str:
    return _page(_licence(subscription))


@pages.post(f"{LICENCE}/free-seat")
@signed_in
def free_seat(subscription: str) -> Response | tuple[str, int]:
    found = _licence(subscription)
    seat, context = request.form.get("seat", ""), command_context().dump()
    return _done(found, lambda: _billing().free_seat(subscription, seat, context))


@pages.post(f"{LICENCE}/replace")
@signed_in
def replace_licence(subscription: str) -> Response | tuple[str, int]:
    found, context = _licence(subscription), command_context().dump()
    return _done(found, lambda: _billing().replace_licence(subscription, context))


def _done(found: Answer, change: Any) -> Response | tuple[str, int]:
    try:
        executed = change()
    except Unavailable:
        raise
    except Refused as refused:
        return _page(found, {"text": sentence(refused), "code": refused.code}), status_of(refused)
    back = make_response(redirect(f"/my-content/licences/{found['subscription']}", 303))
    return remember(back, executed)


def _page(found: Answer, refused: dict[str, str] | None = None) -> str:
    product = listings.product(database(), found["product"], visible_to=caller())
    plan = product.plan(found["plan"]) if product else None
    return render_template(
        "papers/licence.html",
        plan=plan.name if plan else found["plan"],
        licence=found,
        name=product.name if product else found["product"],
        changes=_may_change(found),
        refused=refused,
        product_key=product_key(found["subscription"], found["holder"]),
        here="my-content",
    )


def _may_change(found: Answer) -> bool:
    """As the decider has it: the holder, who buys for it, and its publisher's owners and editors."""
    who, roles = caller(), caller().roles
    buys = who.account == found["holder"] or not roles.isdisjoint({f"{found['holder']}:{role}" for role in BUYERS})
    return found["state"] != "revoked" and (buys or who.owns(found["publisher"]))


def _licence(subscription: str) -> Answer:
    found = _billing().licence_of(subscription)
    return shown(found if caller().owns(found["publisher"]) else seen(found, "licence-unknown"))


def _billing() -> Billing:
    return parts().rpc.billing
