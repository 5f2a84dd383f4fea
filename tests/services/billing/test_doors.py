"""Who may not is told so first, and nothing is looked up, begun or asked for them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Missing
from services.billing.deciders.claiming import claim_token, subscription_of
from services.billing.ports import Account
from tests.controls import billing, deals, payees, subscriptions
from tests.controls.deals import OFFER, ORDER
from tests.controls.subscriptions import ADA, DATABASE, SUBSCRIPTION
from tests.services.billing.company import NOON, Counter, counter

SECRET = b"secret"
renewing = replace(
    deals.offer_extended, kind="renewal", changes=SUBSCRIPTION, plan="team", until=NOON + timedelta(days=9)
)
private = replace(renewing, kind="private", changes="")


class Untouched:
    """A payment company that nobody is to ask."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked for")


@pytest.fixture
def desk() -> Iterator[Counter]:
    with counter() as opened:
        vars(opened.billing).update(order_secret=SECRET, seat_secret=SECRET, payouts=Untouched())
        opened.tell("offering", DATABASE, billing.product_noted, subscriptions.team_offered, billing.opened)
        opened.tell("subscription", SUBSCRIPTION, subscriptions.started, subscriptions.activated)
        yield opened


def by(actor: str, *roles: str) -> dict[str, Any]:
    return Context(f"by {actor}", actor, NOON, frozenset(roles), fingerprint="asked").dump()


MALLORY = by("mallory", "orca:owner", "acme:editor", "support")


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("subscribe", (DATABASE, "team", ADA, {"coupon": "NONE"}, True)),
        ("subscribe", (DATABASE, "not sold", ADA, {}, False)),
        ("accept_order", (ORDER,)),
        ("order_keys", (ORDER,)),
        ("grant_credit", ("nobody", {"amount": 1, "currency": "USD"}, "", "")),
        ("retry_payout", ("no such statement",)),
        ("connect_payouts", ("acme", "stripe", "http://store.example/back")),
        ("finish_payouts", ("acme",)),
        ("invite_to_seat", (SUBSCRIPTION, "eve@example.org")),
        ("cancel", (SUBSCRIPTION, False)),
    ],
)
def test_who_may_not_learns_nothing_else(desk: Counter, method: str, arguments: tuple[Any, ...]) -> None:
    desk.tell("subscription", SUBSCRIPTION, subscriptions.ended)
    desk.tell("order", ORDER, deals.order_placed, deals.order_claimed)
    with pytest.raises(Forbidden):
        getattr(desk.billing, method)(*arguments, MALLORY)


@pytest.mark.parametrize("extended", [private, renewing], ids=["private", "renewal"])
@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize(
    ("then", "who", "code"),
    [
        (deals.offer_withdrawn, ADA, "offer-withdrawn"),
        (deals.offer_declined, ADA, "offer-declined"),
        (deals.offer_expired, ADA, "offer-expired"),
        (None, "mallory", "not-yours"),
        (deals.offer_accepted, "mallory", "not-yours"),
    ],
)
def test_what_is_not_offered_to_somebody_is_not_accepted(
    desk: Counter, extended: Any, dry: bool, then: Any, who: str, code: str
) -> None:
    desk.tell("offer", OFFER, extended, *([then] if then else []))
    with pytest.raises((Forbidden, Conflicting), match=code):
        desk.billing.accept_offer(OFFER, "card", dry, by(who))
    assert len(desk.log.read(f"subscription-{SUBSCRIPTION}")) == 2


def test_an_offer_that_ran_out_is_not_accepted_before_it_says_so(desk: Counter) -> None:
    for extended in (private, renewing):
        id = f"of-{extended.kind}"
        desk.tell("offer", id, replace(extended, offer=id, until=NOON))
        with pytest.raises(Conflicting, match="offer-expired"):
            desk.billing.accept_offer(id, "card", False, by(ADA))


def test_an_order_is_seen_and_claimed_with_its_own_link_alone(desk: Counter) -> None:
    desk.tell("order", ORDER, deals.order_placed)
    for wrong in ("", claim_token(SECRET, "another order"), claim_token(b"another store", ORDER)):
        with pytest.raises(Missing, match="claim-unknown"):
            desk.billing.claimable(ORDER, wrong)
        with pytest.raises(Missing, match="claim-unknown"):
            desk.billing.claim_order(ORDER, wrong, ADA, by(ADA))
    with pytest.raises(Forbidden, match="not-yours"):
        desk.billing.order_keys(ORDER, by(""))
    told = desk.billing.claim_order(ORDER, claim_token(SECRET, ORDER), ADA, by(ADA))
    assert (told["holder"], told["state"]) == (ADA, "claimed")


def test_nobody_else_is_told_of_an_order_that_was_accepted(desk: Counter) -> None:
    accepted = replace(deals.order_fulfilled, subscription=subscription_of(ORDER))
    desk.tell("order", ORDER, deals.order_placed, deals.order_claimed, accepted)
    with pytest.raises(Forbidden, match="not-yours"):
        desk.billing.accept_order(ORDER, MALLORY)
    assert desk.billing.accept_order(ORDER, by(ADA))["state"] == "fulfilled"


def test_keys_are_shown_while_the_order_stands_and_not_before(desk: Counter) -> None:
    desk.tell("order", ORDER, deals.order_placed, deals.order_claimed)
    with pytest.raises(Conflicting, match="order-not-accepted"):
        desk.billing.order_keys(ORDER, by(ADA))
    desk.tell("order", ORDER, deals.order_fulfilled)
    assert [each["value"] for each in desk.billing.order_keys(ORDER, by(ADA))] == ["AAAA-BBBB-CCCC"]
    desk.tell("order", ORDER, deals.order_cancelled)
    with pytest.raises(Conflicting, match="order-cancelled"):
        desk.billing.order_keys(ORDER, by(ADA))


@pytest.mark.parametrize(("ready", "way"), [(True, "stripe"), (False, "")])
def test_who_cannot_be_paid_yet_is_not_connected(desk: Counter, ready: bool, way: str) -> None:
    class Connect:
        def account_state(self, account: str) -> Account:
            return Account(account, ready, ("a bank account",), "acme")

    vars(desk.billing).update(payouts=Connect())
    owner = by("olga", "acme:owner")
    with pytest.raises(Conflicting, match="payout-account-unknown"):
        desk.billing.finish_payouts("acme", owner)
    desk.tell("payee", "acme", payees.account_opened)
    if ready:
        desk.billing.finish_payouts("acme", owner)
    else:
        with pytest.raises(Conflicting, match="payout-account-not-ready"):
            desk.billing.finish_payouts("acme", owner)
    assert desk.billing.payee("acme")["way"] == way


def test_a_payout_is_tried_again_only_where_somebody_can_be_paid(desk: Counter) -> None:
    desk.tell("statement", payees.STATEMENT, payees.statement_issued, payees.payout_requested, payees.payout_failed)
    with pytest.raises(Conflicting, match="payouts-not-connected"):
        desk.billing.retry_payout(payees.STATEMENT, by("fay", "finance"))
    desk.tell("payee", "acme", payees.connected)
    desk.billing.retry_payout(payees.STATEMENT, by("fay", "finance"))
    assert desk.log.read(f"statement-{payees.STATEMENT}")[-1].event == replace(payees.payout_requested, attempt=2)
