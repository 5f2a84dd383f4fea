"""Who subscribes to what, as it is found by holder, publisher and plan."""

from dataclasses import replace
from typing import Any

import pytest

from eventlog.testing import project
from services.billing.projections import subscriptions
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, SUBSCRIPTION
from vocabulary.money import Money


def after(*events: Any, url: str = "") -> Any:
    return project([subscriptions.projection], [(f"subscription-{SUBSCRIPTION}", event) for event in events], url)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((controls.started,), "awaiting_payment"),
        ((controls.tried,), "trialing"),
        ((controls.tried, controls.trial_ended), "active"),
        ((controls.started, controls.activated), "active"),
        ((controls.started, controls.activated, controls.past_due), "past_due"),
        ((controls.started, controls.activated, controls.past_due, controls.recovered), "active"),
        ((controls.started, controls.activated, controls.cancelled), "cancelled"),
        ((controls.started, controls.activated, controls.cancelled, controls.resumed), "active"),
        ((controls.started, controls.activated, controls.cancelled, controls.ended), "ended"),
        ((controls.started, controls.abandoned), "ended"),
        ((controls.started, controls.activated, controls.past_due, controls.lapsed), "lapsed"),
    ],
)
def test_it_stands_as_its_events_say(events: tuple[Any, ...], state: str) -> None:
    with after(*events) as db:
        assert [each["state"] for each in subscriptions.of_publisher(db, "acme")] == [state]


def test_a_publisher_sees_what_its_customers_pay() -> None:
    switched = replace(controls.switched, charge=None)
    with after(controls.started, controls.activated, switched, controls.quantity_changed) as db:
        (shown,) = subscriptions.of_publisher(db, "acme")
    assert (shown["plan"], shown["quantity"]) == ("acme/db/fleet", 3)
    assert shown["price"] == {"amount": 49000, "currency": "USD"}


def test_a_renewal_moves_the_end() -> None:
    with after(controls.started, controls.activated, controls.renewed) as db:
        assert subscriptions.of_publisher(db, "acme")[0]["ends"] == "2026-03-15"


def test_what_runs_of_a_plan_is_found() -> None:
    with after(controls.started) as db:
        assert subscriptions.running(db, DATABASE, "team") == subscriptions.running(db, DATABASE) == [SUBSCRIPTION]
        assert subscriptions.running(db, DATABASE, "fleet") == []
    with after(controls.started, controls.abandoned) as db:
        assert subscriptions.running(db, DATABASE) == []


def test_a_holder_finds_what_is_over_as_well() -> None:
    with after(controls.started, controls.abandoned) as db:
        assert subscriptions.of_holder(db, ADA) == [SUBSCRIPTION]


def test_what_costs_millions_of_a_small_unit_is_shown(database_url: str) -> None:
    """Three thousand million minor units: thirty million rupiah."""
    dear = replace(controls.team, price=Money(3_000_000_000, "IDR"))
    with after(replace(controls.started, agreed=dear), url=database_url) as db:
        assert subscriptions.of_publisher(db, "acme")[0]["price"] == {"amount": 3_000_000_000, "currency": "IDR"}
