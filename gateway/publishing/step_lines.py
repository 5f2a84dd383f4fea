"""The steps of a rehearsal as a page holds them, a line each in its address: `subscribe card=pm_card_visa`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

WHOLE = ("days", "quantity", "amount", "price")
MOST_DIGITS = 15
NAMED = {"other_card": "card", "longer": "days", "seats": "quantity"}  # fields of forms that stand beside each other
FIELDS = (
    *("card", "payment", "trial", "quantity", "coupon", "days", "until", "plan", "component", "amount", "price"),
    *NAMED,
)
Step = dict[str, Any]


def typed(form: Mapping[str, str]) -> Step:
    """The step that a form adds: its verb, and what was typed beside it."""
    said = {name: form.get(name, "").strip() for name in FIELDS}
    return {"do": form.get("do", "").strip(), **{NAMED.get(name, name): text for name, text in said.items() if text}}


def line(step: Mapping[str, Any]) -> str:
    return " ".join([quote(str(step["do"])), *(f"{name}={quote(str(step[name]))}" for name in step if name != "do")])


def read(text: str) -> Step:
    """As billing takes it; what cannot be read stays text, which billing refuses by the step's number."""
    do, *said = text.split(" ")
    pairs = (each.partition("=") for each in said if each)
    return {"do": unquote(do), **{name: _value(name, unquote(value)) for name, _, value in pairs if name != "do"}}


def _value(name: str, text: str) -> Any:
    if name == "trial":
        return text == "yes"
    fits = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if name in WHOLE and fits else text
