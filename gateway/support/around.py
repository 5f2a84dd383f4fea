"""What stands around every page of a desk: its queue, and what the page before did."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.auth import caller
from gateway.support import choosing, shown
from gateway.support.choosing import Chosen
from gateway.support.desks import Room, context, support
from gateway.translation import gettext


def around(room: Room, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
    picked = Chosen.of(request.args)
    return {
        "room": room,
        "picked": picked,
        "queued": picked.address(),
        "queues": choosing.lists(),
        "priorities": choosing.priorities(),
        "waiters": choosing.waiters(),
        "found": support().tickets(picked.asked(room), context()),
        "said": _said(),
        "mine": caller().account,
        "here": "publish" if room.publisher else "desk",
        "address": f"{room.base}/tickets/{told['number']}" if told else "",
        **shown.words(),
    }


def said(act: str) -> str:
    """What follows the address of the page that comes after it: the queue as it was, and what was done."""
    kept = Chosen.of(request.args).address()
    return f"{kept}{'&' if kept else '?'}told={act}"


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
