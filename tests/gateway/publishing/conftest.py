"""The publishing API before the real catalogue; accounts and tokens are told to the gateway's view."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from nameko.rpc import rpc
from PIL import Image
from werkzeug.test import TestResponse

from eventlog.decider import Context
from gateway.rpc import Pool
from services.catalog.service import Catalog
from services.identity.deciders.account import Register, VerifyEmail, account
from services.identity.service import Identity
from tests.gateway.counter import Counter, bearer
from tests.parts.names import name_server
from tests.parts.services import Services, config_in, running

ZONE: dict[tuple[str, str], list[str]] = {}  # what the name server knows
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


class Registry(Identity):
    """Identity, where accounts have the names that tests know them by."""

    @rpc
    def enter(self, name: str) -> None:
        registering = Register(name, f"{name}@mail.example", name, f"key-{name}")
        for number, command in enumerate((registering, VerifyEmail())):
            self.log.execute(account, name, command, Context(f"enter-{number}", name, datetime.now(UTC)))


def picture(side: int = 512, other: int = 0) -> str:
    written = io.BytesIO()
    Image.new("RGB", (side, other or side), "teal").save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


@dataclass
class Office:
    """Who sends requests: Ada owns `acme`, Rita reviews, Olga operates, Bob has an account."""

    client: FlaskClient
    tokens: dict[str, str]
    services: Services
    counter: Counter  # what the gateway's own views were told

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
        self.does("ada", "POST", "/publishers/acme/agreement", {"version": "1"}, Idempotency_Key="agree")
        self.does("ada", "POST", "/products", {"publisher": "acme", "slug": slug, **LISTING})
        return f"/products/acme/{slug}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with name_server(ZONE) as port:
        yield from _opened(tmp_path, config_in(tmp_path, CHANDLERY_DNS=f"127.0.0.1:{port}"))


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """With Ada's draft in it, for requests that change nothing: all of a module are sent to one."""
    folder = tmp_path_factory.mktemp("draft")
    for office in _opened(folder, config_in(folder)):
        office.drafted()
        yield office


def _opened(tmp_path: Path, config: dict[str, Any], *beside: type) -> Iterator[Office]:
    ZONE.clear()
    with running(config, Registry, Catalog, *beside) as services:
        counter = Counter(tmp_path / "gateway", Pool(config))
        roles: dict[str, tuple[str, ...]] = {"ada": (), "bob": (), "rita": ("reviewer",), "olga": ("operator",)}
        tokens = {name: counter.token(counter.account(name, *held)) for name, held in roles.items()}
        for name in roles:
            services.rpc.identity.enter(name)
        counter.publisher("acme", "ada")
        yield Office(counter.client(), tokens, services, counter)
