"""The gateway before running services: identity, billing and the views on the real kernel, a catalogue's log beside."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventlog.amqp import views_service
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import Pool, Rpc
from gateway.settings import Settings
from gateway.views import PROJECTIONS
from services.billing.service import Billing
from services.identity.service import Identity
from services.search.reader import SearchReader
from tests.gateway.counter import basic, bearer
from tests.parts.services import Services, config_in, running
from tests.services.billing.conftest import Books, Catalogue
from tests.services.identity.conftest import OPERATOR, PASSWORD, Desk

API = "/api/v1"
ROOT = (OPERATOR["CHANDLERY_ADMIN_EMAIL"], OPERATOR["CHANDLERY_ADMIN_PASSWORD"])


@dataclass
class Opened:
    """An open store, and a client at its door."""

    services: Services
    client: FlaskClient
    reader: Reader
    desk: Desk
    books: Books
    keys: Iterator[int] = field(default_factory=itertools.count)

    def post(self, path: str, body: Any = None, key: str = "", **headers: str) -> TestResponse:
        sent = {"Idempotency-Key": key or f"key-{next(self.keys)}", **headers}
        return self.client.post(API + path, json=body, headers=sent)

    def get(self, path: str, token: str) -> TestResponse:
        """As soon as the views show all that happened."""
        self.settle()
        return self.client.get(API + path, headers=bearer(token))

    def delete(self, path: str, token: str) -> TestResponse:
        return self.client.delete(API + path, headers=bearer(token))

    def settle(self) -> None:
        """Returns when the gateway's views have caught up."""
        for source in ("identity", "billing", "catalog"):
            head = getattr(self.services.rpc, source).head()["position"]
            self.services.until(lambda source=source, head=head: self.reader.position(source) >= head)

    def token(self, email: str, *scopes: str, password: str = PASSWORD) -> str:
        """An access token made by password; the views know it."""
        made = self.post("/tokens", {"name": "laptop", "scopes": scopes}, **basic(email, password))
        assert made.status_code == 201, made.text
        self.settle()
        return str(made.json["token"])

    def member(self, email: str, *scopes: str) -> str:
        """A token of a new, verified account."""
        self.desk.member(email)
        return self.token(email, *(scopes or ("pull", "read", "buy")))

    def joins(self, slug: str, email: str, role: str) -> str:
        """A token of a new account that has this role in a new organisation."""
        desk, founder = self.desk, self.desk.member(f"founder-of-{slug}@example.org")
        account = desk.member(email)
        desk.rpc.create_organization(slug, slug.title(), desk.by(founder))
        desk.rpc.invite(slug, email, role, desk.by(founder))
        desk.rpc.accept_invitation(desk.link(email, 2), desk.by(account))
        return self.token(email, "pull", "push", "read", "buy", "publish")

    def operator(self, *scopes: str) -> str:
        return self.token(ROOT[0], *(scopes or ("read", "staff")), password=ROOT[1])


@contextmanager
def opened(folder: Path, billing: type = Billing, *others: type) -> Iterator[Opened]:
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR)
    views = views_service("gateway", PROJECTIONS)
    with running(config, Identity, billing, Catalogue, views, *others) as services:
        settings = Settings.load(config["CHANDLERY"])
        reader, calls = Reader("gateway", settings.views_url), Pool(config)
        app = create_app(settings, reader, SearchReader(settings.index), Rpc(calls))
        app.testing = True
        yield Opened(services, app.test_client(), reader, Desk(services, folder / "mail"), Books(services))
        calls.close()
        reader.close()
