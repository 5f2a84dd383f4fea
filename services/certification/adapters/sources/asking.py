"""Requests to a registry's repository: signed in as it asks, never longer than was agreed, each failure told apart."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from services.certification.adapters.sources.manifests import ACCEPT, checked
from services.certification.adapters.sources.references import is_loopback
from services.certification.adapters.sources.signing_in import TIMEOUT, SigningIn
from services.certification.ports import SourceAway, Unreadable
from services.certification.scan.documents import LARGEST, document, texts
from vocabulary.unreadable import unreadable

PAGES, PAGE = 20, 1000  # of tags
HOPS = 5  # that a blob may be redirected, to where its bytes lie
PIECE = 256 * 1024
_NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="?next"?')


class Asking:
    """One repository; `where` is an address, or a host whose scheme is found out: https, or http on loopback."""

    def __init__(self, session: requests.Session, where: str, repository: str, signing_in: SigningIn) -> None:
        self._session, self._repository, self._signing_in = session, repository, signing_in
        session.max_redirects = HOPS
        self._api = where if "://" in where else self._found(where)

    def manifest(self, reference: str) -> tuple[bytes, str]:
        """Content and media type."""
        with self._get(f"manifests/{reference}", {"Accept": ACCEPT}) as response:
            media_type = response.headers.get("Content-Type", "").partition(";")[0]
            return self._limited(response, LARGEST, reference), media_type

    def manifest_if_any(self, reference: str) -> bytes | None:
        try:
            return self.manifest(reference)[0]
        except Unreadable:
            return None

    def referrers(self, digest: str) -> bytes | None:
        """An index; None where the registry has no such interface."""
        try:
            with self._get(f"referrers/{digest}", {"Accept": ACCEPT}) as response:
                return self._limited(response, LARGEST, "referrers")
        except Unreadable:
            return None

    def blob(self, digest: str, limit: int) -> bytes:
        with self._get(f"blobs/{digest}", {}) as response:
            return checked(self._limited(response, limit, digest), digest)

    @contextmanager
    def stream(self, digest: str) -> Iterator[BinaryIO]:
        with self._get(f"blobs/{digest}", {}) as response:
            yield io.BufferedReader(_Body(response), PIECE)

    def tags(self) -> list[str]:
        """As far as the registry tells them."""
        found: list[str] = []
        address = f"{self._api}/v2/{self._repository}/tags/list?n={PAGE}"
        for _ in range(PAGES):
            try:
                with self._get(address, {}) as response:
                    told = document(self._limited(response, LARGEST, "tags"), unreadable("list-of-tags"))
                    following = _NEXT.search(response.headers.get("Link", ""))
            except Unreadable:
                break
            found += texts(told.get("tags"))
            address = urljoin(address, following[1]) if following else ""
            if not address.startswith(f"{self._api}/"):
                break
        return found

    def _get(self, path: str, headers: dict[str, str]) -> requests.Response:
        address = path if "://" in path else f"{self._api}/v2/{self._repository}/{path}"
        response = self._sent(address, headers)
        if response.status_code == 401 and self._signing_in.challenged(response):
            response.close()
            response = self._sent(address, headers)
        status = response.status_code
        if status == 200:
            return response
        response.close()
        if status in (401, 403):
            raise self._signing_in.refusal()
        if status == 404:
            raise Unreadable(unreadable("not-in-repository", path=path.partition("?")[0], repository=self._repository))
        raise SourceAway(f"{urlsplit(address).netloc} answered {status} when asked for {path.partition('?')[0]}.")

    def _sent(self, address: str, headers: dict[str, str]) -> requests.Response:
        headers = headers | {"Accept-Encoding": "identity"}
        auth = _Signed(self._signing_in.header())
        try:
            return self._session.get(address, headers=headers, auth=auth, stream=True, timeout=TIMEOUT)
        except requests.RequestException as wrong:
            raise SourceAway(f"{urlsplit(address).netloc} does not answer: {type(wrong).__name__}.") from wrong

    def _limited(self, response: requests.Response, limit: int, name: str) -> bytes:
        content = io.BufferedReader(_Body(response), PIECE).read(limit + 1)
        if len(content) > limit:
            raise Unreadable(unreadable("too-long", what=name, bytes=f"{limit:,}"))
        return content

    def _found(self, host: str) -> str:
        if not is_loopback(host):
            return f"https://{host}"
        try:
            self._session.get(f"https://{host}/v2/", timeout=TIMEOUT, stream=True, allow_redirects=False).close()
        except requests.RequestException:
            return f"http://{host}"
        return f"https://{host}"


class _Signed(AuthBase):
    """Given even where it is empty: else requests looks into ~/.netrc."""

    def __init__(self, header: str) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header:
            request.headers["Authorization"] = self._header
        return request


class _Body(io.RawIOBase):
    """What a registry sends, as it was stored."""

    def __init__(self, response: requests.Response) -> None:
        self._response = response

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        try:
            part = self._response.raw.read(len(into), decode_content=False)
        except (HTTPError, OSError) as wrong:
            name = urlsplit(self._response.url).netloc
            raise SourceAway(f"{name} broke off while it was read: {type(wrong).__name__}.") from wrong
        into[: len(part)] = part
        return len(part)
