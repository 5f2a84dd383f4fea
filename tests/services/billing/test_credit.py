"""Invoices that are issued at the same moment never spend the same credit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from eventlog.refusal import Conflicting
from services.billing.deciders.credit import GrantCredit, credit, subject_of
from services.billing.deciders.invoice import Issued, PrepareInvoice, invoice
from tests.controls.invoices import prepared, usd
from tests.services.billing.world import ADA, World, world


def test_invoices_of_one_moment_share_what_there_is() -> None:
    with world() as shop:
        grant = GrantCredit(ADA, usd(20000), "for all of them", None)
        shop.log.execute(credit, subject_of(ADA, "USD"), grant, replace(shop.by("finn"), roles=frozenset({"finance"})))
        bills = [replace(prepared, invoice=f"invoice-{number}", holder=ADA) for number in range(6)]
        for bill in bills:
            shop.log.execute(invoice, bill.invoice, PrepareInvoice(bill), shop.by("policy:test"))
        with ThreadPoolExecutor(4) as at_once:
            list(at_once.map(lambda bill: issue(shop, bill), bills))
        issued = [shop.log.fold(invoice, bill.invoice) for bill in bills]
        assert sum(paid_from_credit(each) for each in issued) == 20000
        assert shop.log.fold(credit, subject_of(ADA, "USD")).usable(shop.today) == 0
        assert sorted(paid_from_credit(each) for each in issued) == [0, 0, 20000 - 3 * 5831, 5831, 5831, 5831]


def issue(shop: World, bill: Any) -> None:
    """As the follower does; where others were quicker six times it is tried again later."""
    while True:
        try:
            shop.billing._issue_from_credit(bill, f"2026-{bill.invoice}", shop.by("policy:test"))
        except Conflicting as refused:
            if refused.code != "try-again":
                raise
        else:
            return


def paid_from_credit(state: Any) -> int:
    assert isinstance(state, Issued)
    return state.from_credit.amount
