"""What the finding API says of certificates, grades and known holes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.catalog.events import PlatformImage, VersionReleased, VersionYanked
from services.certification.events import CertificateExpired, CertificateIssued
from tests.controls import trust, vulnerabilities
from tests.controls.vulnerabilities import AMD64, ARM64, INDEX
from tests.gateway.counter import Counter

DB, REPOSITORY = "id-acme-db", "acme/db"
IMAGES = (PlatformImage("linux/amd64", AMD64, 1, 1), PlatformImage("linux/arm64", ARM64, 1, 1))
AT = datetime(2026, 11, 2, tzinfo=UTC)
RELEASED = VersionReleased("r", DB, "pro", REPOSITORY, "16.4", INDEX, IMAGES, "", "", AT)
ISSUED = CertificateIssued(
    digest=INDEX,
    submission="s",
    product=DB,
    plan="pro",
    repository=REPOSITORY,
    tag="16.4",
    platforms=("linux/amd64",),
    since=date(2026, 11, 2),
    until=date(2027, 11, 1),
)
IMAGE = f"image-{REPOSITORY}@{INDEX}"


def of(control: Any) -> Any:
    """A control as said of this shop's product."""
    told = {"product": DB} | ({"repository": REPOSITORY} if hasattr(control, "repository") else {})
    return replace(control, **told)


@pytest.fixture
def shop(tmp_path: Path) -> Counter:
    counter = Counter(tmp_path)
    counter.product(REPOSITORY)
    counter.tell((f"repository-{REPOSITORY}", RELEASED), (IMAGE, of(vulnerabilities.rated)))
    return counter


def product(shop: Counter) -> Any:
    return shop.client().get(f"/api/v1/products/{REPOSITORY}").get_json()


def version(shop: Counter) -> Any:
    (told,) = shop.client().get(f"/api/v1/products/{REPOSITORY}/versions").get_json()["items"]
    return told


def test_a_product_says_which_image_is_certified_until_when(shop: Counter) -> None:
    shop.tell(("product-db", of(trust.db_certified)))
    told = product(shop)["certified"]
    assert (told["tag"], told["digest"], told["until"]) == ("16.4", INDEX, "2027-11-01")
    shop.tell(("product-db", of(trust.db_uncertified)))
    assert product(shop)["certified"] is None


def test_a_version_says_its_grade_by_platform_and_when_that_falls(shop: Counter) -> None:
    told = version(shop)
    assert (told["grade"], told["next_drop"]) == ("B", "2026-11-09")
    assert [(one["digest"], one["grade"]) for one in told["platforms"]] == [(AMD64, "B"), (ARM64, "A")]


def test_a_version_says_whether_it_is_certified(shop: Counter) -> None:
    shop.tell((f"certificate-{REPOSITORY}", ISSUED))
    assert version(shop)["certified"] == {"since": "2026-11-02", "until": "2027-11-01"}
    shop.tell((f"certificate-{REPOSITORY}", CertificateExpired(INDEX, DB, REPOSITORY)))
    assert version(shop)["certified"] is None


def test_a_yanked_version_is_never_certified(shop: Counter) -> None:
    yanked = VersionYanked(REPOSITORY, DB, "16.4", INDEX, "It loses data.", security=False)
    shop.tell((f"certificate-{REPOSITORY}", ISSUED), (f"repository-{REPOSITORY}", yanked))
    assert version(shop)["certified"] is None


def test_known_holes_of_a_certified_product_are_everybodys_to_see(shop: Counter) -> None:
    shop.tell(("product-db", of(trust.db_certified)))
    counted = {"critical": 1, "high": 0, "medium": 2, "low": 1, "unrated": 3}
    assert (product(shop)["findings"], version(shop)["findings"]) == (counted, counted)


def test_known_holes_of_another_are_shown_as_its_publisher_allows(shop: Counter) -> None:
    assert (product(shop)["findings"], version(shop)["findings"]) == (None, None)
    shop.tell((f"findings-{DB}", of(vulnerabilities.shown)))
    assert version(shop)["findings"]["critical"] == 1


def test_a_grade_is_everybodys_to_see(shop: Counter) -> None:
    shop.tell(("product-db", of(trust.db_graded)))
    assert product(shop)["grade"] == "B"


def test_a_hold_for_a_hole_names_it_until_it_is_lifted(shop: Counter) -> None:
    shop.tell(("product-db", of(trust.db_security_hold)))
    told = product(shop)
    assert (told["state"], "DSA-5764-1" in told["hold_reason"]) == ("held", True)
    shop.tell(("product-db", of(trust.db_security_hold_lifted)))
    assert (product(shop)["state"], product(shop)["hold_reason"]) == ("published", None)
