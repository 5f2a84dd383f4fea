"""Images through a registry's front door, in and out (OCI distribution spec 1.1, Docker token authentication)."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests

from demo.images import INDEX, MANIFEST, Blob, Image

CHALLENGE = re.compile(r'(\w+)="([^"]*)"')


class PushRefused(Exception):
    """The registry or its token endpoint said no; the words are theirs."""


@dataclass
class Registry:
    """A registry at `address`, entered with a name and an access token; a fresh bearer token for each repository."""

    address: str  # http://127.0.0.1:5000
    name: str = ""
    token: str = field(default="", repr=False)
    realm: str = ""  # where bearer tokens are had; empty: where the registry says, as people reach it
    _bearers: dict[str, str] = field(default_factory=dict, repr=False)
    _session: requests.Session = field(default_factory=requests.Session, repr=False)

    def push(self, repository: str, tag: str, image: Image) -> str:
        """Puts what is missing and, last, the tag; answers the index's digest. The same push again moves no bytes."""
        for blob in image.blobs:
            self._put_blob(repository, blob)
        for manifest in image.manifests:
            self._put_manifest(repository, manifest.digest, manifest)
        self._put_manifest(repository, tag, image.index)
        return image.index.digest

    def pull(self, repository: str, tag: str) -> int:
        """One platform of it, as a client does; how many bytes came."""
        index = _accepted(self._ask("GET", repository, f"manifests/{tag}", headers={"Accept": INDEX}))
        chosen = index.json()["manifests"][0]["digest"]
        manifest = _accepted(self._ask("GET", repository, f"manifests/{chosen}", headers={"Accept": MANIFEST})).json()
        blobs = [manifest["config"]["digest"], *(layer["digest"] for layer in manifest["layers"])]
        return sum(len(_accepted(self._ask("GET", repository, f"blobs/{blob}")).content) for blob in blobs)

    def _put_blob(self, repository: str, blob: Blob) -> None:
        if self._ask("HEAD", repository, f"blobs/{blob.digest}").ok:
            return
        begun = _accepted(self._ask("POST", repository, "blobs/uploads/"))
        place = urljoin(begun.url, begun.headers["Location"])
        end = place + ("&" if "?" in place else "?") + f"digest={blob.digest}"
        headers = {"Content-Type": "application/octet-stream"}
        _accepted(self._send("PUT", repository, end, data=blob.content, headers=headers))

    def _put_manifest(self, repository: str, reference: str, manifest: Blob) -> None:
        headers = {"Content-Type": manifest.media_type}
        _accepted(self._ask("PUT", repository, f"manifests/{reference}", data=manifest.content, headers=headers))

    def _ask(
        self, method: str, repository: str, what: str, data: bytes = b"", headers: dict[str, str] | None = None
    ) -> requests.Response:
        return self._send(method, repository, f"{self.address}/v2/{repository}/{what}", data, headers)

    def _send(
        self, method: str, repository: str, url: str, data: bytes = b"", headers: dict[str, str] | None = None
    ) -> requests.Response:
        answer = self._once(method, repository, url, data, headers)
        if answer.status_code == 401 and "Bearer" in answer.headers.get("WWW-Authenticate", ""):
            self._bearers[repository] = self._bearer(answer.headers["WWW-Authenticate"], repository)
            answer = self._once(method, repository, url, data, headers)
        return answer

    def _once(
        self, method: str, repository: str, url: str, data: bytes, headers: dict[str, str] | None
    ) -> requests.Response:
        bearer = self._bearers.get(repository)
        sent = dict(headers or {}) | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        return self._session.request(method, url, data=data, headers=sent, timeout=30)

    def _bearer(self, challenge: str, repository: str) -> str:
        asked = dict(CHALLENGE.findall(challenge))
        query = {"service": asked.get("service", ""), "scope": asked.get("scope", f"repository:{repository}:pull")}
        who = (self.name, self.token) if self.token else None
        answer = _accepted(self._session.get(self.realm or asked["realm"], params=query, auth=who, timeout=30))
        granted = answer.json()
        return str(granted.get("token") or granted["access_token"])


def _accepted(answer: requests.Response) -> requests.Response:
    if answer.ok:
        return answer
    raise PushRefused(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text.strip()[:500]}")
