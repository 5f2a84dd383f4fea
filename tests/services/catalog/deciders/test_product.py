"""The life of a product, from draft to shelf and off it again."""

from dataclasses import replace

from eventlog.testing import Scenario
from services.catalog.deciders.listing import Listing, ListingChanges
from services.catalog.deciders.preparing import (
    AddScreenshot,
    EditListing,
    RemoveScreenshot,
    SubmitProduct,
    WithdrawSubmission,
)
from services.catalog.deciders.product import (
    ApproveProduct,
    DraftProduct,
    HoldProduct,
    LiftHold,
    RejectProduct,
    RevokeProduct,
    product,
    reserves,
)
from services.catalog.deciders.publisher_state import Standing
from services.catalog.events import (
    HoldLifted,
    ProductHeld,
    ProductRejected,
    ProductRevoked,
    Reason,
    SubmissionWithdrawn,
)
from tests.controls.catalog import (
    LOGO,
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
from vocabulary.digest import Digest

story = Scenario(product, ada)
draft = DraftProduct("db", "acme", "db", "container", listing)
drafted = story.given(db_drafted, db_listed, db_plan_added)
submitted = drafted.given(db_submitted)
approved = submitted.given(db_approved)
published = approved.given(db_published)
submit = SubmitProduct(Standing(approved=True, agreed="sha256:1"), agreement="sha256:1")
SHOTS = tuple(str(Digest.of(str(number).encode())) for number in range(9))
reasons = (Reason("description", "It does not say how to stop it."),)


def test_drafting_begins_a_product() -> None:
    story.when(draft).then(db_drafted, db_listed)


def test_drafting_twice_changes_nothing() -> None:
    drafted.when(draft).then()


def test_nobody_drafts_for_another_publisher() -> None:
    story.by(bob).when(draft).then_refused("not-yours")


def test_names_of_pages_beside_products_are_reserved() -> None:
    for name in ("new", "settings"):
        story.when(replace(draft, slug=name)).then_refused("slug-reserved")


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


def test_a_screenshot_is_added_and_removed() -> None:
    shown = replace(listing, screenshots=(LOGO,)).edited("db")
    drafted.when(AddScreenshot(LOGO)).then(shown)
    drafted.given(shown).when(AddScreenshot(LOGO)).then()
    drafted.given(shown).when(RemoveScreenshot(LOGO)).then(listing.edited("db"))
    drafted.when(RemoveScreenshot(LOGO)).then()


def test_screenshots_are_put_in_another_order() -> None:
    shown = drafted.given(replace(listing, screenshots=SHOTS[:2]).edited("db"))
    turned = (SHOTS[1], SHOTS[0])
    shown.when(EditListing(ListingChanges(screenshots=turned))).then(replace(listing, screenshots=turned).edited("db"))
    shown.when(EditListing(ListingChanges(screenshots=SHOTS[:3]))).then_refused("screenshot-unknown")


def test_a_product_has_no_more_than_eight_screenshots() -> None:
    full = drafted.given(replace(listing, screenshots=SHOTS[:8]).edited("db"))
    full.when(AddScreenshot(SHOTS[8])).then_refused("too-many-screenshots")
    full.when(AddScreenshot("x.png")).then_refused("too-many-screenshots")
    drafted.when(AddScreenshot("x.png")).then_refused("screenshot-invalid")


def test_nothing_is_shown_anew_while_it_is_under_review() -> None:
    submitted.when(AddScreenshot(LOGO)).then_refused("under-review")
    submitted.by(bob).when(RemoveScreenshot(LOGO)).then_refused("not-yours")


def test_a_complete_listing_is_submitted() -> None:
    drafted.when(submit).then(db_submitted)


def test_submitting_twice_changes_nothing() -> None:
    submitted.when(submit).then()


def test_a_publisher_accepts_the_present_agreement_before_it_submits() -> None:
    drafted.when(replace(submit, agreement="sha256:2")).then_refused("agreement-not-accepted")
    drafted.when(replace(submit, seller=Standing(approved=True))).then_refused("agreement-not-accepted")


def test_a_suspended_publisher_submits_nothing() -> None:
    suspended = replace(submit.seller, suspended=True)
    drafted.when(replace(submit, seller=suspended)).then_refused("publisher-suspended")


def test_a_publisher_that_waits_for_its_own_approval_may_submit() -> None:
    drafted.when(replace(submit, seller=replace(submit.seller, approved=False))).then(db_submitted)


def test_what_a_reviewer_would_turn_down_cannot_be_submitted() -> None:
    bare = story.given(db_drafted, Listing(name="Acme Database").edited("db"))
    outcome = bare.when(submit)
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
    submitted.given(rejected).when(submit).then(db_submitted)


def test_a_rejection_gives_reasons() -> None:
    submitted.by(rita).when(RejectProduct(())).then_refused("reasons-missing")


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
    revoked.when(submit).then_refused("product-revoked")
    revoked.by(rita).when(HoldProduct("It leaks.")).then_refused("product-revoked")


def test_nobody_decides_on_a_product_that_is_not_there() -> None:
    story.when(submit).then_refused("no-such-product")
