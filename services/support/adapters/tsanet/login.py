"""Signing in at TSANet: with a name and password there, or with a client's secret at whoever gives tokens for it."""

import time
from dataclasses import dataclass, field

import requests

from eventlog.refusal import Unavailable
from services.support.adapters.tsanet import answers

BEFORE = 60  # seconds before its end that a token is no longer used
BOTH = "application/json, application/problem+json"  # with it a refusal has its status; without, HTTP 500
PATIENCE = (5.0, 20.0)  # seconds to connect, and for an answer


@dataclass
class Login:
    """`tokens`: address of an OAuth 2 token endpoint, where user and password are a client's id and secret."""

    url: str
    user: str
    password: str = field(repr=False)
    tokens: str = ""
    scope: str = ""
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    def token(self) -> str:
        """The one that counts now. Raises Unavailable: an operator can mend a password, and then all goes on."""
        if time.monotonic() >= self._until:
            self._sign_in()
        return self._token

    def forget(self, token: str) -> None:
        """It is not taken any more."""
        if token == self._token:
            self._until = 0.0

    def _sign_in(self) -> None:
        began = time.monotonic()
        answer = self._asked()
        if answer.status_code in (400, 401, 403) or _is_told(answer):
            raise Unavailable("tsanet-login-refused", self.user)
        if answer.status_code != 200:
            raise Unavailable("tsanet-away", f"sign-in: HTTP {answer.status_code}")
        self._token, lifetime = self._read(answer)
        self._until = began + max(lifetime - BEFORE, 1)

    def _asked(self) -> requests.Response:
        try:
            if self.tokens:
                asked = {"grant_type": "client_credentials", "client_id": self.user, "scope": self.scope}
                return requests.post(self.tokens, data={**asked, "client_secret": self.password}, timeout=PATIENCE)
            asked = {"username": self.user, "password": self.password}
            return requests.post(f"{self.url}/v1/login", json=asked, headers={"Accept": BOTH}, timeout=PATIENCE)
        except requests.RequestException as lost:
            raise Unavailable("tsanet-away", f"sign-in: {type(lost).__name__}") from lost

    def _read(self, answer: requests.Response) -> tuple[str, int]:
        try:
            given = answer.json()
        except ValueError as wrong:
            raise Unavailable("tsanet-unreadable", "sign-in") from wrong
        read = answers.one(answers.Granted if self.tokens else answers.Token, given)
        return read["access_token"], read["expires_in"] or 3600


def _is_told(answer: requests.Response) -> bool:
    """HTTP 500 with nothing but a message is how TSANet says no; with anything else it is a fault of its own."""
    return answer.status_code == 500 and message_of(answer) is not None


def message_of(answer: requests.Response) -> str | None:
    """Of a refusal in TSANet's older form: {"message": …} and nothing else."""
    try:
        given = answer.json()
    except ValueError:
        return None
    return str(given["message"]) if isinstance(given, dict) and given.keys() == {"message"} else None
