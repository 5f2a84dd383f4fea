"""The staff's pages before the real catalogue: a reviewer's browser, and a publisher who hands things in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventlog.decider import Context
from eventlog.log import open_log
from gateway.rpc import Pool
from services.catalog import events
from services.catalog.deciders.product import product
from services.catalog.deciders.trust import NoteMissed
from services.catalog.service import Catalog
from services.identity.service import Identity
from tests.gateway.counter import AT, Counter
from tests.pages.shop import session_of
from tests.parts.services import Services, config_in, running

LISTING = {
    "name": "Acme Database",
    "short_description": "A small database.",
    "description": "# Start it\n\nRun it.",
    "categories": ["databases-and-storage"],
    "logo": "sha256:" + "0a" * 32,
}
PLAN = {"id": "free", "name": "Free", "repository": "acme/db", "access": "anyone"}


@dataclass
class Staff:
    """Rita reviews; Bob has an account. The catalogue is real; what it tells the views is told by hand."""

    counter: Counter
    app: Flask
    services: Services
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def browser(self, who: str) -> FlaskClient:
        if who not in self.browsers:
            self.browsers[who] = self.app.test_client()
            self.browsers[who].set_cookie("chandlery_session", session_of(self.app, who))
        return self.browsers[who]

    def reads(self, path: str, who: str = "rita") -> str:
        return self.browser(who).get(path).text

    def sends(self, path: str, who: str = "rita", **fields: str) -> TestResponse:
        found = re.search(r'name="csrf" value="([^"]+)"', self.reads("/account", who))
        assert found
        return self.browser(who).post(path, data={"csrf": found[1], **fields})

    def does(self, method: str, *arguments: Any) -> Any:
        """A command of the publisher's owner, or where it is the store's, of a reviewer."""
        roles = frozenset({"acme:owner", "reviewer"})
        by = Context(str(uuid4()), "ada", AT, roles)
        return getattr(self.services.rpc.catalog, method)(*arguments, by.dump())

    def submitted(self) -> None:
        """`acme/db` is handed in."""
        self.does("apply_as_publisher", "acme", "Acme Ltd", "https://acme.example", "+44 1", "a@acme.example", "")
        self.does("accept_agreement", "acme", self.services.rpc.catalog.agreement()["version"])
        self.does("draft_product", "acme", "db", "container", LISTING)
        self.does("add_plan", "acme/db", PLAN)
        self.hand_in()

    def misses_a_fix(self, advisory: str) -> None:
        """As certification tells the catalogue of a hole that was not mended when it was due."""
        told = self.services.config["EVENTLOG"]
        log = open_log(
            "catalog", told["log"].format(service="catalog"), keys=None, secret=bytes.fromhex(told["secret"])
        )
        missed = NoteMissed(events.MissedFix(f"hole-{advisory}", advisory, "high", AT))
        log.execute(product, self.state()["id"], missed, Context(str(uuid4()), "policy:catalog.note-mending", AT))
        log.close()

    def hand_in(self) -> None:
        self.does("submit_product", "acme/db")

    def state(self) -> Any:
        return self.services.rpc.catalog.product("acme/db")


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    config = config_in(tmp_path)
    with running(config, Identity, Catalog) as services:
        counter = Counter(tmp_path / "gateway", Pool(config))
        counter.account("rita", "reviewer")
        counter.account("bob")
        applied = events.PublisherApplied("acme", "ada", "Acme Ltd", "https://acme.example", "", "", "")
        counter.tell(("publisher-acme", applied))
        drafted = counter.product("acme/db", published=False)
        counter.tell((f"product-{drafted}", events.ProductSubmitted(drafted)))
        yield Staff(counter, counter.app(), services)
