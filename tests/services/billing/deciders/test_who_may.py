"""Who may: each command of people with each role that there is, in the right place and in another."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from eventlog.decider import Decider
from eventlog.refusal import Forbidden
from eventlog.testing import Scenario, acting
from services.billing.deciders.coupon import RetireCoupon, coupon
from services.billing.deciders.credit import GrantCredit, OrderTopUp, WithdrawCredit, credit
from services.billing.deciders.customer import AcceptTerms, EndEntitlement, customer
from services.billing.deciders.invoice import (
    IssueCreditNote,
    NoteRefund,
    PayInvoice,
    RecordPayment,
    WriteOff,
    invoice,
)
from services.billing.deciders.licence import AgreeValues, FreeSeat, ReplaceLicence, RevokeLicence, licence
from services.billing.deciders.offer import Offer, WithdrawOffer, offer
from services.billing.deciders.order import AcceptOrder, CancelOrder, ClaimOrder, ExtendOrder, order
from services.billing.deciders.payee import (
    CloseMonth,
    ConnectPayouts,
    DisconnectPayouts,
    NotePayoutAccount,
    SetShare,
    payee,
)
from services.billing.deciders.paying import AddPaymentMethod, OpenPaymentAccount, ProvideDetails, RemovePaymentMethod
from services.billing.deciders.seats import EndSeat, InviteToSeat, seats
from services.billing.deciders.statement import RecordPayout, RequestPayout, statement
from services.billing.deciders.subscribing import (
    Cancel,
    ChangePayment,
    ChangeQuantity,
    DropSchedule,
    EndSubscription,
    ExtendTerm,
    ExtendTrial,
    Payer,
    Resume,
    Subscribe,
    SwitchPlan,
    TakeOffer,
)
from services.billing.deciders.subscription import subscription
from services.billing.deciders.usage import RecordUsage, usage
from services.billing.events import SubscriptionStarted
from tests.controls import billing, deals, invoices, licences, payees, subscriptions
from tests.controls import credit as given_credit
from tests.controls import seats as given_seats
from tests.services.billing.deciders.test_coupon import create
from tests.services.billing.deciders.test_offer import extend
from tests.services.billing.deciders.test_order import place
from tests.services.billing.deciders.test_paying import given as details
from vocabulary.money import Money

BUYS, SELLS, OWNS = {"orca:owner", "orca:billing"}, {"acme:owner", "acme:editor"}, {"acme:owner"}
FINANCE = {"finance"}
EACH = ("owner", "billing", "member", "editor", "support")
ROLES = [*(f"{place}:{role}" for place in ("orca", "acme") for role in EACH), "borealis:owner", ""]
ROLES += ["finance", "operator", "support", "reviewer"]
PAYS = Payer(details=True, card=True, terms_version="1")
AT, TODAY = datetime(2026, 1, 20, 12, tzinfo=UTC), date(2026, 1, 20)


def told(event: Any, holder: str = "orca") -> Any:
    """The example, as if it were the organisation's."""
    name = "to" if hasattr(event, "to") else "holder"
    return replace(event, **{name: holder})


def case(decider: Any, history: list[Any], command: Any, allowed: set[str]) -> Any:
    return pytest.param(decider, history, command, allowed, id=type(command).__name__)


def begun(**more: Any) -> list[SubscriptionStarted]:
    return [replace(subscriptions.started, holder="orca", **more)]


active = [*begun(), told(subscriptions.activated)]
no_price = replace(subscriptions.team, price=None)
term = begun(agreed=no_price, payment="none", charge=None)
in_trial = [replace(subscriptions.tried, holder="orca")]
owed = [told(invoices.prepared), told(invoices.issued)]
settled = [*owed, told(invoices.paid)]
placed = [deals.order_placed]
claimed = [*placed, replace(deals.order_claimed, holder="orca")]
offered = [told(deals.offer_extended)]
licensed = [told(licences.licence_issued)]
invited = [replace(given_seats.seat_invited, holder="orca", until=datetime(2026, 2, 1, tzinfo=UTC))]
usd = invoices.usd


ends = replace(subscriptions.fleet, plan="solo", price=Money(9900, "USD"))
everyone = {role for role in ROLES if role.startswith("orca:")}
report = RecordUsage("s", "orca", frozenset({"requests"}), "requests", 1, AT, "report-1")
seat = InviteToSeat("s", "orca", deals.DATABASE, "acme/db", "seat-9", "eve@example.org", bought=5)
CASES = [
    case(subscription, [], Subscribe("s", "orca", subscriptions.team, payer=PAYS), BUYS),
    case(subscription, active, Cancel(), BUYS),
    case(subscription, [*active, told(subscriptions.cancelled)], Resume(), BUYS),
    case(subscription, active, SwitchPlan("orca", ends, TODAY, PAYS), BUYS),
    case(subscription, active, TakeOffer("orca", "offer-1", ends, 1, True, TODAY, "card", PAYS), BUYS),
    case(subscription, active, ChangeQuantity(2, PAYS), BUYS),
    case(subscription, active, ChangePayment("invoice", PAYS), BUYS),
    case(subscription, [*active, told(subscriptions.quantity_scheduled)], DropSchedule(), BUYS),
    case(subscription, in_trial, ExtendTrial(7), SELLS | {"acme:support"}),
    case(subscription, term, ExtendTerm(date(2027, 1, 1)), SELLS),
    case(subscription, active, EndSubscription("refunded"), FINANCE | {"operator"}),
    case(usage, [], report, everyone),
    case(invoice, [*owed, told(invoices.declined)], PayInvoice(), BUYS),
    case(invoice, owed, RecordPayment(invoices.TOTAL, "transfer", "line 3", usd(0)), FINANCE),
    case(invoice, settled, IssueCreditNote("C1", None, "a mistake"), FINANCE),
    case(invoice, [*settled, told(invoices.credited)], NoteRefund(invoices.CREDIT_NOTE, "card", "re_1"), FINANCE),
    case(invoice, [*owed, told(invoices.declined)], WriteOff("bankrupt"), FINANCE),
    case(credit, [], OrderTopUp("orca", usd(100), "card", PAYS), BUYS),
    case(credit, [], GrantCredit("orca", usd(100), "sorry", None), FINANCE),
    case(credit, [told(given_credit.granted)], WithdrawCredit(given_credit.GRANT, "by mistake"), FINANCE),
    case(customer, [], AcceptTerms("orca", "1", billing.plan_offered), BUYS),
    case(customer, [billing.granted], EndEntitlement(billing.DATABASE, "free", "wrong"), {"operator"}),
    case(customer, [], ProvideDetails("orca", details), BUYS),
    case(customer, [], OpenPaymentAccount("orca", "stripe", "cus_1"), BUYS),
    case(customer, [], AddPaymentMethod("orca", "pm_1", "visa", "4242", "2030-01"), BUYS),
    case(customer, [], RemovePaymentMethod("orca", "pm_1"), BUYS),
    case(coupon, [], create, SELLS),
    case(coupon, [deals.coupon_created], RetireCoupon(), SELLS),
    case(offer, [], extend, SELLS),
    case(offer, offered, WithdrawOffer(), SELLS),
    case(order, [], place, SELLS),
    case(order, claimed, ExtendOrder(date(2028, 1, 1)), SELLS),
    case(order, claimed, CancelOrder("never paid"), SELLS),
    case(order, placed, ClaimOrder("orca"), BUYS),
    case(order, claimed, AcceptOrder("s"), BUYS),
    case(licence, licensed, AgreeValues({"nodes": "9"}), SELLS),
    case(licence, licensed, RevokeLicence("lost"), SELLS | {"operator"}),
    case(licence, licensed, ReplaceLicence(), SELLS | BUYS),
    case(licence, [*licensed, licences.seat_taken], FreeSeat("db-1"), SELLS | BUYS),
    case(seats, [], seat, BUYS),
    case(seats, invited, EndSeat(given_seats.SEAT, "orca"), BUYS),
    case(payee, [], NotePayoutAccount("acme", payees.ACCOUNT), OWNS),
    case(payee, [], ConnectPayouts("acme", "transfer"), OWNS),
    case(payee, [payees.connected], DisconnectPayouts("acme"), OWNS),
    case(payee, [], SetShare("acme", 80), FINANCE),
    case(payee, [], CloseMonth("acme", "2025-12"), FINANCE),
    case(statement, [payees.statement_issued], RequestPayout("stripe", payees.ACCOUNT), FINANCE),
    case(statement, [payees.statement_issued], RecordPayout("SEPA 1"), FINANCE),
]


@pytest.mark.parametrize(("decider", "history", "command", "allowed"), CASES)
def test_it_is_done_by_these_and_nobody_else(
    decider: Decider[Any, Any, Any], history: list[Any], command: Any, allowed: set[str]
) -> None:
    story = Scenario(decider, acting("eve")).on(AT).given(*history)
    outcomes = {role: story.by(acting("eve", role)).when(command).refused for role in ROLES}
    assert {role for role, refused in outcomes.items() if refused is None} == allowed
    assert all(isinstance(refused, Forbidden) for refused in outcomes.values() if refused)


@pytest.mark.parametrize("role", ROLES)
def test_an_offer_is_accepted_by_who_buys_for_its_customer(role: str) -> None:
    state = Scenario(offer, acting("eve")).given(*offered).state
    assert isinstance(state, Offer)
    if role in BUYS:
        state.must_be_acceptable(acting("eve", role))
        return
    with pytest.raises(Forbidden, match="not-yours"):
        state.must_be_acceptable(acting("eve", role))
