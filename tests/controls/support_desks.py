"""Named examples of what desks promise: Acme's, in Berlin with a lunch break, and what it asks with a ticket."""

from datetime import date

from services.support.events import (
    Calendar,
    CalendarSet,
    FormSet,
    Hours,
    Level,
    LevelsSet,
    MacroDropped,
    MacroKept,
    Question,
    TermsSet,
)
from tests.controls import support

MACRO = "0198a000-0000-7000-8000-0000000000e7"
morning_and_afternoon = tuple(
    Hours(day, start, end) for day in range(5) for start, end in ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
)
berlin = Calendar(date(2026, 3, 2), "Europe/Berlin", morning_and_afternoon, "DE-BE", ("2026-12-24", "2026-12-31"))

calendar_set = CalendarSet("acme", 1, berlin)
terms_set = TermsSet("acme", support.DATABASE, "team", support.acme_terms)
levels_set = LevelsSet("acme", (Level("Shift lead", 0, (support.PAT,)), Level("Head of support", 60, ())))
macro_kept = MacroKept("acme", MACRO, "Logs", "Dear {customer}, please send the logs.", waits=True, resolves=False)
macro_dropped = MacroDropped("acme", MACRO)
form_set = FormSet(
    "acme",
    (
        Question("steps", "What happens?", "lines", required=True, options=()),
        Question("system", "Which system?", "choice", required=False, options=("Linux", "Windows")),
    ),
)

EVERY_EVENT = (calendar_set, terms_set, levels_set, macro_kept, macro_dropped, form_set)
