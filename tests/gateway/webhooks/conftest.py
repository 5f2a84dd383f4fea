"""Ada, who owns Northwick and edits for Acme, before a gateway whose notifications know of webhooks."""

import re
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.gateway.counter import Counter, bearer
from tests.gateway.webhooks.answering import Hooks
from tests.pages.shop import session_of


class Owner:
    def __init__(self, folder: Path) -> None:
        self.service = Hooks()
        self.counter = Counter(folder, self.service)
        for name in ("ada", "bob"):
            self.counter.account(name)
        self.counter.organization("northwick", ada="owner", bob="member")
        self.counter.publisher("acme", "ada")
        self.token = self.counter.token("ada")
        self.app = self.counter.app()

    def begin(self) -> None:
        self.service.__dict__.update(vars(Hooks()))
        self.client = self.app.test_client()
        self.client.set_cookie("chandlery_session", session_of(self.app, "ada"))

    def send(self, page: str, action: str = "", /, **fields: Any) -> TestResponse:
        """The form of a page with its hidden fields, as a browser without scripts sends it."""
        html = self.client.get(page).text
        assert not action or f'action="{action}"' in html, html
        hidden = dict(re.findall(r'type="hidden" name="(csrf|command)" value="([^"]+)"', html))
        return self.client.post(action or page, data={**hidden, **fields})

    def api(self, method: str, path: str, body: Any = None) -> TestResponse:
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=bearer(self.token))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Owner:
    return Owner(tmp_path_factory.mktemp("owner"))


@pytest.fixture
def owner(world: Owner) -> Owner:
    world.begin()
    return world
