"""What is sold, charged for use, invoiced and taxed, in memory: at whose price, for which plan, and once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid, Missing, Unavailable
from services.billing.deciders.invoice import Issued, Prepared, invoice
from services.billing.deciders.rates import STANDARD
from services.billing.deciders.taxing import Seller
from services.billing.events import TermsAccepted
from services.billing.service.taxing import taxable
from tests.controls import billing, payees, payments, subscriptions
from tests.controls import credit as of_credit
from tests.controls import invoices as given
from tests.controls import taxes as of_taxes
from tests.controls.invoices import CREDIT_NOTE, INVOICE, TOTAL, usd
from tests.controls.subscriptions import ADA, DATABASE, NEXT_INVOICE, SUBSCRIPTION
from tests.services.billing.company import NOON, Counter, counter
from vocabulary.money import Money

metered = replace(subscriptions.started, agreed=subscriptions.metered)
PLANS = (billing.product_noted, subscriptions.team_offered, subscriptions.fleet_offered, billing.opened)


class Taxes:
    """A company that books taxes, and says what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def book(self, calculation: str, reference: str) -> str:
        self.told.append(("book", calculation, reference))
        return "tax_1"

    def take_back(self, booked: str, what: str, total: Any) -> str:
        self.told.append(("take back", booked, what, str(total.amount)))
        return "tax_2"


@pytest.fixture
def desk() -> Iterator[Counter]:
    with counter() as opened:
        vars(opened.billing).update(selling=Seller("", STANDARD), taxes=None)
        opened.tell("offering", DATABASE, *PLANS)
        for plan in ("team", "fleet"):
            accepted = TermsAccepted(ADA, DATABASE, plan, "1", subscriptions.TERMS_DIGEST, ADA)
            opened.tell("customer", ADA, accepted)
        yield opened


def by(id: str = "asked", actor: str = ADA, *roles: str) -> dict[str, Any]:
    return Context(id, actor, NOON, frozenset(roles), fingerprint=id).dump()


def subscribe(desk: Counter, **wanted: Any) -> Any:
    return desk.billing.subscribe(DATABASE, "team", ADA, {"currency": "USD", **wanted}, True, by())


# -- who can pay


@pytest.mark.parametrize(("balance", "payment", "code"), [(4900, "card", ""), (4899, "card", "card-missing")])
def test_credit_stands_for_a_card_where_it_pays_all(desk: Counter, balance: int, payment: str, code: str) -> None:
    desk.tell("customer", ADA, payments.visa_removed)
    desk.tell("credit", f"{ADA}-USD", replace(of_credit.granted, amount=usd(balance), expires=None))
    if code:
        with pytest.raises(Conflicting, match=code):
            subscribe(desk, payment=payment)
        return
    shown = subscribe(desk, payment=payment)["today"]
    assert (shown["credit"]["amount"], shown["to_pay"]["amount"]) == (4900, 0)


def test_what_credit_pays_in_part_leaves_the_rest_to_pay(desk: Counter) -> None:
    desk.tell("credit", f"{ADA}-USD", replace(of_credit.granted, amount=usd(1000), expires=None))
    shown = subscribe(desk)["today"]
    assert (shown["credit"]["amount"], shown["to_pay"]["amount"]) == (1000, 3900)


@pytest.mark.parametrize("fact", [billing.closed, billing.revoked, replace(billing.plan_withdrawn, plan="team")])
def test_what_is_off_the_shelves_is_not_sold(desk: Counter, fact: Any) -> None:
    desk.tell("offering", DATABASE, fact)
    with pytest.raises(Missing, match="plan-unknown"):
        subscribe(desk)


def test_a_trial_that_asks_for_a_card_is_not_begun_without_one(desk: Counter) -> None:
    asks = replace(subscriptions.team_price, trial_needs_card=True)
    desk.tell("offering", DATABASE, replace(subscriptions.team_offered, price=asks))
    assert subscribe(desk, trial=True)["state"] == "trialing"
    desk.tell("customer", ADA, payments.visa_removed)
    with pytest.raises(Conflicting, match="card-missing"):
        subscribe(desk, trial=True)


def test_nobody_whom_the_store_does_not_know_is_granted_credit(desk: Counter) -> None:
    gift = ({"amount": 100, "currency": "USD"}, "a gift", "")
    with pytest.raises(Missing, match="customer-unknown"):
        desk.billing.grant_credit("nobody", *gift, by("g", "fay", "finance"))
    told = desk.billing.grant_credit(ADA, *gift, by("h", "fay", "finance"))
    assert told["balance"] == {"amount": 100, "currency": "USD"}


def test_the_customers_own_currency_is_asked_for(desk: Counter) -> None:
    shown = desk.billing.subscribe(DATABASE, "team", ADA, {}, True, by())
    assert shown["today"]["total"] == {"amount": 4500, "currency": "EUR"}


@pytest.mark.parametrize(("publisher", "owed"), [("acme", 3831), ("", 5831)])
def test_credit_pays_invoices_and_no_payment_in_advance(desk: Counter, publisher: str, owed: int) -> None:
    """What is granted would become what was paid."""
    desk.tell("credit", f"{ADA}-USD", replace(of_credit.granted, expires=None))
    desk.tell("invoice", INVOICE, replace(given.prepared, publisher=publisher))
    (recorded,) = desk.log.read(f"invoice-{INVOICE}")
    for _ in range(2):
        desk.billing.issue_invoice(recorded.event, recorded)
    issued = desk.log.fold(invoice, INVOICE)
    assert isinstance(issued, Issued)
    assert (issued.owed, issued.number) == (usd(owed), "2026-000001")


# -- use


def test_a_report_that_was_charged_with_the_period_before_is_not_counted_again(desk: Counter) -> None:
    desk.tell("subscription", SUBSCRIPTION, metered, subscriptions.activated, subscriptions.renewed)
    desk.tell("usage", f"{SUBSCRIPTION}-0", subscriptions.used, subscriptions.usage_closed)
    at = (NOON + timedelta(minutes=1)).isoformat()
    for id, units in (("report-1", 1500), ("report-2", 7)):
        desk.billing.record_usage(SUBSCRIPTION, "requests", units, at, id, by(id))
    assert [each["amount"] for each in desk.billing.usage_of(SUBSCRIPTION)] == [7]


def test_use_is_not_reported_before_it_is_paid_for_nor_after_its_end(desk: Counter) -> None:
    report = (SUBSCRIPTION, "requests", 1, NOON.isoformat(), "report-1", by())
    desk.tell("subscription", SUBSCRIPTION, metered)
    with pytest.raises(Conflicting, match="payment-outstanding"):
        desk.billing.record_usage(*report)
    desk.tell("subscription", SUBSCRIPTION, subscriptions.ended)
    with pytest.raises(Conflicting, match="subscription-over"):
        desk.billing.record_usage(*report)


@pytest.mark.parametrize(("amount", "closed"), [(1900, 0), (9900, 1)])
def test_a_switch_that_waits_closes_no_count_of_use(desk: Counter, amount: int, closed: int) -> None:
    """What is had at once charges what was used; else it is counted on until the period's end."""
    price = replace(subscriptions.team_price, amounts=(usd(amount),))
    desk.tell("offering", DATABASE, replace(subscriptions.fleet_offered, price=price))
    desk.tell("subscription", SUBSCRIPTION, metered, subscriptions.activated)
    desk.tell("usage", f"{SUBSCRIPTION}-0", subscriptions.used)
    told = desk.billing.switch(SUBSCRIPTION, "fleet", False, by("switch"))
    assert told["plan"] == ("acme/db/fleet" if closed else "acme/db/team")
    assert len(desk.log.read(f"usage-{SUBSCRIPTION}-0")) == 1 + closed


def test_a_switch_stays_in_the_currency_that_is_paid(desk: Counter) -> None:
    """Also where the customer's details, by now, say another."""
    both = replace(subscriptions.team_price, amounts=(Money(89000, "EUR"), usd(99000)))
    desk.tell("offering", DATABASE, replace(subscriptions.fleet_offered, price=both))
    desk.tell("subscription", SUBSCRIPTION, subscriptions.started, subscriptions.activated)
    shown = desk.billing.switch(SUBSCRIPTION, "fleet", True, by())
    assert payments.details_provided.currency == "EUR"
    assert shown["today"]["total"]["currency"] == "USD"


@pytest.mark.parametrize("at", ["2026-01-15T11:00:00", "yesterday"])
def test_use_is_reported_with_a_time_that_says_its_zone(desk: Counter, at: str) -> None:
    desk.tell("subscription", SUBSCRIPTION, metered, subscriptions.activated)
    with pytest.raises(Invalid, match="invalid-input"):
        desk.billing.record_usage(SUBSCRIPTION, "requests", 1, at, "report-1", by())


# -- invoices


def test_an_invoice_is_for_what_was_charged_then_whatever_was_decided_since(desk: Counter) -> None:
    desk.tell("subscription", SUBSCRIPTION, subscriptions.started, subscriptions.activated, subscriptions.switched)
    history = desk.log.read(f"subscription-{SUBSCRIPTION}")
    for recorded in (history[0], history[2]):
        desk.billing.prepare_invoice(recorded.event, recorded)
    first, second = (desk.log.fold(invoice, id) for id in (INVOICE, NEXT_INVOICE))
    assert isinstance(first, Prepared)
    assert isinstance(second, Prepared)
    assert (first.bill.plan, first.bill.net, second.bill.plan, second.bill.net) == (
        "team",
        usd(4900),
        "fleet",
        usd(26000),
    )
    desk.billing.prepare_invoice(history[0].event, history[0])
    assert len(desk.log.read(f"invoice-{INVOICE}")) == 1


@pytest.mark.parametrize(("agreed", "share"), [((), 3675), ((payees.share_set,), 3920)])
def test_the_publisher_has_its_share_of_each_sale(desk: Counter, agreed: tuple[Any, ...], share: int) -> None:
    desk.tell("payee", "acme", *agreed)
    desk.tell("subscription", SUBSCRIPTION, subscriptions.started)
    (recorded,) = desk.log.read(f"subscription-{SUBSCRIPTION}")
    desk.billing.prepare_invoice(recorded.event, recorded)
    made_out = desk.log.fold(invoice, INVOICE)
    assert isinstance(made_out, Prepared)
    assert made_out.bill.publisher_share == usd(share)


def test_what_finance_records_came_by_transfer_and_bore_no_fee(desk: Counter) -> None:
    desk.owes()
    amount = {"amount": TOTAL.amount, "currency": "USD"}
    desk.billing.record_transfer(INVOICE, amount, " line 3 ", "", by("t", "fay", "finance"))
    found = desk.log.fold(invoice, INVOICE)
    assert isinstance(found, Issued)
    assert found.paid is not None
    assert (found.paid.method, found.paid.reference, found.paid.fee) == ("transfer", "line 3", usd(0))


# -- taxes


def taxed(desk: Counter, *facts: Any) -> Taxes:
    taxes = Taxes()
    vars(desk.billing).update(taxes=taxes)
    desk.tell("invoice", INVOICE, given.prepared, of_taxes.calculated, given.issued, *facts)
    return taxes


def test_tax_is_booked_once_and_taken_back_once_after_that(desk: Counter) -> None:
    taxes = taxed(desk, given.credited)
    with pytest.raises(Unavailable, match="view-behind"):
        desk.billing.take_back_tax(desk.effect(credit_note=CREDIT_NOTE))
    assert taxes.told == []
    for _ in range(2):
        desk.billing.book_tax(desk.effect())
        desk.billing.take_back_tax(desk.effect(credit_note=CREDIT_NOTE))
    assert taxes.told == [
        ("book", of_taxes.CALCULATION, INVOICE),
        ("take back", "tax_1", CREDIT_NOTE, str(TOTAL.amount)),
    ]


def test_what_is_written_off_waits_for_what_credit_notes_take(desk: Counter) -> None:
    taxes = taxed(desk, of_taxes.booked, replace(given.never_paid, total=usd(1000)), given.written_off)
    told = {"amount": 4831, "currency": "USD"}
    with pytest.raises(Unavailable, match="view-behind"):
        desk.billing.write_off_tax(desk.effect(**told))
    desk.tell("invoice", INVOICE, of_taxes.taken_back)
    for _ in range(2):
        desk.billing.write_off_tax(desk.effect(**told))
    assert taxes.told == [("take back", of_taxes.TRANSACTION, f"{INVOICE}-written-off", "4831")]


def test_of_a_tax_that_the_store_counts_itself_nobody_is_told(desk: Counter) -> None:
    desk.owes(given.credited)
    vars(desk.billing).update(taxes=Taxes())
    desk.billing.take_back_tax(desk.effect(credit_note=CREDIT_NOTE))
    desk.billing.write_off_tax(desk.effect(amount=1, currency="USD"))
    assert desk.billing.taxes.told == []


def test_only_a_business_is_taxed_by_its_number() -> None:
    known = replace(payments.of_a_business, is_business=False)
    numbers = [taxable(each, "DE", usd(1), "x").tax_id for each in (payments.of_a_business, known, None)]
    assert numbers == ["DE811569869", "", ""]
    assert taxable(None, "DE", usd(1), "x").country == "DE"
