"""The gateway in workers of its own reads what the store's followers have written, and says what it cannot do."""

import base64
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.process import free_port, running
from tests.parts.store import ROOT, Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    admin = {"CHANDLERY_ADMIN_EMAIL": "ada@store.example", "CHANDLERY_ADMIN_PASSWORD": "correct horse battery"}
    with running_store(tmp_path_factory.mktemp("serve"), CHANDLERY_DEMO="0", **admin) as opened:
        yield opened


@pytest.fixture(scope="module")
def workers(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    port = free_port()
    settings = {
        "CHANDLERY_DATA": str(store.data),
        "CHANDLERY_PORT": str(port),
        "CHANDLERY_REGISTRY_HOST": store.registry,
    }
    served = Store(f"http://localhost:{port}", store.registry, store.data, 0)
    command = [sys.executable, "-m", "cli.chandlery", "serve", "gateway"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    log: Path = tmp_path_factory.mktemp("workers") / "log"
    with running(command, log, lambda: _answers(served), env=environment):
        yield served


def _answers(served: Store) -> bool:
    try:
        return served.call("GET", "/healthz").status == 200
    except OSError:
        return False


def _token(store: Store) -> str:
    basic = base64.b64encode(b"ada@store.example:correct horse battery").decode()
    made = store.api("POST", "/tokens", {"name": "laptop", "scopes": ["pull"]}, Authorization=f"Basic {basic}")
    return str(made.json()["token"])


def test_pages_and_finding_go_on(workers: Store) -> None:
    assert workers.call("GET", "/").status == 200
    assert workers.api("GET", "/search?q=nginx").status == 200


def test_a_token_made_in_the_store_signs_in_at_the_workers(store: Store, workers: Store) -> None:
    basic = base64.b64encode(f"ada@store.example:{_token(store)}".encode()).decode()
    path = f"/registry/token?service={store.registry}&account=ada@store.example"
    assert workers.call("GET", path, Authorization=f"Basic {basic}").status == 200


def test_a_command_without_a_broker_is_answered_as_unavailable(workers: Store) -> None:
    body = {"email": "bob@store.example", "name": "Bob", "password": "correct horse battery"}
    refused = workers.api("POST", "/accounts", body)
    assert (refused.status, refused.json()["code"]) == (503, "service-unavailable")
    assert "Retry-After" in refused.headers
