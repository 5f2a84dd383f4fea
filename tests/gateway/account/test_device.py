"""Signing in from a terminal: a device asks, a person lets it in on a page, and it gets a token once."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.gateway.counter import bearer
from tests.gateway.opened import Opened
from tests.pages.shop import session_of
from tests.parts.people import new_address


class Browser:
    """Of somebody new who is signed in."""

    def __init__(self, store: Opened) -> None:
        self.email = new_address("ada")
        account = store.desk.member(self.email)
        store.settle()
        self.client: FlaskClient = store.client.application.test_client()
        self.client.set_cookie("chandlery_session", session_of(store.client.application, account))

    def opens(self, code: str) -> str:
        return self.client.get("/device", query_string={"code": code}).text

    def answers(self, code: str, answer: str, **fields: str) -> TestResponse:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/device").text)
        assert found
        return self.client.post("/device", data={"csrf": found[1], "code": code, "answer": answer, **fields})


@pytest.fixture
def browser(store: Opened) -> Browser:
    return Browser(store)


@pytest.fixture
def asking(store: Opened) -> dict[str, Any]:
    """A device that asks to be let in."""
    started = store.post("/device", {"name": "build-1", "scopes": ["read", "pull"]})
    assert started.status_code == 200, started.text
    assert started.json is not None
    return dict(started.json)


def polls(store: Opened, device: dict[str, Any]) -> TestResponse:
    return store.post("/device/token", {"device_code": device["device_code"]})


def code_of(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None, answer.text
    return answer.status_code, answer.json["code"]


def test_a_device_gets_both_codes_and_where_to_type_the_short_one(asking: dict[str, Any]) -> None:
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", asking["user_code"])
    assert asking["verification_uri"].endswith("/device")
    assert asking["verification_uri_complete"] == f"{asking['verification_uri']}?code={asking['user_code']}"
    assert (asking["expires_in"], asking["interval"]) == (900, 5)


def test_the_page_shows_who_asks_for_what_from_where(browser: Browser, asking: dict[str, Any]) -> None:
    html = browser.opens(asking["user_code"].lower().replace("-", " "))
    for told in (
        asking["user_code"],
        "build-1",
        "127.0.0.1",
        "That is the network address that you have",
        "images that you may have",
    ):
        assert told in html


def test_a_stranger_signs_in_first_and_comes_back(store: Opened, asking: dict[str, Any]) -> None:
    answer = store.client.get(f"/device?code={asking['user_code']}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?next=/device%3Fcode%3D{asking['user_code']}"


def test_who_is_let_in_gets_an_ordinary_token_of_the_account(
    store: Opened, browser: Browser, asking: dict[str, Any]
) -> None:
    assert "is let in" in browser.answers(asking["user_code"], "allow", expires="30").text
    told = polls(store, asking).json
    assert told is not None
    assert told["email"] == browser.email
    listed = store.client.get("/api/v1/tokens", headers=bearer(told["token"])).json
    assert listed is not None
    (token,) = listed["items"]
    assert (token["id"], token["name"], token["scopes"]) == (told["id"], "build-1", ["pull", "read"])
    assert token["expires"]


def test_nobody_asks_in_vain_too_often(store: Opened, asking: dict[str, Any]) -> None:
    assert code_of(polls(store, asking)) == (400, "authorization-pending")
    assert code_of(polls(store, asking)) == (400, "slow-down")


def test_the_token_is_handed_out_once(store: Opened, browser: Browser, asking: dict[str, Any]) -> None:
    browser.answers(asking["user_code"], "allow")
    assert polls(store, asking).status_code == 200
    assert code_of(polls(store, asking)) == (400, "device-code-expired")


def test_who_is_denied_gets_nothing(store: Opened, browser: Browser, asking: dict[str, Any]) -> None:
    assert "is not let in" in browser.answers(asking["user_code"], "deny").text
    assert code_of(polls(store, asking)) == (400, "access-denied")


def test_a_code_that_somebody_answered_is_unknown_to_others(
    store: Opened, browser: Browser, asking: dict[str, Any]
) -> None:
    browser.answers(asking["user_code"], "allow")
    other = Browser(store)
    assert "No device waits under this code" in other.opens(asking["user_code"])
    assert other.answers(asking["user_code"], "deny").status_code == 404
    assert polls(store, asking).status_code == 200


def test_who_guesses_codes_has_to_wait(store: Opened, browser: Browser, asking: dict[str, Any]) -> None:
    for _ in range(10):
        assert "No device waits" in browser.opens("BBBB-BBBB")
    assert browser.client.get(f"/device?code={asking['user_code']}").status_code == 429
    assert browser.answers(asking["user_code"], "allow").status_code == 429


def test_a_scope_that_the_account_may_not_give_lets_nobody_in(store: Opened, browser: Browser) -> None:
    started = store.post("/device", {"name": "robot", "scopes": ["staff"]}).json
    assert started is not None
    assert browser.answers(started["user_code"], "allow").status_code == 403
    assert code_of(polls(store, started)) == (400, "authorization-pending")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": " ", "scopes": ["read"]}, "label-unfit"),
        ({"name": "x", "scopes": []}, "scopes-missing"),
        ({"name": "x", "scopes": ["root"]}, "scope-unknown"),
    ],
)
def test_what_no_token_may_have_is_refused_at_once(store: Opened, body: dict[str, Any], code: str) -> None:
    assert code_of(store.post("/device", body)) == (422, code)


def test_a_device_code_that_nobody_gave_out_is_over(store: Opened) -> None:
    assert code_of(polls(store, {"device_code": "made up"})) == (400, "device-code-expired")


def test_the_form_of_another_site_lets_nobody_in(store: Opened, browser: Browser, asking: dict[str, Any]) -> None:
    sent = browser.client.post("/device", data={"code": asking["user_code"], "answer": "allow"})
    assert sent.status_code == 403
    assert code_of(polls(store, asking)) == (400, "authorization-pending")
