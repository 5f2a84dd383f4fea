"""A desk's ready answers, which its people make, change, and drop when they are of no more use."""

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.rpc import Answer
from gateway.support.desks import Page, Room, context, for_desk, support, text
from gateway.translation import gettext

pages = Blueprint("support_ready_pages", __name__)

FIELD_OF = {"macro-name-missing": "macro-name", "macro-text-missing": "macro-text"}


@pages.get("/staff/desk/answers")
@pages.get("/publish/<publisher>/desk/answers")
@for_desk
def answers(room: Room) -> str:
    return _page(room)


@pages.get("/staff/desk/answers/<macro>")
@pages.get("/publish/<publisher>/desk/answers/<macro>")
@for_desk
def answer(room: Room, macro: str) -> str:
    told = _told(room)
    if macro not in [one["macro"] for one in told["macros"]]:
        abort(404)
    return _page(room, macro, told=told)


@pages.post("/staff/desk/answers")
@pages.post("/staff/desk/answers/<macro>")
@pages.post("/publish/<publisher>/desk/answers")
@pages.post("/publish/<publisher>/desk/answers/<macro>")
@for_desk
def keep(room: Room, macro: str = "") -> Page:
    ticked = ("waits" in request.form, "resolves" in request.form)
    try:
        done = support().keep_macro(room.desk, macro, text("macro-name"), text("macro-text"), *ticked, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(room, macro, request.form, of_refusal(refused, FIELD_OF)), status_of(refused)
    return _to_all(room, "kept", done)


@pages.post("/staff/desk/answers/<macro>/drop")
@pages.post("/publish/<publisher>/desk/answers/<macro>/drop")
@for_desk
def drop(room: Room, macro: str) -> Page:
    return _to_all(room, "dropped", support().drop_macro(room.desk, macro, context()))


def _to_all(room: Room, told: str, done: Answer) -> Page:
    return remember(make_response(redirect(f"{room.base}/answers?told={told}", 303)), done)


def _told(room: Room) -> Answer:
    return support().desk(room.desk, context())


def _page(
    room: Room,
    macro: str = "",
    typed: "MultiDict[str, str] | None" = None,
    problems: Mistakes | None = None,
    told: Answer | None = None,
) -> str:
    """All of them, and a form for the one with this id; for a new one where there is none, or no longer."""
    told = told or _told(room)
    return render_template(
        "support/answers.html",
        room=room,
        macros=told["macros"],
        chosen=next((one for one in told["macros"] if one["macro"] == macro), None),
        typed=typed,
        problems=problems,
        said=_said(),
        here="publish" if room.publisher else "desk",
    )


def _said() -> str:
    """What the page before did."""
    said = {
        "kept": gettext("Kept."),
        "dropped": gettext("Dropped: it is offered no more. What was sent with it stays."),
    }
    return said.get(request.args.get("told", ""), "")
