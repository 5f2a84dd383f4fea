"""What billing is told, and every bad value of it in one go."""

from pathlib import Path

import pytest

from eventlog.settings import BadSettings
from services.billing.settings import Settings
from vocabulary.money import Money

WRONG = {
    "CHANDLERY_SHARE": "101",
    "CHANDLERY_LISTING_FEE": "99",
    "CHANDLERY_PAYMENT_DAYS": "two weeks",
    "CHANDLERY_SELLER_COUNTRY": "Germany",
    "CHANDLERY_TAX_RATES": "/nowhere/rates.csv",
    "CHANDLERY_STRIPE_KEY": "pk_test_1",
    "CHANDLERY_STRIPE_WEBHOOK_SECRET": "secret",
    "CHANDLERY_STRIPE_TAX": "software",
    "CHANDLERY_STRIPE_URL": "127.0.0.1:12111",
}


def test_without_settings_the_store_sells_by_invoice() -> None:
    found = Settings.load({"CHANDLERY_DATA": "/srv/store", "CHANDLERY_URL": "https://store.example"})
    assert (found.seller_name, found.share, found.payment_days, found.data) == (
        "store.example",
        75,
        14,
        Path("/srv/store"),
    )
    assert not found.takes_cards


@pytest.mark.parametrize(
    ("told", "fee"),
    [("0", None), ("0.00 USD", None), ("99.00 USD", Money(9900, "USD")), ("500 JPY", Money(500, "JPY"))],
)
def test_a_year_on_the_shelves_costs_an_amount_of_a_currency(told: str, fee: Money | None) -> None:
    assert Settings.load({"CHANDLERY_LISTING_FEE": told}).listing_fee == fee


@pytest.mark.parametrize(
    "told", ["99", "99.001 USD", "9.50 JPY", "-1.00 USD", "1.00 ABC", "USD 99.00", "9999999999999 JPY"]
)
def test_what_is_no_amount_is_no_fee(told: str) -> None:
    with pytest.raises(BadSettings, match="CHANDLERY_LISTING_FEE"):
        Settings.load({"CHANDLERY_LISTING_FEE": told})


def test_all_bad_values_are_told_at_once() -> None:
    with pytest.raises(BadSettings) as told:
        Settings.load(WRONG)
    assert [line.partition(":")[0] for line in told.value.lines] == list(WRONG)


def test_a_key_needs_the_secret_that_messages_are_signed_with() -> None:
    with pytest.raises(BadSettings, match="CHANDLERY_STRIPE_WEBHOOK_SECRET is missing"):
        Settings.load({"CHANDLERY_STRIPE_KEY": "sk_test_1"})


def test_taxes_by_stripe_need_its_key() -> None:
    with pytest.raises(BadSettings, match="CHANDLERY_STRIPE_KEY is missing"):
        Settings.load({"CHANDLERY_STRIPE_TAX": "txcd_10103001"})


def test_a_live_key_is_sent_nowhere_but_to_stripe() -> None:
    told = {"CHANDLERY_STRIPE_KEY": "sk_live_1", "CHANDLERY_STRIPE_WEBHOOK_SECRET": "whsec_1"}
    assert Settings.load(told).takes_cards
    with pytest.raises(BadSettings, match="sent to Stripe alone"):
        Settings.load({**told, "CHANDLERY_STRIPE_URL": "http://127.0.0.1:12111"})
