"""A store whose services an operator has in hand, on the real kernel, behind its gateway."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventlog.amqp import views_service
from eventlog.decider import Context
from eventlog.operated import Operated
from gateway.rpc import Pool
from gateway.views import PROJECTIONS
from services.billing.service import Billing
from services.catalog.service import Catalog
from services.certification.service import Certification
from services.identity.service import Identity
from services.notifications.service import Notifications
from services.search.service import Search
from services.support.service import Support
from tests.gateway.counter import AT, Counter, bearer
from tests.pages.shop import session_of
from tests.parts.services import Services, config_in, running

API = "/api/v1/admin"
GatewayViews = type("GatewayViews", (views_service("gateway", PROJECTIONS), Operated), {})
SERVICES = (Identity, Catalog, Billing, Certification, Support, Notifications, Search, GatewayViews)


@dataclass
class Running:
    """Olga operates the store, Rita reviews."""

    folder: Path
    counter: Counter
    app: Flask
    services: Services
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def asks(self, method: str, path: str, body: Any = None, who: str = "olga") -> TestResponse:
        headers = bearer(self.counter.token(who, "staff"))
        return self.app.test_client().open(API + path, method=method, json=body, headers=headers)

    def log(self, source: str) -> dict[str, Any]:
        items = self.asks("GET", "/logs").get_json()["items"]
        return next(dict(each) for each in items if each["source"] == source)

    def follower(self, identity: str) -> dict[str, Any]:
        source = {"gateway": "gateway-views"}.get(identity.partition("/")[0], identity.partition("/")[0])
        return next(dict(each) for each in self.log(source)["followers"] if each["id"] == identity)

    def browser(self, who: str = "olga") -> FlaskClient:
        if who not in self.browsers:
            self.browsers[who] = self.app.test_client()
            self.browsers[who].set_cookie("chandlery_session", session_of(self.app, who))
        return self.browsers[who]

    def sends(self, path: str, who: str = "olga", **fields: str) -> TestResponse:
        found = re.search(r'name="csrf" value="([^"]+)"', self.browser(who).get("/account").text)
        assert found
        return self.browser(who).post(path, data={"csrf": found[1], **fields})

    def parks(self, error: str, *, readable: bool = True) -> str:
        """The first event of identity's log is parked for its read model; the id. Unreadable: it fails again."""
        views, log = self.folder / "views" / "identity.db", self.folder / "identity.log.db"
        with sqlite3.connect(log, timeout=60) as events:
            stream, digest, line = events.execute("SELECT stream, hash, line FROM events ORDER BY id").fetchone()
        row = ("identity", "identity", 1, stream, "identity.account-registered", digest)
        row += (line if readable else "{", error, "2026-11-03T12:00:00.000000Z")
        with sqlite3.connect(views, timeout=60) as kept:
            kept.execute("DELETE FROM parked")
            kept.execute("INSERT INTO parked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return f"identity/identity/{stream}"

    def parked(self) -> list[str]:
        return [each["id"] for each in self.services.rpc.identity.parked()]

    def passed_over(self) -> list[str]:
        with sqlite3.connect(self.folder / "views" / "identity.db") as kept:
            return [reason for (reason,) in kept.execute("SELECT reason FROM passed_over")]


@contextmanager
def opened(folder: Path) -> Iterator[Running]:
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail")
    with running(config, *SERVICES) as services:
        calls = Pool(config)
        counter = Counter(folder / "gateway", calls)
        counter.account("olga", "operator")
        counter.account("rita", "reviewer")
        by = Context("first", "visitor:1", AT).dump()
        services.rpc.identity.register("ada@mail.example", "Ada", "correct horse battery", by)
        yield Running(folder, counter, counter.app(), services)
        calls.close()
