"""Amounts as Stripe writes them: in minor units that are not always ISO 4217's (docs.stripe.com/currencies)."""

from vocabulary.money import DIGITS, Money

AS_TWO_DIGITS = ("ISK", "UGX")  # without minor units, and still written with two digits
WITHOUT = ("MGA",)  # Stripe knows no minor units of it


def dumped(money: Money) -> int:
    """Raises ValueError where Stripe cannot move this amount."""
    if money.currency in AS_TWO_DIGITS:
        return money.amount * 100
    step = 100 if money.currency in WITHOUT else 10 if DIGITS[money.currency] == 3 else 1
    if money.amount % step:
        raise ValueError(f"{money} is not a whole number of what Stripe moves")
    return money.amount // 100 if money.currency in WITHOUT else money.amount


def loaded(amount: int, currency: str) -> Money:
    code = currency.upper()
    if code in AS_TWO_DIGITS:
        return Money(amount // 100, code)
    return Money(amount * 100 if code in WITHOUT else amount, code)
