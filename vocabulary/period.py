"""Periods that are paid for: whole days in UTC, counted from the day on which the first one began."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

INTERVALS = ("30_days", "month", "year")
MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Period:
    """From the first day up to, and without, the day on which the next one starts."""

    starts: date
    ends: date

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days

    def left(self, day: date) -> int:
        """Days from this one, itself among them, to the end."""
        return min(max((self.ends - day).days, 0), self.days)


def after(anchor: date, interval: str, count: int) -> date:
    """The day `count` intervals after the anchor: 31 January + 1 month is the last of February, + 2 is 31 March."""
    if interval == "30_days":
        return anchor + timedelta(days=30 * count)
    months = anchor.year * 12 + anchor.month - 1 + MONTHS[interval] * count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def period(anchor: date, interval: str, number: int) -> Period:
    """The period of this number; 0 is the first."""
    return Period(after(anchor, interval, number), after(anchor, interval, number + 1))


def month_of(day: date) -> str:
    """2026-11."""
    return f"{day:%Y-%m}"


def month_after(month: str) -> date:
    """The first day of the month that follows."""
    return after(date.fromisoformat(f"{month}-01"), "month", 1)
