"""An account that a provider's word opens: made by it, linked to it, let go of it."""

from dataclasses import replace

from eventlog.testing import Scenario, acting
from services.identity.deciders.account import EraseAccount, account, releases, reserves
from services.identity.deciders.account_state import Account
from services.identity.deciders.linking import LinkIdentity, RegisterByIdentity, UnlinkIdentity
from tests.controls import identity as controls
from tests.controls.identity import ADA, BOB, PROVIDER

KEY = controls.identity_linked.identity_key
LINK, UNLINK = LinkIdentity(PROVIDER, KEY), UnlinkIdentity(PROVIDER)
REGISTER = RegisterByIdentity(ADA, "ada@example.org", "Ada Lovelace", "5f0a", PROVIDER, KEY)
ada, bob, operator = acting(ADA), acting(BOB), acting(BOB, "operator")
nobody = Scenario(account, ada)
newcomer = nobody.given(controls.registered)
member = newcomer.given(controls.verified)
linked = member.given(controls.identity_linked)


def test_an_account_is_opened_with_its_address_proven() -> None:
    nobody.when(REGISTER).then(controls.registered, controls.verified, controls.identity_linked)


def test_whoever_has_an_account_opens_no_second_one() -> None:
    linked.when(REGISTER).then()


def test_a_name_that_is_none_is_refused() -> None:
    nobody.when(replace(REGISTER, name=" ")).then_refused("name-unfit")


def test_its_owner_links_it() -> None:
    member.when(LINK).then(controls.identity_linked)


def test_what_is_linked_stays_linked() -> None:
    linked.when(LINK).then()


def test_a_second_identity_of_the_same_provider_is_refused() -> None:
    linked.when(LinkIdentity(PROVIDER, "another")).then_refused("identity-linked")


def test_nobody_links_the_account_of_somebody_else() -> None:
    member.by(operator).when(LINK).then_refused("not-yours")


def test_an_address_is_proven_before_it_is_linked() -> None:
    newcomer.when(LINK).then_refused("email-not-verified")


def test_who_is_shut_out_links_nothing() -> None:
    member.given(controls.suspended).when(LINK).then_refused("account-suspended")


def test_its_owner_lets_go_of_it() -> None:
    linked.when(UNLINK).then(controls.identity_unlinked)


def test_an_operator_lets_go_of_it() -> None:
    linked.by(operator).when(UNLINK).then(controls.identity_unlinked)


def test_nobody_else_lets_go_of_it() -> None:
    linked.by(bob).when(UNLINK).then_refused("not-yours")


def test_what_is_not_linked_is_not_let_go_of() -> None:
    member.when(UNLINK).then()


def test_an_identity_opens_one_account() -> None:
    assert [one.stream for one in reserves(REGISTER)] == ["email-5f0a", f"identity-{KEY}"]
    assert [(one.stream, one.taken) for one in reserves(LINK)] == [(f"identity-{KEY}", "identity-taken")]


def test_an_identity_is_free_again_once_it_is_let_go_of_or_the_account_ends() -> None:
    state = account.fold([controls.registered, controls.verified, controls.identity_linked])
    assert isinstance(state, Account)
    assert releases(UNLINK, state) == [f"identity-{KEY}"]
    assert releases(UnlinkIdentity("https://another.example"), state) == []
    assert releases(EraseAccount(), state) == ["email-5f0a", f"identity-{KEY}"]
