"""What facts about invoices ask of the payment company."""

from dataclasses import replace
from typing import Any

import pytest

from eventlog.effects import Effect
from eventlog.testing import recorded
from services.billing.policies import payments as policies
from tests.controls import invoices
from tests.controls.payments import payment_told


def caused(event: Any) -> list[tuple[str, str, dict[str, Any]]]:
    found = policies.caused(event, recorded(event, "invoice-1"))
    return [(one.kind, one.key, dict(one.arguments)) for one in found if isinstance(one, Effect)]


def test_an_invoice_by_card_is_charged_in_the_lane_of_the_invoice() -> None:
    [(kind, key, told)] = caused(invoices.issued)
    assert kind in policies.CHARGE
    assert (key, told) == (f"{invoices.issued.invoice}/1", {"invoice": invoices.issued.invoice, "attempt": 1})
    [(again, key, _)] = caused(invoices.requested)
    assert (again, key) == (kind, f"{invoices.issued.invoice}/2")


def test_an_invoice_by_transfer_is_not_charged() -> None:
    assert caused(replace(invoices.issued, payment="invoice")) == []


@pytest.mark.parametrize(("event", "key"), [(invoices.credited, "credit_note"), (invoices.overpaid, "overpayment")])
def test_what_was_paid_too_much_goes_back(event: Any, key: str) -> None:
    id = getattr(event, key)
    assert caused(event) == [(policies.REFUND, id, {"invoice": event.invoice, "credit_note": id})]


def test_what_came_by_transfer_is_for_finance_to_send_back() -> None:
    assert caused(replace(invoices.overpaid, method="transfer")) == []


@pytest.mark.parametrize("event", [invoices.never_paid, invoices.written_off])
def test_what_is_owed_no_more_can_be_paid_no_more(event: Any) -> None:
    assert [kind for kind, _, _ in caused(event)] == [policies.WITHDRAW]


def test_word_of_the_payment_company_is_looked_into() -> None:
    told = {"type": payment_told.type, "object": payment_told.object}
    assert caused(payment_told) == [(policies.READ_BACK, payment_told.notice, told)]


@pytest.mark.parametrize("type", ["payment_intent.succeeded", "refund.failed", "charge.dispute.closed"])
def test_what_changes_money_is_heard(type: str) -> None:
    assert policies.is_heard(type)
    assert not policies.is_heard("customer.created")
