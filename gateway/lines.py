"""What the lines of an invoice are called: those of the store's own making in the reader's language, by their kind."""

import re
from collections.abc import Mapping
from typing import Any

from gateway.drawing import day
from gateway.translation import gettext

COUPON = "Coupon "
REST = re.compile(
    r"(?P<plan>.+?)(?P<unused>, unused)?, (?P<first>\d{4}-\d\d-\d\d) to (?P<last>\d{4}-\d\d-\d\d)", re.DOTALL
)


def line_words(line: Mapping[str, Any]) -> str:
    """A plan's name, and what is metered of it, is its publisher's, and stays as it was agreed on."""
    kind, text = line.get("kind", ""), str(line["text"])
    if kind == "top_up":
        return gettext("Prepaid credit")
    if kind == "discount" and text.startswith(COUPON):
        return gettext("Coupon %(code)s", code=text.removeprefix(COUPON))
    rest = REST.fullmatch(text) if kind == "rest" else None
    return text if rest is None else _rest(rest)


def _rest(rest: re.Match[str]) -> str:
    """Of a period that has begun: what is charged for the days that are left, or given back for them."""
    told = {"plan": rest["plan"], "first": day(rest["first"]), "last": day(rest["last"])}
    if rest["unused"]:
        return gettext("%(plan)s, not used from %(first)s to %(last)s", **told)
    return gettext("%(plan)s, %(first)s to %(last)s", **told)
