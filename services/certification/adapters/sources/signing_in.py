"""How a reader shows a registry who it is: by what the registry asks for, or by tokens of the store's own."""

import re
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

import requests

from services.certification.adapters.sources.credentials import Credentials, DockerCredentials
from services.certification.adapters.sources.references import Reference, is_loopback
from services.certification.ports import SourceAway, Unreadable
from vocabulary.unreadable import unreadable

TIMEOUT = (10, 60)
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')


class SigningIn(Protocol):
    def header(self) -> str:
        """For the next request; empty: none."""

    def challenged(self, response: requests.Response) -> bool:
        """A 401 came; whether it is worth asking again."""

    def refusal(self) -> Exception:
        """What to raise where that did not help."""


class OfTheStore:
    """The store's registry takes its own tokens, made for each request."""

    def __init__(self, header: Callable[[], str]) -> None:
        self.header = header

    def challenged(self, response: requests.Response) -> bool:
        return False

    def refusal(self) -> Exception:
        return SourceAway("The store's registry does not take the store's own token.")


class AtHome:
    """Anonymously first, then as the registry's challenge says (RFC 7235; distribution's token specification)."""

    def __init__(self, session: requests.Session, reference: Reference, credentials: DockerCredentials) -> None:
        self._session, self._reference, self._credentials = session, reference, credentials
        self._header = ""

    def header(self) -> str:
        return self._header

    def challenged(self, response: requests.Response) -> bool:
        asked = response.headers.get("WWW-Authenticate", "")
        scheme, _, rest = asked.partition(" ")
        known = self._credentials.of(self._reference.host)
        before = self._header
        if scheme.lower() == "basic":
            self._header = known.basic if known and known.user else ""
        elif scheme.lower() == "bearer":
            self._header = f"Bearer {self._token(dict(_PARAMETER.findall(rest)), known)}"
        return self._header not in ("", before)

    def refusal(self) -> Exception:
        host, repository = self._reference.host, self._reference.repository
        return Unreadable(unreadable("not-readable-there", host=host, repository=repository, login=host))

    def _token(self, asked: dict[str, str], known: Credentials | None) -> str:
        realm = asked.get("realm", "")
        address = urlsplit(realm)
        if address.scheme != "https" and not (address.scheme == "http" and is_loopback(address.netloc)):
            raise Unreadable(unreadable("without-encryption", host=self._reference.host, realm=realm[:200]))
        told = {"service": asked.get("service", ""), "scope": f"repository:{self._reference.repository}:pull"}
        try:
            response = self._asked(realm, told, known)
            answer = response.json() if response.status_code == 200 else {}
        except (requests.RequestException, ValueError) as wrong:
            raise SourceAway(f"{address.netloc}, which gives out tokens, does not answer.") from wrong
        if response.status_code in (400, 401, 403):
            raise Unreadable(unreadable("sign-in-refused", host=self._reference.host, login=self._reference.host))
        token = answer.get("token") or answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise SourceAway(f"{address.netloc} gave no token ({response.status_code}).")
        return token

    def _asked(self, realm: str, told: dict[str, str], known: Credentials | None) -> requests.Response:
        if known and known.identity_token:
            told |= {"grant_type": "refresh_token", "refresh_token": known.identity_token, "client_id": "chandlery"}
            return self._session.post(realm, data=told, timeout=TIMEOUT, allow_redirects=False)
        headers = {"Authorization": known.basic} if known and known.user else {}
        return self._session.get(realm, params=told, headers=headers, timeout=TIMEOUT, allow_redirects=False)
