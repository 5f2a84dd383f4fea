"""Whoever watches a saved search hears of each product that it finds since, once, as they want to hear of it."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.amqp import Provided
from eventlog.refusal import Forbidden, Invalid, Unavailable
from services.catalog import events as catalog
from services.notifications.service import searches
from tests.services.notifications.shop import Opened, Shop, open_shop


class ByName:
    """Finds a product by a part of its id or by one of its words; nothing while it is closed."""

    def __init__(self) -> None:
        self.closed = False
        self.words: dict[str, str] = {}  # by product: a word for each that is on the shelves

    def answering(self, question: str, products: Collection[str]) -> set[str]:
        if self.closed:
            raise Unavailable("search-not-ready")
        asked = question.removeprefix("q=")
        return {id for id in products if asked in id or asked == self.words.get(id)}

    def all_answering(self, question: str, most: int) -> set[str] | None:
        found = self.answering(question, self.words)
        return found if len(found) <= most else None


finder = ByName()


class Watching(Opened):
    finder = Provided(lambda config: finder)

    @rpc
    def look(self) -> None:
        with suppress(Unavailable):
            self._look(self.clock.now())


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    finder.words.clear()
    with open_shop(tmp_path_factory.mktemp("watching"), Watching) as shop:
        yield shop


def watches(shop: Shop, name: str, search: str, question: str) -> None:
    shop.rpc.watch_search(shop.accounts[name], search, question, shop.by(name))


def shelves(shop: Shop, *slugs: str) -> None:
    for slug in slugs:
        drafted = catalog.ProductDrafted(f"id-{slug}", "acme", slug, "container", external=False)
        shop.tell(drafted, catalog.ProductPublished(f"id-{slug}"))
        finder.words[f"id-{slug}"] = ""
    shop.settle()


def edits(shop: Shop, slug: str, word: str) -> None:
    """From now on it is found by the word."""
    shop.tell(catalog.ListingEdited(f"id-{slug}", slug.title(), word, "", (), (), (), "", ""))
    finder.words[f"id-{slug}"] = word
    publishes(shop)


def publishes(shop: Shop, *slugs: str) -> None:
    shelves(shop, *slugs)
    shop.rpc.look()
    shop.settle()


def told(shop: Shop, name: str) -> list[Any]:
    return [each["product"] for each in notices(shop, name)]


def notices(shop: Shop, name: str) -> list[Any]:
    return [each for each in shop.inbox(name)["items"] if each["kind"] == "search.matched"]


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


def test_an_edit_by_which_a_search_finds_a_product_is_told_once(shop: Shop) -> None:
    publishes(shop, "cache")
    watches(shop, "ada", "s-1", "q=broker")
    for word in ("broker", "store", "broker"):
        edits(shop, "cache", word)
    assert told(shop, "ada") == ["acme/cache"]
    assert notices(shop, "ada")[0]["facts"]["change"] == "edited"


def test_an_edit_of_what_a_search_found_before_it_was_watched_is_told_to_nobody(shop: Shop) -> None:
    publishes(shop, "cache", "queue")
    edits(shop, "cache", "broker")
    watches(shop, "ada", "s-1", "q=broker")
    watches(shop, "ada", "s-2", "q=queue")
    edits(shop, "cache", "broker")
    edits(shop, "queue", "broker")
    assert told(shop, "ada") == ["acme/queue"]  # by the first, for the second had it


def test_what_was_new_and_told_is_not_told_again_when_it_is_edited(shop: Shop) -> None:
    watches(shop, "ada", "s-1", "q=queue")
    publishes(shop, "queue")
    edits(shop, "queue", "broker")
    assert [(one["product"], one["facts"]) for one in notices(shop, "ada")] == [("acme/queue", {"name": "queue"})]


def test_a_new_product_that_is_found_after_an_edit_is_told_then(shop: Shop) -> None:
    watches(shop, "ada", "s-1", "q=broker")
    publishes(shop, "cache")
    edits(shop, "cache", "broker")
    assert told(shop, "ada") == ["acme/cache"]


def test_edits_that_change_what_a_facet_says_count_as_well(shop: Shop) -> None:
    publishes(shop, "cache")
    watches(shop, "ada", "s-1", "q=broker")
    finder.words["id-cache"] = "broker"
    image = ("id-cache", "free", "acme/cache", "1.0", "sha256:" + "1" * 64, ("linux/amd64",))
    shop.tell(catalog.ProductCertified(*image, date(2026, 1, 1), date(2027, 1, 1)))
    publishes(shop)
    assert told(shop, "ada") == ["acme/cache"]


def test_a_search_that_finds_too_much_is_told_of_new_products_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "MOST_KNOWN", 1)
    publishes(shop, "queue-one", "queue-two", "cache")
    watches(shop, "ada", "s-1", "q=queue")
    edits(shop, "cache", "queue")
    publishes(shop, "queue-three")
    assert told(shop, "ada") == ["acme/queue-three"]


def test_what_a_search_finds_that_was_watched_while_nothing_could_be_searched_is_known_at_the_next_look(
    shop: Shop,
) -> None:
    publishes(shop, "cache", "store")
    edits(shop, "cache", "broker")
    finder.closed = True
    watches(shop, "ada", "s-1", "q=broker")
    finder.closed = False
    publishes(shop)
    edits(shop, "cache", "broker")
    edits(shop, "store", "broker")
    assert told(shop, "ada") == ["acme/store"]


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
    publishes(shop, "heartburnremedies")
    watches(shop, "ada", "s-1", "q=heartburnremedies")
    with sqlite3.connect(shop.folder / "notifications.log.db") as db:
        assert "q=heartburn" not in "\n".join(db.iterdump())
        assert db.execute("select product from known_to_searches").fetchall() == [("id-heartburnremedies",)]
    shop.services.rpc.identity.erase(ada, shop.by("eve", "operator"))
    shop.settle()
    shop.rpc.clean(ada)
    assert shop.rpc.watched_searches_of(ada) == []
    with sqlite3.connect(shop.folder / "notifications.log.db") as db:
        assert db.execute("select count(*) from known_to_searches").fetchone() == (0,)


def test_nobody_watches_for_another_and_no_question_is_none(shop: Shop) -> None:
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.watch_search(shop.accounts["ada"], "s-1", "q=queue", shop.by("eve"))
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.unwatch_search(shop.accounts["ada"], "s-1", shop.by("eve"))
    with pytest.raises(Invalid, match="search-question-unfit"):
        watches(shop, "ada", "s-1", "")
