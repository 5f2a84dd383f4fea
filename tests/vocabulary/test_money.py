"""Money adds up in whole minor units, and never across currencies."""

from decimal import Decimal

import pytest

from vocabulary.money import Money, is_currency, nothing, read, total


def test_money_of_one_currency_adds_up() -> None:
    assert Money(1900, "USD") + Money(100, "USD") - Money(1, "USD") == Money(1999, "USD")


def test_money_of_two_currencies_does_not() -> None:
    with pytest.raises(ValueError, match="USD and EUR"):
        Money(1, "USD") + Money(1, "EUR")


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "part"),
    [(100, 1, 3, 33), (100, 1, 8, 13), (-100, 1, 8, -13), (1900, Decimal(19), 100, 361), (5, 1, 2, 3), (0, 1, 7, 0)],
)
def test_a_part_is_rounded_to_a_whole_minor_unit(amount: int, numerator: int, denominator: int, part: int) -> None:
    assert Money(amount, "USD").part(numerator, denominator) == Money(part, "USD")


@pytest.mark.parametrize("money", [Money(1900, "USD"), Money(1900, "JPY"), Money(5, "KWD"), Money(0, "EUR")])
def test_money_is_read_as_it_is_written(money: Money) -> None:
    assert read(str(money)) == money


@pytest.mark.parametrize(
    "text", ["", "19", "USD", "19.001 USD", "19.5 JPY", "-1.00 USD", "1e3 USD", "1.00 ABC", "1.00  USD"]
)
def test_what_is_no_money_is_not_read(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("money", "text"),
    [(Money(1900, "USD"), "19.00 USD"), (Money(1900, "JPY"), "1900 JPY"), (Money(-5, "KWD"), "-0.005 KWD")],
)
def test_money_is_written_with_the_digits_of_its_currency(money: Money, text: str) -> None:
    assert str(money) == text


def test_a_sum_of_nothing_is_nothing() -> None:
    assert total([], "USD") == nothing("USD")


def test_a_sum_has_each_amount() -> None:
    assert total([Money(1, "USD"), Money(2, "USD")], "USD") == Money(3, "USD")


def test_currencies_are_those_of_the_standard() -> None:
    assert is_currency("EUR")
    assert not is_currency("eur")
    assert not is_currency("XYZ")
