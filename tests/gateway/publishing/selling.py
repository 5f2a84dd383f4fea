"""A publisher sells: the gateway before running billing, into whose log tests write what was sold."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.rpc import Pool
from tests.gateway.counter import Counter, bearer
from tests.pages.shop import session_of
from tests.parts.services import Services, config_in, running
from tests.services.billing.books import Told, tell
from tests.services.billing.conftest import Catalogue
from tests.services.billing.test_payees import SOLD

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Till:
    """Ada owns the publisher `slug`, of one test alone, Ed edits, Sue supports; Bob is nobody, Fay of finance."""

    services: Services
    counter: Counter
    app: Flask
    tokens: dict[str, str]
    slugs: Iterator[int] = field(default_factory=itertools.count)
    keys: Iterator[int] = field(default_factory=itertools.count)
    slug: str = ""

    def begin(self) -> "Till":
        """With another publisher, who has sold nothing yet."""
        self.slug = f"acme-{next(self.slugs)}"
        self.counter.publisher(self.slug, "ada")
        self.counter.organization(self.slug, ada="owner", ed="editor", sue="support")
        return self

    def sell(self, number: int = 1, **changed: Any) -> None:
        sold = replace(SOLD, publisher=self.slug, invoice=f"invoice-{self.slug}-{number}", **changed)
        tell(self.services.rpc.billing, "invoice", sold.invoice, sold)

    def issue(self, state: str) -> str:
        """A statement of January, once it is in this state; its id."""
        self.sell()
        assert self.send("fay", "POST", "/publishers/SLUG/statements", {"month": "2026-01"}).status_code == 200
        self.services.until(lambda: [one for one in self.statements() if one["state"] == state])
        return str(self.statements()[0]["id"])

    def statements(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.services.rpc.billing.statements_of(self.slug)
        return found

    def send(self, who: str, method: str, path: str, body: Any = None) -> TestResponse:
        """SLUG in the path stands for the publisher."""
        headers = bearer(self.tokens[who]) | {"Idempotency-Key": f"key-{next(self.keys)}"}
        path = path.replace("SLUG", self.slug)
        return self.app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=headers)

    def page(self, who: str, page: str) -> TestResponse:
        return self._browser(who).get(page.replace("SLUG", self.slug))

    def reads(self, who: str, page: str) -> str:
        answer = self.page(who, page)
        assert answer.status_code == 200, answer.text
        return answer.text

    def posts(self, who: str, action: str, **fields: str) -> TestResponse:
        browser = self._browser(who)
        found = TOKEN.search(browser.get("/account").text)
        assert found
        data = {"csrf": found[1], "command": f"key-{next(self.keys)}", **fields}
        return browser.post(action.replace("SLUG", self.slug), data=data)

    def _browser(self, who: str) -> FlaskClient:
        browser = self.app.test_client()
        browser.set_cookie("chandlery_session", session_of(self.app, who))
        return browser


@contextmanager
def opened(folder: Path, **environment: str) -> Iterator[Till]:
    config = config_in(folder, **environment)
    with running(config, Catalogue, Told) as services:
        counter = Counter(folder / "gateway", Pool(config))
        people = {"ada": (), "ed": (), "sue": (), "bob": (), "fay": ("finance",)}
        tokens = {name: counter.token(counter.account(name, *held)) for name, held in people.items()}
        yield Till(services, counter, counter.app(), tokens)
