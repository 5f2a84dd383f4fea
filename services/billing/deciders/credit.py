"""What a customer has with the store in one currency: granted or paid in advance, spent, and never below zero."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.deciders import credit_held
from services.billing.deciders.credit_held import FreeCredit, HoldCredit, held_too
from services.billing.deciders.credit_state import Credit, Event, Lot, evolve
from services.billing.deciders.starting import must_be_payable
from services.billing.deciders.subscribing import Payer
from services.billing.events import (
    CreditExpired,
    CreditGranted,
    CreditPaidBack,
    CreditPart,
    CreditReturned,
    CreditSpent,
    CreditToppedUp,
    CreditWithdrawn,
    TopUpOrdered,
)
from vocabulary.money import MOST, Money, is_currency

SPENT = "credit-spent"
DISPUTE_LOST = "dispute-lost"
REASON = 2_000


@dataclass(frozen=True)
class GrantCredit:
    holder: str
    amount: Money
    reason: str
    expires: date | None


@dataclass(frozen=True)
class OrderTopUp:
    holder: str
    amount: Money
    payment: str  # card | invoice
    payer: Payer


@dataclass(frozen=True)
class TopUp:
    """Its invoice is paid."""

    invoice: str
    holder: str
    amount: Money


@dataclass(frozen=True)
class SpendCredit:
    """Decided together with the invoice that it pays, so that no two invoices spend the same."""

    invoice: str
    holder: str
    amount: Money


@dataclass(frozen=True)
class ReturnCredit:
    """Decided together with the credit note. `refunded`: the invoice was paid as a whole."""

    invoice: str
    credit_note: str
    amount: Money
    refunded: bool


@dataclass(frozen=True)
class PayBackCredit:
    """Decided together with the credit note over the top-up's invoice."""

    invoice: str
    credit_note: str
    amount: Money


@dataclass(frozen=True)
class WithdrawCredit:
    """`reason` is finance's, or `dispute-lost`; `amount` is what the dispute took, None: all that is left."""

    credit: str
    reason: str
    amount: Money | None = None
    dispute: str = ""


@dataclass(frozen=True)
class ExpireCredit:
    credit: str


ByPeople: TypeAlias = GrantCredit | OrderTopUp | WithdrawCredit
ByStore: TypeAlias = TopUp | SpendCredit | ExpireCredit | credit_held.Command
Command: TypeAlias = ByPeople | ReturnCredit | PayBackCredit | ByStore


def subject_of(holder: str, currency: str) -> str:
    """Of the stream."""
    return f"{holder}-{currency}"


def decide(command: Command, state: Credit, by: Context) -> list[Event]:
    match command:
        case GrantCredit():
            return _grant(command, state, by)
        case OrderTopUp():
            return _order(command, state, by)
        case WithdrawCredit():
            return _withdraw(command, state, by)
        case ReturnCredit() | PayBackCredit():
            if not by.actor.startswith("policy:"):
                by.must_have("finance")
            return _return(command, state, by) if isinstance(command, ReturnCredit) else _pay_back(command, state, by)
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")
    match command:
        case TopUp(invoice, holder, amount):
            paid = CreditToppedUp(invoice, holder, amount, by.today)
            return [] if invoice in state.lots else [paid, *held_too([invoice], evolve(state, paid), by)]
        case HoldCredit() | FreeCredit():
            return credit_held.decide(command, state, by)
        case SpendCredit():
            return _spend(command, state, by)
        case ExpireCredit(id):
            lot = state.lots.get(id)
            over = lot is not None and lot.left.amount and lot.is_over(by.today)
            return [CreditExpired(id, lot.holder, lot.left, by.today)] if lot and over else []


def _grant(command: GrantCredit, state: Credit, by: Context) -> list[Event]:
    by.must_have("finance")
    _must_be_above_zero(command.amount)
    _must_be_a_reason(command.reason)
    if command.expires is not None and command.expires <= by.today:
        raise Invalid("expiry-past", str(command.expires))
    id = by.new_id("credit")
    if id in state.lots:
        return []
    reason = command.reason.strip()
    return [CreditGranted(id, command.holder, command.amount, reason, command.expires, by.today, by.actor)]


def _order(command: OrderTopUp, state: Credit, by: Context) -> list[Event]:
    by.must_act_for(command.holder, "owner", "billing")
    _must_be_above_zero(command.amount)
    must_be_payable(command.payment, command.payer)
    invoice = by.new_id("invoice")
    if invoice in state.ordered:
        return []
    return [TopUpOrdered(invoice, command.holder, command.amount, command.payment, by.today, by.actor)]


def _spend(command: SpendCredit, state: Credit, by: Context) -> list[Event]:
    if command.invoice in state.spent:
        return []
    if not 0 < command.amount.amount <= state.usable(by.today):
        raise Conflicting(SPENT)
    there = (CreditPart(lot.id, lot.left) for lot in state.in_turn(by.today))
    return [CreditSpent(command.invoice, command.holder, command.amount, _so_much(there, command.amount), by.today)]


def _return(command: ReturnCredit, state: Credit, by: Context) -> list[Event]:
    """To where it came from, what was spent last first; what is nobody's any more does not stay there."""
    if (command.invoice, command.credit_note) in state.returned:
        return []
    spent = state.spent.get(command.invoice, ())
    if command.amount.amount > sum(part.amount.amount for part in spent):
        raise Conflicting(SPENT)
    parts = _so_much(reversed(spent), command.amount)
    holder = state.lots[parts[0].credit].holder
    told = (command.invoice, command.credit_note, holder, command.amount, parts, command.refunded, by.today)
    events = [CreditReturned(*told), *_gone(parts, state, by)]
    return [*events, *held_too((part.credit for part in parts), credit.fold(events, state), by)]


def _gone(parts: Iterable[CreditPart], state: Credit, by: Context) -> Iterator[CreditExpired | CreditWithdrawn]:
    """Of a grant that is over by now it expires at once; what a bank took back of a top-up is withdrawn."""
    for part in parts:
        lot, amount = state.lots[part.credit], part.amount
        missing = Money(lot.missing, amount.currency)
        if lot.is_over(by.today):
            yield CreditExpired(lot.id, lot.holder, amount, by.today)
        elif missing.amount:
            yield _withdrawn(lot, _lesser(amount, missing), missing, DISPUTE_LOST, by)


def _pay_back(command: PayBackCredit, state: Credit, by: Context) -> list[Event]:
    if (command.invoice, command.credit_note) in state.paid_back:
        return []
    lot = state.lots.get(command.invoice)
    if lot is None:
        raise Conflicting("not-topped-up")
    if command.amount.amount > lot.left.amount:
        raise Conflicting(SPENT, str(lot.left))
    return [CreditPaidBack(lot.id, command.credit_note, lot.holder, command.amount, by.today)]


def _withdraw(command: WithdrawCredit, state: Credit, by: Context) -> list[Event]:
    ours = by.actor.startswith("policy:")
    if not ours:
        by.must_have("finance")
    lot = state.lots.get(command.credit)
    if lot is None:
        raise Missing("credit-unknown")
    if lot.was_paid and not ours:
        raise Conflicting("credit-was-paid")
    _must_be_a_reason(command.reason)
    wanted = command.amount or lot.left
    if not wanted.amount:
        return []
    events = credit_held.freed(FreeCredit(lot.id, command.dispute, lot.holder), state, by)
    lot = credit.fold(events, state).lots[lot.id]
    missing = wanted + Money(lot.missing, wanted.currency)
    events.append(_withdrawn(lot, _lesser(lot.left, wanted), missing, command.reason.strip(), by))
    return [*events, *held_too([lot.id], credit.fold(events, state), by)]


def _withdrawn(lot: Lot, amount: Money, missing: Money, reason: str, by: Context) -> CreditWithdrawn:
    """`missing` before it."""
    return CreditWithdrawn(lot.id, lot.holder, amount, lot.was_paid, missing - amount, reason, by.today, by.actor)


def _lesser(one: Money, other: Money) -> Money:
    return min(one, other, key=lambda money: money.amount)


def _so_much(parts: Iterable[CreditPart], amount: Money) -> tuple[CreditPart, ...]:
    """From the first on, until it is as much."""
    found, wanted = [], amount.amount
    for part in parts:
        taken = min(part.amount.amount, wanted)
        if taken:
            found.append(CreditPart(part.credit, Money(taken, amount.currency)))
        wanted -= taken
    return tuple(found)


def _must_be_above_zero(amount: Money) -> None:
    if not is_currency(amount.currency):
        raise Invalid("currency-invalid", amount.currency[:10])
    if not 0 < amount.amount <= MOST:
        raise Invalid("amount-invalid")


def _must_be_a_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > REASON:
        raise Invalid("explanation-missing" if not reason.strip() else "explanation-too-long", str(REASON))


credit: Decider[Command, Credit, Event] = Decider("credit", Credit(), decide, evolve)
