"""A publisher as one who is paid: where its money goes, which share of its sales is its own, which months are over."""

import re
from dataclasses import dataclass, replace

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Invalid
from services.billing.events import (
    MonthClosed,
    PayoutAccountOpened,
    PayoutsConnected,
    PayoutsDisconnected,
    ShareSet,
)
from vocabulary.period import month_of

WAYS = ("stripe", "transfer")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class NotePayoutAccount:
    """The payment company opened an account for the publisher."""

    publisher: str
    account: str


@dataclass(frozen=True)
class ConnectPayouts:
    """By `stripe` once the payment company says that `account` can be paid; by `transfer` at once."""

    publisher: str
    way: str
    account: str = ""


@dataclass(frozen=True)
class DisconnectPayouts:
    publisher: str


@dataclass(frozen=True)
class SetShare:
    publisher: str
    percent: int


@dataclass(frozen=True)
class CloseMonth:
    publisher: str
    month: str


Command = NotePayoutAccount | ConnectPayouts | DisconnectPayouts | SetShare | CloseMonth
Event = PayoutAccountOpened | PayoutsConnected | PayoutsDisconnected | ShareSet | MonthClosed


@dataclass(frozen=True)
class Payee:
    opened: str = ""  # acct_… at the payment company, connected or not
    waits: bool = False  # for the payment company's word that it has all that it asks for
    way: str = ""  # stripe | transfer; empty: nobody knows where the money goes
    account: str = ""
    share: int | None = None  # percent; None: the store's usual one
    closed: str = ""  # the last month that is over

    @property
    def connected(self) -> bool:
        return bool(self.way)


def decide(command: Command, state: Payee, by: Context) -> list[Event]:
    match command:
        case NotePayoutAccount(publisher, account):
            by.must_act_for(publisher, "owner")
            return [] if state.opened else [PayoutAccountOpened(publisher, "stripe", account, by.actor)]
        case ConnectPayouts():
            return _connect(command, state, by)
        case DisconnectPayouts(publisher):
            if not by.actor.startswith("policy:"):
                by.must_act_for(publisher, "owner")
            return [PayoutsDisconnected(publisher, by.actor)] if state.connected else []
        case SetShare(publisher, percent):
            by.must_have("finance")
            if not 0 <= percent <= 100:
                raise Invalid("share-invalid")
            return [] if state.share == percent else [ShareSet(publisher, percent, by.actor)]
        case CloseMonth(publisher, month):
            return _close(publisher, month, state, by)


def _connect(command: ConnectPayouts, state: Payee, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        by.must_act_for(command.publisher, "owner")
    if command.way not in WAYS:
        raise Invalid("payout-way-unknown", command.way)
    if command.way == "stripe" and command.account != state.opened:
        raise Conflicting("payout-account-unknown")
    account = command.account if command.way == "stripe" else ""
    if (state.way, state.account) == (command.way, account):
        return []
    return [PayoutsConnected(command.publisher, command.way, account, by.actor)]


def _close(publisher: str, month: str, state: Payee, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        by.must_have("finance")
    if not MONTH.fullmatch(month) or month >= month_of(by.today):
        raise Invalid("month-not-over", month)
    return [] if month <= state.closed else [MonthClosed(publisher, month)]


def evolve(state: Payee, event: Event) -> Payee:
    match event:
        case PayoutAccountOpened(account=account):
            return replace(state, opened=account, waits=True)
        case PayoutsConnected(processor=way, account=account):
            return replace(state, way=way, account=account, waits=False)
        case PayoutsDisconnected():
            return replace(state, way="", account="", waits=False)
        case ShareSet(percent=percent):
            return replace(state, share=percent)
        case MonthClosed(month=month):
            return replace(state, closed=month)


payee: Decider[Command, Payee, Event] = Decider("payee", Payee(), decide, evolve)
