"""What support holds of somebody: given to them when they ask, and unreadable once they were erased."""

from collections.abc import Iterator

import pytest

from tests.services.support.shop import Shop, open_shop


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One of its own: Ada is erased here."""
    with open_shop(tmp_path_factory.mktemp("forgotten")) as shop:
        yield shop


def erased(shop: Shop) -> None:
    shop.services.rpc.identity.erase(shop.accounts["ada"], shop.by("eve", "operator"))


def test_who_was_erased_is_unreadable_everywhere_and_their_ticket_is_closed(shop: Shop) -> None:
    told = shop.ticket(summary="Tidewater will not start")
    shop.rpc.note(told["id"], "Ada of Tidewater called.", [], shop.sam())
    shop.settle()
    mine = shop.rpc.data_of(shop.accounts["ada"])["events"]
    assert [each["type"] for each in mine] == ["support.ticket-opened", "support.clock-set"]
    assert mine[0]["data"]["summary"] == "Tidewater will not start"
    erased(shop)
    closed = shop.services.until(lambda: _if_closed(shop, told["id"]))
    assert (closed["summary"], closed["opener"]["name"]) == ("", "")
    assert [entry["text"] for entry in closed["timeline"] if entry["kind"] in ("opened", "noted")] == [None, None]
    shop.settle()
    queue = shop.rpc.tickets({"queue": "all"}, shop.sam())
    assert [(each["summary"], each["customer"]) for each in queue["items"]] == [("", "")]


def _if_closed(shop: Shop, id: str) -> dict[str, object] | None:
    told: dict[str, object] = shop.rpc.ticket(id, shop.sam())
    return told if told["state"] == "closed" else None
