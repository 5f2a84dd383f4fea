"""A person's new token, as its page shows it this once."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.gateway.opened import Opened
from tests.pages.shop import session_of
from tests.parts.people import new_address


@pytest.fixture
def browser(store: Opened) -> FlaskClient:
    """Of somebody new who is signed in."""
    account = store.desk.member(new_address("ada"))
    store.settle()
    client = store.client.application.test_client()
    client.set_cookie("chandlery_session", session_of(store.client.application, account))
    return client


def makes(browser: FlaskClient, **fields: object) -> TestResponse:
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/account").text)
    assert found
    return browser.post("/account/tokens", data={"csrf": found[1], "expires": "30", **fields})


def test_a_token_that_pulls_comes_with_what_kubernetes_needs(browser: FlaskClient) -> None:
    answer = makes(browser, label="cluster", scopes=["pull", "read"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "kubectl create secret docker-registry chandlery-cluster" in answer.text
    assert 'download="chandlery-cluster.yaml"' in answer.text


def test_one_that_does_not_pull_comes_without(browser: FlaskClient) -> None:
    html = makes(browser, label="script", scopes=["read"]).text
    assert "docker login" in html
    assert "kubectl" not in html


def test_nothing_of_it_is_shown_again(store: Opened, browser: FlaskClient) -> None:
    makes(browser, label="cluster", scopes=["pull"])
    store.settle()
    html = browser.get("/account").text
    assert "cluster" in html
    assert "chy_" not in html
