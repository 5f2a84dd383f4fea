"""Reviews by HTTP: the catalogue decides, the view shows, and everybody reads."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventlog.decider import Context
from gateway.rpc import Pool
from services.catalog.service import Catalog
from services.identity.service import Identity
from tests.controls import catalog as c
from tests.gateway.counter import Counter, bearer
from tests.parts.services import config_in, running
from tests.services.catalog.shop import SOURCE, official

REVIEW = {"stars": 4, "title": "Keeps its word", "text": "A year without a lost row."}
REVIEWS = "/products/library/nginx/reviews"


@dataclass
class Readers:
    """Bob has pulled the official image, Lee belongs to its publisher, Rita reviews."""

    counter: Counter
    client: FlaskClient
    tokens: dict[str, str]
    product: str

    def send(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        sent = bearer(self.tokens[who]) if who else {}
        answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers=sent)
        return answer.status_code, answer.get_json()

    def shows(self, review: str, **more: Any) -> None:
        """The view has heard of it."""
        told = replace(c.review_posted, review=review, product=self.product, **more)
        self.counter.tell((f"review-{review}", told))


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    config = config_in(tmp_path, CHANDLERY_REGISTRY_API="http://127.0.0.1:1")
    with running(config, Identity, Catalog) as services:
        counter = Counter(tmp_path / "gateway", Pool(config))
        counter.publisher("library", "lee")
        product = counter.product("library/nginx")
        by = Context("import", "rita", datetime.now(UTC), frozenset({"reviewer", "operator", "registry"})).dump()
        services.rpc.catalog.import_products(SOURCE, [official("nginx")], by)
        services.rpc.catalog.note_pulls([pulled_by("bob")], by)
        roles: dict[str, tuple[str, ...]] = {"bob": (), "carol": (), "lee": (), "rita": ("reviewer",)}
        tokens = {name: counter.token(counter.account(name, *held)) for name, held in roles.items()}
        yield Readers(counter, counter.client(), tokens, product)


def pulled_by(account: str) -> dict[str, str]:
    told = {"id": "n", "at": "2026-01-15T12:00:00+00:00", "repository": "nginx", "tag": "1.0", "digest": c.DIGEST}
    return told | {"method": "GET", "actor": account, "address": "192.0.2.7", "agent": "docker/28"}


def test_who_pulled_it_reviews_it(readers: Readers) -> None:
    status, posted = readers.send("bob", "POST", REVIEWS, REVIEW)
    assert (status, set(posted)) == (201, {"id"})
    status, told = readers.send("carol", "POST", REVIEWS, REVIEW)
    assert (status, told["code"]) == (403, "review-not-earned")
    status, told = readers.send("lee", "POST", REVIEWS, REVIEW)
    assert (status, told["code"]) == (403, "own-product")


def test_everybody_reads_reviews_page_by_page_with_the_rating(readers: Readers) -> None:
    for number in (1, 2, 3):
        readers.shows(f"rv{number}", account=f"a{number}", stars=number + 2)
    status, page = readers.send("", "GET", f"{REVIEWS}?limit=2")
    assert (status, page["total"], page["rating"]) == (200, 3, {"mean": 4.0, "count": 3})
    rest = readers.send("", "GET", f"{REVIEWS}?limit=2&after={page['next']}")[1]
    assert [one["id"] for one in page["items"] + rest["items"]] == ["rv1", "rv2", "rv3"]
    assert rest["next"] is None
    assert page["items"][0]["author"] == "A customer"


def test_the_author_edits_what_is_named_and_sees_which_is_theirs(readers: Readers) -> None:
    review = readers.send("bob", "POST", REVIEWS, REVIEW)[1]["id"]
    readers.shows(review)
    assert readers.send("bob", "PATCH", f"/reviews/{review}", {"stars": 5})[0] == 200
    assert readers.send("carol", "PATCH", f"/reviews/{review}", {"stars": 1})[1]["code"] == "not-yours"
    assert [one["mine"] for one in readers.send("bob", "GET", REVIEWS)[1]["items"]] == [True]
    assert [one["mine"] for one in readers.send("carol", "GET", REVIEWS)[1]["items"]] == [False]


def test_the_publisher_answers_readers_report_and_staff_remove(readers: Readers) -> None:
    review = readers.send("bob", "POST", REVIEWS, REVIEW)[1]["id"]
    readers.shows(review)
    assert readers.send("carol", "POST", f"/reviews/{review}/answer", {"text": "Hm."})[1]["code"] == "not-yours"
    assert readers.send("lee", "POST", f"/reviews/{review}/answer", {"text": "Thank you."})[0] == 200
    assert readers.send("carol", "POST", f"/reviews/{review}/report", {"reason": "Rude."})[0] == 200
    assert readers.send("lee", "POST", f"/reviews/{review}/remove", {"reason": "Rude."})[1]["code"] == "staff-only"
    assert readers.send("rita", "POST", f"/reviews/{review}/remove", {"reason": "Rude."})[0] == 200


def test_staff_see_what_was_reported(readers: Readers) -> None:
    readers.shows("rv1")
    readers.counter.tell(("review-rv1", c.review_reported))
    (told,) = readers.send("rita", "GET", "/reviews/reported")[1]["items"]
    assert (told["product"], told["reports"][0]["reason"]) == ("library/nginx", "It names a person.")
    assert readers.send("bob", "GET", "/reviews/reported")[1]["items"] == []


def test_what_staff_left_is_reported_no_more(readers: Readers) -> None:
    review = readers.send("bob", "POST", REVIEWS, REVIEW)[1]["id"]
    readers.shows(review)
    assert readers.send("carol", "POST", f"/reviews/{review}/report", {"reason": "Rude."})[0] == 200
    assert readers.send("lee", "POST", f"/reviews/{review}/keep")[1]["code"] == "staff-only"
    assert readers.send("rita", "POST", f"/reviews/{review}/keep")[0] == 200
    told = (replace(c.review_reported, review=review), replace(c.review_kept, review=review))
    readers.counter.tell(*((f"review-{review}", event) for event in told))
    assert readers.send("rita", "GET", "/reviews/reported")[1]["items"] == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"stars": 6}, "invalid-input"), ({"stars": "5"}, "invalid-input"), ({"stars": 5, "mood": 1}, "invalid-input")],
)
def test_a_review_has_one_to_five_stars(readers: Readers, wrong: dict[str, Any], code: str) -> None:
    status, told = readers.send("bob", "POST", REVIEWS, wrong)
    assert (status, told["code"]) == (422, code)


def test_what_is_not_there_is_missing(readers: Readers) -> None:
    assert readers.send("bob", "GET", "/products/library/none/reviews")[1]["code"] == "no-such-product"
    assert readers.send("bob", "PATCH", "/reviews/none", {"stars": 1})[1]["code"] == "no-such-review"
    assert readers.send("rita", "POST", "/reviews/none/remove", {"reason": "x"})[1]["code"] == "no-such-review"
