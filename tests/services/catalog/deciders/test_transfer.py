"""A product passes from one publisher to another."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.catalog.deciders.listing import ListingChanges
from services.catalog.deciders.preparing import EditListing
from services.catalog.deciders.product import product, reserves
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.publisher_state import Standing
from services.catalog.deciders.transfer import AcceptTransfer, OfferTransfer, WithdrawTransfer
from services.catalog.events import EditSubmitted, ProductRevoked, TransferOffered
from tests.controls.catalog import (
    ada,
    db_drafted,
    db_listed,
    db_offer_withdrawn,
    db_offered,
    db_plan_added,
    db_published,
    db_team_added,
    db_transferred,
    listing,
    nginx_drafted,
    publisher_agreement,
    rita,
)

bob = acting("bob", "bobs:owner")
eve = acting("eve", "acme:editor", "bobs:editor")
approved = Standing(approved=True, agreed=publisher_agreement.digest)
published = Scenario(product, ada).given(db_drafted, db_listed, db_plan_added, db_published)
offered = published.given(db_offered)
transferred = offered.given(db_transferred)
offer = OfferTransfer("bobs", approved)
accept = AcceptTransfer("bobs", "db", approved, publisher_agreement.digest)


def test_an_owner_offers_its_product_to_another_publisher() -> None:
    published.when(offer).then(db_offered)
    offered.when(offer).then()


def test_an_editor_gives_nothing_away_and_takes_nothing() -> None:
    published.by(eve).when(offer).then_refused("not-yours")
    offered.by(eve).when(accept).then_refused("transfer-not-offered")


def test_staff_offer_official_images_to_those_who_make_them() -> None:
    official = Scenario(product, rita).given(nginx_drafted)
    official.when(offer).then(TransferOffered("nginx", "bobs", "rita"))
    official.by(ada).when(offer).then_refused("not-yours")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (OfferTransfer("acme", approved), "transfer-to-itself"),
        (OfferTransfer("bobs", Standing()), "publisher-not-approved"),
        (OfferTransfer("bobs", Standing(approved=True, suspended=True)), "publisher-suspended"),
    ],
)
def test_a_product_is_offered_to_another_that_may_publish(command: OfferTransfer, code: str) -> None:
    published.when(command).then_refused(code)


def test_an_offer_is_withdrawn_or_declined() -> None:
    offered.when(WithdrawTransfer()).then(db_offer_withdrawn)
    offered.by(bob).when(WithdrawTransfer()).then(db_offer_withdrawn)
    published.when(WithdrawTransfer()).then()
    published.by(bob).when(WithdrawTransfer()).then_refused("not-yours")


def test_who_it_was_offered_to_accepts_it() -> None:
    offered.by(bob).when(accept).then(db_transferred)
    transferred.by(bob).when(accept).then()


def test_nobody_takes_what_was_not_offered_to_them() -> None:
    published.by(bob).when(accept).then_refused("transfer-not-offered")
    published.when(replace(accept, to="acme")).then_refused("transfer-not-offered")
    offered.when(accept).then_refused("transfer-not-offered")
    offered.given(db_offer_withdrawn).by(bob).when(accept).then_refused("transfer-not-offered")


def test_an_offer_is_judged_again_when_it_is_accepted() -> None:
    offered.by(bob).when(replace(accept, receiver=Standing())).then_refused("publisher-not-approved")
    offered.given(ProductRevoked("db")).by(bob).when(accept).then_refused("product-revoked")


@pytest.mark.parametrize("agreed", ["", "sha256:an older one"])
def test_who_takes_it_over_has_accepted_the_present_agreement(agreed: str) -> None:
    published.when(replace(offer, receiver=replace(approved, agreed=agreed))).then(db_offered)
    offered.by(bob).when(replace(accept, receiver=replace(approved, agreed=agreed))).then_refused(
        "agreement-not-accepted"
    )


def test_what_is_paid_for_passes_to_who_can_be_paid() -> None:
    priced = offered.given(db_team_added).by(bob)
    priced.when(accept).then_refused("payouts-missing")
    priced.when(replace(accept, receiver=replace(approved, payouts=True))).then(db_transferred)


def test_the_new_address_belongs_to_the_product_as_well() -> None:
    assert [one.stream for one in reserves(accept)] == ["slug-bobs/db"]


def test_it_is_the_new_publishers_afterwards_and_keeps_its_repositories() -> None:
    state = transferred.state
    assert isinstance(state, Product)
    assert (state.address, state.plan("free").repository, state.stage) == ("bobs/db", "acme/db", "published")
    renamed = EditListing(ListingChanges(name="Database"))
    transferred.by(bob).when(renamed).then(replace(listing, name="Database").edited("db"), EditSubmitted("db"))
    transferred.when(renamed).then_refused("not-yours")
