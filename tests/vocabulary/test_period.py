"""Periods are whole days, counted from the day on which the first one began."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.period import INTERVALS, Period, after, period

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("count", "day"), [(0, date(2026, 1, 31)), (1, date(2026, 2, 28)), (2, date(2026, 3, 31)), (25, date(2028, 2, 29))]
)
def test_months_end_where_they_have_no_such_day_and_go_back_to_it_afterwards(count: int, day: date) -> None:
    assert after(date(2026, 1, 31), "month", count) == day


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    assert after(date(2024, 2, 29), "year", 1) == date(2025, 2, 28)
    assert after(date(2024, 2, 29), "year", 4) == date(2028, 2, 29)


def test_thirty_days_are_thirty_days() -> None:
    assert after(date(2026, 2, 1), "30_days", 2) == date(2026, 4, 2)


@given(days, st.sampled_from(INTERVALS), st.integers(0, 100))
def test_periods_follow_one_another_without_a_gap(anchor: date, interval: str, number: int) -> None:
    assert period(anchor, interval, number).ends == period(anchor, interval, number + 1).starts
    assert 28 <= period(anchor, interval, number).days <= 366


@given(days, st.integers(-400, 400))
def test_what_is_left_is_never_more_than_the_period(anchor: date, moved: int) -> None:
    month = period(anchor, "month", 0)
    day = date.fromordinal(anchor.toordinal() + moved)
    assert 0 <= month.left(day) <= month.days


def test_the_day_itself_is_still_left() -> None:
    month = Period(date(2026, 12, 8), date(2027, 1, 8))
    assert (month.left(date(2026, 12, 8)), month.left(date(2027, 1, 7)), month.left(date(2027, 1, 8))) == (31, 1, 0)
