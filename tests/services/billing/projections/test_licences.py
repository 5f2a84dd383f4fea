"""What the view of licences shows after what happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from eventlog.testing import MIDDAY, project
from services.billing.projections import licences
from tests.controls.licences import (
    ADA,
    DATABASE,
    LICENCE,
    SUBSCRIPTION,
    licence_changed,
    licence_issued,
    licence_revoked,
    more_seats,
)

BEFORE = datetime(2026, 4, 1, tzinfo=UTC)


def after(*events: Any) -> Any:
    return project([licences.projection], [(f"licence-{SUBSCRIPTION}", event) for event in events])


def test_a_holder_sees_the_licence_as_it_is_now() -> None:
    with after(licence_issued, more_seats) as db:
        (shown,) = licences.of_holder(db, ADA)
    assert (shown["seats"], shown["sequence"], shown["until"]) == (3, 2, more_seats.until)
    assert shown["issued"] == MIDDAY


def test_licences_of_a_product_that_count_are_found() -> None:
    with after(licence_issued) as db:
        assert licences.subscriptions_with(db, DATABASE) == [SUBSCRIPTION]
        assert licences.subscriptions_with(db, "another") == []


def test_a_revoked_licence_is_on_the_list() -> None:
    with after(licence_issued, licence_revoked) as db:
        assert [each["licence"] for each in licences.revoked_by(db, BEFORE)] == [LICENCE]
        assert licences.subscriptions_with(db, DATABASE) == []


def test_the_list_forgets_a_licence_when_no_copy_of_it_counts_any_more() -> None:
    cut = replace(licence_changed, until=BEFORE)
    with after(licence_issued, cut, licence_revoked) as db:
        last = licence_issued.until
        assert last is not None
        assert licences.revoked_by(db, last - timedelta(seconds=1))
        assert licences.revoked_by(db, last) == []


def test_one_that_counts_for_good_stays_on_the_list_for_good() -> None:
    with after(replace(licence_issued, until=None), licence_changed, licence_revoked) as db:
        assert licences.revoked_by(db, datetime(2099, 1, 1, tzinfo=UTC))
