"""Taxes by Stripe Tax: worked out for an invoice, booked at its issue, reversed by credit notes and a write-off.

docs.stripe.com/tax/custom. An invoice is one line item, its net amount: Stripe takes no line below zero.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from services.billing.adapters.stripe.amounts import dumped, loaded
from services.billing.adapters.stripe.api import Api
from services.billing.deciders.rates import UNION
from services.billing.ports import Calculated, Taxable, TaxPart
from vocabulary.money import Money

NAMES = {"vat": "VAT", "sales_tax": "Sales tax", "service_tax": "Service tax"}
KINDS = {**dict.fromkeys(UNION, "eu_vat"), "GB": "gb_vat", "CH": "ch_vat", "NO": "no_vat"}
POSTAL_CODES = {
    "US": re.compile(r"\b[A-Z]{2},? +(\d{5}(?:-\d{4})?) *$", re.MULTILINE),  # NY 10013, as letters are addressed
    "CA": re.compile(r"\b([A-Z]\d[A-Z] ?\d[A-Z]\d) *$", re.MULTILINE),
}  # where the country alone does not say which taxes hold


class StripeTaxes:
    def __init__(self, api: Api, tax_code: str) -> None:
        self._api, self._tax_code = api, tax_code

    def calculate(self, taxable: Taxable) -> Calculated:
        net = taxable.net
        item = {"amount": dumped(net), "reference": taxable.what, "tax_behavior": "exclusive"}
        asked: Any = {
            "currency": net.currency.lower(),
            "line_items": [item | {"tax_code": self._tax_code}],
            "customer_details": _customer(taxable),
        }
        with self._api.reading() as v1:
            found = v1.tax.calculations.create(asked)
        parts = tuple(_parts(found.tax_breakdown, net))
        tax = loaded(found.tax_amount_exclusive, net.currency)
        if sum(each.amount.amount for each in parts) != tax.amount:
            raise ValueError(f"Stripe’s taxes of {found.id} are not {tax} in all")
        return Calculated(str(found.id), parts)

    def book(self, calculation: str, invoice: str) -> str:
        with self._api.sending() as v1:
            made = v1.tax.transactions.create_from_calculation(
                {"calculation": calculation, "reference": invoice, "metadata": {"invoice": invoice}},
                {"idempotency_key": f"tax-{invoice}"},
            )
        return made.id

    def take_back(self, booked: str, credit_note: str, total: Money) -> str:
        with self._api.sending() as v1:
            made = v1.tax.transactions.create_reversal(
                {
                    "mode": "partial",
                    "original_transaction": booked,
                    "reference": credit_note,
                    "flat_amount": -dumped(total),
                    "metadata": {"credit_note": credit_note},
                },
                {"idempotency_key": f"tax-back-{credit_note}"},
            )
        return made.id


def _customer(taxable: Taxable) -> Mapping[str, Any]:
    lines = [line.strip() for line in taxable.address.splitlines() if line.strip()]
    pattern = POSTAL_CODES.get(taxable.country)
    found = pattern.search(taxable.address) if pattern else None
    address = {"country": taxable.country, **({"line1": lines[0]} if lines else {})}
    told = {"address": address | ({"postal_code": found[1]} if found else {}), "address_source": "billing"}
    kind = KINDS.get(taxable.country)
    return told | ({"tax_ids": [{"type": kind, "value": taxable.tax_id}]} if kind and taxable.tax_id else {})


def _parts(breakdown: Any, net: Money) -> Iterator[TaxPart]:
    """What is not taxed has no line, but where the customer owes the tax: that is said on the invoice."""
    for each in breakdown:
        amount, base = (loaded(value, net.currency) for value in (each.amount, each.taxable_amount))
        if each.taxability_reason == "reverse_charge":
            yield TaxPart("", "0", net, amount)
        elif amount.amount:
            rate = each.tax_rate_details
            kind = rate.tax_type or "tax"
            yield TaxPart(NAMES.get(kind, kind.replace("_", " ").upper()), _percent(rate), base, amount)


def _percent(rate: Any) -> str:
    whole, _, rest = str(rate.percentage_decimal).partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".")
