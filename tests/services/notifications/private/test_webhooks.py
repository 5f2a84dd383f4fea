"""Where webhooks are and what was sent to them, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine

from services.notifications.private import beginning, deliveries, endpoints, tables
from services.notifications.private.deliveries import Delivery

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TRIED = Delivery("hook", "m1", "review.posted", 1, NOW, status=503, error="answered 503", request="{}", answer="no")


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as db:
        tables.prepare(db)
        db.execute(endpoints.added("hook", "https://hooks.acme.example/in", "whsec_1"))
        yield db
    engine.dispose()


def test_when_notifications_began_is_noted_once(db: Connection) -> None:
    for at in (NOW, NOW + DAY):
        beginning.note(db, at)
    assert beginning.noted(db) == NOW


def endpoint(db: Connection) -> endpoints.Endpoint:
    found = endpoints.of(db, "hook")
    assert found is not None
    return found


def keep(db: Connection, *kept: Delivery) -> list[Delivery]:
    told = [replace(each, delivery=f"d{number}") for number, each in enumerate(kept)]
    for each in told:
        deliveries.keep(db, each)
    return told


def test_one_secret_signs_until_another_is_made(db: Connection) -> None:
    assert endpoint(db).secrets_at(NOW) == ("whsec_1",)
    db.execute(endpoints.rotated("hook", "whsec_2", NOW + DAY))
    assert endpoint(db).secrets_at(NOW) == ("whsec_2", "whsec_1")
    assert endpoint(db).secrets_at(NOW + DAY) == ("whsec_2",)


def test_what_fails_rests_until_it_takes_something_or_moves(db: Connection) -> None:
    for well in (endpoints.took("hook"), endpoints.moved("hook", "https://other.example/")):
        db.execute(endpoints.failed("hook", NOW, NOW + SECOND))
        assert (endpoint(db).failing_since, endpoint(db).rests_until) == (NOW, NOW + SECOND)
        db.execute(well)
        assert (endpoint(db).failing_since, endpoint(db).rests_until) == (None, None)
    assert endpoint(db).url == "https://other.example/"


def test_of_what_is_removed_nothing_is_left(db: Connection) -> None:
    keep(db, TRIED, replace(TRIED, webhook="other"))
    for each in endpoints.removed("hook"):
        db.execute(each)
    assert (endpoints.of(db, "hook"), deliveries.page(db, "hook", None, 9)) == (None, [])
    assert len(deliveries.page(db, "other", None, 9)) == 1


def test_attempts_are_counted_by_message_and_failures_by_time(db: Connection) -> None:
    again = replace(TRIED, attempt=2, at=NOW + SECOND)
    keep(db, TRIED, again, replace(TRIED, message="m2", at=NOW + 2 * SECOND), replace(TRIED, message="m3", attempt=0))
    assert [deliveries.attempts(db, "hook", message) for message in ("m1", "m2", "m3", "m4")] == [2, 1, 0, 0]
    assert deliveries.failures(db, "hook", NOW) == 3
    assert deliveries.failures(db, "hook", NOW + SECOND) == 2


def test_deliveries_of_one_moment_are_paged_without_a_gap(db: Connection) -> None:
    kept = keep(db, *[TRIED] * 5)
    found: list[str] = []
    before = None
    while page := deliveries.page(db, "hook", before, 2):
        found += [each.delivery for each in page]
        before = (page[-1].at, page[-1].delivery)
    assert found == [each.delivery for each in reversed(kept)]


def test_a_list_leaves_out_what_was_sent_and_answered(db: Connection) -> None:
    (kept,) = keep(db, TRIED)
    assert deliveries.page(db, "hook", None, 9) == [replace(kept, request="", answer="")]
    assert deliveries.one(db, "hook", kept.delivery) == kept
    assert deliveries.one(db, "other", kept.delivery) is None
    assert deliveries.last_of(db, "hook", "m1") == kept


def test_the_last_of_each_is_the_last_that_was_tried(db: Connection) -> None:
    later = replace(TRIED, at=NOW + SECOND, message="m2")
    keep(db, TRIED, later, replace(TRIED, at=NOW + DAY, attempt=0))
    assert deliveries.latest(db, ["hook", "other"])["hook"].message == "m2"


def test_what_is_older_than_thirty_days_goes(db: Connection) -> None:
    keep(db, TRIED, replace(TRIED, at=NOW + SECOND, message="m2"))
    deliveries.forget_old(db, NOW + deliveries.KEPT + SECOND / 2)
    assert [each.message for each in deliveries.page(db, "hook", None, 9)] == ["m2"]
