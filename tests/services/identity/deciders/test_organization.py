"""An organisation always has an owner, and its owners alone say who is what in it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.decider import Context
from eventlog.refusal import Refused
from eventlog.testing import Scenario, acting
from services.identity.deciders.inviting import AcceptInvitation, Invite
from services.identity.deciders.organization import (
    ChangeRole,
    CreateOrganization,
    EndMembership,
    Leave,
    RemoveMember,
    RenameOrganization,
    organization,
)
from services.identity.deciders.organization_state import ROLES, Absent, Organization
from services.identity.events import MemberJoined, MemberLeft, MemberRoleChanged
from tests.controls import identity as controls
from tests.controls.identity import ACME, ADA, BOB

EVE = "0198a000-0000-7000-8000-00000000000e"
POLICY = acting("policy:identity.end-memberships")
create = CreateOrganization(ACME, " Acme ", verified=True)
newcomer = Scenario(organization, acting(ADA))
founded = newcomer.given(controls.founded, controls.ada_joined)
team = founded.given(controls.bob_joined)
by_bob = team.by(acting(BOB))
two_owners = team.given(controls.bob_made_owner)


# creating


def test_who_creates_an_organisation_is_its_owner() -> None:
    newcomer.when(create).then(controls.founded, controls.ada_joined)


def test_an_owner_creates_it_again_and_nothing_changes() -> None:
    founded.when(replace(create, name="Another name")).then()


def test_a_slug_that_others_have_is_taken() -> None:
    founded.by(acting(EVE)).when(create).then_refused("slug-taken")
    by_bob.when(create).then_refused("slug-taken")


def test_an_address_is_proven_before_an_organisation_is_created() -> None:
    newcomer.when(replace(create, verified=False)).then_refused("email-not-verified")


@pytest.mark.parametrize("slug", ["Acme", "a_b", "", "x" * 64, ADA])
def test_a_slug_is_a_short_word_that_looks_like_no_account(slug: str) -> None:
    newcomer.when(replace(create, organization=slug)).then_refused("slug-invalid")


@pytest.mark.parametrize("slug", ["library", "staging", "organizations", "invitations", "staff"])
def test_first_parts_of_our_own_addresses_are_reserved(slug: str) -> None:
    newcomer.when(replace(create, organization=slug)).then_refused("slug-reserved")


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "two\nlines"])
def test_a_name_is_one_line_of_at_most_200_characters(name: str) -> None:
    newcomer.when(replace(create, name=name)).then_refused("name-unfit")
    founded.when(RenameOrganization(name)).then_refused("name-unfit")


@pytest.mark.parametrize("command", [RenameOrganization("x"), Leave(), ChangeRole(BOB, "owner"), RemoveMember(BOB)])
def test_nothing_is_done_in_an_organisation_that_is_not_there(command: Any) -> None:
    newcomer.when(command).then_refused("organization-unknown")


# renaming


def test_an_owner_renames_it() -> None:
    founded.when(RenameOrganization("Acme Tools")).then(controls.renamed)


def test_the_name_that_it_has_is_no_new_name() -> None:
    founded.given(controls.renamed).when(RenameOrganization("Acme Tools ")).then()


def test_an_editor_does_not_rename_it() -> None:
    by_bob.when(RenameOrganization("Bobs")).then_refused("role-missing")


# roles


def test_an_owner_changes_a_members_role() -> None:
    team.when(ChangeRole(BOB, "owner")).then(controls.bob_made_owner)


def test_a_role_that_somebody_has_is_not_given_again() -> None:
    team.when(ChangeRole(BOB, "editor")).then()


@pytest.mark.parametrize("role", ["billing", "member", "editor", "support"])
def test_nobody_but_an_owner_changes_roles(role: str) -> None:
    story = team.given(MemberRoleChanged(ACME, BOB, role)).by(acting(BOB, f"{ACME}:owner"))
    story.when(ChangeRole(BOB, "owner")).then_refused("role-missing")


def test_who_was_an_owner_a_moment_ago_changes_nothing_whatever_the_door_still_says() -> None:
    story = two_owners.given(controls.bob_left).by(acting(BOB, f"{ACME}:owner"))
    story.when(ChangeRole(ADA, "member")).then_refused("role-missing")


def test_an_operator_gives_an_organisation_an_owner() -> None:
    team.by(acting(EVE, "operator")).when(ChangeRole(BOB, "owner")).then(controls.bob_made_owner)


def test_the_last_owner_keeps_that_role() -> None:
    team.when(ChangeRole(ADA, "member")).then_refused("last-owner")
    two_owners.when(ChangeRole(ADA, "member")).then(MemberRoleChanged(ACME, ADA, "member"))


def test_a_role_is_one_of_five_and_given_to_members() -> None:
    team.when(ChangeRole(BOB, "admin")).then_refused("role-unknown")
    team.when(ChangeRole(EVE, "editor")).then_refused("member-unknown")


# leaving


def test_a_member_leaves() -> None:
    by_bob.when(Leave()).then(controls.bob_left)
    by_bob.when(RemoveMember(BOB)).then(controls.bob_left)


def test_an_owner_removes_a_member() -> None:
    team.when(RemoveMember(BOB)).then(MemberLeft(ACME, BOB, ADA))


def test_who_left_does_not_leave_again() -> None:
    story = team.given(controls.bob_left)
    story.when(RemoveMember(BOB)).then()
    story.by(acting(BOB)).when(Leave()).then()


def test_others_are_removed_by_owners_alone() -> None:
    two_owners.given(MemberRoleChanged(ACME, BOB, "billing")).by(acting(BOB)).when(RemoveMember(ADA)).then_refused(
        "role-missing"
    )


def test_who_is_no_member_cannot_leave() -> None:
    team.by(acting(EVE)).when(Leave()).then_refused("member-unknown")
    team.when(RemoveMember(EVE)).then_refused("member-unknown")


def test_the_last_owner_stays() -> None:
    team.when(Leave()).then_refused("last-owner")
    team.by(acting(EVE, "operator")).when(RemoveMember(ADA)).then_refused("last-owner")
    two_owners.when(Leave()).then(MemberLeft(ACME, ADA, ADA))


# an erased account


def test_the_membership_of_an_erased_account_ends() -> None:
    team.by(POLICY).when(EndMembership(BOB)).then(MemberLeft(ACME, BOB, POLICY.actor))


def test_it_ends_once() -> None:
    team.given(controls.bob_left).by(POLICY).when(EndMembership(BOB)).then()


def test_the_last_owner_stays_on_the_books_also_when_erased_until_there_is_another() -> None:
    team.by(POLICY).when(EndMembership(ADA)).then()
    two_owners.by(POLICY).when(EndMembership(ADA)).then(MemberLeft(ACME, ADA, POLICY.actor))


def test_only_the_store_itself_says_that_somebody_was_erased() -> None:
    team.by(acting(BOB)).when(EndMembership(ADA)).then_refused("staff-only")


# whatever happens

PEOPLE = (ADA, BOB, EVE)
person, role = st.sampled_from(PEOPLE), st.sampled_from(ROLES)
context = st.builds(lambda actor, operator: acting(actor, *operator), person, st.sampled_from([(), (), ("operator",)]))
command = st.one_of(
    st.builds(ChangeRole, person, role),
    st.builds(RemoveMember, person),
    st.just(Leave()),
    st.builds(lambda who, as_: Invite(f"for-{who}", "x@example.org", f"key-{who}", as_, ""), person, role),
    st.builds(lambda who: AcceptInvitation(f"for-{who}", f"key-{who}"), person),
    st.builds(EndMembership, person),
)


@given(st.lists(st.tuples(command, context | st.just(POLICY)), max_size=30))
def test_an_organisation_never_loses_its_last_owner(steps: list[tuple[Any, Context]]) -> None:
    state = founded.given(MemberJoined(ACME, BOB, "owner", "")).state
    for wanted, by in steps:
        try:
            decided = organization.decide(wanted, state, by)
        except Refused:
            continue
        for event in decided:
            state = organization.evolve(state, event)
        assert isinstance(state, Organization)
        assert "owner" in {member.role for member in state.members.values()}


def test_what_is_told_of_an_organisation_before_it_is_there_makes_none() -> None:
    assert newcomer.given(controls.bob_left).state == Absent()
