"""Handing a ticket over: to whom, and what the receiver wants to know."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.support.around import around, said
from gateway.support.desks import Page, Room, context, for_desk, support, text
from gateway.translation import gettext

pages = Blueprint("support_handing_pages", __name__)


@pages.get("/staff/desk/tickets/<ticket>/handover")
@pages.get("/publish/<publisher>/desk/tickets/<ticket>/handover")
@for_desk
def choose_receiver(room: Room, ticket: str) -> str:
    return _handover_page(room, ticket, request.args)


@pages.post("/staff/desk/tickets/<ticket>/handover")
@pages.post("/publish/<publisher>/desk/tickets/<ticket>/handover")
@for_desk
def hand_over(room: Room, ticket: str) -> Page:
    answers = {name[2:]: text(name) for name in request.form if name.startswith("a-")}
    try:
        done = support().hand_over(ticket, text("to"), text("by"), answers, text("note"), context())
    except Unavailable:
        raise
    except Refused as refused:
        return _handover_page(room, ticket, request.form, _beside_answer(refused)), status_of(refused)
    return remember(make_response(redirect(f"{room.base}/tickets/{ticket}{said('handed-over')}", 303)), done)


def _beside_answer(refused: Refused) -> Mistakes:
    """An answer that the receiver's form does not take is told beside its field, which the detail names."""
    found = of_refusal(refused, {})
    field = refused.detail.partition(":")[0].strip()
    if refused.code in ("answer-missing", "answer-unfit", "answer-unknown") and field:
        return Mistakes(gettext("One thing to put right"), {f"a-{field}": found.title}, refused.code)
    return found


def _handover_page(room: Room, ticket: str, given: "MultiDict[str, str]", problems: Mistakes | None = None) -> str:
    told = support().ticket(ticket, context())
    receivers = support().receivers(ticket, context())
    named = (given.get("to", ""), given.get("by", ""))
    chosen = next((one for one in receivers if (one["to"], one["by"]) == named), None)
    return render_template(
        "support/handover.html",
        told=told,
        receivers=receivers,
        chosen=chosen,
        form=support().receiver_form(chosen["to"], chosen["by"], context()) if chosen else [],
        given=given,
        problems=problems,
        **around(room, told),
    )
