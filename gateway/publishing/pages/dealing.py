"""What publishers type into the forms of orders, offers and coupons, and which plans those can be for."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort, request

from gateway.auth import caller
from gateway.parts import database, parts
from gateway.publishing.pages.entering import EDITORS, acts_for
from gateway.rpc import Billing
from gateway.translation import gettext
from gateway.views import listings
from vocabulary.money import DIGITS

GATED = ("byol", "subscribers")
MOST_DIGITS = 15


class Mistyped(ValueError):
    """A field that cannot be read; its text says what it needs."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(field, words)
        self.field = field
        self.words = words


def billing() -> Billing:
    return parts().rpc.billing


def plans_of(publisher: str) -> list[tuple[str, str]]:
    """The publisher's plans on the shelves that an order or an offer can open: address, and words for people.

    Those that nothing but an order opens come first.
    """
    products = [each for each in listings.all_of(database(), publisher) if each.state in ("published", "held")]
    gated = [(product, plan) for product in products for plan in product.plans if plan.access in GATED]
    gated.sort(key=lambda each: GATED.index(each[1].access))
    return [(f"{product.slug}/{plan.id}", f"{product.name}, {plan.name}") for product, plan in gated]


def products_of(publisher: str) -> list[tuple[str, str]]:
    """Its products by their addresses, all of them first."""
    found = listings.all_of(database(), publisher)
    return [("", gettext("All products")), *((product.slug, product.name) for product in found)]


def plan_typed(publisher: str) -> tuple[str, str]:
    """The product's id and the plan's."""
    slug, _, plan = request.form.get("plan", "").rpartition("/")
    found = listings.product(database(), slug, visible_to=caller()) if slug.startswith(f"{publisher}/") else None
    if found is None:
        raise Mistyped("plan", gettext("Choose one of your plans"))
    return found.id, plan


def whole_typed(field: str, words: str) -> int:
    text = request.form.get(field, "").strip()
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise Mistyped(field, words)
    return int(text)


def money_typed(field: str, currency: str) -> dict[str, Any] | None:
    """`49.00` of this currency, in its minor units; None where nothing was typed."""
    text = request.form.get(field, "").strip().replace(",", ".")
    if not text:
        return None
    example = gettext("Enter an amount such as 49.00 and a currency such as USD")
    digits = DIGITS.get(currency)
    try:
        minor = Decimal(text).scaleb(digits) if digits is not None and len(text) <= MOST_DIGITS else Decimal("NaN")
        whole = int(minor)
    except (InvalidOperation, ValueError, OverflowError):
        raise Mistyped(field, example) from None
    if minor != whole or whole <= 0:
        raise Mistyped(field, example)
    return {"amount": whole, "currency": currency}


def day_typed(field: str) -> str | None:
    """None where none was typed."""
    text = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise Mistyped(field, gettext("Enter a day such as 2027-01-31")) from None


def end_of_day_typed(field: str) -> str | None:
    """The beginning of this day in UTC, which what it bounds does not reach."""
    day = day_typed(field)
    return day and datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).isoformat()


def pairs_typed(field: str) -> list[dict[str, str]]:
    """Lines such as `nodes = 5`."""
    lines = [line.strip() for line in request.form.get(field, "").splitlines() if line.strip()]
    pairs = [[part.strip() for part in line.split("=", 1)] for line in lines]
    if any(len(pair) < 2 or not pair[0] for pair in pairs):
        raise Mistyped(field, gettext("Write each on a line of its own, such as nodes = 5"))
    return [{"name": name, "value": value} for name, value in pairs]


def must_be_of(publisher: str, found: dict[str, Any]) -> dict[str, Any]:
    """To others' things there is nothing at this address."""
    if found["publisher"] != publisher or not acts_for(publisher, *EDITORS):
        abort(404)
    return found
