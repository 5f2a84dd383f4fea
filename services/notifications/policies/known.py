"""What a policy has to know beside the fact: whose it is, and how people name it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from vocabulary.money import Money
from vocabulary.version_tag import VersionTag

Holes = tuple[int, ...]  # critical, high, medium, low, unrated


@dataclass(frozen=True)
class Plan:
    name: str
    repository: str  # publisher/repository


@dataclass(frozen=True)
class Product:
    id: str
    publisher: str
    address: str  # publisher/product
    name: str
    plans: Mapping[str, Plan] = field(default_factory=dict)
    held: str = ""  # id of the fact with which its hold for a hole began; empty: it is not on one

    @property
    def link(self) -> str:
        return f"/{self.address}"

    @property
    def desk(self) -> str:
        """Where its publisher looks after it."""
        return f"/publish/{self.address}"

    @property
    def repositories(self) -> tuple[str, ...]:
        return tuple(sorted({plan.repository for plan in self.plans.values()}))

    def plan(self, id: str) -> str:
        """Its name."""
        return self.plans[id].name if id in self.plans else id

    def part(self, repository: str) -> str:
        """The plan that has it; empty where the product has but one, and so is told well enough by its name."""
        names = (plan.name for plan in self.plans.values() if plan.repository == repository)
        return next(names, "") if len(self.plans) > 1 else ""


@dataclass(frozen=True)
class Release:
    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    fact: str  # its id
    at: datetime
    notes: str = ""  # their first line
    holes: Holes | None = None  # None: nobody has looked
    yanked: bool = False

    def follows(self, other: "Release") -> bool:
        """Whether it is a later version of the same variant."""
        own, others = VersionTag.parse(self.tag), VersionTag.parse(other.tag)
        return own.variant == others.variant and own.later_than(others)


@dataclass(frozen=True)
class Subscription:
    id: str
    holder: str
    publisher: str
    product: str
    plan: str  # its name
    interval: str  # month | year | 30_days
    quantity: int
    price: Money | None  # of one unit
    next_price: Money | None = None  # that was announced
    next_from: str = ""  # the first renewal from this day on has it, 2026-02-15
    plan_next: str = ""  # the name of the plan that its next period is of; empty: the same
    plan_next_price: Money | None = None  # of one unit of that; None: nothing
    quantity_next: int | None = None  # of its next period; None: the same
    reduced: bool = False  # by a coupon
    trialing: bool = False
    trial_until: datetime | None = None  # also of one that is over
    ends: str = ""  # the period's last day; empty: it has none
    goes_on: bool = False  # renewed, if nobody cancels it, and it is not over
    over: bool = False

    @property
    def amount(self) -> str:
        """Of its next period, without tax; empty where it is not known before."""
        rises = self.next_price is not None and bool(self.next_from) and self.next_from <= self.ends
        price = self.plan_next_price if self.plan_next else self.next_price if rises else self.price
        return "" if price is None or self.reduced else str(price.times(self.quantity_next or self.quantity))


@dataclass(frozen=True)
class Sold:
    """An offer, or an order."""

    publisher: str
    product: str
    plan: str
    to: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Submission:
    id: str
    publisher: str
    product: str
    tag: str
    reviewer: str  # empty: nobody yet


@dataclass(frozen=True)
class Hole:
    """A vulnerability that is known in the newest release of a repository, or was until a release mended it."""

    advisory: str
    severity: str  # critical | high | medium | low | unknown
    place: int = 0  # of the fact in its log that told it first
    clock_place: int = 0  # of the fact that told by when it is to be mended


@dataclass(frozen=True)
class Ticket:
    id: str
    number: int
    holder: str
    product: str  # empty: about the store itself


@dataclass(frozen=True)
class Handover:
    ticket: str
    sender: str
    receiver: str


class Known(Protocol):
    """Raises eventlog.refusal.Unavailable for what is not known yet, and so is tried again; LookupError for nothing."""

    def product(self, id: str) -> Product: ...
    def product_in(self, repository: str) -> Product: ...
    def publisher_name(self, slug: str) -> str: ...
    def author_of(self, review: str) -> str: ...
    def releases_in(self, repository: str) -> Sequence[Release]:
        """In the order of their release."""
        ...

    def subscription(self, id: str) -> Subscription: ...
    def amount_of(self, invoice: str) -> str:
        """49.00 USD, with tax, less what credit paid and credit notes took back; empty where it has no number yet."""
        ...

    def paid_by(self, invoice: str) -> Subscription | None:
        """None: it is for a payment in advance."""
        ...

    def offer(self, id: str) -> Sold: ...
    def order(self, id: str) -> Sold: ...
    def card_of(self, holder: str) -> str: ...
    def submission(self, id: str) -> Submission: ...
    def certified_tag(self, repository: str, digest: str) -> str: ...
    def shows_findings(self, product: str) -> bool: ...
    def found_with(self, repository: str, at: datetime) -> Sequence[Hole]: ...
    def clocked_with(self, repository: str, at: datetime) -> Sequence[Hole]: ...
    def due_at(self, repository: str, due: datetime) -> Sequence[Hole]: ...
    def mended_since(self, repository: str, at: datetime) -> Sequence[Hole]: ...
    def ticket(self, id: str) -> Ticket: ...
    def handover(self, id: str) -> Handover: ...
