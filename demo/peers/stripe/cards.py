"""The cards that Stripe gives out for tests, and what becomes of them."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["", "action", "card_declined", "insufficient_funds", "expired_card", "incorrect_cvc", "lost_card"]


@dataclass(frozen=True)
class TestCard:
    """`on_setup`, `on_charge`: empty where it goes well; `action`: the bank wants its owner to confirm."""

    number: str
    tokens: tuple[str, ...]
    brand: str = "visa"
    on_setup: Outcome = ""
    on_charge: Outcome = ""
    disputed: bool = False
    refund_fails: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]


CARDS = (
    TestCard("4242424242424242", ("pm_card_visa", "tok_visa")),
    TestCard("5555555555554444", ("pm_card_mastercard", "tok_mastercard"), "mastercard"),
    TestCard("378282246310005", ("pm_card_amex", "tok_amex"), "amex"),
    TestCard("4000000000000002", ("pm_card_chargeDeclined", "pm_card_visa_chargeDeclined"), "visa", "card_declined"),
    TestCard("4000000000009995", ("pm_card_chargeDeclinedInsufficientFunds",), "visa", "insufficient_funds"),
    TestCard("4000000000000069", ("pm_card_chargeDeclinedExpiredCard",), "visa", "expired_card"),
    TestCard("4000000000000341", ("pm_card_chargeCustomerFail",), "visa", "", "card_declined"),
    TestCard("4000002500003155", ("pm_card_authenticationRequiredOnSetup",), "visa", "action"),
    TestCard("4000002760003184", ("pm_card_authenticationRequired",), "visa", "action", "action"),
    TestCard(
        "4000008260003178",
        ("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",),
        "visa",
        "action",
        "insufficient_funds",
    ),
    TestCard("4000000000000259", ("pm_card_createDispute",), disputed=True),
    TestCard("4000000000005126", ("pm_card_refundFail", "pm_card_pendingRefundFail"), refund_fails=True),
)
BY_NUMBER = {card.number: card for card in CARDS}
BY_TOKEN = {token: card for card in CARDS for token in card.tokens}
WORDS = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "lost_card": "Your card was declined.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "payment_intent_authentication_failure": "The provided payment method has failed authentication.",
    "setup_intent_authentication_failure": "The provided payment method has failed authentication.",
}


def named(token: str) -> TestCard | None:
    return BY_TOKEN.get(token)


def numbered(number: str) -> TestCard | None:
    return BY_NUMBER.get("".join(number.split()))
