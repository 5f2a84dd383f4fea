from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from eventlog.testing import project, recorded
from services.catalog import events as e
from services.search.ports import Document
from services.search.projections import documents
from tests.controls.trust import (
    db_certified,
    db_graded,
    db_security_hold,
    db_security_hold_lifted,
    db_uncertified,
)
from vocabulary.asking import Asking
from vocabulary.money import Money

AT = "product-1"
PUBLISHER = ("publisher-acme", e.PublisherApplied("acme", "ada", "Acme Ltd", "https://acme.example", "1", "a@b.c", ""))
DRAFTED = (AT, e.ProductDrafted("1", "acme", "ledger", "container", external=False))
EDITED = (AT, e.ListingEdited("1", "Ledger", "Keeps books.", "Long.", ("security",), ("books",), (), "", "MIT"))
PLAN = (AT, e.PlanAdded("1", "free", "Free", "", "acme/ledger", "anyone", None))


def monthly(amount: int) -> e.Price:
    return e.Price((Money(amount, "USD"),), "month", (), 14, trial_needs_card=False, by_order=False)


PAID = (AT, e.PlanAdded("1", "pro", "Pro", "", "acme/pro", "subscribers", None, "stable", monthly(4900)))
PUBLISHED = (AT, e.ProductPublished("1"))
ON_THE_SHELF = [PUBLISHER, DRAFTED, EDITED, PLAN, PUBLISHED]


def listed(*platforms: str, plan: str = "free") -> tuple[str, Any]:
    version = e.ListedVersion(("1",), platforms, "ref", "")
    return AT, e.VersionsListed("1", plan, "somewhere", "2026-08-21", (version,))


def after(events: Sequence[tuple[str, Any]]) -> Document | None:
    with project([documents.projection], events) as db:
        (change,) = documents.changed_after(db, 0, 10)
    return change.document


def of(*more: tuple[str, Any]) -> Document:
    document = after([*ON_THE_SHELF, *more])
    assert document is not None
    return document


def test_a_hold_for_a_hole_stands_beside_a_persons_hold() -> None:
    placed, lifted = (AT, replace(db_security_hold, product="1")), (AT, replace(db_security_hold_lifted, product="1"))
    held = (AT, e.ProductHeld("1", "unsafe"))
    assert of(placed).held
    assert not of(placed, lifted).held
    assert of(held, placed, lifted).held
    assert of(held, placed, (AT, e.HoldLifted("1"))).held


def test_a_product_is_found_as_certified_until_it_is_so_no_more() -> None:
    certified = (AT, replace(db_certified, product="1"))
    assert of(certified).certified
    assert not of(certified, (AT, replace(db_uncertified, product="1"))).certified


def test_a_grade_does_not_make_a_product_newer() -> None:
    plain, graded = of(), of((AT, replace(db_graded, product="1")))
    assert (graded.grade, graded.updated) == ("B", plain.updated)


def test_a_published_product_is_a_document_with_its_listing() -> None:
    document = of()
    assert (document.slug, document.name, document.publisher_name) == ("acme/ledger", "Ledger", "Acme Ltd")
    assert (document.categories, document.tags, document.type) == (("security",), ("books",), "community")


def test_a_draft_is_not_to_be_found() -> None:
    assert after(ON_THE_SHELF[:-1]) is None


@pytest.mark.parametrize("gone", [e.ProductUnlisted("1"), e.ProductRevoked("1")])
def test_what_leaves_the_shelves_is_not_to_be_found(gone: Any) -> None:
    assert after([*ON_THE_SHELF, (AT, gone)]) is None


def test_a_held_product_is_found_as_held_until_the_hold_is_lifted() -> None:
    assert of((AT, e.ProductHeld("1", "unsafe"))).held
    assert not of((AT, e.ProductHeld("1", "unsafe")), (AT, e.HoldLifted("1"))).held


def test_prices_come_from_its_plans() -> None:
    assert of().prices == ("free",)
    assert of(PAID).prices == ("free", "paid", "trial")
    assert of(PAID, (AT, e.PlanRetired("1", "free"))).prices == ("paid", "trial")


def test_the_least_that_a_plan_asks_for_is_told() -> None:
    dearer = e.PlanAdded("1", "fleet", "Fleet", "", "acme/fleet", "subscribers", None, "stable", monthly(49000))
    assert (of().price_from, of().several) == (None, False)
    document = of((AT, dearer), PAID)
    assert (document.price_from, document.several) == (Asking(Money(4900, "USD"), "month", 14), True)


def test_what_is_had_by_order_or_by_use_alone_asks_for_nothing_before() -> None:
    by_order = replace(monthly(4900), by_order=True, trial_days=0)
    for price in (by_order, monthly(0)):
        plan = e.PlanAdded("1", "pro", "Pro", "", "acme/pro", "subscribers", None, "stable", price)
        assert of((AT, plan)).price_from is None


def test_platforms_are_those_of_all_versions() -> None:
    assert of(listed("linux/arm64", "linux/amd64")).platforms == ("linux/amd64", "linux/arm64")
    assert of(listed("linux/arm64"), listed("linux/amd64")).platforms == ("linux/amd64",)
    assert of(PAID, listed("linux/arm64"), listed("linux/amd64", plan="pro")).platforms == (
        "linux/amd64",
        "linux/arm64",
    )


def test_the_publisher_library_makes_a_product_official() -> None:
    official = [(AT, e.ProductDrafted("1", "library", "nginx", "container", external=True)), PUBLISHED]
    document = after(official)
    assert document is not None
    assert document.type == "official"


def test_the_revision_is_the_position_of_the_last_change() -> None:
    assert of().revision == 5
    assert of((AT, e.ProductHeld("1", "unsafe"))).revision == 6


def test_a_publisher_that_is_named_anew_changes_all_its_products() -> None:
    other = ("product-2", e.ProductDrafted("2", "acme", "gauge", "container", external=False))
    renamed = e.PublisherApplied("acme", "ada", "Acme Inc", "https://acme.example", "1", "a@b.c", "")
    with project([documents.projection], [*ON_THE_SHELF, other, ("publisher-acme", renamed)]) as db:
        changed = documents.changed_after(db, 6, 1)
    assert [(change.id, change.revision) for change in changed] == [("1", 7), ("2", 7)]


def test_all_that_is_published_is_read_in_parts() -> None:
    drafted = [
        (f"product-{n}", e.ProductDrafted(str(n), "acme", f"p{n}", "container", external=False)) for n in range(5)
    ]
    published = [(f"product-{n}", e.ProductPublished(str(n))) for n in range(4)]
    with project([documents.projection], [*drafted, *published]) as db:
        first = documents.published_after(db, "", 3)
        rest = documents.published_after(db, first[-1].id, 3)
    assert [change.id for change in first + rest] == ["0", "1", "2", "3"]


def test_a_publisher_is_verified_while_its_website_lies_at_the_domain_that_it_proved() -> None:
    proven = ("publisher-acme", e.DomainProven("acme", "acme.example", "dns", datetime(2026, 1, 1, tzinfo=UTC)))
    moved = ("publisher-acme", e.PublisherEdited("acme", "https://acme.test", "1", "a@b.c", "", "Acme Limited"))
    assert of(proven).type == "verified"
    assert (of(proven, moved).type, of(proven, moved).publisher_name) == ("community", "Acme Limited")


def test_what_passed_to_another_publisher_is_found_under_its_name() -> None:
    bobs = ("publisher-bobs", e.PublisherApplied("bobs", "bob", "Bob's", "https://bobs.example", "1", "b@b.c", ""))
    found = of(bobs, (AT, e.ProductTransferred("1", "bobs", "ledger", "acme/ledger")))
    assert (found.slug, found.publisher, found.publisher_name) == ("bobs/ledger", "bobs", "Bob's")


DAY = e.PullsCounted(
    "acme/ledger", "1", "free", date(2026, 1, 15), (e.PullCount("1", "d", "", "docker", "tag", False, 4),)
)
CHECKED = e.PullCount("1", "d", "", "docker", "check", paid=False, count=9)
REVIEW = e.ReviewPosted("rv", "1", "bob", 4, "", "")


def test_pulls_are_summed_over_days_and_a_day_told_anew_replaces_itself() -> None:
    next_day = replace(DAY, day=date(2026, 1, 16))
    more = replace(DAY, counts=(replace(DAY.counts[0], count=6), CHECKED))
    assert of(("pulls-1", DAY), ("pulls-2", next_day), ("pulls-1", more)).pulls == 10


def test_a_rating_is_of_what_reviews_say_now() -> None:
    other = replace(REVIEW, review="rv2", stars=1)
    edited = e.ReviewEdited("rv", "1", "bob", 5, "", "")
    told = [("review-rv", REVIEW), ("review-rv2", other), ("review-rv", edited)]
    assert (of(*told).rating, of(*told).ratings) == (3.0, 2)
    removed = e.ReviewRemoved("rv2", "1", "rude", "rita")
    assert of(*told, ("review-rv2", removed), ("review-rv2", removed)).rating == 5.0
    assert of().rating is None


def test_a_product_is_not_newer_for_being_pulled_or_rated() -> None:
    later = recorded(DAY, "pulls-1", 99, at=datetime(2027, 1, 1, tzinfo=UTC))
    assert of().updated == of(later).updated
    assert of(later).revision == 99


def test_counts_of_a_product_that_is_not_known_change_nothing() -> None:
    assert of(("pulls-1", replace(DAY, product="2"))) == of()
