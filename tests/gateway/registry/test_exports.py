"""What an operator may not deliver to a country is not handed out there; elsewhere it is."""

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from eventlog.settings import BadSettings
from gateway.settings import Settings
from tests.gateway.counter import HOST, Counter, basic
from tests.gateway.registry.asking import code_of, granted
from tests.parts.countries import database

PULL = "repository:acme/db:pull"
CUBAN, GERMAN = "198.51.100.7", "192.0.2.7"


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    told = {
        "CHANDLERY_COUNTRIES": str(database(tmp_path / "c.mmdb")),
        "CHANDLERY_COUNTRIES_REFUSED": "cu, kp",
        "CHANDLERY_TRUSTED_PROXIES": "127.0.0.1",
    }
    counter = Counter(tmp_path, environment=told)
    counter.account("ada")
    counter.publisher("acme", "ada")
    counter.product("acme/db")
    return counter


def test_nothing_is_pulled_from_a_refused_country(counter: Counter) -> None:
    refused = ask(counter, PULL, CUBAN)
    assert code_of(refused) == "country-refused"
    assert "acme/db is not delivered to the country" in refused.get_json()["details"]
    assert granted(ask(counter, PULL, GERMAN)) == {"acme/db": ["pull"]}


def test_who_has_a_right_to_it_is_refused_there_too(counter: Counter) -> None:
    counter.product("acme/paid", access="subscribers")
    counter.entitle("ada", "acme/paid")
    token, scope = counter.token("ada", "pull"), "repository:acme/paid:pull"
    assert code_of(ask(counter, scope, CUBAN, token)) == "country-refused"
    assert granted(ask(counter, scope, GERMAN, token)) == {"acme/paid": ["pull"]}


def test_why_else_it_was_refused_is_still_said(counter: Counter) -> None:
    counter.product("acme/paid", access="subscribers")
    assert code_of(ask(counter, "repository:acme/paid:pull", CUBAN)) == "sign-in-needed"


def test_an_address_of_no_known_country_is_served(counter: Counter) -> None:
    assert granted(ask(counter, PULL, "203.0.113.9")) == {"acme/db": ["pull"]}


def test_a_push_is_no_delivery(counter: Counter) -> None:
    token = counter.token("ada", "pull", "push")
    assert granted(ask(counter, "repository:staging/acme/db:push", CUBAN, token)) == {"staging/acme/db": ["push"]}


def test_countries_are_refused_by_a_database_alone_and_named_by_two_letters() -> None:
    with pytest.raises(BadSettings) as bad:
        Settings.load({"CHANDLERY_COUNTRIES_REFUSED": "CU, Korea"})
    assert [line.split(": ", 1)[1] for line in bad.value.lines] == [
        "“KOREA” is not a country’s two letters",
        "CHANDLERY_COUNTRIES names no database that tells where an address lies",
    ]


def ask(counter: Counter, scope: str, address: str, password: str = "") -> TestResponse:
    """From an address, as the proxy in front tells it."""
    headers = {"X-Forwarded-For": address} | (basic("anything", password) if password else {})
    return counter.client().get("/registry/token", query_string={"service": HOST, "scope": scope}, headers=headers)
