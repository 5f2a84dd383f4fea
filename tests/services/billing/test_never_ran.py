"""A subscription that was given up before it ran costs nothing, however late its invoice is made out or paid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Unavailable
from tests.parts.services import Services, config_in, running
from tests.services.billing.conftest import Catalogue
from tests.services.billing.subscribed import Banked, MovedClock, Shop


class Hurdles:
    """What is closed does not get on."""

    making_out = taking_back = False


class Slow(Banked):
    """Its invoices, or what takes them back, wait for something else."""

    def _terms(self, publisher: str) -> Any:
        if Hurdles.making_out:
            raise Unavailable("try-again", "invoices")
        return super()._terms(publisher)

    def _credit(self, *told: Any) -> Any:
        if Hurdles.taking_back:
            raise Unavailable("try-again", "credit notes")
        return super()._credit(*told)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Shop]:
    clock, config = MovedClock(), config_in(tmp_path)
    config["EVENTLOG"]["clock"] = clock
    with running(config, Catalogue, Slow) as services:
        shop = Shop(Services(services.config, services.rpc), clock=clock)
        shop.open()
        yield shop
    Hurdles.making_out = Hurdles.taking_back = False


def test_no_invoice_is_made_out_for_what_was_given_up_before(opened: Shop) -> None:
    opened.customer()
    Hurdles.making_out = True
    given_up = opened.subscribe()
    opened.rpc.cancel(given_up["id"], False, opened.by("ada"))
    opened.becomes(given_up, "ended")
    Hurdles.making_out = False
    opened.customer("bob")
    bought = opened.subscribe("bob")
    opened.services.until(lambda: opened.issued(bought["invoice"]))
    assert opened.rpc.invoices_of("ada") == []


def test_what_is_paid_after_it_was_given_up_goes_back(opened: Shop) -> None:
    opened.customer()
    Hurdles.taking_back = True
    given_up = opened.subscribe()
    opened.services.until(lambda: opened.issued(given_up["invoice"]))
    opened.rpc.cancel(given_up["id"], False, opened.by("ada"))
    opened.bank("paid", given_up["invoice"])
    Hurdles.taking_back = False
    opened.services.until(lambda: opened.rpc.invoice(given_up["invoice"])["state"] == "credited")
    (note,) = opened.rpc.invoice(given_up["invoice"])["credit_notes"]
    assert note["total"] == opened.rpc.invoice(given_up["invoice"])["total"]
