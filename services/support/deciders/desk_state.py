"""What a desk promises as it stands: its calendars, terms and levels, its ready answers, and its form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from services.support.clock.terms import DEFAULT
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

Event: TypeAlias = CalendarSet | TermsSet | LevelsSet | MacroKept | MacroDropped | FormSet
EVERYBODY = ("", "")  # in place of a product and its plan


@dataclass(frozen=True)
class Desk:
    calendars: tuple[Calendar, ...] = ()  # in order of version
    terms: Mapping[tuple[str, str], tuple[Terms, ...]] = field(default_factory=dict)  # by product and plan
    levels: tuple[Level, ...] = ()
    macros: Mapping[str, MacroKept] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


def promised(publisher: Desk, store: Desk, product: str, plan: str) -> tuple[Terms, ...]:
    """To who has this plan: by the publisher's desk for it or for everybody, else by the store's."""
    own = publisher.terms.get((product, plan)) or publisher.terms.get(EVERYBODY)
    return own or store.terms.get(EVERYBODY) or DEFAULT


def evolve(state: Desk, event: Event) -> Desk:
    match event:
        case CalendarSet(calendar=calendar):
            return replace(state, calendars=(*state.calendars, calendar))
        case TermsSet(product=product, plan=plan, terms=terms):
            return replace(state, terms={**state.terms, (product, plan): terms})
        case LevelsSet(levels=levels):
            return replace(state, levels=levels)
        case MacroKept(macro=macro):
            return replace(state, macros={**state.macros, macro: event})
        case MacroDropped(macro=macro):
            return replace(state, macros={id: kept for id, kept in state.macros.items() if id != macro})
        case FormSet(questions=questions):
            return replace(state, questions=questions)
    raise TypeError(event)
