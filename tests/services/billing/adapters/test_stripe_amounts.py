"""Amounts as Stripe writes them, which is not always as ISO 4217 does, and requests at the pace that it allows."""

import pytest

from services.billing.adapters.stripe.amounts import dumped, loaded
from services.billing.adapters.stripe.pace import LIVE, TEST, Pace, pace_for
from vocabulary.money import Money


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(4900, "USD"), 4900),
        (Money(4900, "JPY"), 4900),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(5120, "KWD"), 5120),
        (Money(500, "MGA"), 5),
    ],
)
def test_an_amount_there_and_back_is_the_same(money: Money, amount: int) -> None:
    assert dumped(money) == amount
    assert loaded(amount, money.currency.lower()) == money


@pytest.mark.parametrize("money", [Money(5123, "KWD"), Money(550, "MGA")])
def test_what_stripe_cannot_move_is_not_rounded(money: Money) -> None:
    with pytest.raises(ValueError, match="whole number"):
        dumped(money)


def test_requests_are_as_far_apart_as_stripe_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("services.billing.adapters.stripe.pace.time.monotonic", lambda: 100.0)
    monkeypatch.setattr("services.billing.adapters.stripe.pace.time.sleep", slept.append)
    pace = Pace(10)
    for _ in range(3):
        pace.wait()
    assert slept == pytest.approx([0.1, 0.2])


def test_only_stripe_itself_has_a_limit() -> None:
    assert vars(pace_for("sk_live_1", "")) == vars(Pace(LIVE))
    assert vars(pace_for("sk_test_1", "")) == vars(Pace(TEST))
    assert vars(pace_for("sk_test_1", "http://127.0.0.1:12111")) == vars(Pace(0))
