"""An account from its registration to its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventlog.decider import Reservation
from eventlog.schema import ERASED
from eventlog.testing import Scenario, acting
from services.identity.deciders.account import (
    ChangePassword,
    EraseAccount,
    GrantRole,
    LapseRegistration,
    NoteRegistrationAttempt,
    Register,
    Reinstate,
    RequestPasswordReset,
    ResendVerification,
    ResetPassword,
    RevokeToken,
    Suspend,
    VerifyEmail,
    WithdrawRole,
    account,
)
from services.identity.events import (
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    EmailVerified,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationAttempted,
    RegistrationLapsed,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
    TokenRevoked,
    VerificationRequested,
)
from tests.controls import identity as controls
from tests.controls.identity import ADA, BOB, NOON

ada, bob, operator = acting(ADA), acting(BOB), acting(BOB, "operator")
register = Register(ADA, "ada@example.org", "Ada Lovelace", "5f0a")
nobody = Scenario(account, ada)
newcomer = nobody.given(controls.registered)
member = newcomer.given(controls.verified)
colleague = member.given(controls.made_operator)
gone = newcomer.given(controls.lapsed)


# registering


def test_registering_opens_an_account_that_is_not_verified() -> None:
    nobody.when(register).then(controls.registered)


def test_registering_with_the_same_id_again_changes_nothing() -> None:
    newcomer.when(register).then()


def test_blanks_around_a_name_are_dropped() -> None:
    command = Register(ADA, "ada@example.org", "  Ada Lovelace ", "5f0a")
    nobody.when(command).then(controls.registered)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Ada\nBcc: all@example.org", "Ada\x00"])
def test_a_name_is_one_line_of_at_most_100_characters(name: str) -> None:
    nobody.when(Register(ADA, "ada@example.org", name, "5f0a")).then_refused("name-unfit")


def test_an_address_belongs_to_one_account() -> None:
    assert account.reserves(register) == [Reservation("email-5f0a", "email-taken")]


# proving the address


def test_following_the_link_verifies_the_address() -> None:
    newcomer.when(VerifyEmail()).then(EmailVerified(ADA))


def test_following_the_link_twice_changes_nothing() -> None:
    member.when(VerifyEmail()).then()


def test_nobody_verifies_for_another() -> None:
    newcomer.by(bob).when(VerifyEmail()).then_refused("not-yours")


def test_the_link_of_a_lapsed_registration_leads_nowhere() -> None:
    gone.when(VerifyEmail()).then_refused("link-expired")


def test_an_account_that_never_was_cannot_be_verified() -> None:
    nobody.when(VerifyEmail()).then_refused("account-unknown")


def test_the_link_can_be_sent_again() -> None:
    newcomer.when(ResendVerification()).then(VerificationRequested(ADA, NOON))


def test_the_link_is_not_sent_twice_within_a_minute() -> None:
    newcomer.given(controls.verification_requested).when(ResendVerification()).then()


def test_the_link_can_be_sent_once_more_a_minute_later() -> None:
    later = NOON + timedelta(minutes=1)
    story = newcomer.given(controls.verification_requested).on(later)
    story.when(ResendVerification()).then(VerificationRequested(ADA, later))


def test_a_verified_account_is_sent_no_link() -> None:
    member.when(ResendVerification()).then()


# registrations that come to nothing


def test_a_registration_that_nobody_verified_lapses() -> None:
    newcomer.when(LapseRegistration()).then(RegistrationLapsed(ADA))


def test_a_verified_account_does_not_lapse() -> None:
    member.when(LapseRegistration()).then()


def test_a_registration_lapses_once() -> None:
    gone.when(LapseRegistration()).then()


def test_a_lapsed_registration_gives_the_address_back() -> None:
    assert account.releases(LapseRegistration(), newcomer.state) == ["email-5f0a"]


def test_the_owner_is_told_that_somebody_tried_to_register_with_their_address() -> None:
    member.when(NoteRegistrationAttempt()).then(RegistrationAttempted(ADA, NOON))


def test_the_owner_is_told_of_it_once_a_day() -> None:
    member.given(controls.attempted).on(NOON + timedelta(hours=23)).when(NoteRegistrationAttempt()).then()


# passwords


def test_a_reset_can_be_asked_for() -> None:
    member.when(RequestPasswordReset()).then(PasswordResetRequested(ADA, NOON))


def test_a_reset_asked_for_twice_within_a_minute_sends_one_letter() -> None:
    member.given(controls.reset_requested).when(RequestPasswordReset()).then()


def test_a_suspended_account_is_sent_no_reset() -> None:
    member.given(controls.suspended).when(RequestPasswordReset()).then()


def test_the_link_sets_a_new_password() -> None:
    member.when(ResetPassword(passwords=0)).then(PasswordChanged(ADA, NOON))


def test_the_link_proves_the_address_as_well() -> None:
    newcomer.when(ResetPassword(passwords=0)).then(EmailVerified(ADA), PasswordChanged(ADA, NOON))


def test_the_link_works_once() -> None:
    member.given(controls.password_changed).when(ResetPassword(passwords=0)).then_refused("link-expired")


def test_the_link_of_a_lapsed_registration_sets_no_password() -> None:
    gone.when(ResetPassword(passwords=0)).then_refused("link-expired")


def test_a_suspended_account_gets_no_new_password() -> None:
    member.given(controls.suspended).when(ResetPassword(passwords=0)).then_refused("account-suspended")


def test_the_owner_changes_the_password() -> None:
    member.when(ChangePassword()).then(PasswordChanged(ADA, NOON))


def test_nobody_changes_the_password_of_another() -> None:
    member.by(operator).when(ChangePassword()).then_refused("not-yours")


# revoking tokens (issuing them: test_tokens.py)


def test_a_token_can_be_revoked() -> None:
    member.given(controls.token_issued).when(RevokeToken("token-1")).then(TokenRevoked(ADA, "token-1"))


def test_a_token_is_revoked_once() -> None:
    member.given(controls.token_issued, controls.token_revoked).when(RevokeToken("token-1")).then()


def test_an_unknown_token_cannot_be_revoked() -> None:
    member.when(RevokeToken("token-1")).then_refused("token-not-found")


def test_nobody_revokes_the_token_of_another() -> None:
    member.given(controls.token_issued).by(bob).when(RevokeToken("token-1")).then_refused("not-yours")


def test_an_operator_revokes_anybodys_token() -> None:
    story = member.given(controls.token_issued).by(operator)
    story.when(RevokeToken("token-1")).then(TokenRevoked(ADA, "token-1"))


def test_a_token_revokes_one_that_may_no_more_than_it() -> None:
    story = member.given(controls.token_issued, controls.narrow_token)
    story.when(RevokeToken("token-2", made_with="token-1")).then(TokenRevoked(ADA, "token-2"))


def test_a_token_revokes_itself() -> None:
    story = member.given(controls.token_issued)
    story.when(RevokeToken("token-1", made_with="token-1")).then(TokenRevoked(ADA, "token-1"))


def test_a_token_does_not_revoke_one_that_may_more() -> None:
    narrow = replace(controls.narrow_token, scopes=("pull",))
    story = member.given(controls.token_issued, narrow)
    story.when(RevokeToken("token-1", made_with="token-2")).then_refused("more-than-its-maker")


# roles of staff


def test_an_operator_grants_a_role() -> None:
    member.by(operator).when(GrantRole("operator")).then(RoleGranted(ADA, "operator"))


def test_a_role_is_granted_once() -> None:
    colleague.by(operator).when(GrantRole("operator")).then()


def test_nobody_grants_a_role_to_themselves() -> None:
    member.when(GrantRole("operator")).then_refused("staff-only")


def test_only_a_role_of_staff_can_be_granted() -> None:
    member.by(operator).when(GrantRole("emperor")).then_refused("role-unknown")


def test_a_role_is_granted_to_a_verified_address_only() -> None:
    newcomer.by(operator).when(GrantRole("support")).then_refused("email-not-verified")


def test_an_operator_withdraws_a_role() -> None:
    colleague.by(operator).when(WithdrawRole("operator")).then(RoleWithdrawn(ADA, "operator"))


def test_a_role_that_is_not_held_needs_no_withdrawing() -> None:
    member.by(operator).when(WithdrawRole("support")).then()


def test_the_last_operator_cannot_withdraw_its_own_role() -> None:
    colleague.by(acting(ADA, "operator")).when(WithdrawRole("operator")).then_refused("not-on-oneself")


def test_who_is_an_operator_no_more_takes_the_role_from_nobody() -> None:
    colleague.by(operator).when(WithdrawRole("operator", operates=False)).then_refused("staff-only")
    colleague.by(operator).when(Suspend("rival", operates=False)).then_refused("staff-only")


def test_support_staff_withdraw_no_roles() -> None:
    colleague.by(acting(BOB, "support")).when(WithdrawRole("operator")).then_refused("staff-only")


# suspending


def test_an_operator_suspends_an_account() -> None:
    member.by(operator).when(Suspend("sends spam")).then(AccountSuspended(ADA, "sends spam"))


def test_an_account_is_suspended_once() -> None:
    member.given(controls.suspended).by(operator).when(Suspend("again")).then()


def test_a_customer_suspends_nobody() -> None:
    member.by(bob).when(Suspend("rival")).then_refused("staff-only")


def test_an_operator_does_not_suspend_itself() -> None:
    colleague.by(acting(ADA, "operator")).when(Suspend("tired")).then_refused("not-on-oneself")


def test_an_operator_reinstates_an_account() -> None:
    member.given(controls.suspended).by(operator).when(Reinstate()).then(AccountReinstated(ADA))


def test_an_account_in_good_standing_needs_no_reinstating() -> None:
    member.by(operator).when(Reinstate()).then()


def test_a_suspended_account_does_not_reinstate_itself() -> None:
    member.given(controls.suspended).when(Reinstate()).then_refused("staff-only")


# erasing


def test_the_owner_can_have_the_account_erased() -> None:
    member.when(EraseAccount()).then(SubjectErased(ADA))


def test_an_operator_can_erase_an_account() -> None:
    member.by(operator).when(EraseAccount()).then(SubjectErased(ADA))


def test_an_account_is_erased_once() -> None:
    member.given(controls.erased).when(EraseAccount()).then()


def test_nobody_erases_another() -> None:
    member.by(bob).when(EraseAccount()).then_refused("not-yours")


def test_an_erased_account_gives_its_address_back() -> None:
    assert account.releases(EraseAccount(), member.state) == ["email-5f0a"]


def test_an_erased_account_does_nothing_more() -> None:
    member.given(controls.erased).when(ChangePassword()).then_refused("account-unknown")


def test_an_account_whose_personal_fields_were_erased_still_folds() -> None:
    story = nobody.given(AccountRegistered(ADA, ERASED, ERASED, "5f0a"))
    story.on(datetime(2026, 3, 1, tzinfo=UTC)).when(VerifyEmail()).then(EmailVerified(ADA))
