"""Owners choose what of the store is their organisation's catalogue."""

import pytest

from eventlog.testing import Scenario, acting
from services.identity.deciders import cataloguing
from services.identity.deciders.cataloguing import AddToCatalogue, RemoveFromCatalogue
from services.identity.deciders.organization import organization
from tests.controls import identity as controls
from tests.controls.identity import ADA, BOB, TIDEWATER

founded = Scenario(organization, acting(ADA)).given(controls.founded, controls.ada_joined, controls.bob_joined)
chosen = founded.given(controls.product_catalogued, controls.publisher_catalogued)
add, remove = AddToCatalogue("product", TIDEWATER), RemoveFromCatalogue("product", TIDEWATER)


def test_an_owner_chooses_a_product_and_a_publisher() -> None:
    founded.when(add).then(controls.product_catalogued)
    founded.when(AddToCatalogue("publisher", "harbourline")).then(controls.publisher_catalogued)


def test_what_was_chosen_is_chosen_once() -> None:
    chosen.when(add).then()


def test_an_owner_takes_it_out_again() -> None:
    chosen.when(remove).then(controls.product_uncatalogued)


def test_what_was_taken_out_is_out_and_may_come_back() -> None:
    without = chosen.given(controls.product_uncatalogued)
    without.when(remove).then()
    without.when(add).then(controls.product_catalogued)


def test_what_was_never_chosen_cannot_be_taken_out() -> None:
    founded.when(remove).then_refused("catalogue-entry-unknown")


@pytest.mark.parametrize("command", [add, remove])
@pytest.mark.parametrize("who", [BOB, "somebody-else"])
def test_only_owners_choose(command: cataloguing.Command, who: str) -> None:
    chosen.by(acting(who)).when(command).then_refused("role-missing")


def test_an_operator_helps() -> None:
    founded.by(acting("olga", "operator")).when(add).then(controls.product_catalogued)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("category", "databases"), ("publisher", "No Slug"), ("product", ""), ("product", "x" * 65), ("product", "a\nb")],
)
def test_it_holds_products_and_publishers_alone(kind: str, subject: str) -> None:
    founded.when(AddToCatalogue(kind, subject)).then_refused("catalogue-entry-unfit")


def test_there_is_an_end_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cataloguing, "MOST_ENTRIES", 2)
    chosen.when(AddToCatalogue("publisher", "acme")).then_refused("catalogue-full")
    chosen.when(add).then()


def test_where_there_is_no_organisation_nothing_is_chosen() -> None:
    Scenario(organization, acting(ADA)).when(add).then_refused("organization-unknown")
