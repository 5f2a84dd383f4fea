"""What billing needs from outside: a company that moves money, from cards to the store and from it to publishers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from vocabulary.money import Money

ADDRESS_UNCLEAR = "customer_tax_location_invalid"


class NotReached(Exception):
    """The company was not reached, or had too much to do: nothing was done."""


class Unanswered(Exception):
    """It was sent and not answered: whether it was done is known only by asking."""


class NotTaken(Exception):
    """The company said no for good; `code` is its own word for why, such as card_declined."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Card:
    """A card that the company keeps for one of its customers."""

    customer: str  # whose it is there: cus_…
    method: str  # pm_…
    brand: str
    last4: str
    expires: str  # 2028-09


@dataclass(frozen=True)
class Charge:
    """What is to be charged, once for each `key`."""

    invoice: str
    attempt: int
    customer: str
    method: str
    amount: Money
    subscription: str
    number: str  # the invoice's, which the customer sees

    @property
    def key(self) -> str:
        return f"{self.invoice}/{self.attempt}"


@dataclass(frozen=True)
class Payment:
    """A charge as the company has it now.

    `state`: paid; declined; action (the bank wants the customer to confirm); processing (it is not known yet);
    withdrawn (cancelled, so that it is never paid).
    """

    reference: str  # pi_…
    invoice: str  # empty: it is none of ours
    attempt: int
    state: Literal["paid", "declined", "action", "processing", "withdrawn"]
    amount: Money
    code: str = ""  # why it was declined, in the company's words
    fee: Money | None = None  # what the company keeps, in the charge's currency; None: not known yet


@dataclass(frozen=True)
class Refund:
    reference: str  # re_…
    credit_note: str  # empty: it is none of ours
    payment: str  # pi_…
    invoice: str  # of the payment; empty: not known
    state: Literal["sent", "failed"]
    amount: Money
    reason: str = ""  # why it failed


@dataclass(frozen=True)
class Dispute:
    """A charge that the customer's bank took back until it is decided who is right; `asked`: it asks for now."""

    reference: str  # du_… or dp_…
    payment: str  # pi_…
    state: Literal["asked", "open", "won", "lost"]
    amount: Money
    fee: Money
    reason: str
    answer_until: datetime | None


@dataclass(frozen=True)
class Notice:
    """What the company tells of by itself: only that there is something new about an object."""

    id: str  # evt_…
    type: str  # payment_intent.succeeded …
    object: str  # its id: pi_…, re_…, du_…, acct_…
    created: datetime


@dataclass(frozen=True)
class Account:
    """A publisher's account at the company, to which its money is sent."""

    id: str  # acct_…
    ready: bool  # money can be sent to it, and it can be paid out from there
    wanted: tuple[str, ...] = field(default=())  # what the company still asks the publisher for
    publisher: str = ""  # whose it is; empty: none of ours


@dataclass(frozen=True)
class Transfer:
    reference: str  # tr_…
    statement: str
    amount: Money


@dataclass(frozen=True)
class Taxable:
    """What is sold to whom, as far as taxes go."""

    net: Money
    what: str  # publisher/product/plan
    country: str  # ISO 3166-1 alpha-2
    address: str  # lines, without the country
    tax_id: str  # empty: none


@dataclass(frozen=True)
class TaxPart:
    """`name` empty: the customer owes the tax (reverse charge)."""

    name: str  # VAT, Sales tax …
    percent: str  # "19", "8.875"
    base: Money
    amount: Money


@dataclass(frozen=True)
class Calculated:
    calculation: str  # taxcalc_…
    parts: tuple[TaxPart, ...]


class Taxes(Protocol):
    """Taxes as the company works them out. Each method raises NotReached, Unanswered or NotTaken."""

    def calculate(self, taxable: Taxable) -> Calculated:
        """Changes nothing there. Refused with ADDRESS_UNCLEAR where the address does not say which taxes hold."""

    def book(self, calculation: str, invoice: str) -> str:
        """The id of what it counts from now on among what is to be declared; asked twice within a day, done once."""

    def take_back(self, booked: str, credit_note: str, total: Money) -> str:
        """So much of it, with its tax, is counted no more; asked twice within a day, done once."""


class Cards(Protocol):
    """Cards of customers. Each method raises NotReached, Unanswered or NotTaken."""

    def open_customer(self, holder: str) -> str:
        """The id of a customer there, made for this holder of ours."""

    def start_card(self, customer: str, back: str) -> str:
        """The address of the company's own page for a card; it leads back to `back` with `session=…` added."""

    def finish_card(self, session: str) -> Card | None:
        """The card that was entered there; None while it was not."""

    def add_card(self, customer: str, token: str) -> Card:
        """A card that the customer's own program has given to the company before, by its token: pm_…"""

    def remove_card(self, method: str) -> None:
        """No harm where it is gone."""

    def charge(self, charge: Charge) -> Payment:
        """Sends it. Who calls has looked for it among `charges_of`, and knows that it is not there."""

    def charges_of(self, customer: str, invoice: str) -> list[Payment]:
        """All that was ever charged for this invoice, the newest first, as it stands at this moment."""

    def payment(self, reference: str) -> Payment: ...

    def withdraw(self, reference: str) -> Payment:
        """Cancelled, so that nobody pays it later; `paid` where it was too late for that."""

    def confirmation(self, reference: str, method: str, back: str) -> str:
        """The address of the bank's page where the customer confirms; empty where nothing is to be confirmed."""

    def refund(self, payment: str, credit_note: str, amount: Money) -> Refund:
        """Looked up by the credit note first: sent only where it is not there."""

    def refund_of(self, reference: str) -> Refund: ...

    def dispute(self, reference: str) -> Dispute: ...

    def payments_since(self, moment: datetime) -> Iterator[Payment]: ...

    def refunds_since(self, moment: datetime) -> Iterator[Refund]: ...

    def disputes_since(self, moment: datetime) -> Iterator[Dispute]: ...

    def notice(self, body: bytes, signature: str) -> Notice:
        """Raises NotTaken where the signature is not the company's, or too old."""


class Payouts(Protocol):
    """Money of publishers. Each method raises NotReached, Unanswered or NotTaken."""

    def open_account(self, publisher: str) -> Account: ...

    def onboarding(self, account: str, back: str) -> str:
        """The address of the company's own page where a publisher tells who it is and where its money goes."""

    def account_state(self, account: str) -> Account: ...

    def transfer(self, statement: str, account: str, amount: Money, attempt: int) -> Transfer:
        """Looked up by the statement first: sent only where it is not there. A later attempt follows a refusal."""
