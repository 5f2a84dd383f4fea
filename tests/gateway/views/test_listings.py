"""What is on the shelves, and who sees what is not yet there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from gateway.views import listings, sellers, shelves
from services.catalog import events as e
from tests.controls.catalog import team

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
    return project([sellers.projection, shelves.projection], STORY)


def after(*events: tuple[str, object]) -> Connection:
    return project([sellers.projection, shelves.projection], [*STORY, *events])


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


def test_a_plan_is_listed_with_its_price_until_it_is_free() -> None:
    priced = ("product-db", replace(team.added("db")))
    free = ("product-db", replace(team, price=None).changed("db"))
    assert [plan.price for plan in found(after(priced)).plans] == [None, team.price]
    assert [plan.price for plan in found(after(priced, free)).plans] == [None, None]


def found(db: Connection) -> listings.Product:
    product = listings.product(db, "acme/db")
    assert product is not None
    return product


@pytest.mark.parametrize(
    ("roles", "seen"),
    [
        (None, False),
        ((), False),
        (("other:owner",), False),
        (("acme:owner",), True),
        (("acme:editor",), True),
        (("acme:billing",), False),
        (("reviewer",), True),
    ],
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


def test_the_newest_come_first_and_others_in_the_order_asked(db: Connection) -> None:
    assert {product.slug for product in listings.newest(db, 5)} == {"acme/db", "library/nginx"}
    asked = ["library/nginx", "acme/draft", "acme/db"]
    assert [product.slug for product in listings.by_slugs(db, asked)] == ["library/nginx", "acme/db"]


def test_a_publisher_is_shown(db: Connection) -> None:
    shown = listings.publisher(db, "acme")
    assert shown is not None
    assert (shown.name, shown.state, shown.verified) == ("Acme Ltd", "approved", False)


def acme(*events: e.PublisherApplied | object) -> listings.Publisher:
    shown = listings.publisher(after(*(("publisher-acme", event) for event in events)), "acme")
    assert shown is not None
    return shown


def test_a_publisher_whose_domain_is_proven_is_verified_until_it_names_another() -> None:
    proven = e.DomainProven("acme", "acme.example", "dns", datetime(2026, 1, 1, tzinfo=UTC))
    moved = e.PublisherEdited("acme", "https://acme.test", "1", "a@x.example", "", "Acme Limited")
    assert (acme(proven).verified, acme(proven).domain) == (True, "acme.example")
    assert (acme(proven, moved).verified, acme(proven, moved).domain, acme(moved).name) == (False, "", "Acme Limited")


def test_applying_again_keeps_what_was_proven() -> None:
    proven = e.DomainProven("acme", "acme.example", "dns", datetime(2026, 1, 1, tzinfo=UTC))
    shown = acme(proven, e.PublisherRejected("acme", ()), STORY[0][1])
    assert (shown.verified, shown.state) == (True, "applied")


def test_a_suspended_publisher_says_so_until_it_is_reinstated() -> None:
    suspended = e.PublisherSuspended("acme", "Its images were not its own.")
    assert (acme(suspended).state, acme(suspended).suspended) == ("suspended", "Its images were not its own.")
    assert acme(suspended, e.PublisherReinstated("acme")).state == "approved"


def test_a_publisher_says_how_it_helps() -> None:
    shown = acme(e.SupportSet("acme", "We answer.", "9 to 5", "help@acme.example", ""))
    assert (shown.support_policy, shown.support_hours) == ("We answer.", "9 to 5")


def test_a_withdrawn_submission_is_a_draft() -> None:
    db = after(("product-draft", e.ProductSubmitted("draft")), ("product-draft", e.SubmissionWithdrawn("draft")))
    found = listings.drafted(db, "acme/draft")
    assert found is not None
    assert found.state == "draft"


def test_pictures_instructions_and_channels_are_shown() -> None:
    told = replace(edited("db", "Acme Database"), screenshots=("sha256:1", "sha256:2"), install="Run it.")
    nightly = e.PlanAdded("db", "nightly", "Nightly", "", "acme/nightly", "anyone", None, "nightly")
    found = listings.product(after(("product-db", told), ("product-db", nightly)), "acme/db")
    assert found is not None
    assert (found.screenshots, found.install) == (("sha256:1", "sha256:2"), "Run it.")
    assert [plan.channel for plan in found.plans] == ["stable", "nightly"]


def test_what_is_featured_is_found_while_it_is_on_the_shelves() -> None:
    featured = ("product-db", e.ProductFeatured("db"))
    assert [one.slug for one in listings.featured(after(featured), 5)] == ["acme/db"]
    assert not listings.featured(after(featured, ("product-db", e.ProductUnlisted("db"))), 5)
    assert not listings.featured(after(featured, ("product-db", e.ProductUnfeatured("db"))), 5)


def test_a_publication_is_told_until_it_happened() -> None:
    at = datetime(2026, 2, 1, 9, tzinfo=UTC)
    timed = (("product-draft", e.ProductApproved("draft")), ("product-draft", e.PublicationScheduled("draft", at)))
    scheduled = listings.drafted(after(*timed), "acme/draft")
    published = listings.drafted(after(*timed, ("product-draft", e.ProductPublished("draft"))), "acme/draft")
    assert scheduled is not None
    assert published is not None
    assert (scheduled.scheduled, published.scheduled) == ("2026-02-01T09:00:00Z", "")


MOVED = ("product-db", e.ProductTransferred("db", "bobs", "db", "acme/db"))


def test_a_product_that_passed_on_is_at_its_new_address_and_the_old_one_leads_there() -> None:
    offered = ("product-db", e.TransferOffered("db", "bobs", "ada"))
    assert [one.slug for one in listings.offered_to(after(offered), "bobs")] == ["acme/db"]
    db = after(offered, MOVED)
    assert not listings.offered_to(db, "bobs")
    assert listings.product(db, "acme/db") is None
    found = listings.product(db, "bobs/db")
    assert found is not None
    assert (found.publisher, [plan.repository for plan in found.plans]) == ("bobs", ["acme/db"])
    assert (listings.moved(db, "acme/db"), listings.moved(db, "bobs/db")) == ("bobs/db", None)


def test_a_product_that_came_back_is_not_sent_away() -> None:
    db = after(MOVED, ("product-db", e.ProductTransferred("db", "acme", "db", "bobs/db")))
    assert (listings.moved(db, "acme/db"), listings.moved(db, "bobs/db")) == (None, "acme/db")
