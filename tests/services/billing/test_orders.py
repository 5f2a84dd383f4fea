"""Orders on the real kernel: placed, claimed with their link, accepted, and changed by their publisher alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden, Missing
from tests.controls.subscriptions import DATABASE
from tests.services.billing.subscribed import Shop, shop

KEY = {"label": "Activation key", "media_type": "text/plain", "file_name": "db.key", "value": "AAAA-BBBB-CCCC"}
WANTED = {"ends": "2027-01-01", "quantity": 5, "keys": [KEY], "components": [{"name": "nodes", "value": "5"}]}
RIGHT = ("acme/db-team", "order", "2027-01-01T00:00:00+00:00")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path) as running:
        running.open()
        yield running


def team(opened: Shop) -> dict[str, Any]:
    return opened.by("bea", "acme:editor")


def place(opened: Shop, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = opened.rpc.place_order("acme", DATABASE, "team", WANTED | more, team(opened))
    return answer


def claim(opened: Shop, order: dict[str, Any], holder: str = "ada") -> dict[str, Any]:
    answer: dict[str, Any] = opened.rpc.claim_order(order["id"], order["claim"], holder, opened.by(holder))
    return answer


def accepted(opened: Shop, **more: Any) -> dict[str, Any]:
    """An order that ada has claimed and accepted."""
    order = place(opened, **more)
    claim(opened, order)
    opened.accept("ada", plan="team")
    answer: dict[str, Any] = opened.rpc.accept_order(order["id"], opened.by("ada"))
    return answer


def test_an_accepted_order_opens_its_repository_as_long_as_it_says(opened: Shop) -> None:
    order = accepted(opened)
    opened.has(RIGHT)
    bought = opened.rpc.subscription(order["subscription"])
    assert (bought["state"], bought["price"], bought["quantity"]) == ("active", None, 5)
    assert bought["source"] == f"order-{order['id']}"


def test_an_order_without_an_end_is_for_good(opened: Shop) -> None:
    accepted(opened, ends=None)
    opened.has(("acme/db-team", "order", None))


def test_accepting_twice_answers_the_same(opened: Shop) -> None:
    order = accepted(opened)
    again = opened.rpc.accept_order(order["id"], opened.by("ada"))
    assert again["subscription"] == order["subscription"]
    assert opened.told().count("billing.subscription-started") == 1


def test_the_terms_come_before_the_order(opened: Shop) -> None:
    order = place(opened)
    claim(opened, order)
    with pytest.raises(Conflicting, match="terms-not-accepted"):
        opened.rpc.accept_order(order["id"], opened.by("ada"))
    assert opened.rpc.order(order["id"])["state"] == "claimed"


def test_placing_twice_with_one_key_is_one_order_with_the_same_link(opened: Shop) -> None:
    orders = [opened.rpc.place_order("acme", DATABASE, "team", WANTED, opened.by("b", "acme:owner", key="k"))] * 2
    assert orders[0]["claim"] == orders[1]["claim"]
    opened.services.until(lambda: len(opened.rpc.orders_placed_by("acme")) == 1)


def test_a_link_that_is_not_ours_claims_nothing(opened: Shop) -> None:
    order, another = place(opened), place(opened)
    with pytest.raises(Missing, match="claim-unknown"):
        opened.rpc.claim_order(order["id"], another["claim"], "ada", opened.by("ada"))


def test_an_order_is_claimed_once(opened: Shop) -> None:
    order = place(opened)
    claim(opened, order)
    with pytest.raises(Conflicting, match="order-claimed"):
        claim(opened, order, "bob")


def test_keys_are_shown_to_the_holder_once_it_is_accepted(opened: Shop) -> None:
    order = accepted(opened)
    assert opened.rpc.order_keys(order["id"], opened.by("ada")) == [KEY]


@pytest.mark.parametrize("who", [("bea", "acme:owner"), ("bob", "orca:owner")])
def test_keys_are_shown_to_nobody_else(opened: Shop, who: tuple[str, str]) -> None:
    order = accepted(opened)
    with pytest.raises(Forbidden, match="not-yours"):
        opened.rpc.order_keys(order["id"], opened.by(*who))


def test_keys_wait_for_the_acceptance(opened: Shop) -> None:
    order = place(opened)
    claim(opened, order)
    with pytest.raises(Conflicting, match="order-not-accepted"):
        opened.rpc.order_keys(order["id"], opened.by("ada"))


def test_neither_key_nor_link_stands_in_the_log_or_the_views(opened: Shop, tmp_path: Path) -> None:
    order = accepted(opened)
    opened.has(RIGHT)
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"db.key" in kept
    assert KEY["value"].encode() not in kept
    assert order.get("claim", place(opened)["claim"]).encode() not in kept


def test_a_cancelled_order_takes_the_right_and_the_keys_at_once(opened: Shop) -> None:
    order = accepted(opened)
    opened.has(RIGHT)
    opened.rpc.cancel_order(order["id"], "never paid", team(opened))
    opened.has()
    assert opened.rpc.subscription(order["subscription"])["state"] == "ended"
    with pytest.raises(Conflicting, match="order-cancelled"):
        opened.rpc.order_keys(order["id"], opened.by("ada"))


def test_an_extended_order_is_open_longer(opened: Shop) -> None:
    order = accepted(opened)
    opened.rpc.extend_order(order["id"], "2028-01-01", team(opened))
    opened.has(("acme/db-team", "order", "2028-01-01T00:00:00+00:00"))


def test_a_shortened_order_ends_sooner(opened: Shop) -> None:
    order = accepted(opened)
    opened.rpc.extend_order(order["id"], "2026-02-01", team(opened))
    opened.has(("acme/db-team", "order", "2026-02-01T00:00:00+00:00"))
    opened.until(date(2026, 2, 1))
    opened.has()


def test_an_order_ends_by_itself(opened: Shop) -> None:
    order = accepted(opened)
    opened.has(RIGHT)
    opened.until(date(2027, 1, 1))
    opened.becomes({"id": order["subscription"]}, "ended")
    opened.has()


def test_a_claimed_order_is_in_the_download_of_ones_data_without_the_publishers_notes(opened: Shop) -> None:
    accepted(opened, metadata=[{"name": "discount", "value": "too high"}])
    opened.services.until(lambda: opened.rpc.data_of("ada")["orders"])
    (told,) = opened.rpc.data_of("ada")["orders"]
    assert told["address"] == "acme/db"
    assert "too high" not in str(told)


@pytest.mark.parametrize("change", ["cancel", "change_quantity", "change_payment"])
def test_the_holder_changes_nothing_of_what_an_order_gives(opened: Shop, change: str) -> None:
    order = accepted(opened)
    more = {"cancel": (False,), "change_quantity": (9, False), "change_payment": ("card",)}[change]
    with pytest.raises(Conflicting):
        getattr(opened.rpc, change)(order["subscription"], *more, opened.by("ada"))
