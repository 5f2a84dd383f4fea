"""The gateway's tests stand before a counter of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.identity.adapters import argon2_passwords
from services.identity.service import desk
from tests.gateway.compiled import Compiled
from tests.gateway.counter import Counter
from tests.pages import shop as small_shop

Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}


@pytest.fixture(scope="package", autouse=True)
def hurried() -> Iterator[None]:
    """What passwords cost, and what hides who has an account, is tried with identity; here a hundred people sign up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2_passwords, "MEMORY", 64)
        patch.setattr(desk, "ALIKE", 0.0)
        yield


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A gateway over an empty read model."""
    return Counter(tmp_path)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The small shop, whose pages are looked at."""
    return small_shop.shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def visitor(shop: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return shop.test_client()


@pytest.fixture
def ada(shop: Flask) -> FlaskClient:
    """Ada's browser: signed in, entitled to two plans, the terms of one changed since."""
    client = shop.test_client()
    client.set_cookie("chandlery_session", small_shop.session_of(shop, "ada"))
    return client
