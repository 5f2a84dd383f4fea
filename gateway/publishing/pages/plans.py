"""A product's plans: who may pull from which repository, and on what terms."""

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.pricing import cost_of, price_told
from gateway.publishing import typed_prices
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import (
    EDITORS,
    catalog,
    context,
    edit_context,
    for_team,
    tabs,
    to,
    told_of,
    told_or_404,
    told_still,
)
from gateway.publishing.pages.forms import lines, missing, mistaken, typed
from gateway.publishing.pages.listing import differing, summary
from gateway.publishing.pages.pricing import helper
from gateway.rpc import Answer
from gateway.translation import gettext

Page = str | Response | tuple[str, int]
EMPTY = {
    **dict.fromkeys(("id", "name", "description", "repository"), ""),
    **dict.fromkeys((*typed_prices.FIELDS, *typed_prices.TICKS), ""),
    "access": "terms",
    "channel": "stable",
    "currency": "USD",
}


@pages.get("/publish/<publisher>/<product>/plans")
@for_team(*EDITORS)
def plans(publisher: str, product: str) -> str:
    words = {
        "added": gettext("The plan is added. Push a version for it next."),
        "saved": gettext("The plan is changed."),
        "retired": gettext("The plan is offered no longer. Who has it keeps it."),
    }
    return _plans(told_or_404(publisher, product), told_words=told_of(words))


@pages.post("/publish/<publisher>/<product>/plans")
@for_team(*EDITORS)
def add_plan(publisher: str, product: str) -> Page:
    told = typed("id", "name", "repository", "access", "channel") | {"description": lines("description")}
    words = {"name": gettext("Enter the plan’s name"), "id": gettext("Enter a short name")}
    problems = missing(words | {"repository": gettext("Enter the name that people pull by")}) or _unread()
    if problems is not None:
        return _plans(told_still(publisher, product), problems), 422
    try:
        plan: dict[str, Any] = told | {"repository": f"{publisher}/{told['repository'].removeprefix(f'{publisher}/')}"}
        plan |= typed_prices.read(_priced())
        added = catalog().add_plan(f"{publisher}/{product}", plan | {"terms": _terms()}, context())
    except Refused as refused:
        return _plans(told_still(publisher, product), mistaken(refused)), status_of(refused)
    return to(f"/publish/{publisher}/{product}/plans?told=added", added)


@pages.get("/publish/<publisher>/<product>/plans/<plan>")
@for_team(*EDITORS)
def plan(publisher: str, product: str, plan: str) -> str:
    return _plan(told_or_404(publisher, product), plan)


@pages.post("/publish/<publisher>/<product>/plans/<plan>")
@for_team(*EDITORS)
def change_plan(publisher: str, product: str, plan: str) -> Page:
    problems = missing({"name": gettext("Enter the plan’s name")}) or _unread()
    if problems is not None:
        return _plan(told_still(publisher, product), plan, problems), 422
    changes = typed("name", "access", "channel") | {"description": lines("description"), "terms": _terms()}
    changes |= typed_prices.read(_priced())
    try:
        changed = catalog().change_plan(f"{publisher}/{product}", plan, changes, edit_context())
    except Refused as refused:
        told = told_still(publisher, product)
        return _plan(told, plan, mistaken(refused), edited=refused.code == "edited-meanwhile"), status_of(refused)
    return to(f"/publish/{publisher}/{product}/plans?told=saved", changed)


@pages.post("/publish/<publisher>/<product>/plans/<plan>/retire")
@for_team(*EDITORS)
def retire_plan(publisher: str, product: str, plan: str) -> Page:
    retired = catalog().retire_plan(f"{publisher}/{product}", plan, context())
    return to(f"/publish/{publisher}/{product}/plans?told=retired", retired)


def _terms() -> dict[str, str] | None:
    """Terms go with the two kinds of access that may ask for them."""
    if request.form.get("access") not in ("terms", "subscribers", "byol") or not lines("terms_text"):
        return None
    return {"version": request.form.get("terms_version", "").strip(), "text": lines("terms_text")}


def _priced() -> dict[str, str]:
    """What the form hides for the access that was chosen does not count."""
    shown = {"subscribers": (*typed_prices.FIELDS, *typed_prices.TICKS), "byol": ("licence_fields",)}
    return {name: request.form.get(name, "") for name in shown.get(request.form.get("access", ""), ())}


def _unread() -> Mistakes | None:
    if request.form.get("access") == "terms" and not lines("terms_text"):
        return of_fields({"terms_text": gettext("Enter the terms that people are to accept")})
    try:
        typed_prices.read(_priced())
    except typed_prices.Unread as wrong:
        return of_fields({wrong.field: wrong.words})
    return None


def _plans(told: Answer, problems: Mistakes | None = None, told_words: str = "") -> str:
    return render_template(
        "publishing/plans.html",
        **_around(told),
        plans=[_with_cost(plan) for plan in told["plans"] if not plan["retired"]],
        retired=[plan for plan in told["plans"] if plan["retired"]],
        form=EMPTY | request.form.to_dict(),
        pricing=helper(told["slug"], request.form),
        problems=problems,
        told=told_words,
    )


def _with_cost(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {**plan, "cost": cost_of(price_told(plan), plan["access"])}


def _plan(told: Answer, plan_id: str, problems: Mistakes | None = None, edited: bool = False) -> str:
    found = next((plan for plan in told["plans"] if plan["id"] == plan_id and not plan["retired"]), None)
    if found is None:
        abort(404)
    return render_template(
        "publishing/plan.html",
        **_around(told),
        plan=found,
        form=_shown(found),
        pricing=helper(told["slug"], _shown(found)),
        version=told["version"],
        problems=problems,
        others=differing(request.form, _as_typed(found), _names()) if edited else [],
    )


def _names() -> dict[str, str]:
    return {
        "name": gettext("Name"),
        "description": gettext("What it is"),
        "access": gettext("Who may pull"),
        "channel": gettext("Channel"),
        "terms_version": gettext("Version of the terms"),
        "price": gettext("Price of one unit"),
        "currency": gettext("Currency"),
        "interval": gettext("Charged for"),
        "trial_days": gettext("Days of trial"),
        "other_prices": gettext("In other currencies"),
        "components": gettext("Charged by use"),
        "licence_fields": gettext("What each licence says"),
    }


def _as_typed(plan: Mapping[str, Any]) -> dict[str, Any]:
    terms = plan["terms"] or {"version": "", "text": ""}
    told = {"terms_version": terms["version"], "terms_text": terms["text"]}
    return {**EMPTY, **plan, **told, **typed_prices.written(plan)}


def _shown(plan: Mapping[str, Any]) -> dict[str, Any]:
    """As it was typed, and before that as it is stored; a box that was not ticked is not sent."""
    if request.method == "GET":
        return _as_typed(plan)
    return {**_as_typed(plan), **dict.fromkeys(typed_prices.TICKS, ""), **request.form.to_dict()}


def _around(told: Answer) -> dict[str, Any]:
    return {
        "product": summary(told),
        "publisher": told["publisher"],
        "tabs": tabs(told["slug"], told["publisher"]),
        "at": "plans",
        "accesses": [
            ("anyone", gettext("Anyone"), gettext("No account is asked.")),
            ("signed_in", gettext("The signed in"), gettext("docker shows who pulls; nothing else is asked.")),
            ("terms", gettext("Who accepted the terms"), gettext("Your terms are read and accepted once, by version.")),
            ("subscribers", gettext("Subscribers"), gettext("Who has a subscription: free, or at a price.")),
            ("byol", gettext("Who brings a licence"), gettext("Bought from you elsewhere, and claimed by an order.")),
        ],
        "intervals": [
            ("month", gettext("a month")),
            ("year", gettext("a year")),
            ("30_days", gettext("30 days")),
        ],
        "here": "publish",
    }
