"""What is done to a product shows in what search finds, and in its counts, within a second of the answer."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from demo.images import Recipe, make
from services.catalog.settings import Settings
from tests.journeys.people import external_listing, makes_token, signs_up
from tests.journeys.test_vulnerable import Shelf
from tests.parts.moved import Clock
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store
from tests.services.catalog.pushed import push

pytestmark = pytest.mark.journey

PATIENCE = 60  # seconds
SOON = 1.0
TERMS = {"version": "1", "text": "You may run it."}
NO_DOCKER: Any = None


@dataclass
class Shown(Shelf):
    """Looked at as a visitor does, who knows of no change."""

    eve: str = ""
    delays: dict[str, float] = field(default_factory=dict)

    def finds(self, question: str = "") -> dict[str, Any]:
        told = self.store.call("GET", f"/api/v1/search?limit=5{question}")
        assert told.ok, told.body
        answer: dict[str, Any] = told.json()
        return answer

    def item(self, question: str = "") -> dict[str, Any]:
        items: list[dict[str, Any]] = self.finds(question)["items"]
        return items[0] if items else {}

    def count(self, facet: str, value: str) -> int:
        counts = {one["value"]: one["count"] for one in self.finds()["facets"][facet]}
        return int(counts.get(value, 0))

    def page(self) -> str:
        return self.store.call("GET", "/search").body.decode()

    def shows(self, what: str, condition: Callable[[], object]) -> None:
        """From now on, which is when the change was answered."""
        answered = time.monotonic()
        wait_until(condition, PATIENCE, f"search does not show {what}")
        self.delays[what] = time.monotonic() - answered

    def has_released(self, tag: str, *architectures: str) -> None:
        """Returns with the first answer that says so."""
        at = datetime(2026, 11, 1, tzinfo=UTC)
        image = make(Recipe("db", tag, "/db", "hello", at, "Apache-2.0", "https://acme.example", {}), architectures)
        host = {"CHANDLERY_REGISTRY_HOST": self.store.registry, "CHANDLERY_REGISTRY_PORT": self.store.registry[10:]}
        settings = Settings.load({"CHANDLERY_DATA": str(self.store.data), **host})
        digest = push(settings, f"staging/{self.repository}", tag, image)
        path = f"/products/{self.product}/plans/{self.plan}/releases"
        asked = {"tag": tag, "digest": digest, "notes": ""}
        taken = lambda: self.store.api("POST", path, asked, token=self.ada).ok  # noqa: E731
        wait_until(taken, PATIENCE, f"{tag} was not read")
        wait_until(lambda: self.released(tag), PATIENCE, f"{tag} was not released")

    def deprecates(self, tag: str) -> None:
        path = f"/products/{self.product}/plans/{self.plan}/versions/{tag}/deprecate"
        self.does(self.ada, "POST", path, {"reason": "It is over."})

    def may_review(self) -> bool:
        review = {"stars": 5, "title": "Keeps its word", "text": ""}
        return self.store.api("POST", f"/products/{self.product}/reviews", review, token=self.eve).ok


def invited(store: Store, email: str) -> str:
    """What the link ends in that was mailed to them."""
    found: list[str] = []

    def arrived() -> bool:
        found[:] = [word for word in store.mail_to(email).split() if "/invitations/" in word]
        return bool(found)

    wait_until(arrived, PATIENCE, "nobody was invited")
    return found[0].rpartition("/")[2]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("found")
    admin = {"CHANDLERY_ADMIN_EMAIL": "olga@acme.example", "CHANDLERY_ADMIN_PASSWORD": "found at once by anyone"}
    with running_store(folder, CHANDLERY_DEMO="0", **admin) as store:
        olga = makes_token(store, *admin.values(), ("read", "staff", "certify"))
        ada = signs_up(store, NO_DOCKER, ("read", "push", "publish")).token
        shelf = Shown(store, Clock(Path(folder) / "clock"), ada, olga, eve=signs_up(store, NO_DOCKER).token)
        shelf.opens()
        plan = {"access": "terms", "terms": TERMS}
        shelf.does(ada, "PATCH", f"/products/{shelf.product}/plans/{shelf.plan}", plan)
        shelf.has_released("1.0.0", "amd64")
        yield shelf


def test_each_change_shows_within_a_second_of_its_answer(shelf: Shown) -> None:
    shelf.publishes()
    shelf.shows("a publication", lambda: shelf.count("publisher", "acme") == 1 and "Acme Database" in shelf.page())

    shelf.has_released("2.0.0", "amd64", "arm64")
    arm = "linux/arm64"
    shelf.shows("a release", lambda: shelf.count("platform", arm) == 1 and shelf.item(f"&platform={arm}"))

    shelf.does(shelf.olga, "POST", f"/products/{shelf.product}/hold", {"reason": "It opens a door."})
    shelf.shows("a hold", lambda: shelf.item()["held"] and "On hold" in shelf.page())
    shelf.does(shelf.olga, "POST", f"/products/{shelf.product}/lift-hold")
    shelf.shows("a lifted hold", lambda: not shelf.item()["held"] and "On hold" not in shelf.page())

    terms = f"/products/{shelf.product}/plans/{shelf.plan}/terms"
    shelf.does(shelf.eve, "POST", terms, {"version": TERMS["version"]})
    wait_until(shelf.may_review, PATIENCE, "who has the right to it may not review it")
    shelf.shows("a review", lambda: shelf.item("&sort=rating")["rating"] == {"mean": 5, "count": 1})

    shelf.deprecates("1.0.0")
    shelf.deprecates("2.0.0")
    shelf.shows("a deprecation", lambda: shelf.count("publisher", "acme") == 0 and "/acme/db" not in shelf.page())
    assert shelf.item("&deprecated=true")["slug"] == shelf.product

    shelf.has_released("3.0.0", "amd64")
    shelf.shows("a release after it", lambda: shelf.count("publisher", "acme") == 1 and "/acme/db" in shelf.page())

    shelf.does(shelf.ada, "POST", f"/products/{shelf.product}/unlist")
    shelf.shows("an unlisting", lambda: shelf.count("publisher", "acme") == 0 and not shelf.item("&deprecated=true"))

    told = ", ".join(f"{what} {1000 * delay:.0f} ms" for what, delay in shelf.delays.items())
    median = statistics.median(shelf.delays.values())
    print(f"search shows {told}; median {1000 * median:.0f} ms")
    assert median < SOON, told


def test_members_search_in_what_their_organisation_chose_and_nobody_else_does(shelf: Shown) -> None:
    store, member = shelf.store, signs_up(shelf.store, NO_DOCKER)
    for name in ("keeper", "lender"):
        shelf.does(shelf.olga, "POST", "/imports", external_listing(name, ["1"]))
    wait_until(lambda: shelf.count("publisher", "library") == 2, PATIENCE, "what was listed is not found")
    shelf.does(shelf.eve, "POST", "/organizations", {"slug": "crew", "name": "The crew"})
    shelf.does(shelf.eve, "POST", "/organizations/crew/invitations", {"email": member.email, "role": "member"})
    shelf.does(member.token, "POST", "/invitations/accept", {"token": invited(store, member.email)})
    shelf.does(shelf.eve, "POST", "/organizations/crew/catalogue", {"entry": "library/keeper"})

    found = shelf.does(member.token, "GET", "/search?catalogue=crew")
    assert [item["slug"] for item in found["items"]] == ["library/keeper"]
    assert [(one["value"], one["count"]) for one in found["facets"]["publisher"]] == [("library", 1)]
    for token, status in (("", 401), (shelf.ada, 404)):
        assert store.api("GET", "/search?catalogue=crew", token=token).status == status
    assert "The crew" not in store.call("GET", "/search?catalogue=crew").body.decode()
