"""Amounts of money as people read them: `49.00 USD`, in the figures of the reader's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from gateway.translation import gettext, language
from vocabulary.money import DIGITS


def written(amount: Mapping[str, Any] | None) -> str:
    """Of `{"amount": minor units, "currency"}`; a dash where there is none."""
    if amount is None:
        return "–"
    digits = DIGITS.get(amount["currency"], 2)
    places = "." + "0" * digits if digits else ""
    figures = format_decimal(Decimal(amount["amount"]).scaleb(-digits), f"#,##0{places}", locale=language())
    return f"{figures} {amount['currency']}"


def per(interval: str) -> str:
    """What stands beside an amount that comes again: `a month`."""
    words = {"month": gettext("a month"), "year": gettext("a year"), "30_days": gettext("per 30 days")}
    return words.get(interval, "")
