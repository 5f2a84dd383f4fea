"""People of the journeys: each signs up by mail like anyone, and has a token and a docker client of their own."""

import secrets
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt

from tests.parts.docker import Docker, Said
from tests.parts.process import PATIENCE, wait_until
from tests.parts.store import Store


@dataclass(frozen=True)
class Person:
    store: Store
    docker: Docker
    email: str
    password: str
    token: str

    def login(self) -> Said:
        return self.docker.login(self.store.registry, self.email, self.token)

    def pull(self, repository: str, tag: str) -> Said:
        """Pulls anew, also where the engine has the image already."""
        reference = f"{self.store.registry}/{repository}:{tag}"
        self.docker("image", "rm", "--force", reference)
        return self.docker("pull", reference)

    def pulls_soon(self, repository: str, tag: str) -> None:
        """A right that was just given reaches the registry's door by way of the logs."""
        soon_done(lambda: self.pull(repository, tag))

    def is_soon_refused(self, repository: str, tag: str, words: str = "") -> str:
        """What docker prints, as soon as it pulls no more and says so in these words."""
        return soon_refused(lambda: self.pull(repository, tag), words)


def may(store: Store, user: str, token: str, repository: str, action: str = "pull") -> bool:
    """Whether the registry's door grants it to who signs in so."""
    basic = b64encode(f"{user}:{token}".encode()).decode()
    asked = f"/registry/token?service={store.registry}&scope=repository:{repository}:{action}"
    answer = store.call("GET", asked, Authorization=f"Basic {basic}")
    if not answer.ok:
        return False
    granted = jwt.decode(answer.json()["token"], options={"verify_signature": False})["access"]
    return any(one["name"] == repository and action in one["actions"] for one in granted)


def soon_done(ask: Callable[[], Said]) -> Said:
    """What is answered as soon as it is no refusal any more."""
    said: list[Said] = []

    def done() -> bool:
        said[:] = [ask()]
        return said[0].ok

    wait_until(done, PATIENCE, "it is refused still")
    return said[0]


def soon_refused(ask: Callable[[], Said], words: str = "") -> str:
    """The refusal, as soon as it is one in these words."""
    said: list[Said] = []

    def refused() -> bool:
        said[:] = [ask()]
        return not said[0].ok and words in said[0].err

    wait_until(refused, PATIENCE, f"it is not refused with “{words}”")
    return said[0].err


def signs_up(
    store: Store, docker: Docker, scopes: tuple[str, ...] = ("pull", "read", "buy"), email: str = ""
) -> Person:
    """A new account with its address verified by the link that was mailed, and an access token."""
    email, password = email or f"ada-{secrets.token_hex(4)}@example.org", secrets.token_urlsafe(12)
    made = store.api("POST", "/accounts", {"email": email, "name": "Ada", "password": password})
    assert made.status == 201, made.body
    link = next(word for word in store.mail_to(email).split() if "/verify/" in word)
    verified = store.api("POST", "/accounts/verify", {"token": link.rpartition("/")[2]})
    assert verified.status == 200, verified.body
    return Person(store, docker, email, password, makes_token(store, email, password, scopes))


def makes_token(store: Store, email: str, password: str, scopes: tuple[str, ...]) -> str:
    basic = b64encode(f"{email}:{password}".encode()).decode()
    body = {"name": "laptop", "scopes": list(scopes), "expires": None}
    made = store.api("POST", "/tokens", body, Authorization=f"Basic {basic}")
    assert made.status == 201, made.body
    return str(made.json()["token"])


@dataclass(frozen=True)
class Offer:
    """A plan as a person finds it: where its page is, and what to pull."""

    product: str
    plan: str
    repository: str
    tag: str
    terms: str  # version, or empty


def offer_with(store: Store, access: str) -> Offer:
    """The first plan of the demonstration's publisher that asks for this."""
    for item in store.api("GET", "/search?publisher=harbourline").json()["items"]:
        product = store.api("GET", f"/products/{item['slug']}").json()
        for plan in product["plans"]:
            if plan["access"] == access:
                versions = store.api("GET", f"/products/{item['slug']}/versions").json()["items"]
                tag = next(version["tag"] for version in versions if version.get("plan", plan["id"]) == plan["id"])
                terms = plan["terms"]["version"] if plan["terms"] else ""
                return Offer(item["slug"], plan["id"], plan["repository"], tag, terms)
    raise AssertionError(f"no plan with access {access}")


def external_listing(slug: str, tags: list[str]) -> dict[str, Any]:
    """The body of an import of one product with one image under these tags; none: its source lists it no more."""
    versions = [{"tags": tags, "platforms": ["linux/amd64"], "ref": tags[0], "created": ""}] if tags else []
    product = {"slug": slug, "name": slug, "short_description": "For a test", "pull": slug, "versions": versions}
    publisher = {"slug": "library", "name": "Docker Official Images"}
    return {"source": {"name": "test", "listed": "2026-11-24", "publisher": publisher}, "products": [product]}
