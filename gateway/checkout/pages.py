"""The pages where an image is got: what its plan asks for, its terms accepted, the command; and what somebody has."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.berth import registry_away
from gateway.catalog.pages import command_of, product_or_404
from gateway.errors import status_of
from gateway.holders import Holder, holders, named, right_through
from gateway.http import behind, remember
from gateway.markdown import rendered
from gateway.mistakes import Mistakes, of_fields, sentence
from gateway.parts import database, parts
from gateway.translation import gettext
from gateway.views import access, listings
from gateway.views.access import Entitlement
from gateway.views.listings import Plan, Product

pages = Blueprint("checkout_pages", __name__)


@pages.get("/<publisher>/<product>/get")
def get_image(publisher: str, product: str) -> str | Response:
    found = product_or_404(f"{publisher}/{product}")
    if found.external or not found.plans:
        return redirect(f"/{found.slug}", 303)
    return _get_page(found, _plan_asked(found, request.args.get("plan")), request.args.get("holder", ""))


@pages.post("/<publisher>/<product>/get")
@signed_in
def accept_terms(publisher: str, product: str) -> str | Response | tuple[str, int]:
    found = product_or_404(f"{publisher}/{product}")
    plan, slug = _plan_asked(found, request.form.get("plan")), request.form.get("holder", "")
    if request.form.get("accept") != "yes":
        problems = of_fields({"accept": gettext("Read the terms, then tick the box to accept them")})
        return _get_page(found, plan, slug, problems=problems), 422
    try:
        done = parts().rpc.billing.accept_terms(
            found.id, plan.id, request.form.get("version", ""), slug or caller().account, command_context().dump()
        )
    except Unavailable:
        raise
    except Refused as refused:
        told = {"title": gettext("Not accepted."), "text": sentence(refused), "code": refused.code}
        return _get_page(found, plan, slug, refused=told), status_of(refused)
    return remember(make_response(redirect(_address(found, plan, slug), 303)), done)


@pages.get("/my-content")
@signed_in
def my_content() -> str:
    db, now = database(), datetime.now(UTC)
    every = holders()
    shown = named(request.args.get("holder", ""), every)
    rights = access.entitlements_of(db, shown.id)
    return render_template(
        "checkout/my_content.html",
        items=[_item(right, now) for right in rights],
        holders=every,
        holder=shown,
        here="my-content",
    )


def _plan_asked(product: Product, plan_id: str | None) -> Plan:
    plan = product.plan(plan_id) if plan_id else next(iter(product.plans), None)
    if plan is None:
        abort(404)
    return plan


def _get_page(
    product: Product,
    plan: Plan,
    slug: str,
    problems: Mistakes | None = None,
    refused: dict[str, str] | None = None,
) -> str:
    """For the holder of this name; who names none, and may pull by somebody's right, is told by whose."""
    every = holders()
    buyers = [one for one in every if one.buys]
    chosen = named(slug, buyers)
    decision, through = right_through(plan.repository, [chosen] if chosen.slug else every)
    right = access.entitlement_of(database(), through.id, plan.repository) if through.id else None
    stage = _stage(decision)
    steps = _steps(plan)
    return render_template(
        "checkout/get.html",
        product=product,
        plan=plan,
        stage="waiting" if stage == "terms" and behind() else stage,
        steps=steps,
        at={"sign-in": 0, "terms": 1}.get(stage, len(steps) - 1),
        here_again=_address(product, plan, chosen.slug),
        choices=_choices(product, plan, buyers),
        holder=chosen,
        through=through if through.slug else None,
        command=command_of(product, plan),
        text=Markup(rendered(plan.terms_text, 3)),  # noqa: S704 - cleaned by nh3
        renewed=right.terms_version if right and right.ended is None and stage == "terms" else "",
        accepted=_moment(right.at) if right and right.terms_version and decision.allowed else None,
        missing=_missing(decision.code, product, plan),
        away=registry_away(),
        problems=problems,
        refused=refused,
        here="browse",
    )


def _address(product: Product, plan: Plan, holder: str) -> str:
    return f"/{product.slug}/get?plan={plan.id}" + (f"&holder={holder}" if holder else "")


def _choices(product: Product, plan: Plan, buyers: list[Holder]) -> list[tuple[Holder, str]]:
    """For whom the plan can be got, each with its address; empty where there is no choice, or nothing to get."""
    if len(buyers) < 2 or plan.access in ("anyone", "signed_in"):
        return []
    return [(one, _address(product, plan, one.slug)) for one in buyers]


def _stage(decision: access.Decision) -> str:
    if decision.allowed:
        return "done"
    return {"sign-in-needed": "sign-in", "terms-not-accepted": "terms"}.get(decision.code, "missing")


def _steps(plan: Plan) -> list[str]:
    done = gettext("Done")
    if plan.access == "signed_in":
        return [gettext("Account"), done]
    return [gettext("Account"), gettext("Terms"), done] if plan.access == "terms" else [done]


def _missing(code: str, product: Product, plan: Plan) -> dict[str, str]:
    """What keeps this reader from pulling, where no step on this page can change it."""
    if code == "product-revoked":
        return {"title": gettext("Revoked."), "text": gettext("The store no longer delivers this image.")}
    if code == "unknown-repository":
        text = gettext("Its pages and its command open when %(name)s is published.", name=product.name)
        return {"title": gettext("Not open yet."), "text": text}
    if plan.access == "byol":
        text = gettext("This plan is for holders of a licence that %(name)s sold them.", name=product.publisher_name)
        return {"title": gettext("You have no licence here."), "text": text}
    text = gettext("This plan is for subscribers, and this store sells no subscriptions yet.")
    return {"title": gettext("You have no subscription."), "text": text}


def _item(right: Entitlement, now: datetime) -> dict[str, Any]:
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
