"""People at a store that runs: each with an account, an access token, and a browser of their own."""

import io
import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.parts.store import Store

PASSWORD = "seven harbours at dusk"
EVERYTHING = ("pull", "push", "read", "buy", "publish")
OPERATOR = {"CHANDLERY_ADMIN_EMAIL": "root@store.example", "CHANDLERY_ADMIN_PASSWORD": PASSWORD}


@dataclass(frozen=True)
class Person:
    store: Store
    email: str
    token: str
    page: Page

    def does(self, method: str, path: str, body: Any = None) -> Any:
        """By the API; it was done."""
        answer = self.store.api(method, path, body, token=self.token)
        assert answer.ok, answer.body
        return answer.json()

    def says(self, button: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


@dataclass
class People:
    store: Store
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def comes(self, name: str) -> Person:
        """Somebody new, who signed up by mail and is signed in."""
        email = f"{name}-{secrets.token_hex(4)}@example.org"
        made = self.store.api("POST", "/accounts", {"email": email, "name": name.title(), "password": PASSWORD})
        assert made.ok, made.body
        link = next(word for word in self.store.mail_to(email).split() if "/verify/" in word)
        assert self.store.api("POST", "/accounts/verify", {"token": link.rpartition("/")[2]}).ok
        return self.signs_in(email)

    def operator(self) -> Person:
        """Whom the store was started with; who operates it may review."""
        return self.signs_in(OPERATOR["CHANDLERY_ADMIN_EMAIL"], (*EVERYTHING, "certify", "staff"))

    def signs_in(self, email: str, scopes: tuple[str, ...] = EVERYTHING, password: str = PASSWORD) -> Person:
        basic = b64encode(f"{email}:{password}".encode()).decode()
        body = {"name": "tests", "scopes": list(scopes), "expires": None}
        made = self.store.api("POST", "/tokens", body, Authorization=f"Basic {basic}")
        assert made.ok, made.body
        person = Person(self.store, email, str(made.json()["token"]), self.visitor())
        person.page.goto("/sign-in")
        fill_in(person.page, email, password)
        return person

    def publisher(self) -> tuple[Person, str]:
        """Somebody who applied to publish, and the publisher's short name."""
        person = self.comes("per")
        slug = person.email.partition("@")[0]
        told = {"website": "https://acme.example", "phone": "+44 20 7946 0000", "email": person.email}
        person.does("POST", "/publishers", {"slug": slug, "legal_name": "Acme Instruments", "logo": picture(), **told})
        return person, slug

    def visitor(self, **settings: Any) -> Page:
        context = self.browser.new_context(base_url=self.store.url, reduced_motion="reduce", **settings)
        self.contexts.append(context)
        return context.new_page()


def picture(colour: str = "#14673f") -> str:
    """A logo, as the API takes it."""
    out = io.BytesIO()
    Image.new("RGB", (512, 512), colour).save(out, "PNG")
    return b64encode(out.getvalue()).decode()


def drafts(person: Person, publisher: str, **listing: Any) -> str:
    """The path of a product that is ready to be handed in."""
    agreed = person.does("GET", f"/publishers/{publisher}/agreement")["version"]
    person.does("POST", f"/publishers/{publisher}/agreement", {"version": agreed})
    told = {
        "name": "Gauge",
        "short_description": "Watches a small harbour",
        "description": "# Gauge\n\nCounts ships.\n",
    }
    told |= {"categories": ["databases-and-storage"], "logo": picture(), "kind": "container"}
    person.does("POST", "/products", {"publisher": publisher, "slug": "gauge", **told, **listing})
    plan = {"id": "free", "name": "Free", "repository": f"{publisher}/gauge", "access": "anyone"}
    person.does("POST", f"/products/{publisher}/gauge/plans", plan)
    return f"/products/{publisher}/gauge"


def fill_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """The form to sign in."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@contextmanager
def people_of(store: Store, browser: Browser) -> Iterator[People]:
    people = People(store, browser)
    try:
        yield people
    finally:
        for context in people.contexts:
            context.close()
