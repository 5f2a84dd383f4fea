"""The desk: the queue by the nearest deadline, and a ticket with all that is known beside it."""

import re
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.http import body_limit, remember
from gateway.mistakes import Mistakes, of_refusal, sentence
from gateway.support import ready
from gateway.support.acting import ACTS
from gateway.support.around import around, said
from gateway.support.choosing import Chosen
from gateway.support.desks import Page, Room, context, for_desk, support
from gateway.support.files import with_names
from gateway.support.uploads import Brought, brought, limits, whole_form
from gateway.translation import gettext

pages = Blueprint("support_desk_pages", __name__)

LENGTH = re.compile(r"(\d+) characters", re.ASCII)
FIELD_OF = {
    "text-missing": "text",
    "text-too-long": "text",
    "too-many-attachments": "files",
    "no-such-ticket": "into",
    "merged-into-itself": "into",
    "of-another-customer": "into",
    "advisory-invalid": "advisory",
}


@pages.get("/staff/desk")
@pages.get("/publish/<publisher>/desk")
@for_desk
def desk(room: Room) -> Page:
    if number := request.args.get("number", "").strip():
        return redirect(f"{room.base}/tickets/{quote(number[:40], safe='')}{Chosen.of(request.args).address()}", 303)
    return render_template("support/desk.html", told=None, **around(room))


@pages.get("/staff/desk/tickets/<ticket>")
@pages.get("/publish/<publisher>/desk/tickets/<ticket>")
@for_desk
def ticket(room: Room, ticket: str) -> str:
    return _page(room, ticket)


@pages.post("/staff/desk/tickets/<ticket>/<act>")
@pages.post("/publish/<publisher>/desk/tickets/<ticket>/<act>")
@body_limit(whole_form)
@for_desk
def do(room: Room, ticket: str, act: str) -> Page:
    """What the desk does with a ticket, by a name in `ACTS`; afterwards its page says so."""
    if act not in ACTS:
        return _page(room, ticket), 404
    found = brought() if act == "say" else Brought()
    try:
        done = ACTS[act](room, ticket, support().ticket(ticket, context()), found)
    except Unavailable:
        raise
    except Refused as refused:
        return _page(room, ticket, _beside(refused), found), status_of(refused)
    if isinstance(done, Mistakes):
        return _page(room, ticket, done, found), 422
    there = "" if act == "reject-handover" else f"/tickets/{ticket}"  # what was rejected they read no more
    return remember(make_response(redirect(f"{room.base}{there}{said(act)}", 303)), done)


def _beside(refused: Refused) -> Mistakes:
    """Beside the field of the form that the refusal's detail names, else as `FIELD_OF` says."""
    name, _, wanted = refused.detail.partition(": ")
    if refused.code != "field-invalid" or name not in request.form:
        return of_refusal(refused, FIELD_OF)
    length = LENGTH.search(wanted)
    words = gettext("Needs 1 to %(most)s characters", most=length[1]) if length else sentence(refused)
    return Mistakes(gettext("One thing to put right"), {name: words}, refused.code)


def _page(room: Room, ticket: str, problems: Mistakes | None = None, found: Brought | None = None) -> str:
    told = with_names(support().ticket(ticket, context()))
    return render_template(
        "support/desk.html",
        told=told,
        macros=ready.answers(room, told),
        typed=request.form,
        kept=found.files if found else [],
        limits=limits(),
        problems=problems,
        **around(room, told),
    )
