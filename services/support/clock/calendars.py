"""Support minutes by calendars that follow one another: when so many are over, and how many lie between two times."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.support.clock.days import DAY, Interval, open_on
from services.support.events import Calendar, Hours

FURTHEST = 20 * 366 * DAY  # nobody is at a desk that opens no sooner
ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
DEFAULT = Calendar(date(1970, 1, 1), "UTC", tuple(Hours(day, 9 * 60, 17 * 60) for day in range(5)), "", ())

Pauses = Sequence[tuple[datetime, datetime]]


class NobodyThere(ValueError):
    """The minutes asked for are not over within twenty years."""


def after(calendars: Sequence[Calendar], start: datetime, minutes: float, pauses: Pauses = ()) -> datetime:
    """The first moment at which so many support minutes have passed, without what lies in a pause; raises NobodyThere.

    `calendars` are in order of version; before the first day of effect the default one counts. `pauses` do not overlap.
    """
    left = timedelta(minutes=minutes)
    if not left:
        return start
    for since, until in _without(pauses, _open(calendars, start, start + FURTHEST)):
        if until - since >= left:
            return since + left
        left -= until - since
    raise NobodyThere(f"{minutes:g} minutes from {start.isoformat()} on")


def between(calendars: Sequence[Calendar], start: datetime, end: datetime, pauses: Pauses = ()) -> timedelta:
    """How much support time lies between, without what lies in a pause; none where `end` is not after `start`."""
    return sum((until - since for since, until in _without(pauses, _open(calendars, start, end))), timedelta())


def in_effect(calendars: Sequence[Calendar], at: datetime) -> Calendar:
    """The one that counts at this moment."""
    return next(calendar for since, until, calendar in _in_effect(calendars) if since <= at < until)


def _open(calendars: Sequence[Calendar], start: datetime, end: datetime) -> Iterator[Interval]:
    """When somebody is there, from start to end, in order."""
    for begins, ends, calendar in _in_effect(calendars):
        since, until = max(start, begins).astimezone(UTC), min(end, ends).astimezone(UTC)
        day = since.date()
        while since < until and day <= until.date():
            for opens, closes in open_on(calendar, day):
                if max(opens, since) < min(closes, until):
                    yield max(opens, since), min(closes, until)
            day += DAY


def _in_effect(calendars: Sequence[Calendar]) -> Iterator[tuple[datetime, datetime, Calendar]]:
    """From when until when each counts; of those that begin on one day, the last."""
    by_day = {each.effective: each for each in calendars}
    days = sorted(by_day)
    begins = [ALWAYS, *(_begins(by_day[day]) for day in days), NEVER]
    for number, calendar in enumerate((DEFAULT, *(by_day[day] for day in days))):
        yield begins[number], min(begins[number + 1 :]), calendar  # a later day may begin sooner, in another zone


def _begins(calendar: Calendar) -> datetime:
    return datetime.combine(calendar.effective, time(), ZoneInfo(calendar.zone)).astimezone(UTC)


def _without(pauses: Pauses, intervals: Iterator[Interval]) -> Iterator[Interval]:
    ordered = sorted((paused.astimezone(UTC), resumed.astimezone(UTC)) for paused, resumed in pauses)
    for start, until in intervals:
        since = start
        for paused, resumed in ordered:
            if resumed <= since or paused >= until:
                continue
            if paused > since:
                yield since, paused
            since = min(resumed, until)
        if since < until:
            yield since, until
