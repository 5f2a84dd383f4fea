"""Whose account is erased, of them the payment company keeps no card either."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.billing.service import Billing
from services.identity.service import Identity
from tests.controls.subscriptions import ADA
from tests.parts.services import config_in, running
from tests.parts.stripe import stripe
from tests.services.billing.conftest import Catalogue
from tests.services.billing.paying import TickingClock, Till


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Till]:
    clock = TickingClock()
    with stripe(tmp_path) as standing:
        config = config_in(tmp_path, **standing.settings)
        config["EVENTLOG"]["clock"] = clock
        with running(config, Identity, Catalogue, Billing) as services:
            yield Till(services, clock=clock, stripe=standing)


def test_the_cards_of_an_erased_account_are_forgotten_and_those_of_others_kept(shop: Till) -> None:
    for holder in (ADA, "bob"):
        shop.pays_with(holder=holder)
    shop.rpc.add_card(ADA, "pm_card_mastercard", shop.by(ADA))
    shop.services.rpc.identity.erase(ADA, shop.by("root", "operator"))
    shop.services.until(lambda: shop.rpc.customer_of(ADA)["methods"] == [])
    kept = [each["card"]["last4"] for each in shop.stripe.all("payment_method") if each["customer"]]
    assert (kept, len(shop.rpc.customer_of("bob")["methods"])) == (["4242"], 1)
