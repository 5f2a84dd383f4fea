"""Whether somebody can keep a calendar, and whether anybody is ever there by it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventlog.refusal import Invalid
from services.support.clock import calendars as clock
from services.support.clock import holidays
from services.support.clock.terms import LONGEST
from services.support.events import Calendar, Hours
from vocabulary.zones import zones

AHEAD = timedelta(days=2 * 366)
MOST_HOURS, MOST_CLOSED = 70, 366
FULL_DAY, LEAST_A_WEEK = 24 * 60, 4 * 60


def kept(calendar: Calendar, known: Sequence[Calendar], at: datetime) -> Calendar:
    """In order, and each thing once; `known` are the desk's before it."""
    today = today_in(calendar.zone, at)
    if calendar.holidays and not holidays.are_known(calendar.holidays):
        raise Invalid("holidays-unknown", calendar.holidays[:20])
    if not today <= calendar.effective <= today + AHEAD:
        raise Invalid("calendar-day-invalid", f"from {today.isoformat()} on, at most two years ahead")
    hours, closed = _hours(calendar.hours), tuple(sorted(set(map(_day, calendar.closed))))
    if len(closed) > MOST_CLOSED:
        raise Invalid("closed-day-invalid", f"at most {MOST_CLOSED}")
    tidy = replace(calendar, hours=hours, closed=closed)
    _must_be_there([*known, tidy], at)
    return tidy


def today_in(zone: str, at: datetime) -> date:
    if zone not in zones():
        raise Invalid("zone-unknown", zone[:60])
    return at.astimezone(ZoneInfo(zone)).date()


def _hours(given: Sequence[Hours]) -> tuple[Hours, ...]:
    found = tuple(sorted(set(given), key=lambda one: (one.weekday, one.start, one.end)))
    if len(found) > MOST_HOURS or not all(map(_is_on_a_day, found)):
        raise Invalid("hours-invalid", f"weekday 0 to 6, minutes of the day from start to end, at most {MOST_HOURS}")
    return found


def _is_on_a_day(hours: Hours) -> bool:
    return 0 <= hours.weekday <= 6 and 0 <= hours.start < hours.end <= FULL_DAY


def _day(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise Invalid("closed-day-invalid", written[:20]) from None


def _must_be_there(calendars: Sequence[Calendar], at: datetime) -> None:
    """Often enough that whatever may be promised comes due, now and when the last of them counts."""
    if sum(each.end - each.start for each in calendars[-1].hours) < LEAST_A_WEEK:
        raise Invalid("calendar-without-hours", f"at least {LEAST_A_WEEK} minutes a week")
    try:
        for start in (at, at + AHEAD):
            clock.after(calendars, start, LONGEST)
    except clock.NobodyThere:
        raise Invalid("calendar-without-hours") from None
