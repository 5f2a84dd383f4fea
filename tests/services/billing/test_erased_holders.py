"""Who has their account erased is charged no more: nobody could cancel for them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.identity.service import Identity
from tests.controls.subscriptions import ADA
from tests.parts.services import Services, config_in, running
from tests.services.billing.conftest import Catalogue
from tests.services.billing.subscribed import Banked, MovedClock, Shop


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Shop]:
    clock, config = MovedClock(), config_in(tmp_path)
    config["EVENTLOG"]["clock"] = clock
    with running(config, Identity, Catalogue, Banked) as services:
        shop = Shop(Services(services.config, services.rpc), clock=clock)
        shop.open()
        yield shop


def test_what_an_erased_account_subscribed_to_ends_and_is_never_renewed(opened: Shop) -> None:
    opened.customer(ADA)
    bought = opened.subscribe(ADA, payment="invoice")
    opened.services.rpc.identity.erase(ADA, opened.by("root", "operator"))
    opened.becomes(bought, "ended")
    opened.has(holder=ADA)
    opened.until(date(2026, 2, 16))
    assert opened.told().count("billing.subscription-renewed") == 0


def test_a_publisher_whose_contacts_are_erased_keeps_what_it_subscribed_to(opened: Shop) -> None:
    opened.customer("acme")
    kept = opened.subscribe("acme", payment="invoice")
    opened.customer(ADA)
    ended = opened.subscribe(ADA, payment="invoice")
    for subject in ("acme", ADA):
        opened.services.rpc.identity.erase(subject, opened.by("root", "operator"))
    opened.becomes(ended, "ended")
    assert opened.of(kept)["state"] == "active"


def test_what_was_paid_in_advance_and_not_spent_goes_back(opened: Shop) -> None:
    """Who is erased cannot ask for it any more."""
    opened.customer(ADA)
    paid = opened.rpc.top_up(ADA, {"amount": 10000, "currency": "USD"}, "invoice", opened.by(ADA))["invoice"]
    finance = ("finn", "finance")
    opened.services.until(lambda: _issued(opened, paid))
    whole = {"amount": 10000, "currency": "USD"}
    opened.rpc.record_transfer(paid, whole, "statement 7", "2026-01-15", opened.by(*finance))
    opened.rpc.grant_credit(ADA, {"amount": 500, "currency": "USD"}, "a gift", "", opened.by(*finance))
    opened.services.until(lambda: _credit(opened) == 10500)
    bought = opened.subscribe(ADA, payment="invoice")
    opened.services.until(lambda: _credit(opened) == 5600)
    opened.services.rpc.identity.erase(ADA, opened.by("root", "operator"))
    opened.becomes(bought, "ended")
    opened.services.until(lambda: _credit(opened) == 0)
    (note,) = opened.rpc.invoice(paid)["credit_notes"]
    assert (note["total"]["amount"], note["refund"]) == (5600, "due")


def test_a_card_is_not_tried_again_for_a_period_that_was_ended(opened: Shop) -> None:
    bought = [_renewed(opened, holder) for holder in (ADA, "bob")]
    for each in bought:
        opened.bank("declined", each["invoice"])
        opened.becomes(each, "past_due")
    opened.services.rpc.identity.erase(ADA, opened.by("root", "operator"))
    opened.becomes(bought[0], "ended")
    opened.until(datetime(2026, 2, 16, 6, 1, tzinfo=UTC))
    opened.services.until(lambda: opened.rpc.invoice(bought[1]["invoice"])["state"] == "open")
    assert opened.rpc.invoice(bought[0]["invoice"])["state"] == "declined"


def _renewed(opened: Shop, holder: str) -> dict[str, Any]:
    """A subscription by card that has come to its second month."""
    opened.until(date(2026, 1, 15))
    opened.customer(holder)
    bought = opened.subscribe(holder)
    opened.bank("paid", bought["invoice"])
    opened.becomes(bought, "active")
    opened.until(date(2026, 2, 15))
    opened.services.until(lambda: opened.of(bought)["ends"] == "2026-03-15")
    return opened.of(bought)


def _issued(opened: Shop, invoice: str) -> bool:
    return any(each["id"] == invoice for each in opened.rpc.invoices_of(ADA))


def _credit(opened: Shop) -> int:
    return sum(each["balance"]["amount"] for each in opened.rpc.credit_of(ADA))
