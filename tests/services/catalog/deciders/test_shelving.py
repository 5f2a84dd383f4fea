"""On the shelves at once or at a time, featured there, and off them again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventlog.testing import Scenario
from services.catalog.deciders import shelving
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product, Unpublished
from services.catalog.deciders.publisher_state import Standing
from services.catalog.deciders.shelving import (
    FeatureProduct,
    PublishAsScheduled,
    PublishProduct,
    SchedulePublication,
    UnfeatureProduct,
    UnlistProduct,
    UnschedulePublication,
)
from services.catalog.events import (
    HoldLifted,
    ProductHeld,
    ProductPublished,
    ProductUnlisted,
    PublicationScheduled,
    PublicationUnscheduled,
)
from tests.controls.catalog import (
    AT,
    ada,
    bob,
    db_approved,
    db_drafted,
    db_featured,
    db_listed,
    db_plan_added,
    db_published,
    db_scheduled,
    db_submitted,
    db_team_added,
    db_unfeatured,
    db_unscheduled,
    listing,
    nginx_drafted,
    rita,
    store,
)
from vocabulary.unpublished import UNPUBLISHED

db_held = ProductHeld("db", "Its licence is unclear.")
drafted = Scenario(product, ada).given(db_drafted, db_listed, db_plan_added)
approved = drafted.given(db_submitted, db_approved)
published = approved.given(db_published)
scheduled = approved.given(db_scheduled)
publish = PublishProduct(Standing(approved=True), released=frozenset({"free"}))
due = PublishAsScheduled(db_scheduled.at, publish)


def test_an_approved_product_with_a_released_version_is_published() -> None:
    approved.when(publish).then(db_published)
    published.when(publish).then()


def test_a_product_is_not_published_before_its_review() -> None:
    drafted.when(publish).then_refused("not-approved")


@pytest.mark.parametrize(
    ("seller", "code"),
    [
        (Standing(approved=False), "publisher-not-approved"),
        (Standing(approved=True, suspended=True), "publisher-suspended"),
    ],
)
def test_a_publisher_that_may_not_publish_does_not(seller: Standing, code: str) -> None:
    approved.when(replace(publish, seller=seller)).then_refused(code)


def test_what_is_paid_for_is_published_once_its_publisher_can_be_paid() -> None:
    priced = drafted.given(db_team_added, db_submitted, db_approved)
    wanted = replace(publish, released=frozenset({"free", "team"}))
    priced.when(wanted).then_refused("payouts-missing")
    priced.when(replace(wanted, seller=replace(wanted.seller, payouts=True))).then(db_published)


def test_a_plan_without_a_version_is_not_published() -> None:
    approved.when(replace(publish, released=frozenset())).then_refused("version-missing")


@pytest.mark.parametrize("lost", [{"logo": ""}, {"categories": ()}])
def test_a_product_keeps_what_it_was_approved_with(lost: dict[str, str | tuple[()]]) -> None:
    approved.given(replace(listing, **lost).edited("db")).when(publish).then_refused("listing-incomplete")  # type: ignore[arg-type]


def test_an_image_that_lies_elsewhere_needs_no_version_here() -> None:
    unlisted = approved.given(nginx_drafted, db_plan_added, ProductPublished("nginx"), ProductUnlisted("nginx"))
    bare = replace(publish, released=frozenset())
    unlisted.by(rita).when(bare).then(ProductPublished("nginx"))


def test_unlisting_takes_it_off_the_shelves_and_publishing_puts_it_back() -> None:
    unlisted = ProductUnlisted("db")
    published.when(UnlistProduct()).then(unlisted)
    published.given(unlisted).when(UnlistProduct()).then()
    published.given(unlisted).when(publish).then(db_published)


def test_a_draft_cannot_be_unlisted() -> None:
    drafted.when(UnlistProduct()).then_refused("not-published")


def test_a_publication_is_scheduled_and_taken_back() -> None:
    approved.when(SchedulePublication(db_scheduled.at)).then(db_scheduled)
    scheduled.when(SchedulePublication(db_scheduled.at)).then()
    scheduled.when(UnschedulePublication()).then(db_unscheduled)
    approved.when(UnschedulePublication()).then()


@pytest.mark.parametrize("at", [AT, AT - timedelta(days=1), AT + timedelta(days=1500)])
def test_a_publication_is_scheduled_for_a_time_to_come(at: datetime) -> None:
    approved.when(SchedulePublication(at)).then_refused("schedule-invalid")


def test_what_was_not_approved_is_not_scheduled() -> None:
    drafted.when(SchedulePublication(db_scheduled.at)).then_refused("not-approved")
    approved.by(bob).when(SchedulePublication(db_scheduled.at)).then_refused("not-yours")


def test_it_goes_on_the_shelves_when_its_time_comes() -> None:
    scheduled.by(store).when(due).then(db_published)
    scheduled.given(db_published).by(store).when(due).then()


def test_a_time_that_was_changed_meanwhile_does_nothing() -> None:
    later = PublicationScheduled("db", db_scheduled.at + timedelta(days=1))
    scheduled.given(later).by(store).when(due).then()
    scheduled.given(db_unscheduled).by(store).when(due).then()


@pytest.mark.parametrize(
    ("known", "reason", "about"),
    [
        (replace(publish, seller=Standing(approved=True, suspended=True)), "publisher-suspended", ""),
        (replace(publish, seller=Standing()), "publisher-not-approved", ""),
        (replace(publish, released=frozenset()), "version-missing", "free"),
    ],
)
def test_what_cannot_be_published_at_its_time_waits_for_its_publisher(
    known: PublishProduct, reason: str, about: str
) -> None:
    unscheduled = PublicationUnscheduled("db", reason, about)
    late = replace(due, publish=known)
    scheduled.by(store).when(late).then(unscheduled)
    scheduled.given(unscheduled).by(store).when(late).then()


def test_what_is_on_hold_does_not_go_on_the_shelves() -> None:
    scheduled.given(db_held).by(store).when(due).then(PublicationUnscheduled("db", "product-held"))
    approved.given(db_held).when(publish).then_refused("product-held")
    approved.given(db_held, HoldLifted("db")).when(publish).then(db_published)


def test_why_it_was_not_published_is_kept_until_another_time_is_set() -> None:
    late = scheduled.given(PublicationUnscheduled("db", "product-held"))
    assert isinstance(late.state, Product)
    assert late.state.unpublished == Unpublished(db_scheduled.at, "product-held", "")
    for event in (db_scheduled, db_published):
        after = late.given(event).state
        assert isinstance(after, Product)
        assert after.unpublished is None


def test_every_obstacle_has_words() -> None:
    bare = Scenario(product, ada).given(db_drafted, db_held)
    priced = bare.given(db_team_added)
    wrong = PublishProduct(Standing(suspended=True), frozenset())
    states = [state for state in (bare.state, priced.state) if isinstance(state, Product)]
    assert {refused.code for state in states for refused in shelving.obstacles(wrong, state)} == set(UNPUBLISHED)


def test_publishing_at_once_forgets_the_schedule() -> None:
    state = scheduled.given(db_published).state
    assert isinstance(state, Product)
    assert state.scheduled is None


def test_staff_feature_what_is_on_the_shelves() -> None:
    published.by(rita).when(FeatureProduct()).then(db_featured)
    published.given(db_featured).by(rita).when(FeatureProduct()).then()
    published.given(db_featured).by(rita).when(UnfeatureProduct()).then(db_unfeatured)
    published.by(rita).when(UnfeatureProduct()).then()


def test_a_publisher_does_not_feature_itself() -> None:
    published.when(FeatureProduct()).then_refused("staff-only")


def test_what_nobody_can_see_is_not_featured() -> None:
    approved.by(rita).when(FeatureProduct()).then_refused("not-published")
