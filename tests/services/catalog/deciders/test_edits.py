"""What is edited on an approved product is in force at once, and a reviewer reads it afterwards."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario
from services.catalog.deciders.listing import ListingChanges
from services.catalog.deciders.plan import PlanChanges
from services.catalog.deciders.preparing import AddPlan, ChangePlan, EditListing, RetirePlan
from services.catalog.deciders.pricing import PriceChanges
from services.catalog.deciders.product import ApproveProduct, RejectProduct, product
from services.catalog.deciders.product_state import Product
from services.catalog.events import EditApproved, EditRejected, EditSubmitted, Reason
from tests.controls.catalog import (
    ada,
    db_approved,
    db_drafted,
    db_listed,
    db_plan_added,
    db_published,
    db_submitted,
    listing,
    rita,
    team,
)

story = Scenario(product, ada)
drafted = story.given(db_drafted, db_listed, db_plan_added)
approved = drafted.given(db_submitted, db_approved)
published = approved.given(db_published)
renamed = replace(listing, name="Acme DB").edited("db")
waiting = published.given(renamed, EditSubmitted("db"))
edit = EditListing(ListingChanges(name="Acme DB"))
reasons = (Reason("name", "Say whose it is."),)
reject = RejectProduct(reasons)


@pytest.mark.parametrize("stage", [approved, published])
def test_an_edit_of_what_was_approved_is_in_force_and_waits_for_a_reviewer(stage: Scenario) -> None:
    stage.when(edit).then(renamed, EditSubmitted("db"))


def test_a_draft_is_edited_without_a_reviewer() -> None:
    drafted.when(edit).then(renamed)


def test_what_is_edited_while_an_edit_waits_is_read_with_it() -> None:
    waiting.when(EditListing(ListingChanges(name="DB"))).then(replace(listing, name="DB").edited("db"))
    waiting.when(edit).then()


def test_words_to_search_by_and_the_licence_need_no_reviewer() -> None:
    changes = ListingChanges(tags=("sql", "fast"), licence="MIT")
    published.when(EditListing(changes)).then(replace(listing, tags=("sql", "fast"), licence="MIT").edited("db"))


def test_a_plan_that_is_added_or_opened_to_others_needs_a_reviewer() -> None:
    published.when(AddPlan(team, payouts=True)).then(team.added("db"), EditSubmitted("db"))
    opened = PlanChanges(access="signed_in")
    assert published.when(ChangePlan("free", opened)).events[-1] == EditSubmitted("db")


def test_a_channel_a_price_and_a_retired_plan_need_none() -> None:
    paid = published.given(team.added("db"))
    for command in (
        ChangePlan("free", PlanChanges(channel="beta")),
        ChangePlan("team", PlanChanges(price=PriceChanges(trial_days=7)), payouts=True),
        RetirePlan("team"),
    ):
        assert len(paid.when(command).events) == 1


def test_an_edit_that_stands_is_what_the_next_is_held_against() -> None:
    waiting.by(rita).when(ApproveProduct()).then(EditApproved("db"))
    stands = waiting.given(EditApproved("db"))
    stands.by(rita).when(ApproveProduct()).then()
    assert isinstance(stands.state, Product)
    assert stands.state.judged is not None
    assert (stands.state.judged.listing.name, stands.state.stage) == ("Acme DB", "published")


def test_an_edit_that_is_turned_down_leaves_the_listing_as_it_was_approved() -> None:
    waiting.by(rita).when(reject).then(EditRejected("db", reasons), db_listed)
    waiting.given(EditRejected("db", reasons), db_listed).by(rita).when(reject).then()


def test_what_was_written_is_kept_until_the_next_edit() -> None:
    turned_down = waiting.given(EditRejected("db", reasons), db_listed)
    assert isinstance(turned_down.state, Product)
    assert turned_down.state.turned_down is not None
    assert (turned_down.state.listing.name, turned_down.state.turned_down.listing.name) == (listing.name, "Acme DB")
    turned_down.when(edit).then(renamed, EditSubmitted("db"))
    again = turned_down.given(renamed, EditSubmitted("db")).state
    assert isinstance(again, Product)
    assert again.turned_down is None


def test_reviewers_alone_decide_on_edits_and_say_why() -> None:
    waiting.when(ApproveProduct()).then_refused("staff-only")
    waiting.when(reject).then_refused("staff-only")
    waiting.by(rita).when(RejectProduct(())).then_refused("reasons-missing")
    published.by(rita).when(reject).then_refused("not-submitted")
