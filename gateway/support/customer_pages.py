"""The customer's pages of support: one's tickets, and what is said on one of them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answered

from eventlog.refusal import Refused
from gateway.auth import signed_in
from gateway.checkout.content_pages import shown_holder
from gateway.errors import status_of
from gateway.http import body_limit, remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.rpc import Answer
from gateway.support import shown
from gateway.support.desks import context, support, text
from gateway.support.downloads import download
from gateway.support.files import taken, with_names
from gateway.support.uploads import Brought, brought, limits, whole_form
from gateway.translation import gettext

pages = Blueprint("support_customer_pages", __name__)

Page: TypeAlias = str | Answered | tuple[str, int]
FIELD_OF = {"text-missing": "text", "text-too-long": "text", "field-invalid": "stars", "too-many-attachments": "files"}


@pages.get("/my-content/tickets")
@signed_in
def tickets() -> str:
    holder, every = shown_holder()
    asked = {"queue": "mine", "before": request.args.get("before", "")}
    found = support().tickets(asked, context())
    mine = [one for one in found["items"] if one["holder"] == holder.id]
    return render_template(
        "support/tickets.html",
        tickets=mine,
        older=found["next"],
        holders=every,
        holder=holder,
        section="tickets",
        here="my-content",
        **shown.words(),
    )


@pages.get("/tickets")
def all_tickets() -> Answered:
    return redirect("/my-content/tickets", 303)


@pages.get("/tickets/<ticket>")
@signed_in
def ticket(ticket: str) -> str:
    return _page(ticket)


@pages.post("/tickets/<ticket>/reply")
@body_limit(whole_form)
@signed_in
def reply(ticket: str) -> Page:
    found = brought()
    empty = {} if text("text") or found.files else {"text": gettext("Write something, or attach a file")}
    problems = of_fields(empty | ({"files": found.wrong} if found.wrong else {}))
    if problems:
        return _page(ticket, found, problems), 422
    owner = support().ticket(ticket, context())["opener"]["id"] if found.files else ""
    try:
        with taken(found.ids, owner) as files:
            done = support().reply(ticket, text("text"), files, False, "page", "", context())
    except Refused as refused:
        return _page(ticket, found, of_refusal(refused, FIELD_OF)), status_of(refused)
    return _to(ticket, "replied", done)


@pages.post("/tickets/<ticket>/rate")
@signed_in
def rate(ticket: str) -> Page:
    stars = text("stars")
    if stars not in ("1", "2", "3", "4", "5"):
        return _page(ticket, problems=of_fields({"stars": gettext("Choose 1 to 5 stars")})), 422
    return _act(ticket, "rated", lambda: support().rate(ticket, int(stars), context()))


@pages.post("/tickets/<ticket>/reopen")
@signed_in
def reopen(ticket: str) -> Page:
    return _act(ticket, "reopened", lambda: support().reopen(ticket, context()))


@pages.post("/tickets/<ticket>/resolve")
@signed_in
def resolve(ticket: str) -> Page:
    return _act(ticket, "resolved", lambda: support().resolve(ticket, context()))


@pages.get("/tickets/<ticket>/attachments/<attachment>")
@pages.get("/staff/desk/tickets/<ticket>/attachments/<attachment>")
@pages.get("/publish/<publisher>/desk/tickets/<ticket>/attachments/<attachment>")
@signed_in
def attachment(ticket: str, attachment: str, publisher: str = "") -> Response:
    return download(ticket, attachment)


def _act(ticket: str, told: str, give: Callable[[], Answer]) -> Page:
    try:
        done = give()
    except Refused as refused:
        return _page(ticket, problems=of_refusal(refused, FIELD_OF)), status_of(refused)
    return _to(ticket, told, done)


def _page(ticket: str, found: Brought | None = None, problems: Mistakes | None = None) -> str:
    told = with_names(support().ticket(ticket, context()))
    return render_template(
        "support/ticket.html",
        told=told,
        address=f"/tickets/{told['number']}",
        typed=request.form,
        kept=found.files if found else [],
        problems=problems,
        said=_said(),
        limits=limits(),
        here="my-content",
        **shown.words(),
    )


def _to(ticket: str, told: str, done: Mapping[str, Any]) -> Answered:
    return remember(make_response(redirect(f"/tickets/{ticket}?told={told}", 303)), dict(done))


def _said() -> str:
    """What the page before did."""
    said = {
        "opened": gettext("It is opened. We write to you by mail, too, when somebody answers."),
        "replied": gettext("Your answer is sent."),
        "rated": gettext("Thank you. The desk sees your stars."),
        "reopened": gettext("It is open again, and its clock runs."),
        "resolved": gettext("It is resolved. You may reopen it for 14 days."),
    }
    return said.get(request.args.get("told", ""), "")
