"""The pages where an image is got: what its plan asks for, its terms accepted or its order placed, the command."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.berth import registry_away
from gateway.catalog.pages import command_of, product_or_404
from gateway.checkout.cards import charged_card
from gateway.checkout.details import form_of, kept_form
from gateway.checkout.present import present
from gateway.checkout.steps import Step, Wanted, next_step
from gateway.errors import status_of
from gateway.holders import Holder, holders, named, right_through
from gateway.http import behind, remember
from gateway.markdown import rendered
from gateway.mistakes import Mistakes, of_fields, sentence
from gateway.parts import database, parts
from gateway.problems import title_of
from gateway.translation import gettext
from gateway.views import access
from gateway.views.listings import Plan, Product

pages = Blueprint("checkout_pages", __name__)


@dataclass(frozen=True)
class Said:
    """What came of a form that was sent: kept on the page that shows it again."""

    problems: Mistakes | None = None
    refused: dict[str, str] | None = None
    form: dict[str, Any] | None = None
    stage: str = ""  # the step whose form it was; empty: the one that is next


@pages.get("/<publisher>/<product>/get")
def get_image(publisher: str, product: str) -> str | Response:
    found = product_or_404(f"{publisher}/{product}")
    if found.external or not found.plans:
        return redirect(f"/{found.slug}", 303)
    return get_page(found, plan_asked(found, request.args.get("plan")), request.args.get("holder", ""))


@pages.post("/<publisher>/<product>/get")
@signed_in
def accept_terms(publisher: str, product: str) -> str | Response | tuple[str, int]:
    found = product_or_404(f"{publisher}/{product}")
    plan, slug = plan_asked(found, request.form.get("plan")), request.form.get("holder", "")
    if request.form.get("accept") != "yes":
        problems = of_fields({"accept": gettext("Read the terms, then tick the box to accept them")})
        return get_page(found, plan, slug, Said(problems)), 422
    try:
        done = parts().rpc.billing.accept_terms(
            found.id, plan.id, request.form.get("version", ""), slug or caller().account, command_context().dump()
        )
    except Unavailable:
        raise
    except Refused as refused:
        told = {"title": gettext("Not accepted."), "text": sentence(refused), "code": refused.code}
        return get_page(found, plan, slug, Said(refused=told)), status_of(refused)
    return remember(make_response(redirect(address_of(found, plan, slug), 303)), done)


def plan_asked(product: Product, plan_id: str | None) -> Plan:
    plan = product.plan(plan_id) if plan_id else next(iter(product.plans), None)
    if plan is None:
        abort(404)
    return plan


def address_of(product: Product, plan: Plan, holder: str) -> str:
    return f"/{product.slug}/get?plan={plan.id}" + (f"&holder={holder}" if holder else "")


def tries(plan: Plan) -> bool:
    return plan.price is not None and plan.price.trial_days > 0


def get_page(product: Product, plan: Plan, slug: str, said: Said | None = None) -> str:
    """For the holder of this name; who names none, and may pull by somebody's right, is told by whose."""
    said = said or Said()
    every = holders()
    buyers = [one for one in every if one.buys]
    chosen = named(slug, buyers)
    decision, through = right_through(plan.repository, [chosen] if chosen.slug else every)
    right = access.entitlement_of(database(), through.id, plan.repository) if through.id else None
    buying = _buying(decision, product, plan, chosen) if plan.access == "subscribers" else {}
    stage = said.stage or buying.get("stage") or _stage(decision)
    if stage == "terms" and behind() and plan.access == "terms":
        stage = "waiting"
    steps = _steps(plan, buying.get("step"))
    return render_template(
        "checkout/get.html",
        product=product,
        plan=plan,
        stage=stage,
        steps=[words for _, words in steps],
        at=next((place for place, (name, _) in enumerate(steps) if name == STEP_OF.get(stage)), len(steps) - 1),
        here_again=address_of(product, plan, chosen.slug),
        choices=_choices(product, plan, buyers),
        holder=chosen,
        through=through if through.slug else None,
        command=command_of(product, plan),
        text=Markup(rendered(plan.terms_text, 3)),  # noqa: S704 - cleaned by nh3
        renewed=right.terms_version if right and right.ended is None and stage == "terms" else "",
        accepted=_moment(right.at) if right and right.terms_version and decision.allowed else None,
        missing=_missing(decision.code, product, plan),
        away=registry_away(),
        problems=said.problems,
        refused=said.refused or buying.get("refused"),
        here="browse",
        **_form(stage, chosen, said),
        step=buying.get("step"),
        takes_cards=buying.get("takes_cards", False),
        card=buying.get("card"),
        subscription=buying.get("subscription"),
    )


def _buying(decision: access.Decision, product: Product, plan: Plan, holder: Holder) -> dict[str, Any]:
    """What there is to say of a plan that is bought: the subscription that there is, or the next step to one."""
    if not holder.id or decision.code in ("unknown-repository", "product-revoked"):
        return {}
    try:
        subscription, declined = present(holder, product, plan)
    except Unavailable:
        if not decision.allowed:
            raise
        return {}  # who may pull is shown the command all the same
    if decision.allowed:
        return {"subscription": subscription, "stage": "done"}
    if subscription is not None:
        return {"subscription": subscription, "stage": "confirm" if subscription["confirm_url"] else "waiting"}
    given = request.form if request.method == "POST" else request.args
    takes_cards = parts().rpc.billing.payments_ready()["cards"]
    step = next_step(product, plan, holder, Wanted.of(given, tries(plan), takes_cards))
    return {
        "step": step,
        "stage": step.stage,
        "takes_cards": takes_cards,
        "card": charged_card(holder.id) if takes_cards and step.stage == "order" else None,
        "refused": _turned_down() if declined else None,
    }


def _turned_down() -> dict[str, str]:
    text = gettext(title_of("payment-declined"))
    return {"title": gettext("Not bought."), "text": text, "code": "payment-declined"}


def _form(stage: str, holder: Holder, said: Said) -> dict[str, Any]:
    return form_of(said.form or kept_form(holder.id)) if stage == "billing" else {}


def _choices(product: Product, plan: Plan, buyers: list[Holder]) -> list[tuple[Holder, str]]:
    """For whom the plan can be got, each with its address; empty where there is no choice, or nothing to get."""
    if len(buyers) < 2 or plan.access in ("anyone", "signed_in"):
        return []
    return [(one, address_of(product, plan, one.slug)) for one in buyers]


def _stage(decision: access.Decision) -> str:
    if decision.allowed:
        return "done"
    return {"sign-in-needed": "sign-in", "terms-not-accepted": "terms"}.get(decision.code, "missing")


STEP_OF = {
    "sign-in": "account",
    "terms": "terms",
    "billing": "billing",
    "card": "billing",
    "order": "order",
    "confirm": "order",
    "waiting": "order",
}


def _steps(plan: Plan, step: Step | None) -> list[tuple[str, str]]:
    """The names of the steps, and how they are called on the page."""
    terms = [("terms", gettext("Terms"))] if plan.terms_version else []
    free = step is not None and step.amounts is not None and not step.amounts["then"] and not step.amounts["today"]
    billing = [] if free else [("billing", gettext("Billing"))]
    account, done = ("account", gettext("Account")), ("done", gettext("Done"))
    of_access = {
        "signed_in": [account, done],
        "terms": [account, *terms, done],
        "subscribers": [account, *terms, *billing, ("order", gettext("Order")), done],
    }
    return of_access.get(plan.access, [done])


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
    text = gettext("This plan is sold by %(name)s itself, by order or by offer.", name=product.publisher_name)
    return {"title": gettext("Not sold on this page."), "text": text}


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
