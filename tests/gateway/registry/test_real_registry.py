"""The real registry takes our tokens: for what they grant, and for nothing else."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from cli.chandlery import registry
from gateway.registry import keys
from tests.gateway.counter import Counter, basic
from tests.parts.process import free_port, running

pytestmark = pytest.mark.skipif(registry.find() is None, reason="no registry program is installed")
CONTENT = b"a layer"
DIGEST = "sha256:" + hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    """Ada's approved publisher, beside a registry that knows our keys."""
    folder = tmp_path_factory.mktemp("shop")
    counter = Counter(folder, environment={"CHANDLERY_REGISTRY_HOST": f"127.0.0.1:{free_port()}"})
    counter.account("ada")
    counter.publisher("acme", "ada")
    return counter


@pytest.fixture(scope="module")
def address(shop: Counter) -> Iterator[str]:
    """The running registry's own address."""
    program = registry.find()
    assert program is not None
    host = shop.settings.registry_host
    told = {
        "CHANDLERY_DATA": str(shop.folder),
        "CHANDLERY_BIND": "127.0.0.1",
        "CHANDLERY_PORT": "9",
        "CHANDLERY_URL": shop.settings.url,
        "CHANDLERY_REGISTRY_HOST": host,
        "CHANDLERY_REGISTRY_KEYS": str(shop.settings.keys),
        "CHANDLERY_REGISTRY_PORT": host.rpartition(":")[2],
    }
    secrets = {"http": "h" * 32, "notifications": "n" * 32}
    path = Path(shop.folder, "registry", "config.yml")
    registry.write(path, registry.configuration(told, secrets))
    url = f"http://{host}"
    with running([program.path, "serve", str(path)], shop.folder / "registry.log", lambda: _answers(url)):
        yield url


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/v2/", timeout=2).status_code == 401
    except requests.ConnectionError:
        return False


def token(shop: Counter, scope: str, password: str = "") -> dict[str, str]:
    query = {"service": shop.settings.registry_host, "scope": scope}
    headers = basic("ada", password) if password else {}
    answer = shop.client().get("/registry/token", query_string=query, headers=headers)
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def push(address: str, repository: str, headers: dict[str, str]) -> int:
    begun = requests.post(f"{address}/v2/{repository}/blobs/uploads/", headers=headers, timeout=60)
    if begun.status_code != 202:
        return begun.status_code
    place = urljoin(begun.url, begun.headers["Location"])
    sent = requests.put(place, params={"digest": DIGEST}, data=CONTENT, headers=headers, timeout=60)
    return sent.status_code


def test_nobody_comes_in_without_a_token(address: str) -> None:
    answer = requests.get(f"{address}/v2/", timeout=60)
    assert answer.status_code == 401
    assert 'realm="http://store.example/registry/token"' in answer.headers["WWW-Authenticate"]


def test_a_publisher_pushes_to_staging_and_pulls_it_back(shop: Counter, address: str) -> None:
    headers = token(shop, "repository:staging/acme/db:pull,push", shop.token("ada"))
    assert push(address, "staging/acme/db", headers) == 201
    answer = requests.get(f"{address}/v2/staging/acme/db/blobs/{DIGEST}", headers=headers, timeout=60)
    assert answer.content == CONTENT


def test_a_token_for_one_repository_opens_no_other(shop: Counter, address: str) -> None:
    headers = token(shop, "repository:staging/acme/db:pull,push", shop.token("ada"))
    assert push(address, "staging/acme/other", headers) == 401
    assert push(address, "acme/db", headers) == 401


def test_tokens_of_the_new_key_are_taken_after_a_rotation(shop: Counter, address: str) -> None:
    before = token(shop, "repository:staging/acme/db:pull,push", shop.token("ada"))
    keys.rotate(shop.settings.keys)
    during = token(shop, "repository:staging/acme/db:pull,push", shop.token("ada"))
    assert push(address, "staging/acme/db", before) == push(address, "staging/acme/db", during) == 201
