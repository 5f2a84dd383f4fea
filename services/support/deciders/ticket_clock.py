"""What a ticket's owner owes and by when, and what it means that the time has come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from eventlog.decider import Context
from services.support.clock import calendars as clock
from services.support.deciders.holding import Holding
from services.support.deciders.ticket_state import Event, Ticket
from services.support.events import Calendar, ClockSet, Escalated, Level, SlaBreached, SlaWarned

Calendars: TypeAlias = Mapping[str, tuple[Calendar, ...]]  # by desk, oldest first
WARNED = 3 / 4  # of the minutes that are promised
FIRST_RESPONSE, NEXT_UPDATE = "first_response", "next_update"


def owed(state: Ticket, calendars: Calendars, at: datetime) -> ClockSet:
    """As it stands at `at`; nothing while the clock stands still, and where nothing is promised."""
    holding = state.running
    if holding is None or not (minutes := _minutes(holding, state)):
        desk = state.owner if holding is None else holding.desk
        return ClockSet(state.id, "", desk, len(calendars.get(desk, ())), None, 0, None, None, at)
    known = calendars.get(holding.desk, ())
    started, pauses = _counted_from(holding, state)
    return ClockSet(
        ticket=state.id,
        what=_what(state),
        desk=holding.desk,
        calendar=len(known),
        started=started,
        minutes=minutes,
        warned=clock.after(known, started, minutes * WARNED, pauses),
        due=clock.after(known, started, minutes, pauses),
        at=at,
    )


def _what(state: Ticket) -> str:
    """Who is asked for information by the desk that has the ticket owes an answer, whoever has told the customer."""
    return NEXT_UPDATE if state.answered or state.asked is not None else FIRST_RESPONSE


def _minutes(holding: Holding, state: Ticket) -> int:
    promised = holding.promised(state.priority)
    return promised.next_update if _what(state) == NEXT_UPDATE else promised.first_response


def _counted_from(holding: Holding, state: Ticket) -> tuple[datetime, list[tuple[datetime, datetime]]]:
    if state.asked is not None:
        return state.asked, []
    over = [(each.since, each.until) for each in holding.pauses if each.until is not None]
    return holding.since, over


def checked(state: Ticket, calendars: Calendars, levels: Mapping[str, Sequence[Level]], by: Context) -> list[Event]:
    """What the clock, as it was set last, says now: a warning, a breach, the next level that is told of it; or nothing.

    A promise breaks once, whatever its due time is moved to afterwards.
    """
    owing = state.clock
    if owing is None or owing.due is None or owing.warned is None or owing.started is None:
        return []
    ladder = levels.get(owing.desk, ())
    if (breach := _broken_already(state)) is not None:
        return _next_told(breach, state, calendars, ladder, by)
    if by.at >= owing.due:
        return _broken(owing, owing.due, state, calendars, ladder, by)
    if by.at >= owing.warned and not state.is_warned:
        return [SlaWarned(state.id, owing.what, owing.desk, owing.due, by.at)]
    return []


def overdue(state: Ticket, calendars: Calendars, by: Context) -> list[Event]:
    """The breach that no deadline has noticed yet; the levels are told when one does, if it lasts until then."""
    owing = state.clock
    if owing is None or owing.due is None or state.running is None or by.at < owing.due or is_late(state):
        return []
    return _broken(owing, owing.due, state, calendars, (), by)


def is_late(state: Ticket) -> bool:
    """Whether what is owed now was broken, by whatever calendar it was due then."""
    return _broken_already(state) is not None


def _broken_already(state: Ticket) -> SlaBreached | None:
    """Of the promise that is owed now: one that was due before this began to be counted was another."""
    owing = state.clock
    if owing is None or owing.started is None:
        return None
    same = [each for each in state.breaches.values() if (each.what, each.desk) == (owing.what, owing.desk)]
    return next((each for each in same if each.due > owing.started), None)


def _broken(
    owing: ClockSet, due: datetime, state: Ticket, calendars: Calendars, ladder: Sequence[Level], by: Context
) -> list[Event]:
    at_once = [level for level in ladder if level.after == 0]
    breach = SlaBreached(
        ticket=state.id,
        breach=by.new_id(f"breach {owing.what} {owing.desk} {due.isoformat()}"),
        what=owing.what,
        desk=owing.desk,
        publisher=state.opened.publisher,
        priority=state.priority,
        due=due,
        next=_told_at(len(at_once), ladder, owing.desk, due, calendars),
        at=by.at,
    )
    named = (breach.desk, breach.next, by.at)
    told = [Escalated(state.id, breach.breach, number, level.name, *named) for number, level in enumerate(at_once, 1)]
    return [breach, *told]


def _next_told(
    breach: SlaBreached, state: Ticket, calendars: Calendars, ladder: Sequence[Level], by: Context
) -> list[Event]:
    last = state.escalated.get(breach.breach)
    told, due = (0, breach.next) if last is None else (last.level, last.next)
    if last is None and due is None:
        due = _told_at(0, ladder, breach.desk, breach.due, calendars)
    if due is None or by.at < due or told >= len(ladder):
        return []
    following = _told_at(told + 1, ladder, breach.desk, breach.due, calendars)
    return [Escalated(state.id, breach.breach, told + 1, ladder[told].name, breach.desk, following, by.at)]


def _told_at(number: int, ladder: Sequence[Level], desk: str, due: datetime, calendars: Calendars) -> datetime | None:
    """When the level with this number, from 0, is told of what was due then."""
    return clock.after(calendars.get(desk, ()), due, ladder[number].after) if number < len(ladder) else None
