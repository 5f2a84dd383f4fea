"""What runs out on a day: who it concerns is reminded of the day that stands, once for each of the days before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from eventlog.decider import Context, Decider
from services.notifications.events import EndingNoted, EndingReminded, EndingSettled, Told

BEFORE = (90, 60, 30, 14, 7, 1, 0)
OTHERWISE = {"trial": (3, 1, 0), "renewal": (7,), "access": (7, 1)}  # by what it is


@dataclass(frozen=True)
class NoteEnding:
    """As it stands now: whatever was noted of it before is forgotten."""

    ending: str  # licence:ID, robot:ID, trial:ID …
    kind: str
    about: str
    product: str
    link: str
    facts: tuple[Told, ...]
    audiences: tuple[str, ...]
    until: datetime


@dataclass(frozen=True)
class Remind:
    """Given by the deadline of that day alone."""

    days: int
    until: datetime


@dataclass(frozen=True)
class SettleEnding:
    """It was ended, withdrawn or used up; what was over by itself by then, is still told to be."""

    ending: str
    at: datetime  # when it was


Command: TypeAlias = NoteEnding | Remind | SettleEnding
Event: TypeAlias = EndingNoted | EndingReminded | EndingSettled


@dataclass(frozen=True)
class Ending:
    noted: EndingNoted | None = None  # as it runs out now; None: it does not
    reminded: frozenset[tuple[datetime, int]] = frozenset()


def days_of(ending: str) -> Sequence[int]:
    """How many days before it runs out somebody is reminded, the most first."""
    return OTHERWISE.get(ending.partition(":")[0], BEFORE)


def decide(command: Command, state: Ending, by: Context) -> list[Event]:
    match command:
        case NoteEnding():
            noted = EndingNoted(**vars(command), at=by.at)
            same = state.noted is not None and replace(state.noted, at=by.at) == noted
            return [] if same else [noted]
        case SettleEnding(ending, at):
            return [] if state.noted is None or state.noted.until <= at else [EndingSettled(ending, by.at)]
        case Remind(days, until):
            return _remind(days, until, state, by)


def _remind(days: int, until: datetime, state: Ending, by: Context) -> list[Event]:
    """Not of a day that was put off; and after a standstill of the nearest alone."""
    noted = state.noted
    if noted is None or noted.until != until or (until, days) in state.reminded:
        return []
    if any(until - timedelta(days=nearer) <= by.at for nearer in days_of(noted.ending) if nearer < days):
        return []
    return [EndingReminded(noted.ending, days, until, by.at)]


def evolve(state: Ending, event: Event) -> Ending:
    match event:
        case EndingNoted():
            return replace(state, noted=event)
        case EndingReminded(days=days, until=until):
            return replace(state, reminded=state.reminded | {(until, days)})
        case EndingSettled():
            return replace(state, noted=None)
    raise TypeError(event)


ending: Decider[Command, Ending, Event] = Decider("ending", Ending(), decide, evolve)
