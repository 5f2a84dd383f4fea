"""Stripe Tax, as the stand-in has it: a seller in Germany, registered in the places of RATES (docs.stripe.com/tax)."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from demo.peers.stripe.moving import Money
from demo.peers.stripe.refusing import wrong
from demo.peers.stripe.shapes import made
from demo.peers.stripe.state import Object, new_id, now

HOME = "DE"
NINETY_DAYS = 90 * 24 * 3600
# By country, or by country and the first digits of the postal code: kind, percent, state.
RATES = {
    "DE": ("vat", "19.0", None),
    "FR": ("vat", "20.0", None),
    "GB": ("vat", "20.0", None),
    "US-100": ("sales_tax", "8.875", "NY"),
}
NO_TAX = (None, "0.0", None)
ZIP = re.compile(r"\d{5}(-\d{4})?")
CODE = re.compile(r"txcd_\d+")


def calculate(money: Money, given: Object) -> Object:
    """As `calculation` at Stripe; kept, so that a transaction can be made of it."""
    customer = _customer(given.get("customer_details", {}))
    kind, percent, state, reason = _rate(customer)
    items = [_item(each, percent) for each in given.get("line_items", [])]
    if not items:
        raise wrong("Missing required param: line_items.", "line_items")
    net, tax = (sum(each[name] for each in items) for name in ("amount", "amount_tax"))
    rate = {"country": customer["address"]["country"], "flat_amount": None, "percentage_decimal": percent}
    rate |= {"rate_type": "percentage", "state": state, "tax_type": kind}
    taxed = {"amount": tax, "inclusive": False, "tax_rate_details": rate, "taxability_reason": reason}
    new = made(
        "taxcalc",
        "tax.calculation",
        amount_total=net + tax,
        currency=given["currency"],
        customer=None,
        customer_details=customer,
        expires_at=now() + NINETY_DAYS,
        ship_from_details=None,
        shipping_cost=None,
        tax_amount_exclusive=tax,
        tax_amount_inclusive=0,
        tax_breakdown=[taxed | {"taxable_amount": net if tax else 0}],
        tax_date=now(),
        _items=items,
    )
    return money.state.put({name: value for name, value in new.items() if name not in ("created", "metadata")})


def book(money: Money, given: Object) -> Object:
    found = money.must_get("tax.calculation", given.get("calculation", ""), "calculation")
    if found["expires_at"] < now():
        raise wrong("This tax calculation has expired.", "calculation")
    _must_be_new(money, given.get("reference", ""))
    total = found["amount_total"]
    return money.state.put(_transaction(found, given, "transaction") | {"_total": total, "_left": total})


def reverse(money: Money, given: Object) -> Object:
    """By a flat amount, with its tax, alone."""
    original = money.must_get("tax.transaction", given.get("original_transaction", ""), "original_transaction")
    _must_be_new(money, given.get("reference", ""))
    if given.get("mode") != "partial" or int(given.get("flat_amount", 0)) >= 0:
        raise wrong("The stand-in reverses flat amounts below zero alone.", "flat_amount")
    left = original["_left"] + int(given["flat_amount"])
    if left < 0:
        raise wrong("The reversal is greater than what is left of the transaction.", "flat_amount")
    money.change(original, _left=left)
    back = _transaction(original, given, "reversal") | {"reversal": {"original_transaction": original["id"]}}
    return money.state.put(back | {"_total": int(given["flat_amount"])})


def _transaction(of: Object, given: Object, kind: str) -> Object:
    kept = {name: of[name] for name in ("currency", "customer", "customer_details", "ship_from_details", "tax_date")}
    new = made("tax", "tax.transaction", **kept, posted_at=now(), reference=given["reference"], reversal=None)
    return new | {"shipping_cost": None, "type": kind, "metadata": given.get("metadata", {})}


def _must_be_new(money: Money, reference: str) -> None:
    if not reference:
        raise wrong("Missing required param: reference.", "reference")
    if any(each["reference"] == reference for each in money.state.newest_first("tax.transaction")):
        raise wrong(f"A tax transaction with the reference '{reference}' exists already.", "reference")


def _customer(given: Object) -> Object:
    told = given.get("address", {})
    address = {name: told.get(name) for name in ("city", "country", "line1", "line2", "postal_code", "state")}
    if not address["country"]:
        raise wrong("Missing required param: customer_details[address][country].", "customer_details[address][country]")
    if address["country"] == "US" and not ZIP.fullmatch(address["postal_code"] or ""):
        message = "The customer’s location isn’t recognized: set a valid postal code."
        raise wrong(message, "customer_details[address]", "customer_tax_location_invalid")
    return {
        "address": address,
        "address_source": given.get("address_source", "billing"),
        "ip_address": None,
        "tax_ids": given.get("tax_ids", []),
        "taxability_override": "none",
    }


def _rate(customer: Object) -> tuple[str | None, str, str | None, str]:
    """Kind, percent and state of the tax, and why."""
    address = customer["address"]
    country = address["country"]
    business = any(each["type"] == "eu_vat" for each in customer["tax_ids"])
    place = f"US-{address['postal_code'][:3]}" if country == "US" else country
    kind, percent, state = RATES.get(place, NO_TAX)
    if business and country != HOME:
        return kind, "0.0", state, "reverse_charge"
    return kind, percent, state, "standard_rated" if kind else "not_collecting"


def _item(given: Any, percent: str) -> Object:
    amount, code = int(given.get("amount", 0)), given.get("tax_code", "")
    if amount < 0:
        raise wrong("This value must be greater than or equal to 0.", "line_items[0][amount]")
    if not CODE.fullmatch(code):
        raise wrong(f"No such tax code: '{code}'", "line_items[0][tax_code]")
    exact = Decimal(amount) * Decimal(percent) / 100
    return {
        "id": new_id("tax_li"),
        "amount": amount,
        "amount_tax": int(exact.quantize(Decimal(1), ROUND_HALF_UP)),
        "reference": given.get("reference", "L1"),
        "tax_code": code,
    }
