"""A repository in a registry, spoken to as docker does (OCI distribution specification 1.1, Docker's tokens)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urljoin

from cli.docker_store.busy import BUSY, Busy, Pauses, patience
from cli.docker_store.challenge import challenges
from cli.docker_store.ending import NO, Stop
from cli.docker_store.known import LOOPBACK
from cli.docker_store.wire import Answer, document, origin, place, sent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cli.docker_store.signed_in import Login
    from cli.docker_store.wire import Readable

HOPS = 5
MOVED = (301, 302, 303, 307, 308)
SAFE = ("GET", "HEAD")
TWICE = "manifests/"  # what can be put twice


def on_loopback(host: str) -> bool:
    name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    return name in LOOPBACK


class Registry:
    """`actions`: `pull`, or `pull,push`. By http:// on loopback or where `plain` is said, else by https://."""

    def __init__(self, host: str, repository: str, login: Login, actions: str, *, plain: bool = False) -> None:
        self.host, self.repository, self.login = host, repository, login
        scheme = "http" if plain or on_loopback(host) else "https"
        self.url = f"{scheme}://{host}/v2/{repository}/"
        self.scope, self._pass = f"repository:{repository}:{actions}", ""

    @contextmanager
    def asked(
        self,
        method: str,
        where: str,
        headers: Mapping[str, str] | None = None,
        content: bytes | Readable | None = None,
    ) -> Iterator[Answer]:
        """Of `manifests/…`, `blobs/…`, or an address that the registry gave; shown in once more where a token ended.

        Raises Busy where it has no time: after several tries of what can be asked twice, at once of what belongs to
        an upload, which it may have taken all the same.
        """
        pauses = Pauses(self.host)
        while True:
            with self._shown_in(method, urljoin(self.url, where), headers or {}, content) as answer:
                if answer.status not in BUSY:
                    yield answer
                    return
                busy = _busy(answer, self.named)
            if method not in SAFE and not where.startswith(TWICE):
                raise busy
            pauses.before_another(busy)

    @contextmanager
    def _shown_in(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | Readable | None
    ) -> Iterator[Answer]:
        with self._followed(method, url, headers, content) as answer:
            if answer.status != 401 or origin(answer.url) != origin(self.url):
                yield answer
                return
            self._enter(answer)
        if content is not None and not isinstance(content, bytes):
            content.seek(0)
        with self._followed(method, url, headers, content) as again:
            if again.status == 401:
                raise refusal(again, self.named, "It does not know who you are.", f"Sign in: docker login {self.host}")
            yield again

    @property
    def named(self) -> str:
        return f"{self.host}/{self.repository}"

    @contextmanager
    def _followed(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | Readable | None
    ) -> Iterator[Answer]:
        """What reads is led on; another host gets no Authorization, and from https:// nothing leads to http://."""
        for _ in range(HOPS):
            told = dict(headers)
            if self._pass and origin(url) == origin(self.url):
                told["Authorization"] = self._pass
            with sent(method, url, told, content) as answer:
                if answer.status not in MOVED or method not in SAFE:
                    yield answer
                    return
                there = urljoin(url, answer.header("Location"))
            if origin(there)[0] not in ("https", origin(url)[0]):
                raise Stop(f"{place(url)} leads to {place(there)}, which is not protected.")
            url = there
        raise Stop(f"{place(self.url)} leads from one address to the next without an end.")

    def _enter(self, answer: Answer) -> None:
        told = challenges(answer.headers.get_all("WWW-Authenticate") or ())
        if "bearer" in told:
            self._pass = f"Bearer {self._token(told['bearer'])}"
        elif "basic" in told and self.login.basic:
            self._pass = self.login.basic
        else:
            raise refusal(answer, self.named, "It wants to know who you are.", f"Sign in: docker login {self.host}")

    def _token(self, told: Mapping[str, str]) -> str:
        realm = told.get("realm", "")
        scheme, host = origin(realm)
        safe = scheme == "https" or (scheme == "http" and (on_loopback(host) or self.url.startswith("http:")))
        if not safe:
            raise Stop(f"{self.host} sends its guests to {realm or 'nowhere'} for a token, which is not protected.")
        scopes = [self.scope]
        if told.get("scope") and told["scope"].rpartition(":")[0] != self.scope.rpartition(":")[0]:
            scopes.append(told["scope"])
        asked = [("service", told.get("service", "")), *(("scope", one) for one in scopes)]
        granted = document(self._granted(realm, asked))
        return str(granted.get("token") or granted.get("access_token") or "")

    def _granted(self, realm: str, asked: list[tuple[str, str]]) -> bytes:
        method, address, headers, content = self.login.asks(realm, asked)
        pauses = Pauses(place(realm))
        while True:
            with sent(method, address, headers, content) as answer:
                if answer.status == 200:
                    return answer.whole()
                refused = refusal(answer, self.named, f"No token was given by {place(realm)}.", "")
                if answer.status not in BUSY:
                    raise refused
                busy = Busy(refused, answer.status, patience(answer))
            pauses.before_another(busy)


def refusal(answer: Answer, named: str, otherwise: str, todo: str) -> Stop:
    """In the registry's own words (distribution specification, “Error Codes”)."""
    errors = document(answer.whole()).get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    words = str(first.get("message") or otherwise).rstrip(".")
    said = f"{named}: {words[:500]} ({answer.status})."
    return Stop(said, todo, NO if answer.status in (403, 404) else 2)


def _busy(answer: Answer, named: str) -> Busy:
    return Busy(refusal(answer, named, "It has no time at the moment.", ""), answer.status, patience(answer))


def refused_as(content: bytes) -> set[str]:
    """The codes of a refusal, such as MANIFEST_BLOB_UNKNOWN."""
    errors = document(content).get("errors")
    return {str(one.get("code")) for one in errors if isinstance(one, dict)} if isinstance(errors, list) else set()


def with_query(url: str, told: list[tuple[str, str]]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(told, quote_via=quote)}"
