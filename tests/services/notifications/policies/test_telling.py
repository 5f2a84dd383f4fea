"""One person and one notice: by page, by letter now or after their quiet hours, in a digest, or not at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.deciders.preferences_state import Delivery, Preferences, Ways
from services.notifications.events import Recipient
from services.notifications.policies.telling import CLOSES, is_old, next_digest, quiet_until, recipient
from tests.controls import notifications as told

BERLIN = Delivery("22:00", "07:00", "Europe/Berlin", "08:00", 4)
EARLY = Delivery("23:00", "02:30", "Europe/Berlin", "02:30")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def hears(page: bool, mail: str, delivery: Delivery = BERLIN, at: datetime = NOON) -> Recipient | None:
    return recipient(told.ADA, told.KIND, Preferences({told.KIND: Ways(page, mail)}, delivery), at)


def berlin(day: int, hour: int, minute: int = 0, month: int = 3, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold).astimezone(UTC)


def test_who_chose_nothing_hears_as_everybody_does() -> None:
    assert recipient(told.ADA, "version.security", Preferences(), NOON) == told.at_once
    assert recipient(told.ADA, "ticket.moved", Preferences(), NOON) == Recipient(told.ADA, True, "off", None, "")


def test_who_wants_to_hear_nothing_of_a_kind_is_not_told() -> None:
    assert hears(page=False, mail="off") is None


def test_who_was_erased_is_not_told() -> None:
    assert recipient(told.ADA, told.KIND, Preferences(forgotten=True), NOON) is None


def test_a_letter_alone_is_not_shown_on_the_page() -> None:
    assert hears(page=False, mail="now") == Recipient(told.ADA, False, "now", None, "")


def test_a_letter_waits_for_the_end_of_quiet_hours() -> None:
    for at in (berlin(2, 22), berlin(2, 23, 59), berlin(3, 0), berlin(3, 6, 59)):
        assert hears(True, "now", at=at) == Recipient(told.ADA, True, "now", berlin(3, 7), "")


def test_outside_of_quiet_hours_it_goes_out_now() -> None:
    for at in (berlin(3, 7), berlin(3, 21, 59)):
        assert quiet_until(BERLIN, at) is None


def test_quiet_hours_of_a_day_do_not_reach_into_the_night() -> None:
    siesta = Delivery("13:00", "15:00", "Europe/Berlin")
    assert quiet_until(siesta, berlin(2, 14)) == berlin(2, 15)
    assert quiet_until(siesta, berlin(2, 23)) is None


def test_equal_times_are_no_quiet_hours() -> None:
    assert quiet_until(Delivery("22:00", "22:00"), datetime(2026, 3, 2, 22, tzinfo=UTC)) is None


def test_a_night_in_which_clocks_are_put_forward_is_an_hour_shorter() -> None:
    assert quiet_until(BERLIN, berlin(28, 23)) == berlin(28, 23) + timedelta(hours=7)


def test_a_night_in_which_clocks_are_put_back_is_an_hour_longer() -> None:
    assert quiet_until(BERLIN, berlin(24, 23, month=10)) == berlin(24, 23, month=10) + timedelta(hours=9)


def test_an_end_that_clocks_show_twice_ends_them_each_time() -> None:
    first, again = berlin(25, 2, 30, month=10), berlin(25, 2, 30, month=10, fold=1)
    assert quiet_until(EARLY, berlin(25, 1, month=10)) == first
    assert quiet_until(EARLY, berlin(25, 2, 10, month=10, fold=1)) == again


def test_an_end_that_clocks_skip_is_as_much_later() -> None:
    assert quiet_until(EARLY, berlin(28, 23, 30)) == berlin(29, 3, 30)


def test_a_daily_digest_comes_on_the_next_morning() -> None:
    assert hears(True, "daily") == Recipient(told.ADA, True, "daily", berlin(3, 8), "daily:2026-03-03")
    assert next_digest(BERLIN, "daily", berlin(3, 6)) == berlin(3, 8)


def test_a_weekly_digest_comes_on_its_weekday() -> None:
    assert hears(True, "weekly") == Recipient(told.ADA, True, "weekly", berlin(6, 8), "weekly:2026-03-06")
    assert next_digest(BERLIN, "weekly", berlin(6, 9)) == berlin(13, 8)


def test_a_digest_that_is_about_to_go_out_takes_nothing_more() -> None:
    assert next_digest(BERLIN, "daily", berlin(3, 8) - CLOSES) == berlin(4, 8)


def test_a_digest_is_named_by_the_day_of_its_readers_zone() -> None:
    kiritimati = Delivery(zone="Pacific/Kiritimati", digest_at="00:30")
    found = hears(True, "daily", kiritimati, datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert found == Recipient(told.ADA, True, "daily", datetime(2026, 3, 2, 10, 30, tzinfo=UTC), "daily:2026-03-03")


clocks = st.times().map(lambda at: f"{at.hour:02}:{at.minute:02}")
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
changes = st.sampled_from(
    [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 4), (10, 25))]
)
moments = st.builds(lambda day, minutes: day + timedelta(minutes=minutes), changes, st.integers(-3000, 3000))


@given(clocks, clocks, zones, moments)
def test_after_quiet_hours_clocks_show_their_end_and_it_is_quiet_no_more(
    start: str, end: str, zone: str, now: datetime
) -> None:
    delivery = Delivery(start, end, zone)
    until = quiet_until(delivery, now)
    if until is None:
        return
    assert now < until <= now + timedelta(hours=25)
    shown = until.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    skipped = (
        until.astimezone(ZoneInfo(zone)).utcoffset()
        != (until - timedelta(hours=1)).astimezone(ZoneInfo(zone)).utcoffset()
    )
    assert shown == end or skipped


@given(clocks, zones, moments, st.integers(0, 6), st.sampled_from(["daily", "weekly"]))
def test_the_next_digest_is_to_come_and_none_is_left_out(
    at: str, zone: str, now: datetime, weekday: int, mail: str
) -> None:
    delivery = Delivery(zone=zone, digest_at=at, digest_on=weekday)
    due = next_digest(delivery, mail, now)
    longest = timedelta(days=7 if mail == "weekly" else 1)
    assert now + CLOSES < due <= now + longest + timedelta(hours=2)
    assert mail == "daily" or due.astimezone(ZoneInfo(zone)).weekday() == weekday


@pytest.mark.parametrize("days", [0, 14])
def test_what_happened_lately_concerns_people_still(days: int) -> None:
    assert not is_old(NOON - timedelta(days=days), NOON)
    assert is_old(NOON - timedelta(days=days + 15), NOON)
