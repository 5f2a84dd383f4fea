"""What a desk promises: its calendar, how soon it answers, who is told when it is late, and its form."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask import Blueprint, abort, make_response, redirect, render_template, request

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.parts import database
from gateway.rpc import Answer
from gateway.support import promising, shown
from gateway.support.desks import Page, Room, context, for_desk, support, text
from gateway.translation import gettext
from gateway.views import listings
from vocabulary.zones import zones

pages = Blueprint("support_promises_pages", __name__)

FIELD_OF = {
    "calendar-day-invalid": "effective",
    "zone-unknown": "zone",
    "holidays-unknown": "holidays",
    "closed-day-invalid": "closed",
    "calendar-without-hours": "day-0",
}


@pages.get("/staff/desk/promises")
@pages.get("/publish/<publisher>/desk/promises")
@for_desk
def promises(room: Room) -> str:
    return _page(room)


@pages.post("/staff/desk/promises/<what>")
@pages.post("/publish/<publisher>/desk/promises/<what>")
@for_desk
def promise(room: Room, what: str) -> Page:
    if what not in PROMISES or not room.leads:
        abort(404)
    try:
        done = PROMISES[what](room)
    except Unavailable:
        raise
    except Refused as refused:
        return _page(room, of_refusal(refused, FIELD_OF), what), status_of(refused)
    if isinstance(done, Mistakes):
        return _page(room, done, what), 422
    return remember(make_response(redirect(f"{room.base}/promises?told={what}#{what}", 303)), done)


Promise: TypeAlias = Callable[[Room], Answer | Mistakes]


def _calendar(room: Room) -> Answer | Mistakes:
    asked = promising.calendar(request.form)
    return asked if isinstance(asked, Mistakes) else support().set_calendar(room.desk, asked, context())


def _terms(room: Room) -> Answer | Mistakes:
    asked = promising.terms(request.form)
    product, _, plan = text("plan").partition(" ")
    return asked if isinstance(asked, Mistakes) else support().set_terms(room.desk, product, plan, asked, context())


def _levels(room: Room) -> Answer | Mistakes:
    asked = promising.levels(request.form)
    return asked if isinstance(asked, Mistakes) else support().set_levels(room.desk, asked, context())


def _form(room: Room) -> Answer:
    return support().set_form(room.desk, promising.questions(request.form), context())


PROMISES: Mapping[str, Promise] = {
    "calendar": _calendar,
    "terms": _terms,
    "levels": _levels,
    "form": _form,
}


def _page(room: Room, problems: Mistakes | None = None, at: str = "") -> str:
    if not room.leads:
        abort(404)
    told = support().desk(room.desk, context())
    return render_template(
        "support/promises.html",
        room=room,
        told=told,
        people=support().people_of(room.desk, context()),
        typed=request.form,
        problems=problems,
        at=at,
        plans=_plans(room),
        zones=sorted(zones()),
        weekdays=promising.weekdays(),
        spans=promising.spans,
        questions=promising.QUESTIONS,
        kinds=_kinds(),
        said=_said(),
        here="publish" if room.publisher else "desk",
        **shown.words(),
    )


def _plans(room: Room) -> list[tuple[str, str]]:
    """Every plan of the publisher's, by what its form sends; the store promises the same to all."""
    if not room.publisher:
        return []
    products = listings.all_of(database(), room.publisher)
    return [
        (f"{product.id} {plan.id}", f"{product.name}, {plan.name}") for product in products for plan in product.plans
    ]


def _kinds() -> dict[str, str]:
    return {"text": gettext("a line"), "lines": gettext("several lines"), "choice": gettext("a choice")}


def _said() -> str:
    """What the page before did."""
    said: dict[str, Any] = {
        "calendar": gettext("The calendar is kept; open tickets follow it within seconds."),
        "terms": gettext("Kept. Tickets that are open keep what was promised when they were opened."),
        "levels": gettext("Kept."),
        "form": gettext("Kept: whoever hands you a ticket is asked this."),
    }
    return str(said.get(request.args.get("told", ""), ""))
