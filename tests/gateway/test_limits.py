"""Who asks the API more often than is allowed is told when to come again; others are not held back by it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.limits import Limits
from tests.gateway.counter import Counter
from tests.pages.shop import session_of

ME, SHELVES = "/api/v1/me", "/api/v1/categories"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    counter = Counter(tmp_path, environment={"CHANDLERY_REQUESTS": "3"})
    counter.account("ada")
    counter.account("bob")
    return counter.app()


def test_every_answer_says_what_is_left(app: Flask) -> None:
    answer = app.test_client().get(SHELVES)
    assert (answer.status_code, answer.headers["RateLimit-Policy"]) == (200, '"address";q=3;w=60')
    assert answer.headers["RateLimit"].startswith('"address";r=2;t=')


def test_one_too_many_is_refused_with_when_to_come_again(app: Flask) -> None:
    ada = app.test_client()
    answers = [ada.get(SHELVES) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[-1].json or {})["code"] == "too-many-requests"
    assert answers[-1].headers["RateLimit"].startswith('"address";r=0;t=')
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_each_account_is_counted_for_itself_wherever_it_asks_from(app: Flask) -> None:
    ada, bob = (_signed_in(app, name) for name in ("ada", "bob"))
    assert [ada.get(SHELVES).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert bob.get(SHELVES).headers["RateLimit-Policy"] == '"account";q=3;w=60'


def test_who_guesses_tokens_is_counted_by_address(app: Flask) -> None:
    guessed = {"Authorization": "Bearer chy_guess"}
    statuses = [app.test_client().get(ME, headers=guessed).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


def test_pages_are_not_counted(app: Flask) -> None:
    answers = [app.test_client().get("/") for _ in range(5)]
    assert {(answer.status_code, "RateLimit" in answer.headers) for answer in answers} == {(200, False)}


def test_without_a_limit_nothing_is_counted() -> None:
    assert Limits(0).count(lambda: ("account", "ada")) is None


def _signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("chandlery_session", session_of(app, name))
    return client
