"""What views show of notices, marks and choices is what the log says, event by event or all at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from eventlog.projection import apply
from eventlog.testing import project, recorded
from services.notifications.deciders.preferences_state import Preferences, Ways, preferences_from
from services.notifications.projections import acts, announcements, inbox, preferences
from services.notifications.projections.inbox import Asked
from tests.controls import notifications as told

VIEWS = [each.projection for each in (acts, announcements, inbox, preferences)]
TABLES = [table for view in VIEWS for table in view.tables]
LATER = told.AT + timedelta(hours=1)
late_notice = replace(told.announced, announcement="late", happened=LATER)
late = replace(told.addressed, announcement="late", recipients=(told.at_once,), at=LATER)
BOTH = (told.announced, late_notice, told.addressed, late)


def shown(*events: Any) -> Connection:
    return project(VIEWS, [("stream", event) for event in events])


def unread(db: Connection, account: str = told.ADA) -> list[str]:
    return [row["announcement"] for row in inbox.page(db, account, Asked(unread=True), None, 10)]


def rows(db: Connection) -> list[Any]:
    return [sorted(map(tuple, db.execute(select(table)))) for table in TABLES]


def test_all_at_once_makes_the_rows_that_one_by_one_made() -> None:
    events = (*BOTH, *told.EVERY_EVENT, told.all_read, late, *told.EVERY_EVENT[::-1])
    one_by_one, at_once = shown(*events), project(VIEWS, [])
    apply(VIEWS, at_once, [recorded(event, "stream", number) for number, event in enumerate(events, 1)])
    assert rows(at_once) == rows(one_by_one)


def test_what_was_addressed_until_then_is_read_with_all_and_what_came_later_is_not() -> None:
    with shown(*BOTH, told.all_read) as db:
        assert unread(db) == ["late"]


def test_one_that_was_unread_again_is_read_with_the_next_all() -> None:
    with shown(*BOTH, told.all_read, told.unread) as db:
        assert unread(db) == ["late", told.NOTICE]
    with shown(*BOTH, told.all_read, told.unread, told.all_read) as db:
        assert unread(db) == ["late"]


def test_a_letter_alone_is_in_no_inbox_and_is_held_of_them_still() -> None:
    with shown(*BOTH) as db:
        assert (unread(db, told.BOB), inbox.was_told(db, told.BOB, told.NOTICE)) == ([], True)
        assert [row["mail"] for row in inbox.all_of(db, told.BOB)] == ["now"]


def test_a_digest_tells_of_what_was_not_read() -> None:
    read = replace(told.read, account=told.CAT)
    with shown(*BOTH) as db:
        assert inbox.of_digest(db, told.CAT, told.DIGEST) == [(told.NOTICE, told.KIND)]
        assert inbox.still_unread(db, told.CAT, [told.NOTICE, "late"]) == [told.NOTICE]
    with shown(*BOTH, read) as db:
        assert inbox.of_digest(db, told.CAT, told.DIGEST) == []


def test_of_an_audience_what_happened_since_is_found() -> None:
    with shown(*BOTH) as db:
        assert announcements.since(db, "users:acme/db-team", told.AT) == [told.NOTICE, "late"]
        assert announcements.since(db, "users:acme/db-team", LATER) == ["late"]
        assert announcements.since(db, "users:acme/cache", told.AT) == []


def test_what_many_chose_is_asked_for_at_once() -> None:
    with shown(told.preference_set, told.delivery_set) as db:
        assert preferences.ways_of(db, [told.ADA, told.BOB], told.KIND) == {told.ADA: (True, "off")}
        row = preferences.deliveries_of(db, [told.ADA, told.BOB])[told.ADA]
    person = preferences_from(told.KIND, (True, "off"), row, forgotten=False)
    assert person.ways(told.KIND) == Ways(page=True, mail="off")
    assert person.delivery.zone == "Europe/Berlin"
    assert preferences_from(told.KIND, None, None, forgotten=False) == Preferences()


def test_of_who_was_erased_nothing_is_kept_but_that_they_were() -> None:
    with shown(*BOTH, told.preference_set, told.delivery_set, told.read, told.all_read, told.forgotten) as db:
        kept = [row for table in rows(db) for row in table if told.ADA in row]
        assert kept == [(told.ADA,)]
        assert preferences.forgotten_among(db, [told.ADA, told.BOB]) == {told.ADA}
