"""Cards of a rehearsal: no bank is behind them, and the number says what one would answer.

The numbers and their names are those that Stripe gives out for tests (docs.stripe.com/testing), and behave as there.
"""

from dataclasses import dataclass, field, replace
from itertools import count

from services.billing.ports import Card, Charge, NotTaken, Payment, Refund
from vocabulary.money import Money

PAID, ACTION = "paid", "action"


@dataclass(frozen=True)
class Pretended:
    """`entering`: why it is declined when it is entered. `charges`: what becomes of each, the last for all that follow.

    A charge is paid, wants its owner to confirm (action), or is declined with this code.
    """

    number: str
    names: tuple[str, ...]
    brand: str = "visa"
    entering: str = ""
    charges: tuple[str, ...] = (PAID,)


CARDS = (
    Pretended("4242424242424242", ("pm_card_visa",)),
    Pretended("5555555555554444", ("pm_card_mastercard",), "mastercard"),
    Pretended("378282246310005", ("pm_card_amex",), "amex"),
    Pretended("4000000000000341", ("pm_card_chargeCustomerFail",), charges=("card_declined",)),
    Pretended("", ("paid-then-declined",), charges=(PAID, "card_declined")),  # ours: Stripe has none that changes
    Pretended("4000002760003184", ("pm_card_authenticationRequired",), charges=(ACTION,)),
    Pretended("4000002500003155", ("pm_card_authenticationRequiredOnSetup",)),
    Pretended(
        "4000008260003178",
        ("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",),
        charges=("insufficient_funds",),
    ),
    Pretended("4000000000000002", ("pm_card_visa_chargeDeclined", "pm_card_chargeDeclined"), entering="card_declined"),
    Pretended("4000000000009995", ("pm_card_chargeDeclinedInsufficientFunds",), entering="insufficient_funds"),
    Pretended("4000000000000069", ("pm_card_chargeDeclinedExpiredCard",), entering="expired_card"),
)
KNOWN = {name: card for card in CARDS for name in (card.number, *card.names) if name}


def named(told: str) -> Pretended | None:
    """By its number, with or without blanks, or by its name."""
    return KNOWN.get("".join(told.split()))


@dataclass
class PretendedCards:
    """As ports.Cards has it, as far as a rehearsal goes."""

    payments: list[Payment] = field(default_factory=list)  # the newest last
    _cards: dict[str, Pretended] = field(default_factory=dict)
    _charged: dict[str, int] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def open_customer(self, holder: str) -> str:
        return f"cus_{next(self._numbers)}"

    def add_card(self, customer: str, token: str) -> Card:
        """Confirmed at the bank where it asks for that, as on the payment company's page."""
        card = named(token)
        if card is None or card.entering:
            raise NotTaken(card.entering if card else "resource_missing")
        method = f"pm_{next(self._numbers)}"
        self._cards[method] = card
        return Card(customer, method, card.brand, card.number[-4:] or "4242", "2099-12")

    def remove_card(self, method: str) -> None:
        self._cards.pop(method, None)

    def charge(self, charge: Charge) -> Payment:
        card = self._cards[charge.method]
        before = self._charged.get(charge.method, 0)
        self._charged[charge.method] = before + 1
        outcome = card.charges[min(before, len(card.charges) - 1)]
        reference, whose = f"pi_{next(self._numbers)}", (charge.invoice, charge.attempt)
        match outcome:
            case "paid":
                made = Payment(reference, *whose, "paid", charge.amount)
            case "action":
                made = Payment(reference, *whose, "action", charge.amount)
            case code:
                made = Payment(reference, *whose, "declined", charge.amount, code)
        self.payments.append(made)
        return made

    def charges_of(self, customer: str, invoice: str) -> list[Payment]:
        return [each for each in reversed(self.payments) if each.invoice == invoice]

    def payment(self, reference: str) -> Payment:
        return next(each for each in self.payments if each.reference == reference)

    def withdraw(self, reference: str) -> Payment:
        found = self.payment(reference)
        return found if found.state == "paid" else self._became(replace(found, state="withdrawn", code="canceled"))

    def confirm(self, reference: str) -> Payment:
        """Its owner says yes at the bank."""
        return self._became(replace(self.payment(reference), state="paid"))

    def refund(self, payment: str, credit_note: str, amount: Money) -> Refund:
        return Refund(f"re_{credit_note}", credit_note, payment, self.payment(payment).invoice, "sent", amount)

    def _became(self, now: Payment) -> Payment:
        self.payments = [now if each.reference == now.reference else each for each in self.payments]
        return now
