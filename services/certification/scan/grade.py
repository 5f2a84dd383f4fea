"""How fresh an image is, A to F: by how long fixes of critical and important holes have been there and are not in it.

As Red Hat's catalogue grades its images: moderate and low holes never count, nor do those that no version mends. An
image does not change, so a grade only ever falls, on days that are known before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.certification.scan.advisory import Found

BEST = "A"  # nothing is missing
YEAR = 365
# Through which age in days, counted from the advisory's day, a missing fix still allows this grade; beyond all: F.
ALLOWED = {
    "critical": ((7, "B"), (30, "C"), (90, "D"), (YEAR, "E")),
    "high": ((30, "B"), (90, "C"), (YEAR, "D")),
}
WORST = "F"


@dataclass(frozen=True)
class Grade:
    letter: str
    next_drop: date | None = None  # the day on which it falls where nothing is rebuilt; None: it does not
    next_letter: str = ""


NOT_GRADED = Grade("")  # no package of it is known, or nobody looked for holes


@dataclass(frozen=True)
class Missing:
    """A fix that an image lacks, since the day on which everybody could know of it."""

    severity: str
    since: date


def missing(found: Iterable[Found]) -> list[Missing]:
    """What counts among all that was found."""
    counting = (one for one in found if one.fixed and one.severity in ALLOWED)
    return [Missing(one.severity, one.published.date()) for one in counting]


def grade(fixes: Iterable[Missing], on: date) -> Grade:
    lacking = list(fixes)
    letter = _at(lacking, on)
    drop = min((day for fix in lacking for day in _falls(fix) if day > on and _one(fix, day) > letter), default=None)
    return Grade(letter, drop, "" if drop is None else _at(lacking, drop))


def worst(letters: Iterable[str]) -> str:
    """Of several platforms; empty where none was graded."""
    return max(letters, default="")


def _at(fixes: list[Missing], day: date) -> str:
    return max((_one(fix, day) for fix in fixes), default=BEST)


def _one(fix: Missing, day: date) -> str:
    age = (day - fix.since).days
    return next((letter for days, letter in ALLOWED[fix.severity] if age <= days), WORST)


def _falls(fix: Missing) -> Iterable[date]:
    return (fix.since + timedelta(days=days + 1) for days, _ in ALLOWED[fix.severity])
