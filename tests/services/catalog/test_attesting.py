"""What certification finds in a released image lies beside it, signed, and the real cosign reads it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nameko.rpc import rpc

from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.adapters.registry.verifying import beside
from services.catalog.service import Catalog
from services.catalog.settings import Settings
from services.certification.events import ExaminedPlatform, ImageExamined
from services.identity.service import Identity
from tests.controls import vulnerabilities as controls
from tests.parts.cosign import OLD, Cosign
from tests.parts.services import config_in, running
from tests.services.catalog.pushed import image_saying, tags_of
from tests.services.catalog.shop import Shop
from tests.services.catalog.test_trust import Judge, Told
from vocabulary.cosign import CYCLONEDX, VULNERABILITIES
from vocabulary.digest import Digest

AMD64, ARM64 = (one.digest for one in image_saying("trust 1.0").manifests)


class Examiner(Judge):
    name = "certification"

    @rpc
    def sbom(self, digest: str, platform: str) -> dict[str, Any]:
        """A bill that names what was asked for."""
        return {"text": f'{{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "{digest} {platform}"}}'}


@pytest.fixture
def told(tmp_path: Path, settings: Settings, registry_environment: dict[str, str]) -> Iterator[Told]:
    given = {name: value for name, value in registry_environment.items() if name != "CHANDLERY_DATA"}
    with running(config_in(tmp_path, **given), Identity, Examiner, Catalog) as services:
        yield Told(Shop(services), settings)


def examined(digest: str, product: str) -> ImageExamined:
    sbom = str(Digest.of(b"a bill"))
    platforms = tuple(
        ExaminedPlatform(f"linux/{name}", one, 88, sbom) for name, one in (("amd64", AMD64), ("arm64", ARM64))
    )
    return ImageExamined(digest, product, "free", "acme/db", "1.0", platforms, datetime(2026, 11, 29, tzinfo=UTC))


def stated(settings: Settings, digest: str, kind: str) -> list[dict[str, Any]]:
    """The predicates beside a digest, of both forms."""
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    found = beside(Client(settings.registry_api, signer), "acme/db", digest)
    return [dict(claim.content) for claim in found if claim.predicate == kind]


def test_a_bill_of_materials_lies_beside_each_platform_and_the_index(
    told: Told, settings: Settings, tmp_path: Path
) -> None:
    digest = told.release("1.0")
    told.say(examined(digest, told.product))
    told.shop.services.until(lambda: len(stated(settings, digest, CYCLONEDX)) == 4)
    (one, other) = stated(settings, AMD64, CYCLONEDX)
    assert one["serialNumber"] == other["serialNumber"] == f"{AMD64} linux/amd64"
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    token = signer.token([Access("acme/db", ("pull",))])
    cosign = Cosign(tmp_path / "cosign", settings.registry_host, {"registrytoken": token})
    key = tmp_path / "store.pub"
    key.write_text(told.shop.catalog.signing_keys()[0]["pem"])
    for how in ((), (OLD,)):
        found = cosign.attested(f"{settings.registry_host}/acme/db:1.0", key, "cyclonedx", *how)
        bills: Any = [one["predicate"] for one in found]
        assert {bill["serialNumber"] for bill in bills} == {f"{AMD64} linux/amd64", f"{ARM64} linux/arm64"}


def test_a_scan_is_stated_anew_where_its_numbers_change(told: Told, settings: Settings) -> None:
    digest = told.release("1.0")
    rated = replace(controls.rated, digest=digest, product=told.product, repository="acme/db")
    told.say(rated)
    told.shop.services.until(lambda: stated(settings, digest, VULNERABILITIES))
    before = stated(settings, digest, VULNERABILITIES)
    (platform, *_) = rated.platforms
    told.say(replace(rated, platforms=(replace(platform, critical=platform.critical + 7),)))
    told.shop.services.until(lambda: stated(settings, digest, VULNERABILITIES) != before)
    found = [one["scanner"]["result"]["critical"] for one in stated(settings, digest, VULNERABILITIES)]
    assert platform.critical + 7 in found


def test_statements_and_signatures_are_no_versions(told: Told, settings: Settings) -> None:
    operator = told.shop.by("olga", "operator")
    others = told.shop.catalog.reconcile_repository("acme/db", operator)  # other tests' stores released there
    digest = told.release("1.0")
    told.say(examined(digest, told.product))
    told.shop.services.until(lambda: stated(settings, digest, CYCLONEDX))
    assert sum(tag.startswith("sha256-") for tag in tags_of(settings, "acme/db")) > 10
    assert [one["tag"] for one in told.shop.catalog.versions_of(told.address, "free")] == ["1.0"]
    found = told.shop.catalog.reconcile_repository("acme/db", operator)
    # What the first look noted is known to the second.
    assert found == [one for one in others if one["tag"] != "1.0" and one["what"] != "noted"]
