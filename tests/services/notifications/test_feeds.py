"""A feed of one's own is found at its secret address by whoever knows it, and by nobody once it is renewed."""

import secrets
import sqlite3

import pytest

from eventlog.refusal import Missing
from tests.services.notifications.shop import Shop


@pytest.fixture
def address(shop: Shop) -> str:
    """Of Ada's feed."""
    made: str = shop.rpc.renew_feed(shop.by("ada"))["address"]
    return made


def test_it_tells_what_the_inbox_tells(shop: Shop, address: str) -> None:
    shop.announces(secrets.token_hex(4), f"account:{shop.accounts['ada']}")
    told = shop.rpc.feed(address)
    assert told["account"] == shop.accounts["ada"]
    assert told["items"] == shop.inbox("ada")["items"] != []


def test_a_renewed_one_is_dead_at_its_address_before(shop: Shop, address: str) -> None:
    new = shop.rpc.renew_feed(shop.by("ada"))["address"]
    with pytest.raises(Missing, match="feed-unknown"):
        shop.rpc.feed(address)
    assert shop.rpc.feed(new)["account"] == shop.accounts["ada"]


def test_asked_twice_it_is_renewed_once_and_shown_once(shop: Shop) -> None:
    first = shop.rpc.renew_feed(shop.by("ada", key="renewing"))
    again = shop.rpc.renew_feed(shop.by("ada", key="renewing"))
    assert again == {"address": None, "position": first["position"]}
    assert shop.rpc.feed(first["address"])["account"] == shop.accounts["ada"]


def test_nobody_is_at_an_address_that_was_never_made(shop: Shop, address: str) -> None:
    for wrong in ("", "made-up", address[:-1], address.swapcase()):
        with pytest.raises(Missing, match="feed-unknown"):
            shop.rpc.feed(wrong)


def test_the_address_is_kept_nowhere(shop: Shop, address: str) -> None:
    with sqlite3.connect(shop.folder / "notifications.log.db") as db:
        dumped = "\n".join(db.iterdump())
    assert address not in dumped
    assert shop.accounts["ada"] in dumped


def test_who_is_suspended_has_no_feed_meanwhile(shop: Shop) -> None:
    address = shop.rpc.renew_feed(shop.by("eve"))["address"]
    people = shop.people
    people.rpc.suspend(shop.accounts["eve"], "spam", people.by("root", "operator"))
    shop.settle()
    with pytest.raises(Missing, match="feed-unknown"):
        shop.rpc.feed(address)


def test_with_an_erased_account_its_feed_goes(shop: Shop) -> None:
    address = shop.rpc.renew_feed(shop.by("pat"))["address"]
    assert "feed of their own" in shop.rpc.clean(shop.accounts["pat"])
    with pytest.raises(Missing, match="feed-unknown"):
        shop.rpc.feed(address)
