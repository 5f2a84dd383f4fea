"""A ticket from its opening to its end; with every change of what is owed its clock is set anew."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Missing
from services.support.deciders import moving, opening, talking, ticket_clock, timing, working
from services.support.deciders.moving import ChangeOwner, ChangeWaiting
from services.support.deciders.opening import OpenTicket
from services.support.deciders.talking import Note, Reply
from services.support.deciders.ticket_state import Absent, Event, State, Ticket, evolve
from services.support.deciders.timing import AnnotateBreach, CheckSla, SetClock
from services.support.deciders.working import (
    Assign,
    Close,
    LinkAdvisory,
    Merge,
    Rate,
    Reopen,
    Resolve,
    SetPriority,
)

__all__ = [
    "AnnotateBreach",
    "Assign",
    "ChangeOwner",
    "ChangeWaiting",
    "CheckSla",
    "Close",
    "LinkAdvisory",
    "Merge",
    "Note",
    "OpenTicket",
    "Rate",
    "Reopen",
    "Reply",
    "Resolve",
    "SetClock",
    "SetPriority",
    "ticket",
]

SetsClock: TypeAlias = OpenTicket | Reply | SetPriority | Merge | Resolve | Reopen | Close | ChangeOwner | ChangeWaiting
Command: TypeAlias = SetsClock | Note | Assign | LinkAdvisory | Rate | SetClock | CheckSla | AnnotateBreach


def decide(command: Command, state: State, by: Context) -> list[Event]:
    if isinstance(command, OpenTicket):
        events = [] if isinstance(state, Ticket) else opening.open_ticket(command, by)
        return _with_clock(command, state, events, by)
    if isinstance(state, Absent):
        raise Missing("no-such-ticket")
    match command:
        case SetClock(calendars=calendars):
            running = state.running
            return _set_clock(state, calendars, by) if running is not None and running.desk in calendars else []
        case CheckSla():
            return ticket_clock.checked(state, command.calendars, command.levels, by)
        case AnnotateBreach():
            return timing.annotate(command, state, by)
        case Note():
            return talking.note(command, state, by)
        case Assign():
            return working.assign(command, state, by)
        case LinkAdvisory():
            return working.link_advisory(command, state, by)
        case Rate():
            return working.rate(command, state, by)
    return _with_clock(command, state, _changed(command, state, by), by)


def _changed(command: SetsClock, state: Ticket, by: Context) -> list[Event]:
    match command:
        case Reply():
            return talking.reply(command, state, by)
        case SetPriority():
            return working.set_priority(command, state, by)
        case Merge():
            return working.merge(command, state, by)
        case Resolve():
            return working.resolve(state, by)
        case Reopen():
            return working.reopen(state, by)
        case Close():
            return working.close(command, state, by)
        case ChangeOwner():
            return moving.change_owner(command, state, by)
        case ChangeWaiting():
            return moving.change_waiting(command, state, by)
    raise TypeError(command)


def _with_clock(command: SetsClock, state: State, events: list[Event], by: Context) -> list[Event]:
    """What was broken before is told first: afterwards something else is owed, and nobody would see how late it was."""
    if not events:
        return []
    late = ticket_clock.overdue(state, command.calendars, by) if isinstance(state, Ticket) else []
    for event in (*late, *events):
        state = evolve(state, event)
    clock = [] if isinstance(state, Absent) else _clock(state, command.calendars, by)
    return [*late, *events, *clock]


def _set_clock(state: Ticket, calendars: timing.Calendars, by: Context) -> list[Event]:
    late = ticket_clock.overdue(state, calendars, by)
    clock = _clock(state, calendars, by)
    return [*late, *clock] if clock else []


def _clock(state: Ticket, calendars: timing.Calendars, by: Context) -> list[Event]:
    """Nothing where it stands as it was."""
    owed = ticket_clock.owed(state, calendars, by.at)
    known = state.clock
    return [] if known is not None and replace(known, at=owed.at) == owed else [owed]


def reserves(command: Command) -> Sequence[Reservation]:
    """No ticket goes into one that was merged itself, though it was seen open before: in a circle none would go on."""
    if not isinstance(command, Merge):
        return ()
    gone, goes_on = (Reservation(f"merged-{id}", "merged-meanwhile", id) for id in (command.ticket, command.into))
    return gone, replace(goes_on, passing=True)


ticket: Decider[Command, State, Event] = Decider("ticket", Absent(), decide, evolve, reserves)
