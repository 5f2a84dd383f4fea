"""The store's public API, as any program would call it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

PATIENCE = 60  # seconds for what the store does after it has answered
AGAIN = (429, 503)  # busy or not yet up: nothing was done


class Turned(Exception):
    """The store said no: `code` is its problem's code."""

    def __init__(self, asked: str, status: int, problem: dict[str, Any]) -> None:
        super().__init__(
            f"{asked}: {status} {problem.get('code', '')} {problem.get('detail') or ''} {problem.get('errors') or ''}"
        )
        self.status = status
        self.code = str(problem.get("code", ""))


@dataclass
class Api:
    """Calls with one token (or none); remembers the positions of its writes, so that its reads see them."""

    url: str
    token: str = field(default="", repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    _position: str = ""
    _session: requests.Session = field(default_factory=requests.Session, repr=False)

    def entering(self, token: str) -> "Api":
        """Another caller at the same store, who sees what was done here."""
        return Api(self.url, token, _position=self._position)

    def get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, params=query)

    def find(self, path: str, **query: Any) -> Any | None:
        """As `get`; None where there is no such thing."""
        try:
            return self.get(path, **query)
        except Turned as turned:
            if turned.status == 404:
                return None
            raise

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        """`key` makes it safe to send again: the command takes effect once."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._call("POST", path, json=body if body is not None else {}, headers=headers)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("PUT", path, json=body)

    def accepted(self, path: str, body: dict[str, Any], *, unless: str) -> bool:
        """As `post`; False where it is refused with the code `unless`, which may pass."""
        try:
            self.post(path, body)
        except Turned as turned:
            if turned.code == unless:
                return False
            raise
        return True

    def _call(self, method: str, path: str, headers: dict[str, str] | None = None, **arguments: Any) -> Any:
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self._position:
            sent["Chandlery-Position"] = self._position
        answer = self._patiently(method, f"{self.url}/api/v1{path}", headers=sent, auth=self.basic, **arguments)
        self._position = answer.headers.get("Chandlery-Position", self._position)
        if answer.ok:
            return answer.json() if answer.content else None
        raise Turned(f"{method} {path}", answer.status_code, _problem(answer))

    def _patiently(self, method: str, url: str, **arguments: Any) -> requests.Response:
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._session.request(method, url, timeout=30, **arguments)
            if answer.status_code not in AGAIN or time.monotonic() > end:
                return answer
            time.sleep(min(float(answer.headers.get("Retry-After", "1")), 5))


def _problem(answer: requests.Response) -> dict[str, Any]:
    try:
        problem = answer.json()
    except requests.JSONDecodeError:
        return {"detail": answer.text[:300]}
    return problem if isinstance(problem, dict) else {"detail": str(problem)}


def until(found: Callable[[], Any], otherwise: str, within: float = PATIENCE) -> Any:
    """What `found` answers once it is true; raises TimeoutError with `otherwise`."""
    end = time.monotonic() + within
    pause = 0.05
    while time.monotonic() < end:
        answer = found()
        if answer:
            return answer
        time.sleep(pause)
        pause = min(pause * 1.5, 1)
    raise TimeoutError(otherwise)
