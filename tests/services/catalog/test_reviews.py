"""Reviews through the service: earned by a pull or a right, and forgotten with their author."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden, Missing
from services.catalog.service import Catalog
from services.identity.service import Identity
from tests.parts.services import config_in, running
from tests.services.catalog.shop import SOURCE, Shop, official
from vocabulary.digest import Digest

ADDRESS, DIGEST = "library/nginx", str(Digest.of(b"an index"))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Without a registry, and with one product on the shelves: listed is the quickest way to them."""
    config = config_in(tmp_path, CHANDLERY_REGISTRY_API="http://127.0.0.1:1")
    with running(config, Identity, Catalog) as services:
        shop = Shop(services)
        shop.catalog.import_products(SOURCE, [official("nginx")], shop.by("rita", "reviewer", "operator"))
        yield shop


def pulled(shop: Shop, account: str, method: str = "GET") -> None:
    told = {"id": f"{account}/{method}", "at": "2026-01-15T12:00:00+00:00", "repository": "nginx", "tag": "1.0"}
    who = {"digest": DIGEST, "method": method, "actor": account, "address": "192.0.2.7", "agent": "docker/28"}
    shop.catalog.note_pulls([told | who], shop.by("registry", "registry"))


def post(shop: Shop, account: str, *roles: str, address: str = ADDRESS, stars: int = 5) -> Any:
    return shop.catalog.post_review(address, stars, "Good", "It works.", shop.by(account, *roles))


def told(shop: Shop, name: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for _, _, line in shop.catalog.read_log(0, 1000)]
    return [line["data"] for line in lines if line["type"] == f"catalog.{name}"]


def test_who_has_pulled_a_product_reviews_it_in_words_that_the_log_hides(shop: Shop) -> None:
    pulled(shop, "bob")
    posted = post(shop, "bob")
    (event,) = told(shop, "review-posted")
    assert (event["review"], event["account"], event["stars"]) == (posted["id"], "bob", 5)
    assert event["text"].startswith("aes-gcm:")
    assert event["title"].startswith("aes-gcm:")


def test_who_only_looked_has_not_earned_a_review(shop: Shop) -> None:
    pulled(shop, "bob", "HEAD")
    with pytest.raises(Forbidden, match="review-not-earned"):
        post(shop, "bob")


def test_a_second_review_is_an_edit(shop: Shop) -> None:
    pulled(shop, "bob")
    first = post(shop, "bob")
    with pytest.raises(Conflicting, match="already-reviewed"):
        post(shop, "bob", stars=1)
    shop.catalog.edit_review(first["id"], 1, "Bad", "It broke.", shop.by("bob"))
    assert told(shop, "review-edited")[0]["stars"] == 1


def test_nobody_reviews_the_product_of_their_own_publisher_whatever_their_token_may(shop: Shop) -> None:
    with pytest.raises(Forbidden, match="own-product"):
        post(shop, "ada", "library:editor")


def test_what_is_not_on_the_shelves_is_not_reviewed(shop: Shop) -> None:
    with pytest.raises(Missing, match="no-such-product"):
        post(shop, "bob", address="library/httpd")


def test_the_publisher_answers_and_staff_take_away(shop: Shop) -> None:
    pulled(shop, "bob")
    review = post(shop, "bob")["id"]
    with pytest.raises(Forbidden, match="not-yours"):
        shop.catalog.answer_review(review, "Thanks.", shop.by("ada", "acme:owner"))
    shop.catalog.answer_review(review, "Thanks.", shop.by("lee", "library:support"))
    shop.catalog.report_review(review, "It names a person.", shop.by("carol"))
    shop.catalog.remove_review(review, "It names a person.", shop.by("rita", "reviewer"))
    assert [told(shop, f"review-{what}")[0]["by"] for what in ("answered", "reported", "removed")] == [
        "lee",
        "carol",
        "rita",
    ]


def test_an_erased_author_is_forgotten_and_the_stars_stay(shop: Shop) -> None:
    pulled(shop, "bob")
    review = post(shop, "bob")["id"]
    shop.services.rpc.identity.erase("bob", shop.by("root", "operator"))
    shop.services.until(lambda: told(shop, "review-erased"))
    assert told(shop, "review-erased")[0]["review"] == review
    assert not told(shop, "review-removed")
