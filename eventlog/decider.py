"""The decider: how a command and the events before it become new events, without touching the world."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

import uuid_utils

from eventlog.ids import as_early
from eventlog.refusal import Forbidden

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")

COMMANDS = uuid.UUID("7c1f3a52-5f0e-5b0e-9c55-0b7f6a1d2e90")  # namespace of every id derived from a command
_COMMANDS = uuid_utils.UUID(str(COMMANDS))


def derived_id(name: str) -> str:
    """What uuid.uuid5 makes of it, which takes ten times as long."""
    return str(uuid_utils.uuid5(_COMMANDS, name))


@dataclass(frozen=True)
class Context:
    """What a command brings along: who asks, as what, when, and because of what.

    `actor` is an account id, or the name of a part of ours (`policy:billing.after-plan-added`). `roles` holds staff
    roles (`operator`) and roles in an organisation or publisher (`acme:owner`), already narrowed to the scopes of the
    token in use. `fingerprint` is the door's HMAC over the request; without one the kernel takes the command's own.
    `versions` are those of the stream on which alone the command is wanted (HTTP's If-Match); None: on any.
    """

    command_id: str
    actor: str
    at: datetime
    roles: frozenset[str] = frozenset()
    correlation: str = ""
    causation: str = ""
    traceparent: str = ""
    fingerprint: str = ""
    versions: frozenset[int] | None = None

    @property
    def today(self) -> date:
        return self.at.astimezone(UTC).date()

    def new_id(self, what: str = "") -> str:
        """An id that is the same each time the same actor sends the same command, and as early as that command's."""
        return as_early(self.derived(what), self.command_id)

    def derived(self, what: str) -> str:
        """As `new_id`, without the time: for commands of which an older instance may have carried out the same."""
        return derived_id(f"{self.actor}/{self.command_id}/{what}")

    def acts_for(self, holder: str, *roles: str) -> bool:
        """Whether the actor is `holder`, or has one of `roles` (any, where none is named) in it."""
        if self.actor == holder:
            return True
        wanted = {f"{holder}:{role}" for role in roles}
        return any(role in wanted or (not roles and role.startswith(f"{holder}:")) for role in self.roles)

    def must_act_for(self, holder: str, *roles: str) -> None:
        if not self.acts_for(holder, *roles):
            raise Forbidden("not-yours")

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def must_have(self, *roles: str) -> None:
        """The actor has at least one of these staff roles."""
        if not self.has(*roles):
            raise Forbidden("staff-only", " or ".join(roles))

    def follows(self, event_id: str, policy: str, target: str) -> "Context":
        """The context of the command that `policy` gives to `target` because of an event."""
        command_id = derived_id(f"{event_id}/{policy}/{target}")
        actor = f"policy:{policy}"
        return replace(self, command_id=command_id, actor=actor, causation=event_id, fingerprint="", versions=None)

    def dump(self) -> dict[str, Any]:
        """JSON-like, for an RPC; `load` is its inverse."""
        return {
            "command_id": self.command_id,
            "actor": self.actor,
            "at": self.at.isoformat(),
            "roles": sorted(self.roles),
            "correlation": self.correlation,
            "causation": self.causation,
            "traceparent": self.traceparent,
            "fingerprint": self.fingerprint,
            "versions": None if self.versions is None else sorted(self.versions),
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Context":
        versions = dumped.get("versions")
        read = {
            "at": datetime.fromisoformat(dumped["at"]),
            "roles": frozenset(dumped["roles"]),
            "versions": None if versions is None else frozenset(versions),
        }
        return cls(**dict(dumped) | read)


@dataclass(frozen=True)
class Reservation:
    """A stream that only one other stream may hold: a slug, an e-mail address, a trial.

    `taken` is the code of the `Conflicting` refusal while another stream holds it. `passing`: given back with the same
    decision, which therefore comes before or after every other one that reserves it, and never beside it.
    """

    stream: str
    taken: str
    detail: str = ""
    passing: bool = False


def nothing_reserved(command: Any) -> Sequence[Reservation]:
    return ()


def nothing_released(command: Any, state: Any) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Decider(Generic[C, S, E]):
    """One kind of thing: its stream category, its first state, and the two pure functions.

    `reserves(command)` names the reservations that a decision on `command` must hold; `releases(command, state)` the
    reservation streams that it gives back. Both count only where events were decided, and are appended with them.
    """

    name: str
    initial: S
    decide: Callable[[C, S, Context], list[E]]
    evolve: Callable[[S, E], S]
    reserves: Callable[[C], Sequence[Reservation]] = field(default=nothing_reserved)
    releases: Callable[[C, S], Sequence[str]] = field(default=nothing_released)

    def stream(self, subject: str) -> str:
        return f"{self.name}-{subject}"

    def fold(self, events: Sequence[E], *before: S) -> S:
        """From the first state on, or from the one `before` these events."""
        state = before[0] if before else self.initial
        for event in events:
            state = self.evolve(state, event)
        return state
