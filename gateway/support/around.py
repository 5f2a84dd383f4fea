"""What stands around every page of a desk: its queue, and what the page before did."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.auth import caller
from gateway.support import shown
from gateway.support.desks import Room, context, support
from gateway.translation import gettext

QUEUES = ("own", "unassigned", "all", "handed")


def around(room: Room, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
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
