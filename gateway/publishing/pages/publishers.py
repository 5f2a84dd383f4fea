"""A publisher's own pages: where one begins, the overview, and what is told of the publisher."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, signed_in
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.parts import database
from gateway.publishing.pages import pages
from gateway.publishing.pages.applying import agreement
from gateway.publishing.pages.entering import (
    EDITORS,
    TEAM,
    acts_for,
    catalog,
    context,
    edit_context,
    for_team,
    to,
    told_of,
)
from gateway.publishing.pages.forms import lines, mistaken, pictured, typed, uploaded_publisher_logo
from gateway.publishing.pages.listing import differing
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import listings, pulls, reviews
from gateway.views.listings import Publisher

PROFILE = ("legal_name", "website", "phone", "email")
SUPPORT = ("hours", "contacts", "tsanet", "policy")


@pages.get("/publish")
@signed_in
def start() -> str:
    slugs = sorted({slug for slug, _, role in (held.partition(":") for held in caller().roles) if role in TEAM})
    found = [publisher for slug in slugs if (publisher := listings.publisher(database(), slug)) is not None]
    mine = [(publisher, listings.all_of(database(), publisher.slug), _role(publisher)) for publisher in found]
    return render_template("publishing/start.html", mine=mine, here="publish")


@pages.get("/publish/<publisher>")
@for_team(*TEAM)
def overview(publisher: str) -> str:
    return overview_page(publisher)


def overview_page(publisher: str, problems: Mistakes | None = None) -> str:
    words = {
        "applied": gettext("Your application is sent."),
        "saved": gettext("Saved."),
        "moved": gettext("The product is yours now. Its old address leads here."),
    }
    found = listings.publisher(database(), publisher)
    if found is None:
        abort(404)
    edits = acts_for(publisher, *EDITORS)
    products = listings.all_of(database(), publisher)
    ids = [product.id for product in products]
    return render_template(
        "publishing/overview.html",
        publisher=publisher,
        seller=catalog().publisher(publisher) if edits else {"legal_name": found.name, "state": found.state},
        logo=found.logo,
        fields=_names() | {"logo": gettext("Logo")},
        products=products,
        pulls=pulls.totals(database(), ids),
        ratings=reviews.ratings_of(database(), ids),
        offers=listings.offered_to(database(), publisher) if edits else [],
        owner=acts_for(publisher, "owner"),
        edits=edits,
        helps=acts_for(publisher, "owner", "support"),
        problems=problems,
        told=told_of(words),
        here="publish",
    )


@pages.get("/publish/<publisher>/settings")
@for_team(*EDITORS)
def settings(publisher: str) -> str:
    words = {
        "saved": gettext("Saved."),
        "agreed": gettext("The agreement is accepted."),
        "supported": gettext("Your customers see it from now on."),
        "proven": gettext("The domain is yours. You are a verified publisher from now on."),
    }
    return _settings(publisher, told=told_of(words))


@pages.post("/publish/<publisher>/settings")
@pictured
@for_team(*EDITORS)
def edit_publisher(publisher: str) -> str | Response | tuple[str, int]:
    logo = ""
    try:
        logo = uploaded_publisher_logo()
        changes = typed(*PROFILE) | ({"logo": logo} if logo else {})
        done = catalog().edit_publisher(publisher, changes, edit_context())
    except Refused as refused:
        edited = refused.code == "edited-meanwhile"
        page = _settings(publisher, mistaken(refused), form=request.form, logo=logo, edited=edited)
        return page, status_of(refused)
    return to(f"/publish/{publisher}/settings?told=saved", done)


@pages.post("/publish/<publisher>/settings/agreement")
@for_team("owner")
def accept_agreement(publisher: str) -> str | Response | tuple[str, int]:
    if request.form.get("accept") != "yes":
        problems = of_fields({"accept": gettext("Read the agreement, then tick the box to accept it")})
        return _settings(publisher, problems), 422
    try:
        done = catalog().accept_agreement(publisher, request.form.get("agreement", ""), context())
    except Refused as refused:
        return _settings(publisher, mistaken(refused)), status_of(refused)
    return to(f"/publish/{publisher}/settings?told=agreed", done)


@pages.post("/publish/<publisher>/settings/support")
@for_team(*EDITORS)
def set_support(publisher: str) -> str | Response | tuple[str, int]:
    told = {name: lines(name) for name in SUPPORT}
    try:
        done = catalog().set_support(publisher, told, context())
    except Refused as refused:
        return _settings(publisher, mistaken(refused), form=request.form), status_of(refused)
    return to(f"/publish/{publisher}/settings?told=supported", done)


@pages.post("/publish/<publisher>/settings/domain")
@for_team("owner")
def prove_domain(publisher: str) -> str | Response | tuple[str, int]:
    try:
        done = catalog().prove_domain(publisher, context())
    except Refused as refused:
        return _settings(publisher, mistaken(refused)), status_of(refused)
    return to(f"/publish/{publisher}/settings?told=proven", done)


def _settings(
    publisher: str,
    problems: Mistakes | None = None,
    *,
    form: Mapping[str, str] | None = None,
    logo: str = "",
    edited: bool = False,
    told: str = "",
) -> str:
    seller = _seller(publisher)
    support = seller.get("support") or {}
    stored = {name: seller[name] for name in PROFILE} | {name: support.get(name, "") for name in SUPPORT}
    return render_template(
        "publishing/settings.html",
        publisher=publisher,
        seller=seller,
        form={**stored, **(form or {})},
        agreement=agreement(),
        proof=_proof(seller),
        owner=acts_for(publisher, "owner"),
        logo_kept=logo,
        others=differing(typed(*PROFILE), seller, _names()) if edited else [],
        problems=problems,
        told=told,
        here="publish",
    )


def _seller(publisher: str) -> Answer:
    """For a form that is shown again: where the desk is silent, as the shelves have it, so that no word is lost."""
    try:
        return catalog().publisher(publisher)
    except Unavailable:
        found = listings.publisher(database(), publisher)
        if found is None or request.method != "POST":
            raise
    told = {"legal_name": found.name, "phone": "", "email": "", "agreement": {"version": "", "present": True}}
    return asdict(found) | told | {"support": None, "version": request.form.get("version", "")}


def _names() -> dict[str, str]:
    return {
        "legal_name": gettext("Legal name"),
        "website": gettext("Website"),
        "email": gettext("E-mail"),
        "phone": gettext("Phone"),
    }


def _proof(seller: Answer) -> dict[str, Any] | None:
    """The record to publish; None where there is no website whose domain could be proven, or it was."""
    if not seller["website"] or seller["verified"]:
        return None
    try:
        return catalog().domain_proof(seller["slug"])
    except Refused:
        return None


def _role(publisher: Publisher) -> str:
    words = {"owner": gettext("owner"), "editor": gettext("editor"), "support": gettext("support")}
    return ", ".join(words[role] for role in TEAM if acts_for(publisher.slug, role))
