"""The plans of a product: what is offered, where it lies, and what is asked for it."""

from dataclasses import replace

import pytest

from eventlog.refusal import Invalid
from eventlog.testing import Scenario
from services.catalog.deciders.plan import PlanChanges, agreement
from services.catalog.deciders.preparing import AddPlan, ChangePlan, RetirePlan
from services.catalog.deciders.pricing import PriceChanges
from services.catalog.deciders.product import product, reserves
from services.catalog.events import EditSubmitted, PlanChanged, PlanRetired
from tests.controls.catalog import (
    ada,
    bob,
    db_drafted,
    db_listed,
    db_plan_added,
    db_published,
    db_team_added,
    nodes,
    plan,
    team,
)
from vocabulary.money import Money

story = Scenario(product, ada).given(db_drafted, db_listed)
planned = story.given(db_plan_added)
priced = planned.given(db_team_added)
second = agreement("2", "You may run it anywhere but on a submarine.")


def test_a_plan_is_added() -> None:
    story.when(AddPlan(plan)).then(db_plan_added)


def test_adding_the_same_plan_twice_changes_nothing() -> None:
    planned.when(AddPlan(plan)).then()


def test_a_plan_id_is_unique_within_its_product() -> None:
    planned.when(AddPlan(replace(plan, name="Other", repository="acme/other"))).then_refused("plan-id-taken")


def test_two_plans_do_not_share_a_repository() -> None:
    planned.when(AddPlan(replace(plan, id="pro"))).then_refused("repository-taken")


def test_a_repository_lies_under_its_publisher() -> None:
    story.when(AddPlan(replace(plan, repository="bobs/db"))).then_refused("repository-elsewhere")


def test_a_repository_is_reserved_for_its_product() -> None:
    assert [one.stream for one in reserves(AddPlan(plan))] == ["repository-name-acme/db"]


def test_nobody_adds_a_plan_to_another_publishers_product() -> None:
    story.by(bob).when(AddPlan(plan)).then_refused("not-yours")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"access": "friends"}, "access-unknown"),
        ({"terms": None}, "terms-missing"),
        ({"access": "anyone"}, "terms-not-asked"),
        ({"id": "Free!"}, "plan-id-invalid"),
        ({"name": ""}, "plan-name-invalid"),
        ({"repository": "acme/Db"}, "repository-invalid"),
    ],
)
def test_what_cannot_be_offered_is_refused(wrong: dict[str, str], code: str) -> None:
    story.when(AddPlan(replace(plan, **wrong))).then_refused(code)


def test_new_terms_are_a_new_version() -> None:
    changed = PlanChanged("db", "free", plan.name, plan.description, "terms", second)
    planned.when(ChangePlan("free", PlanChanges(terms=second))).then(changed)
    planned.given(changed).when(ChangePlan("free", PlanChanges(terms=second))).then()


def test_a_version_of_the_terms_never_changes_its_text() -> None:
    again = agreement("1", "You may run it nowhere.")
    planned.when(ChangePlan("free", PlanChanges(terms=again))).then_refused("terms-version-reused")


def test_an_older_version_keeps_its_text_too() -> None:
    changed = planned.given(PlanChanged("db", "free", plan.name, plan.description, "terms", second))
    changed.when(ChangePlan("free", PlanChanges(terms=agreement("1", "Other.")))).then_refused("terms-version-reused")


def test_opening_a_plan_to_everybody_drops_its_terms() -> None:
    opened = PlanChanged("db", "free", plan.name, plan.description, "anyone", None)
    planned.when(ChangePlan("free", PlanChanges(access="anyone"))).then(opened)


def test_a_plan_with_a_price_and_licence_fields_is_added() -> None:
    story.when(AddPlan(team)).then(db_team_added)
    priced.when(AddPlan(team)).then()


def test_only_the_part_of_a_price_that_is_said_changes() -> None:
    cheaper = replace(team.price, amounts=(Money(3900, "USD"), Money(4500, "EUR")))
    changed = replace(team, price=cheaper).changed("db")
    command = ChangePlan("team", PlanChanges(price=PriceChanges(amount=Money(3900, "USD"))))
    priced.when(command).then(changed)
    priced.given(changed).when(command).then()


def test_a_plan_becomes_free() -> None:
    free = replace(team, price=None).changed("db")
    priced.when(ChangePlan("team", PlanChanges(price=PriceChanges(no_amount=True)))).then(free)


def test_licence_fields_are_said_as_a_whole() -> None:
    none_left = replace(team, licence_fields=()).changed("db")
    priced.when(ChangePlan("team", PlanChanges(licence_fields=()))).then(none_left)
    priced.when(ChangePlan("team", PlanChanges(licence_fields=(nodes,)))).then()


def test_what_is_on_the_shelves_gets_a_price_once_its_publisher_can_be_paid() -> None:
    shelved = planned.given(db_published)
    shelved.when(AddPlan(team)).then_refused("payouts-missing")
    shelved.when(AddPlan(team, payouts=True)).then(db_team_added, EditSubmitted("db"))
    to_sell = PlanChanges(access="subscribers", price=PriceChanges(amount=Money(100, "USD")))
    shelved.when(ChangePlan("free", to_sell)).then_refused("payouts-missing")


def test_a_retired_plan_is_no_plan_any_more() -> None:
    planned.when(RetirePlan("free")).then(PlanRetired("db", "free"))
    retired = planned.given(PlanRetired("db", "free"))
    retired.when(RetirePlan("free")).then()
    retired.when(ChangePlan("free", PlanChanges(name="X"))).then_refused("no-such-plan")


def test_the_digest_of_an_agreement_is_of_its_text() -> None:
    assert agreement("1", "a").digest == agreement("2", "a").digest != agreement("1", "b").digest


def test_an_empty_agreement_is_refused() -> None:
    with pytest.raises(Invalid, match="terms-missing"):
        agreement("1", " ")
