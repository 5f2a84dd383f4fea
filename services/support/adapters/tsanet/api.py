"""Requests to TSANet Connect's API, and what becomes of those that fail: it is away, or it said no."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused, Unavailable
from services.support.adapters.tsanet.login import BOTH, Login, message_of

READING, WRITING = (5.0, 10.0), (5.0, 30.0)  # seconds to connect, and for an answer: people wait for what is read
KINDS: dict[int, type[Refused]] = {
    400: Invalid,
    403: Forbidden,
    404: Missing,
    409: Conflicting,
    410: Missing,
    422: Invalid,
}
CONNECTIONS = 8


class Api:
    """Answers are JSON. Raises Unavailable (whether it was done is not known), or Refused with TSANet's words."""

    def __init__(self, login: Login, reading: tuple[float, float] = READING) -> None:
        self._login, self._reading = login, reading
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))

    def get(self, path: str, **asked: str) -> Any:
        return self._do("GET", path, params=asked)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._do("POST", path, json=body)

    def delete(self, path: str) -> None:
        self._do("DELETE", path)

    def _do(self, method: str, path: str, **sent: Any) -> Any:
        """A login that ran out is made anew, once: nothing was done under the old one."""
        token = self._login.token()
        answer = self._asked(method, path, token, sent)
        if answer.status_code == 401:
            self._login.forget(token)
            answer = self._asked(method, path, self._login.token(), sent)
        if not answer.ok:
            raise refused(answer)
        return _read(answer)

    def _asked(self, method: str, path: str, token: str, sent: dict[str, Any]) -> requests.Response:
        headers = {"Accept": BOTH, "Authorization": f"Bearer {token}"}
        patience = self._reading if method == "GET" else WRITING
        try:
            return self._session.request(
                method, self._login.url + path, headers=headers, timeout=patience, allow_redirects=False, **sent
            )
        except requests.RequestException as lost:
            raise Unavailable("tsanet-away", f"{method} {path}: {type(lost).__name__}") from lost

    def close(self) -> None:
        self._session.close()


def refused(answer: requests.Response) -> Refused:
    if answer.status_code == 500 and (said := message_of(answer)) is not None:
        return (
            Missing("tsanet-unknown", said[:300]) if "not found" in said else Conflicting("tsanet-refused", said[:300])
        )
    kind = KINDS.get(answer.status_code)
    if kind is None:
        return Unavailable("tsanet-away", f"HTTP {answer.status_code}")
    return kind("tsanet-unknown" if kind is Missing else "tsanet-refused", _detail(answer)[:300])


def _detail(answer: requests.Response) -> str:
    """Of a problem (RFC 9457)."""
    try:
        told = answer.json()
    except ValueError:
        return ""
    return str(told.get("detail") or told.get("title") or "") if isinstance(told, dict) else ""


def _read(answer: requests.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError as wrong:
        raise Unavailable("tsanet-unreadable", f"HTTP {answer.status_code}") from wrong
