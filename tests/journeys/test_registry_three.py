"""The store beside CNCF distribution 3, over the files that a registry 2.8 has left: as its operator replaces it."""

from collections.abc import Iterator
from typing import Any

import pytest

from demo.push import Registry
from tests.cli.chandlery.test_up import chandlery
from tests.journeys.people import Offer, may, offer_with, signs_up
from tests.parts.docker import Docker
from tests.parts.process import PATIENCE, wait_until
from tests.parts.registry import THREE
from tests.parts.store import Store
from tests.parts.store import store as running_store
from tests.services.catalog.pushed import image_saying

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    three = {"CHANDLERY_REGISTRY_PROGRAM": str(THREE.path())}
    with running_store(tmp_path_factory.mktemp("three"), **three) as opened:
        yield opened


def publisher(store: Store, method: str, path: str, body: Any = None) -> Any:
    answer = store.api(method, path, body, token=store.accounts["publisher"]["token"])
    assert answer.ok, answer.body
    return answer.json()


def plan(offer: Offer) -> str:
    return f"/products/{offer.product}/plans/{offer.plan}"


def staged(store: Store, offer: Offer, tag: str) -> str:
    """Two platforms and their index, pushed as the publisher does; read by now, since the registry told of it."""
    entry, address = store.accounts["publisher"], f"http://127.0.0.1:{store.registry.rpartition(':')[2]}"
    pushed = Registry(address, entry["email"], entry["token"])
    digest = pushed.push(f"staging/{offer.repository}", tag, image_saying(f"of a registry 3: {tag}"))

    def read() -> bool:
        every = publisher(store, "GET", f"{plan(offer)}/staged")["items"]
        return any((one["tag"], one["state"]) == (tag, "staged") for one in every)

    wait_until(read, PATIENCE, f"{tag} was not read")
    return digest


def released(store: Store, offer: Offer, tag: str) -> None:
    digest = staged(store, offer, tag)
    begun = publisher(store, "POST", f"{plan(offer)}/releases", {"tag": tag, "digest": digest})
    asked = f"{plan(offer)}/releases/{begun['id']}"
    wait_until(lambda: publisher(store, "GET", asked)["state"] == "released", PATIENCE, f"{tag} was not released")


def test_what_lay_there_is_refused_in_our_words_and_pulled_once_its_terms_are_accepted(
    store: Store, docker: Docker
) -> None:
    ada, offer = signs_up(store, docker), offer_with(store, "terms")
    assert ada.login().ok
    refused = ada.pull(offer.repository, offer.tag)
    assert f"denied: {offer.product} needs its terms accepted." in refused.err
    accepted = {"version": offer.terms}
    assert store.api("POST", f"{plan(offer)}/terms", accepted, token=ada.token).ok
    wait_until(lambda: may(store, ada.email, ada.token, offer.repository), PATIENCE, "the right was not got")
    said = ada.pull(offer.repository, offer.tag)
    assert said.ok, said.err


def test_a_version_is_pushed_released_pulled_and_withdrawn(store: Store, docker: Docker) -> None:
    offer, ada = offer_with(store, "signed_in"), signs_up(store, docker)
    released(store, offer, "30.0.0")
    assert ada.login().ok
    said = ada.pull(offer.repository, "30.0.0")
    assert said.ok, said.err
    publisher(store, "POST", f"{plan(offer)}/versions/30.0.0/yank", {"reason": "It was for a test."})
    gone = "manifest unknown"
    wait_until(lambda: gone in ada.pull(offer.repository, "30.0.0").err, PATIENCE, "its tag is still there")


def test_a_collection_frees_what_was_cleared_and_nothing_that_is_pulled(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "anyone")
    released(store, offer, "30.1.0")
    staged(store, offer, "passing")
    for tag in ("30.1.0", "passing"):
        publisher(store, "DELETE", f"{plan(offer)}/staged/{tag}")
    done = chandlery("registry", "collect", CHANDLERY_DATA=str(store.data))
    assert (done.returncode, "freed: 0," in done.stdout) == (0, False), done.stdout + done.stderr
    said = docker("pull", f"{store.registry}/{offer.repository}:30.1.0")
    assert said.ok, said.err
