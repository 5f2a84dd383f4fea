"""Whatever the hours, the zone and the day: support minutes are those that one counts minute by minute."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.support.clock.calendars import NobodyThere, after, between
from services.support.events import Calendar, Hours
from tests.services.support.clock.oracle import counted, is_open

# Both ways in each, of an hour and of half an hour, at night and at midnight.
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Africa/Cairo": (date(2026, 4, 24), date(2026, 10, 30)),
    "America/Nuuk": (date(2026, 3, 28), date(2026, 10, 24)),
    "America/St_Johns": (date(2010, 3, 14), date(2010, 11, 7)),
    "Asia/Kathmandu": (date(2026, 1, 1), date(2026, 12, 25)),
    "UTC": (date(2026, 1, 1), date(2024, 2, 29)),
}
MINUTES = st.one_of(st.integers(0, 240), st.integers(0, 1440))
HOURS = st.builds(
    lambda weekday, one, two: Hours(weekday, min(one, two), max(one, two)), st.integers(0, 6), MINUTES, MINUTES
).filter(lambda hours: hours.start < hours.end)
DAYS = st.lists(st.sampled_from([each for days in CHANGES.values() for each in days]), max_size=2)
Story = tuple[list[Calendar], datetime, datetime, list[tuple[datetime, datetime]]]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """One to three calendars about a weekend on which some zone changes its clocks, and four days about it."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    day = draw(st.sampled_from(CHANGES[zone]))
    zones = st.one_of(st.just(zone), st.just(zone), st.sampled_from(sorted(CHANGES)))
    calendars = st.builds(
        Calendar,
        effective=st.integers(-3, 2).map(lambda days: day + timedelta(days=days)),
        zone=zones,
        hours=st.lists(HOURS, min_size=1, max_size=8).map(tuple),
        holidays=st.sampled_from(["", "", "DE-BY", "US"]),
        closed=DAYS.map(lambda days: tuple(each.isoformat() for each in days)),
    )
    first = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    moments = st.integers(0, 4 * 1440).map(lambda minutes: first + timedelta(minutes=minutes))
    told = sorted(draw(st.lists(moments, min_size=6, max_size=6, unique=True)))
    pauses = [(told[1], told[2]), (told[3], told[4])][: draw(st.integers(0, 2))]
    return draw(st.lists(calendars, min_size=1, max_size=3)), told[0], told[5], pauses


@given(stories())
@settings(max_examples=60, deadline=None)
def test_between_two_times_lie_the_minutes_that_one_counts(story: Story) -> None:
    calendars, start, end, pauses = story
    assert between(calendars, start, end, pauses) == timedelta(minutes=counted(calendars, start, end, pauses))


@given(stories(), st.integers(1, 600))
@settings(max_examples=60, deadline=None)
def test_minutes_are_over_at_the_end_of_the_last_of_them(story: Story, minutes: int) -> None:
    calendars, start, end, pauses = story
    try:
        due = after(calendars, start, minutes, pauses)
    except NobodyThere:
        assert counted(calendars, start, end, pauses) < minutes
        return
    if due > end:
        assert counted(calendars, start, end, pauses) < minutes
        return
    assert counted(calendars, start, due, pauses) == minutes
    assert is_open(calendars, due - timedelta(minutes=1))


@given(stories(), st.integers(0, 600), st.integers(0, 600))
@settings(max_examples=40, deadline=None)
def test_minutes_may_be_counted_in_two_goes(story: Story, first: int, second: int) -> None:
    calendars, start, _, pauses = story
    calendars = always_somebody(calendars)
    at_once = after(calendars, start, first + second, pauses)
    assert after(calendars, after(calendars, start, first, pauses), second, pauses) == at_once


def always_somebody(calendars: Sequence[Calendar]) -> list[Calendar]:
    return [*calendars, Calendar(date(2027, 1, 1), "UTC", (Hours(0, 540, 1020),), "", ())]
