"""Operators grant and take away the roles of those who work for the store."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventlog.amqp import views_service
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import Pool, Rpc
from gateway.settings import Settings
from gateway.views import PROJECTIONS
from services.identity.service import Identity
from services.search.reader import SearchReader
from tests.pages.shop import session_of
from tests.parts.services import Services, config_in, running
from tests.services.identity.conftest import OPERATOR, Desk

PAGE = "/staff/people"


@dataclass
class Office:
    """Root operates the store from the beginning; Ada and Bob have accounts."""

    services: Services
    app: Flask
    reader: Reader
    desk: Desk
    accounts: dict[str, str]

    def browser(self, who: str) -> FlaskClient:
        head = self.services.rpc.identity.head()["position"]
        self.services.until(lambda: self.reader.position("identity") >= head)
        client = self.app.test_client()
        client.set_cookie("chandlery_session", session_of(self.app, self.accounts[who]))
        return client

    def reads(self, who: str = "root") -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", self.browser(who).get(PAGE).text).split())

    def sends(self, who: str, path: str, **fields: str) -> TestResponse:
        client = self.browser(who)
        found = re.search(r'name="csrf" value="([^"]+)"', client.get("/account").text)
        assert found
        return client.post(path, data={"csrf": found[1], **fields})

    def roles(self) -> list[tuple[str, str]]:
        answer: Any = self.browser("root").get("/api/v1/admin/staff").json
        return [(one["email"], held["role"]) for one in answer["items"] for held in one["roles"]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("people")
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR)
    with running(config, Identity, views_service("gateway", PROJECTIONS)) as services:
        settings = Settings.load(config["CHANDLERY"])
        reader, calls = Reader("gateway", settings.views_url), Pool(config)
        app = create_app(settings, reader, SearchReader(settings.index), Rpc(calls))
        app.testing = True
        desk = Desk(services, folder / "mail")
        accounts = {name: desk.member(f"{name}@mail.example") for name in ("ada", "bob")}
        accounts["root"] = services.until(lambda: services.rpc.identity.account_of("root@store.example"))
        yield Office(services, app, reader, desk, accounts)
        calls.close()


def test_a_role_is_granted_listed_with_by_whom_and_taken_away(office: Office) -> None:
    granted = office.sends("root", PAGE, email="ada@mail.example", role="reviewer")
    assert granted.headers["Location"] == f"{PAGE}?told=granted"
    assert ("ada@mail.example", "reviewer") in office.roles()
    page = office.reads()
    assert "by the store’s settings" in page
    assert "Reviewer: publishers, products, certification" in page
    assert "by Operator" in page
    office.sends("root", f"{PAGE}/{office.accounts['ada']}/reviewer/withdraw")
    assert ("ada@mail.example", "reviewer") not in office.roles()


def test_the_last_operators_role_is_taken_by_nobody(office: Office) -> None:
    assert "Another operator takes it away." in office.reads()
    refused = office.sends("root", f"{PAGE}/{office.accounts['root']}/operator/withdraw")
    assert (refused.status_code, "Another operator has to do this." in refused.text) == (409, True)
    assert ("root@store.example", "operator") in office.roles()


@pytest.mark.parametrize(
    ("email", "words"), [("", "Enter an e-mail"), ("eve@mail.example", "There is no such account")]
)
def test_who_has_no_account_gets_no_role(office: Office, email: str, words: str) -> None:
    refused = office.sends("root", PAGE, email=email, role="support")
    assert refused.status_code in (404, 422)
    assert words in refused.text


def test_the_page_is_for_operators_alone(office: Office) -> None:
    assert office.browser("bob").get(PAGE).status_code == 404
    assert office.sends("bob", PAGE, email="bob@mail.example", role="operator").status_code == 404
    assert office.browser("bob").get("/api/v1/admin/staff").status_code == 403
    assert ("bob@mail.example", "operator") not in office.roles()
