"""Who is invited joins with the address that the letter went to, within seven days."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventlog.schema import ERASED
from eventlog.testing import Scenario, acting
from services.identity.deciders.inviting import (
    MOST_INVITATIONS,
    AcceptInvitation,
    Invite,
    LapseInvitation,
    WithdrawInvitation,
)
from services.identity.deciders.organization import organization
from services.identity.events import MemberRoleChanged
from tests.controls import identity as controls
from tests.controls.identity import ACME, ADA, BOB, INVITED, NOON

EVE = "0198a000-0000-7000-8000-00000000000e"
WEEK = timedelta(days=7)
invite = Invite(INVITED, "bob@example.org", "b0b5", "editor", "")
accept = AcceptInvitation(INVITED, "b0b5")
founded = Scenario(organization, acting(ADA)).given(controls.founded, controls.ada_joined)
invited = founded.given(controls.bob_invited)
by_bob = invited.by(acting(BOB))
with_bob = founded.given(controls.bob_joined)


def bob_as(role: str) -> Scenario:  # type: ignore[type-arg]
    return with_bob.given(MemberRoleChanged(ACME, BOB, role)).by(acting(BOB))


# inviting


def test_an_owner_invites_for_seven_days() -> None:
    founded.when(invite).then(controls.bob_invited)


def test_a_new_invitation_takes_the_place_of_the_one_before() -> None:
    newer = replace(controls.bob_invited, invitation="another", role="owner")
    invited.when(replace(invite, invitation="another", role="owner")).then(controls.invitation_withdrawn, newer)


def test_a_member_is_not_invited() -> None:
    with_bob.when(replace(invite, account=BOB)).then_refused("already-member")


@pytest.mark.parametrize("role", ["owner", "editor", "support", "billing"])
def test_who_does_the_billing_invites_members_alone(role: str) -> None:
    bob_as("billing").when(replace(invite, role=role)).then_refused("role-missing")
    assert len(bob_as("billing").when(replace(invite, role="member")).events) == 1


@pytest.mark.parametrize("role", ["member", "editor", "support"])
def test_others_invite_nobody(role: str) -> None:
    bob_as(role).when(replace(invite, role="member")).then_refused("role-missing")


def test_who_does_the_billing_does_not_replace_what_an_owner_offered() -> None:
    story = bob_as("billing").given(replace(controls.bob_invited, email_key="eve"))
    story.when(replace(invite, role="member", email_key="eve")).then_refused("role-missing")


def test_one_is_invited_as_one_of_five() -> None:
    founded.when(replace(invite, role="admin")).then_refused("role-unknown")


def test_there_is_an_end_to_inviting() -> None:
    many = (
        replace(controls.bob_invited, invitation=f"i-{number}", email_key=f"k-{number}")
        for number in range(MOST_INVITATIONS)
    )
    founded.given(*many).when(invite).then_refused("too-many-invitations")


# withdrawing


def test_an_invitation_is_withdrawn() -> None:
    invited.when(WithdrawInvitation(INVITED)).then(controls.invitation_withdrawn)


def test_it_is_withdrawn_once() -> None:
    invited.given(controls.invitation_withdrawn).when(WithdrawInvitation(INVITED)).then()


def test_an_invitation_that_never_was_cannot_be_withdrawn() -> None:
    founded.when(WithdrawInvitation(INVITED)).then_refused("invitation-unknown")


def test_who_could_not_have_invited_does_not_withdraw() -> None:
    story = bob_as("billing").given(controls.bob_invited)
    story.when(WithdrawInvitation(INVITED)).then_refused("role-missing")
    invited.by(acting(EVE)).when(WithdrawInvitation(INVITED)).then_refused("role-missing")


# its end


def test_it_lapses_when_its_time_is_over_and_not_before() -> None:
    invited.on(NOON + WEEK - timedelta(seconds=1)).when(LapseInvitation(INVITED)).then()
    invited.on(NOON + WEEK).when(LapseInvitation(INVITED)).then(controls.invitation_withdrawn)


def test_what_was_accepted_or_withdrawn_does_not_lapse() -> None:
    for end in (controls.bob_joined, controls.invitation_withdrawn):
        invited.given(end).on(NOON + WEEK).when(LapseInvitation(INVITED)).then()


# accepting


def test_who_has_the_address_joins_in_the_role_that_was_offered() -> None:
    by_bob.when(accept).then(controls.bob_joined)


def test_an_invitation_is_accepted_also_when_its_address_was_forgotten() -> None:
    forgotten = founded.given(replace(controls.bob_invited, email=ERASED)).by(acting(BOB))
    forgotten.when(accept).then(controls.bob_joined)


def test_who_accepted_accepts_again_and_nothing_changes() -> None:
    by_bob.given(controls.bob_joined).when(accept).then()


def test_a_letter_that_went_to_another_address_is_for_another() -> None:
    invited.by(acting(EVE)).when(replace(accept, email_key="eve")).then_refused("invitation-for-another")


def test_an_address_is_proven_before_it_joins() -> None:
    by_bob.when(replace(accept, email_key="")).then_refused("email-not-verified")


def test_a_letter_older_than_seven_days_lets_nobody_in_whether_the_deadline_was_kept_or_not() -> None:
    by_bob.on(NOON + WEEK).when(accept).then_refused("link-expired")


def test_an_invitation_that_was_withdrawn_or_used_by_another_lets_nobody_in() -> None:
    by_bob.given(controls.invitation_withdrawn).when(accept).then_refused("link-expired")
    by_bob.given(replace(controls.bob_joined, account=EVE)).when(accept).then_refused("link-expired")


def test_who_left_needs_a_new_invitation() -> None:
    by_bob.given(controls.bob_joined, controls.bob_left).when(accept).then_refused("link-expired")


def test_a_member_does_not_join_twice() -> None:
    story = with_bob.given(replace(controls.bob_invited, invitation="second")).by(acting(BOB))
    story.when(replace(accept, invitation="second")).then_refused("already-member")


def test_no_letter_leads_into_an_organisation_that_is_not_there() -> None:
    Scenario(organization, acting(BOB)).when(accept).then_refused("link-expired")
