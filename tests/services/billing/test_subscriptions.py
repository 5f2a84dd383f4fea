"""Subscriptions on the real kernel: bought, tried, renewed, lapsed and left, and what may be pulled meanwhile."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from eventlog.refusal import Conflicting
from tests.services.billing.subscribed import Shop, shop


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path) as running:
        running.open()
        yield running


def test_what_is_paid_for_by_card_may_be_pulled_once_it_is_paid(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe()
    assert (bought["state"], bought["until"], opened.right()) == ("awaiting_payment", None, [])
    opened.bank("paid", bought["invoice"])
    opened.becomes(bought, "active")
    opened.has(("acme/db-team", "subscription", "2026-03-01T00:00:00+00:00"))


def test_a_declined_card_leaves_no_subscription_and_another_can_be_tried(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe()
    opened.bank("declined", bought["invoice"])
    opened.becomes(bought, "ended")
    assert opened.subscribe()["state"] == "awaiting_payment"


def test_nobody_subscribes_twice_to_one_plan(opened: Shop) -> None:
    opened.customer()
    opened.subscribe(payment="invoice")
    with pytest.raises(Conflicting, match="already-subscribed"):
        opened.subscribe(payment="invoice")
    with pytest.raises(Conflicting, match="already-subscribed"):
        opened.subscribe(payment="invoice", dry=True)


def test_a_trial_without_card_ends_by_itself(opened: Shop) -> None:
    opened.accept("ada", plan="team")
    tried = opened.subscribe(trial=True)
    opened.has(("acme/db-team", "trial", "2026-01-29T12:00:00+00:00"))
    opened.until(date(2026, 1, 30))
    opened.becomes(tried, "ended")
    opened.has()


def test_a_renewal_is_charged_and_the_right_goes_on(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe()
    opened.bank("paid", bought["invoice"])
    opened.becomes(bought, "active")
    opened.until(date(2026, 2, 15))
    opened.services.until(lambda: opened.of(bought)["ends"] == "2026-03-15")
    opened.has(("acme/db-team", "subscription", "2026-03-29T00:00:00+00:00"))
    assert opened.of(bought)["invoice"] != bought["invoice"]
