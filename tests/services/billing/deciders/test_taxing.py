"""Taxes: whose rate counts, whose day, and who owes it."""

from dataclasses import replace
from datetime import date

import pytest

from services.billing.deciders import rates
from services.billing.deciders.invoicing import Sale, Terms, bill
from services.billing.deciders.rates import BadRates, Rate
from services.billing.deciders.tax_numbers import written
from services.billing.deciders.taxing import REVERSE_CHARGE, Buyer, Seller, taxes
from services.billing.events import BillingDetailsProvided, Charge
from tests.controls import invoices as given
from tests.controls import subscriptions
from tests.controls.invoices import ADA, DAY, usd
from vocabulary.money import Money

FILE = ["country,percent,name,from", "CH,8.1,MWST,2024-01-01", "CH,7.7,MWST,2018-01-01"]
german = Seller("DE", rates.STANDARD)
ada = BillingDetailsProvided(
    holder=ADA,
    subject=f"billing-{ADA}",
    name=given.prepared.name,
    address=given.prepared.address,
    email=given.prepared.email,
    tax_id="",
    country="DE",
    is_business=False,
    currency="",
    by=ADA,
)
charge = Charge(given.INVOICE, given.prepared.lines, given.prepared.starts, given.prepared.ends, "card")
sale = Sale(ADA, given.SUBSCRIPTION, subscriptions.team)
terms = Terms(german, share=75, payment_days=14)


@pytest.mark.parametrize(
    ("country", "is_business", "percent", "amount"),
    [
        ("DE", False, "19", 931),
        ("DE", True, "19", 931),  # at home businesses pay it, too
        ("FR", False, "20", 980),  # a consumer pays the rate of its own country
        ("FI", False, "25.5", 1250),
        ("", False, "19", 931),  # nobody knows where: at home
    ],
)
def test_tax_is_that_of_the_customers_country(country: str, is_business: bool, percent: str, amount: int) -> None:
    (line,) = taxes(usd(4900), german, Buyer(country, is_business), DAY)
    assert (line.percent, line.base, line.amount) == (percent, usd(4900), usd(amount))


def test_a_business_elsewhere_in_the_union_owes_the_tax_itself() -> None:
    (line,) = taxes(usd(4900), german, Buyer("FR", is_business=True), DAY)
    assert (line.name, line.percent, line.amount) == (REVERSE_CHARGE, "0", usd(0))


@pytest.mark.parametrize(("seller", "buyer"), [("DE", "US"), ("US", "DE"), ("", "DE"), ("", "")])
def test_who_is_outside_bears_no_tax(seller: str, buyer: str) -> None:
    assert taxes(usd(4900), Seller(seller, rates.STANDARD), Buyer(buyer, is_business=False), DAY) == ()


def test_the_rate_is_that_of_the_day() -> None:
    table = rates.read(FILE)
    assert rates.on(table, "CH", date(2023, 12, 31)) == Rate("7.7", "MWST", date(2018, 1, 1))
    assert rates.on(table, "CH", date(2024, 1, 1)) == Rate("8.1", "MWST", date(2024, 1, 1))
    assert rates.on(table, "CH", date(2017, 12, 31)) is None


def test_every_country_of_the_union_has_a_rate() -> None:
    assert [each for each in rates.UNION if rates.on(rates.STANDARD, each, DAY) is None] == []


@pytest.mark.parametrize(
    "line", ["CH,8.1,MWST", "CH,eight,MWST,2024-01-01", "CHE,8,MWST,2024-01-01", "CH,100,MWST,2024"]
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(BadRates, match="line 4 is not"):
        rates.read([*FILE, line])


def test_a_file_of_other_columns_is_refused() -> None:
    with pytest.raises(BadRates, match="country,percent,name,from"):
        rates.read(["land,satz", "DE,19"])


@pytest.mark.parametrize(
    ("country", "number", "as_written"),
    [
        ("DE", "136 695 976", "DE136695976"),
        ("GR", "094259216", "EL094259216"),
        ("FR", "FR 40 303 265 045", "FR40303265045"),
        ("US", " 12-3456789 ", "12-3456789"),  # nobody here knows theirs
        ("DE", "136695978", None),
        ("AT", "DE136695976", None),
    ],
)
def test_a_tax_number_is_written_as_its_country_does(country: str, number: str, as_written: str | None) -> None:
    assert written(country, number) == as_written


def test_an_invoice_says_what_is_charged_and_its_tax() -> None:
    assert bill(charge, sale, ada, terms, DAY) == given.prepared


def test_who_pays_by_invoice_has_some_days() -> None:
    told = bill(replace(charge, payment="invoice"), sale, ada, terms, DAY)
    assert told is not None
    assert told.due == date(2026, 1, 29)


def test_a_yen_has_no_smaller_part() -> None:
    (line,) = taxes(Money(1999, "JPY"), german, Buyer("DE", is_business=False), DAY)
    assert line.amount == Money(380, "JPY")


def test_nothing_to_pay_makes_no_invoice() -> None:
    free = replace(charge.lines[0], amount=usd(0))
    assert bill(replace(charge, lines=(free,)), sale, ada, terms, DAY) is None


def test_details_that_were_erased_make_an_invoice_to_nobody_at_home() -> None:
    told = bill(charge, sale, None, terms, DAY)
    assert told is not None
    assert (told.name, told.tax) == ("", usd(931))
