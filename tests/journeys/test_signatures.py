"""What the store released is verified with cosign and its published key; a publisher's own signature comes along."""

import base64
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.push import Registry
from tests.journeys.people import offer_with
from tests.parts.cosign import OLD, Cosign
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.services.catalog.pushed import image_saying

pytestmark = pytest.mark.journey
PUBLISHER, PRODUCT = "/publishers/harbourline/signing-keys", "/products/harbourline/lamplighter"
REPOSITORY = "harbourline/lamplighter"


@pytest.fixture
def key(store: Store, tmp_path: Path) -> Path:
    """The store's public key, as everybody fetches it."""
    found = tmp_path / "store.pub"
    with urllib.request.urlopen(f"{store.url}/.well-known/chandlery/cosign.pub", timeout=60) as answer:  # noqa: S310
        found.write_bytes(answer.read())
    return found


@pytest.fixture
def publisher(store: Store, tmp_path: Path) -> Cosign:
    """Signed in as `docker login` leaves it."""
    demo = store.accounts["publisher"]
    auth = base64.b64encode(f"{demo['email']}:{demo['token']}".encode()).decode()
    return Cosign(tmp_path / "publisher", store.registry, {"auth": auth})


@pytest.fixture
def registered(store: Store, publisher: Cosign) -> Iterator[Path]:
    """The publisher's key counts until the test is over."""
    key = publisher.make_keys()
    does(store, "PUT", PUBLISHER, {"name": "Build server", "pem": key.read_text()})
    yield key
    for one in does(store, "GET", PUBLISHER)["items"]:
        does(store, "DELETE", f"{PUBLISHER}/{one['id']}")


def does(store: Store, method: str, path: str, body: Any = None) -> Any:
    answer = store.api(method, path, body, token=store.accounts["publisher"]["token"])
    assert answer.ok, answer.body
    return answer.json()


def pushed(store: Store, tag: str) -> str:
    demo = store.accounts["publisher"]
    registry = Registry(f"http://{store.registry}", demo["email"], demo["token"])
    digest = registry.push(f"staging/{REPOSITORY}", tag, image_saying(f"signed {tag}"))

    def staged() -> bool:
        found = does(store, "GET", f"{PRODUCT}/plans/free/staged")["items"]
        return any((one["tag"], one["state"]) == (tag, "staged") for one in found)

    wait_until(staged, 30, f"{tag} was not read")
    return digest


def released(store: Store, tag: str, digest: str) -> Any:
    path = f"{PRODUCT}/plans/free/releases"
    asked = does(store, "POST", path, {"tag": tag, "digest": digest})["id"]
    wait_until(lambda: does(store, "GET", f"{path}/{asked}")["state"] != "requested", 30, f"{tag} did not end")
    return does(store, "GET", f"{path}/{asked}")


def test_anybody_verifies_a_version_with_the_published_key(store: Store, tmp_path: Path, key: Path) -> None:
    offer = offer_with(store, "anyone")
    nobody = Cosign(tmp_path / "nobody", store.registry, {})
    image = f"{store.registry}/{offer.repository}:{offer.tag}"
    assert [nobody.verifies(image, key, *how) for how in ((), (OLD,))] == [True, True]
    assert not nobody.verifies(image, nobody.make_keys())


def test_a_publisher_s_signature_is_asked_for_and_comes_along(
    store: Store, publisher: Cosign, registered: Path, key: Path
) -> None:
    digest = pushed(store, "8.0.0")
    refused = released(store, "8.0.0", digest)
    assert (refused["state"], "is not signed" in refused["reason"]) == ("failed", True)
    publisher.sign(f"{store.registry}/staging/{REPOSITORY}@{digest}")
    assert released(store, "8.0.0", digest)["state"] == "released"
    image = f"{store.registry}/{REPOSITORY}:8.0.0"
    assert [publisher.verifies(image, one) for one in (registered, key)] == [True, True]
    listed = store.api("GET", f"{PRODUCT}/versions").json()["items"]
    assert not any(one["tag"].startswith("sha256-") for one in listed)
