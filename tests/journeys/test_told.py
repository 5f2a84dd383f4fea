"""A new version is released: its subscriber hears of it once on every way that they chose, until they stop one."""

import base64
import hashlib
import hmac
import secrets
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.catalog.settings import Settings
from tests.gateway.publishing.conftest import picture
from tests.journeys.people import makes_token
from tests.journeys.told import Hook, Letters, Receiver, entries, html, mail_server, plain, receiver, title
from tests.parts.process import free_port, wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store
from tests.services.catalog.pushed import image_saying, push

pytestmark = pytest.mark.journey

PATIENCE = 30  # seconds
ADMIN = {"CHANDLERY_ADMIN_EMAIL": "olga@store.example", "CHANDLERY_ADMIN_PASSWORD": "told in good time"}
PUBLISHER = {
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
SUPPORT = {"policy": "We answer.", "hours": "all day", "contacts": "help@acme.example", "tsanet": ""}
TERMS = {"version": "1", "text": "# Terms\n\nDo no harm.\n"}
PLAN = {"id": "team", "name": "Team", "repository": "acme/db", "access": "terms", "terms": TERMS}
RELEASES = "/products/acme/db/plans/team/releases"


@dataclass
class Told:
    """Acme's database on sale, Ada who has it, and where she hears of things."""

    folder: Path
    letters: Letters
    receiver: Receiver
    ports: dict[str, str]
    store: Store
    opened: ExitStack
    ada: str = ""
    email: str = "ada@harbour.example"
    pat: str = ""
    feed: str = ""
    secret: str = ""  # of the webhook

    def starts(self) -> None:
        mail = {"CHANDLERY_MAIL": self.letters.url, "CHANDLERY_MAIL_FROM": "store@store.example"}
        told = {"CHANDLERY_DEMO": "0", "CHANDLERY_WEBHOOKS_INSIDE": "1", **ADMIN, **mail, **self.ports}
        self.store = self.opened.enter_context(running_store(self.folder, **told))

    def starts_again(self) -> None:
        self.opened.close()
        self.starts()
        wait_until(lambda: self.store.call("GET", "/readyz").status == 200, PATIENCE, "it was not ready again")

    def does(self, token: str, method: str, path: str, body: Any = None) -> Any:
        answer = self.store.api(method, path, body, token=token)
        assert answer.ok, f"{method} {path}: {answer.body!r}"
        return answer.json()

    def signs_up(self, email: str, *scopes: str) -> str:
        """A token of a new account whose link came by mail."""
        password = secrets.token_urlsafe(12)
        made = self.store.api("POST", "/accounts", {"email": email, "name": "Ada", "password": password})
        assert made.ok, made.body
        link = self.letters.link(email, "/verify/").rpartition("/")[2]
        assert self.store.api("POST", "/accounts/verify", {"token": link}).ok
        return makes_token(self.store, email, password, scopes)

    def sells(self) -> None:
        """Acme's product is on the shelves, with one version."""
        email, password = ADMIN.values()
        olga = makes_token(self.store, email, password, ("read", "staff", "certify"))
        self.pat = pat = self.signs_up("pat@acme.example", "read", "push", "publish")
        self.does(pat, "POST", "/publishers", PUBLISHER | {"logo": picture(512)})
        self.does(olga, "POST", "/publishers/acme/approve")
        agreement = self.does(pat, "GET", "/publishers/acme/agreement")
        self.does(pat, "POST", "/publishers/acme/agreement", {"version": agreement["version"]})
        self.does(pat, "PUT", "/publishers/acme/support", SUPPORT)
        self.does(pat, "POST", "/products", PRODUCT | {"logo": picture(64)})
        self.does(pat, "POST", "/products/acme/db/plans", PLAN)
        self.releases("1.0.0")
        for token, step in ((pat, "submit"), (olga, "approve"), (pat, "publish")):
            self.does(token, "POST", f"/products/acme/db/{step}")

    def subscribes(self) -> None:
        """Ada has it, wants a letter of each new version at once, a feed of her own, and a webhook."""
        self.ada = ada = self.signs_up(self.email, "read", "buy")
        terms, wanted = "/products/acme/db/plans/team/terms", {"version": "1", "holder": ""}
        accepts = lambda: self.store.api("POST", terms, wanted, token=ada).ok  # noqa: E731
        wait_until(accepts, PATIENCE, "billing does not hear of what is on sale")
        wanted = {"kinds": {"version.released": {"mail": "now"}}}
        self.does(ada, "PUT", "/notifications/preferences", wanted)
        self.feed = self.does(ada, "POST", "/notifications/feed", {})["url"]
        me = self.does(ada, "GET", "/me")["id"]
        hook = {"owner": f"account:{me}", "url": self.receiver.url, "kinds": ["version.released"], "description": ""}
        self.secret = self.does(ada, "POST", "/webhooks", hook)["secret"]

    def releases(self, tag: str) -> None:
        host = {"CHANDLERY_REGISTRY_HOST": self.store.registry, "CHANDLERY_REGISTRY_PORT": self.store.registry[10:]}
        settings = Settings.load({"CHANDLERY_DATA": str(self.store.data), **host})
        digest = push(settings, "staging/acme/db", tag, image_saying(tag))
        wanted = {"tag": tag, "digest": digest, "notes": f"What {tag} mends."}
        staged = lambda: self.store.api("POST", RELEASES, wanted, token=self.pat).ok  # noqa: E731
        wait_until(staged, PATIENCE, f"{tag} was not staged")
        wait_until(lambda: (tag, "released") in self.releases_known(), PATIENCE, f"{tag} was not released")

    def releases_known(self) -> list[tuple[str, str]]:
        return [(one["tag"], one["state"]) for one in self.does(self.pat, "GET", RELEASES)["items"]]

    def inbox(self, tag: str) -> list[Any]:
        items = self.does(self.ada, "GET", "/notifications?kind=version.released")["items"]
        return [each for each in items if tag in each["title"]]

    def counts(self, tag: str) -> dict[str, int]:
        """How often each way tells of this version."""
        product = entries(f"{self.store.url}/acme/db/versions.atom")
        return {
            "inbox": len(self.inbox(tag)),
            "feed of hers": sum(tag in title(each) for each in entries(self.feed)),
            "feed of the product": sum(tag in title(each) for each in product),
            "mail": len(self.letters.to(self.email, tag)),
            "webhook": len(self.receiver.about(tag)),
        }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("told")
    ports = {"CHANDLERY_PORT": str(free_port()), "CHANDLERY_REGISTRY_PORT": str(free_port())}
    nowhere = Store("", "", folder, 0)
    with mail_server() as letters, receiver() as hooks, ExitStack() as opened:
        told = Told(folder, letters, hooks, ports, nowhere, opened)
        told.starts()
        told.sells()
        told.subscribes()
        yield told


@pytest.fixture(scope="module")
def released(told: Told) -> Told:
    """As soon as every way has told of 1.1.0."""
    told.releases("1.1.0")
    wait_until(lambda: all(told.counts("1.1.0").values()), PATIENCE, f"not all ways told: {told.counts('1.1.0')}")
    return told


def test_a_release_is_told_once_on_every_way(released: Told) -> None:
    assert set(released.counts("1.1.0").values()) == {1}, released.counts("1.1.0")


def test_the_letter_reads_well_as_text_and_as_html(released: Told) -> None:
    (letter,) = released.letters.to(released.email, "1.1.0")
    for body in (plain(letter), html(letter)):
        assert "Acme Database" in body
        assert "/acme/db" in body


def test_the_webhook_is_signed(released: Told) -> None:
    (hook,) = released.receiver.about("1.1.0")
    assert signature(released.secret, hook) in hook.headers["webhook-signature"].split()
    assert abs(int(hook.headers["webhook-timestamp"]) - time.time()) < 300


def test_after_a_restart_nothing_is_told_again(released: Told) -> None:
    released.starts_again()
    released.releases("1.2.0")
    wait_until(lambda: all(released.counts("1.2.0").values()), PATIENCE, f"{released.counts('1.2.0')}")
    assert set(released.counts("1.1.0").values()) == {1}, released.counts("1.1.0")


def test_one_click_stops_the_letters_and_nothing_else(released: Told) -> None:
    """RFC 8058: a mail program posts what the letter's headers say, with no cookie."""
    (letter,) = released.letters.to(released.email, "1.1.0")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = next(part for part in letter["List-Unsubscribe"].split(",") if "http" in part).strip(" <>")
    with urllib.request.urlopen(address, b"List-Unsubscribe=One-Click", timeout=60) as answer:  # noqa: S310
        assert answer.status == 200
    released.releases("1.3.0")
    others = lambda: all(count for way, count in released.counts("1.3.0").items() if way != "mail")  # noqa: E731
    wait_until(others, PATIENCE, f"not all ways told: {released.counts('1.3.0')}")
    assert released.counts("1.3.0")["mail"] == 0


def signature(secret: str, hook: Hook) -> str:
    """As Standard Webhooks 1.0 makes it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{hook.headers['webhook-id']}.{hook.headers['webhook-timestamp']}.".encode() + hook.body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
