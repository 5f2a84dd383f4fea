"""What is asked of a subscription: by its customer, its publisher, the calendar, and what became of its invoices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.billing.events import Agreed, Discount
from vocabulary.money import Money


@dataclass(frozen=True)
class Payer:
    """What billing knows of how the holder can pay, and of the terms that it accepted of the plan in question."""

    details: bool = False  # whom invoices are made out to
    card: bool = False
    terms_version: str = ""  # the version accepted last; empty: none


@dataclass(frozen=True)
class Subscribe:
    subscription: str
    holder: str
    agreed: Agreed
    quantity: int = 1
    payment: str = "card"  # card | invoice | none (of a fixed term)
    trial_days: int = 0  # 0: paid for at once
    trial_needs_card: bool = False
    discount: Discount | None = None
    source: str = "shelf"  # shelf | offer-<id> | order-<id>
    ends: date | None = None  # of a fixed term, which nothing is charged for and which is not renewed
    payer: Payer = field(default_factory=Payer)


@dataclass(frozen=True)
class ExtendTrial:
    days: int


@dataclass(frozen=True)
class ExtendTerm:
    """A fixed term goes on until this day, or for good."""

    ends: date | None


@dataclass(frozen=True)
class EndTrial:
    payer: Payer


@dataclass(frozen=True)
class EndPeriod:
    """The period that ends on this day is over: the next one begins, or the subscription ends."""

    ends: date
    used: Mapping[str, int] = field(default_factory=dict)  # units by component


@dataclass(frozen=True)
class Cancel:
    pass


@dataclass(frozen=True)
class Resume:
    pass


@dataclass(frozen=True)
class SwitchPlan:
    """To another plan of the same product, on this day, which is today."""

    holder: str  # the subscription's
    agreed: Agreed
    on: date
    payer: Payer
    used: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TakeOffer:
    """What its publisher offered: other terms from the period's end on, or at once, on this day, which is today.

    At once where that costs no less than what is paid for: taking.at_once.
    """

    holder: str  # the subscription's
    source: str  # offer-<id>
    agreed: Agreed
    quantity: int
    at_once: bool
    on: date
    payment: str  # of what was free until now
    payer: Payer
    used: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeQuantity:
    quantity: int
    payer: Payer


@dataclass(frozen=True)
class ChangePayment:
    payment: str  # card | invoice
    payer: Payer


@dataclass(frozen=True)
class DropSchedule:
    pass


@dataclass(frozen=True)
class AnnouncePrice:
    """The plan costs this on the shelf now, for one unit and one interval."""

    price: Money


@dataclass(frozen=True)
class NotePaid:
    """`plan` is (holder, product, plan), for the reservation of one that had lapsed and goes on."""

    invoice: str
    plan: tuple[str, str, str]


@dataclass(frozen=True)
class NoteUnpaid:
    """Declined, to be confirmed by the customer's bank, or overdue."""

    invoice: str
    reason: str  # card-declined | not-confirmed | action-needed | overdue | written-off


@dataclass(frozen=True)
class Abandon:
    """The first payment has been waited for long enough."""

    invoice: str


@dataclass(frozen=True)
class Lapse:
    """The grace for this invoice is over, or it was given up."""

    invoice: str
    reason: str = "not-paid"


@dataclass(frozen=True)
class EndSubscription:
    """At once, whatever was paid: refunded, disputed, revoked, or its order was cancelled."""

    reason: str


Command = (
    Subscribe
    | ExtendTrial
    | ExtendTerm
    | EndTrial
    | EndPeriod
    | Cancel
    | Resume
    | SwitchPlan
    | TakeOffer
    | ChangeQuantity
    | ChangePayment
    | DropSchedule
    | AnnouncePrice
    | NotePaid
    | NoteUnpaid
    | Abandon
    | Lapse
    | EndSubscription
)
