"""Credit that was paid in advance, and whose payment is disputed: it pays for nothing until the bank has decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from eventlog.decider import Context
from services.billing.deciders.credit_state import Credit, Event, evolve
from services.billing.events import CreditFreed, CreditHeld
from vocabulary.money import Money, nothing


@dataclass(frozen=True)
class HoldCredit:
    """Decided together with the dispute about the top-up's invoice; `amount` is what of that is disputed."""

    credit: str
    dispute: str
    holder: str
    amount: Money


@dataclass(frozen=True)
class FreeCredit:
    """The dispute is decided, and took nothing of it."""

    credit: str
    dispute: str
    holder: str


Command: TypeAlias = HoldCredit | FreeCredit


def decide(command: Command, state: Credit, by: Context) -> list[Event]:
    match command:
        case HoldCredit():
            return _hold(command, state, by)
        case FreeCredit(id):
            events = freed(command, state, by)
            return [*events, *held_too([id], reduce(evolve, events, state), by)] if id in state.lots else events


def _hold(command: HoldCredit, state: Credit, by: Context) -> list[Event]:
    """As much as is there; what was spent is held as it comes back, and what is not paid in yet as it is."""
    id, claimed = command.credit, command.amount
    if command.dispute in state.claims.get(id, {}):
        return []
    left = state.lots[id].left if id in state.lots else nothing(claimed.currency)
    there = Money(min(left.amount, claimed.amount), claimed.currency)
    return [CreditHeld(id, command.dispute, command.holder, claimed, there, by.today)]


def freed(command: FreeCredit, state: Credit, by: Context) -> list[Event]:
    """What was held for it; nothing where no such dispute is open."""
    id, dispute = command.credit, command.dispute
    claimed = state.claims.get(id, {}).get(dispute)
    if claimed is None:
        return []
    held = state.lots[id].held if id in state.lots else 0
    back = Money(min(held, claimed.amount), claimed.currency)
    return [CreditFreed(id, dispute, command.holder, back, by.today)]


def held_too(ids: Iterable[str], state: Credit, by: Context) -> Iterator[Event]:
    """What is there now of top-ups about which a dispute is open."""
    for id in dict.fromkeys(ids):
        lot, claims = state.lots[id], state.claims.get(id, {})
        amount = Money(min(lot.left.amount, state.not_held(id)), lot.left.currency)
        if amount.amount:
            dispute = next(iter(claims))
            yield CreditHeld(id, dispute, lot.holder, claims[dispute], amount, by.today)
