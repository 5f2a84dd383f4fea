"""The registry's notices on real parts: what clients' pulls come to, and what becomes of notices that nobody takes."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from gateway.registry import keys
from gateway.secrets import notifications_secret
from gateway.settings import Settings
from tests.journeys.people import Offer, offer_with
from tests.parts import registry
from tests.parts.docker import engine
from tests.parts.process import free_port, wait_until
from tests.parts.registry import Notifications
from tests.parts.store import Store, put_demonstration, store

MANIFESTS = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json"
COUNTED = 90  # seconds until a notice is surely in a count

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]


class Yard:
    """A store and a registry that start and end apart, each on a port of its own and with what it kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.registry_port = free_port(), free_port()
        self.url = f"http://localhost:{self.port}"
        self.settings = {
            "CHANDLERY_DATA": str(folder / "data"),
            "CHANDLERY_PORT": str(self.port),
            "CHANDLERY_REGISTRY_PORT": str(self.registry_port),
            "CHANDLERY_REGISTRY_PROGRAM": "none",
            "CHANDLERY_REGISTRY_VERSION": "2",
        }

    @contextmanager
    def registry(self) -> Iterator[None]:
        cert = keys.prepare(self.folder / "data" / "keys")
        told = Notifications(f"{self.url}/registry/notifications", notifications_secret(Settings.load(self.settings)))
        realm = f"{self.url}/registry/token"
        with registry.start(self.folder / "registry", self.registry_port, realm, registry.ISSUER, cert, told):
            yield

    @contextmanager
    def store(self) -> Iterator[Store]:
        with store(self.folder, **self.settings, CHANDLERY_DEMO="0") as opened:
            yield opened

    def token(self, repository: str) -> str:
        """What opens the repository for some minutes, whether the store is up or not."""
        asked = {"service": f"localhost:{self.registry_port}", "scope": f"repository:{repository}:pull"}
        return str(requests.get(f"{self.url}/registry/token", asked, timeout=60).json()["token"])

    def takes(self, offer: Offer, token: str) -> str:
        """As a client of its own does: a look at the tag, then the index by its digest, which is the answer."""
        manifests = f"http://127.0.0.1:{self.registry_port}/v2/{offer.repository}/manifests"
        sent = {"Authorization": f"Bearer {token}", "Accept": MANIFESTS}
        looked = requests.head(f"{manifests}/{offer.tag}", headers=sent, timeout=60)
        digest = looked.headers["Docker-Content-Digest"]
        assert requests.get(f"{manifests}/{digest}", headers=sent, timeout=60).status_code == 200
        return digest


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    """Filled with the demonstration, whose images lie in the registry that runs apart."""
    folder = tmp_path_factory.mktemp("yard")
    put_demonstration(folder)
    (folder / "registry").mkdir()
    (folder / "data" / "registry" / "storage").rename(folder / "registry" / "storage")
    return Yard(folder)


def counts(store: Store, product: str, by: str) -> dict[str, tuple[int, int]]:
    """Pulls and checks by key."""
    path = f"/products/{product}/pulls?by={by}"
    page = store.api("GET", path, token=store.accounts["publisher"]["token"]).json()
    return {one["key"]: (one["pulls"], one["checks"]) for one in page["items"]}


def other_clients(store: Store, offer: Offer) -> tuple[int, int]:
    return counts(store, offer.product, "client").get("other", (0, 0))


def until_counted(store: Store, offer: Offer, pulls: int) -> None:
    wait_until(lambda: other_clients(store, offer)[0] >= pulls, COUNTED, f"not {pulls} pulls were counted")


def test_each_kind_of_pull_is_counted_as_what_it_is(yard: Yard, tmp_path_factory: pytest.TempPathFactory) -> None:
    with yard.registry(), yard.store() as opened, engine(tmp_path_factory.mktemp("docker")) as docker:
        offer = offer_with(opened, "anyone")
        image = f"{opened.registry}/{offer.repository}"
        assert docker("pull", f"{image}:{offer.tag}").ok  # two platforms: an index and one of its manifests
        assert docker("pull", f"{image}:{offer.tag}").ok  # up to date: it only looks
        inspected = skopeo("inspect", f"docker://{image}:{offer.tag}")
        skopeo("inspect", f"docker://{image}@{inspected['Digest']}")
        digest = inspected["Digest"]

        def all_told() -> bool:
            """The registry tells of a platform's manifest after its index."""
            platforms = counts(opened, offer.product, "platform")
            return digest in counts(opened, offer.product, "tag") and platforms.get("linux/amd64", (0, 0))[0] >= 3

        wait_until(all_told, COUNTED, "not everything was counted")
        by_tag, by_client = counts(opened, offer.product, "tag"), counts(opened, offer.product, "client")
        assert (by_tag[offer.tag], by_tag[digest]) == ((2, 1), (1, 0))
        assert (by_client["docker"], by_client["skopeo"]) == ((1, 1), (2, 0))
        pulls = sum(pulls for pulls, _ in by_tag.values())
        assert opened.api("GET", f"/products/{offer.product}").json()["pulls"] == pulls


def skopeo(what: str, image: str) -> dict[str, str]:
    said = subprocess.run(
        ["skopeo", what, "--tls-verify=false", image], capture_output=True, text=True, timeout=180, check=True
    )
    told: dict[str, str] = json.loads(said.stdout)
    return told


def test_what_was_pulled_while_the_store_was_down_is_counted_when_it_is_back(yard: Yard) -> None:
    with yard.registry():
        with yard.store() as opened:
            offer = offer_with(opened, "anyone")
            token, before = yard.token(offer.repository), other_clients(opened, offer)[0]
        yard.takes(offer, token)
        with yard.store() as opened:
            until_counted(opened, offer, before + 1)
            assert other_clients(opened, offer) == (before + 1, 0)


def test_what_the_registry_had_not_told_when_it_ended_is_lost_and_what_comes_later_is_not(yard: Yard) -> None:
    with ExitStack() as first:
        first.enter_context(yard.registry())
        with yard.store() as opened:
            offer = offer_with(opened, "anyone")
            token, before = yard.token(offer.repository), other_clients(opened, offer)[0]
        yard.takes(offer, token)
    with yard.registry(), yard.store() as opened:
        yard.takes(offer, yard.token(offer.repository))
        until_counted(opened, offer, before + 1)
        assert other_clients(opened, offer) == (before + 1, 0)


def test_notices_survive_a_store_that_is_killed(yard: Yard) -> None:
    with yard.registry():
        with yard.store() as opened:
            offer = offer_with(opened, "anyone")
            before = other_clients(opened, offer)[0]
            yard.takes(offer, yard.token(offer.repository))
            time.sleep(1)  # taken, and not counted yet
            os.kill(opened.pid, signal.SIGKILL)
        with yard.store() as opened:
            until_counted(opened, offer, before + 1)
            assert other_clients(opened, offer) == (before + 1, 0)
