"""The distribution API (OCI distribution spec 1.1) as far as the store needs it, with tokens of its own."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urljoin

import requests

from services.catalog.adapters.registry.manifests import ACCEPT, DOCUMENT
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.ports import RegistryAway, Unreleasable
from vocabulary.digest import Digest

TIMEOUT = (5, 60)
PAGE = 500
_NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="?next"?')


class Client:
    """One connection pool; every call carries a token for exactly what it needs."""

    def __init__(self, api: str, signer: Signer) -> None:
        self.api = api
        self._signer = signer
        self._session = requests.Session()
        self._session.trust_env = False  # neither proxies nor netrc between the store and its registry

    def manifest(self, repository: str, reference: str) -> tuple[bytes, str]:
        """Content and media type; raises Unreleasable where there is none."""
        response = self._call("GET", f"{repository}/manifests/{reference}", [pull(repository)], stream=True)
        if response.status_code == 404:
            raise Unreleasable("gone", what=reference, repository=repository)
        _must_be(response, 200)
        return _limited(response, reference), response.headers.get("Content-Type", "").partition(";")[0]

    def manifest_if_there(self, repository: str, reference: str) -> bytes | None:
        response = self._call("GET", f"{repository}/manifests/{reference}", [pull(repository)], stream=True)
        if response.status_code == 404:
            return None
        _must_be(response, 200)
        return _limited(response, reference)

    def holds_manifest(self, repository: str, reference: str) -> tuple[str, str] | None:
        """Digest and media type of what lies there."""
        response = self._call("HEAD", f"{repository}/manifests/{reference}", [pull(repository)])
        if response.status_code == 404:
            return None
        _must_be(response, 200)
        return response.headers.get("Docker-Content-Digest", ""), response.headers.get("Content-Type", "")

    def put_manifest(self, repository: str, reference: str, content: bytes, media_type: str) -> None:
        headers = {"Content-Type": media_type}
        path = f"{repository}/manifests/{reference}"
        response = self._call("PUT", path, [push(repository)], headers=headers, data=content)
        if response.status_code in (400, 404):
            raise Unreleasable("not-taken", what=reference, answer=response.text[:200])
        _must_be(response, 201)

    def delete_manifest(self, repository: str, digest: str) -> None:
        """With every tag that leads to it; no harm where it is gone already."""
        response = self._call("DELETE", f"{repository}/manifests/{digest}", [delete(repository)])
        if response.status_code != 404:
            _must_be(response, 202)

    def delete_tag(self, repository: str, tag: str) -> bool:
        """The tag alone; False where the registry cannot (2.x)."""
        response = self._call("DELETE", f"{repository}/manifests/{tag}", [delete(repository)])
        if response.status_code in (400, 404):
            return False
        _must_be(response, 202)
        return True

    def blob(self, repository: str, digest: str) -> bytes:
        """A small blob, such as a config."""
        response = self._call("GET", f"{repository}/blobs/{digest}", [pull(repository)], stream=True)
        if response.status_code == 404:
            raise Unreleasable("gone", what=digest, repository=repository)
        _must_be(response, 200)
        return _limited(response, digest)

    def put_blob(self, repository: str, content: bytes) -> None:
        """A small one of our own; no harm where it is there already."""
        digest = str(Digest.of(content))
        begun = self._call("POST", f"{repository}/blobs/uploads/", [push(repository)])
        _must_be(begun, 202)
        place = urljoin(f"{self.api}/", begun.headers["Location"])
        headers = {"Content-Type": "application/octet-stream"}
        stored = self._send("PUT", _finished(place, digest), [push(repository)], headers, data=content)
        _must_be(stored, 201)

    def holds_blob(self, repository: str, digest: str) -> bool:
        response = self._call("HEAD", f"{repository}/blobs/{digest}", [pull(repository)])
        if response.status_code == 404:
            return False
        _must_be(response, 200)
        return True

    def mount(self, repository: str, digest: str, source: str) -> str:
        """Empty where the registry mounted it; else the place to upload a copy to."""
        path = f"{repository}/blobs/uploads/?mount={quote(digest)}&from={quote(source)}"
        response = self._call("POST", path, [push(repository), pull(source)])
        if response.status_code == 201:
            return ""
        _must_be(response, 202)
        return urljoin(f"{self.api}/", response.headers["Location"])

    def copy(self, repository: str, digest: str, source: str, place: str) -> None:
        """The blob's bytes, through us, to a place that `mount` named."""
        with self._call("GET", f"{source}/blobs/{digest}", [pull(source)], stream=True) as content:
            if content.status_code == 404:
                raise Unreleasable("gone", what=digest, repository=source)
            _must_be(content, 200)
            headers = {"Content-Type": "application/octet-stream"}
            stored = self._send("PUT", _finished(place, digest), [push(repository)], headers, data=_Flowing(content))
        _must_be(stored, 201)

    def tags(self, repository: str) -> Iterator[str]:
        yield from self._pages(f"{repository}/tags/list", "tags", [pull(repository)])

    def repositories(self) -> Iterator[str]:
        yield from self._pages("_catalog", "repositories", [Access("catalog", ("*",), "registry")])

    def _pages(self, path: str, field: str, access: Sequence[Access]) -> Iterator[str]:
        address = f"{self.api}/v2/{path}?n={PAGE}"
        while address:
            response = self._send("GET", address, access, {})
            if response.status_code == 404:
                return
            _must_be(response, 200)
            yield from response.json().get(field) or ()
            following = _NEXT.search(response.headers.get("Link", ""))
            address = urljoin(address, following[1]) if following else ""

    def _call(
        self,
        method: str,
        path: str,
        access: Sequence[Access],
        *,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
        stream: bool = False,
    ) -> requests.Response:
        told = {"Accept": ACCEPT} if "/manifests/" in path and method != "PUT" else {}
        return self._send(method, f"{self.api}/v2/{path}", access, told | (headers or {}), data=data, stream=stream)

    def _send(
        self,
        method: str,
        address: str,
        access: Sequence[Access],
        headers: dict[str, str],
        *,
        data: object = None,
        stream: bool = False,
    ) -> requests.Response:
        headers = headers | {"Authorization": f"Bearer {self._signer.token(access)}"}
        try:
            return self._session.request(
                method,
                address,
                headers=headers,
                data=data,  # type: ignore[arg-type]
                stream=stream,
                timeout=TIMEOUT,
            )
        except requests.RequestException as wrong:
            raise RegistryAway(f"{method} {address}: {type(wrong).__name__}") from wrong


class _Flowing:
    """A body that is read while it is sent; its length is known, so it goes out in one piece."""

    def __init__(self, content: requests.Response) -> None:
        self._content = content

    def __len__(self) -> int:
        return int(self._content.headers["Content-Length"])

    def __iter__(self) -> Iterator[bytes]:
        return self._content.iter_content(256 * 1024)


def pull(repository: str) -> Access:
    return Access(repository, ("pull",))


def push(repository: str) -> Access:
    return Access(repository, ("pull", "push"))


def delete(repository: str) -> Access:
    return Access(repository, ("pull", "delete"))


def _finished(place: str, digest: str) -> str:
    """The place of an upload, with the digest by which it ends."""
    return f"{place}{'&' if '?' in place else '?'}digest={quote(digest)}"


def _must_be(response: requests.Response, status: int) -> None:
    if response.status_code != status:
        method = response.request.method
        raise RegistryAway(f"{method} {response.url} answered {response.status_code}: {response.text[:200]}")


def _limited(response: requests.Response, name: str) -> bytes:
    content = bytearray()
    with response:
        for part in response.iter_content(64 * 1024):
            content += part
            if len(content) > DOCUMENT:
                raise Unreleasable("document-too-long", what=name, most=DOCUMENT)
    return bytes(content)
