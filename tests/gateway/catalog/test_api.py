from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.catalog import events as e
from tests.controls.catalog import pulls_counted, review_posted, team
from tests.gateway.counter import HOST, URL, Counter, bearer
from tests.services.search.shelf import SHELF, document, filled
from vocabulary.asking import Asking
from vocabulary.money import Money

NGINX = ("product-nginx", "nginx")


@pytest.fixture
def shop(counter: Counter) -> Counter:
    """The small shelf in the index, and two products in the views: one of this store, one listed from elsewhere."""
    filled(counter.settings.index, SHELF)
    counter.publisher("acme", "ada")
    counter.product("acme/ledger", access="terms", terms="3")
    counter.publisher("library", "staff")
    stream, product = NGINX
    versions = (
        e.ListedVersion(("1.31.4", "latest"), ("linux/amd64", "linux/arm/v7"), "commit-1", "2026-08-01"),
        e.ListedVersion(("1.30.2",), ("linux/amd64",), "commit-2", ""),
    )
    counter.tell(
        (stream, e.ProductDrafted(product, "library", "nginx", "container", external=True)),
        (stream, e.ListingEdited(product, "nginx", "Serves files.", "Long.", ("web-servers",), (), (), "", "")),
        (stream, e.PlanAdded(product, "public", "Public", "", "nginx", "anyone", None)),
        (stream, e.VersionsListed(product, "public", "somewhere", "2026-08-21", versions)),
        (stream, e.ProductPublished(product)),
    )
    return counter


def get(shop: Counter, path: str, status: int = 200, headers: dict[str, str] | None = None) -> dict[str, Any]:
    response = shop.client().get(f"/api/v1{path}", headers=headers)
    assert response.status_code == status, response.text
    told: dict[str, Any] = response.get_json()
    return told


def release(shop: Counter, tag: str, digest: str, day: int = 15) -> None:
    at = datetime(2026, 1, day, tzinfo=UTC)
    image = (e.PlatformImage("linux/amd64", digest, 1000, 2),)
    released = e.VersionReleased("r", "id-acme-ledger", "pro", "acme/ledger", tag, digest, image, "", "", at)
    shop.tell(("repository-acme/ledger", released))


def test_search_answers_with_items_facets_and_a_total(shop: Counter) -> None:
    told = get(shop, "/search?q=redis")
    assert told["items"][0]["slug"] == "library/redis"
    assert told["items"][0]["publisher"] == {"slug": "library", "name": "Library"}
    assert {"value": "official", "label": "Official", "count": 1} in told["facets"]["type"]
    assert (told["total"], told["next"], told["did_you_mean"]) == (1, None, None)


def test_a_facet_may_be_given_more_than_once(shop: Counter) -> None:
    told = get(shop, "/search?publisher=acme&publisher=harbour")
    assert {item["slug"] for item in told["items"]} == {"acme/ledger", "acme/gauge", "harbour/tide"}


def test_pages_follow_one_another(shop: Counter) -> None:
    first = get(shop, "/search?limit=4")
    second = get(shop, f"/search?limit=4&after={first['next']}")
    assert (len(first["items"]), len(second["items"]), second["next"]) == (4, 3, None)


def test_what_nobody_pulled_rated_or_sells_is_told_as_that(shop: Counter) -> None:
    item = get(shop, "/search?q=redis&sort=pulls")["items"][0]
    assert (item["pulls"], item["rating"], item["price_from"], item["certified"]) == (0, None, None, False)


def test_a_listing_tells_its_pulls_and_its_rating(shop: Counter) -> None:
    product = shop.product("acme/counted")
    posted = replace(review_posted, product=product)
    shop.tell(("pulls-1", replace(pulls_counted, product=product)), ("review-rv1", posted))
    told = get(shop, "/products/acme/counted")
    assert (told["pulls"], told["rating"]) == (2, {"mean": 4.0, "count": 1})


def test_what_is_not_certified_is_found_unless_certified_ones_are_asked_for(shop: Counter) -> None:
    assert get(shop, "/search?certified=true")["total"] == 0
    assert get(shop, "/search?certified=false")["total"] == len(SHELF)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=x",
        "sort=size",
        "type=best",
        "after=bm9uZQ",
        "colour=red",
        "deprecated=maybe",
        "q=" + "x" * 201,
        "grade=G",
    ],
)
def test_a_wrong_parameter_is_refused_by_name(shop: Counter, query: str) -> None:
    told = get(shop, f"/search?{query}", 422)
    assert told["code"] == "invalid-input"
    assert query.partition("=")[0] in str(told)


def test_what_is_deprecated_comes_when_it_is_asked_for(counter: Counter) -> None:
    filled(counter.settings.index, [document("acme/wharf", "Deprecated."), document("acme/quay")])
    assert [item["slug"] for item in get(counter, "/search")["items"]] == ["acme/quay"]
    items = get(counter, "/search?deprecated=true")["items"]
    assert {item["slug"]: item["deprecated"] for item in items} == {"acme/wharf": True, "acme/quay": False}


def test_a_list_of_results_says_which_are_deprecated(counter: Counter) -> None:
    filled(counter.settings.index, [document("acme/wharf", given_up=True), document("acme/quay")])
    rows = counter.client().get("/search?deprecated=true").text.split('<li class="row">')[1:]
    assert {row.partition('href="/')[2][:9]: "Deprecated</span>" in row for row in rows} == {
        "acme/whar": True,
        "acme/quay": False,
    }
    told = counter.client().get("/suggestions?q=wharf").get_json()["items"][0]
    assert told["what"].endswith("· Deprecated")


def test_suggestions_come_as_one_types(shop: Counter) -> None:
    told = get(shop, "/suggestions?q=ngi")
    assert told["items"][0] == {
        "kind": "product",
        "slug": "library/nginx",
        "name": "nginx",
        "publisher": "Library",
        "deprecated": False,
    }


def test_categories_have_labels_and_counts(shop: Counter) -> None:
    told = get(shop, "/categories")
    assert {"slug": "web-servers", "label": "Web servers", "count": 1} in told["items"]


def test_a_product_has_its_plans_with_terms_and_pull_command(shop: Counter) -> None:
    told = get(shop, "/products/acme/ledger")
    (plan,) = told["plans"]
    assert plan["terms"] == {"version": "3", "url": f"{URL}/terms/acme/ledger/pro"}
    assert (plan["access"], plan["repository"], plan["price"]) == ("terms", "acme/ledger", None)
    assert told["pull_command"] is None


def test_a_plan_tells_what_it_costs(shop: Counter) -> None:
    stream, product = "product-id-acme-ledger", "id-acme-ledger"
    shop.tell((stream, replace(team.added(product), plan="team")))
    _, plan = get(shop, "/products/acme/ledger")["plans"]
    usd, eur = {"amount": 4900, "currency": "USD"}, {"amount": 4500, "currency": "EUR"}
    assert (plan["price"], plan["other_prices"], plan["interval"], plan["trial_days"]) == (usd, [eur], "month", 14)


def test_search_tells_from_which_price_on_and_finds_what_can_be_tried(counter: Counter) -> None:
    asked = Asking(Money(4900, "USD"), "month", 14)
    tide = document("harbour/tide", prices=("free", "paid", "trial"), price_from=asked)
    filled(counter.settings.index, [tide, document("acme/quay")])
    (item,) = get(counter, "/search?price=trial")["items"]
    assert (item["slug"], item["price_from"]) == ("harbour/tide", {"amount": 4900, "currency": "USD"})
    prices = {facet["value"]: facet["count"] for facet in get(counter, "/search")["facets"]["price"]}
    assert prices == {"free": 2, "paid": 1, "trial": 1}


def test_a_product_from_elsewhere_is_pulled_from_there(shop: Counter) -> None:
    assert get(shop, "/products/library/nginx")["pull_command"] == "docker pull nginx:1.31.4"


def test_a_released_product_is_pulled_from_this_store(shop: Counter) -> None:
    release(shop, "1.0", "sha256:" + "a" * 64)
    assert get(shop, "/products/acme/ledger")["pull_command"] == f"docker pull {HOST}/acme/ledger:1.0"


def test_tags_of_one_digest_are_one_version(shop: Counter) -> None:
    release(shop, "1.0", "sha256:" + "a" * 64)
    release(shop, "latest", "sha256:" + "a" * 64)
    release(shop, "2.0", "sha256:" + "b" * 64, day=16)
    told = get(shop, "/products/acme/ledger/versions")
    assert [sorted(item["tags"]) for item in told["items"]] == [["2.0"], ["1.0", "latest"]]


def test_a_product_is_deprecated_once_every_image_that_can_be_had_is(shop: Counter) -> None:
    release(shop, "1.0", "sha256:a", 1)
    release(shop, "2.0", "sha256:b", 2)
    release(shop, "latest", "sha256:b", 2)
    ended = [
        e.VersionDeprecated("acme/ledger", "id-acme-ledger", tag, digest, "", "", "")
        for tag, digest in (("1.0", "sha256:a"), ("2.0", "sha256:b"))
    ]
    stands = []
    for one in ended:
        shop.tell(("repository-acme/ledger", one))
        stands.append(get(shop, "/products/acme/ledger")["deprecated"])
    assert stands == [False, True]
    page = shop.client().get("/compare?p=acme/ledger&p=nginx").text
    assert ">Deprecated" in page


def test_versions_say_what_was_yanked_and_what_is_deprecated(shop: Counter) -> None:
    digests = {tag: "sha256:" + letter * 64 for tag, letter in (("1.0", "a"), ("1.1", "b"), ("2.0", "c"))}
    for day, (tag, digest) in enumerate(digests.items(), 15):
        release(shop, tag, digest, day)
    named = ("acme/ledger", "id-acme-ledger")
    yanked = e.VersionYanked(*named, "1.0", digests["1.0"], "It loses data.", security=False)
    old = e.VersionDeprecated(*named, "1.1", digests["1.1"], "2027-01-31", "2.0", "")
    shop.tell(("repository-acme/ledger", yanked), ("repository-acme/ledger", old))
    new, aged, gone = get(shop, "/products/acme/ledger/versions")["items"]
    assert (new["yanked"], new["deprecated"]) == (None, None)
    assert aged["deprecated"] == {"until": "2027-01-31", "successor": "2.0", "reason": ""}
    assert (gone["yanked"]["reason"], gone["yanked"]["security"]) == ("It loses data.", False)


def test_a_yanked_version_is_not_what_is_pulled(shop: Counter) -> None:
    digest = "sha256:" + "a" * 64
    release(shop, "1.0", digest)
    yanked = e.VersionYanked("acme/ledger", "id-acme-ledger", "1.0", digest, "It loses data.", security=False)
    shop.tell(("repository-acme/ledger", yanked))
    assert get(shop, "/products/acme/ledger")["pull_command"] is None


def test_a_version_names_its_platforms_in_parts(shop: Counter) -> None:
    first = get(shop, "/products/library/nginx/versions")["items"][0]
    assert (first["tags"], first["digest"], first["created"]) == (["1.31.4", "latest"], None, "2026-08-01")
    parts = {"os": "linux", "architecture": "arm", "variant": "v7", "size": None}
    assert first["platforms"][1] == parts | {"digest": None, "grade": None}


def test_versions_of_one_platform_alone(shop: Counter) -> None:
    told = get(shop, "/products/library/nginx/versions?platform=linux/arm/v7")
    assert [item["tag"] for item in told["items"]] == ["1.31.4"]


def test_a_product_that_is_not_there_is_missing(shop: Counter) -> None:
    assert get(shop, "/products/acme/nothing", 404)["code"] == "no-such-product"
    assert get(shop, "/products/acme/nothing/versions", 404)["code"] == "no-such-product"


def test_a_draft_is_seen_by_its_owner_alone(shop: Counter) -> None:
    shop.product("acme/draft", published=False)
    shop.account("ada")
    get(shop, "/products/acme/draft", 404)
    owner = bearer(shop.token("ada"))
    assert get(shop, "/products/acme/draft", headers=owner)["state"] == "draft"


def test_before_the_index_is_built_search_is_unavailable(counter: Counter) -> None:
    assert get(counter, "/search", 503)["code"] == "search-not-ready"
