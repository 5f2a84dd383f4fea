"""What billing makes of the catalogue's facts."""

from dataclasses import replace

import pytest

from services.billing.deciders.customer import EndEntitlement
from services.billing.deciders.offering import (
    CloseOffering,
    NoteAddress,
    NoteProduct,
    OfferPlan,
    OpenOffering,
    RevokeOffering,
    WithdrawPlan,
    offering,
)
from services.billing.policies.offerings import Held, after_catalogue, after_grant, to_end
from services.catalog import events as catalog
from tests.controls import billing as controls
from tests.controls.billing import ADA, DATABASE, LICENCE_FIELDS, PRICE

TERMS = catalog.Terms("1", "Be kind.", "sha256:" + "11" * 32)
drafted = catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False)
ada = Held(ADA, DATABASE, "free", "terms-accepted")
on_the_shelves = (controls.product_noted, controls.plan_offered, controls.opened)


@pytest.mark.parametrize(
    ("fact", "command"),
    [
        (drafted, NoteProduct(DATABASE, "acme/db")),
        (
            catalog.PlanAdded(DATABASE, "free", "Free", "", "acme/db", "terms", TERMS),
            OfferPlan("free", "acme/db", "terms", "1", TERMS.digest, "Free"),
        ),
        (
            catalog.PlanChanged(DATABASE, "free", "Free", "", "anyone", None),
            OfferPlan("free", "", "anyone", "", "", "Free"),
        ),
        (
            catalog.PlanAdded(
                DATABASE, "team", "Team", "", "acme/team", "subscribers", None, "stable", PRICE, LICENCE_FIELDS
            ),
            OfferPlan("team", "acme/team", "subscribers", "", "", "Team", PRICE, LICENCE_FIELDS),
        ),
        (catalog.PlanRetired(DATABASE, "free"), WithdrawPlan("free")),
        (catalog.ProductPublished(DATABASE), OpenOffering()),
        (catalog.ProductUnlisted(DATABASE), CloseOffering()),
        (catalog.ProductTransferred(DATABASE, "bobs", "db", "acme/db"), NoteAddress("bobs/db")),
        (catalog.ProductRevoked(DATABASE), RevokeOffering()),
    ],
)
def test_a_fact_of_the_catalogue_reaches_the_products_offering(fact: object, command: object) -> None:
    assert after_catalogue(fact) == (DATABASE, command)


def test_a_product_listed_from_elsewhere_is_never_offered() -> None:
    assert after_catalogue(replace(drafted, external=True)) is None


def test_a_hold_changes_nothing_for_holders() -> None:
    assert after_catalogue(catalog.ProductHeld(DATABASE, "a hole")) is None


def test_nobody_loses_anything_while_a_product_stands() -> None:
    assert list(to_end(offering.fold(on_the_shelves), [ada])) == []


def test_a_revoked_product_ends_every_entitlement() -> None:
    state = offering.fold((*on_the_shelves, controls.revoked))
    assert list(to_end(state, [ada])) == [(ADA, EndEntitlement(DATABASE, "free", "product-revoked"))]


def test_a_plan_that_is_now_for_subscribers_ends_what_rests_on_terms_alone() -> None:
    state = offering.fold((*on_the_shelves, controls.for_subscribers))
    bob = replace(ada, holder="bob", reason="subscription")
    assert list(to_end(state, [ada, bob])) == [(ADA, EndEntitlement(DATABASE, "free", "access-changed"))]


def test_a_right_granted_while_the_product_was_revoked_ends_as_well() -> None:
    state = offering.fold((*on_the_shelves, controls.revoked))
    assert after_grant(state, controls.granted) == EndEntitlement(DATABASE, "free", "product-revoked")


def test_a_right_that_was_rightly_granted_stays() -> None:
    assert after_grant(offering.fold(on_the_shelves), controls.granted) is None
