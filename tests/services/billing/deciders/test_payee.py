"""Where a publisher's money goes, which share of its sales is its own, and which months are over."""

from datetime import date

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.payee import (
    CloseMonth,
    ConnectPayouts,
    DisconnectPayouts,
    NotePayoutAccount,
    SetShare,
    payee,
)
from services.billing.events import MonthClosed, ShareSet
from tests.controls import payees as controls
from tests.controls.payees import ACCOUNT, ADA

new = Scenario(payee, acting(ADA, "acme:owner"))
opened = new.given(controls.account_opened)
connected = opened.given(controls.connected)
finance = acting("fay", "finance")
bob = acting("bob", "acme:editor")


def test_an_account_at_the_payment_company_is_noted() -> None:
    new.when(NotePayoutAccount("acme", ACCOUNT)).then(controls.account_opened)


def test_a_publisher_has_one_account_there() -> None:
    opened.when(NotePayoutAccount("acme", "acct_2")).then()


def test_nobody_else_opens_an_account_for_it() -> None:
    new.by(bob).when(NotePayoutAccount("acme", ACCOUNT)).then_refused("not-yours")


def test_payouts_are_connected_to_the_account() -> None:
    opened.when(ConnectPayouts("acme", "stripe", ACCOUNT)).then(controls.connected)


def test_connecting_twice_changes_nothing() -> None:
    connected.when(ConnectPayouts("acme", "stripe", ACCOUNT)).then()


def test_the_payment_companys_word_is_waited_for_until_another_way_is_chosen() -> None:
    assert opened.state.waits
    over = (controls.connected, controls.connected_by_transfer, controls.disconnected)
    assert [opened.given(each).state.waits for each in over] == [False, False, False]


def test_money_goes_to_no_account_but_the_publishers_own() -> None:
    opened.when(ConnectPayouts("acme", "stripe", "acct_2")).then_refused("payout-account-unknown")


def test_a_bank_transfer_needs_no_account() -> None:
    new.when(ConnectPayouts("acme", "transfer")).then(controls.connected_by_transfer)


def test_a_publisher_may_pass_from_one_way_to_the_other() -> None:
    connected.when(ConnectPayouts("acme", "transfer")).then(controls.connected_by_transfer)


@pytest.mark.parametrize("way", ["", "cheque", "card"])
def test_there_is_no_other_way(way: str) -> None:
    new.when(ConnectPayouts("acme", way)).then_refused("payout-way-unknown")


def test_an_editor_does_not_say_where_the_money_goes() -> None:
    new.by(bob).when(ConnectPayouts("acme", "transfer")).then_refused("not-yours")


def test_payouts_are_disconnected() -> None:
    connected.when(DisconnectPayouts("acme")).then(controls.disconnected)


def test_disconnecting_twice_changes_nothing() -> None:
    connected.given(controls.disconnected).when(DisconnectPayouts("acme")).then()


def test_nobody_else_disconnects_them() -> None:
    connected.by(bob).when(DisconnectPayouts("acme")).then_refused("not-yours")


def test_finance_agrees_on_a_share() -> None:
    new.by(finance).when(SetShare("acme", 80)).then(controls.share_set)


def test_the_same_share_again_changes_nothing() -> None:
    new.given(controls.share_set).by(finance).when(SetShare("acme", 80)).then()


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_is_a_part_of_the_whole(percent: int) -> None:
    new.by(finance).when(SetShare("acme", percent)).then_refused("share-invalid")


def test_a_share_of_nothing_and_of_all_can_be_agreed_on() -> None:
    new.by(finance).when(SetShare("acme", 0)).then(ShareSet("acme", 0, "fay"))
    new.by(finance).when(SetShare("acme", 100)).then(ShareSet("acme", 100, "fay"))


def test_publishers_do_not_set_their_own_share() -> None:
    new.when(SetShare("acme", 99)).then_refused("staff-only")


def test_a_month_that_is_over_is_closed() -> None:
    new.by(finance).on(date(2026, 2, 1)).when(CloseMonth("acme", "2026-01")).then(controls.month_closed)


@pytest.mark.parametrize("month", ["2026-01", "2025-12"])
def test_a_month_is_closed_once_and_none_before_it(month: str) -> None:
    new.given(controls.month_closed).by(finance).on(date(2026, 2, 1)).when(CloseMonth("acme", month)).then()


def test_the_next_month_is_closed_after_it() -> None:
    later = new.given(controls.month_closed).by(acting("policy:deadline-close-month")).on(date(2026, 3, 1))
    later.when(CloseMonth("acme", "2026-02")).then(MonthClosed("acme", "2026-02"))


@pytest.mark.parametrize("month", ["2026-02", "2027-01", "2026-13", "2026-1", "", "yesterday"])
def test_a_month_that_is_not_over_or_none_at_all_is_not_closed(month: str) -> None:
    new.by(finance).on(date(2026, 2, 28)).when(CloseMonth("acme", month)).then_refused("month-not-over")


def test_publishers_close_no_months() -> None:
    new.on(date(2026, 2, 1)).when(CloseMonth("acme", "2026-01")).then_refused("staff-only")
