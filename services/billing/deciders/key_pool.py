"""The pool of keys of one plan: what was ever added to it, so that no key is in it twice, and when it runs low."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.deciders import key_list
from services.billing.deciders.key_list import Wrong
from services.billing.events import KeyBatch, KeysAdded, KeysLowSet, KeysRanLow, PlanOffered

BATCH = 200  # keys that share a stream: giving one of them reads no more than what became of these
LOW, MOST_LOW = 10, 10_000
LICENSED = ("subscribers", "byol")  # access of plans whose customers get a licence


@dataclass(frozen=True)
class Added:
    """A key of a list without itself."""

    line: int
    print: str
    expires: str


@dataclass(frozen=True)
class AddKeys:
    """`offered` is the plan as billing's own stream has it; `wrong` are lines that could not be read."""

    publisher: str
    offered: PlanOffered | None
    upload: str
    keys: tuple[Added, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class SetKeysLow:
    publisher: str
    offered: PlanOffered | None
    low: int


@dataclass(frozen=True)
class NoteKeysLeft:
    """As the pool is now: how many are free, and how many licences wait for one."""

    publisher: str
    free: int
    waiting: int


Command: TypeAlias = AddKeys | SetKeysLow | NoteKeysLeft
Event: TypeAlias = KeysAdded | KeysLowSet | KeysRanLow


@dataclass(frozen=True)
class KeyPool:
    product: str = ""  # empty: nobody has made it yet
    plan: str = ""
    batches: tuple[KeyBatch, ...] = ()
    uploads: frozenset[str] = frozenset()
    low: int = LOW
    told: str = ""  # of its last keys: nothing | low | empty

    @property
    def size(self) -> int:
        """Keys that were ever added."""
        return sum(len(each.prints) for each in self.batches)


def decide(command: Command, state: KeyPool, by: Context) -> list[Event]:
    match command:
        case AddKeys():
            return _add(command, state, by)
        case SetKeysLow(publisher, offered, low):
            by.must_act_for(publisher, "owner", "editor")
            plan = with_keys(offered, publisher)
            if not 0 <= low <= MOST_LOW:
                raise Invalid("keys-low-unfit", f"0 to {MOST_LOW}")
            known = state.product and state.low == low
            return [] if known else [KeysLowSet(plan.product, plan.plan, low, by.actor)]
        case NoteKeysLeft():
            return _left(command, state, by)


def with_keys(offered: PlanOffered | None, publisher: str) -> PlanOffered:
    """The plan, where it is this publisher's and its customers get a licence."""
    if offered is None or offered.address.partition("/")[0] != publisher:
        raise Missing("plan-unknown")
    if offered.access not in LICENSED:
        raise Conflicting("keys-not-for-plan", offered.access)
    return offered


def _add(command: AddKeys, state: KeyPool, by: Context) -> list[Event]:
    by.must_act_for(command.publisher, "owner", "editor")
    plan = with_keys(command.offered, command.publisher)
    if command.upload in state.uploads:
        return []
    known = {each for batch in state.batches for each in batch.prints} if command.keys else set()
    wrong = [*command.wrong, *(Wrong(each.line, "known") for each in command.keys if each.print in known)]
    if wrong:
        raise Invalid("keys-unfit", key_list.told(wrong))
    if not 1 <= len(command.keys) <= key_list.MOST:
        raise Invalid("keys-too-many" if command.keys else "keys-missing", str(key_list.MOST))
    batches = tuple(batches_of(command.upload, command.keys))
    told = (plan.product, plan.plan, command.publisher, command.upload)
    return [KeysAdded(*told, before=state.size, batches=batches, by=by.actor)]


def batches_of(upload: str, keys: Sequence[Added]) -> list[KeyBatch]:
    parts = [keys[at : at + BATCH] for at in range(0, len(keys), BATCH)]
    return [
        KeyBatch(f"{upload}-{number}", tuple(each.print for each in part), tuple(each.expires for each in part))
        for number, part in enumerate(parts)
    ]


def _left(command: NoteKeysLeft, state: KeyPool, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")
    level = level_of(command.free, state.low)
    if level in ("", state.told) or state.told == "empty":
        return []
    return [KeysRanLow(state.product, state.plan, command.publisher, command.free, command.waiting)]


def level_of(free: int, low: int) -> str:
    return "empty" if not free else "low" if free <= low else ""


def evolve(state: KeyPool, event: Event) -> KeyPool:
    match event:
        case KeysAdded(product, plan, upload=upload, batches=batches):
            uploads, told = state.uploads | {upload}, ""
            kept = (*state.batches, *batches)
            return replace(state, product=product, plan=plan, batches=kept, uploads=uploads, told=told)
        case KeysLowSet(product, plan, low):
            return replace(state, product=product, plan=plan, low=low)
        case KeysRanLow(free=free):
            return replace(state, told=level_of(free, free))


def pool_of(product: str, plan: str) -> str:
    return f"{product}-{plan}"


key_pool: Decider[Command, KeyPool, Event] = Decider("key-pool", KeyPool(), decide, evolve)
