"""Everybody says for themselves how they want to hear of things, and a click in a letter is enough to stop it."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from eventlog.testing import Scenario, acting
from services.notifications.deciders.preferences import (
    Command,
    Forget,
    OptOut,
    RenewFeed,
    ResumeMail,
    SetPreferences,
    StopMail,
    preferences,
)
from services.notifications.deciders.preferences_state import Ways, delivery_of
from services.notifications.events import PreferenceSet
from tests.controls import notifications as told

ada = acting(told.ADA, at=told.AT)
story = Scenario(preferences, ada)
CHOSEN = PreferenceSet(told.ADA, told.KIND, page=False, mail="weekly", by="page", at=told.AT)
CHOOSE = SetPreferences(told.ADA, {told.KIND: {"page": False, "mail": "weekly"}}, channel="page")
DELIVERY = SetPreferences(told.ADA, delivery=asdict(delivery_of(told.delivery_set)))
OPT_OUT, STOP = OptOut(told.ADA, told.KIND), StopMail(told.ADA, "bounced", "5.1.1")


def test_each_kind_is_heard_of_by_the_ways_that_were_chosen() -> None:
    story.when(CHOOSE).then(CHOSEN)
    assert story.given(CHOSEN).state.ways(told.KIND) == Ways(page=False, mail="weekly")


def test_the_same_choice_again_changes_nothing() -> None:
    story.given(CHOSEN).when(CHOOSE).then()


def test_what_holds_for_everybody_need_not_be_chosen() -> None:
    story.when(SetPreferences(told.ADA, {told.KIND: {"page": True, "mail": "now"}})).then()


def test_what_is_not_named_stays_as_it_was() -> None:
    by_page = SetPreferences(told.ADA, {told.KIND: {"page": True}}, channel="page")
    story.given(CHOSEN).when(by_page).then(replace(CHOSEN, page=True))


def test_letters_come_when_it_was_said() -> None:
    story.when(DELIVERY).then(told.delivery_set)
    story.given(told.delivery_set).when(DELIVERY).then()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kinds": {"version.lost": {"page": True}}}, "notice-kind-unknown"),
        ({"kinds": {told.KIND: {"mail": "hourly"}}}, "mail-choice-unknown"),
        ({"kinds": {told.KIND: {"page": "yes"}}}, "page-choice-unknown"),
        ({"delivery": {"quiet_from": "24:00"}}, "time-of-day-invalid"),
        ({"delivery": {"quiet_until": "7:00"}}, "time-of-day-invalid"),
        ({"delivery": {"digest_at": None}}, "time-of-day-invalid"),
        ({"delivery": {"zone": "Europe/Atlantis"}}, "zone-unknown"),
        ({"delivery": {"zone": "../etc/passwd"}}, "zone-unknown"),
        ({"delivery": {"digest_on": 7}}, "weekday-invalid"),
        ({"delivery": {"language": "tlh"}}, "language-unknown"),
    ],
)
def test_what_cannot_be_kept_to_is_refused(wrong: dict[str, Any], code: str) -> None:
    story.when(SetPreferences(told.ADA, **wrong)).then_refused(code)


def test_a_letters_link_stops_letters_of_its_kind_alone() -> None:
    story.when(OPT_OUT).then(told.preference_set)
    state = story.given(told.preference_set).state
    assert (state.wants_mail(told.KIND), state.wants_mail("price.changed")) == (False, True)


def test_a_letters_link_followed_twice_changes_nothing() -> None:
    story.given(told.preference_set).when(OPT_OUT).then()
    story.when(replace(OPT_OUT, kind="version.lost")).then_refused("notice-kind-unknown")


def test_letters_that_come_back_are_the_last_until_it_is_said_otherwise() -> None:
    story.when(STOP).then(told.mail_stopped)
    assert not story.given(told.mail_stopped).state.wants_mail(told.KIND)
    resumed = story.given(told.mail_stopped).when(ResumeMail(told.ADA))
    resumed.then(told.mail_resumed)
    assert story.given(told.mail_stopped, told.mail_resumed).state.wants_mail(told.KIND)


def test_letters_are_stopped_once_and_resumed_once() -> None:
    story.given(told.mail_stopped).when(replace(STOP, reason="complained")).then()
    story.when(ResumeMail(told.ADA)).then()


def test_a_feed_gets_a_new_address_each_time() -> None:
    story.given(told.feed_renewed).when(RenewFeed(told.ADA)).then(told.feed_renewed)


@pytest.mark.parametrize("command", [CHOOSE, DELIVERY, ResumeMail(told.ADA), RenewFeed(told.ADA)])
def test_nobody_chooses_for_another(command: Command) -> None:
    story.by(acting(told.BOB, "operator")).when(command).then_refused("not-yours")


def test_who_was_erased_is_told_nothing_any_more() -> None:
    story.given(CHOSEN).when(Forget(told.ADA)).then(told.forgotten)
    gone = story.given(CHOSEN, told.forgotten)
    assert not gone.state.wants_mail("price.changed")
    gone.when(Forget(told.ADA)).then()


@pytest.mark.parametrize("command", [CHOOSE, OPT_OUT, STOP, ResumeMail(told.ADA), RenewFeed(told.ADA)])
def test_for_who_was_erased_nothing_is_chosen_any_more(command: Command) -> None:
    story.given(told.forgotten).when(command).then_refused("unknown-account")
