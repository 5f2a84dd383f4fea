"""The store's HTTP API: JSON in and out, refusals as the sentences that it sends, and trouble with the way there."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from cli.docker_store.ending import FAILED, NO, Refused, Stop
from cli.docker_store.told import Told, foreign
from cli.docker_store.wire import Lost, document, sent

PATIENCE = 30.0  # seconds for one request
MOVED = (301, 302, 307, 308)
SIGN_IN_AGAIN = ("not-signed-in", "token-unknown", "token-expired")

WRONG_WORDS = "invalid-input"
OPTIONS = ("category", "coupon", "limit", "payment", "platform", "price", "publisher", "quantity", "sort", "type")


class Store:
    """`position` is sent back after a command, so that the next answer shows what it changed."""

    def __init__(self, url: str, token: str, prog: str) -> None:
        self.url, self.token, self.prog = url, token, prog
        self.patience, self.position = PATIENCE, ""

    def get(self, path: str, **query: Any) -> Any:
        """Query values that are None or empty are left out; lists are repeated; a path's `{}` are filled by `at`."""
        told = [(name, value) for name, value in query.items() if value not in (None, "", [])]
        return self._ask("GET", path + (f"?{urlencode(told, doseq=True)}" if told else ""))

    def post(self, path: str, body: Any, key: str = "") -> Any:
        return self._ask("POST", path, body, {"Idempotency-Key": key} if key else {})

    def put(self, path: str, body: Any) -> Any:
        return self._ask("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self._ask("DELETE", path)

    def file(self, url: str) -> bytes:
        """What lies at an address of the API that the store told, as it is; had from nowhere but this store."""
        path = url.partition("/api/v1")[2]
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        status, body, _ = self._send("GET", f"{self.url}/api/v1{path}", None, headers)
        if status != 200:
            raise self._refusal(status, body)
        return body

    def may_pull(self, repository: str, registry: str, basic: str) -> tuple[bool, str]:
        """As the registry's door decides it, and the words that `docker pull` would print where it does not.

        `basic`: the Authorization of who asks; empty for nobody.
        """
        asked = urlencode({"service": registry, "scope": f"repository:{repository}:pull"})
        headers = {"Authorization": basic} if basic else {}
        status, body, _ = self._send("GET", f"{self.url}/registry/token?{asked}", None, headers)
        told = document(body)
        if status == 200:
            return _grants(str(told.get("token", "")), repository), ""
        errors = told.get("errors") or [{}]
        return False, str(errors[0].get("message", "")) or f"The store answered {status}."

    def _ask(self, method: str, path: str, body: Any = None, more: dict[str, str] | None = None) -> Any:
        headers = {"Accept": "application/json", **(more or {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.position:
            headers["Chandlery-Position"] = self.position
        data = None
        if body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body).encode()
        status, text, position = self._send(method, f"{self.url}/api/v1{path}", data, headers)
        self.position = position or self.position
        if status < 300:
            return self._read(text)
        raise self._refusal(status, text)

    def _read(self, text: bytes) -> Any:
        try:
            told = json.loads(text or "{}")
        except ValueError as wrong:
            raise self._no_store("its answer is no JSON") from wrong
        if not isinstance(told, dict):
            raise foreign(self.url, "its answer is no object")
        return Told(self.url, told)

    def _refusal(self, status: int, text: bytes) -> Stop:
        told = document(text)
        code = str(told.get("code", ""))
        if not code:
            return self._no_store(f"it answered {status}")
        if code == "not-found":
            return Stop(f"The store at {self.url} does not know this command.", "It may be of an older version.")
        fields = [f"{_typed(str(each.get('field')))}: {each.get('detail')}" for each in told.get("errors", ())]
        said = [str(told.get("title", code)), str(told.get("detail", "")), *fields]
        if code == WRONG_WORDS and fields:
            said = fields
        todo = ""
        if code in SIGN_IN_AGAIN:
            todo = f"Sign in: {self.prog} login {self.url}"
        elif code == "scope-missing":
            todo = f"Sign in again, with all that this needs: {self.prog} login {self.url}"
        ends = FAILED if status >= 500 or status in (401, 429) or code == WRONG_WORDS else NO
        return Refused(code, " ".join(dict.fromkeys(each for each in said if each)), status, todo, ends)

    def _no_store(self, why: str) -> Stop:
        return Stop(f"There is no store at {self.url}: {why}.", "Check the address.")

    def _send(
        self, method: str, url: str, data: bytes | None, headers: dict[str, str], hops: int = 3
    ) -> tuple[int, bytes, str]:
        """Status, body, and position."""
        try:
            with sent(method, url, headers, data, self.patience) as answer:
                there = answer.header("Location")
                if answer.status not in MOVED or not there:
                    return answer.status, answer.read(), answer.header("Chandlery-Position")
        except Lost as lost:
            from cli.docker_store.away import said

            raise said(self.url, lost.why) from lost
        return self._send(method, self._followed(there, hops), data, headers, hops - 1)

    def _followed(self, there: str, hops: int) -> str:
        """Within the store: a token, and an order, go to no other place."""
        from urllib.parse import urljoin

        place = urljoin(f"{self.url}/", there)
        if not place.startswith(f"{self.url}/") or not hops:
            raise Stop(f"{self.url} leads to {place}.", "If that is the store, sign in there.")
        return place


def at(template: str, *parts: str) -> str:
    """A path with its parts quoted: at("/products/{}/{}", "acme", "db")."""
    return template.format(*(quote(part, safe="") for part in parts))


def _typed(field: str) -> str:
    """The option that a field of the API was given by, where it was by one; `category.0` is a list's first."""
    name = field.partition(".")[0]
    return "--for" if name == "holder" else f"--{name}" if name in OPTIONS else field


def _grants(token: str, repository: str) -> bool:
    """Whether the registry's token (a JWT) opens the repository: docker is answered 200 with less, too."""
    from base64 import urlsafe_b64decode

    payload = token.split(".")[1] if token.count(".") == 2 else ""
    claims = document(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))) if payload else {}
    return any(
        each.get("name") == repository and "pull" in each.get("actions", ()) for each in claims.get("access", ())
    )
