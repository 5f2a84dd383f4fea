"""Prices, tiers and licence fields as publishers type them: read into what the catalogue takes, and written back."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from gateway.translation import gettext
from vocabulary.money import DIGITS, MOST

LONGEST = 30  # letters of an amount
LEAST, PARTS = 4, 6  # of a line that says what is counted at least, and a licence's field at most
FIELDS = ("price", "currency", "other_prices", "interval", "trial_days", "components", "licence_fields")
TICKS = ("trial_needs_card", "by_order")


class Unread(ValueError):
    """What was typed cannot be read: its field, and what it needs."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(field, words)
        self.field, self.words = field, words


def read(form: Mapping[str, str]) -> dict[str, Any]:
    """As the catalogue takes them; raises Unread."""
    currency = form.get("currency", "").strip().upper() or "USD"
    price = _amount("price", form.get("price", ""), currency)
    components = [_component(line, currency) for line in _lines(form.get("components", ""))]
    if price is None and components:
        price = {"amount": 0, "currency": currency}
    return {
        "price": price,
        "other_prices": [_other(line) for line in _lines(form.get("other_prices", ""))],
        "interval": form.get("interval") or "month",
        "trial_days": _days(form.get("trial_days", "")),
        **{tick: form.get(tick) == "yes" for tick in TICKS},
        "components": components,
        "licence_fields": [_licence_field(line) for line in _lines(form.get("licence_fields", ""))],
    }


def written(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan's price as the form shows it."""
    price, components = plan["price"], plan["components"]
    currency = price["currency"] if price else "USD"
    return {
        "price": figure(price) if price and (price["amount"] or not components) else "",
        "currency": currency,
        "other_prices": "\n".join(f"{figure(other)} {other['currency']}" for other in plan["other_prices"]),
        "interval": plan["interval"] or "month",
        "trial_days": str(plan["trial_days"] or ""),
        **{tick: "yes" if plan[tick] else "" for tick in TICKS},
        "components": "\n".join(_component_line(component, currency) for component in components),
        "licence_fields": "\n".join(_field_line(field) for field in plan["licence_fields"]),
    }


def minor(text: str, currency: str) -> Decimal | None:
    """Minor units of what was typed, `49.00` or `49,00`; None where it is no amount."""
    digits = DIGITS.get(currency)
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if digits is None or len(text) > LONGEST or not amount.is_finite() or not 0 <= amount <= MOST:
        return None
    return amount.scaleb(digits)


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _amount(field: str, text: str, currency: str) -> dict[str, Any] | None:
    if not text.strip():
        return None
    if currency not in DIGITS:
        raise Unread("currency" if field == "price" else field, gettext("Enter a currency such as USD or EUR"))
    amount = minor(text, currency)
    if amount is None or amount != int(amount):
        raise Unread(field, gettext("Enter an amount such as 49.00"))
    return {"amount": int(amount), "currency": currency}


def _other(line: str) -> dict[str, Any]:
    amount, _, currency = line.rpartition(" ")
    found = _amount("other_prices", amount, currency.upper())
    if found is None:
        raise Unread("other_prices", gettext("Write each on a line of its own, such as 45.00 EUR"))
    return found


def _days(text: str) -> int:
    typed = text.strip() or "0"
    if not (typed.isascii() and typed.isdecimal() and len(typed) < LONGEST):
        raise Unread("trial_days", gettext("Enter whole days, such as 14"))
    return int(typed)


def _component(line: str, currency: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) < LEAST:
        raise Unread("components", gettext("Write each on a line of its own: storage | Storage | gigabyte | 0.025"))
    id, name, unit, *tiers = parts
    return {"id": id, "name": name, "unit": unit, "tiers": [_tier(tier, currency) for tier in tiers]}


def _tier(text: str, currency: str) -> dict[str, Any]:
    end, _, amount = text.rpartition(":")
    unit = minor(amount, currency)
    if unit is None or (end and not (end.strip().isdecimal() and len(end) < LONGEST)):
        raise Unread("components", gettext("A tier reads like 100: 0.05, and the last like 0.025"))
    return {"up_to": int(end) if end else None, "unit_amount": f"{unit.normalize():f}"}


def _licence_field(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if not LEAST - 1 <= len(parts) <= PARTS:
        raise Unread("licence_fields", gettext("Write each on a line of its own: nodes | Nodes | integer | 3"))
    id, name, kind, default, options, hidden = parts + [""] * (PARTS - len(parts))
    return {
        "id": id,
        "name": name,
        "kind": kind,
        "default": default,
        "options": [option.strip() for option in options.split(",") if option.strip()],
        "hidden": hidden == "hidden",
    }


def figure(amount: Mapping[str, Any]) -> str:
    return _major(Decimal(amount["amount"]), amount["currency"])


def _major(amount: Decimal, currency: str) -> str:
    """At least with the places that the currency has."""
    digits = DIGITS.get(currency, 2)
    exact = amount.scaleb(-digits).normalize()
    exponent = exact.as_tuple().exponent
    return f"{exact:.{max(digits, -exponent if isinstance(exponent, int) else 0)}f}"


def _component_line(component: Mapping[str, Any], currency: str) -> str:
    tiers = [
        f"{tier['up_to']}: {_major(Decimal(tier['unit_amount']), currency)}"
        if tier["up_to"] is not None
        else _major(Decimal(tier["unit_amount"]), currency)
        for tier in component["tiers"]
    ]
    return " | ".join((component["id"], component["name"], component["unit"], *tiers))


def _field_line(field: Mapping[str, Any]) -> str:
    hidden = "hidden" if field["hidden"] else ""
    parts: Sequence[str] = (field["id"], field["name"], field["kind"], field["default"])
    told = [*parts, ", ".join(field["options"]), hidden]
    while told and not told[-1]:
        told.pop()
    return " | ".join(told)
