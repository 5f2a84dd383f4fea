"""Buying on the pages: billing details are given, and the order is placed; what it costs was shown before."""

from typing import Any

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.catalog.pages import product_or_404
from gateway.checkout.details import missing_in, mistakes_in, sent_form
from gateway.checkout.pages import Said, address_of, get_page, plan_asked, tries
from gateway.checkout.settling import settled
from gateway.checkout.steps import Wanted
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import sentence
from gateway.parts import parts
from gateway.translation import gettext

pages = Blueprint("order_pages", __name__)


@pages.post("/<publisher>/<product>/get/details")
@signed_in
def provide_details(publisher: str, product: str) -> str | Response | tuple[str, int]:
    found = product_or_404(f"{publisher}/{product}")
    plan, slug, form = plan_asked(found, request.form.get("plan")), request.form.get("holder", ""), _typed()
    problems = missing_in(form)
    if problems is None:
        try:
            done = parts().rpc.billing.provide_details(slug or caller().account, form, command_context().dump())
        except Unavailable:
            raise
        except Refused as refused:
            problems = mistakes_in(refused)
        else:
            return remember(make_response(redirect(address_of(found, plan, slug) + _chosen(), 303)), done)
    return get_page(found, plan, slug, Said(problems, form=form, stage="billing")), 422


@pages.post("/<publisher>/<product>/get/order")
@signed_in
def subscribe(publisher: str, product: str) -> str | Response | tuple[str, int]:
    """Placed, paid where a card pays, and shown with its command; or shown again with why not."""
    found = product_or_404(f"{publisher}/{product}")
    plan, slug = plan_asked(found, request.form.get("plan")), request.form.get("holder", "")
    wanted = Wanted.of(request.form, tries(plan)).sent()
    try:
        placed = parts().rpc.billing.subscribe(
            found.id, plan.id, slug or caller().account, wanted, False, command_context().dump()
        )
        done = settled(placed)
    except Unavailable:
        raise
    except Refused as refused:
        told = {"title": gettext("Not bought."), "text": sentence(refused), "code": refused.code}
        return get_page(found, plan, slug, Said(refused=told)), status_of(refused)
    return remember(make_response(redirect(address_of(found, plan, slug), 303)), done)


def _typed() -> dict[str, Any]:
    return sent_form(request.form)


def _chosen() -> str:
    """What was chosen before the details were asked for goes along."""
    names = ("trial", "quantity", "payment", "coupon")
    return "".join(f"&{name}={request.form[name]}" for name in names if request.form.get(name, "").isalnum())
