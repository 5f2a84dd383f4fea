"""A ticket as its pages show it: who has it, how long there is still, and what happened in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from gateway.parts import database
from gateway.support import rights
from gateway.translation import gettext, ngettext, pgettext
from gateway.views import listings

PARTNER = "partner:"  # before the name of a partner, as a desk
Told = Mapping[str, Any]
SCALE = 120  # width of the drawing under a clock
FLAGS = {"open": "Q", "resolved": "C", "closed": "O", "merged": "O"}
HANDOVER_FLAGS = {
    "requested": "Z",
    "accepted": "C",
    "rejected": "X",
    "refused": "X",
    "information": "K",
    "returned": "O",
    "closed": "O",
}


@dataclass(frozen=True)
class Clock:
    """`state` is ok, warn, late or paused; `run` how much of its scale has gone, of `SCALE`."""

    state: str
    words: str
    run: int


def clock(sla: Told, waiting_on: str, now: datetime) -> Clock | None:
    """None where nothing is owed any more."""
    if waiting_on == "customer":
        return Clock("paused", gettext("on customer"), 0)
    due = moment(sla.get("due"))
    if due is None:
        return None
    if due <= now:
        return Clock("late", gettext("late by %(time)s", time=lasting(now - due)), SCALE)
    warned, started = moment(sla.get("warned")), moment(sla.get("started"))
    state = "warn" if warned is not None and warned <= now else "ok"
    left = lasting(due - now)
    if sla.get("what") == "first_response":
        return Clock(state, gettext("%(time)s to first answer", time=left), _gone(started, due, now))
    return Clock(state, gettext("%(time)s to next answer", time=left), _gone(started, due, now))


def moment(told: Any) -> datetime | None:
    return datetime.fromisoformat(told) if isinstance(told, str) and told else None


def lasting(span: timedelta) -> str:
    """Rounded up to what is worth telling, so that no time left reads as none: `2 h 10 min`, `3 days`."""
    minutes = max(1, -(-int(span.total_seconds()) // 60))
    if minutes < 60:
        return gettext("%(num)s min", num=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        whole = gettext("%(num)s h", num=hours)
        return f"{whole} {gettext('%(num)s min', num=minutes)}" if minutes else whole
    return ngettext("%(num)s day", "%(num)s days", hours // 24)


def _gone(started: datetime | None, due: datetime, now: datetime) -> int:
    if started is None or due <= started:
        return 0
    return max(0, min(SCALE, round(SCALE * ((now - started) / (due - started)))))


def now() -> datetime:
    return datetime.now(UTC)


def desk_name(desk: str) -> str:
    """The store's own desk in words; another bears its publisher's or its partner's name."""
    if desk == "store":
        return gettext("the store")
    if desk.startswith(PARTNER):
        return desk.removeprefix(PARTNER)
    publisher = listings.publisher(database(), desk)
    return publisher.name if publisher is not None else desk


def state_words() -> dict[str, str]:
    return {
        "open": pgettext("ticket", "Open"),
        "resolved": gettext("Resolved"),
        "closed": gettext("Closed"),
        "merged": gettext("Merged"),
    }


def waiting_words() -> dict[str, str]:
    return {
        "customer": gettext("Waits for the customer"),
        "store": gettext("Waits for the store"),
        "publisher": gettext("Waits for the publisher"),
        "partner": gettext("Waits for the partner"),
        "nobody": gettext("Waits for nobody"),
    }


def priority_words() -> dict[int, str]:
    return {1: gettext("down"), 2: gettext("degraded"), 3: gettext("minor"), 4: gettext("question")}


def handover_words() -> dict[str, str]:
    return {
        "requested": gettext("Handover asked, not accepted"),
        "accepted": gettext("Accepted"),
        "rejected": gettext("Rejected"),
        "refused": gettext("Could not be handed over"),
        "information": gettext("Information is asked for"),
        "returned": gettext("Handed back"),
        "closed": gettext("Closed"),
    }


def happened() -> dict[str, str]:
    """What became of a ticket, by the kinds of its timeline that are more than what somebody wrote."""
    return {
        "opened": gettext("Opened"),
        "assigned": gettext("Assigned"),
        "unassigned": gettext("Given back to the queue"),
        "advised": gettext("Told how to reach the publisher’s own support"),
        "asked": gettext("Asks for information"),
        "priority": gettext("Priority changed"),
        "owner": gettext("Taken over"),
        "merged": gettext("Merged"),
        "advisory": gettext("Linked to an advisory"),
        "resolved": gettext("Resolved"),
        "reopened": gettext("Reopened"),
        "closed": gettext("Closed"),
        "rated": pgettext("ticket", "Rated"),
        "warned": gettext("Three quarters of the time were gone"),
        "breached": gettext("The answer was late"),
        "escalated": gettext("Escalated"),
        "annotated": gettext("Why it was late"),
        "handover-requested": gettext("Handover asked"),
        "handover-delivered": gettext("Handover delivered"),
        "handover-refused": gettext("Handover could not be delivered"),
        "handover-accepted": gettext("Handover accepted"),
        "handover-rejected": gettext("Handover rejected"),
        "handover-asked": gettext("asks for information"),
        "handover-answered": gettext("gives information"),
        "handover-noted": gettext("between the desks"),
        "handover-returned": gettext("Handed back"),
        "handover-closed": gettext("Handover closed"),
        "not-erased": gettext("The partner keeps its copy"),
    }


def words() -> dict[str, Any]:
    """For every template that imports support/marks.html."""
    return {
        "flags": FLAGS,
        "handover_flags": HANDOVER_FLAGS,
        "state_words": state_words(),
        "waiting_words": waiting_words(),
        "priority_words": priority_words(),
        "handover_words": handover_words(),
        "happened": happened(),
        "clock_of": clock,
        "now": now(),
        "desk_name": cache(desk_name),
        "right_words": rights.why,
        "moment": moment,
    }
