"""The gateway before support on the real kernel: Ada has bought Acme's database, Sam is of the store's desk."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventlog.amqp import views_service
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import Pool, Rpc
from gateway.settings import Settings
from gateway.views import PROJECTIONS
from services.catalog import events as catalog
from services.identity.service import Identity
from services.search.reader import SearchReader
from services.support.service import Support
from tests.pages.shop import session_of
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR
from tests.services.support.shop import DATABASE, NEWER, RUN, TELLERS, Shop

NEW = "/tickets/new?product=acme/db"
ASKED = {"priority": "2", "summary": "A snapshot is not restored", "description": "It ends with checksum mismatch."}


@dataclass
class Help:
    """Support, and the gateway's pages before it."""

    shop: Shop
    app: Flask
    reader: Reader

    def settle(self) -> None:
        """Returns when support's views and the gateway's have caught up."""
        self.shop.settle()
        services = self.shop.services
        for source in ("identity", "billing", "catalog"):
            head = getattr(services.rpc, source).head()["position"]
            services.until(lambda source=source, head=head: self.reader.position(source) >= head)

    def of(self, name: str) -> "Browser":
        self.settle()
        client = self.app.test_client()
        client.set_cookie("chandlery_session", session_of(self.app, self.shop.accounts[name]))
        return Browser(self, client)

    def told(self, number: str) -> dict[str, Any]:
        """The ticket as Ada reads it."""
        found: dict[str, Any] = self.shop.rpc.ticket(number, self.shop.ada())
        return found


@dataclass
class Browser:
    """Somebody's browser, signed in."""

    help: Help
    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        self.help.settle()
        return self.client.get(path)

    def send(
        self, page: str, action: str = "", files: Mapping[str, bytes] | None = None, **fields: object
    ) -> TestResponse:
        """The form of `page`, with its hidden fields, filled and sent as a browser does."""
        html = self.get(page).text
        hidden = dict(re.findall(r'type="hidden" name="(csrf|command|product|plan)" value="([^"]+)"', html))
        sent = [(io.BytesIO(content), name) for name, content in (files or {}).items()]
        data = {**hidden, **fields, **({"files": sent} if sent else {})}
        return self.client.post(action or page.partition("?")[0], data=data, content_type="multipart/form-data")

    def asks(self, **fields: object) -> str:
        """The number of a new ticket."""
        answer = self.send(NEW, **{**ASKED, **fields})  # type: ignore[arg-type]
        assert answer.status_code == 303, words(answer)
        return str(answer.headers["Location"].partition("?")[0].rpartition("/")[2])


def words(answer: TestResponse) -> str:
    """What the page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@contextmanager
def helped(folder: Path) -> Iterator[Help]:
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", CHANDLERY_ATTACHMENT_SIZE="1 MB", **OPERATOR)
    with running(config, Identity, *TELLERS, Support, views_service("gateway", PROJECTIONS)) as services:
        shop = Shop(services, folder)
        shop.opens()
        shop.tell(catalog.ProductPublished(DATABASE), _released(RUN, "2.1"), _released(NEWER, "2.2"))
        moved = ("retag", "acme/db-team", DATABASE, "team", "latest", NEWER, "", datetime.now(UTC))
        shop.tell(catalog.TagMoved(*moved))
        settings = Settings.load(config["CHANDLERY"])
        reader, calls = Reader("gateway", settings.views_url), Pool(config)
        app = create_app(settings, reader, SearchReader(settings.index), Rpc(calls))
        app.testing = True
        yield Help(shop, app, reader)
        calls.close()
        reader.close()


def _released(digest: str, tag: str) -> catalog.VersionReleased:
    image = (catalog.PlatformImage("linux/amd64", digest, 1000, 1),)
    told = (f"release-{tag}", DATABASE, "team", "acme/db-team", tag, digest, image, "", "", datetime.now(UTC))
    return catalog.VersionReleased(*told)
