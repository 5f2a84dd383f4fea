"""How many notices wait unread is what was shown in the inbox and not read since."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from eventlog.reading import Reader
from gateway.views import own_feeds, unread
from services.notifications import events
from services.notifications.events import Recipient
from tests.gateway.counter import AT, Counter

LATER = AT + timedelta(hours=1)


def addressed(notice: str, *accounts: str, at: datetime = AT, page: bool = True) -> tuple[str, Any]:
    recipients = tuple(Recipient(account, page, "off", None, "") for account in accounts)
    told = events.NoticeAddressed(notice, "version.released", recipients, (), at)
    return f"announcement-{notice}", told


def counted(counter: Counter, account: str = "ada") -> int:
    with Reader("gateway", counter.settings.views_url).begin() as db:
        return unread.count(db, account)


@pytest.fixture
def told(counter: Counter) -> Counter:
    """Ada was told of one, two and, an hour later, three."""
    counter.tell(addressed("one", "ada", "bob"), addressed("two", "ada"), addressed("three", "ada", at=LATER))
    return counter


def test_each_is_counted_for_whom_it_was_addressed_to(told: Counter) -> None:
    assert [counted(told, account) for account in ("ada", "bob", "eve")] == [3, 1, 0]


def test_what_is_not_shown_in_the_inbox_is_not_counted(counter: Counter) -> None:
    counter.tell(addressed("one", "ada", page=False))
    assert counted(counter) == 0


def test_what_was_read_is_counted_no_more_until_it_is_marked_unread(told: Counter) -> None:
    told.tell(("inbox-ada", events.NoticesRead("ada", ("one", "two"), AT)))
    assert counted(told) == 1
    told.tell(("inbox-ada", events.NoticesUnread("ada", ("one",), AT)))
    assert counted(told) == 2


def test_all_that_came_until_then_is_read_at_once(told: Counter) -> None:
    told.tell(("inbox-ada", events.AllNoticesRead("ada", AT, LATER)))
    assert [counted(told), counted(told, "bob")] == [1, 1]


def test_what_was_marked_unread_is_read_with_all(told: Counter) -> None:
    told.tell(
        ("inbox-ada", events.NoticesUnread("ada", ("one",), LATER)),
        ("inbox-ada", events.AllNoticesRead("ada", AT, LATER)),
    )
    assert counted(told) == 1


def test_no_more_are_counted_than_a_header_tells(counter: Counter) -> None:
    counter.tell(*(addressed(f"notice-{number}", "ada") for number in range(unread.MOST + 5)))
    assert counted(counter) == unread.MOST


def test_a_feed_is_known_from_when_its_address_was_made(counter: Counter) -> None:
    counter.tell(("feed-ada", events.FeedRenewed("ada", AT)))
    with Reader("gateway", counter.settings.views_url).begin() as db:
        assert [own_feeds.renewed(db, account) for account in ("ada", "bob")] == [AT.timestamp(), None]


def test_of_somebody_who_was_erased_nothing_is_kept(told: Counter) -> None:
    told.tell(
        ("preferences-ada", events.FeedRenewed("ada", AT)), ("preferences-ada", events.PersonForgotten("ada", AT))
    )
    assert [counted(told), counted(told, "bob")] == [0, 1]
    with Reader("gateway", told.settings.views_url).begin() as db:
        assert own_feeds.renewed(db, "ada") is None
