"""What webhooks are sent, and when what was not taken is tried again."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

import pytest

from eventlog.effects import Effect
from eventlog.testing import recorded
from services.notifications.policies import webhooks
from tests.controls import notifications as told

HOUR = timedelta(hours=1)


def caused(event: object) -> list[Effect]:
    return list(webhooks.caused(event, recorded(event, "webhook-1")))


def test_each_webhook_that_a_notice_is_addressed_to_is_sent_it_once() -> None:
    (effect,) = caused(told.addressed)
    arguments = {"webhook": told.WEBHOOK, "announcement": told.NOTICE}
    assert effect == Effect("webhook", f"{told.WEBHOOK}:{told.NOTICE}", arguments)


def test_tests_and_redeliveries_are_effects_of_their_own() -> None:
    keys = {
        each.key for event in (told.addressed, told.webhook_tested, told.redelivery_requested) for each in caused(event)
    }
    assert len(keys) == 3


def test_other_facts_send_nothing() -> None:
    assert caused(told.announced) == caused(told.webhook_added) == []


def test_an_id_has_no_dot_for_dots_part_what_is_signed() -> None:
    assert "." not in webhooks.message_of(told.NOTICE)


def test_a_body_tells_kind_time_and_what_happened() -> None:
    read = json.loads(webhooks.body(told.announced, "https://store.example"))
    assert (read["type"], read["timestamp"]) == (told.KIND, "2026-03-02T09:00:00.000000Z")
    assert read["data"]["link"] == "https://store.example/acme/db"
    assert read["data"]["facts"] == {"version": "2.1.4", "was": "2.1.3", "severity": "high"}


def test_what_is_about_no_product_says_so() -> None:
    read = json.loads(webhooks.body(replace(told.announced, product="", link=""), "https://store.example"))
    assert (read["data"]["product"], read["data"]["link"]) == (None, None)


def test_ten_tries_take_a_little_more_than_three_days() -> None:
    pauses = [webhooks.pause_after(number, "seed") for number in range(1, webhooks.TRIES)]
    until = list(accumulate(pauses))
    assert len(pauses) == 9
    assert 75.5 * HOUR < until[-1] < 75.6 * HOUR * 1.1
    assert [not webhooks.is_given_up(number + 2, told.AT, told.AT + at) for number, at in enumerate(until)] == [
        *[True] * 8, False
    ]  # fmt: skip


def test_many_tries_within_a_short_time_give_nothing_up() -> None:
    assert not webhooks.is_given_up(100, told.AT, told.AT + 71 * HOUR)
    assert webhooks.pause_after(100, "seed") >= 24 * HOUR


def test_who_asks_for_patience_gets_it_up_to_a_day() -> None:
    assert webhooks.pause_after(1, "seed", 3600) == HOUR
    assert webhooks.pause_after(1, "seed", 10**6) == webhooks.pause_after(1, "seed", 10**40) == 24 * HOUR
    assert webhooks.pause_after(9, "seed", 60) >= 24 * HOUR


def test_not_all_come_back_in_one_moment() -> None:
    assert len({webhooks.pause_after(3, f"webhook {number}") for number in range(20)}) > 10


@pytest.mark.parametrize(
    ("owner", "audience"),
    [
        ("publisher:acme", "publisher:acme:team"),
        ("organization:acme", "owners:acme"),
        (f"account:{told.ADA}", f"account:{told.ADA}"),
    ],
)
def test_its_people_are_told_that_a_webhook_was_stopped(owner: str, audience: str) -> None:
    stopped = replace(told.webhook_stopped, owner=owner)
    notice = webhooks.heard(stopped, recorded(stopped, "webhook-1"))
    assert notice is not None
    assert (notice.kind, notice.audiences) == ("webhook.stopped", (audience,))


def test_who_stopped_it_knows() -> None:
    stopped = replace(told.webhook_stopped, reason="owner")
    assert webhooks.heard(stopped, recorded(stopped, "webhook-1")) is None
