"""When and from where tokens were used last, on the pages that list them."""

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from gateway.parts import EXTENSION, Parts


def used(app: Flask, name: str) -> None:
    parts: Parts = app.extensions[EXTENSION]
    parts.uses.note([name], datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp(), "192.0.2.7")


def test_a_token_shows_when_and_from_where_it_was_used(shop: Flask, ada: FlaskClient) -> None:
    used(shop, "t1")
    html = ada.get("/account").text
    assert "20 Nov 2026</time>" in html
    assert "from 192.0.2.7" in html


def test_so_does_a_robot(shop: Flask, ada: FlaskClient) -> None:
    used(shop, "r1")
    assert "from 192.0.2.7" in ada.get("/organizations/northwick").text
