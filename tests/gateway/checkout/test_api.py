"""Terms accepted by the API, on running services."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.catalog import events as catalog
from tests.controls.billing import DATABASE
from tests.gateway.counter import bearer
from tests.gateway.opened import Opened, opened
from tests.parts.people import new_address
from tests.services.billing.conftest import NEW_TERMS, TERMS

PATH = "/products/acme/db/plans/free/terms"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """With one product on the shelves, whose plan asks for accepted terms."""
    with opened(tmp_path_factory.mktemp("shelf")) as store:
        yield offering(store)


def offering(store: Opened) -> Opened:
    listing = catalog.ListingEdited(DATABASE, "DB", "A database.", "", ("databases",), (), (), "", "MIT")
    store.books.tell(catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False), listing)
    store.books.tell(
        catalog.PlanAdded(DATABASE, "free", "Free", "", "acme/db", "terms", TERMS), catalog.ProductPublished(DATABASE)
    )
    store.books.heard("billing.offering-opened")
    return store


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_accepted_terms_open_the_repository(shelf: Opened) -> None:
    accepted = shelf.post(PATH, {"version": "1"}, **bearer(shelf.member(new_address("ada"))))
    told = {"product": "acme/db", "plan": "free", "version": "1", "repository": "acme/db", "entitled": True}
    assert (accepted.status_code, accepted.json) == (200, told)
    assert accepted.headers["Chandlery-Position"].startswith("billing:")


def test_accepting_twice_is_answered_alike(shelf: Opened) -> None:
    ada = bearer(shelf.member(new_address("ada")))
    answers = [shelf.post(PATH, {"version": "1"}, key=key, **ada) for key in ("k", "k", "another")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].json == answers[1].json == answers[2].json


@pytest.mark.parametrize("role", ["owner", "billing"])
def test_terms_are_accepted_for_an_organisation_by_who_buys_for_it(shelf: Opened, role: str) -> None:
    slug, buyer = f"buys-by-{role}", new_address(role)
    token = shelf.joins(slug, buyer, role)
    accepted = shelf.post(PATH, {"version": "1", "holder": slug}, **bearer(token))
    assert (accepted.status_code, accepted.json["entitled"]) == (200, True)
    shelf.services.until(lambda: shelf.books.rights_of(slug) == [("acme/db", "1")])


@pytest.mark.parametrize("role", ["member", "editor", "support"])
def test_others_accept_nothing_for_an_organisation(shelf: Opened, role: str) -> None:
    token = shelf.joins(f"not-by-{role}", new_address(role), role)
    refused = shelf.post(PATH, {"version": "1", "holder": f"not-by-{role}"}, **bearer(token))
    assert code_of(refused) == (403, "not-yours")


def test_nobody_accepts_for_an_organisation_that_is_not_theirs(shelf: Opened) -> None:
    refused = shelf.post(PATH, {"version": "1", "holder": "somebody"}, **bearer(shelf.member(new_address("ada"))))
    assert code_of(refused) == (403, "not-yours")


def test_an_old_version_is_not_accepted(store: Opened) -> None:
    shelf = offering(store)
    shelf.books.tell(catalog.PlanChanged(DATABASE, "free", "Free", "", "terms", NEW_TERMS))
    shelf.services.until(lambda: shelf.books.told().count("billing.plan-offered") == 2)
    refused = shelf.post(PATH, {"version": "1"}, **bearer(shelf.member(new_address("ada"))))
    assert code_of(refused) == (409, "terms-outdated")
    assert refused.json["detail"] == "the present version of these terms is 2"


@pytest.mark.parametrize("path", ["/products/acme/nothing/plans/free/terms", "/products/a/b/plans/free/terms"])
def test_a_product_that_is_not_there_is_not_found(shelf: Opened, path: str) -> None:
    refused = shelf.post(path, {"version": "1"}, **bearer(shelf.member(new_address("ada"))))
    assert code_of(refused) == (404, "product-unknown")


def test_a_plan_that_is_not_there_is_not_found(shelf: Opened) -> None:
    ada = bearer(shelf.member(new_address("ada")))
    assert code_of(shelf.post("/products/acme/db/plans/gold/terms", {"version": "1"}, **ada)) == (404, "plan-unknown")


def test_a_token_without_the_scope_accepts_nothing(shelf: Opened) -> None:
    refused = shelf.post(PATH, {"version": "1"}, **bearer(shelf.member(new_address("ada"), "pull", "read")))
    assert code_of(refused) == (403, "scope-missing")


def test_nobody_accepts_nothing(shelf: Opened) -> None:
    assert code_of(shelf.post(PATH, {"version": "1"})) == (401, "not-signed-in")


@pytest.mark.parametrize("body", [{}, {"version": 1}, {"version": "1", "also": "this"}, [], "1", None])
def test_what_does_not_fit_is_refused(shelf: Opened, body: Any) -> None:
    refused = shelf.post(PATH, body, **bearer(shelf.member(new_address("ada"))))
    assert refused.status_code in (415, 422)
    assert refused.mimetype == "application/problem+json"
