"""What certification found about a product, as its shelf shows it."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.testing import Scenario, acting
from services.catalog.deciders.product import HoldProduct, LiftHold, product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.trust import Certified, Command, GiveUpProduct, NoteMended, NoteMissed, NoteTrust
from services.catalog.events import HoldLifted, ProductHeld, ProductRevoked, SecurityHoldPlaced
from tests.controls.catalog import ada, db_approved, db_drafted, db_listed, db_plan_added, db_published, rita
from tests.controls.trust import (
    db_certified,
    db_graded,
    db_security_hold,
    db_security_hold_lifted,
    db_uncertified,
    openssl,
    zlib,
)

published = Scenario(product, acting("policy:catalog.trust")).given(
    db_drafted, db_listed, db_plan_added, db_approved, db_published
)
told = {name: value for name, value in vars(db_certified).items() if name != "product"}
CERTIFIED = NoteTrust(Certified(**told), "", "B")
NOTHING = NoteTrust(None, "expired", "B")
held = published.given(db_security_hold)


def test_a_certificate_and_a_grade_are_told_once() -> None:
    published.when(CERTIFIED).then(db_certified, db_graded)
    published.given(db_certified, db_graded).when(CERTIFIED).then()


def test_a_renewed_certificate_is_told_again() -> None:
    renewed = replace(db_certified, until=date(2028, 11, 1))
    command = NoteTrust(Certified(**told | {"until": date(2028, 11, 1)}), "", "B")
    published.given(db_certified, db_graded).when(command).then(renewed)


def test_a_product_is_certified_no_more_when_its_last_certificate_ends() -> None:
    published.given(db_certified, db_graded).when(NOTHING).then(db_uncertified)
    published.given(db_certified, db_graded, db_uncertified).when(NOTHING).then()


def test_what_is_missed_puts_a_product_on_hold() -> None:
    published.when(NoteMissed(openssl)).then(db_security_hold)
    held.when(NoteMissed(openssl)).then()


def test_a_hold_stands_until_the_last_that_is_missed_is_mended() -> None:
    both = held.given(SecurityHoldPlaced("db", (openssl, zlib)))
    both.when(NoteMended(openssl.vulnerability)).then(SecurityHoldPlaced("db", (zlib,)))
    held.when(NoteMended(openssl.vulnerability)).then(db_security_hold_lifted)
    published.when(NoteMended(openssl.vulnerability)).then()


def test_a_person_lifts_their_own_hold_and_not_that_for_a_hole() -> None:
    both = held.given(ProductHeld("db", "It mines coins."))
    both.by(rita).when(LiftHold()).then(HoldLifted("db"))
    state = both.given(HoldLifted("db")).state
    assert isinstance(state, Product)
    assert (state.hold, state.missed) == ("", (openssl,))


def test_a_mended_hole_leaves_a_persons_hold_where_it_is() -> None:
    both = held.by(rita).given(ProductHeld("db", "It mines coins."))
    state = both.given(db_security_hold_lifted).state
    assert isinstance(state, Product)
    assert (state.hold, state.missed) == ("It mines coins.", ())


def test_a_person_may_hold_what_is_held_for_a_hole() -> None:
    held.by(rita).when(HoldProduct("It mines coins.")).then(ProductHeld("db", "It mines coins."))


def test_a_hole_that_was_missed_for_a_month_takes_the_product_off() -> None:
    held.when(GiveUpProduct(openssl.vulnerability)).then(ProductRevoked("db"))
    held.given(ProductRevoked("db")).when(GiveUpProduct(openssl.vulnerability)).then()


def test_a_hole_that_is_not_missed_takes_nothing_off() -> None:
    published.when(GiveUpProduct(openssl.vulnerability)).then()


def test_of_a_revoked_product_nothing_more_is_told() -> None:
    published.given(ProductRevoked("db")).when(CERTIFIED).then()


@pytest.mark.parametrize(
    "command", [CERTIFIED, NoteMissed(openssl), NoteMended(openssl.vulnerability), GiveUpProduct(openssl.vulnerability)]
)
def test_no_person_says_what_certification_found(command: Command) -> None:
    for person in (ada, rita):
        held.by(person).when(command).then_refused("store-only")
