"""A store as `bundle` sees it: its answer, its papers and tokens beside a real registry with a signed image in it."""

import json
import shutil
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from demo.images import Image
from gateway.host.papers import beside
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.distribution import Distribution
from services.catalog.adapters.registry.signing import SigningKeys
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.ports import Said
from services.catalog.settings import Settings
from tests.cli.docker_store.conftest import Home
from tests.parts import registry
from tests.services.catalog.pushed import client_headers, image_saying, push
from vocabulary.cosign import CYCLONEDX

REPOSITORY, TAG = "acme/db", "1.0.0"
PLATFORMS = ("linux/amd64", "linux/arm64")
SBOM, LICENCE = b'{"bomFormat": "CycloneDX"}', b"eyJ.licence.jws"


@dataclass
class Source:
    """`told` is what the store answers for a bundle; `scopes` are those that tokens were asked for."""

    settings: Settings
    distribution: Distribution
    image: Image
    url: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.told["keys"][0])

    @property
    def digest(self) -> str:
        return self.image.index.digest

    def token(self, asked: list[str]) -> str:
        self.scopes += asked
        access = [Access(name, tuple(actions.split(","))) for _, name, actions in (one.split(":") for one in asked)]
        signer = Signer(self.settings.keys, self.settings.registry_host, self.settings.registry_version)
        return signer.token(access)

    def known_to(self, home: Home) -> None:
        """Signed in, and docker to the same registry."""
        home.knows(self.url, registry=self.settings.registry_host)
        home.keeps("config.json", {"auths": {self.settings.registry_host: {"auth": "YWRhOmNoeV9rZXB0"}}})

    def at(self, repository: str) -> str:
        return f"{self.settings.registry_host}/{repository}"

    def has(self, repository: str, reference: str, what: str = "manifests") -> bool:
        url = f"{self.settings.registry_api}/v2/{repository}/{what}/{reference}"
        headers = client_headers(self.settings, repository)
        return requests.head(url, headers={**headers, "Accept": "*/*"}, timeout=60).status_code == 200


def has_registry() -> None:
    """Skips the test where there is none."""
    if shutil.which(registry.PROGRAM) is None:
        pytest.skip("no docker-registry on this machine")


@contextmanager
def source(folder: Path, text: str = "carried") -> Iterator[Source]:
    with _serving() as (server, url), registry.own(folder, f"{url}/registry/token") as environment:
        settings = Settings.load(environment)
        signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
        client = Client(settings.registry_api, signer)
        made = Source(
            settings, Distribution(client, SigningKeys(settings.keys), settings.registry_host), image_saying(text), url
        )
        push(settings, REPOSITORY, TAG, made.image)
        made.distribution.sign(REPOSITORY, made.digest)
        made.distribution.attest(REPOSITORY, made.digest, [Said(CYCLONEDX, "linux/amd64", {"components": []})])
        tell(made)
        server.source = made  # type: ignore[attr-defined]
        yield made


def tell(made: Source) -> None:
    """Writes down what the store answers now."""
    lying = asdict(made.distribution.lying(REPOSITORY, made.digest))
    made.told = {
        "product": REPOSITORY,
        "name": "Acme DB",
        "plan": "free",
        "repository": REPOSITORY,
        "tag": TAG,
        "digest": made.digest,
        "registry": made.settings.registry_host,
        "manifests": lying["manifests"],
        **beside(lying, REPOSITORY),
        "keys": [one["pem"] for one in made.distribution.signing_keys()],
        "sboms": [{"platform": one, "url": f"{made.url}/api/v1/sbom"} for one in PLATFORMS],
        "licence": {"url": f"{made.url}/api/v1/licence"},
        "notes": "Faster.",
    }


@contextmanager
def _serving() -> Iterator[tuple[ThreadingHTTPServer, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    running.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, content = self._answer()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self) -> tuple[int, bytes]:
        made: Source = self.server.source  # type: ignore[attr-defined]
        path, authorization = urlsplit(self.path), self.headers.get("Authorization", "")
        match path.path:
            case "/registry/token" if b64decode(authorization.partition(" ")[2]).endswith(b":chy_kept"):
                return 200, json.dumps({"token": made.token(parse_qs(path.query)["scope"])}).encode()
            case "/registry/token":
                return 401, json.dumps({"errors": [{"code": "DENIED", "message": "acme/db is not yours."}]}).encode()
            case "/api/v1/bundles/acme/db":
                return 200, json.dumps(made.told).encode()
            case "/api/v1/sbom":
                return 200, SBOM
            case "/api/v1/licence" if authorization == "Bearer chy_kept":
                return 200, LICENCE
        return 404, json.dumps({"code": "not-found", "title": "There is nothing at this address."}).encode()

    def log_message(self, *arguments: Any) -> None:
        pass
