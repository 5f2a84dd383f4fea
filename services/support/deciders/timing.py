"""The commands about a ticket's clock: what sets it anew, asks it, and explains what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Missing
from services.support.deciders import sides, written
from services.support.deciders.handover_state import speaks_for
from services.support.deciders.ticket_state import Event, Ticket
from services.support.events import BreachAnnotated, Calendar, Level

Calendars: TypeAlias = Mapping[str, tuple[Calendar, ...]]  # by desk, oldest first


@dataclass(frozen=True)
class SetClock:
    """A desk has another calendar now; nothing where it is not the one whose clock runs. Given by a policy alone."""

    calendars: Calendars


@dataclass(frozen=True)
class CheckSla:
    """A deadline asks; `levels` are the ladder of each desk."""

    calendars: Calendars
    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class AnnotateBreach:
    breach: str
    text: str


def annotate(command: AnnotateBreach, state: Ticket, by: Context) -> list[Event]:
    """Why it was late, in the words of the desk that was; the breach stays a fact."""
    sides.must_read(state, by)
    breach = state.breaches.get(command.breach)
    if breach is None:
        raise Missing("no-such-breach", command.breach[:80])
    if not speaks_for(breach.desk, by):
        raise Forbidden("desk-only")
    text = written.text(command.text)
    if state.notes_on.get(command.breach) == text:
        return []
    return [BreachAnnotated(state.id, state.opened.subject, command.breach, text, by.actor, by.at)]
