"""Support minutes as one counts them with a finger on the clock: each minute is looked at, one after the other."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from services.support.clock.calendars import DEFAULT
from services.support.events import Calendar

MINUTE = timedelta(minutes=1)


@cache
def kept(code: str) -> holidays.HolidayBase:
    country, _, part = code.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def is_open(calendars: Sequence[Calendar], at: datetime) -> bool:
    """During the minute that begins at `at`."""
    begun = [each for each in calendars if at.astimezone(ZoneInfo(each.zone)).date() >= each.effective]
    newest = max((each.effective for each in begun), default=None)
    calendar = DEFAULT if newest is None else [each for each in begun if each.effective == newest][-1]
    local = at.astimezone(ZoneInfo(calendar.zone))
    if local.date().isoformat() in calendar.closed:
        return False
    if calendar.holidays and local.date() in kept(calendar.holidays):
        return False
    minute = local.hour * 60 + local.minute
    return any(one.weekday == local.weekday() and one.start <= minute < one.end for one in calendar.hours)


def counted(
    calendars: Sequence[Calendar], start: datetime, end: datetime, pauses: Sequence[tuple[datetime, datetime]] = ()
) -> int:
    """Whole minutes; start and end are at whole minutes."""
    at, found = start.astimezone(UTC), 0
    while at < end:
        found += is_open(calendars, at) and not any(since <= at < until for since, until in pauses)
        at += MINUTE
    return found
