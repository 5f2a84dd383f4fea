"""The real registry for tests: token authentication by a key made here, notices where they are wanted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from gateway.registry import keys
from tests.parts.go import Program
from tests.parts.process import free_port, running

PROGRAM = "docker-registry"
MODULE = "github.com/distribution/distribution/v3"
THREE = Program(
    name="registry",
    module=MODULE,
    version="v3.1.2",
    package=".",
    says_version=f"{MODULE}/version.version",
    source=Path(__file__).parent / "registry_three" / "main.go",
)
ISSUER = "chandlery"


@dataclass(frozen=True)
class Notifications:
    url: str
    secret: str


@contextmanager
def start(
    folder: Path, port: int, realm: str, issuer: str, cert: Path, notifications: Notifications | None = None
) -> Iterator[str]:
    """Its address, as long as the block lasts; what it stores stays in `folder` for the next start."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yml"
    config.write_text(json.dumps(_configuration(folder, port, realm, issuer, cert, notifications)))
    api = f"http://127.0.0.1:{port}"
    with running([PROGRAM, "serve", str(config)], folder / "registry.log", lambda: _answers(api)):
        yield api


@contextmanager
def own(folder: Path, realm: str = "http://localhost:1/registry/token") -> Iterator[dict[str, str]]:
    """A registry that trusts keys of its own folder: the settings with which the store reaches it."""
    port = free_port()
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    cert = keys.prepare(folder / "keys")
    with start(folder / "registry", port, realm, ISSUER, cert) as api:
        yield {
            "CHANDLERY_DATA": str(folder),
            "CHANDLERY_REGISTRY_PORT": str(port),
            "CHANDLERY_REGISTRY_API": api,
            "CHANDLERY_REGISTRY_HOST": f"localhost:{port}",
            "CHANDLERY_REGISTRY_KEYS": str(folder / "keys"),
            "CHANDLERY_REGISTRY_VERSION": "2",
        }


@contextmanager
def plain(folder: Path) -> Iterator[str]:
    """The host and port of an empty one that lets everybody in, as somebody runs for their own machines."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    told = _configuration(folder, port, "", ISSUER, folder, None)
    del told["auth"]
    config = folder / "config.yml"
    config.write_text(json.dumps(told))
    with running(
        [PROGRAM, "serve", str(config)], folder / "registry.log", lambda: _answers(f"http://127.0.0.1:{port}")
    ):
        yield f"localhost:{port}"


def _configuration(
    folder: Path, port: int, realm: str, issuer: str, cert: Path, notifications: Notifications | None
) -> dict[str, Any]:
    token = {"realm": realm, "service": f"localhost:{port}", "issuer": issuer, "rootcertbundle": str(cert)}
    told: dict[str, Any] = {
        "version": 0.1,
        "log": {"level": "warn", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / "storage")}, "delete": {"enabled": True}},
        "http": {"addr": f"127.0.0.1:{port}", "secret": "of this test"},
        "auth": {"token": token},
    }
    if notifications is not None:
        headers = {"Authorization": [f"Bearer {notifications.secret}"]}
        endpoint = {"name": "store", "url": notifications.url, "headers": headers, "timeout": "5s"}
        told["notifications"] = {"endpoints": [endpoint | {"threshold": 5, "backoff": "1s"}]}
    return told


def _answers(api: str) -> bool:
    try:
        return requests.get(f"{api}/v2/", timeout=2).status_code in (200, 401)
    except requests.ConnectionError:
        return False
