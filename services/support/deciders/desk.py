"""What a desk promises, and who may say so: of the store's an operator, of a publisher's its owners."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.support.deciders import desk_calendar, desk_written
from services.support.deciders.desk_state import EVERYBODY, Desk, Event, evolve
from services.support.deciders.handover_state import must_speak_for
from services.support.deciders.ticket_state import STORE
from services.support.events import (
    Calendar,
    CalendarSet,
    FormSet,
    Level,
    LevelsSet,
    MacroDropped,
    MacroKept,
    Question,
    Terms,
    TermsSet,
)

MOST_CALENDARS, MOST_TERMS, MOST_MACROS = 500, 500, 200


@dataclass(frozen=True)
class SetCalendar:
    desk: str
    calendar: Calendar


@dataclass(frozen=True)
class SetTerms:
    """An empty plan: what is promised to everybody else."""

    desk: str
    product: str
    plan: str
    terms: tuple[Terms, ...]


@dataclass(frozen=True)
class SetLevels:
    """`people`: accounts of the desk."""

    desk: str
    levels: tuple[Level, ...]
    people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KeepMacro:
    """An empty `macro` makes a new one."""

    desk: str
    macro: str
    name: str
    text: str
    waits: bool
    resolves: bool


@dataclass(frozen=True)
class DropMacro:
    desk: str
    macro: str


@dataclass(frozen=True)
class SetForm:
    desk: str
    questions: tuple[Question, ...]


Command: TypeAlias = SetCalendar | SetTerms | SetLevels | KeepMacro | DropMacro | SetForm


def may_lead(desk: str, by: Context) -> bool:
    return by.has("operator") if desk == STORE else by.acts_for(desk, "owner")


def decide(command: Command, state: Desk, by: Context) -> list[Event]:
    match command:
        case KeepMacro():
            must_speak_for(command.desk, by)
            return _keep(command, state, by)
        case DropMacro(desk, macro):
            must_speak_for(desk, by)
            return [MacroDropped(desk, macro)] if macro in state.macros else []
    if not may_lead(command.desk, by):
        raise Forbidden("staff-only" if command.desk == STORE else "not-yours")
    match command:
        case SetCalendar(desk, calendar):
            return _set_calendar(desk, calendar, state, by)
        case SetTerms():
            return _set_terms(command, state)
        case SetLevels():
            return _set_levels(command, state)
        case SetForm(desk, asked):
            questions = desk_written.questions(asked)
            return [] if questions == state.questions else [FormSet(desk, questions)]


def _set_calendar(desk: str, calendar: Calendar, state: Desk, by: Context) -> list[Event]:
    if len(state.calendars) >= MOST_CALENDARS:
        raise Conflicting("too-many-calendars", f"at most {MOST_CALENDARS}")
    tidy = desk_calendar.kept(calendar, state.calendars, by.at)
    same = bool(state.calendars) and state.calendars[-1] == tidy
    return [] if same else [CalendarSet(desk, len(state.calendars) + 1, tidy)]


def _set_terms(command: SetTerms, state: Desk) -> list[Event]:
    product, plan = (command.product, command.plan) if command.plan else EVERYBODY
    terms = desk_written.terms(command.terms)
    if (product, plan) not in state.terms and len(state.terms) >= MOST_TERMS:
        raise Conflicting("too-many-terms", f"at most {MOST_TERMS}")
    return [] if state.terms.get((product, plan)) == terms else [TermsSet(command.desk, product, plan, terms)]


def _set_levels(command: SetLevels, state: Desk) -> list[Event]:
    levels = desk_written.levels(command.levels)
    if levels == state.levels:
        return []
    stranger = next((each for one in levels for each in one.accounts if each not in command.people), None)
    if stranger is not None:
        raise Invalid("level-of-a-stranger", stranger[:80])
    return [LevelsSet(command.desk, levels)]


def _keep(command: KeepMacro, state: Desk, by: Context) -> list[Event]:
    if command.macro and command.macro not in state.macros:
        raise Missing("no-such-macro", command.macro[:80])
    if not command.macro and len(state.macros) >= MOST_MACROS:
        raise Conflicting("too-many-macros", f"at most {MOST_MACROS}")
    name, text = desk_written.macro(command.name, command.text)
    kept = MacroKept(command.desk, command.macro or by.new_id("macro"), name, text, command.waits, command.resolves)
    return [] if state.macros.get(kept.macro) == kept else [kept]


desk: Decider[Command, Desk, Event] = Decider("desk", Desk(), decide, evolve)
