"""Keys made elsewhere, on the real kernel: licences are told, and what each buyer reads in the end is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventlog.amqp import Provided
from eventlog.refusal import Forbidden, Invalid
from eventlog.testing import Keyring
from services.billing import events
from services.catalog import events as catalog
from tests.controls.licences import ADA, DATABASE
from tests.parts.services import config_in, running
from tests.services.billing.books import Told
from tests.services.billing.conftest import TERMS, Books, Catalogue
from tests.services.billing.told import started, tell

PLAN = "free"


class Keyed(Told):
    """With keys of its own for what is personal."""

    name = "billing"
    keys = Provided(lambda config: Keyring())


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with running(config_in(tmp_path), Catalogue, Keyed) as services:
        opened = Books(services)
        opened.publish("subscribers")
        yield opened


def team(books: Books) -> dict[str, Any]:
    return books.by("pat", "acme:editor")


def add(books: Books, *lines: str) -> dict[str, Any]:
    added: dict[str, Any] = books.rpc.add_keys(DATABASE, PLAN, "\n".join(lines), team(books))
    return added


def buy(books: Books, *subscriptions: str) -> None:
    for id in subscriptions:
        tell(books, replace(started, subscription=id, agreed=replace(started.agreed, plan=PLAN)))


def key_of(books: Books, subscription: str) -> dict[str, Any]:
    found: dict[str, Any] = books.rpc.product_key(subscription, books.by(ADA))
    return found


def pool(books: Books) -> dict[str, Any]:
    found: dict[str, Any] = books.rpc.key_pool(DATABASE, PLAN, team(books))
    return found


def none_could_be_given(books: Books) -> bool:
    """Each licence was told to who gives keys; one that is late would find those that were added meanwhile."""
    issued = [int(position) for position, _, line in books.rpc.read_log(0, 1000) if '"billing.licence-issued"' in line]
    dealt_with = {one["id"]: one["position"] for one in books.rpc.standing()["followers"]}
    return int(dealt_with["billing.give_keys/billing"]) >= max(issued)


def test_who_came_to_an_empty_pool_is_given_the_next_keys_in_order_of_buying(books: Books) -> None:
    add(books, "AAAA-1111")
    buy(books, "first", "second", "third")
    books.services.until(lambda: key_of(books, "first")["key"])
    books.services.until(lambda: pool(books)["waiting"] == 2)
    books.services.until(lambda: none_could_be_given(books))
    assert key_of(books, "second") == {"state": "follows", "key": None}
    add(books, "BBBB-2222", "CCCC-3333", "DDDD-4444")
    books.services.until(lambda: key_of(books, "third")["key"])
    held = [key_of(books, each)["key"] for each in ("first", "second", "third")]
    assert held == ["AAAA-1111", "BBBB-2222", "CCCC-3333"]
    given = [line for line in books.rpc.read_log(0, 1000) if '"billing.key-given"' in line[2]]
    assert ['"waited":true' in line for _, _, line in given] == [False, True, True]


def test_a_key_is_in_no_event_and_its_buyer_alone_reads_it(books: Books) -> None:
    add(books, "AAAA-1111")
    buy(books, "first")
    books.services.until(lambda: key_of(books, "first")["key"])
    assert not [line for _, _, line in books.rpc.read_log(0, 1000) if "AAAA" in line]
    assert "AAAA" not in str(pool(books))
    with pytest.raises(Forbidden, match="not-yours"):
        books.rpc.product_key("first", team(books))
    books.services.until(lambda: books.rpc.data_of(ADA)["keys"])
    assert books.rpc.data_of(ADA)["keys"] == [{"subscription": "first", "plan": PLAN, "key": "AAAA-1111"}]


def test_of_a_list_with_a_broken_line_nothing_is_taken_and_withdrawn_keys_do_not_come_back(books: Books) -> None:
    first = add(books, "AAAA-1111", "BBBB-2222")
    with pytest.raises(Invalid, match="line 1: known; line 3: repeated"):
        add(books, "AAAA-1111", "CCCC-3333", "CCCC-3333")
    books.services.until(lambda: pool(books)["free"] == 2)
    with pytest.raises(Invalid, match="line 2: unknown"):
        books.rpc.withdraw_keys(DATABASE, PLAN, "", "AAAA-1111\nZZZZ-9999", team(books))
    assert books.rpc.withdraw_keys(DATABASE, PLAN, "", "AAAA-1111", team(books))["withdrawn"] == 1
    books.services.until(lambda: pool(books)["withdrawn"] == 1)
    with pytest.raises(Invalid, match="line 1: known"):
        add(books, "AAAA-1111")
    assert books.rpc.withdraw_keys(DATABASE, PLAN, first["upload"], "", team(books))["withdrawn"] == 1
    buy(books, "late")
    books.services.until(lambda: pool(books)["waiting"] == 1)
    assert key_of(books, "late")["state"] == "follows"


def test_another_plan_has_a_pool_of_its_own_and_a_key_stays_with_who_has_it(books: Books) -> None:
    agreed = replace(started.agreed, plan="other")
    books.tell(catalog.PlanAdded(DATABASE, "other", "Other", "", "acme/other", "subscribers", TERMS))
    books.rpc.add_keys(DATABASE, PLAN, "AAAA-1111", team(books))
    books.services.until(lambda: books.told().count("billing.plan-offered") == 2)
    books.rpc.add_keys(DATABASE, "other", "OTHER-1", team(books))
    buy(books, "first")
    books.services.until(lambda: key_of(books, "first")["key"] == "AAAA-1111")
    before = replace(agreed, plan=PLAN)
    ends = started.anchor + timedelta(days=30)
    tell(books, events.PlanSwitched("first", ADA, before, agreed, started.anchor, ends, None, ADA))
    books.services.until(lambda: key_of(books, "first")["key"] == "OTHER-1")
    tell(books, events.PlanSwitched("first", ADA, agreed, before, started.anchor, ends, None, ADA))
    books.services.until(lambda: key_of(books, "first")["key"] == "AAAA-1111")
