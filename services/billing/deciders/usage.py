"""One count of metered use, of one subscription and period: each report once, until it is closed to be charged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.billing.events import UsageClosed, UsageRecorded, Used

MOST = 10**12  # units of one report
AHEAD = timedelta(minutes=15)  # that the reporter's clock may be


@dataclass(frozen=True)
class RecordUsage:
    """`components` are those that are metered; `counted` the ids of the count before, which are not counted again."""

    subscription: str
    holder: str
    components: frozenset[str]
    component: str
    amount: int
    at: datetime
    id: str
    counted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CloseUsage:
    subscription: str
    number: int


Command: TypeAlias = RecordUsage | CloseUsage
Event: TypeAlias = UsageRecorded | UsageClosed


@dataclass(frozen=True)
class Usage:
    used: Mapping[str, int] = field(default_factory=dict)  # units by component
    ids: frozenset[str] = frozenset()
    closed: bool = False


def decide(command: Command, state: Usage, by: Context) -> list[Event]:
    match command:
        case RecordUsage():
            return _record(command, state, by)
        case CloseUsage(subscription, number):
            if not by.actor.startswith("policy:"):
                raise Forbidden("store-only")
            used = tuple(Used(component, amount) for component, amount in sorted(state.used.items()))
            return [] if state.closed else [UsageClosed(subscription, number, used)]


def _record(command: RecordUsage, state: Usage, by: Context) -> list[Event]:
    by.must_act_for(command.holder)
    if command.component not in command.components:
        raise Invalid("component-unknown", command.component[:100])
    if not 0 < command.amount <= MOST:
        raise Invalid("usage-invalid", f"1 to {MOST} units")
    if command.at > by.at + AHEAD:
        raise Invalid("usage-in-future")
    if not 0 < len(command.id) <= 100:
        raise Invalid("usage-invalid", "an id of 1 to 100 characters")
    if command.id in state.ids | command.counted:
        return []
    if state.closed:
        raise Conflicting("usage-being-charged")
    return [UsageRecorded(command.subscription, command.component, command.amount, command.at, command.id)]


def evolve(state: Usage, event: Event) -> Usage:
    match event:
        case UsageRecorded(component=component, amount=amount):
            counted = {**state.used, component: state.used.get(component, 0) + amount}
            return replace(state, used=counted, ids=state.ids | {event.id})
        case UsageClosed():
            return replace(state, closed=True)


usage: Decider[Command, Usage, Event] = Decider("usage", Usage(), decide, evolve)
