"""What a desk writes down of its terms, levels, ready answers and questions, as far as it is taken."""

import re
from collections.abc import Sequence
from dataclasses import replace

from eventlog.refusal import Invalid
from services.support.clock.terms import LONGEST
from services.support.events import Level, Question, Terms

PRIORITIES = [1, 2, 3, 4]
MOST_LEVELS, MOST_ACCOUNTS, LEVEL_NAME = 10, 20, 100
MACRO_NAME, MACRO_TEXT = 100, 5000  # characters
MOST_QUESTIONS, MOST_OPTIONS, LABEL = 20, 50, 200
KINDS = ("text", "lines", "choice")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)


def terms(given: Sequence[Terms]) -> tuple[Terms, ...]:
    """The four priorities in order."""
    found = tuple(sorted(given, key=lambda one: one.priority))
    minutes = [each for one in found for each in (one.first_response, one.next_update)]
    if [one.priority for one in found] != PRIORITIES or not all(0 <= each <= LONGEST for each in minutes):
        raise Invalid("terms-invalid", f"priorities 1 to 4, each once, 0 to {LONGEST} minutes")
    return found


def levels(given: Sequence[Level]) -> tuple[Level, ...]:
    """The soonest first; no name twice."""
    found = [
        replace(one, name=" ".join(one.name.split()), accounts=tuple(dict.fromkeys(one.accounts))) for one in given
    ]
    if len(found) > MOST_LEVELS or len({one.name for one in found}) < len(found):
        raise Invalid("level-invalid", f"at most {MOST_LEVELS}, no name twice")
    for one in found:
        if not 0 < len(one.name) <= LEVEL_NAME or not 0 <= one.after <= LONGEST or len(one.accounts) > MOST_ACCOUNTS:
            raise Invalid("level-invalid", one.name[:LEVEL_NAME])
    return tuple(sorted(found, key=lambda one: one.after))


def macro(name: str, text: str) -> tuple[str, str]:
    name, text = " ".join(name.split()), text.strip()
    if not name or len(name) > MACRO_NAME:
        raise Invalid("macro-name-missing", f"at most {MACRO_NAME} characters")
    if not text or len(text) > MACRO_TEXT:
        raise Invalid("macro-text-missing", f"at most {MACRO_TEXT} characters")
    return name, text


def questions(given: Sequence[Question]) -> tuple[Question, ...]:
    """No name twice; a choice has something to choose from, and of anything else no options are kept."""
    found = [replace(one, label=" ".join(one.label.split()), options=_options(one)) for one in given]
    if len(found) > MOST_QUESTIONS or len({one.name for one in found}) < len(found):
        raise Invalid("question-invalid", f"at most {MOST_QUESTIONS}, no name twice")
    for one in found:
        if not _can_be_asked(one):
            raise Invalid("question-invalid", one.name[:60])
    return tuple(found)


def _options(one: Question) -> tuple[str, ...]:
    """As an answer is compared with them: without blanks around."""
    return tuple(dict.fromkeys(each.strip() for each in one.options)) if one.kind == "choice" else ()


def _can_be_asked(one: Question) -> bool:
    chosen_from = 0 < len(one.options) <= MOST_OPTIONS and all(0 < len(each) <= LABEL for each in one.options)
    fits = chosen_from if one.kind == "choice" else one.kind in KINDS
    return fits and 0 < len(one.label) <= LABEL and NAME.fullmatch(one.name) is not None
