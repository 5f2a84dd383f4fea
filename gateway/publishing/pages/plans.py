"""A product's plans: who may pull from which repository, and on what terms."""

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
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
from gateway.rpc import Answer
from gateway.translation import gettext

Page = str | Response | tuple[str, int]
EMPTY = {"id": "", "name": "", "description": "", "repository": "", "access": "terms", "channel": "stable"}


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
    problems = missing(words | {"repository": gettext("Enter the name that people pull by")}) or _unread_terms()
    if problems is not None:
        return _plans(told_still(publisher, product), problems), 422
    try:
        plan = told | {"repository": f"{publisher}/{told['repository'].removeprefix(f'{publisher}/')}"}
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
    problems = missing({"name": gettext("Enter the plan’s name")}) or _unread_terms()
    if problems is not None:
        return _plan(told_still(publisher, product), plan, problems), 422
    changes = typed("name", "access", "channel") | {"description": lines("description"), "terms": _terms()}
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
    if request.form.get("access") not in ("terms", "subscribers") or not lines("terms_text"):
        return None
    return {"version": request.form.get("terms_version", "").strip(), "text": lines("terms_text")}


def _unread_terms() -> Mistakes | None:
    if request.form.get("access") != "terms" or lines("terms_text"):
        return None
    return of_fields({"terms_text": gettext("Enter the terms that people are to accept")})


def _plans(told: Answer, problems: Mistakes | None = None, told_words: str = "") -> str:
    return render_template(
        "publishing/plans.html",
        **_around(told),
        plans=[plan for plan in told["plans"] if not plan["retired"]],
        retired=[plan for plan in told["plans"] if plan["retired"]],
        form=EMPTY | request.form.to_dict(),
        problems=problems,
        told=told_words,
    )


def _plan(told: Answer, plan_id: str, problems: Mistakes | None = None, edited: bool = False) -> str:
    found = next((plan for plan in told["plans"] if plan["id"] == plan_id and not plan["retired"]), None)
    if found is None:
        abort(404)
    return render_template(
        "publishing/plan.html",
        **_around(told),
        plan=found,
        form=_as_typed(found) | request.form.to_dict(),
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
    }


def _as_typed(plan: Mapping[str, Any]) -> dict[str, Any]:
    terms = plan["terms"] or {"version": "", "text": ""}
    return {**EMPTY, **plan, "terms_version": terms["version"], "terms_text": terms["text"]}


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
            ("subscribers", gettext("Subscribers"), gettext("Only who has a subscription. None can be bought yet.")),
        ],
        "here": "publish",
    }
