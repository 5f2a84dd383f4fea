"""How somebody becomes a publisher: the application with its organisation, agreement and support contact."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from eventlog.decider import Context
from eventlog.refusal import Refused, Unavailable
from gateway.account import founding
from gateway.auth import caller, command_context, signed_in
from gateway.errors import status_of
from gateway.markdown import rendered
from gateway.mistakes import Mistakes, of_fields
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import catalog, to
from gateway.publishing.pages.forms import lines, mistaken, pictured, typed, uploaded_publisher_logo
from gateway.rpc import Answer
from gateway.translation import SOURCE, gettext, language
from vocabulary.agreement import written

FIELDS = ("slug", "legal_name", "website", "phone", "email")


@pages.get("/publish/apply")
@signed_in
def application() -> str:
    return _form({"slug": request.args.get("publisher", "")})


@pages.post("/publish/apply")
@pictured
@signed_in
def apply_as_publisher() -> str | Response | tuple[str, int]:
    logo = ""
    try:
        logo = uploaded_publisher_logo()
        problems = _left_out()
        if problems is not None:
            return _form(request.form, problems, logo), 422
        done = _applied(logo)
    except Refused as refused:
        return _form(request.form, mistaken(refused), logo), status_of(refused)
    return to(f"/publish/{request.form['slug'].strip()}?told=applied", *done)


def _applied(logo: str) -> list[Answer]:
    """The organisation first: whose it is may publish under its name. Sent again, each command changes nothing."""
    told = typed(*FIELDS)
    slug, by = told["slug"], command_context()
    made = founding.create_organization(slug, told["legal_name"], _step(by, "organization"))
    by = replace(by, roles=by.roles | {f"{slug}:owner"})
    named = (slug, told["legal_name"], told["website"], told["phone"], told["email"])
    applied = catalog().apply_as_publisher(*named, logo, _step(by, "apply").dump())
    agreed = catalog().accept_agreement(slug, request.form["agreement"], _step(by, "agreement").dump())
    support = {"policy": lines("policy"), "hours": "", "contacts": lines("contacts"), "tsanet": ""}
    supported = catalog().set_support(slug, support, _step(by, "support").dump())
    return [made, applied, agreed, supported]


def _step(by: Context, what: str) -> Context:
    return replace(by, command_id=by.derived(what))


def _left_out() -> Mistakes | None:
    words = {
        "legal_name": gettext("Enter the name that stands in your register or on your bills"),
        "slug": gettext("Enter a short name"),
        "email": gettext("Enter an address at which our reviewers reach you"),
        "contacts": gettext("Say who helps your customers, and how they are reached"),
        "policy": gettext("Say what your customers can count on"),
    }
    found = {name: text for name, text in words.items() if not request.form.get(name, "").strip()}
    if request.form.get("accept") != "yes":
        found["accept"] = gettext("Read the agreement, then tick the box to accept it")
    return of_fields(found)


def _form(form: Mapping[str, str], problems: Mistakes | None = None, logo: str = "") -> str:
    slug = form.get("slug", "").strip()
    before = _turned_down(slug)
    told = {**before, **(before.get("support") or {}), **form}
    return render_template(
        "publishing/apply.html",
        form={name: told.get(name, "") for name in (*FIELDS, "contacts", "policy")},
        accepted=form.get("accept") == "yes",
        agreement=agreement(),
        logo_kept=logo or before.get("logo", ""),
        reasons=_by_field(before.get("reasons", [])),
        mine=sorted({role.partition(":")[0] for role in caller().roles if role.endswith(":owner")}),
        problems=problems,
        here="publish",
    )


def _turned_down(slug: str) -> Answer:
    """The application that was turned down, for its owner to mend; empty where there is none."""
    if f"{slug}:owner" not in caller().roles:
        return {}
    try:
        told = catalog().publisher(slug)
    except Refused:
        return {}
    return told if told["state"] == "rejected" else {}


def _by_field(reasons: list[dict[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for reason in reasons:
        fields.setdefault(reason["field"], []).append(reason["text"])
    return fields


def agreement() -> dict[str, Any] | None:
    """The agreement that is asked for now; None while the catalogue is silent.

    `read`: the store's own in the reader's language, where that is another; what is accepted is `text` as it stands.
    """
    try:
        told = catalog().agreement()
    except Unavailable:
        return None
    ours = told["text"] == written()
    read = _clean(written(gettext)) if ours and language() != SOURCE else ""
    return told | {"html": _clean(told["text"]), "read": read, "language": SOURCE if ours else ""}


def _clean(text: str) -> Markup:
    return Markup(rendered(text, 3, gettext("Table")))  # noqa: S704 - cleaned by nh3
