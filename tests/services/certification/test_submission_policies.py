"""What facts about submissions and certificates cause outside, and later."""

from dataclasses import replace
from datetime import UTC, datetime

from eventlog.effects import Due, Effect
from eventlog.testing import recorded
from services.certification import policies
from services.certification.policies.submissions import LANES, lane_of
from tests.controls import certification as told


def caused(event: object) -> list[Due | Effect]:
    return [*policies.effects(event, recorded(event, "submission-1"))]


def test_what_is_sent_in_is_examined_once() -> None:
    assert caused(told.opened) == [Effect(lane_of(told.SUBMISSION), told.SUBMISSION, {"submission": told.SUBMISSION})]


def test_submissions_spread_over_all_lanes() -> None:
    assert {lane_of(f"submission-{number}") for number in range(100)} == set(LANES)


def test_a_certificate_ends_when_its_last_day_is_over() -> None:
    due = caused(told.issued)[0]
    assert (due.name, due.at) == ("expire-certificate", datetime(2027, 11, 3, tzinfo=UTC))
    assert due.subject == f"acme/team@{told.INDEX}"


def test_a_renewed_one_ends_later() -> None:
    later = replace(told.renewed, until=told.renewed.until.replace(day=30))
    assert [each.at for each in caused(later)] == [datetime(2028, 12, 1, tzinfo=UTC)]
