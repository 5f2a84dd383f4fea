"""What a made-up buyer does in a rehearsal, step by step, as it is sent: read, and refused with the step's number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from eventlog.refusal import Invalid
from services.billing.adapters.pretended import named
from vocabulary.money import MOST

STEPS = 50
LONGEST = timedelta(days=3 * 366)
YEARS = range(2000, 2101)  # in which one may begin
PAYMENTS = ("card", "invoice")
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Step:
    """`with_` holds what was said beside the verb, read: days as numbers, `until` as a date."""

    number: int  # 1 is the first
    do: str
    with_: Mapping[str, Any]


@dataclass(frozen=True)
class Script:
    starts: date | None  # None: today
    country: str
    currency: str
    tax_id: str
    steps: tuple[Step, ...]


# What each verb may be told: what it must be told is marked by a star.
VERBS: Mapping[str, tuple[str, ...]] = {
    "subscribe": ("card", "payment", "trial", "quantity", "coupon"),
    "move": ("days", "until"),
    "next": (),
    "cancel": (),
    "resume": (),
    "switch": ("plan*",),
    "change_quantity": ("quantity*",),
    "change_payment": ("payment*",),
    "record_usage": ("component*", "amount*"),
    "add_card": ("card*",),
    "confirm": (),
    "pay": (),
    "extend_trial": ("days*",),
    "change_price": ("price*",),
}


def read(wanted: Mapping[str, Any]) -> Script:
    """Raises Invalid: rehearsal-too-long, rehearsal-start-invalid.

    With the step: rehearsal-step-invalid, test-card-unknown.
    """
    steps = wanted.get("steps") or ()
    if not isinstance(steps, Sequence) or len(steps) > STEPS:
        raise Invalid("rehearsal-too-long", f"{STEPS} steps")
    starts = _day(wanted["starts"]) if wanted.get("starts") else None
    if wanted.get("starts") and (starts is None or starts.year not in YEARS):
        raise Invalid("rehearsal-start-invalid", f"{YEARS.start} to {YEARS.stop - 1}")
    country, currency, tax_id = (str(wanted.get(name) or "") for name in ("country", "currency", "tax_id"))
    return Script(starts, country, currency, tax_id, tuple(_step(number, told) for number, told in enumerate(steps, 1)))


def _step(number: int, told: Any) -> Step:
    do = told.get("do") if isinstance(told, Mapping) else None
    if not isinstance(do, str) or do not in VERBS:
        raise wrong(number, "do")
    said = {name: value for name, value in told.items() if name != "do" and value is not None}
    known = {name.rstrip("*"): name.endswith("*") for name in VERBS[do]}
    for name in [*said, *(name for name, needed in known.items() if needed)]:
        if name not in known or name not in said:
            raise wrong(number, f"{do} {name}")
    if do == "move" and len(said) != 1:
        raise wrong(number, "move days or until")
    return Step(number, do, {name: _value(number, name, value) for name, value in said.items()})


def _value(number: int, name: str, value: Any) -> Any:
    if name == "card" and (not isinstance(value, str) or named(value) is None):
        raise Invalid("test-card-unknown", f"step {number}")
    read = READ[name](value)
    if read is None:
        raise wrong(number, name)
    return read


def wrong(number: int, what: str) -> Invalid:
    return Invalid("rehearsal-step-invalid", f"step {number}: {what}")


def too_long(number: int) -> Invalid:
    return Invalid("rehearsal-too-long", f"step {number}: {LONGEST.days} days in all")


def _text(value: Any) -> str | None:
    fits = isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and value.isprintable()
    return value if fits else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _price(value: Any) -> int | None:
    """In minor units."""
    price = _whole(value)
    return price if price is not None and 0 <= price <= MOST else None


def _days(value: Any) -> int | None:
    days = _whole(value)
    return days if days is not None and 1 <= days <= LONGEST.days else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


READ: Mapping[str, Callable[[Any], Any]] = {
    "card": _text,
    "coupon": _text,
    "plan": _text,
    "component": _text,
    "payment": lambda value: value if value in PAYMENTS else None,
    "trial": lambda value: value if isinstance(value, bool) else None,
    "quantity": _whole,
    "amount": _whole,
    "price": _price,
    "days": _days,
    "until": _day,
}
