"""The gateway's pages before notifications on the real kernel: what is marked there is so on the next page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventlog.amqp import views_service
from eventlog.decider import Context
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import Pool, Rpc
from gateway.settings import Settings
from gateway.views import PROJECTIONS
from services.identity.service import Identity
from services.notifications.policies.notice import Notice
from services.search.reader import SearchReader
from tests.gateway.notices.standing_in import words
from tests.pages.shop import session_of
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR
from tests.services.notifications.shop import DATABASE, TELLERS, Opened, Shop

INBOX, CHOICES = "/account/inbox", "/account/notifications"
FOLLOWED = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


@dataclass
class Reading:
    """Ada at the gateway, who was told of two things."""

    shop: Shop
    app: Flask
    client: FlaskClient

    def send(self, page: str, action: str = "", /, **fields: object) -> str:
        hidden = dict(
            re.findall(r'type="hidden" name="(csrf|command|until)" value="([^"]+)"', self.client.get(page).text)
        )
        sent = self.client.post(action or page, data={**hidden, **fields}, follow_redirects=True)
        assert sent.status_code == 200, words(sent)
        return sent.text

    def unread(self) -> str:
        """As the header has it."""
        found = re.search(r'<b class="n">([^<]+)<', self.client.get("/categories").text)
        return found[1] if found else ""

    def is_told(self, id: str, kind: str) -> None:
        """Of Acme's database; the views have heard of it when this returns."""
        meant = (f"account:{self.shop.accounts['ada']}",)
        told = Notice(f"{id}.{kind}", kind, DATABASE, datetime.now(UTC), meant, "acme/db", "/acme/db/versions")
        cause = Context("", "policy:catalog", told.happened, causation=id).dump()
        self.shop.rpc.announce({**asdict(told), "happened": told.happened.isoformat()}, cause)

    def settles(self) -> None:
        head, reader = self.shop.rpc.head()["position"], self.app.extensions["chandlery"].reader
        self.shop.services.until(lambda: reader.position("notifications") >= head)
        self.shop.services.until(lambda: self.shop._heard("notifications") >= head)


@contextmanager
def reading(folder: Path) -> Iterator[Reading]:
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR)
    with running(config, Identity, *TELLERS, Opened, views_service("gateway", PROJECTIONS)) as services:
        shop = Shop(services, folder)
        shop.opens()
        settings = Settings.load(config["CHANDLERY"])
        reader, calls = Reader("gateway", settings.views_url), Pool(config)
        app = create_app(settings, reader, SearchReader(settings.index), Rpc(calls))
        app.testing = True
        client = app.test_client()
        client.set_cookie("chandlery_session", session_of(app, shop.accounts["ada"]))
        yield Reading(shop, app, client)
        calls.close()
        reader.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with reading(tmp_path_factory.mktemp("reading")) as opened:
        yield opened


@pytest.fixture
def ada(kept: Reading, request: pytest.FixtureRequest) -> Reading:
    """Told of a hole and of a version, and of nothing else unread."""
    if kept.unread():
        kept.send(INBOX, do="all")
    for kind in ("version.security", "version.released"):
        kept.is_told(request.node.name, kind)
    kept.settles()
    return kept


def notice(ada: Reading, kind: str, request: pytest.FixtureRequest) -> str:
    return f"{request.node.name}.{kind}"


def test_what_was_told_is_counted_and_listed_unread(ada: Reading) -> None:
    assert ada.unread() == "2"
    assert ada.client.get(f"{INBOX}?unread=true").text.count('class="new"') == 2


def test_one_that_is_marked_is_read_on_the_next_page(ada: Reading, request: pytest.FixtureRequest) -> None:
    page = ada.send(INBOX, one=notice(ada, "version.security", request))
    assert (page.count('class="new"'), ada.unread()) == (1, "1")


def test_all_are_read_on_the_next_page(ada: Reading) -> None:
    assert 'class="new"' not in ada.send(INBOX, do="all")
    assert ada.unread() == ""


def test_one_is_unread_again(ada: Reading, request: pytest.FixtureRequest) -> None:
    ada.send(INBOX, do="all")
    page = ada.send(INBOX, do="unread", notice=notice(ada, "version.released", request))
    assert (page.count('class="new"'), ada.unread()) == (1, "1")


def test_one_that_was_opened_is_read(ada: Reading, request: pytest.FixtureRequest) -> None:
    address = f"{INBOX}/{notice(ada, 'version.released', request)}?to=/acme/db/versions"
    assert ada.client.get(address, headers=FOLLOWED).headers["Location"] == "/acme/db/versions"
    assert ada.unread() == "1"


def test_anothers_notice_is_marked_by_nobody(ada: Reading) -> None:
    assert ada.client.get(f"{INBOX}/made.up?to=/", headers=FOLLOWED).headers["Location"] == "/"
    assert ada.unread() == "2"


def test_a_choice_holds_on_the_next_page(ada: Reading) -> None:
    page = ada.send(CHOICES, kind="version.released", page="version.released", **{"mail-version.released": "weekly"})
    assert re.search(r'name="mail-version.released".*?<option value="weekly" selected>', page, re.DOTALL)


def test_a_feed_is_read_at_its_address_until_it_has_another(ada: Reading) -> None:
    first, second = (
        re.search(r'data-copy="http://store.example(/feeds/[^"]+)"', ada.send(CHOICES, f"{CHOICES}/feed"))
        for _ in range(2)
    )
    assert first
    assert second
    visitor = ada.app.test_client()
    assert [visitor.get(each[1]).status_code for each in (first, second)] == [404, 200]
