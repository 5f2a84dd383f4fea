"""Whoever watches a saved search hears of each new product that it finds, once, as they want to hear of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.amqp import Provided
from eventlog.refusal import Forbidden, Invalid, Unavailable
from services.catalog import events as catalog
from tests.services.notifications.shop import Opened, Shop, open_shop


class ByName:
    """Finds a product by a part of its address; nothing while it is closed."""

    closed = False

    def answers(self, question: str, address: str) -> bool:
        if self.closed:
            raise Unavailable("search-not-ready")
        return question.removeprefix("q=") in address


finder = ByName()


class Watching(Opened):
    finder = Provided(lambda config: finder)

    @rpc
    def look(self) -> None:
        with suppress(Unavailable):
            self._look(self.clock.now())


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("watching"), Watching) as shop:
        yield shop


def watches(shop: Shop, name: str, search: str, question: str) -> None:
    shop.rpc.watch_search(shop.accounts[name], search, question, shop.by(name))


def shelves(shop: Shop, *slugs: str) -> None:
    for slug in slugs:
        drafted = catalog.ProductDrafted(f"id-{slug}", "acme", slug, "container", external=False)
        shop.tell(drafted, catalog.ProductPublished(f"id-{slug}"))
    shop.settle()


def publishes(shop: Shop, *slugs: str) -> None:
    shelves(shop, *slugs)
    shop.rpc.look()
    shop.settle()


def told(shop: Shop, name: str) -> list[Any]:
    return [each["product"] for each in shop.inbox(name)["items"] if each["kind"] == "search.matched"]


def test_a_new_product_is_told_once_to_whoever_watches_a_search_that_finds_it(shop: Shop) -> None:
    publishes(shop, "queue-one")
    watches(shop, "ada", "s-1", "q=queue")
    publishes(shop, "queue-two", "cache")
    publishes(shop)
    assert (told(shop, "ada"), told(shop, "eve")) == (["acme/queue-two"], [])


def test_what_came_before_one_asked_is_told_only_to_those_who_asked_before(shop: Shop) -> None:
    watches(shop, "ada", "s-1", "q=queue")
    shelves(shop, "queue")
    watches(shop, "eve", "s-2", "q=queue")
    publishes(shop)
    assert (told(shop, "ada"), told(shop, "eve")) == (["acme/queue"], [])


def test_what_comes_back_to_the_shelves_is_not_new(shop: Shop) -> None:
    publishes(shop, "queue")
    watches(shop, "ada", "s-1", "q=queue")
    shop.tell(catalog.ProductUnlisted("id-queue"), catalog.ProductPublished("id-queue"))
    publishes(shop)
    assert told(shop, "ada") == []


def test_who_watches_no_more_is_told_nothing(shop: Shop) -> None:
    watches(shop, "ada", "s-1", "q=queue")
    shop.rpc.unwatch_search(shop.accounts["ada"], "s-1", shop.by("ada"))
    publishes(shop, "queue")
    assert (told(shop, "ada"), shop.rpc.watched_searches_of(shop.accounts["ada"])) == ([], [])


def test_who_chose_not_to_hear_of_it_is_told_nothing(shop: Shop) -> None:
    off = {"search.matched": {"mail": "off", "page": False}}
    shop.rpc.set_preferences({"kinds": off}, shop.by("ada"))
    shop.settle()
    watches(shop, "ada", "s-1", "q=queue")
    publishes(shop, "queue")
    assert told(shop, "ada") == []


def test_what_came_while_nothing_could_be_searched_is_told_afterwards(shop: Shop) -> None:
    watches(shop, "ada", "s-1", "q=queue")
    finder.closed = True
    publishes(shop, "queue")
    finder.closed = False
    publishes(shop)
    assert told(shop, "ada") == ["acme/queue"]


def test_a_watched_search_lies_readable_in_no_file_and_is_gone_with_its_owner(shop: Shop) -> None:
    ada = shop.accounts["ada"]
    watches(shop, "ada", "s-1", "q=heartburnremedies")
    with sqlite3.connect(shop.folder / "notifications.log.db") as db:
        assert "heartburn" not in "\n".join(db.iterdump())
    shop.services.rpc.identity.erase(ada, shop.by("eve", "operator"))
    shop.settle()
    shop.rpc.clean(ada)
    assert shop.rpc.watched_searches_of(ada) == []


def test_nobody_watches_for_another_and_no_question_is_none(shop: Shop) -> None:
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.watch_search(shop.accounts["ada"], "s-1", "q=queue", shop.by("eve"))
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.unwatch_search(shop.accounts["ada"], "s-1", shop.by("eve"))
    with pytest.raises(Invalid, match="search-question-unfit"):
        watches(shop, "ada", "s-1", "")
