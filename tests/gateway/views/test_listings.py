"""What is on the shelves, and who sees what is not yet there."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from gateway.views import listings, shelves
from services.catalog import events as e

LISTING = {
    "description": "Long.",
    "tags": ("sql",),
    "links": (e.Link("website", "https://x"),),
    "logo": "",
    "licence": "",
}
SHELF = ("databases-and-storage",)


@dataclass(frozen=True)
class Viewer:
    roles: frozenset[str]


def drafted(product: str, publisher: str, slug: str, *, external: bool = False) -> e.ProductDrafted:
    return e.ProductDrafted(product, publisher, slug, "container", external)


def edited(product: str, name: str, categories: tuple[str, ...] = SHELF) -> e.ListingEdited:
    return e.ListingEdited(product, name, "Short.", categories=categories, **LISTING)  # type: ignore[arg-type]


def released(tag: str, digest: str, hour: int) -> e.VersionReleased:
    image = e.PlatformImage("linux/amd64", "sha256:aa", 1000, 2)
    at = datetime(2026, 1, 1, hour, tzinfo=UTC)
    return e.VersionReleased(f"r{tag}", "db", "pro", "acme/db", tag, digest, (image,), "", "notes", at)


STORY = [
    ("publisher-acme", e.PublisherApplied("acme", "ada", "Acme Ltd", "https://acme.example", "1", "a@x.example", "")),
    ("publisher-acme", e.PublisherApproved("acme")),
    ("product-db", drafted("db", "acme", "db")),
    ("product-db", edited("db", "Acme Database")),
    ("product-db", e.PlanAdded("db", "pro", "Pro", "", "acme/db", "terms", e.Terms("1", "# T", "sha256:t"))),
    ("product-db", e.ProductPublished("db")),
    ("product-draft", drafted("draft", "acme", "draft")),
    ("product-nginx", drafted("nginx", "library", "nginx", external=True)),
    ("product-nginx", edited("nginx", "nginx", ("web-servers",))),
    ("product-nginx", e.ProductPublished("nginx")),
]


@pytest.fixture
def db() -> Connection:
    """Acme's database on the shelf, a draft beside it, and an official image."""
    return project([shelves.projection], STORY)


def after(*events: tuple[str, object]) -> Connection:
    return project([shelves.projection], [*STORY, *events])


def test_a_published_product_is_found_with_its_plans(db: Connection) -> None:
    found = listings.product(db, "acme/db")
    assert found is not None
    assert (found.name, found.publisher_name, found.type, found.state) == (
        "Acme Database",
        "Acme Ltd",
        "community",
        "published",
    )
    assert [(plan.id, plan.access, plan.terms_version) for plan in found.plans] == [("pro", "terms", "1")]


@pytest.mark.parametrize(
    ("roles", "seen"),
    [(None, False), ((), False), (("other:owner",), False), (("acme:owner",), True), (("reviewer",), True)],
)
def test_a_draft_is_seen_by_its_owner_and_by_staff(db: Connection, roles: tuple[str, ...] | None, seen: bool) -> None:
    viewer = None if roles is None else Viewer(frozenset(roles))
    assert (listings.product(db, "acme/draft", viewer) is not None) is seen


def test_official_images_are_the_librarys(db: Connection) -> None:
    found = listings.product(db, "library/nginx")
    assert found is not None
    assert found.type == "official"


def test_categories_count_what_is_on_the_shelves(db: Connection) -> None:
    assert [(c.slug, c.count) for c in listings.categories(db)] == [("databases-and-storage", 1), ("web-servers", 1)]


def test_an_unlisted_product_leaves_the_shelves() -> None:
    db = after(("product-db", e.ProductUnlisted("db")))
    assert listings.product(db, "acme/db") is None
    assert [c.slug for c in listings.categories(db)] == ["web-servers"]


def test_a_product_on_hold_stays_and_says_why() -> None:
    found = listings.product(after(("product-db", e.ProductHeld("db", "a flaw"))), "acme/db")
    assert found is not None
    assert (found.state, found.hold_reason) == ("held", "a flaw")
    lifted = listings.product(
        after(("product-db", e.ProductHeld("db", "a flaw")), ("product-db", e.HoldLifted("db"))), "acme/db"
    )
    assert lifted is not None
    assert (lifted.state, lifted.hold_reason) == ("published", "")


def test_tags_of_one_image_are_one_version_newest_first() -> None:
    db = after(*(("repository-acme/db", each) for each in (released("1", "sha256:a", 1), released("2", "sha256:b", 2))))
    assert [version.tags for version in listings.versions(db, "db")] == [("2",), ("1",)]
    db = after(
        *(("repository-acme/db", each) for each in (released("1", "sha256:a", 1), released("latest", "sha256:a", 2)))
    )
    (version,) = listings.versions(db, "db")
    assert (version.tag, version.tags, version.platforms[0].size) == ("latest", ("latest", "1"), 1000)


def test_the_newest_list_of_another_registry_replaces_the_one_before() -> None:
    def listed(*tags: str) -> tuple[str, e.VersionsListed]:
        versions = tuple(e.ListedVersion((tag,), ("linux/amd64",), f"commit-{tag}", "2026-01-01") for tag in tags)
        return "product-nginx", e.VersionsListed("nginx", "official", "docker-library", "2026-01-02", versions)

    db = after(listed("1.0", "1.1"), listed("1.1"))
    assert [(v.tag, v.ref, v.digest) for v in listings.versions(db, "nginx")] == [("1.1", "commit-1.1", "")]


def test_the_newest_come_first_and_others_in_the_order_asked(db: Connection) -> None:
    assert {product.slug for product in listings.newest(db, 5)} == {"acme/db", "library/nginx"}
    asked = ["library/nginx", "acme/draft", "acme/db"]
    assert [product.slug for product in listings.by_slugs(db, asked)] == ["library/nginx", "acme/db"]


def test_a_publisher_is_shown(db: Connection) -> None:
    shown = listings.publisher(db, "acme")
    assert shown is not None
    assert (shown.name, shown.state, shown.verified) == ("Acme Ltd", "approved", False)
