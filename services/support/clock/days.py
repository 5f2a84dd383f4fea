"""When somebody is at a desk, as intervals of one day of UTC: exact where clocks are put forward or back on it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.support.clock.holidays import is_public_holiday
from services.support.events import Calendar

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)

Interval = tuple[datetime, datetime]


@lru_cache(maxsize=8192)
def open_on(calendar: Calendar, day: date) -> tuple[Interval, ...]:
    """In order; `day` is one of UTC, the hours are those that the clocks of the calendar's own zone show."""
    midnight = datetime.combine(day, time(), UTC)
    found = (
        each
        for start, end, offset in _pieces(ZoneInfo(calendar.zone), midnight, midnight + DAY)
        for each in _within(calendar, start, end, offset)
    )
    return tuple(found)


def _pieces(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Stretches of one offset from UTC, of which a day has two where the clocks are changed."""
    first, last = _offset(zone, start), _offset(zone, end - SECOND)
    if first == last:
        yield start, end, first
        return
    low, high = start, end - SECOND
    while high - low > SECOND:
        middle = low + (high - low) // (2 * SECOND) * SECOND
        low, high = (middle, high) if _offset(zone, middle) == first else (low, middle)
    yield start, high, first
    yield high, end, last


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _within(calendar: Calendar, start: datetime, end: datetime, offset: timedelta) -> Iterator[Interval]:
    day, last = (start + offset).date(), (end + offset - SECOND).date()
    while day <= last:
        midnight = datetime.combine(day, time(), UTC) - offset
        for opens, closes in _hours(calendar, day):
            since, until = max(start, midnight + opens * MINUTE), min(end, midnight + closes * MINUTE)
            if since < until:
                yield since, until
        day += DAY


def _hours(calendar: Calendar, day: date) -> list[tuple[int, int]]:
    """Minutes of this local day, in order; hours that overlap count once."""
    if day.isoformat() in calendar.closed or is_public_holiday(calendar.holidays, day):
        return []
    merged: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in calendar.hours if one.weekday == day.weekday()):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
