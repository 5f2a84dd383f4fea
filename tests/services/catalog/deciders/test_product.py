"""The life of a product, from draft to shelf and off it again."""

from dataclasses import replace

from eventlog.testing import Scenario
from services.catalog.deciders.listing import Listing, ListingChanges
from services.catalog.deciders.preparing import EditListing, SubmitProduct, WithdrawSubmission
from services.catalog.deciders.product import (
    ApproveProduct,
    DraftProduct,
    HoldProduct,
    LiftHold,
    PublishProduct,
    RejectProduct,
    RevokeProduct,
    UnlistProduct,
    product,
    reserves,
)
from services.catalog.events import (
    HoldLifted,
    ProductHeld,
    ProductRejected,
    ProductRevoked,
    ProductUnlisted,
    Reason,
    SubmissionWithdrawn,
)
from tests.controls.catalog import (
    ada,
    bob,
    db_approved,
    db_drafted,
    db_listed,
    db_plan_added,
    db_published,
    db_submitted,
    listing,
    rita,
)

story = Scenario(product, ada)
draft = DraftProduct("db", "acme", "db", "container", listing)
drafted = story.given(db_drafted, db_listed, db_plan_added)
submitted = drafted.given(db_submitted)
approved = submitted.given(db_approved)
published = approved.given(db_published)
publish = PublishProduct(publisher_approved=True, released=frozenset({"free"}))
reasons = (Reason("description", "It does not say how to stop it."),)


def test_drafting_begins_a_product() -> None:
    story.when(draft).then(db_drafted, db_listed)


def test_drafting_twice_changes_nothing() -> None:
    drafted.when(draft).then()


def test_nobody_drafts_for_another_publisher() -> None:
    story.by(bob).when(draft).then_refused("not-yours")


def test_an_unknown_kind_is_refused() -> None:
    story.when(replace(draft, kind="vm")).then_refused("kind-unknown")


def test_an_address_belongs_to_one_product() -> None:
    assert [one.stream for one in reserves(draft)] == ["slug-acme/db"]


def test_editing_tells_the_whole_listing() -> None:
    edited = replace(listing, tags=("sql", "fast")).edited("db")
    drafted.when(EditListing(ListingChanges(tags=("sql", "fast")))).then(edited)


def test_editing_to_what_it_is_changes_nothing() -> None:
    drafted.when(EditListing(ListingChanges(name=listing.name))).then()


def test_a_listing_under_review_is_not_edited() -> None:
    submitted.when(EditListing(ListingChanges(name="Other"))).then_refused("under-review")


def test_a_short_description_longer_than_a_line_is_refused() -> None:
    drafted.when(EditListing(ListingChanges(short_description="x" * 141))).then_refused("listing-too-long")


def test_a_complete_listing_is_submitted() -> None:
    drafted.when(SubmitProduct()).then(db_submitted)


def test_submitting_twice_changes_nothing() -> None:
    submitted.when(SubmitProduct()).then()


def test_what_a_reviewer_would_turn_down_cannot_be_submitted() -> None:
    bare = story.given(db_drafted, Listing(name="Acme Database").edited("db"))
    outcome = bare.when(SubmitProduct())
    outcome.then_refused("listing-incomplete")
    assert "Choose at least one category." in str(outcome.refused)


def test_a_submission_can_be_withdrawn() -> None:
    submitted.when(WithdrawSubmission()).then(SubmissionWithdrawn("db"))
    submitted.given(SubmissionWithdrawn("db")).when(WithdrawSubmission()).then()


def test_an_approved_product_is_no_submission_any_more() -> None:
    approved.when(WithdrawSubmission()).then_refused("already-approved")


def test_a_reviewer_approves_what_was_submitted() -> None:
    submitted.by(rita).when(ApproveProduct()).then(db_approved)
    approved.by(rita).when(ApproveProduct()).then()


def test_a_draft_cannot_be_approved() -> None:
    drafted.by(rita).when(ApproveProduct()).then_refused("not-submitted")


def test_a_publisher_cannot_approve_its_own_product() -> None:
    submitted.when(ApproveProduct()).then_refused("staff-only")


def test_a_rejection_makes_it_a_draft_again() -> None:
    rejected = ProductRejected("db", reasons)
    submitted.by(rita).when(RejectProduct(reasons)).then(rejected)
    submitted.given(rejected).by(rita).when(RejectProduct(reasons)).then()
    submitted.given(rejected).when(SubmitProduct()).then(db_submitted)


def test_a_rejection_gives_reasons() -> None:
    submitted.by(rita).when(RejectProduct(())).then_refused("reasons-missing")


def test_an_approved_product_with_a_released_version_is_published() -> None:
    approved.when(publish).then(db_published)
    published.when(publish).then()


def test_a_product_is_not_published_before_its_review() -> None:
    drafted.when(publish).then_refused("not-approved")


def test_a_product_of_a_publisher_under_review_is_not_published() -> None:
    approved.when(replace(publish, publisher_approved=False)).then_refused("publisher-not-approved")


def test_a_plan_without_a_version_is_not_published() -> None:
    approved.when(replace(publish, released=frozenset())).then_refused("version-missing")


def test_unlisting_takes_it_off_the_shelves_and_publishing_puts_it_back() -> None:
    unlisted = ProductUnlisted("db")
    published.when(UnlistProduct()).then(unlisted)
    published.given(unlisted).when(UnlistProduct()).then()
    published.given(unlisted).when(publish).then(db_published)


def test_a_draft_cannot_be_unlisted() -> None:
    drafted.when(UnlistProduct()).then_refused("not-published")


def test_staff_hold_a_product_and_lift_the_hold() -> None:
    held = ProductHeld("db", "It leaks.")
    published.by(rita).when(HoldProduct("It leaks.")).then(held)
    published.given(held).by(rita).when(HoldProduct("It leaks.")).then()
    published.given(held).by(rita).when(LiftHold()).then(HoldLifted("db"))
    published.by(rita).when(LiftHold()).then()


def test_a_hold_has_a_reason() -> None:
    published.by(rita).when(HoldProduct(" ")).then_refused("reasons-missing")


def test_a_publisher_does_not_hold_its_product() -> None:
    published.when(HoldProduct("Wait.")).then_refused("staff-only")


def test_a_revoked_product_is_gone_for_good() -> None:
    published.by(rita).when(RevokeProduct()).then(ProductRevoked("db"))
    revoked = published.given(ProductRevoked("db"))
    revoked.by(rita).when(RevokeProduct()).then()
    revoked.when(publish).then_refused("product-revoked")
    revoked.by(rita).when(HoldProduct("It leaks.")).then_refused("product-revoked")


def test_nobody_decides_on_a_product_that_is_not_there() -> None:
    story.when(SubmitProduct()).then_refused("no-such-product")
