"""What certification finds in a product's images, as the catalogue tells it, on the real kernel and registry."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.amqp import EventLog, Logged
from eventlog.decider import Context, Decider
from eventlog.schema import registry
from services.catalog.service import Catalog
from services.catalog.settings import Settings
from services.certification.events import CertificateExpired, CertificateIssued, ImageRated
from services.identity.service import Identity
from tests.controls import vulnerabilities as controls
from tests.parts.services import config_in, running
from tests.services.catalog.pushed import image_saying, push
from tests.services.catalog.shop import Shop
from vocabulary.digest import Digest

facts: Decider[Any, None, Any] = Decider("image", None, lambda fact, _, by: [fact], lambda state, _: state)


class Judge(Logged):
    """Certification's log on the real kernel, which says what it is told to say."""

    name = "certification"
    log = EventLog()

    @rpc
    def say(self, command: str, name: str, told: dict[str, Any]) -> None:
        fact = registry.load(name, 1, told)
        self.log.execute(facts, "one", fact, Context(command, "policy:certification", datetime.now(UTC)))


class Told:
    """A shop with one product, and what certification says of it."""

    def __init__(self, shop: Shop, settings: Settings) -> None:
        self.shop, self.settings, self.address = shop, settings, shop.sells()
        self.product = str(shop.catalog.product(self.address)["id"])

    def release(self, tag: str) -> str:
        image = image_saying(f"trust {tag}")
        digest = push(self.settings, "staging/acme/db", tag, image)
        self.shop.tells("acme/db", tag, digest, image.index.media_type)
        self.shop.staged(self.address, tag)
        release = self.shop.catalog.release_version(self.address, "free", tag, digest, "", self.shop.ada())
        assert self.shop.ended(self.address, release["id"])["state"] == "released"
        return digest

    def say(self, fact: Any) -> None:
        name, _, told = registry.dump(fact)
        self.shop.services.rpc.certification.say(str(Digest.of(json.dumps(told).encode())), name, told)

    def certify(self, digest: str, tag: str) -> None:
        told = {
            "product": self.product,
            "plan": "free",
            "repository": "acme/db",
            "tag": tag,
            "platforms": ("linux/amd64",),
        }
        self.say(
            CertificateIssued(digest=digest, submission=tag, since=date(2026, 11, 1), until=date(2027, 10, 31), **told)
        )

    def shows(self) -> tuple[str, str, list[str]]:
        """Which tag is certified, the grade, and the advisories for which it is on hold."""
        found = self.shop.catalog.product(self.address)
        certified = found["certified"]["tag"] if found["certified"] else ""
        return certified, found["grade"], [one["advisory"] for one in found["missed"]]

    def until(self, certified: str, grade: str, *missed: str) -> None:
        self.shop.services.until(lambda: self.shows() == (certified, grade, [*missed]))


@pytest.fixture
def told(tmp_path: Path, settings: Settings, registry_environment: dict[str, str]) -> Iterator[Told]:
    given = {name: value for name, value in registry_environment.items() if name != "CHANDLERY_DATA"}
    with running(config_in(tmp_path, **given), Identity, Judge, Catalog) as services:
        yield Told(Shop(services), settings)


def test_a_product_is_certified_while_an_image_that_customers_get_is(told: Told) -> None:
    first = told.release("1.0")
    told.certify(first, "1.0")
    told.until("1.0", "")
    second = told.release("1.1")
    told.certify(second, "1.1")
    told.until("1.1", "")
    told.shop.catalog.yank_version(told.address, "free", "1.1", "It loses data.", False, told.shop.ada())
    told.until("1.0", "")
    told.say(CertificateExpired(first, told.product, "acme/db"))
    told.until("", "")


def test_an_image_that_was_certified_before_its_release_is_so_at_once(told: Told) -> None:
    told.certify(image_saying("trust 1.0").index.digest, "1.0")
    assert told.shows() == ("", "", [])
    told.release("1.0")
    told.until("1.0", "")


def test_a_product_is_not_certified_by_a_plan_that_it_offers_no_more(told: Told) -> None:
    told.certify(told.release("1.0"), "1.0")
    told.until("1.0", "")
    told.shop.catalog.retire_plan(told.address, "free", told.shop.ada())
    told.until("", "")


def test_the_newest_version_says_the_grade(told: Told) -> None:
    old, new = told.release("1.0"), told.release("1.1")
    for digest, platforms in ((new, (controls.falling, controls.clean)), (old, (controls.clean,))):
        told.say(ImageRated(digest, told.product, "acme/db", platforms, "", controls.AT))
    told.until("", "B")


def test_a_missed_hole_holds_the_product_until_it_is_mended(told: Told) -> None:
    told.say(replace(controls.missed, product=told.product))
    told.until("", "", "DSA-5764-1")
    told.say(replace(controls.fixed, product=told.product))
    told.until("", "")


def test_a_hole_that_is_given_up_takes_the_product_off(told: Told) -> None:
    told.say(replace(controls.missed, product=told.product))
    told.say(replace(controls.given_up, product=told.product))
    told.shop.services.until(lambda: told.shop.catalog.product(told.address)["state"] == "revoked")
