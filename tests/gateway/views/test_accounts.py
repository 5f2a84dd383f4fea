"""The accounts as the gateway knows them: who is shut out stays out until an operator says otherwise."""

from typing import Any

from eventlog.testing import project
from gateway.views import accounts, holders
from services.identity import events

REGISTERED = events.AccountRegistered("ada", "ada@mail.example", "Ada", "key-ada")
SUSPENDED, REINSTATED = events.AccountSuspended("ada", "spam"), events.AccountReinstated("ada")
VERIFIED = events.EmailVerified("ada")


def state_after(*told: Any) -> str:
    db = project([holders.projection], [("account-ada", event) for event in (REGISTERED, *told)])
    known = accounts.account(db, "ada")
    db.close()
    assert known is not None
    return known.state


def test_a_confirmed_account_is_active_until_it_is_suspended() -> None:
    assert [state_after(), state_after(VERIFIED), state_after(VERIFIED, SUSPENDED)] == [
        "unverified",
        "active",
        "suspended",
    ]


def test_confirming_the_address_lets_nobody_in_who_is_suspended() -> None:
    assert state_after(SUSPENDED, VERIFIED) == "suspended"
    assert state_after(SUSPENDED, VERIFIED, REINSTATED) == "active"


def test_who_is_let_in_again_has_still_to_confirm_the_address() -> None:
    assert state_after(SUSPENDED, REINSTATED) == "unverified"
