"""Amounts, days and times as people read them; every amount comes in minor units with its ISO 4217 currency."""

from __future__ import annotations

from typing import Any

WITHOUT_CENTS = (
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "VND",
    "VUV",
    "XAF",
    "XOF",
)
THOUSANDTHS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
INTERVALS = {"month": "month", "year": "year", "30_days": "30 days"}


def money(told: Any) -> str:
    """“19.00 USD”; nothing is free."""
    if not told:
        return "free"
    currency = str(told["currency"])
    digits = 0 if currency in WITHOUT_CENTS else 3 if currency in THOUSANDTHS else 2
    amount = int(told["amount"])
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    whole, rest = divmod(amount, 10**digits)
    return f"{sign}{whole:,}" + (f".{rest:0{digits}}" if digits else "") + f" {currency}"


def price(plan: Any) -> str:
    if plan.get("by_order"):
        return "by order"
    if not plan.get("price"):
        return "by use" if plan.get("components") else "free"
    every = INTERVALS.get(str(plan.get("interval")), "")
    return f"{money(plan['price'])}/{every}" if every else money(plan["price"])


def day(told: Any) -> str:
    """The day of an RFC 3339 time, in UTC as the store counts."""
    return str(told or "")[:10]
