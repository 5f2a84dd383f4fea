"""Sign up → apply → draft → plan → push → release → submit → publish: as a publisher does it, in one sitting."""

import io
import re
import secrets
from dataclasses import dataclass, field

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.people import offer_with
from tests.parts.docker import Docker
from tests.parts.process import wait_until
from tests.parts.store import Store

pytestmark = [pytest.mark.journey, pytest.mark.pages]

PASSWORD = "seven harbours at dusk"


def logo() -> FilePayload:
    written = io.BytesIO()
    Image.new("RGB", (512, 512), "teal").save(written, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": written.getvalue()}


@dataclass
class Newcomer:
    """Somebody at the browser who was never here, with a docker client."""

    page: Page
    store: Store
    docker: Docker
    slug: str = field(default_factory=lambda: f"acme-{secrets.token_hex(4)}")

    @property
    def email(self) -> str:
        return f"{self.slug}@example.org"

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.main.get_by_role("link", name=name, exact=True).click()

    def signs_up(self) -> None:
        self.page.goto("/sign-up?next=/publish")
        self.page.get_by_label("Name").fill("Grace")
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Create the account")
        self.page.goto(next(word for word in self.store.mail_to(self.email).split() if "/verify/" in word))
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def applies(self) -> None:
        self.follow("Apply to publish")
        told = {"Legal name": "Acme Ltd", "Short name": self.slug, "Website": "https://acme.example"}
        told |= {"E-mail": self.email, "Support contact": "help@acme.example"}
        told |= {"What your customers can count on": "An answer within a working day."}
        for label, text in told.items():
            self.main.get_by_label(label, exact=True).fill(text)
        self.main.get_by_label("Logo").set_input_files(logo())
        self.main.get_by_role("checkbox").check()
        self.press("Send the application")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Acme Ltd")

    def drafts(self) -> None:
        self.follow("New product")
        self.main.get_by_label("Name", exact=True).fill("Acme Database")
        self.main.get_by_label("Short name").fill("db")
        self.press("Begin the draft")
        expect(self.main.get_by_role("button", name="Submit for review")).to_be_disabled()
        self.main.get_by_label("One line").fill("A small database that keeps its word")
        self.main.get_by_label("Description").fill("# Start it\n\nWith **one** command.")
        expect(self.page.locator("[data-shows] strong")).to_have_text("one")
        self.main.get_by_label("Databases and storage").check()
        self.main.get_by_label("Logo").set_input_files(logo())
        self.press("Save")
        expect(self.main.get_by_role("status")).to_have_text("Saved.")

    def offers_a_plan(self) -> None:
        self.follow("Plans")
        self.main.get_by_label("Name", exact=True).fill("Free")
        self.main.get_by_label("Short name").fill("free")
        self.main.get_by_label("Repository").fill("db")
        self.main.get_by_label(re.compile("^Anyone")).check()
        self.press("Add the plan")
        expect(self.main.get_by_role("status")).to_contain_text("The plan is added")

    def pushes(self) -> None:
        """An image that the engine has, by the commands that the page shows."""
        offer = offer_with(self.store, "anyone")
        source = f"{self.store.registry}/{offer.repository}:{offer.tag}"
        assert self.docker("pull", source).ok
        self.page.goto("/account")
        self.main.get_by_label("What for").fill("laptop")
        self.main.get_by_role("checkbox", name="push versions of your own").check()
        self.press("Make the token")
        token = self.page.locator("code.secret").inner_text()
        assert self.docker.login(self.store.registry, self.email, token).ok
        self.page.goto(f"/publish/{self.slug}/db/versions")
        for command in self.page.locator(".pull code").all_inner_texts()[1:3]:
            said = self.docker(*command.replace("$ ", "").replace("IMAGE", source).split()[1:])
            assert said.ok, said.err

    def releases(self) -> None:
        def ready() -> bool:
            self.page.reload()
            return self.main.get_by_role("link", name="Release 1.0.0").is_visible()

        wait_until(ready, 20, "what was pushed was not read")
        self.main.get_by_role("link", name="Release 1.0.0").click()
        self.main.get_by_label("Release notes").fill("The **first** one.")
        self.press("Release it")
        expect(self.main.locator("[role=status]").first).to_contain_text("Released.", timeout=20_000)

    def is_approved(self, path: str) -> None:
        approved = self.store.api("POST", f"{path}/approve", {}, token=self.store.accounts["reviewer"]["token"])
        assert approved.status == 200, approved.body


def test_somebody_new_publishes_an_image_in_one_sitting(page: Page, store: Store, docker: Docker) -> None:
    grace = Newcomer(page, store, docker)
    grace.signs_up()
    grace.applies()
    grace.is_approved(f"/publishers/{grace.slug}")
    grace.drafts()
    grace.offers_a_plan()
    grace.pushes()
    grace.releases()
    grace.follow("Listing")
    grace.press("Submit for review")
    expect(grace.main.get_by_role("button", name="Take it back")).to_be_visible()
    grace.is_approved(f"/products/{grace.slug}/db")
    page.reload()
    grace.press("Publish now")
    page.goto(f"/{grace.slug}/db")
    expect(page.locator(".pull code").first).to_contain_text(f"docker pull {store.registry}/{grace.slug}/db:1.0.0")
    wait_until(lambda: _finds(page, "Acme Database"), 10, "what was published is not found")


def _finds(page: Page, name: str) -> bool:
    page.goto(f"/search?q={name.replace(' ', '+')}")
    return page.get_by_role("main").get_by_role("link", name=name).first.is_visible()
