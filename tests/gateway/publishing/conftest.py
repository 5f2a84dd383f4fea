"""The publishing API before the real catalogue; accounts and tokens are told to the gateway's view."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.rpc import Pool
from services.catalog.service import Catalog
from services.identity.service import Identity
from tests.gateway.counter import Counter, bearer
from tests.parts.services import Services, config_in, running

LISTING = {
    "name": "Acme Database",
    "short_description": "A small database.",
    "description": "Start it.",
    "categories": ["databases-and-storage"],
}
PLAN = {
    "id": "free",
    "name": "Free",
    "repository": "acme/db",
    "access": "terms",
    "terms": {"version": "1", "text": "Be kind."},
}


@dataclass
class Office:
    """Who sends requests: Ada owns `acme`, Rita reviews, Olga operates, Bob has an account."""

    client: FlaskClient
    tokens: dict[str, str]
    services: Services

    def send(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        sent = (bearer(self.tokens[who]) if who else {}) | {name.replace("_", "-"): v for name, v in headers.items()}
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=sent)

    def does(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer's JSON; it was done."""
        answer = self.send(who, method, path, body, **headers)
        assert answer.status_code < 300, answer.get_data(as_text=True)
        return answer.json

    def refused(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        answer = self.send(who, method, path, body, **headers)
        assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
        return answer.status_code, answer.json["code"]

    def drafted(self, slug: str = "db") -> str:
        """Ada's approved publisher with a draft; returns the product's path."""
        application = {"slug": "acme", "legal_name": "Acme Ltd"}
        self.does("ada", "POST", "/publishers", application, Idempotency_Key="apply")
        self.does("rita", "POST", "/publishers/acme/approve", Idempotency_Key="approve")
        self.does("ada", "POST", "/products", {"publisher": "acme", "slug": slug, **LISTING})
        return f"/products/acme/{slug}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    config = config_in(tmp_path)
    with running(config, Identity, Catalog) as services:
        counter = Counter(tmp_path / "gateway", Pool(config))
        roles: dict[str, tuple[str, ...]] = {"ada": (), "bob": (), "rita": ("reviewer",), "olga": ("operator",)}
        tokens = {name: counter.token(counter.account(name, *held)) for name, held in roles.items()}
        counter.publisher("acme", "ada")
        yield Office(counter.client(), tokens, services)
