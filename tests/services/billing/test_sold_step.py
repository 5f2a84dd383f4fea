"""What is sold, charged for use, invoiced and taxed, in memory: at whose price, for which plan, and once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Missing, Unavailable
from services.billing.deciders.invoice import Issued, Prepared, invoice
from services.billing.deciders.rates import STANDARD
from services.billing.deciders.taxing import Seller
from services.billing.events import TermsAccepted
from services.billing.service.taxing import taxable
from tests.controls import billing, payments, subscriptions
from tests.controls import credit as of_credit
from tests.controls import invoices as given
from tests.controls import taxes as of_taxes
from tests.controls.invoices import CREDIT_NOTE, INVOICE, TOTAL, usd
from tests.controls.subscriptions import ADA, DATABASE, NEXT_INVOICE, SUBSCRIPTION
from tests.services.billing.company import NOON, Counter, counter

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
