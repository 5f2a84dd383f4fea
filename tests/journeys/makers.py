"""People who publish by the API and with docker alone, in a store without the demonstration, and who reviews them."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.people import Person, makes_token, signs_up, soon_done
from tests.pages.people import picture
from tests.parts.docker import Docker, Said
from tests.parts.process import PATIENCE, wait_until
from tests.parts.store import Store

ADMIN = {"CHANDLERY_ADMIN_EMAIL": "root@store.example", "CHANDLERY_ADMIN_PASSWORD": "correct horse battery"}
SUPPORT = {"policy": "We answer.", "hours": "all day", "contacts": "help@acme.example", "tsanet": ""}
LISTING = {"short_description": "Made for a test", "description": "It does what the test says."}
SCOPES = ("pull", "push", "read", "publish")


def done(said: Said) -> str:
    assert said.ok, said.err
    return said.out.strip()


@dataclass(frozen=True)
class Maker:
    """Somebody with a publisher, the token of who reviews it, and a folder to make things in."""

    person: Person
    reviewer: str
    slug: str
    folder: Path

    @property
    def store(self) -> Store:
        return self.person.store

    def does(self, method: str, path: str, body: Any = None) -> Any:
        return self._asked(method, path, body, self.person.token)

    def sees(self, path: str) -> Any:
        return self.does("GET", path)

    def reviewed(self, path: str, body: Any = None) -> Any:
        """What a reviewer does."""
        return self._asked("POST", path, body or {}, self.reviewer)

    def offers(self, name: str, kind: str) -> str:
        """A product with one plan for everybody who has an account; returns its path."""
        told = {"name": name.title(), "categories": ["databases-and-storage"], "logo": picture(), "kind": kind}
        self.does("POST", "/products", {"publisher": self.slug, "slug": name, **told, **LISTING})
        plan = {"id": "free", "name": "Free", "repository": f"{self.slug}/{name}", "access": "signed_in"}
        self.does("POST", f"/products/{self.slug}/{name}/plans", plan)
        return f"/products/{self.slug}/{name}"

    def staging(self, name: str, tag: str) -> str:
        return f"{self.store.registry}/staging/{self.slug}/{name}:{tag}"

    def staged(self, name: str, tag: str) -> dict[str, Any]:
        """What was pushed, as soon as the store has read it."""
        found: list[dict[str, Any]] = []

        def read() -> bool:
            every = self.sees(f"/products/{self.slug}/{name}/plans/free/staged")["items"]
            found[:] = [one for one in every if (one["tag"], one["state"]) == (tag, "staged")]
            return bool(found)

        wait_until(read, PATIENCE, f"{name} {tag} was not read")
        return found[0]

    def releases(self, product: str, tag: str, digest: str) -> None:
        plan = f"{product}/plans/free"
        self.does("POST", f"{plan}/releases", {"tag": tag, "digest": digest, "notes": ""})
        released = lambda: self.sees(f"{plan}/releases")["items"][0]["state"] == "released"  # noqa: E731
        wait_until(released, PATIENCE, f"{tag} was not released")

    def publishes(self, product: str) -> None:
        self.does("POST", f"{product}/submit", {})
        self.reviewed(f"{product}/approve")
        self.does("POST", f"{product}/publish", {})

    def _asked(self, method: str, path: str, body: Any, token: str) -> Any:
        answer = self.store.api(method, path, body, token=token)
        assert answer.ok, answer.body
        return answer.json()


def maker_in(store: Store, docker: Docker, folder: Path) -> Maker:
    """Whose application was approved, and who says how customers are helped; docker is signed in."""
    person = signs_up(store, docker, SCOPES)
    staff = ("read", "publish", "certify", "staff")
    reviewer = makes_token(store, ADMIN["CHANDLERY_ADMIN_EMAIL"], ADMIN["CHANDLERY_ADMIN_PASSWORD"], staff)
    maker = Maker(person, reviewer, f"maker-{secrets.token_hex(4)}", folder)
    told = {"website": "https://acme.example", "phone": "+44 20 7946 0000", "email": person.email, "logo": picture()}
    maker.does("POST", "/publishers", {"slug": maker.slug, "legal_name": "Acme Makers", **told})
    maker.reviewed(f"/publishers/{maker.slug}/approve")
    version = maker.sees(f"/publishers/{maker.slug}/agreement")["version"]
    maker.does("POST", f"/publishers/{maker.slug}/agreement", {"version": version})
    maker.does("PUT", f"/publishers/{maker.slug}/support", SUPPORT)
    soon_done(person.login)
    return maker
