"""Invoices that are issued at the same moment never spend the same credit, and what is paid after all is credit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from eventlog.deadlines import Fired
from eventlog.refusal import Conflicting
from services.billing.deciders import topping_up
from services.billing.deciders.credit import GrantCredit, credit, subject_of
from services.billing.deciders.customer import customer
from services.billing.deciders.invoice import (
    Issued,
    IssueInvoice,
    NoteDecline,
    PayInvoice,
    PrepareInvoice,
    RecordPayment,
    invoice,
)
from services.billing.deciders.paying import Details, ProvideDetails
from services.billing.events import TopUpOrdered
from services.billing.policies.credit import after_top_up
from tests.controls import invoices as told
from tests.controls.invoices import prepared, usd
from tests.controls.subscriptions import DATABASE, team_offered
from tests.services.billing.test_subscription_properties import metered
from tests.services.billing.world import ADA, World, world

TOP_UP = "top-up"


def test_invoices_of_one_moment_share_what_there_is() -> None:
    with world() as shop:
        grants(shop, 20000)
        bills = [replace(prepared, invoice=f"invoice-{number}", holder=ADA) for number in range(6)]
        for bill in bills:
            shop.log.execute(invoice, bill.invoice, PrepareInvoice(bill), shop.by("policy:test"))
        with ThreadPoolExecutor(4) as at_once:
            list(at_once.map(lambda bill: issue(shop, bill), bills))
        issued = [shop.log.fold(invoice, bill.invoice) for bill in bills]
        assert sum(paid_from_credit(each) for each in issued) == 20000
        assert shop.log.fold(credit, subject_of(ADA, "USD")).usable(shop.today) == 0
        assert sorted(paid_from_credit(each) for each in issued) == [0, 0, 20000 - 3 * 5831, 5831, 5831, 5831]


def issue(shop: World, bill: Any) -> None:
    """As the follower does; where others were quicker six times it is tried again later."""
    while True:
        try:
            shop.billing._issue_from_credit(bill, f"2026-{bill.invoice}", shop.by("policy:test"))
        except Conflicting as refused:
            if refused.code != "try-again":
                raise
        else:
            return


def paid_from_credit(state: Any) -> int:
    assert isinstance(state, Issued)
    return state.from_credit.amount


def test_an_invoice_that_is_told_again_is_issued_as_it_was() -> None:
    with world() as shop:
        grants(shop, 20000)
        bill = replace(prepared, holder=ADA)
        shop.log.execute(invoice, bill.invoice, PrepareInvoice(bill), shop.by("policy:test"))
        recorded = shop.log.read(invoice.stream(bill.invoice))[-1]
        for _ in range(2):
            shop.billing._issue_from_credit(bill, "2026-000001", recorded.cause())
        assert shop.log.fold(credit, subject_of(ADA, "USD")).usable(shop.today) == 20000 - 5831


def test_a_payment_in_advance_that_is_told_again_is_invoiced_as_it_was() -> None:
    with world() as shop:
        wanted = ({"amount": 6000, "currency": "USD"}, "card")
        id = shop.billing.top_up(ADA, *wanted, shop.by().dump())["invoice"]
        ordered = next(each for each in shop.log.read_all(0) if isinstance(each.event, TopUpOrdered))
        for place in ("1 High Street", "2 Low Street"):
            shop.log.execute(customer, ADA, ProvideDetails(ADA, Details("Ada", place, "US")), shop.by())
            shop.billing.invoice_top_up(ordered.event, ordered)
        assert shop.log.fold(invoice, id).bill.address == "1 High Street"


def test_who_pays_in_advance_by_transfer_may_have_tried_a_card_before() -> None:
    with world() as shop:
        tops_up(shop, "invoice")
        shop.log.execute(invoice, TOP_UP, PayInvoice(), shop.by())
        declined(shop)
        shop.settled()
        assert shop.log.fold(invoice, TOP_UP).owed == usd(6000)


def test_a_payment_in_advance_that_another_card_paid_meanwhile_is_not_taken_back() -> None:
    """The store hears of the first card when the second one has paid."""
    with world() as shop:
        tops_up(shop, "card")
        declined(shop)
        shop.log.execute(invoice, TOP_UP, PayInvoice(), shop.by())
        paid = RecordPayment(usd(6000), "card", "pi_2", usd(199))
        shop.log.execute(invoice, TOP_UP, paid, shop.by("policy:test"))
        shop.settled()
        assert shop.log.fold(invoice, TOP_UP).left == usd(6000)
        assert shop.log.fold(credit, subject_of(ADA, "USD")).usable(shop.today) == 6000


def test_a_dispute_about_money_that_never_was_credit_takes_none() -> None:
    lost = replace(told.lost, subscription="", publisher="")
    assert after_top_up(lost) is not None
    assert after_top_up(replace(lost, net=usd(0), tax=usd(0))) is None


def test_a_trial_that_credit_goes_on_with_ends_once_however_often_it_is_told() -> None:
    with world(team_offered) as shop:
        id = shop.billing.subscribe(DATABASE, "team", ADA, {"trial": True}, False, shop.by().dump())["id"]
        shop.pay_with(card=False)
        grants(shop, 4900)
        shop.now += timedelta(days=15)
        over = Fired("end-trial", shop.now, id, id="due-1", fired_at=shop.now)
        for _ in range(2):
            shop.billing.trial_over(over)
        assert shop.billing.subscription(id)["state"] == "active"


def test_credit_pays_a_switch_from_metered_use_as_its_dry_run_said() -> None:
    with world(metered, team_offered) as shop:
        id = shop.billing.subscribe(DATABASE, "metered", ADA, {}, False, shop.by().dump())["id"]
        shop.settled()
        shop.bank(shop.charges[-1], "paid")
        shop.settled()
        shop.pay_with(card=False)
        grants(shop, 20000)
        assert shop.billing.switch(id, "team", True, shop.by().dump())["today"]["to_pay"]["amount"] == 0
        assert shop.billing.switch(id, "team", False, shop.by().dump())["plan_id"] == "team"


def grants(shop: World, amount: int) -> None:
    grant = GrantCredit(ADA, usd(amount), "a gift", None)
    by = replace(shop.by("finn"), roles=frozenset({"finance"}))
    shop.log.execute(credit, subject_of(ADA, "USD"), grant, by)


def tops_up(shop: World, payment: str) -> None:
    ordered = TopUpOrdered(TOP_UP, ADA, usd(6000), payment, shop.today, ADA)
    for command in (PrepareInvoice(topping_up.bill(ordered, None, 14)), IssueInvoice("store", "2026-000001")):
        shop.log.execute(invoice, TOP_UP, command, shop.by("policy:test"))


def declined(shop: World) -> None:
    shop.log.execute(invoice, TOP_UP, NoteDecline(1, "card_declined", "pi_1"), shop.by("policy:test"))
