"""Turning a second proof on and off."""

from eventlog.testing import Scenario, acting
from services.identity.deciders.account import DisableTotp, EnableTotp, account
from tests.controls import identity as controls
from tests.controls.identity import ADA, BOB

ada, bob, operator = acting(ADA), acting(BOB), acting(BOB, "operator")
newcomer = Scenario(account, ada).given(controls.registered)
member = newcomer.given(controls.verified)
guarded = member.given(controls.totp_enabled)


def test_a_member_turns_it_on() -> None:
    member.when(EnableTotp()).then(controls.totp_enabled)


def test_what_is_on_stays_on() -> None:
    guarded.when(EnableTotp()).then()


def test_nobody_turns_it_on_for_somebody_else() -> None:
    member.by(operator).when(EnableTotp()).then_refused("not-yours")


def test_an_address_is_proven_first() -> None:
    newcomer.when(EnableTotp()).then_refused("email-not-verified")


def test_its_owner_turns_it_off() -> None:
    guarded.when(DisableTotp()).then(controls.totp_disabled)


def test_what_is_off_stays_off() -> None:
    member.when(DisableTotp()).then()


def test_an_operator_turns_it_off_for_who_lost_their_device() -> None:
    guarded.by(operator).when(DisableTotp()).then(controls.totp_disabled)


def test_nobody_else_turns_it_off() -> None:
    guarded.by(bob).when(DisableTotp()).then_refused("not-yours")


def test_it_may_be_turned_on_again() -> None:
    guarded.given(controls.totp_disabled).when(EnableTotp()).then(controls.totp_enabled)
