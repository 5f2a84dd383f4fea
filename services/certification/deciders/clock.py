"""By when a hole must be mended: counted from the day on which its publisher could know of it and mend it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vocabulary import period

SERIOUS, NOTABLE = 7.0, 4.0  # CVSS base scores
AT_ONCE, SOON = timedelta(hours=72), timedelta(days=7)
WORDS = {"critical": AT_ONCE, "high": AT_ONCE, "medium": SOON}  # where there is no score


@dataclass(frozen=True)
class Clock:
    """Began at `since`, and strikes at `due`."""

    since: datetime
    due: datetime


def allowed(severity: str, score: float | None) -> timedelta | None:
    """How long mending may take; None: as the publisher finds the time."""
    if score is None:
        return WORDS.get(severity)
    if score >= SERIOUS:
        return AT_ONCE
    return SOON if score >= NOTABLE else None


def set_for(severity: str, score: float | None, running: Clock | None, now: datetime) -> Clock | None:
    """The clock as it runs on, or a new one; one that grew graver strikes no sooner than if it began now."""
    time = allowed(severity, score)
    if time is None:
        return None
    if running is None:
        return Clock(now, now + time)
    due = running.since + time
    return running if due == running.due else Clock(running.since, max(due, min(running.due, now + time)))


def month_after(moment: datetime) -> datetime:
    return datetime.combine(period.after(moment.date(), "month", 1), moment.timetz())
