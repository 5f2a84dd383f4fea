"""A customer's credit in one currency as its events tell it: what is left of each part, and what it paid for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from services.billing.events import (
    CreditExpired,
    CreditFreed,
    CreditGranted,
    CreditHeld,
    CreditPaidBack,
    CreditPart,
    CreditReturned,
    CreditSpent,
    CreditToppedUp,
    CreditWithdrawn,
    TopUpOrdered,
)
from vocabulary.money import Money

Event: TypeAlias = (
    CreditGranted
    | TopUpOrdered
    | CreditToppedUp
    | CreditSpent
    | CreditReturned
    | CreditExpired
    | CreditPaidBack
    | CreditWithdrawn
    | CreditHeld
    | CreditFreed
)


@dataclass(frozen=True)
class Lot:
    """One grant, or one top-up."""

    id: str
    holder: str
    left: Money  # that is there to be spent
    was_paid: bool
    expires: date | None
    missing: int = 0  # minor units that a lost dispute took of it, and that were spent before
    held: int = 0  # minor units beside `left` that pay for nothing while a dispute is open

    def is_over(self, today: date) -> bool:
        return self.expires is not None and today >= self.expires


@dataclass(frozen=True)
class Credit:
    lots: Mapping[str, Lot] = field(default_factory=dict)  # the oldest first
    ordered: frozenset[str] = frozenset()  # invoices for top-ups
    spent: Mapping[str, tuple[CreditPart, ...]] = field(default_factory=dict)  # by invoice, what was not returned
    returned: frozenset[tuple[str, str]] = frozenset()  # invoices and their credit notes
    paid_back: frozenset[tuple[str, str]] = frozenset()
    claims: Mapping[str, Mapping[str, Money]] = field(default_factory=dict)  # of open disputes, by top-up

    def usable(self, today: date) -> int:
        """Minor units that pay for something on this day; never below zero."""
        return sum(lot.left.amount for lot in self.in_turn(today))

    def in_turn(self, today: date) -> list[Lot]:
        """What is spent first comes first: what expires soonest, then what was given, then what was paid."""
        return [lot for lot in self.there(today) if lot.left.amount]

    def there(self, today: date) -> list[Lot]:
        """With what is held, in the same order."""
        found = (lot for lot in self.lots.values() if (lot.left.amount or lot.held) and not lot.is_over(today))
        return sorted(found, key=lambda lot: (lot.expires or date.max, lot.was_paid))

    def held(self) -> int:
        """Minor units of all top-ups."""
        return sum(lot.held for lot in self.lots.values())

    def not_held(self, id: str) -> int:
        """Minor units that disputes about a top-up are about, and that were not there to be held."""
        claimed = sum(each.amount for each in self.claims.get(id, {}).values())
        return max(claimed - self.lots[id].held, 0)


def evolve(state: Credit, event: Event) -> Credit:
    match event:
        case CreditGranted(credit=id):
            return _with(state, Lot(id, event.holder, event.amount, was_paid=False, expires=event.expires))
        case TopUpOrdered(invoice=invoice):
            return replace(state, ordered=state.ordered | {invoice})
        case CreditToppedUp(credit=id):
            return _with(state, Lot(id, event.holder, event.amount, was_paid=True, expires=None))
        case CreditSpent(invoice=invoice, parts=parts):
            return replace(_moved(state, parts, -1), spent={**state.spent, invoice: parts})
        case CreditReturned(invoice=invoice, credit_note=note, parts=parts):
            kept = less(state.spent.get(invoice, ()), parts)
            back = _moved(state, parts, 1)
            return replace(back, spent={**state.spent, invoice: kept}, returned=state.returned | {(invoice, note)})
        case CreditPaidBack(credit=id, credit_note=note, amount=amount):
            return replace(_moved(state, (CreditPart(id, amount),), -1), paid_back=state.paid_back | {(id, note)})
        case CreditExpired(credit=id, amount=amount):
            return _moved(state, (CreditPart(id, amount),), -1)
        case CreditWithdrawn(credit=id, amount=amount, missing=missing):
            gone = _moved(state, (CreditPart(id, amount),), -1)
            return _with(gone, replace(gone.lots[id], missing=missing.amount))
        case CreditHeld(credit=id, dispute=dispute, claimed=claimed, amount=amount):
            claims = {**state.claims.get(id, {}), dispute: claimed}
            return _held(replace(state, claims={**state.claims, id: claims}), id, amount, 1)
        case CreditFreed(credit=id, dispute=dispute, amount=amount):
            claims = {each: claim for each, claim in state.claims.get(id, {}).items() if each != dispute}
            return _held(replace(state, claims={**state.claims, id: claims}), id, amount, -1)


def less(spent: Iterable[CreditPart], taken: Iterable[CreditPart]) -> tuple[CreditPart, ...]:
    """What is left of some parts without others."""
    gone = {part.credit: part.amount.amount for part in taken}
    rest = (replace(each, amount=_reduced(each.amount, gone.get(each.credit, 0))) for each in spent)
    return tuple(each for each in rest if each.amount.amount)


def _reduced(amount: Money, by: int) -> Money:
    return Money(amount.amount - by, amount.currency)


def _held(state: Credit, id: str, amount: Money, sign: int) -> Credit:
    """A dispute may be heard of before the payment that it is about."""
    if id not in state.lots:
        return state
    lot = state.lots[id]
    moved = amount.times(sign)
    return _with(state, replace(lot, left=lot.left - moved, held=lot.held + moved.amount))


def _with(state: Credit, lot: Lot) -> Credit:
    return replace(state, lots={**state.lots, lot.id: lot})


def _moved(state: Credit, parts: Iterable[CreditPart], sign: int) -> Credit:
    lots = dict(state.lots)
    for part in parts:
        lot = lots[part.credit]
        lots[part.credit] = replace(lot, left=lot.left + part.amount.times(sign))
    return replace(state, lots=lots)
