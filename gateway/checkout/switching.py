"""Why another plan is not had at once, and which can be: nothing is paid back in the middle of a period (0067)."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.views.listings import Plan


def had_at_once(found: Mapping[str, Any], unused: Mapping[str, Any], plans: Iterable[Plan]) -> list[Plan]:
    """Of these plans those that cost more: than the present one for the same time, or than what is unused of it."""
    return [plan for plan in plans if plan.id != found["plan_id"] and _costs_more(plan, found, unused)]


def _costs_more(plan: Plan, found: Mapping[str, Any], unused: Mapping[str, Any]) -> bool:
    if plan.price is None or plan.price.by_order or plan.access != "subscribers":
        return False
    cost = next((each.amount for each in plan.price.amounts if each.currency == unused["currency"]), 0)
    if plan.price.interval == found["interval"]:
        return cost > int(found["price"]["amount"])
    return cost * int(found["quantity"]) > int(unused["amount"])
