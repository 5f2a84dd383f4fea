"""Terms are accepted in their present version, and open what they are for."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.customer import AcceptTerms, EndEntitlement, GrantEntitlement, customer
from services.billing.events import EntitlementEnded, TermsAccepted
from tests.controls import billing as controls
from tests.controls.billing import ADA, DATABASE

accept = AcceptTerms(ADA, "1", controls.plan_offered)
end = EndEntitlement(DATABASE, "free", "product-revoked")
newcomer = Scenario(customer, acting(ADA))
holder = newcomer.given(controls.accepted, controls.granted)


def test_accepting_the_terms_entitles_to_pull() -> None:
    newcomer.when(accept).then(controls.accepted, controls.granted)


def test_accepting_the_same_terms_twice_changes_nothing() -> None:
    holder.when(accept).then()


def test_terms_are_accepted_in_their_present_version_only() -> None:
    newcomer.when(replace(accept, version="0")).then_refused("terms-outdated")


def test_what_cannot_be_had_is_not_accepted() -> None:
    newcomer.when(replace(accept, offered=None)).then_refused("plan-unknown")


def test_a_plan_without_terms_has_nothing_to_accept() -> None:
    newcomer.when(replace(accept, offered=controls.open_to_all)).then_refused("nothing-to-accept")


def test_nobody_accepts_for_another() -> None:
    newcomer.by(acting("bob", "operator")).when(accept).then_refused("not-yours")


@pytest.mark.parametrize("role", ["owner", "billing"])
def test_who_buys_for_the_organisation_accepts_for_it(role: str) -> None:
    outcome = newcomer.by(acting("bob", f"acme-corp:{role}")).when(replace(accept, holder="acme-corp"))
    assert [(event.holder, event.by) for event in outcome.events if isinstance(event, TermsAccepted)] == [
        ("acme-corp", "bob")
    ]


def test_a_member_without_that_role_does_not_accept_for_the_organisation() -> None:
    story = newcomer.by(acting("bob", "acme-corp:member"))
    story.when(replace(accept, holder="acme-corp")).then_refused("not-yours")


def test_new_terms_are_accepted_anew() -> None:
    second = controls.second_terms
    holder.when(AcceptTerms(ADA, "2", second)).then(
        replace(controls.accepted, version="2", digest=second.terms_digest),
        replace(controls.granted, terms_version="2"),
    )


def test_terms_of_a_plan_for_subscribers_open_nothing_yet() -> None:
    newcomer.when(replace(accept, offered=controls.for_subscribers)).then(controls.accepted)


def test_an_entitlement_that_ended_is_granted_again_for_terms_accepted_before() -> None:
    holder.given(controls.ended).when(accept).then(controls.granted)


def test_an_entitlement_ends() -> None:
    holder.by(acting("policy:catalog")).when(end).then(
        EntitlementEnded(ADA, "acme/db", DATABASE, "free", "product-revoked")
    )


def test_an_entitlement_ends_once() -> None:
    holder.given(controls.ended).by(acting("policy:catalog")).when(end).then()


def test_nobody_ends_an_entitlement_but_the_store() -> None:
    holder.when(end).then_refused("staff-only")


def test_what_is_paid_for_gives_a_right_once() -> None:
    story = newcomer.by(acting("policy:billing"))
    story.when(GrantEntitlement(controls.granted)).then(controls.granted)
    story.given(controls.granted).when(GrantEntitlement(controls.granted)).then()


def test_nobody_gives_a_right_but_the_store() -> None:
    newcomer.when(GrantEntitlement(controls.granted)).then_refused("store-only")
