"""What the view of orders shows to their publisher and to their holder."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from eventlog.testing import project
from services.billing.projections import orders
from tests.controls.deals import (
    ADA,
    ORDER,
    SUBSCRIPTION,
    order_cancelled,
    order_claimed,
    order_extended,
    order_fulfilled,
    order_placed,
)

STREAM = f"order-{ORDER}"
Show = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def after(request: pytest.FixtureRequest) -> Show:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("new_database")())
    return lambda *events: project([orders.projection], [(STREAM, event) for event in events], url)


def test_a_placed_order_is_its_publishers(after: Show) -> None:
    with after(order_placed) as db:
        (shown,) = orders.of_publisher(db, "acme")
    assert (shown["id"], shown["state"], shown["holder"]) == (ORDER, "placed", "")
    assert shown["components"] == [{"name": "nodes", "value": "5"}]


def test_no_value_of_a_key_is_shown(after: Show) -> None:
    with after(order_placed) as db:
        shown = orders.order(db, ORDER)
    assert shown
    assert shown["keys"] == [{"label": "Activation key", "media_type": "text/plain", "file_name": "acme-db.key"}]
    assert "AAAA-BBBB-CCCC" not in str(shown)


def test_a_claimed_order_is_its_holders_too(after: Show) -> None:
    with after(order_placed, order_claimed) as db:
        assert [each["state"] for each in orders.of_holder(db, ADA)] == ["claimed"]


def test_a_fulfilled_order_names_its_subscription(after: Show) -> None:
    with after(order_placed, order_claimed, order_fulfilled, order_extended) as db:
        (shown,) = orders.of_holder(db, ADA)
    assert (shown["state"], shown["subscription"], shown["ends"]) == ("fulfilled", SUBSCRIPTION, date(2028, 1, 1))


def test_a_cancelled_order_says_why(after: Show) -> None:
    with after(order_placed, order_claimed, order_cancelled) as db:
        (shown,) = orders.of_publisher(db, "acme")
    assert (shown["state"], shown["reason"]) == ("cancelled", "never paid")
