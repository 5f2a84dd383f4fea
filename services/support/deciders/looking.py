"""May the store's support look at a customer's own pages now? Only while the customer lets it, and never act there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.support.deciders import written
from services.support.deciders.sides import POLICY
from services.support.events import (
    LookAsked,
    LookGranted,
    LookLapsed,
    LookRefused,
    LookWithdrawn,
    PageLooked,
)

STAFF = ("support", "operator")
GRANTS = ("owner", "billing")  # of an organisation: its invoices are theirs to show
PAGES = ("subscriptions", "licences", "invoices", "rights")
LONGEST_TEXT, MOST_HOURS = 500, 72


@dataclass(frozen=True)
class AskToLook:
    """`is_over`: the ticket is closed, or merged."""

    ticket: str
    subject: str
    holder: str
    text: str
    is_over: bool = False


@dataclass(frozen=True)
class GrantLook:
    hours: int


@dataclass(frozen=True)
class RefuseLook:
    pass


@dataclass(frozen=True)
class WithdrawLook:
    pass


@dataclass(frozen=True)
class Look:
    page: str
    is_over: bool = False


@dataclass(frozen=True)
class LapseLook:
    pass


Command: TypeAlias = AskToLook | GrantLook | RefuseLook | WithdrawLook | Look | LapseLook
Event: TypeAlias = LookAsked | LookGranted | LookRefused | LookWithdrawn | LookLapsed | PageLooked
Phase = Literal["asked", "open", "refused", "withdrawn", "lapsed"]


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Looking:
    asked: LookAsked
    phase: Phase = "asked"
    until: datetime | None = None  # while it is open

    def phase_at(self, now: datetime) -> Phase:
        """What is over by the clock is over, whether or not that was noted yet."""
        return "lapsed" if self.phase == "open" and self.until is not None and now >= self.until else self.phase


State: TypeAlias = Absent | Looking


def decide(command: Command, state: State, by: Context) -> list[Event]:
    if isinstance(command, AskToLook):
        return _ask(command, state, by)
    if isinstance(command, Look):
        return _look(command, state, by)
    if isinstance(state, Absent):
        raise Conflicting("look-not-asked")
    given: Mapping[type[Any], Callable[[Any, Looking, Context], list[Event]]] = {
        GrantLook: _grant,
        RefuseLook: _refuse,
        WithdrawLook: _withdraw,
        LapseLook: _lapse,
    }
    return given[type(command)](command, state, by)


def _ask(command: AskToLook, state: State, by: Context) -> list[Event]:
    by.must_have(*STAFF)
    if command.is_over:
        raise Conflicting("ticket-over")
    if isinstance(state, Looking) and state.phase_at(by.at) in ("asked", "open"):
        return []
    text = written.text(command.text)
    if len(text) > LONGEST_TEXT:
        raise Invalid("text-too-long", f"text: at most {LONGEST_TEXT} characters")
    return [LookAsked(command.ticket, command.subject, command.holder, by.actor, text, by.at)]


def _grant(command: GrantLook, state: Looking, by: Context) -> list[Event]:
    _must_be_theirs(state, by)
    phase = state.phase_at(by.at)
    if phase == "open":
        return []
    if phase != "asked":
        raise Conflicting("look-not-asked")
    if command.hours not in range(1, MOST_HOURS + 1):
        raise Invalid("field-invalid", f"hours: 1 to {MOST_HOURS}")
    return [LookGranted(state.asked.ticket, by.actor, by.at + timedelta(hours=command.hours), by.at)]


def _refuse(command: RefuseLook, state: Looking, by: Context) -> list[Event]:
    _must_be_theirs(state, by)
    if state.phase == "refused":
        return []
    if state.phase != "asked":
        raise Conflicting("look-not-asked")
    return [LookRefused(state.asked.ticket, by.actor, by.at)]


def _withdraw(command: WithdrawLook, state: Looking, by: Context) -> list[Event]:
    if not by.has(*STAFF):
        _must_be_theirs(state, by)
    if state.phase_at(by.at) not in ("asked", "open"):
        return []
    return [LookWithdrawn(state.asked.ticket, by.actor, by.at)]


def _look(command: Look, state: State, by: Context) -> list[Event]:
    by.must_have(*STAFF)
    if command.page not in PAGES:
        raise Invalid("field-invalid", f"page: {' or '.join(PAGES)}")
    if isinstance(state, Absent) or state.phase in ("asked", "refused"):
        raise Forbidden("look-not-granted")
    if state.phase_at(by.at) != "open" or command.is_over:
        raise Forbidden("look-over")
    return [PageLooked(state.asked.ticket, state.asked.subject, command.page, by.actor, by.at)]


def _lapse(command: LapseLook, state: Looking, by: Context) -> list[Event]:
    """What was granted anew meanwhile has another end."""
    is_over = state.phase == "open" and state.phase_at(by.at) == "lapsed"
    return [LookLapsed(state.asked.ticket, by.at)] if is_over and by.actor.startswith(POLICY) else []


def _must_be_theirs(state: Looking, by: Context) -> None:
    by.must_act_for(state.asked.holder, *GRANTS)


def may(state: State, by: Context, *, is_over: bool) -> list[str]:
    """The commands that the caller may give now."""
    phase = state.phase_at(by.at) if isinstance(state, Looking) else ""
    staff = by.has(*STAFF)
    theirs = isinstance(state, Looking) and by.acts_for(state.asked.holder, *GRANTS)
    running = phase in ("asked", "open")
    allowed = {
        "ask_to_look": staff and not running and not is_over,
        "look": staff and phase == "open" and not is_over,
        "grant_look": theirs and phase == "asked" and not is_over,
        "refuse_look": theirs and phase == "asked",
        "withdraw_look": (theirs and phase == "open") or (staff and running),
    }
    return [name for name, is_allowed in allowed.items() if is_allowed]


def evolve(state: State, event: Event) -> State:
    if isinstance(event, LookAsked):
        return Looking(event)
    if isinstance(state, Absent):
        raise TypeError(event)
    match event:
        case LookGranted(until=until):
            return Looking(state.asked, "open", until)
        case LookRefused():
            return Looking(state.asked, "refused")
        case LookWithdrawn():
            return Looking(state.asked, "withdrawn")
        case LookLapsed():
            return Looking(state.asked, "lapsed")
        case PageLooked():
            return state
    raise TypeError(event)


looking: Decider[Command, State, Event] = Decider("looking", Absent(), decide, evolve)
