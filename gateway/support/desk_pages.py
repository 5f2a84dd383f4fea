"""The desk: the queue by the nearest deadline, and a ticket with all that is known beside it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller
from gateway.errors import status_of
from gateway.http import body_limit, remember
from gateway.mistakes import Mistakes, of_fields, of_refusal, sentence
from gateway.rpc import Answer
from gateway.support import shown
from gateway.support.desks import Room, context, derived, for_desk, support, text
from gateway.support.files import taken, with_names
from gateway.support.uploads import Brought, brought, limits, whole_form
from gateway.translation import gettext

pages = Blueprint("support_desk_pages", __name__)

Page: TypeAlias = str | Response | tuple[str, int]
LENGTH = re.compile(r"(\d+) characters", re.ASCII)
QUEUES = ("own", "unassigned", "all", "handed")
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
def desk(room: Room) -> str:
    return render_template("support/desk.html", told=None, **_around(room))


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
    return remember(make_response(redirect(f"{room.base}/tickets/{ticket}?told={act}", 303)), done)


def _beside(refused: Refused) -> Mistakes:
    """Beside the field of the form that the refusal's detail names, else as `FIELD_OF` says."""
    name, _, wanted = refused.detail.partition(": ")
    if refused.code != "field-invalid" or name not in request.form:
        return of_refusal(refused, FIELD_OF)
    length = LENGTH.search(wanted)
    words = gettext("Needs 1 to %(most)s characters", most=length[1]) if length else sentence(refused)
    return Mistakes(gettext("One thing to put right"), {name: words}, refused.code)


Act: TypeAlias = Callable[[Room, str, Answer, Brought], Answer | Mistakes]


def _say(room: Room, ticket: str, told: Answer, found: Brought) -> Answer | Mistakes:
    """To whom is a choice in one form: a slip of the pen must not send a note to the customer."""
    to, ready = text("to"), _ready(room, told, text("macro"))
    written = text("text") or (ready["text"] if ready else "")
    wrong = {} if written or found.files else {"text": gettext("Write something, or attach a file")}
    wrong |= {"files": found.wrong} if found.wrong else {}
    wrong |= {} if to in ("customer", "note", "partner") else {"to": gettext("Say who is to read it")}
    if mistakes := of_fields(wrong):
        return mistakes
    with taken(found.ids, told["opener"]["id"]) as files:
        if to == "note":
            return support().note(ticket, written, files, context())
        if to == "partner":
            return support().exchange_note(_handover(told), written, files, context())
        then = text("then") or _then(ready)
        done = support().reply(ticket, written, files, then == "wait", "page", "", context())
    return support().resolve(ticket, derived("resolve")) if then == "resolve" else done


def _handover(told: Answer) -> str:
    return str(told["handover"]["id"]) if told["handover"] else ""


def _then(ready: Mapping[str, Any] | None) -> str:
    if ready is None:
        return ""
    return "resolve" if ready["resolves"] else "wait" if ready["waits"] else ""


def _macros(room: Room, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The desk's ready answers, with what is at hand put in."""
    at_hand = {
        "{customer}": told["opener"]["name"] or "",
        "{ticket}": told["number"],
        "{product}": (told["product"] or {}).get("name") or "",
    }
    return [{**each, "text": _filled(each["text"], at_hand)} for each in support().desk(room.desk, context())["macros"]]


def _filled(text: str, at_hand: Mapping[str, str]) -> str:
    for name, value in at_hand.items():
        text = text.replace(name, value)
    return text


def _ready(room: Room, told: Mapping[str, Any], macro: str) -> Mapping[str, Any] | None:
    return next((each for each in _macros(room, told) if each["macro"] == macro), None) if macro else None


def _assign(room: Room, ticket: str, told: Answer, found: Brought) -> Answer:
    return support().assign(ticket, caller().account if text("to") == "me" else "", context())


def _priority(room: Room, ticket: str, told: Answer, found: Brought) -> Answer:
    given = text("priority")
    return support().set_priority(ticket, int(given) if given in ("1", "2", "3", "4") else 0, context())


def _on_ticket(command: str, *fields: str) -> Act:
    def act(room: Room, ticket: str, told: Answer, found: Brought) -> Answer:
        given = [text(field) for field in fields]
        done: Answer = getattr(support(), command)(ticket, *given, context())
        return done

    return act


def _on_handover(command: str, *fields: str) -> Act:
    def act(room: Room, ticket: str, told: Answer, found: Brought) -> Answer:
        done: Answer = getattr(support(), command)(_handover(told), *[text(field) for field in fields], context())
        return done

    return act


def _breach(room: Room, ticket: str, told: Answer, found: Brought) -> Answer:
    return support().annotate_breach(ticket, text("breach"), text("text"), context())


ACTS: Mapping[str, Act] = {
    "say": _say,
    "assign": _assign,
    "priority": _priority,
    "advise": _on_ticket("advise", "text"),
    "merge": _on_ticket("merge", "into"),
    "advisory": _on_ticket("link_advisory", "advisory"),
    "resolve": _on_ticket("resolve"),
    "reopen": _on_ticket("reopen"),
    "close": _on_ticket("close"),
    "annotate": _breach,
    "accept-handover": _on_handover("accept_handover", "case_number", "engineer", "next_steps"),
    "reject-handover": _on_handover("reject_handover", "reason"),
    "ask-desk": _on_handover("request_information", "text"),
    "answer-desk": _on_handover("give_information", "text"),
    "close-handover": _on_handover("close_handover"),
    "return-handover": _on_handover("return_handover", "reason"),
}


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
    return remember(make_response(redirect(f"{room.base}/tickets/{ticket}?told=handed-over", 303)), done)


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
        **_around(room, told),
    )


def _page(room: Room, ticket: str, problems: Mistakes | None = None, found: Brought | None = None) -> str:
    told = with_names(support().ticket(ticket, context()))
    return render_template(
        "support/desk.html",
        told=told,
        macros=_macros(room, told),
        typed=request.form,
        kept=found.files if found else [],
        limits=limits(),
        problems=problems,
        **_around(room, told),
    )


def _around(room: Room, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
    queue = request.args.get("queue", "")
    queue = queue if queue in QUEUES else "all"
    asked = {"queue": queue, "state": "open", "publisher": room.publisher, "before": request.args.get("before", "")}
    found = support().tickets(asked, context())
    return {
        "room": room,
        "queue": queue,
        "queues": _queues(room),
        "found": found,
        "said": _said(),
        "mine": caller().account,
        "here": "publish" if room.publisher else "desk",
        "address": f"{room.base}/tickets/{told['number']}" if told else "",
        **shown.words(),
    }


def _queues(room: Room) -> list[tuple[str, str]]:
    ours = [("all", gettext("By deadline")), ("own", gettext("Mine")), ("unassigned", gettext("Nobody’s"))]
    return [*ours, ("handed", gettext("Handed over"))]


def _said() -> str:
    """What the page before did."""
    said = {
        "say": gettext("It is sent."),
        "assign": gettext("Done: who has it stands above."),
        "priority": gettext("The priority is changed, and the clock with it."),
        "advise": gettext("The customer was told how to reach the publisher’s own support."),
        "merge": gettext("It is merged; what comes for it goes to the other one."),
        "advisory": gettext("It is linked to the advisory."),
        "resolve": gettext("It is resolved. The customer may reopen it for 14 days."),
        "reopen": gettext("It is open again."),
        "close": gettext("It is closed."),
        "annotate": gettext("Your words stand beside the late answer."),
        "handed-over": gettext("Asked. Until they accept, the ticket and its clock stay here."),
        "accept-handover": gettext("It is yours now, and so is its clock."),
        "reject-handover": gettext("It stays with its sender, who reads your reason."),
        "ask-desk": gettext("They read your question."),
        "answer-desk": gettext("They read your answer."),
        "close-handover": gettext("The handover is closed; the ticket is back with its sender."),
        "return-handover": gettext("The ticket is back with its sender."),
    }
    return said.get(request.args.get("told", ""), "")
