"""Taxes by Stripe Tax: through the stand-in, from what a customer is shown to what a credit note takes back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from eventlog.refusal import Invalid, Unavailable
from services.billing.ports import Calculated, NotTaken, Taxable, Taxes, TaxPart
from services.billing.service.taxing import calculated_anew
from tests.controls.invoices import prepared, usd
from tests.parts.stripe import StandIn, stripe
from tests.services.billing.paying import DETAILS, Till, till, told

CALCULATIONS = "/v1/tax/calculations"
IN_NEW_YORK = {"name": "Ada Lovelace", "address": "1 High Street\nNew York, NY 10013", "country": "US"}


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stripe(tmp_path_factory.mktemp("stripe")) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, peer: StandIn) -> Iterator[Till]:
    peer.begin_anew()
    with till(tmp_path, peer, CHANDLERY_STRIPE_TAX="txcd_10103001", CHANDLERY_SELLER_COUNTRY="DE") as running:
        running.open()
        yield running


def enters(shop: Till, details: dict[str, str]) -> None:
    """Whom the invoice is for, who pays by it."""
    shop.rpc.provide_details("ada", details, shop.by("ada"))
    shop.accept("ada", plan="team")


def amounts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name]["amount"] for name in ("net", "tax", "total"))


def transactions(shop: Till) -> list[tuple[str, str]]:
    return [(each["type"], each["reference"]) for each in shop.stripe.all("tax.transaction")]


def waiting(shop: Till, kind: str) -> int:
    """Effects of this kind that are still to be carried out."""
    return next(int(each["waiting"]) for each in shop.rpc.standing()["effects"] if each["kind"] == kind)


def test_what_is_shown_before_is_invoiced_charged_and_booked(shop: Till) -> None:
    shop.pays_with()
    shop.accept("ada", plan="team")
    shown = shop.subscribe(dry=True)
    bought = shop.subscribe()
    paid = shop.invoice_becomes(bought, "paid")
    assert amounts(shown["today"]) == amounts(paid) == (4_900, 980, 5_880)
    assert [(line["name"], line["percent"]) for line in paid["taxes"]] == [("VAT", "20")]
    assert [each["amount"] for each in shop.stripe.all("payment_intent")] == [5_880]
    shop.heard("billing.tax-booked")
    assert transactions(shop) == [("transaction", bought["invoice"])]


def test_while_it_does_not_answer_the_invoice_waits_and_nothing_is_guessed(shop: Till) -> None:
    enters(shop, DETAILS)
    shop.stripe.plan("refuse", CALCULATIONS, times=100_000)
    with pytest.raises(Unavailable, match="service-away"):
        shop.subscribe(dry=True, payment="invoice")
    bought = shop.subscribe(payment="invoice")
    shop.heard("billing.tax-asked")
    assert ("billing.invoice-prepared" in shop.told(), shop.stripe.all("tax.calculation")) == (False, [])
    shop.stripe.begin_anew()  # and answers again
    assert amounts(shop.invoice_becomes(bought, "open")) == (4_900, 980, 5_880)


def test_an_address_that_says_too_little_is_asked_for_before_and_waited_for_after(shop: Till) -> None:
    enters(shop, IN_NEW_YORK | {"address": "1 High Street\nNew York"})
    with pytest.raises(Invalid, match="tax-address-unclear"):
        shop.subscribe(dry=True, payment="invoice")
    bought = shop.subscribe(payment="invoice")
    shop.heard("billing.tax-asked")
    shop.rpc.provide_details("ada", IN_NEW_YORK, shop.by("ada"))
    out = shop.invoice_becomes(bought, "open")
    assert (amounts(out), out["taxes"][0]["percent"]) == ((4_900, 435, 5_335), "8.875")


def test_what_is_given_up_while_its_tax_is_asked_for_is_never_invoiced(shop: Till) -> None:
    shop.pays_with()
    shop.accept("ada", plan="team")
    shop.stripe.plan("refuse", CALCULATIONS, times=100_000)
    given_up = shop.subscribe()
    shop.heard("billing.tax-asked")
    shop.rpc.cancel(given_up["id"], False, shop.by("ada"))
    shop.becomes(given_up, "ended")
    shop.stripe.begin_anew()
    shop.services.until(lambda: not waiting(shop, "ask-tax"))
    assert "billing.invoice-prepared" not in shop.told()


def test_a_credit_note_takes_its_part_of_the_tax_back_once(shop: Till) -> None:
    enters(shop, DETAILS)
    bought = shop.subscribe(payment="invoice")
    shop.invoice_becomes(bought, "open")
    shop.stripe.plan("lose", "/v1/tax/transactions/create_reversal")
    fay = shop.by("fay", "finance")
    out = shop.rpc.refund(bought["invoice"], {"amount": 588, "currency": "USD"}, "late", False, fay)
    shop.heard("billing.tax-taken-back")
    credit_note = out["credit_notes"][0]
    assert (credit_note["net"]["amount"], credit_note["tax"]["amount"]) == (490, 98)
    assert transactions(shop) == [("reversal", credit_note["id"]), ("transaction", bought["invoice"])]


@pytest.mark.parametrize(("days", "credit"), [(0, 0), (91, 1_000)])
def test_a_write_off_takes_its_tax_back_and_a_payment_after_all_books_it_again(
    shop: Till, days: int, credit: int
) -> None:
    """By another calculation where Stripe keeps the first no more, which is for 90 days. What credit paid stays."""
    enters(shop, DETAILS)
    if credit:
        shop.rpc.grant_credit("ada", {"amount": credit, "currency": "USD"}, "a gift", "", shop.by("fay", "finance"))
    bought = shop.subscribe(payment="invoice")
    shop.invoice_becomes(bought, "open")
    id, fay = bought["invoice"], shop.by("fay", "finance")
    note = shop.rpc.refund(id, {"amount": 588, "currency": "USD"}, "late", False, fay)["credit_notes"][0]["id"]
    shop.heard("billing.tax-taken-back")
    shop.stripe.plan("lose", "/v1/tax/transactions/create_reversal")  # so that it is paid before the answer is known
    shop.rpc.write_off(id, "bankrupt", shop.by("fay", "finance"))
    shop.services.until(lambda: ("reversal", f"{id}-written-off") in transactions(shop))
    shop.clock.at += timedelta(days=days)
    owed = {"amount": 5_292 - credit, "currency": "USD"}
    shop.rpc.record_transfer(id, owed, "line 7", "", shop.by("fay", "finance"))
    shop.services.until(lambda: shop.told().count("billing.tax-booked") == 2)
    reversals = sorted(name for kind, name in transactions(shop) if kind == "reversal")
    booked = sorted(name for kind, name in transactions(shop) if kind == "transaction")
    taken = [note, f"{id}-again-credited", f"{id}-written-off", *([f"{id}-again-from-credit"] if credit else [])]
    assert (reversals, booked) == (sorted(taken), [id, f"{id}-again"])
    assert shop.told().count("billing.tax-calculated") == (2 if days else 1)


def test_a_dispute_that_is_lost_takes_its_tax_back(shop: Till) -> None:
    with told(shop):
        bought = shop.buys("4000000000000259")
        shop.heard("billing.dispute-opened")
        shop.stripe.close_dispute(shop.stripe.all("dispute")[0]["id"], won=False)
        shop.heard("billing.tax-taken-back")
    (dispute,) = shop.stripe.all("dispute")
    assert transactions(shop)[0] == ("reversal", f"{bought['invoice']}-lost-{dispute['id']}")


def test_an_invoice_is_never_counted_with_other_taxes_than_it_asked_for() -> None:
    class Dearer:
        def calculate(self, taxable: Taxable) -> Calculated:
            return Calculated("taxcalc_2", (TaxPart("VAT", "21", taxable.net, usd(1_029)),))

    with pytest.raises(NotTaken, match="tax-changed"):
        calculated_anew(cast("Taxes", Dearer()), prepared, "DE")
