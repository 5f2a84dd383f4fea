"""Known holes by the API: for their publisher and for staff; bills of materials for whoever sees the findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.rpc import Pool
from services.catalog import events as catalog
from services.certification.events import FindingsShown
from tests.controls import certification as told
from tests.gateway.counter import Counter, bearer
from tests.services.certification.desk import DONE, PLATFORMS, open_desk
from tests.services.certification.watched import AMD, HOLDS, Watched, advisory

PRODUCT = "/api/v1/products/acme/db"
SBOM = f"{PRODUCT}/versions/{told.INDEX}/sbom"
NOT_AFFECTED = {"status": "not_affected", "justification": "vulnerable_code_not_present"}


@dataclass
class Door:
    counter: Counter
    client: FlaskClient
    tokens: dict[str, str]
    hole: str

    def send(self, who: str, method: str, path: str, body: Any = None) -> TestResponse:
        headers = bearer(self.tokens[who]) if who else {}
        return self.client.open(path, method=method, json=body, headers=headers)

    def vex(self, who: str, body: Any, hole: str = "") -> TestResponse:
        return self.send(who, "POST", f"/api/v1/vulnerabilities/{hole or self.hole}/vex", body)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Acme's database was released with a hole in it."""
    folder = tmp_path_factory.mktemp("store")
    (folder / "gateway").mkdir()
    with open_desk(folder) as desk:
        desk.sells()
        desk.pushes()
        desk.will_say(*HOLDS, DONE)
        watched = Watched(desk)
        watched.loads(advisory())
        watched.releases()
        (hole,) = watched.until(watched.holes)
        calls = Pool(desk.services.config)
        counter = Counter(folder / "gateway", calls)
        people = {"ada": told.ADA, "ruth": counter.account(told.RUTH, "reviewer"), "bob": counter.account("bob")}
        counter.publisher("acme", counter.account(told.ADA))
        stream = f"product-{told.DATABASE}"
        drafted = catalog.ProductDrafted(told.DATABASE, "acme", "db", "container", external=False)
        named = ("r", told.DATABASE, "team", "acme/team", "2.1", told.INDEX)
        released = catalog.VersionReleased(*named, PLATFORMS, "", "", datetime(2026, 11, 1, tzinfo=UTC))
        counter.tell((stream, drafted), (stream, catalog.ProductPublished(told.DATABASE)), ("repository-x", released))
        tokens = {name: counter.token(account) for name, account in people.items()}
        yield Door(counter, counter.client(), tokens, hole["id"])
        calls.close()


@pytest.mark.parametrize("who", ["ada", "ruth"])
def test_publishers_and_reviewers_read_what_is_known(door: Door, who: str) -> None:
    (hole,) = door.send(who, "GET", f"{PRODUCT}/vulnerabilities").json["items"]
    assert (hole["advisory"], hole["package"], hole["severity"], hole["due"]) == (
        "DEBIAN-CVE-2026-1",
        "libssl3",
        "critical",
        None,
    )


def test_others_do_not(door: Door) -> None:
    assert door.send("bob", "GET", f"{PRODUCT}/vulnerabilities").status_code == 403
    assert door.send("", "GET", f"{PRODUCT}/vulnerabilities").status_code == 401


def test_a_publisher_says_what_a_hole_means_for_its_product(door: Door) -> None:
    told = door.vex("ada", NOT_AFFECTED)
    assert (told.status_code, told.json["vex"]["status"]) == (200, "not_affected")


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("bob", NOT_AFFECTED, 403, "not-yours"),
        ("ada", {"status": "not_affected"}, 422, "vex-justification-missing"),
        ("ada", {"status": "affected"}, 422, "vex-statement-missing"),
        ("ada", {"status": "harmless"}, 422, "invalid-input"),
    ],
)
def test_a_statement_that_is_none_is_refused(door: Door, who: str, body: Any, status: int, code: str) -> None:
    refused = door.vex(who, body)
    assert (refused.status_code, refused.json["code"]) == (status, code)


def test_of_a_hole_that_nobody_knows_nothing_is_said(door: Door) -> None:
    assert door.vex("ada", NOT_AFFECTED, "another").status_code == 404


def test_a_publisher_lets_customers_see_what_is_known(door: Door) -> None:
    assert door.send("ada", "PUT", f"{PRODUCT}/findings", {"shown": True}).json == {"product": "acme/db", "shown": True}
    assert door.send("bob", "PUT", f"{PRODUCT}/findings", {"shown": True}).status_code == 403


def test_a_bill_of_materials_is_for_whoever_sees_the_findings(door: Door) -> None:
    assert door.send("ada", "GET", f"{SBOM}?platform={AMD.platform}").json == {}
    assert door.send("", "GET", SBOM).status_code == 404
    door.counter.tell((f"findings-{told.DATABASE}", FindingsShown(told.DATABASE, shown=True)))
    shown = door.send("", "GET", SBOM)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "application/vnd.cyclonedx+json; version=1.6")
    assert door.send("", "GET", f"{SBOM}?platform=linux/s390x").status_code == 404
