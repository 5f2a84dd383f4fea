"""A hole becomes known in a certified product: it has a time, is missed, holds the product, and is mended."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.images import Recipe, make
from services.catalog.settings import Settings
from tests.cli.chandlery.test_up import chandlery
from tests.gateway.publishing.conftest import picture
from tests.journeys.people import makes_token, signs_up
from tests.parts.moved import Clock
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store
from tests.services.catalog.pushed import push
from tests.services.certification.scan.advised import record

pytestmark = pytest.mark.journey

PATIENCE = 60  # seconds
STATUS = "Package: libssl3\nStatus: install ok installed\nSource: openssl\nArchitecture: amd64\nVersion: {}\n\n"
DEBIAN = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n'
ADVISORY = "DSA-9001-1"
APPLICATION = {
    "slug": "acme",
    "legal_name": "Acme Ltd",
    "website": "https://acme.example",
    "phone": "+44 20 7946 0000",
    "email": "shop@acme.example",
}
PRODUCT = {
    "publisher": "acme",
    "slug": "db",
    "kind": "container",
    "name": "Acme Database",
    "short_description": "A small database that keeps its word.",
    "description": "Start it with one command.",
    "categories": ["databases-and-storage"],
}
PLAN = {"id": "free", "name": "Free", "repository": "acme/db", "access": "anyone"}
NO_DOCKER: Any = None


@dataclass
class Shelf:
    """Acme's database in a store whose clock is moved; its publisher and an operator with their tokens."""

    store: Store
    clock: Clock
    ada: str
    olga: str
    product: str = "acme/db"
    plan: str = "free"
    repository: str = "acme/db"

    def does(self, token: str, method: str, path: str, body: Any = None) -> Any:
        answer = self.store.api(method, path, body, token=token)
        assert answer.ok, f"{method} {path}: {answer.body!r}"
        return answer.json()

    def opens(self) -> None:
        """Acme is approved, and its product is drafted with one plan."""
        self.does(self.ada, "POST", "/publishers", APPLICATION | {"logo": picture(512)})
        self.does(self.olga, "POST", "/publishers/acme/approve")
        agreement = self.does(self.ada, "GET", "/publishers/acme/agreement")
        self.does(self.ada, "POST", "/publishers/acme/agreement", {"version": agreement["version"]})
        support = {"policy": "We answer.", "hours": "all day", "contacts": "help@acme.example", "tsanet": ""}
        self.does(self.ada, "PUT", "/publishers/acme/support", support)
        self.does(self.ada, "POST", "/products", PRODUCT | {"logo": picture(64)})
        self.does(self.ada, "POST", f"/products/{self.product}/plans", PLAN)

    def publishes(self) -> None:
        for token, step in ((self.ada, "submit"), (self.olga, "approve"), (self.ada, "publish")):
            self.does(token, "POST", f"/products/{self.product}/{step}")

    def sees(self) -> dict[str, Any]:
        """Anybody."""
        found: dict[str, Any] = self.store.api("GET", f"/products/{self.product}").json()
        return found

    def found(self, question: str = "") -> dict[str, Any]:
        """The product among what search finds."""
        items: list[dict[str, Any]] = self.store.api("GET", f"/search?publisher=acme{question}").json()["items"]
        return items[0] if items else {}

    def pushes(self, tag: str, openssl: str) -> str:
        """An image whose only package is that OpenSSL; as soon as it is known, its digest."""
        files = {"/var/lib/dpkg/status": STATUS.format(openssl), "/etc/os-release": DEBIAN}
        at = datetime(2026, 11, 1, tzinfo=UTC)
        image = make(Recipe("db", tag, "/db", "hello", at, "Apache-2.0", "https://acme.example", files))
        host = {"CHANDLERY_REGISTRY_HOST": self.store.registry, "CHANDLERY_REGISTRY_PORT": self.store.registry[10:]}
        settings = Settings.load({"CHANDLERY_DATA": str(self.store.data), **host})
        digest = push(settings, f"staging/{self.repository}", tag, image)
        path = f"/products/{self.product}/plans/{self.plan}/staged"
        staged = lambda: digest in [one["digest"] for one in self.does(self.ada, "GET", path)["items"]]  # noqa: E731
        wait_until(staged, PATIENCE, f"{tag} was not staged")
        return digest

    def sends_in(self, tag: str, digest: str) -> str:
        """As soon as it was examined."""
        body = {"product": self.product, "plan": self.plan, "tag": tag, "digest": digest, "engine_version": "29.1"}
        sent = self.does(self.ada, "POST", "/submissions", body)["id"]
        wait_until(lambda: self.submission(sent)["state"] == "in_review", PATIENCE, f"{tag} was not examined")
        return str(sent)

    def submission(self, sent: str) -> dict[str, Any]:
        found: dict[str, Any] = self.does(self.olga, "GET", f"/submissions/{sent}")
        return found

    def certifies(self, sent: str) -> None:
        until = (self.clock.now() + timedelta(days=300)).date().isoformat()
        for check in sorted({block["check"] for block in self.submission(sent)["in_the_way"]}):
            waived = {"check": check, "reason": "It is made for a test.", "until": until}
            self.does(self.olga, "POST", f"/submissions/{sent}/waive", waived)
        self.does(self.olga, "POST", f"/submissions/{sent}/certify", {})

    def releases(self, tag: str, digest: str) -> None:
        body = {"tag": tag, "digest": digest, "notes": ""}
        self.does(self.ada, "POST", f"/products/{self.product}/plans/{self.plan}/releases", body)

    def released(self, tag: str) -> bool:
        path = f"/products/{self.product}/plans/{self.plan}/releases"
        return (tag, "released") in [(one["tag"], one["state"]) for one in self.does(self.ada, "GET", path)["items"]]

    def holes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.does(self.ada, "GET", f"/products/{self.product}/vulnerabilities")["items"]
        return [one for one in found if one["advisory"] == ADVISORY]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A store of its own, since its clock is moved."""
    folder = tmp_path_factory.mktemp("vulnerable")
    clock = Clock(folder / "clock")
    admin = {"CHANDLERY_ADMIN_EMAIL": "olga@acme.example", "CHANDLERY_ADMIN_PASSWORD": "vulnerable by night"}
    with running_store(folder, CHANDLERY_DEMO="0", **admin, **clock.settings) as store:
        olga = makes_token(store, *admin.values(), ("read", "staff", "certify"))
        opened = Shelf(store, clock, signs_up(store, NO_DOCKER, ("read", "push", "publish")).token, olga)
        opened.opens()
        yield opened


@pytest.fixture(scope="module")
def certified(shelf: Shelf) -> Shelf:
    """Its newest version has an OpenSSL of which nothing bad is known yet."""
    digest = shelf.pushes("90.0.0", "3.0.14-1")
    shelf.certifies(shelf.sends_in("90.0.0", digest))
    shelf.releases("90.0.0", digest)
    wait_until(lambda: shelf.released("90.0.0"), PATIENCE, "it was not released")
    shelf.publishes()
    wait_until(lambda: bool(shelf.sees().get("certified")), PATIENCE, "it was not certified")
    return shelf


def loads(shelf: Shelf, folder: Path) -> None:
    told = record(ADVISORY, "openssl", "<3.0.15-1") | {
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
    }
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr(f"{ADVISORY}.json", json.dumps(told))
    loaded = chandlery("advisories", "load", str(folder / "all.zip"), CHANDLERY_DATA=str(shelf.store.data))
    assert loaded.returncode == 0, loaded.stderr


def test_a_hole_is_found_missed_held_and_mended(certified: Shelf, tmp_path: Path) -> None:
    shelf = certified
    assert shelf.sees()["certified"]["tag"] == "90.0.0"
    wait_until(lambda: shelf.found("&certified=true"), PATIENCE, "search does not find it as certified")
    fix = shelf.pushes("90.0.1", "3.0.15-1")
    shelf.sends_in("90.0.1", fix)

    loads(shelf, tmp_path)
    wait_until(shelf.holes, PATIENCE, "the hole was not found")
    (hole,) = shelf.holes()
    assert timedelta(hours=71) < datetime.fromisoformat(hole["due"]) - shelf.clock.now() <= timedelta(hours=72)
    assert shelf.sees()["state"] == "published"

    shelf.clock.move(hours=73)
    wait_until(lambda: shelf.sees()["state"] == "held", PATIENCE, "it was not held")
    assert ADVISORY in shelf.sees()["hold_reason"]
    assert ADVISORY.encode() in shelf.store.call("GET", f"/{shelf.product}").body
    wait_until(lambda: shelf.found()["held"], PATIENCE, "search does not say that it is held")

    shelf.releases("90.0.1", fix)
    wait_until(lambda: shelf.sees()["state"] == "published", PATIENCE, "the hold was not lifted")
    assert shelf.holes() == []
    wait_until(lambda: not shelf.found()["held"], PATIENCE, "search says still that it is held")
