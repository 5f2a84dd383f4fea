"""What concerns somebody is announced once and addressed to each once, however often it is heard."""

from dataclasses import replace

from eventlog.testing import Scenario, acting
from services.notifications.deciders.announcement import Address, Announce, announcement
from services.notifications.deciders.announcement_letter import ReleaseMail, letter
from services.notifications.events import NoticeAddressed
from tests.controls import notifications as told

story = Scenario(announcement, acting("policy:catalog", at=told.AT))
known = story.given(told.announced)
ADDRESS = Address(told.NOTICE, told.addressed.recipients, told.addressed.webhooks)
RELEASE = ReleaseMail(told.NOTICE, told.KIND, told.BOB)
waiting = Scenario(letter, acting("policy:deadline-release_mail", at=told.released.at))


def test_a_notice_is_announced() -> None:
    story.when(Announce(told.announced)).then(told.announced)


def test_a_notice_is_announced_once_whatever_is_said_of_it_by_then() -> None:
    known.when(Announce(replace(told.announced, product="acme/database"))).then()


def test_a_notice_is_addressed_to_people_and_webhooks() -> None:
    known.when(ADDRESS).then(told.addressed)


def test_who_was_addressed_is_not_addressed_again_by_any_way() -> None:
    by_letter = tuple(replace(each, mail="now", send_at=None) for each in told.addressed.recipients)
    known.given(told.addressed).when(replace(ADDRESS, recipients=by_letter)).then()


def test_a_late_comer_is_addressed_alone() -> None:
    late = replace(told.at_once, account=told.PAT)
    addressed = known.given(told.addressed).when(replace(ADDRESS, recipients=(told.at_once, late)))
    addressed.then(NoticeAddressed(told.NOTICE, told.KIND, (late,), (), told.AT))


def test_who_is_named_twice_is_addressed_once() -> None:
    twice = Address(told.NOTICE, (told.at_once, told.at_once), (told.WEBHOOK, told.WEBHOOK))
    known.when(twice).then(NoticeAddressed(told.NOTICE, told.KIND, (told.at_once,), (told.WEBHOOK,), told.AT))


def test_nobody_is_addressed_with_what_was_not_announced() -> None:
    story.when(ADDRESS).then_refused("no-such-notice")


def test_a_letter_goes_out_once_quiet_hours_are_over() -> None:
    waiting.when(RELEASE).then(told.released)


def test_a_letter_is_released_once() -> None:
    waiting.given(told.released).when(RELEASE).then()
