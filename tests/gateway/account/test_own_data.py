"""One's own data by page and API: nobody but who knows the password takes it along or ends the account."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.gateway.counter import basic, bearer
from tests.gateway.opened import Opened
from tests.pages.shop import session_of
from tests.parts.people import new_address
from tests.services.identity.conftest import PASSWORD


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


def sends(browser: FlaskClient, what: str, **fields: str) -> TestResponse:
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/account/data").text)
    assert found
    return browser.post(f"/account/data/{what}", data={"csrf": found[1], **fields})


def test_a_token_alone_takes_nothing_along(store: Opened, ada: str) -> None:
    token = store.member(ada)
    answer = store.client.get("/api/v1/me/export", headers=bearer(token))
    assert (answer.status_code, answer.json["code"]) == (401, "not-signed-in")


def test_a_wrong_password_takes_nothing_along_and_ends_nothing(store: Opened, ada: str) -> None:
    token = store.member(ada)
    exported = store.client.get("/api/v1/me/export", headers=basic(ada, "a wrong password"))
    erased = store.post("/me/erase", {"password": "a wrong password"}, **bearer(token))
    assert [each.json["code"] for each in (exported, erased)] == ["wrong-credentials", "wrong-credentials"]
    assert store.get("/me", token).json["email"] == ada


def test_an_account_ends_by_its_password(store: Opened, ada: str) -> None:
    token = store.member(ada)
    answer = store.post("/me/erase", {"password": PASSWORD}, **bearer(token))
    assert (answer.status_code, answer.json["state"]) == (202, "under-way")
    assert store.get("/me", token).status_code == 401


def test_the_page_asks_for_the_password_before_a_download(browser: FlaskClient) -> None:
    answer = sends(browser, "export", password="a wrong password")
    assert (answer.status_code, 'href="#password"' in answer.text) == (401, True)
    assert sends(browser, "export").status_code == 422


def test_the_page_deletes_only_who_says_that_it_is_meant(browser: FlaskClient) -> None:
    answer = sends(browser, "erase", own_password=PASSWORD)
    assert (answer.status_code, 'href="#sure"' in answer.text) == (422, True)
    assert browser.get("/account").status_code == 200


def test_the_page_deletes_the_account_and_signs_out(store: Opened, browser: FlaskClient, ada: str) -> None:
    answer = sends(browser, "erase", own_password=PASSWORD, sure="1")
    assert (answer.status_code, answer.location) == (303, "/sign-in?told=erased")
    assert "deleted" in browser.get(answer.location).text
    assert store.desk.rpc.account_of(ada) is None
