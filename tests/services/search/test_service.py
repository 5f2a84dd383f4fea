"""The service on the real kernel, following the real catalogue: what is published there is found here."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eventlog.refusal import Unavailable
from gateway.registry import keys
from services.catalog.service import Catalog
from services.identity.service import Identity
from services.search.reader import Query, SearchReader
from services.search.service import Search
from tests.parts.pace import at_best, seconds_of
from tests.parts.services import config_in, running
from tests.services.catalog.shop import SOURCE, Shop, official


@contextmanager
def open_store(folder: Path) -> Iterator[Shop]:
    keys.prepare(folder / "keys")  # what the catalogue signs its calls to the registry with
    with running(config_in(folder), Identity, Catalog, Search) as services:
        yield Shop(services)


def bring(shop: Shop, *products: dict[str, Any]) -> None:
    shop.catalog.import_products(SOURCE, list(products), shop.rita())


def found(folder: Path, text: str = "") -> list[str]:
    try:
        return [item.slug for item in SearchReader(folder / "index").search(Query(text)).items]
    except Unavailable:
        return []


def test_what_is_published_is_found_within_a_second(tmp_path: Path) -> None:
    with open_store(tmp_path) as shop:
        bring(shop, official("first"))
        shop.services.until(lambda: found(tmp_path, "first"))
        names = (f"image{number}" for number in itertools.count())

        def finding() -> float:
            name = next(names)
            bring(shop, official(name))
            return seconds_of(lambda: shop.services.until(lambda: found(tmp_path, name)))

        assert at_best(finding, 1) < 1


def test_what_is_unlisted_is_found_no_more(tmp_path: Path) -> None:
    with open_store(tmp_path) as shop:
        bring(shop, official("nginx"), official("redis"))
        shop.services.until(lambda: len(found(tmp_path)) == 2)
        shop.catalog.unlist_product("library/nginx", shop.by("olga", "operator", "library:owner"))
        shop.services.until(lambda: found(tmp_path) == ["library/redis"])


def test_a_changed_listing_is_found_by_its_new_words(tmp_path: Path) -> None:
    with open_store(tmp_path) as shop:
        bring(shop, official("nginx", short_description="Old."))
        shop.services.until(lambda: found(tmp_path, "nginx"))
        bring(shop, official("nginx", short_description="A lighthouse."))
        shop.services.until(lambda: found(tmp_path, "lighthouse") == ["library/nginx"])


def test_the_index_is_carried_on_after_a_stop(tmp_path: Path) -> None:
    with open_store(tmp_path) as shop:
        bring(shop, official("nginx"))
        shop.services.until(lambda: found(tmp_path))
    generation = (tmp_path / "index" / "current").read_text()
    with open_store(tmp_path) as shop:
        bring(shop, official("redis"))
        shop.services.until(lambda: len(found(tmp_path)) == 2)
    assert (tmp_path / "index" / "current").read_text() == generation


def test_an_index_that_was_thrown_away_is_built_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as shop:
        bring(shop, official("nginx"), official("redis"))
        shop.services.until(lambda: len(found(tmp_path)) == 2)
    for file in sorted((tmp_path / "index").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    with open_store(tmp_path) as shop:
        assert len(shop.services.until(lambda: found(tmp_path))) == 2
