"""Which of a product's plans asks for the least."""

from vocabulary.asking import Asking, least
from vocabulary.money import Money

team = Asking(Money(4900, "USD"), "month", 14)
fleet = Asking(Money(49000, "USD"), "month", 0)
abroad = Asking(Money(100, "EUR"), "month", 0)
by_use = Asking(Money(0, "USD"), "month", 0)


def test_the_least_is_asked_in_the_first_currency() -> None:
    assert least([fleet, team, abroad]) == team


def test_what_is_charged_by_use_alone_asks_for_nothing_before() -> None:
    assert least([by_use]) is None
    assert least([by_use, team]) == team


def test_of_equals_the_one_that_may_be_tried_is_told() -> None:
    untried = Asking(team.amount, "month", 0)
    assert least([untried, team]) == least([team, untried]) == team
