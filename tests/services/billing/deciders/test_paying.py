"""Whom invoices are made out to, and what pays them, is the holder's alone to say."""

from dataclasses import replace

import pytest

from eventlog.schema import ERASED
from eventlog.testing import Scenario, acting
from services.billing.deciders.customer import customer
from services.billing.deciders.paying import (
    AddPaymentMethod,
    Details,
    OpenPaymentAccount,
    ProvideDetails,
    RemovePaymentMethod,
)
from tests.controls import payments as controls
from tests.controls.payments import ADA

given = Details("Ada Lovelace", "12 St James's Square\nLondon", "GB", "ada@example.org", currency="EUR")
provide = ProvideDetails(ADA, given)
open_account = OpenPaymentAccount(ADA, "stripe", "cus_Ada")
add = AddPaymentMethod(ADA, "pm_visa", "visa", "4242", "2030-09")
remove = RemovePaymentMethod(ADA, "pm_visa")
ada = Scenario(customer, acting(ADA))
paying = ada.given(controls.details_provided, controls.account_opened, controls.visa_added)


def test_details_are_noted_as_they_were_written() -> None:
    ada.when(provide).then(controls.details_provided)


def test_details_are_noted_without_spaces_around_them_and_in_capitals_where_these_are_codes() -> None:
    written = replace(
        given, name=" Ada Lovelace ", address=" 12 St James's Square \n London ", country="gb", currency="eur"
    )
    ada.when(ProvideDetails(ADA, written)).then(controls.details_provided)


def test_the_same_details_again_change_nothing() -> None:
    paying.when(provide).then()


def test_other_details_take_their_place() -> None:
    moved = replace(given, address="1 New Street\nLondon", email="")
    paying.when(ProvideDetails(ADA, moved)).then(
        replace(controls.details_provided, address="1 New Street\nLondon", email="")
    )


def test_only_the_store_itself_takes_a_card_away_and_adds_none() -> None:
    ours = paying.by(acting("policy:billing.forget-cards"))
    assert ours.when(remove).refused is None
    ours.when(add).then_refused("not-yours")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "billing-details-invalid"),
        ({"name": "x" * 201}, "billing-details-invalid"),
        ({"name": "a\x00"}, "billing-details-invalid"),
        ({"address": ""}, "billing-details-invalid"),
        ({"country": "XX"}, "billing-details-invalid"),
        ({"email": "ada"}, "billing-details-invalid"),
        ({"currency": "XXX"}, "currency-invalid"),
    ],
)
def test_details_that_no_invoice_could_bear_are_refused(wrong: dict[str, str], code: str) -> None:
    ada.when(ProvideDetails(ADA, replace(given, **wrong))).then_refused(code)


def test_what_was_erased_is_no_details() -> None:
    erased = replace(controls.details_provided, name=ERASED)
    assert not ada.given(erased).state.paying.has_details
    assert paying.state.paying.has_details


def test_an_account_is_opened_once() -> None:
    ada.when(open_account).then(controls.account_opened)
    paying.when(replace(open_account, customer="cus_other")).then()


def test_a_card_is_added_once_and_the_newest_is_charged() -> None:
    ada.when(add).then(controls.visa_added)
    paying.when(add).then()
    both = paying.given(controls.mastercard_added)
    assert both.state.paying.card == controls.mastercard_added
    both.when(add).then(controls.visa_added)
    assert both.given(controls.visa_added).state.paying.card == controls.visa_added


def test_a_removed_card_is_gone_and_removed_once() -> None:
    paying.when(remove).then(controls.visa_removed)
    gone = paying.given(controls.visa_removed)
    gone.when(remove).then()
    assert gone.state.paying.card is None


@pytest.mark.parametrize("command", [provide, open_account, add, remove])
def test_nobody_does_this_for_another(command: ProvideDetails) -> None:
    ada.by(acting("bob", "operator", "finance")).when(command).then_refused("not-yours")


@pytest.mark.parametrize("role", ["owner", "billing"])
def test_who_owns_an_organisation_or_does_its_billing_does_this_for_it(role: str) -> None:
    fay = ada.by(acting("fay", f"{ADA}:{role}"))
    fay.when(provide).then(replace(controls.details_provided, by="fay"))
    ada.by(acting("fay", f"{ADA}:member")).when(provide).then_refused("not-yours")


def test_the_store_itself_removes_the_card_of_who_was_erased() -> None:
    policy = paying.by(acting("policy:billing.forget-cards"))
    policy.when(remove).then(replace(controls.visa_removed, by="policy:billing.forget-cards"))
