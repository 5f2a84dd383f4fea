"""Pages of looks: the desk asks and looks, read only; the customer allows it, takes it back, and sees each look."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request

from eventlog.refusal import Refused, Unavailable
from gateway.auth import signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.support import looked
from gateway.support.desks import Page, context, may_enter, support, text
from gateway.translation import gettext

pages = Blueprint("support_looks_pages", __name__)

DESK, MINE = "/staff/desk/tickets/<ticket>/looks", "/tickets/<ticket>/looks"
HOURS = (1, 4, 24, 72)
FIELD_OF = {"text-missing": "text", "text-too-long": "text", "field-invalid": "hours"}


@pages.get(DESK)
@signed_in
def desk_looks(ticket: str) -> str:
    _must_be_staff()
    return _drawn(ticket, of_desk=True)


@pages.post(f"{DESK}/ask")
@signed_in
def ask_to_look(ticket: str) -> Page:
    _must_be_staff()
    return _after(ticket, "ask", of_desk=True)


@pages.post(f"{DESK}/withdraw")
@signed_in
def end_look(ticket: str) -> Page:
    _must_be_staff()
    return _after(ticket, "withdraw", of_desk=True)


@pages.get(f"{DESK}/<page>")
@signed_in
def look(ticket: str, page: str) -> str:
    """Recorded before it is shown; nothing can be sent from here."""
    _must_be_staff()
    if page not in looked.PAGES:
        abort(404)
    told = support().look(ticket, page, context())
    shown = {"rows": looked.page_of(page, told["holder"]), "page": page, "sections": sections()}
    return render_template("support/looked.html", told=told, here="desk", address=_desk(told), **shown)


@pages.get(MINE)
@signed_in
def my_looks(ticket: str) -> str:
    return _drawn(ticket)


@pages.post(f"{MINE}/<any(grant, refuse, withdraw):act>")
@signed_in
def answer_look(ticket: str, act: str) -> Page:
    return _after(ticket, act)


@pages.get("/account/looks")
@signed_in
def looks() -> str:
    found = support().looks_of(context())
    return render_template("support/looks.html", found=found, sections=sections(), here="account")


def sections() -> dict[str, str]:
    return {
        "subscriptions": gettext("Subscriptions"),
        "licences": gettext("Licences"),
        "invoices": gettext("Invoices"),
        "rights": gettext("What may be pulled"),
    }


def _must_be_staff() -> None:
    if not may_enter(""):
        abort(404)


def _after(ticket: str, act: str, *, of_desk: bool = False) -> Page:
    try:
        done = _done(ticket, act)
    except Unavailable:
        raise
    except Refused as refused:
        return _drawn(ticket, of_refusal(refused, FIELD_OF), of_desk=of_desk), status_of(refused)
    return remember(make_response(redirect(f"{_desk(done) if of_desk else _mine(done)}?told={act}", 303)), done)


def _done(ticket: str, act: str) -> dict[str, Any]:
    if act == "ask":
        return support().ask_to_look(ticket, text("text"), context())
    if act == "grant":
        hours = text("hours")
        return support().grant_look(ticket, int(hours) if hours in map(str, HOURS) else 0, context())
    given = support().refuse_look if act == "refuse" else support().withdraw_look
    return given(ticket, context())


def _drawn(ticket: str, problems: Mistakes | None = None, *, of_desk: bool = False) -> str:
    told = support().look_of(ticket, context())
    return render_template(
        "support/look.html",
        told=told,
        of_desk=of_desk,
        address=_desk(told) if of_desk else _mine(told),
        back=f"{'/staff/desk' if of_desk else ''}/tickets/{told['number']}",
        sections=sections(),
        hours=HOURS,
        typed=request.form,
        problems=problems,
        said=_said(),
        here="desk" if of_desk else "my-content",
    )


def _desk(told: Mapping[str, Any]) -> str:
    return f"/staff/desk/tickets/{told['number']}/looks"


def _mine(told: Mapping[str, Any]) -> str:
    return f"/tickets/{told['number']}/looks"


def _said() -> str:
    """What the page before did."""
    said = {
        "ask": gettext("Asked. The customer answers on the ticket’s page."),
        "grant": gettext("They may look now. Each look stands below, and you can end it at any time."),
        "refuse": gettext("Refused. Nobody looks at your pages."),
        "withdraw": gettext("Ended. Nobody looks any more."),
    }
    return said.get(request.args.get("told", ""), "")
