"""From one file on a fresh host to an image that is kept current: `docker store` with a real store and engine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo.push import Registry
from tests.journeys.buying import Sale
from tests.journeys.people import Offer, Person, offer_with, signs_up
from tests.parts.docker import Docker, Said
from tests.parts.process import wait_until
from tests.parts.store import ROOT, Store
from tests.parts.terminal import Terminal, terminal
from tests.services.catalog.pushed import image_saying

pytestmark = [pytest.mark.journey, pytest.mark.pages]
NEWER = "9.9.1"  # than anything that the demonstration has


@dataclass(frozen=True)
class Host:
    """A machine with docker and nothing else: its home, and whoever works there."""

    store: Store
    docker: Docker
    home: Path

    @property
    def env(self) -> dict[str, str]:
        told = {"HOME": str(self.home), "DOCKER_HOST": f"unix://{self.docker.socket}", "PAGER": "cat", "TERM": "xterm"}
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **told}

    def runs(self, *words: str, given: str | None = None) -> Said:
        done = subprocess.run(
            list(words), input=given, capture_output=True, text=True, env=self.env, timeout=120, check=False
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def on_terminal(self, *words: str) -> Any:
        return terminal(words, self.env)

    def installs(self, page: Page) -> None:
        """By the command on the store's page, as it is copied from there."""
        page.goto("/about/docker-store")
        command = page.locator("[data-copy]").first.get_attribute("data-copy")
        assert command is not None
        said = self.runs("sh", "-c", command)
        assert said.ok, said.err


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The file that the store hands out: what `make up` builds before it starts one."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "plugin")], check=True, capture_output=True)


@pytest.fixture
def host(store: Store, engine_of_all: Docker, tmp_path: Path) -> Host:
    (tmp_path / "home").mkdir()
    return Host(store, engine_of_all, tmp_path / "home")


@pytest.fixture
def offer(store: Store, engine_of_all: Docker) -> Iterator[Offer]:
    """What nobody on this host has yet, or any more."""
    found = offer_with(store, "terms")
    yield found
    for tag in (tag_of(store, found), NEWER):
        engine_of_all("image", "rm", "--force", f"{store.registry}/{found.repository}:{tag}")


def tag_of(store: Store, offer: Offer) -> str:
    """As its command names what is newest."""
    plans = store.api("GET", f"/products/{offer.product}").json()["plans"]
    command = next(plan["pull_command"] for plan in plans if plan["id"] == offer.plan)
    return str(command.rpartition(":")[2])


def lets_in(page: Page, shown: Terminal, person: Person) -> None:
    """In the person's browser, after signing in there."""
    shown.until("Waiting until")
    address = next(word for word in shown.shown.split() if "/device?code=" in word)
    page.goto(f"/sign-in?next=/{address.partition('/device')[1].lstrip('/')}{address.partition('/device')[2]}")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("main").get_by_role("button", name="Let it in", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("is let in")


def released(store: Store, offer: Offer, tag: str) -> None:
    """By its publisher: pushed to staging, then released with notes."""
    demo = store.accounts["publisher"]
    registry = Registry(f"http://{store.registry}", demo["email"], demo["token"])
    digest = registry.push(f"staging/{offer.repository}", tag, image_saying(f"newer {tag}"))
    plan = f"/products/{offer.product}/plans/{offer.plan}"

    def answer(path: str) -> Any:
        return store.api("GET", path, token=demo["token"]).json()

    wait_until(
        lambda: any((one["tag"], one["state"]) == (tag, "staged") for one in answer(f"{plan}/staged")["items"]),
        30,
        f"{tag} was not read",
    )
    body = {"tag": tag, "digest": digest, "notes": "Closes idle connections."}
    asked = store.api("POST", f"{plan}/releases", body, token=demo["token"]).json()["id"]
    wait_until(lambda: answer(f"{plan}/releases/{asked}")["state"] == "released", 30, f"{tag} was not released")


def test_an_image_is_got_and_kept_current_from_the_terminal(
    store: Store, docker: Docker, host: Host, offer: Offer, page: Page
) -> None:
    ada = signs_up(store, docker)
    host.installs(page)
    with host.on_terminal("docker", "store", "login", store.url) as shown:
        lets_in(page, shown, ada)
        assert shown.ends() == 0, shown.shown
    with host.on_terminal("docker", "store", "get", f"{offer.product}/{offer.plan}") as shown:
        shown.until("of these terms?")
        shown.types("yes")
        assert shown.ends() == 0, shown.shown
    image, mine = f"{store.registry}/{offer.repository}", tag_of(store, offer)
    assert host.runs("docker", "image", "inspect", f"{image}:{mine}").ok
    assert host.runs("docker", "store", "updates").code == 0
    released(store, offer, NEWER)
    old = lambda: host.runs("docker", "store", "updates", "--quiet")  # noqa: E731
    wait_until(lambda: old().code == 1, 30, "the newer release was not told")
    assert old().out == f"{image}:{mine}\n"
    told = json.loads(host.runs("docker", "store", "updates", "--format", "json").out)
    assert (told["State"], told["Mine"], told["Newest"]) == ("newer", mine, NEWER)
    assert "Closes idle connections." in host.runs("docker", "store", "updates", "--notes").out
    assert host.runs("docker", "store", "upgrade", "--dry-run").out == f"docker pull {image}:{NEWER}\n"
    upgraded = host.runs("docker", "store", "upgrade")
    assert upgraded.ok, upgraded.err
    assert host.runs("docker", "image", "inspect", f"{image}:{NEWER}").ok
    none = host.runs("docker", "store", "updates")
    assert (none.code, none.out) == (0, "")


def test_signing_out_leaves_nothing_behind_and_ends_the_token(
    store: Store, docker: Docker, host: Host, page: Page
) -> None:
    ada = signs_up(store, docker)
    host.installs(page)
    with host.on_terminal("docker", "store", "login", store.url) as shown:
        lets_in(page, shown, ada)
        assert shown.ends() == 0, shown.shown
    kept = json.loads((host.home / ".docker" / "store.json").read_text())["stores"][store.url]["token"]
    assert store.api("GET", "/me", token=kept).ok
    assert host.runs("docker", "store", "logout").ok
    wait_until(lambda: store.api("GET", "/me", token=kept).status == 401, 30, "the token counts on")
    assert json.loads((host.home / ".docker" / "store.json").read_text()) == {"current": "", "stores": {}}
    assert store.registry not in (host.home / ".docker" / "config.json").read_text()


def test_a_trial_is_begun_on_the_terminal_and_pulled(sale: Sale, engine_of_all: Docker, tmp_path: Path) -> None:
    store, ada = sale.store, signs_up(sale.store, sale.docker)
    host = Host(store, engine_of_all, tmp_path)
    plugin = str(ROOT / "build" / "docker-store")
    assert host.runs(plugin, "login", store.url, "--token-stdin", given=ada.token).ok
    with host.on_terminal(plugin, "get", "harbourline/tidewater-db/team") as shown:
        shown.until("of these terms?")
        shown.types("y")
        shown.until("Start the trial?")
        assert "Due today: nothing" in shown.shown
        shown.types("y")
        assert shown.ends() == 0, shown.shown
    assert host.runs("docker", "image", "inspect", f"{store.registry}/harbourline/tidewater-team:4.2.1").ok
    assert "trialing" in host.runs(plugin, "subscriptions").out


def test_a_card_is_entered_in_the_browser_and_the_terminal_goes_on(
    sale: Sale, engine_of_all: Docker, tmp_path: Path
) -> None:
    store, ada = sale.store, sale.buyer("terminal")
    host = Host(store, engine_of_all, tmp_path)
    plugin = str(ROOT / "build" / "docker-store")
    assert host.runs(plugin, "login", store.url, "--token-stdin", given=ada.person.token).ok
    with host.on_terminal(plugin, "get", "harbourline/tidewater-db/team", "--buy", "--no-pull") as shown:
        for question, answer in (
            ("Name on", "Ada Marlow"),
            ("Street", "12 Quay Street"),
            ("town:", "Dublin"),
            ("More", ""),
            ("two letters", "ie"),
            ("Tax number", ""),
        ):
            shown.until(question)
            shown.types(answer)
        shown.until("Waiting for it")
        ada.can_pay()
        shown.until("paid by card?")
        assert "Due today: 49.00 USD" in shown.shown
        shown.types("y")
        assert shown.ends() == 0, shown.shown
    assert shown.shown.rstrip().endswith(f"docker pull {store.registry}/harbourline/tidewater-team:4.2.1")
