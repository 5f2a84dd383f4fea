"""The lists of tickets on the real kernel: who sees what, in which order, page by page."""

from typing import Any

import pytest

from eventlog.refusal import Forbidden, Invalid
from tests.services.support.shop import Shop


def numbers(found: dict[str, Any]) -> list[str]:
    return [each["number"] for each in found["items"]]


def test_a_customer_sees_their_own_the_newest_first(shop: Shop) -> None:
    first, second = shop.ticket(), shop.ticket()
    shop.settle()
    assert numbers(shop.rpc.tickets({}, shop.ada()))[:2] == [second["number"], first["number"]]
    assert shop.rpc.tickets({"queue": "mine"}, shop.eve())["items"] == []


def test_a_desks_queue_is_by_the_nearest_deadline_page_by_page(shop: Shop) -> None:
    shop.ticket(priority=3)
    urgent = shop.ticket(priority=1)
    shop.settle()
    page = shop.rpc.tickets({"queue": "all", "state": "open", "limit": 1}, shop.sam())
    assert numbers(page) == [urgent["number"]]
    further = shop.rpc.tickets({"queue": "all", "state": "open", "before": page["next"]}, shop.sam())
    dues = [each["sla"]["due"] for each in further["items"]]
    assert (urgent["number"] not in numbers(further), dues) == (True, sorted(dues))
    assert further["open"] == len(dues) + 1


def test_own_and_unassigned_are_kept_apart(shop: Shop) -> None:
    mine, nobodys = shop.ticket(), shop.ticket()
    shop.settle()
    shop.rpc.assign(mine["id"], shop.accounts["sam"], shop.sam())
    shop.settle()
    own = shop.rpc.tickets({"queue": "own"}, shop.sam())
    assert (numbers(own), own["items"][0]["assignee"]["name"]) == ([mine["number"]], "Ada")
    unassigned = numbers(shop.rpc.tickets({"queue": "unassigned"}, shop.sam()))
    assert nobodys["number"] in unassigned
    assert mine["number"] not in unassigned


def test_a_row_tells_what_the_queue_shows(shop: Shop) -> None:
    told = shop.ticket()
    shop.settle()
    row = next(each for each in shop.rpc.tickets({"queue": "all"}, shop.sam())["items"] if each["id"] == told["id"])
    assert (row["summary"], row["customer"], row["product_name"]) == (told["summary"], "Ada", "db")
    assert (row["waiting_on"], row["handover"], row["sla"]["due"]) == ("store", "", told["sla"]["due"])


def test_a_publishers_people_see_nothing_before_it_is_handed_to_them(shop: Shop) -> None:
    shop.ticket()
    shop.settle()
    assert shop.rpc.tickets({"queue": "all", "publisher": "acme"}, shop.pat())["items"] == []


def test_to_the_stores_desk_a_publisher_only_keeps_others_out(shop: Shop) -> None:
    shop.ticket(product="", tag="")
    shop.settle()
    found = shop.rpc.tickets({"queue": "all", "publisher": "acme"}, shop.sam())["items"]
    assert {each["publisher"] for each in found} == {"acme"}


def test_a_queue_is_for_the_people_of_its_desk(shop: Shop) -> None:
    for by in (shop.ada(), shop.pat()):
        with pytest.raises(Forbidden, match="not-yours"):
            shop.rpc.tickets({"queue": "all"}, by)
    with pytest.raises(Invalid, match="field-invalid"):
        shop.rpc.tickets({"queue": "theirs"}, shop.sam())
