"""Who has to wait for another plan is led to those that need not wait."""

from gateway.checkout.switching import had_at_once
from gateway.views.listings import Plan
from services.catalog.events import Price
from vocabulary.money import Money

YEAR = {"plan_id": "crew", "interval": "year", "quantity": 2, "price": {"amount": 49000, "currency": "USD"}}
UNUSED = {"amount": 80000, "currency": "USD"}  # of both


def plan(id: str, amount: int, interval: str, *, access: str = "subscribers", by_order: bool = False) -> Plan:
    price = Price((Money(amount, "USD"), Money(amount * 9, "EUR")), interval, (), 0, True, by_order)
    return Plan(id, id, "", access, f"acme/{id}", "", "", "", price=price)


def test_what_costs_more_for_the_same_time_or_than_what_is_unused_is_had_at_once() -> None:
    plans = [
        plan("crew", 49001, "year"),
        plan("solo", 49000, "year"),
        plan("fleet", 49001, "year"),
        plan("month", 40000, "month"),
        plan("large", 40001, "month"),
        plan("sold elsewhere", 90000, "year", access="byol"),
        plan("agreed on", 90000, "year", by_order=True),
        Plan("free", "free", "", "subscribers", "acme/free", "", "", ""),
    ]
    assert [each.id for each in had_at_once(YEAR, UNUSED, plans)] == ["fleet", "large"]
