"""Support minutes as people count them: office hours, lunch, weekends, holidays, and clocks put forward and back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.support.clock.calendars import DEFAULT, NobodyThere, after, between, in_effect
from services.support.events import Calendar, Hours
from tests.controls.support_desks import berlin

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
EVERY_DAY = tuple(Hours(day, 0, 24 * 60) for day in range(7))
LONG_AGO = date(2020, 1, 1)


def in_berlin(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def round_the_clock(zone: str) -> list[Calendar]:
    return [Calendar(LONG_AGO, zone, EVERY_DAY, "", ())]


def test_where_nothing_is_said_a_desk_works_office_hours_of_utc() -> None:
    friday = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
    assert after([], friday, 60) == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


def test_lunch_is_no_support_time() -> None:
    assert after([berlin], in_berlin(3, 11, 30), 60) == in_berlin(3, 13, 30)
    assert between([berlin], in_berlin(3, 11), in_berlin(3, 14)) == timedelta(hours=2)


def test_minutes_that_end_when_the_desk_closes_are_due_then() -> None:
    assert after([berlin], in_berlin(3, 16), 60) == in_berlin(3, 17)
    assert after([berlin], in_berlin(3, 16), 61) == in_berlin(4, 9, 1)


def test_what_comes_at_night_is_counted_from_the_morning_on() -> None:
    assert after([berlin], in_berlin(3, 22), 30) == in_berlin(4, 9, 30)


def test_nobody_is_there_on_public_holidays_and_closed_days() -> None:
    good_friday_eve = datetime(2026, 4, 2, 16, tzinfo=BERLIN)
    assert after([berlin], good_friday_eve, 120) == datetime(2026, 4, 7, 10, tzinfo=BERLIN)  # after Easter Monday
    assert after([berlin], datetime(2026, 12, 23, 16, tzinfo=BERLIN), 120) == datetime(2026, 12, 28, 10, tzinfo=BERLIN)


def test_holidays_are_those_of_the_part_of_the_country() -> None:
    epiphany, hours = datetime(2026, 1, 6, 9, tzinfo=BERLIN), berlin.hours
    bavaria = Calendar(LONG_AGO, "Europe/Berlin", hours, "DE-BY", ())
    germany = Calendar(LONG_AGO, "Europe/Berlin", hours, "DE", ())
    assert between([germany], epiphany, epiphany + timedelta(hours=8)) == timedelta(hours=7)
    assert between([bavaria], epiphany, epiphany + timedelta(hours=8)) == timedelta()


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23.0),
        ("Europe/Berlin", date(2026, 10, 25), 25.0),
        ("America/New_York", date(2026, 3, 8), 23.0),
        ("America/New_York", date(2026, 11, 1), 25.0),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ],
)
def test_a_day_on_which_clocks_are_changed_has_the_hours_that_it_has(zone: str, day: date, hours: float) -> None:
    since = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    next_day = day + timedelta(days=1)
    until = datetime(next_day.year, next_day.month, next_day.day, tzinfo=ZoneInfo(zone))
    assert between(round_the_clock(zone), since, until) == timedelta(hours=hours)


def test_over_the_weekend_on_which_clocks_go_forward_an_office_loses_nothing() -> None:
    friday, monday = in_berlin(27, 16), in_berlin(30, 10)
    assert after([berlin], friday, 120) == monday
    assert monday.astimezone(UTC) - friday.astimezone(UTC) == timedelta(hours=65)  # of 66 that clocks show


def test_over_the_weekend_on_which_clocks_go_back_an_office_gains_nothing() -> None:
    friday, monday = in_berlin(23, 16, month=10), in_berlin(26, 10, month=10)
    assert after([berlin], friday, 120) == monday
    assert monday.astimezone(UTC) - friday.astimezone(UTC) == timedelta(hours=67)


def test_an_hour_that_clocks_show_twice_counts_twice_and_one_that_they_skip_not_at_all() -> None:
    small_hours = [Calendar(LONG_AGO, "Europe/Berlin", (Hours(6, 120, 180),), "", ())]
    forward, back = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    assert between(small_hours, forward, forward + timedelta(days=1)) == timedelta()
    assert between(small_hours, back, back + timedelta(days=1)) == timedelta(hours=2)


def test_a_new_calendar_counts_from_its_day_on_and_not_before() -> None:
    mornings = Calendar(date(2026, 3, 4), "Europe/Berlin", tuple(Hours(day, 360, 600) for day in range(5)), "", ())
    assert after([berlin, mornings], in_berlin(3, 16), 120) == in_berlin(4, 7)
    assert in_effect([berlin, mornings], in_berlin(3, 23, 59)) == berlin
    assert in_effect([berlin, mornings], in_berlin(4, 0)) == mornings
    assert in_effect([berlin], datetime(2026, 3, 1, tzinfo=UTC)) == DEFAULT


def test_of_two_calendars_for_one_day_the_later_counts() -> None:
    earlier = Calendar(berlin.effective, "UTC", EVERY_DAY, "", ())
    assert in_effect([earlier, berlin], in_berlin(3, 12)) == berlin
    assert in_effect([berlin, earlier], in_berlin(3, 12)) == earlier


def test_where_the_later_day_begins_sooner_no_minute_counts_twice() -> None:
    earlier = Calendar(date(2026, 6, 1), "Pacific/Pago_Pago", EVERY_DAY, "", ())  # from 11:00 UTC on
    later = Calendar(date(2026, 6, 2), "Pacific/Kiritimati", EVERY_DAY, "", ())  # from 10:00 UTC on, of June 1st
    since = datetime(2026, 6, 1, 9, tzinfo=UTC)
    assert between([earlier, later], since, since + timedelta(hours=3)) == timedelta(hours=3)


def test_pauses_are_left_out() -> None:
    pause = (in_berlin(3, 9, 30), in_berlin(3, 10))
    assert after([berlin], in_berlin(3, 9), 60, [pause]) == in_berlin(3, 10, 30)
    assert between([berlin], in_berlin(3, 9), in_berlin(3, 11), [pause]) == timedelta(minutes=90)


def test_three_quarters_of_a_minute_are_not_rounded() -> None:
    assert after([berlin], in_berlin(3, 9), 0.75) == in_berlin(3, 9) + timedelta(seconds=45)


def test_where_nobody_is_ever_there_it_is_said_and_not_waited_for() -> None:
    with pytest.raises(NobodyThere):
        after([Calendar(LONG_AGO, "UTC", (), "", ())], datetime(2026, 3, 2, tzinfo=UTC), 1)
