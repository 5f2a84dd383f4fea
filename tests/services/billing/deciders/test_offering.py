"""Billing remembers what the catalogue offers."""

from eventlog.testing import Scenario, acting
from services.billing.deciders.offering import (
    CloseOffering,
    NoteAddress,
    NoteProduct,
    Offering,
    OfferPlan,
    OpenOffering,
    RevokeOffering,
    WithdrawPlan,
    offering,
)
from services.billing.events import (
    OfferingClosed,
    OfferingOpened,
    OfferingRevoked,
    PlanOffered,
    PlanWithdrawn,
    ProductNoted,
)
from tests.controls import billing as controls
from tests.controls.billing import ADA, DATABASE

unknown = Scenario(offering, acting("policy:catalog"))
noted = unknown.given(controls.product_noted)
offered = noted.given(controls.plan_offered)
on_the_shelves = offered.given(controls.opened)
offer = OfferPlan("free", "acme/db", "terms", "1", controls.plan_offered.terms_digest, "Free")


def offering_of(story: Scenario) -> Offering:
    assert isinstance(story.state, Offering)
    return story.state


def test_a_product_is_noted_once_it_is_drafted() -> None:
    unknown.when(NoteProduct(DATABASE, "acme/db")).then(controls.product_noted)


def test_a_product_is_noted_once() -> None:
    noted.when(NoteProduct(DATABASE, "acme/db")).then()


def test_a_product_that_passed_to_another_publisher_has_its_new_address() -> None:
    moved = ProductNoted(DATABASE, "bobs/db")
    on_the_shelves.when(NoteAddress("bobs/db")).then(moved)
    state = offering_of(on_the_shelves.given(moved))
    assert (state.address, state.plans["free"].address, state.plans["free"].repository) == (
        "bobs/db",
        "bobs/db",
        "acme/db",
    )
    on_the_shelves.given(moved).when(NoteAddress("bobs/db")).then()
    unknown.when(NoteAddress("bobs/nginx")).then_refused("product-unknown")


def test_a_plan_is_offered_as_the_catalogue_has_it() -> None:
    noted.when(offer).then(controls.plan_offered)


def test_a_plan_that_did_not_change_is_not_offered_anew() -> None:
    offered.when(offer).then()


def test_a_changed_plan_keeps_its_repository() -> None:
    second = controls.second_terms
    command = OfferPlan("free", "", "terms", second.terms_version, second.terms_digest, "Free")
    offered.when(command).then(second)


def test_a_change_of_an_unknown_plan_is_refused() -> None:
    noted.when(OfferPlan("free", "", "terms", "1", "")).then_refused("plan-unknown")


def test_a_plan_of_a_product_listed_from_elsewhere_is_refused() -> None:
    unknown.when(offer).then_refused("product-unknown")


def test_nobody_but_the_catalogue_says_what_is_offered() -> None:
    noted.by(acting(ADA, "operator")).when(offer).then_refused("follows-the-catalogue")


def test_a_retired_plan_is_withdrawn() -> None:
    offered.when(WithdrawPlan("free")).then(PlanWithdrawn(DATABASE, "free"))


def test_a_plan_is_withdrawn_once() -> None:
    offered.given(controls.plan_withdrawn).when(WithdrawPlan("free")).then()


def test_publishing_puts_a_product_on_the_shelves() -> None:
    offered.when(OpenOffering()).then(OfferingOpened(DATABASE), controls.free_year)


def test_publishing_twice_changes_nothing() -> None:
    on_the_shelves.when(OpenOffering()).then()


def test_an_unlisted_product_leaves_the_shelves() -> None:
    on_the_shelves.when(CloseOffering()).then(OfferingClosed(DATABASE))


def test_an_unlisted_product_can_come_back() -> None:
    on_the_shelves.given(controls.free_year, controls.closed).when(OpenOffering()).then(OfferingOpened(DATABASE))


def test_a_product_is_revoked_from_wherever_it_stands() -> None:
    for story in (offered, on_the_shelves, on_the_shelves.given(controls.closed)):
        story.when(RevokeOffering()).then(OfferingRevoked(DATABASE))


def test_a_revoked_product_never_comes_back() -> None:
    for command in (OpenOffering(), CloseOffering(), RevokeOffering()):
        on_the_shelves.given(controls.revoked).when(command).then()


def test_a_plan_can_be_had_while_its_product_is_on_the_shelves() -> None:
    assert offering_of(offered).obtainable("free") is None
    assert offering_of(on_the_shelves).obtainable("free") == controls.plan_offered
    assert offering_of(on_the_shelves.given(controls.closed)).obtainable("free") is None


def test_a_withdrawn_plan_cannot_be_had_but_is_kept() -> None:
    state = offering_of(on_the_shelves.given(controls.plan_withdrawn))
    assert state.obtainable("free") is None
    assert state.keeps("free", "terms-accepted")


def test_accepted_terms_open_nothing_once_a_plan_is_for_subscribers() -> None:
    assert not offering_of(on_the_shelves.given(controls.for_subscribers)).keeps("free", "terms-accepted")


def test_any_repository_keeps_its_plan_apart_from_the_others() -> None:
    state = offering_of(on_the_shelves.given(controls.open_to_all))
    assert state.obtainable("open") == PlanOffered(DATABASE, "open", "acme/db", "acme/db", "anyone", "", "", "Free")
    assert state.obtainable("free") == controls.plan_offered
