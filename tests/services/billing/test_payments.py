"""Money by card: charged once, whatever the payment company answers, and told of however it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.billing.paying import Till, stand_in, till


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Till]:
    with stand_in(tmp_path) as standing, till(tmp_path, standing) as running:
        running.open()
        yield running


def test_a_card_pays_the_invoice_and_opens_the_repository(shop: Till) -> None:
    bought = shop.buys()
    paid = shop.invoice_becomes(bought, "paid")
    assert paid["paid"]["reference"] == shop.stripe.all("payment_intent")[0]["id"]
    shop.becomes(bought, "active")
