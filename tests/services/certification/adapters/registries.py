"""A real registry that asks for tokens, and whoever gives them out to readers at home: with or without a password."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from gateway.registry import keys
from services.catalog.adapters.registry.tokens import Access, Signer
from tests.parts import registry
from tests.parts.process import free_port
from tests.services.certification.images import OCI_INDEX, OCI_MANIFEST, Built, digest_of, index_of

USER, PASSWORD = "ada", "swordfish"


@dataclass
class Guarded:
    """`asked` are the credentials that came to the token endpoint."""

    api: str
    host: str
    signer: Signer
    open_to_all: bool = False
    asked: list[str] = field(default_factory=list)

    def authorization(self, repository: str, *actions: str) -> str:
        return f"Bearer {self.signer.token([Access(repository, actions or ('pull',))])}"

    def push(self, repository: str, tag: str, *images: Built) -> str:
        """One image, or an index of several; returns the digest."""
        for one in images:
            for digest, content in one.blobs.items():
                self.put_blob(repository, digest, content)
            self.put_manifest(repository, one.digest, one.manifest, OCI_MANIFEST)
        top = images[0].manifest if len(images) == 1 else index_of(*images)
        self.put_manifest(repository, tag, top, OCI_MANIFEST if len(images) == 1 else OCI_INDEX)
        return digest_of(top)

    def put_blob(self, repository: str, digest: str, content: bytes) -> None:
        headers = {"Authorization": self.authorization(repository, "pull", "push")}
        begun = requests.post(f"{self.api}/v2/{repository}/blobs/uploads/", headers=headers, timeout=60)
        place = f"{urljoin(begun.url, begun.headers['Location'])}&digest={digest}"
        put = requests.put(place, data=content, headers=headers, timeout=60)
        assert put.status_code == 201

    def put_manifest(self, repository: str, name: str, content: bytes, media_type: str) -> None:
        headers = {"Authorization": self.authorization(repository, "pull", "push"), "Content-Type": media_type}
        put = requests.put(f"{self.api}/v2/{repository}/manifests/{name}", data=content, headers=headers, timeout=60)
        assert put.status_code == 201, put.text


@contextmanager
def guarded(folder: Path) -> Iterator[Guarded]:
    port = free_port()
    (folder / "keys").mkdir(parents=True)
    cert = keys.prepare(folder / "keys")
    told = Guarded(f"http://127.0.0.1:{port}", f"localhost:{port}", Signer(folder / "keys", f"localhost:{port}", "2"))
    with _tokens(told) as realm, registry.start(folder / "registry", port, realm, registry.ISSUER, cert):
        yield told


@contextmanager
def _tokens(told: Guarded) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.headers.get("Authorization", ""))
            known = self.headers.get("Authorization") == basic(USER, PASSWORD)
            scope = parse_qs(urlsplit(self.path).query)["scope"][0]
            granted = [Access(scope.split(":")[1], ("pull",))] if known or told.open_to_all else []
            self._answer({"token": told.signer.token(granted)})

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            told.asked.append(sent["refresh_token"][0])
            self._answer({"access_token": told.signer.token([Access(sent["scope"][0].split(":")[1], ("pull",))])})

        def _answer(self, what: dict[str, str]) -> None:
            content = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/token"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
