"""A page that visitors share is drawn once, and is nobody's but theirs."""

import re

import pytest
from flask import Flask

from gateway import kept
from gateway.catalog import pages
from services.catalog.events import ProductHeld
from tests.gateway.counter import Counter
from tests.pages.shop import session_of

PAGE = "/acme/db"


@pytest.fixture
def app(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(kept, "LIFE", 3600.0)
    counter.account("ada")
    counter.publisher("acme", "ada")
    counter.product(PAGE[1:])
    app = counter.app()
    assert app.test_client().get(PAGE).status_code == 200  # which is kept
    return app


def test_a_second_visitor_costs_no_drawing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "versions_of", None)
    assert app.test_client().get(PAGE).status_code == 200


def test_a_change_shows_on_the_next_page(counter: Counter, app: Flask) -> None:
    counter.tell(("product-id-acme-db", ProductHeld("id-acme-db", "It opens a door.")))
    assert "It opens a door." in app.test_client().get(PAGE).text


def test_every_visitor_has_a_token_of_their_own(app: Flask) -> None:
    one, other = app.test_client(), app.test_client()
    tokens = [re.findall('name="csrf" value="([0-9a-f]{64})"', each.get(PAGE).text) for each in (one, other)]
    assert tokens[0] != tokens[1]
    sent = {"csrf": tokens[0][0], "theme": "dark", "next": PAGE}
    assert [each.post("/theme", data=sent).status_code for each in (one, other)] == [303, 403]


def test_who_is_signed_in_sees_their_own_page(app: Flask) -> None:
    ada = app.test_client()
    ada.set_cookie("chandlery_session", session_of(app, "ada"))
    assert "Sign out" in ada.get(PAGE).text
    assert "Sign out" not in app.test_client().get(PAGE).text


@pytest.mark.parametrize(
    ("cookie", "language", "words"), [("", "de", 'lang="de"'), ("theme=dark", "en", 'data-theme="dark"')]
)
def test_each_reads_it_in_their_language_and_theme(app: Flask, cookie: str, language: str, words: str) -> None:
    told = {"Cookie": cookie, "Accept-Language": language}
    assert words in app.test_client(use_cookies=False).get(PAGE, headers=told).text


def test_a_change_that_is_on_its_way_is_told_to_who_made_it_alone(app: Flask) -> None:
    told = {"Chandlery-Position": "catalog:999"}
    assert "on its way" in app.test_client().get(PAGE, headers=told).text
    assert "on its way" not in app.test_client().get(PAGE).text


def test_an_address_that_asks_for_more_is_another_page(app: Flask) -> None:
    assert f'value="{PAGE}?from=mail"' in app.test_client().get(f"{PAGE}?from=mail").text


def test_no_more_pages_are_kept_than_fit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    for number in range(3):
        app.test_client().get(f"{PAGE}?n={number}")
    assert all(len(pages) <= kept.MOST for pages in app.extensions[kept.PAGES].values())
