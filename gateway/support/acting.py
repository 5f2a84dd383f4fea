"""What a desk does with a ticket on its page, each by the name that its form has."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from gateway.auth import caller
from gateway.mistakes import Mistakes, of_fields
from gateway.rpc import Answer
from gateway.support import ready
from gateway.support.desks import Room, context, derived, support, text
from gateway.support.files import taken
from gateway.support.uploads import Brought
from gateway.translation import gettext

Act: TypeAlias = Callable[[Room, str, Answer, Brought], Answer | Mistakes]


def _say(room: Room, ticket: str, told: Answer, found: Brought) -> Answer | Mistakes:
    """To whom is a choice in one form: a slip of the pen must not send a note to the customer."""
    to, answer = text("to"), ready.chosen(room, told, text("macro"))
    written = text("text") or (answer["text"] if answer else "")
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
        then = text("then") or _then(answer)
        done = support().reply(ticket, written, files, then == "wait", "page", "", context())
    return support().resolve(ticket, derived("resolve")) if then == "resolve" else done


def _handover(told: Answer) -> str:
    return str(told["handover"]["id"]) if told["handover"] else ""


def _then(answer: Mapping[str, Any] | None) -> str:
    if answer is None:
        return ""
    return "resolve" if answer["resolves"] else "wait" if answer["waits"] else ""


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
