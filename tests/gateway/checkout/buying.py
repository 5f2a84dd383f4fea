"""Somebody who buys by the API."""

from typing import Any

from werkzeug.test import TestResponse

from tests.gateway.counter import bearer
from tests.gateway.opened import API, Opened

DETAILS = {"name": "Ada Lovelace", "address": "12 Harbour Street\nDublin", "country": "IE"}


class Buyer:
    """`post` and `get` with the buyer's token, once the views show all that happened."""

    def __init__(self, store: Opened, token: str) -> None:
        self.store, self.token = store, token

    def post(self, path: str, body: Any = None, key: str = "") -> TestResponse:
        return self.store.post(path, body, key, **bearer(self.token))

    def get(self, path: str) -> TestResponse:
        return self.store.get(path, self.token)

    def provides_details(self, **more: str) -> TestResponse:
        return self.store.client.put(f"{API}/billing/details", json=DETAILS | more, headers=bearer(self.token))

    def buys(self, plan: str = "team", **more: Any) -> Any:
        """The new subscription, by invoice where nothing else is said."""
        made = self.post("/subscriptions", {"plan": f"acme/db/{plan}", "payment": "invoice", **more})
        assert made.status_code == 201, made.text
        return made.json


def code_of(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]
