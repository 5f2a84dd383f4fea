"""A product's listing: begun, edited with a preview beside it, and what keeps it from being approved."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused
from gateway.drawing import lint_words
from gateway.errors import status_of
from gateway.mistakes import Mistakes
from gateway.parts import database
from gateway.publishing import listing_fees
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import (
    EDITORS,
    acts_for,
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
from gateway.publishing.pages.forms import (
    kept_logo,
    listing_of,
    missing,
    mistaken,
    pictured,
    shown,
    typed,
    uploaded_logo,
)
from gateway.publishing.pages.preview import previewed
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import listings
from vocabulary.categories import CATEGORIES
from vocabulary.unpublished import UNPUBLISHED

BESIDE = (
    *("name", "short_description", "description", "install", "categories"),
    *("tags", "links", "licence", "logo", "screenshots"),
)  # what stands on the page, with room for a reviewer's words beside it
ON_THE_WAY = ("approved", "unlisted", "published")  # to the shelves, or on them
Page = str | Response | tuple[str, int]


@pages.get("/publish/<publisher>/new")
@for_team(*EDITORS)
def new_product(publisher: str) -> str:
    return _new_form(publisher)


@pages.post("/publish/<publisher>/new")
@for_team(*EDITORS)
def draft_product(publisher: str) -> Page:
    told = typed("name", "slug", "short_description", "kind")
    left_out = missing({"name": gettext("Enter the product’s name"), "slug": gettext("Enter a short name")})
    if left_out is not None:
        return _new_form(publisher, left_out), 422
    listing = {"name": told["name"], "short_description": told["short_description"]}
    try:
        drafted = catalog().draft_product(publisher, told["slug"], told["kind"], listing, context())
    except Refused as refused:
        return _new_form(publisher, mistaken(refused)), status_of(refused)
    return to(f"/publish/{drafted['slug']}?told=drafted", drafted)


@pages.get("/publish/<publisher>/<product>")
@for_team(*EDITORS)
def edit(publisher: str, product: str) -> str:
    told = told_or_404(publisher, product)
    words = {
        "drafted": gettext("The draft is kept. Nobody but you and the store’s reviewers sees it."),
        "saved": gettext("Saved."),
        "same": gettext("Nothing was changed."),
        "submitted": gettext("It is with the reviewers now; their answer stands here."),
        "withdrawn": gettext("It is yours to edit again."),
        "published": gettext("It is on the shelves, and its plans can be had."),
        "scheduled": gettext("It will go on the shelves by itself."),
        "unscheduled": gettext("It will not go on the shelves by itself."),
        "unlisted": gettext("It is off the shelves. Who has it keeps it."),
        "offered": gettext("The offer stands. The product moves when the other publisher accepts it."),
        "kept": gettext("It stays with you."),
        "moved": gettext("The product is yours now. Its old address leads here."),
        "pictured": gettext("The pictures are changed."),
    }
    return drawn(told, told_words=told_of(words))


@pages.post("/publish/<publisher>/<product>")
@pictured
@for_team(*EDITORS)
def edit_listing(publisher: str, product: str) -> Page:
    """Saves; or, where scripts are off and the other button was pressed, shows how it would look."""
    typed_listing = listing_of(request.form)
    if request.form.get("do") == "preview":
        told = told_or_404(publisher, product)
        return drawn(told, listing=typed_listing, version=request.form.get("version", ""), logo=kept_logo())
    logo = ""
    try:
        logo = uploaded_logo()
        changes = typed_listing | ({"logo": logo} if logo else {})
        saved = catalog().edit_listing(f"{publisher}/{product}", changes, edit_context())
    except Refused as refused:
        told = told_still(publisher, product)
        others = differing(typed_listing, told["listing"], _names()) if refused.code == "edited-meanwhile" else []
        page = drawn(told, mistaken(refused), listing=typed_listing, others=others, logo=logo)
        return page, status_of(refused)
    same = str(saved["version"]) == request.form.get("version")
    return to(f"/publish/{publisher}/{product}?told={'same' if same else 'saved'}", saved)


def drawn(
    told: Answer,
    problems: Mistakes | None = None,
    *,
    listing: Mapping[str, Any] | None = None,
    version: str = "",
    others: list[tuple[str, str]] | None = None,
    logo: str = "",
    told_words: str = "",
) -> str:
    """The page of a product's listing; `listing` is what was typed, where it was not saved."""
    stored = told["listing"]
    present = {**stored, **(listing or {}), **({"logo": logo} if logo else {})}
    blocking = [one for one in told["problems"] if one["blocks"]]
    return render_template(
        "publishing/listing.html",
        product=summary(told),
        publisher=told["publisher"],
        tabs=tabs(told["slug"], told["publisher"]),
        at="listing",
        form=shown(present),
        stored=stored,
        listing_fee=listing_fees.shown(told) if told["state"] in ON_THE_WAY else None,
        version=version or told["version"],
        plans=[plan for plan in told["plans"] if not plan["retired"]],
        lint=_by_field(blocking) if told["state"] == "draft" else {},
        found=blocking,
        advice=[one for one in told["problems"] if not one["blocks"]],
        reasons=_reasons(told["reasons"]) if told["state"] == "draft" else {},
        turned_down=_turned_down(told),
        categories=[(one.slug, gettext(one.label)) for one in CATEGORIES],
        preview=previewed(told["slug"], present),
        logo_kept=logo,
        problems=problems,
        others=others or [],
        owner=acts_for(told["publisher"], "owner"),
        told=told_words,
        soonest=(datetime.now(UTC) + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"),
        here="publish",
    )


def summary(told: Answer) -> dict[str, Any]:
    """What stands at the head of each of a product's pages."""
    return {
        "slug": told["slug"],
        "name": told["listing"]["name"] or told["slug"],
        "logo": told["listing"]["logo"],
        "kind": told["kind"],
        "state": told["state"],
        "hold_reason": listings.held_for(told["hold_reason"], told["missed"]),
        "rejected": told["state"] == "draft" and bool(told["reasons"]),
        "scheduled": told["scheduled"],
        "unpublished": _unpublished(told),
        "offered_to": _named(told["offered_to"]),
        "edited": told["edited"],
    }


def _named(publisher: str) -> str:
    """As people know it; empty: none."""
    found = listings.publisher(database(), publisher) if publisher else None
    return found.name if found is not None else publisher


def _unpublished(told: Answer) -> dict[str, str] | None:
    """When it was to go on the shelves, and why it could not."""
    found = told["unpublished"]
    if found is None:
        return None
    sentence = UNPUBLISHED[found["code"]]
    return {"at": found["at"], "reason": gettext(sentence, about=found["about"])}


def differing(
    typed_words: Mapping[str, Any], stored: Mapping[str, Any], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The fields that read otherwise in the store than in what was typed: name, and how they read there."""
    return [
        (names[field], _in_words(stored.get(field)))
        for field, value in typed_words.items()
        if field in names and value != stored.get(field, "")
    ]


def _turned_down(told: Answer) -> dict[str, Any] | None:
    """The reasons for which the last edit does not stand, and what it had written, field by field."""
    found = told["turned_down"]
    if found is None:
        return None
    reasons = [words for about in _reasons(found["reasons"]).values() for words in about]
    return {"reasons": reasons, "written": differing(told["listing"], found["listing"], _names())}


def _names() -> dict[str, str]:
    return {
        "name": gettext("Name"),
        "short_description": gettext("One line"),
        "description": gettext("Description"),
        "install": gettext("How to start it"),
        "licence": gettext("Licence"),
        "categories": gettext("Categories"),
        "tags": gettext("Tags"),
        "links": gettext("Links"),
    }


def _in_words(value: Any) -> str:
    if not isinstance(value, list):
        return str(value or "–")
    return ", ".join(one["url"] if isinstance(one, dict) else str(one) for one in value) or "–"


def _by_field(found: list[dict[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for one in found:
        fields.setdefault(one["field"], []).append(lint_words(one))
    return fields


def _reasons(told: list[dict[str, str]]) -> dict[str, list[str]]:
    """A reviewer's reasons beside their fields; those about what is edited elsewhere stand above the form, by name."""
    fields: dict[str, list[str]] = {}
    for one in told:
        name, _, part = one["field"].partition(".")
        here = name if name in BESIDE else ""
        about = (gettext("Plans"), part) if name == "plans" else (name, part) if name and not here else ("", "")
        words = ", ".join(word for word in (about[0], about[1].replace(".", ", ")) if word)
        fields.setdefault(here, []).append(f"{words}: {one['text']}" if words else one["text"])
    return fields


def _new_form(publisher: str, problems: Mistakes | None = None) -> str:
    form = {"kind": "container", **request.form.to_dict()}
    return render_template(
        "publishing/new.html",
        publisher=publisher,
        form=form,
        kinds=_kinds(),
        preview=previewed("", {**form, "publisher": publisher}),
        problems=problems,
        here="publish",
    )


def _kinds() -> list[tuple[str, str, str]]:
    return [
        ("container", gettext("Container"), gettext("An image that docker run starts.")),
        ("plugin", gettext("Engine plugin"), gettext("A volume, network or log driver that docker plugin installs.")),
        ("compose", gettext("Compose"), gettext("Several images started together by a compose file.")),
        ("service", gettext("Service"), gettext("Something that you run, reached through a small container.")),
    ]
