"""Saved searches by page and API: kept in one spelling, run by a link, only for who is signed in."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from services.billing.service import Billing
from services.notifications.service import Notifications
from tests.gateway.counter import bearer
from tests.gateway.opened import Opened, opened
from tests.pages.shop import session_of
from tests.parts.people import new_address


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("store"), Billing, Notifications) as store:
        yield store


@pytest.fixture
def ada() -> str:
    return new_address("ada")


@pytest.fixture
def browser(store: Opened, ada: str) -> FlaskClient:
    account = store.desk.member(ada)
    store.settle()
    client = store.client.application.test_client()
    client.set_cookie("chandlery_session", session_of(store.client.application, account))
    return client


def sends(browser: FlaskClient, path: str, **fields: str) -> str:
    """The page that comes of the form."""
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/account/searches").text)
    assert found
    answer = browser.post(path, data={"csrf": found[1], **fields})
    return browser.get(answer.location).text if answer.status_code == 303 else answer.text


def test_a_search_is_saved_run_and_deleted_on_its_page(browser: FlaskClient) -> None:
    page = browser.get("/account/searches?q=redis&type=official&after=x&start=7").text
    assert 'name="question" value="q=redis&amp;type=official"' in page
    assert 'value="redis, Official"' in page
    page = sends(browser, "/account/searches", name="Caches", question="q=redis&type=official")
    assert '<a href="/search?q=redis&amp;type=official"><b>Caches</b></a>' in page
    path = re.findall(r'action="(/account/searches/[^"]+/delete)"', page)[0]
    assert "No search is saved" in sends(browser, path)


def test_a_search_without_a_name_keeps_what_was_asked(browser: FlaskClient) -> None:
    page = sends(browser, "/account/searches", name=" ", question="q=redis")
    assert 'href="#name">Give it a name of 1 to 80 characters.' in page
    assert 'name="question" value="q=redis"' in page


def test_who_is_not_signed_in_signs_in_and_comes_back(store: Opened) -> None:
    visitor = store.client.application.test_client()
    answer = visitor.get("/account/searches?q=redis&type=official")
    assert answer.location == "/sign-in?next=/account/searches%3Fq%3Dredis%26type%3Dofficial"


def test_the_api_keeps_lists_and_deletes(store: Opened, ada: str) -> None:
    token = store.member(ada)
    made = store.post("/me/searches", {"name": "Caches", "question": "?type=official&q=redis&x=y"}, **bearer(token))
    assert made.status_code == 201
    (kept,) = store.get("/me/searches", token).json["items"]
    assert (kept["id"], kept["question"]) == (made.json["id"], "q=redis&type=official")
    assert kept["url"].endswith("/search?q=redis&type=official")
    assert store.delete(f"/me/searches/{made.json['id']}", token).status_code == 200
    assert store.get("/me/searches", token).json["items"] == []


def test_a_question_that_asks_nothing_is_refused(store: Opened, ada: str) -> None:
    answer = store.post("/me/searches", {"name": "All", "question": "x=y"}, **bearer(store.member(ada)))
    assert (answer.status_code, answer.json["code"]) == (422, "search-question-unfit")


def test_saved_searches_are_in_the_download_of_ones_data(store: Opened, ada: str) -> None:
    token = store.member(ada)
    store.post("/me/searches", {"name": "Caches", "question": "q=redis"}, **bearer(token))
    told = store.services.rpc.identity.data_of(store.get("/me", token).json["id"])
    assert [one["name"] for one in told["saved_searches"]] == ["Caches"]


def test_another_sees_none_of_them(store: Opened, ada: str) -> None:
    store.post("/me/searches", {"name": "Caches", "question": "q=redis"}, **bearer(store.member(ada)))
    assert store.get("/me/searches", store.member(new_address("bob"))).json["items"] == []


def test_one_asks_on_the_page_to_be_told_of_new_products_and_takes_it_back(browser: FlaskClient) -> None:
    page = sends(browser, "/account/searches", name="Caches", question="q=redis")
    path = re.findall(r'action="(/account/searches/[^"]+/watch)"', page)[0]
    page = sends(browser, path)
    assert "You will be told of new products that it finds." in page
    page = sends(browser, re.findall(r'action="(/account/searches/[^"]+/unwatch)"', page)[0])
    assert "Tell me of new products" in page
    assert "Tell me no more" not in page


def test_the_api_watches_what_is_kept_and_forgets_it_with_the_search(store: Opened, ada: str) -> None:
    token = store.member(ada)
    kept = store.post("/me/searches", {"name": "Caches", "question": "q=redis"}, **bearer(token)).json["id"]
    assert store.post(f"/me/searches/{kept}/watch", **bearer(token)).status_code == 200
    assert [one["watched"] for one in store.get("/me/searches", token).json["items"]] == [True]
    store.delete(f"/me/searches/{kept}", token)
    assert store.services.rpc.notifications.watched_searches_of(store.get("/me", token).json["id"]) == []
    answer = store.post(f"/me/searches/{kept}/watch", **bearer(token))
    assert (answer.status_code, answer.json["code"]) == (404, "search-unknown")
