"""A batch of a pool's keys: each is free until it is given to one subscription for good, or withdrawn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Missing
from eventlog.schema import Erased
from services.billing.deciders.key_list import Line
from services.billing.events import KeyGiven, KeysStored, KeyWithdrawn


@dataclass(frozen=True)
class StoreKeys:
    batch: str
    subject: str
    product: str
    plan: str
    keys: tuple[Line, ...]


@dataclass(frozen=True)
class GiveKey:
    """`expires`: of the key, as its pool has it; empty: it does not."""

    place: int
    plan: str
    subscription: str
    holder: str
    expires: str
    waited: bool


@dataclass(frozen=True)
class WithdrawKeys:
    """Of these places, (batch, place), those that are free; `publisher` is the plan's."""

    publisher: str
    places: frozenset[tuple[str, int]]


Command: TypeAlias = StoreKeys | GiveKey | WithdrawKeys
Event: TypeAlias = KeysStored | KeyGiven | KeyWithdrawn


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class KeysOfBatch:
    stored: KeysStored
    given: Mapping[int, str] = field(default_factory=dict)  # the subscription, by place
    withdrawn: frozenset[int] = frozenset()

    def is_free(self, place: int) -> bool:
        return 0 <= place < self.stored.count and place not in self.given and place not in self.withdrawn

    def place_of(self, subscription: str) -> int | None:
        return next((place for place, whose in self.given.items() if whose == subscription), None)

    def key(self, place: int) -> str:
        """Empty where the keys were erased."""
        if isinstance(self.stored.keys, Erased):
            return ""
        return str(json.loads(self.stored.keys)[place]["key"])


State: TypeAlias = Absent | KeysOfBatch


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case StoreKeys(), Absent():
            _must_be_ours(by)
            keys = json.dumps([{"key": each.key, "note": each.note} for each in command.keys])
            told = (command.batch, command.subject, command.product, command.plan)
            return [KeysStored(*told, len(command.keys), keys)]
        case StoreKeys(), KeysOfBatch():
            return []
        case _, Absent():
            raise Missing("key-unknown")
        case GiveKey(), KeysOfBatch():
            return _give(command, state, by)
        case WithdrawKeys(publisher, places), KeysOfBatch(stored):
            by.must_act_for(publisher, "owner", "editor")
            meant = sorted(place for batch, place in places if batch == stored.batch and state.is_free(place))
            return [KeyWithdrawn(stored.batch, each, stored.product, stored.plan, by.actor) for each in meant]
    raise TypeError(command)


def _give(command: GiveKey, state: KeysOfBatch, by: Context) -> list[Event]:
    _must_be_ours(by)
    stored = state.stored
    if state.place_of(command.subscription) is not None:
        return []
    expired = command.expires and command.expires <= by.today.isoformat()
    if expired or command.plan != stored.plan or not state.is_free(command.place):
        raise Conflicting("key-taken")
    told = (stored.batch, command.place, stored.product, stored.plan)
    return [KeyGiven(*told, command.subscription, command.holder, command.waited)]


def _must_be_ours(by: Context) -> None:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")


def evolve(state: State, event: Event) -> State:
    match state, event:
        case Absent(), KeysStored():
            return KeysOfBatch(event)
        case KeysOfBatch(), KeyGiven(place=place, subscription=subscription):
            return replace(state, given={**state.given, place: subscription})
        case KeysOfBatch(), KeyWithdrawn(place=place):
            return replace(state, withdrawn=state.withdrawn | {place})
        case _:
            return state


def place_of(subscription: str, plan: str) -> str:
    """The reservation that a given key holds: one a subscription and plan."""
    return f"key-of-{subscription}-{plan}"


def reserves(command: Command) -> Sequence[Reservation]:
    match command:
        case GiveKey(plan=plan, subscription=subscription):
            return [Reservation(place_of(subscription, plan), "key-given")]
        case _:
            return []


key_batch: Decider[Command, State, Event] = Decider("key-batch", Absent(), decide, evolve, reserves)
