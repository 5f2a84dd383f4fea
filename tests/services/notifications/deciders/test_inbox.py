"""Each marks their own notices as read, one by one or all of a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventlog.testing import Scenario, acting
from services.notifications.deciders.inbox import MOST, Command, MarkAllRead, MarkRead, MarkUnread, inbox
from tests.controls import notifications as told

story = Scenario(inbox, acting(told.ADA, at=told.AT))
READ, UNREAD = MarkRead(told.ADA, (told.NOTICE,)), MarkUnread(told.ADA, (told.NOTICE,))
ALL = MarkAllRead(told.ADA, told.AT)


def test_a_notice_is_read_once() -> None:
    story.when(READ).then(told.read)
    story.given(told.read).when(READ).then()


def test_only_those_that_were_not_read_are_told_of() -> None:
    both = replace(READ, notices=(told.NOTICE, told.EARLIER, told.EARLIER))
    story.given(told.read).when(both).then(replace(told.read, notices=(told.EARLIER,)))


def test_a_notice_is_unread_again_once() -> None:
    story.given(told.read).when(UNREAD).then(told.unread)
    story.given(told.read, told.unread).when(UNREAD).then()


def test_what_is_unread_again_can_be_read_again() -> None:
    story.given(told.read, told.unread).when(READ).then(told.read)


def test_all_of_a_time_are_read_once() -> None:
    story.when(ALL).then(told.all_read)
    story.given(told.all_read).when(ALL).then()


def test_all_are_read_again_where_one_was_unread_again() -> None:
    story.given(told.all_read, told.unread).when(ALL).then(told.all_read)


def test_what_will_come_is_not_read_yet() -> None:
    story.when(replace(ALL, until=told.AT + timedelta(days=1))).then(told.all_read)


def test_an_earlier_time_than_was_read_already_is_none() -> None:
    earlier = replace(ALL, until=told.AT - timedelta(days=1))
    story.given(told.all_read).when(earlier).then()
    story.given(told.all_read, told.unread).when(earlier).then(told.all_read)


@pytest.mark.parametrize("command", [READ, UNREAD, ALL])
def test_nobody_reads_for_another(command: Command) -> None:
    story.by(acting(told.BOB)).when(command).then_refused("not-yours")


@pytest.mark.parametrize("command", [READ, UNREAD])
def test_more_than_can_be_marked_at_once_are_refused(command: MarkRead | MarkUnread) -> None:
    many = tuple(str(number) for number in range(MOST + 1))
    story.when(replace(command, notices=many)).then_refused("too-many-notices")
