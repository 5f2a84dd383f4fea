"""Subscriptions on the real kernel: bought, tried, renewed, lapsed and left, and what may be pulled meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eventlog.refusal import Conflicting
from services.catalog import events as catalog
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import DATABASE
from tests.services.billing.conftest import TERMS
from tests.services.billing.subscribed import Shop, shop
from vocabulary.money import Money


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


def test_who_does_not_pay_is_past_due_then_lapses_and_goes_on_once_it_is_paid(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe()
    opened.bank("paid", bought["invoice"])
    opened.becomes(bought, "active")
    opened.until(date(2026, 2, 15))
    opened.services.until(lambda: opened.of(bought)["ends"] == "2026-03-15")
    renewal = opened.of(bought)["invoice"]
    opened.bank("declined", renewal)
    opened.becomes(bought, "past_due")
    opened.has(("acme/db-team", "grace", "2026-03-01T00:00:00+00:00"))
    opened.until(date(2026, 3, 1))
    opened.becomes(bought, "lapsed")
    opened.has()
    opened.bank("paid", renewal)
    opened.becomes(bought, "active")
    opened.has(("acme/db-team", "subscription", "2026-03-29T00:00:00+00:00"))


def test_a_switch_is_shown_then_made_and_the_right_moves_to_the_other_plan(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe()
    opened.bank("paid", bought["invoice"])
    opened.becomes(bought, "active")
    opened.until(date(2026, 1, 31))
    dry = opened.rpc.switch(bought["id"], "fleet", True, opened.by("ada"))
    assert [line["amount"]["amount"] for line in dry["today"]["lines"]] == [23710, -2371]
    assert (dry["then"]["on"], dry["then"]["net"]["amount"]) == ("2026-02-15", 49000)
    assert opened.of(bought)["plan_id"] == "team"
    opened.rpc.switch(bought["id"], "fleet", False, opened.by("ada"))
    opened.has(("acme/db-fleet", "subscription", "2026-03-01T00:00:00+00:00"))


def test_use_is_counted_once_and_charged_with_the_renewal(tmp_path: Path) -> None:
    price = replace(controls.team_price, amounts=(Money(4900, "USD"),), components=(controls.requests,))
    with shop(tmp_path) as running:
        running.open(replace(controls.team_offered, price=price))
        running.customer(plans=("team",))
        bought = running.subscribe(payment="invoice")
        report = ("requests", 1500, running.clock.at.isoformat(), "report-1")
        for _ in range(2):
            running.rpc.record_usage(bought["id"], *report, running.by("ada"))
        assert running.rpc.usage_of(bought["id"])[0]["amount"] == 1500
        running.until(date(2026, 2, 15))
        running.services.until(lambda: running.of(bought)["ends"] == "2026-03-15")
        running.services.until(lambda: running.issued(running.of(bought)["invoice"]))
        invoice = running.rpc.invoice(running.of(bought)["invoice"])
        assert [line["amount"]["amount"] for line in invoice["lines"]] == [625, 4900]
        assert running.rpc.usage_of(bought["id"])[0]["amount"] == 0


def test_a_new_price_is_announced_to_who_has_the_plan(opened: Shop) -> None:
    opened.customer()
    opened.subscribe(payment="invoice")
    dearer = replace(controls.team_price, amounts=(Money(5900, "USD"),))
    opened.tell(catalog.PlanChanged(DATABASE, "team", "Team", "", "subscribers", TERMS, price=dearer))
    opened.heard("billing.price-change-announced")


def test_a_revoked_product_ends_what_was_subscribed_to(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    opened.tell(catalog.ProductRevoked(DATABASE))
    opened.becomes(bought, "ended")
    opened.has()


def test_subscribing_twice_with_one_key_is_one_subscription(opened: Shop) -> None:
    opened.customer()
    by = opened.by("ada", key="k")
    answers = [opened.rpc.subscribe(DATABASE, "team", "ada", {"payment": "invoice"}, False, by) for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"]
    assert len(opened.rpc.subscriptions_of("ada")) == 1


def test_what_somebody_subscribed_to_is_in_the_download_of_their_data(opened: Shop) -> None:
    opened.customer()
    opened.subscribe(payment="invoice")
    opened.services.until(lambda: opened.rpc.data_of("ada")["subscriptions"])
    (history,) = opened.rpc.data_of("ada")["subscriptions"]
    assert [each["type"] for each in history] == ["billing.subscription-started"]
